"""The Model step: what is predicted, which network learns it, and what that network looks like."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
import panel as pn

from epochlab.components import kit
from epochlab.components import model_words as words
from epochlab.components.code_box import CodeBox
from epochlab.components.forecasts import foretold
from epochlab.components.hyperparameters import Form, form
from epochlab.components.kind_picker import KindPicker
from epochlab.components.messages import Action, Message, Messages, of_note
from epochlab.components.readout import Readout
from epochlab.data.guessing import guess_target
from epochlab.errors import Explained
from epochlab.hyper import kind_name
from epochlab.models.layers import check
from epochlab.models.networks import IMAGE_BUILDERS, TABLE_BUILDERS, can_predict_negative
from epochlab.models.stages import stages
from epochlab.workbench import Workbench

SETTLED = 0.4
"""Seconds without an edit after which a batch is passed through."""


class ModelStep(pn.viewable.Viewer):
    """What a network is made of.

    Parameters
    ----------
    bench : whose model it is.
    go : called with "data" when something is to be done there.
    """

    def __init__(self, bench: Workbench, go: Callable[[str], None]) -> None:
        super().__init__()
        self.bench, self._go = bench, go
        self.messages = Messages()
        self.kinds = KindPicker(bench.choose, lambda: go("data"))
        self.readout = Readout()
        self.code = CodeBox(self._script)
        self.form: Form | None = None
        self.target: Any = None
        self._formed: tuple[Any, ...] = ()
        self._asked: tuple[Any, ...] | None = None
        self._network = pn.Column(margin=0, sizing_mode="stretch_width", styles=CARD)
        self._whole = pn.Column(margin=0, sizing_mode="stretch_width", styles=WIDE)
        followed = ["table", "model", "edits", "status", "standardise"]
        bench.param.watch(lambda *events: self.follow(), followed)
        bench.param.watch(lambda event: self._answer(), "probed")
        self.readout.param.watch(lambda event: self._ask(), "shown")
        self.follow()

    def follow(self) -> None:
        """Bring everything in line with the bench."""
        bench = self.bench
        if bench.table is None:
            self._say(words.NO_DATA, words.NO_DATA_TODO, self._open_data(words.OPEN_DATA))
            return
        if not bench.table.targets:
            self._say(words.PICK_TARGET, words.PICK_TARGET_TODO, self._targets())
            return
        fitting = "" if bench.model is None else kind_name(bench.model)
        self.kinds.show(bench.matches(), bench.table.targets, fitting)
        parts: list[Any] = [self.messages, self.kinds]
        if bench.model is not None:
            self._form()
            self._draw()
            self.code.refresh()
            parts += [self._network, self.readout, self.code]
        self._tell()
        if self._whole.objects != parts:
            self._whole.objects = parts
        self._ask()

    def _say(self, happened: str, todo: str, offer: Any) -> None:
        """An empty state: what is missing, and the way on."""
        said = f"<h2>{kit.text(happened)}</h2><p>{kit.text(todo)}</p>"
        text = pn.pane.HTML(said, margin=0, stylesheets=[EMPTY_CSS], sizing_mode="stretch_width")
        self._whole.objects = [pn.Column(text, offer, margin=0, styles=EMPTY)]

    def _open_data(self, label: str) -> Any:
        return kit.Button(
            label=label, variant="outlined", margin=0, on_click=lambda event: self._go("data")
        )

    def _targets(self) -> Any:
        """Columns to predict, our guess first, and the button that takes one."""
        kinds = dict(self.bench.table.scitypes)
        guess = guess_target(kinds)
        names = sorted(kinds, key=lambda name: name != guess)
        options = {words.guessed(name) if name == guess else name: name for name in names}
        self.target = kit.Select(
            label=words.TARGET, options=options, value=names[0], width=320, margin=0
        )
        take = kit.Button(label=words.PREDICT_IT, margin=(4, 0, 0, 0))
        take.on_click(lambda event: self.predict(self.target.value))
        return pn.FlexBox(self.target, take, gap="12px", align_items="center", margin=0)

    def predict(self, column: str) -> None:
        """Make a column the target."""
        self.bench.change_table(lambda table: table.with_target(column))

    # The network

    def _form(self) -> None:
        """Controls of the builder, made anew when the model is another object."""
        bench = self.bench
        if self.form is not None and self._formed == (bench.model, bench.table):
            self.form.foretell()
            return
        offered = IMAGE_BUILDERS if bench.model.task == "image" else TABLE_BUILDERS
        self._formed = (bench.model, bench.table)
        self.form = form(
            bench.model,
            ["builder"],
            forecast=lambda dotted: foretold(bench, dotted),
            choices={"builder": offered},
            edited=lambda dotted: bench.edited(),
        )
        self._network.objects = [self.form]

    def _draw(self) -> None:
        """Draw the network from its plan, or say which layer does not fit."""
        model, finaliser = self.bench.model, getattr(self.bench.model, "finaliser", "identity")
        try:
            ends = self.bench.sizes()
            plan = model.builder.layers(ends.n_in, ends.n_out, ends.n_channels)
            if plan is None:
                self.readout.clear(words.OWN_NETWORK)
                return
            check(plan, ends.n_in, ends.n_out, ends.n_channels, builder=model.builder)
            more = {"n_columns": ends.n_columns, "embeddings": ends.embeddings}
            found = stages(plan, ends.n_in, ends.n_channels, **more)
        except Explained as error:
            self.readout.clear()
            self.readout.tell("problem", str(error))
            self._asked = None
            return
        self.readout.draw(found, str(finaliser))

    def _tell(self) -> None:
        """What stands in the way, and what deserves a look."""
        bench, messages = self.bench, []
        if (note := bench.obstacle()) is not None:
            messages.append(of_note(note, bench.mend))
        if bench.model is not None and _hits_floor(bench):
            floor = words.FLOOR.format(floor=words.FLOORS[bench.standardise])
            mend = Action(words.FLOOR_MEND, self._lift)
            actions = (mend,) if "activation" in bench.model.builder.param else ()
            messages.append(Message("careful", floor, words.FLOOR_KEPT, words.FLOOR_TODO, actions))
        self.messages.show(messages)

    def _lift(self) -> None:
        """Let the network predict below zero; its control tells the bench."""
        self.bench.model.builder.activation = "identity"

    def _script(self) -> str:
        try:
            return self.bench.script()
        except Explained as error:  # the rows cannot be split as asked
            return str(error)

    # The dry pass

    def _ask(self) -> None:
        """Have a batch passed through soon, if the network is on show and was not tried yet."""
        bench = self.bench
        if not self.readout.shown or not self.readout.svg or bench.obstacle() is not None:
            return
        now = (bench.edits, bench.table, bench.standardise)
        if self._asked != now:
            self._asked = now
            self.readout.tell("passing", words.PASSING)
            pn.state.execute(self._probe_when_settled)

    async def _probe_when_settled(self) -> None:
        mine = self._asked
        await asyncio.sleep(SETTLED)
        if mine == self._asked:
            await self.probe()

    async def probe(self) -> None:
        """Pass one batch through the network, in the worker; the answer shows when it comes."""
        try:
            if not await asyncio.to_thread(self.bench.probe):
                self.readout.tell("", words.LATER)
        except Explained as error:
            self.readout.tell("problem", str(error))

    def _answer(self) -> None:
        probed = self.bench.probed
        if probed is None:
            self.readout.tell("", "")
        elif probed.problem:
            self.readout.tell("problem", probed.problem)
        elif probed.shapes:
            self.readout.tell("passed", words.passed(probed.shapes[0], probed.shapes[-1]))

    def __panel__(self) -> Any:
        return self._whole


def _hits_floor(bench: Workbench) -> bool:
    """Whether a regressor cannot reach part of its target."""
    if bench.classifies or can_predict_negative(bench.model):
        return False
    return bench.standardise or bool((np.asarray(bench.table.y, dtype=np.float64) < 0).any())


WIDE = {"gap": "18px", "max-width": "1040px"}
CARD = {
    "border": "1px solid var(--epochlab-grid)",
    "border-radius": "10px",
    "padding": "14px 18px 18px",
    "background": "var(--epochlab-card)",
}
EMPTY = {
    "gap": "14px",
    "max-width": "560px",
    "border": "1px dashed var(--epochlab-border)",
    "border-radius": "10px",
    "padding": "28px",
}
EMPTY_CSS = """
:host { color: var(--epochlab-text); font-size: 14px; line-height: 1.45; }
h2 { margin: 0 0 6px; font-size: 18px; font-weight: 600; }
p { margin: 0; color: var(--epochlab-quiet); }
"""
