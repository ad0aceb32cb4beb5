"""The page: which part stands where, and the pulse that brings news from the worker."""

from __future__ import annotations

import logging
import math
from time import monotonic
from typing import Any

import panel as pn

from epochlab.app.settings import data_dir
from epochlab.components import look, run_words
from epochlab.components.data import DataStep
from epochlab.components.frame import Frame
from epochlab.components.model import ModelStep
from epochlab.components.run_bar import RunBar
from epochlab.components.settings import SettingsDrawer
from epochlab.components.training import TrainStep
from epochlab.workbench import Workbench
from epochlab.workers.launch import ensure
from epochlab.workers.runs import UnknownRun

PULSE = 200
"""Milliseconds between two looks for news."""
SPEAK_EVERY = 10
"""Seconds between two announcements while training."""

log = logging.getLogger(__name__)
pn.extension(
    notifications=True,
    reconnect=True,
    disconnect_notification=run_words.DISCONNECTED,
)


class Desk(pn.viewable.Viewer):
    """One visitor's page."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.bench = bench
        self.bar = RunBar(bench, self._go)
        self.train = TrainStep(bench, self.bar.begin)
        drawer = SettingsDrawer(bench)
        self.frame = Frame(
            {"data": DataStep(bench, self._go), "model": ModelStep(bench, self._go)}
            | {"train": self.train},
            drawers={"model": drawer, "train": drawer},
            run=self.bar,
        )
        self._spoke, self._said = 0.0, ""
        self.frame.param.watch(lambda event: self._turn(), "dark")
        bench.param.watch(lambda *events: self._follow(), ["status", "table", "model", "problem"])
        self._follow()

    def _go(self, step: str) -> None:
        self.frame.step = step

    def _turn(self) -> None:
        self.train.curves.dark = self.frame.dark

    def pulse(self) -> None:
        """Take in what happened, and draw it."""
        if self.bench.drain():
            self.train.follow()
            self.bar.tick()
            self._tell()
            self._speak()

    def _follow(self) -> None:
        """Say how things stand where the frame shows it."""
        bench, mark = self.bench, self.frame.mark_step
        stuck = bench.model is None or bench.obstacle() is not None
        blocked = bench.table is not None and stuck
        mark("data", "problem" if blocked else "done" if bench.table is not None else "open")
        mark("model", "done" if bench.table is not None and not blocked else "open")
        train = "active" if bench.busy else "done" if bench.trained else "open"
        mark("train", "problem" if bench.status == "halted" else train)
        self._name_run()
        if bench.problem is not None and str(bench.problem) != self._said:
            self.frame.say(str(bench.problem), at_once=True)
        self._said = str(bench.problem or "")
        if bench.status == "finished":
            self.frame.say(run_words.finished(bench.trained))
        self._tell()

    def _name_run(self) -> None:
        """Have the address name the run on show, so that it alone brings the run back."""
        location = pn.state.location
        if location is None:
            return
        if self.bench.run is not None:
            query: dict[str, Any] = {"run": self.bench.run.run_id}  # the library asks for mappings
            location.update_query(**query)
        elif self.bench.table is not None:  # other data, not trained with yet
            location.search = ""

    def _tell(self) -> None:
        bench = self.bench
        status, title = run_words.STATUS[bench.status], "Epochlab"
        kind = {"pausing": "training", "stopping": "training"}.get(bench.status, bench.status)
        if bench.busy and bench.goal and bench.status != "starting":
            status = f"{status} {look.count(bench.trained)}/{look.count(bench.goal)}"
        latest, sign = self.train.latest(), run_words.MARKS.get(kind)
        if latest is not None and sign:
            loss = latest.measures["loss"]
            shown = look.number(latest.training_loss if math.isnan(loss) else loss)
            title = run_words.tab_title(sign, bench.trained, bench.goal, shown)
        subject = "" if bench.table is None else bench.table.name
        self.frame.tell(
            subject=subject,
            status=status,
            kind=kind if kind in ("training", "paused", "halted") else "",
            title=title,
        )

    def _speak(self) -> None:
        """Read the state of training aloud, now and then."""
        latest, branch = self.train.latest(), self.bench.history.current
        if latest is None or branch is None or not self.bench.busy:
            return
        if monotonic() - self._spoke >= SPEAK_EVERY:
            self._spoke = monotonic()
            best = branch.best is not None and branch.best["epoch"] == latest.epoch
            loss = latest.measures["loss"]
            shown = look.number(latest.training_loss if math.isnan(loss) else loss)
            self.frame.say(run_words.announced(latest.epoch, shown, best))

    def __panel__(self) -> Any:
        return self.frame.__panel__()


def page() -> pn.viewable.Viewable:
    """The page of one visitor, or in its place a fixed message.

    Every kind of error is caught here, at the edge of the page, since the library would show its
    text unescaped, and it may hold text from data.
    """
    try:
        return _page()
    except Exception:
        log.exception("The page could not be made")
        return pn.pane.HTML(run_words.NO_PAGE)


def _page() -> pn.viewable.Viewable:
    """The page; an address that names a run shows that run again."""
    ensure(data_dir())
    bench = Workbench(data_dir())
    refused = _attach(bench)
    desk = Desk(bench)
    if bench.history.branches:
        desk.train.follow()
        desk.frame.step = "train"
    if refused is not None:
        bench.problem = refused
    pn.state.add_periodic_callback(desk.pulse, period=PULSE)
    return desk.__panel__()


def _attach(bench: Workbench) -> UnknownRun | None:
    """Take up the run named in the address, if there is one; else say why not."""
    named = (pn.state.session_args or {}).get("run", [])
    try:
        if named:
            bench.attach(named[0].decode(errors="replace"))
    except UnknownRun as error:
        return error
    return None
