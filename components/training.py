"""The Train step: live curves, what stands now, and a log of all that happened."""

from __future__ import annotations

import math
from collections.abc import Callable, Coroutine
from typing import Any

import panel as pn

from epochlab.components import kit, look, run_words
from epochlab.components.live import LiveCurves
from epochlab.components.messages import Action, Messages, of_error
from epochlab.events import Epoch
from epochlab.history import Marker
from epochlab.workbench import Workbench

KINDS = {"change": "warm", "restart": "cold", "stopped": "stopped", "halted": "halted"}
"""Kind of a marker in the history → kind of the mark on the curve."""
LATEST = 200
"""Lines of the log that are shown."""


class TrainStep(pn.viewable.Viewer):
    """What a run looks like.

    Parameters
    ----------
    bench : whose run it is.
    begin : trains on, as the main button does.
    """

    def __init__(self, bench: Workbench, begin: Callable[[], Coroutine[Any, Any, None]]) -> None:
        super().__init__()
        self.bench, self._begin = bench, begin
        self.curves = LiveCurves()
        self.messages = Messages()
        self._facts, self._log = _html(), _html()
        self._drawn: list[tuple[int, int]] = []  # of each branch: times rewound, rows drawn
        self._marked = self._logged = 0
        bench.param.watch(lambda *events: self._tell_problem(), ["problem", "halted"])
        bench.param.watch(lambda *events: self._forget(), "table")
        self.follow()

    def _forget(self) -> None:
        """Clear the curves when other data were loaded: their history is another one."""
        if not self.bench.history.branches:
            self.curves.clear()
            self._drawn, self._marked, self._logged = [], 0, -1  # none shown, an empty log either
            self.follow()

    def follow(self) -> None:
        """Draw what has been added to the history since the last call."""
        history = self.bench.history
        fresh = []
        for branch in history.branches:
            if branch.index == len(self._drawn):
                self._drawn.append((0, 0))
            rewound, drawn = self._drawn[branch.index]
            fresh += branch.rows[drawn if rewound == branch.rewound else 0 :]
            self._drawn[branch.index] = branch.rewound, len(branch.rows)
        marks = [_mark(marker) for marker in history.markers[self._marked :]]
        self._marked = len(history.markers)
        if history.current is not None:
            self.curves.loss = run_words.loss_name(history.current.loss)
        with pn.io.hold():
            self.curves.mark(marks)
            self.curves.push(fresh)
            self._show_facts()
            self._show_log()

    def _show_facts(self) -> None:
        branch = self.bench.history.current
        if branch is None or not branch.rows:
            self._facts.object = _card(run_words.FACTS, f"<p>{run_words.NOT_TRAINED}</p>")
            return
        row = branch.rows[-1]
        names = run_words.fact_names(run_words.SCORES[self.bench.classifies])
        values = [look.count(row["epoch"]), look.number(row["training_loss"])]
        values += [look.number(row["holdout_loss"]), look.number(row["score"])]
        values += [look.exact(row["eta"]), branch.device.upper()]
        pairs = zip(names, values, strict=True)
        lines = "".join(f"<dt>{kit.text(n)}</dt><dd>{kit.text(v)}</dd>" for n, v in pairs)
        self._facts.object = _card(run_words.FACTS, f"<dl>{lines}</dl>")

    def _show_log(self) -> None:
        log = self.bench.history.log
        if self._log.object and len(log) == self._logged:
            return
        self._logged = len(log)
        lines = "".join(
            f"<li><span>{look.count(epoch)}</span><span>{kit.text(said)}</span></li>"
            for epoch, said in reversed(log[-LATEST:])
        )
        body = f'<ol tabindex="0">{lines}</ol>' if lines else f"<p>{run_words.NO_LOG}</p>"
        self._log.object = _card(run_words.LOG, body)

    def _tell_problem(self) -> None:
        bench, actions = self.bench, []
        if bench.problem is None:
            self.messages.show([])
            return
        if bench.halted is not None:
            eta = bench.halted.remedy.get("optimiser.eta")
            label = run_words.continue_from(bench.trained)
            if eta is not None and math.isfinite(eta):
                label = run_words.continue_at(bench.trained, look.number(eta))
            actions.append(Action(label, self._follow_advice))
        self.messages.show([of_error(bench.problem, *actions, close=bench.dismiss)])

    def _follow_advice(self) -> None:
        self.bench.take_remedy()
        pn.state.execute(self._begin, schedule=True)

    def latest(self) -> Epoch | None:
        """The epoch trained last, for what is read aloud."""
        branch = self.bench.history.current
        if branch is None or not branch.rows:
            return None
        row = branch.rows[-1]
        return Epoch(row["epoch"], row["training_loss"], {"loss": row["holdout_loss"]})

    def __panel__(self) -> Any:
        below = pn.GridBox(
            self._facts,
            self._log,
            ncols=2,
            sizing_mode="stretch_width",
            margin=0,
            styles={
                "display": "grid",
                "grid-template-columns": "repeat(auto-fit, minmax(min(280px, 100%), 1fr))",
                "gap": "16px",
            },
        )
        return pn.Column(
            self.messages,
            self.curves,
            below,
            margin=0,
            sizing_mode="stretch_width",
            styles={"gap": "16px"},
        )


def _mark(marker: Marker) -> dict[str, Any]:
    return {
        "branch": marker.branch,
        "epoch": marker.epoch,
        "kind": KINDS[marker.kind],
        "text": marker.text,
    }


def _html() -> pn.pane.HTML:
    return pn.pane.HTML(
        "", stylesheets=[look.asset("training.css")], sizing_mode="stretch_width", margin=0
    )


def _card(title: str, body: str) -> str:
    return f'<section class="card"><h2>{kit.text(title)}</h2>{body}</section>'
