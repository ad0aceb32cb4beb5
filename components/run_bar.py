"""The run bar of every step: what the next click does, and how far training is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from statistics import fmean
from typing import Any

import panel as pn
import param
from panel.custom import JSComponent

from epochlab.components import kit, look, run_words
from epochlab.components.control import Terms
from epochlab.components.number_fields import WholeField
from epochlab.errors import Explained
from epochlab.workbench import Workbench

FOLLOWED = [
    *("status", "edits", "more", "table", "model", "standardise"),
    *("holdout", "test", "stratify", "split_seed"),
]
IN_LINE = (
    look.asset("field.css")
    + """
.setting { flex-direction: row; align-items: center; gap: 4px; }
.line { flex: 1; }
.head { white-space: nowrap; }
"""
)
"""Style sheet of a setting whose label stands before its field."""
WIDE_MESSAGE = """
:host { --said: min(420px, 50vw); }
.MuiFormHelperText-root { width: var(--said); margin-right: calc(60px - var(--said)) !important; }
"""
"""What is wrong with the epochs may be longer than their field, not a tower under it."""
TAKES_THE_REST = {"flex": "1 1 260px", "width": "auto"}
RECENT = 5
"""Epochs the time left is estimated from."""


class Progress(JSComponent):
    """Words and a bar."""

    said = param.String(default="")
    rest = param.String(default="")
    done = param.Integer(default=0)
    goal = param.Integer(default=0, doc="0 hides the bar.")
    status = param.String(default="")
    label = param.String(default=run_words.PROGRESS)

    _esm = look.asset("progress.js")
    _stylesheets = [look.asset("progress.css")]


class RunBar(pn.viewable.Viewer):
    """Buttons of the run and its progress.

    Parameters
    ----------
    bench : whose run it is.
    go : called with "train" when training begins.
    """

    def __init__(self, bench: Workbench, go: Callable[[str], None]) -> None:
        super().__init__()
        self.bench, self._go, self._beginning = bench, go, False
        self.primary = kit.Button(label="", color="primary", margin=0, on_click=self._train)
        self.again = _plain(run_words.AGAIN, "restart_alt", self._again)
        self.pause = kit.Button(
            label=run_words.PAUSE, icon="pause", margin=0, on_click=lambda e: bench.pause()
        )
        self.resume = kit.Button(
            label=run_words.RESUME, icon="play_arrow", margin=0, on_click=lambda e: bench.resume()
        )
        self.stop = _plain(run_words.STOP, "stop", lambda e: bench.stop())
        self.more = WholeField(bench, "more", "more", Terms(forecast=lambda dotted: ""))
        self.more.view.param.update(sizing_mode=None, width=280, stylesheets=[IN_LINE])
        self.more.text.stylesheets = [*self.more.text.stylesheets, WIDE_MESSAGE]
        self.progress = Progress(sizing_mode="stretch_width", margin=0, styles=TAKES_THE_REST)
        self._layout = pn.FlexBox(
            *(self.primary, self.pause, self.resume, self.stop, self.again),
            *(self.more.view, self.progress),
            gap="8px 14px",
            align_items="center",
            margin=0,
            sizing_mode="stretch_width",
        )
        bench.param.watch(lambda *events: self.follow(), FOLLOWED)
        self.follow()

    def follow(self) -> None:
        """Show what can be done now, and what it would do."""
        bench = self.bench
        ready = bench.model is not None and bench.obstacle() is None
        resting = not bench.busy and ready
        self.primary.visible = self.more.view.visible = resting
        self.pause.visible = bench.status in ("starting", "training", "pausing")
        self.pause.disabled = bench.status != "training"
        self.resume.visible = bench.status == "paused"
        self.stop.visible = bench.status in ("training", "pausing", "paused")
        self.again.visible = resting and bench.trained > 0
        if resting:
            self._foretell()
        self.tick()

    def _foretell(self) -> None:
        bench, branch = self.bench, self.bench.history.current
        try:
            restart = bench.restart
        except Explained:  # the split cannot be drawn; the Data step says why
            self.primary.visible = self.again.visible = False
            return
        if restart.trained is None or branch is None:
            self.primary.param.update(
                label=run_words.train(restart.epochs), color="primary", icon="play_arrow"
            )
        elif restart.kind == "cold":
            label = run_words.start_over(branch.epochs, branch.label)
            self.primary.param.update(label=label, color="warning", icon="restart_alt")
            self.again.visible = False
        else:
            pace = self._pace()
            span = None if pace is None else pace * restart.epochs
            label = run_words.go_on(restart.epochs, bench.trained, span)
            self.primary.param.update(label=label, color="primary", icon="play_arrow")
            self.again.description = run_words.again_tip(branch.epochs, branch.label)

    def _pace(self) -> float | None:
        """Seconds an epoch, from the latest ones."""
        branch = self.bench.history.current
        if branch is None or len(branch.rows) < 2:
            return None
        latest = [row["seconds"] for row in branch.rows[-RECENT - 1 :]]
        return fmean(b - a for a, b in pairwise(latest))

    def tick(self) -> None:
        """Bring the progress up to date."""
        bench, words = self.bench, run_words
        branch = bench.history.current
        best = branch.best if branch is not None else None
        rest = (
            [] if best is None else [words.best(best["epoch"], look.number(best["holdout_loss"]))]
        )
        if bench.busy:
            said = [words.STATUS[bench.status]]
            if bench.status != "starting":
                said.append(words.epoch_of(bench.trained, bench.goal))
            if bench.batch is not None:
                said.append(words.batch_of(bench.batch.batch, bench.batch.batches))
            pace = self._pace()
            if pace is not None and bench.status == "training":
                rest.insert(0, words.left(pace * (bench.goal - bench.trained)))
            self._progress(said, rest, bench.trained, bench.goal)
        else:
            self._progress([self._at_rest()], rest, 0, 0)

    def _at_rest(self) -> str:
        bench, words = self.bench, run_words
        if self._beginning:
            return words.PREPARING
        if bench.table is None:
            return words.NEEDS_DATA
        if bench.obstacle() is not None:
            return words.NEEDS_SETTLING
        if bench.model is None:
            return words.NOTHING_FITS
        if not bench.trained:
            return words.NOT_TRAINED
        return f"{words.STATUS[bench.status]} · {words.trained_so_far(bench.trained)}".strip(" ·")

    def _progress(self, said: list[str], rest: list[str], done: int, goal: int) -> None:
        shown = {"said": " · ".join(filter(None, said)), "rest": " · ".join(rest)}
        shown |= {"done": done, "goal": goal, "status": self.bench.status}
        if any(getattr(self.progress, name) != value for name, value in shown.items()):
            self.progress.param.update(**shown)

    async def _train(self, event: Any) -> None:
        await self.begin()

    async def _again(self, event: Any) -> None:
        await self.begin(again=True)

    async def begin(self, *, again: bool = False) -> None:
        """Train; storing the data happens away from the page's thread."""
        if self._beginning:
            return
        self._beginning, problem = True, None
        self.tick()
        try:
            await asyncio.to_thread(self.bench.prepare)
        except Explained as error:
            problem = error
        except OSError as error:
            problem = Explained(*run_words.not_stored(str(error.strerror)))
        # Back from the thread, nobody holds the page, and updates could overtake one another (a
        # button stayed disabled): the rest waits for its turn.
        pn.state.execute(partial(self._begun, again, problem), schedule=True)

    def _begun(self, again: bool, problem: Explained | None) -> None:
        self._beginning = False
        if problem is not None:
            self.bench.problem = problem
        elif self.bench.train(again=again):
            self._go("train")
        self.tick()

    def __panel__(self) -> Any:
        return self._layout


def _plain(label: str, icon: str, on_click: Callable[[Any], Any]) -> Any:
    """A button that is not the next step."""
    return kit.Button(
        label=label, icon=icon, variant="outlined", color="default", margin=0, on_click=on_click
    )
