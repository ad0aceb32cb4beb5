"""All that a screen shows, without a screen: a project, its run, its history, and what comes next.

Why without a screen: the page, a notebook cell and a test drive the same object, and every
promise the page makes ("this will continue") can be tested in milliseconds.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

import param

from epochlab.data.attempts import Attempt
from epochlab.errors import Explained
from epochlab.events import (
    Batch,
    Changed,
    Epoch,
    Event,
    Finished,
    Halted,
    Paused,
    Probed,
    Resumed,
    Started,
)
from epochlab.forecasting import Forecast
from epochlab.history import History
from epochlab.hyper import change, clone, settings
from epochlab.recall import live_changes, recall, remember
from epochlab.script import Stretch, script, stretches
from epochlab.spec import from_spec, to_spec
from epochlab.workers.runs import Run

BUSY = ("starting", "training", "pausing", "paused", "stopping")


class Workbench(Forecast):
    """One visitor's project and the run that trains it in a worker."""

    status = param.Selector(
        default="idle", objects=["idle", *BUSY, "finished", "halted"], doc="Where the run stands."
    )
    probed = param.ClassSelector(class_=Probed, allow_None=True, doc="Last dry pass.")
    halted = param.ClassSelector(class_=Halted, allow_None=True, doc="Why training halted.")

    def __init__(self, data_dir: str | Path, **values: Any) -> None:
        super().__init__(**values)
        self.data_dir = Path(data_dir)
        self.run: Run | None = None
        self._run_key: tuple[str, ...] = ()
        self._preparing = Lock()  # a page prepares in threads, and one run is enough
        self.forget()

    def forget(self) -> None:
        """Let the worker go; the run's folder stays."""
        self._leave()
        super().forget()
        self.history = History()
        self.goal = 0
        self.batch: Batch | None = None
        self.param.update(probed=None, halted=None, status="idle")

    def _leave(self) -> None:
        if self.run is not None:
            self.run.send({"do": "quit"})
        self.run, self._run_key = None, ()

    def attach(self, run_id: str) -> None:
        """Take up a run of this server: its data, its settings and all that happened.

        Raises
        ------
        UnknownRun : there is none with that id.
        """
        run = Run.open(self.data_dir, run_id)
        table = run.table()
        self.take(Attempt(table.name, table=table))
        about = recall(run)
        self.param.update(**about["project"])
        if about["model"] is not None:
            self.model = from_spec(about["model"])
        self.run, self._run_key = run, self._key()
        live = live_changes(self.drain())
        if about["model"] is not None:  # as it was when training began
            change(self.model, {n: v for n, v in live.items() if n in settings(self.model)})
        self.edited()

    @property
    def busy(self) -> bool:
        """Whether a stretch of training is under way, paused or not."""
        return self.status in BUSY

    def script(self) -> str:
        """The Python that trains as this page did, or would."""
        path: tuple[Stretch, ...] = ()
        if self.run is not None and self.trained and self.restart.kind != "cold":
            path = stretches(Run.open(self.data_dir, self.run.run_id).events())
            if self.pending():
                path = (*path, Stretch(self._now(), self.trained + self.more))
        given = {"shares": self.shares(), "standardise": self.standardise}
        return script(self.table, self.model, **given, epochs=self.more, path=path)

    # Training

    def prepare(self) -> None:
        """Have a worker ready that holds the data, so that the first click trains at once.

        Raises
        ------
        Explained : the rows cannot be split as asked, or the data cannot be stored.
        """
        with self._preparing:
            key = self._key()
            if self.run is None or key != self._run_key:
                about = {"standardise": self.standardise, "name": self.table.name}
                fresh = Run.create(self.data_dir, self.table, self.parts(), **about)
                self._leave()  # only now: creating may fail
                self.run, self._run_key = fresh, key
                self._trained_as = None  # nothing is trained in a new run
                remember(self.run, self, None)
            self.run.start()

    def probe(self) -> bool:
        """Ask for a dry pass of one batch; the answer arrives as `probed`.

        Returns
        -------
        False if other data are trained with: a trained run is not left for a trial.

        Raises
        ------
        Explained : as `prepare`.
        """
        if self._trained_as is not None and self._key() != self._run_key:
            return False
        self.prepare()
        if self.run is not None:  # the data may have been replaced meanwhile, in another thread
            self.run.send({"do": "probe", "model": to_spec(self.model)})
        return True

    def train(self, *, again: bool = False) -> bool:
        """Continue or start, as `restart` says; `again` starts again in any case.

        Returns
        -------
        False if something stands in the way; `problem` then says what.
        """
        try:
            if (note := self.obstacle()) is not None:
                raise Explained(note.happened, note.kept, note.todo)
            self.prepare()
        except Explained as error:
            self.problem = error
            return False
        cold = again or self.restart.kind == "cold"
        self.goal = self.more if cold else self.trained + self.more
        trained = clone(self.model, epochs=self.goal)
        self.param.update(problem=None, halted=None, status="starting")
        assert self.run is not None, "prepare() has made one"
        remember(self.run, self, trained)
        self.run.send({"do": "train", "model": to_spec(trained), "force": again})
        self.run.start()
        return True

    def pause(self) -> None:
        """Wait at the next batch edge."""
        self._ask("pause", "pausing")

    def resume(self) -> None:
        """Go on after a pause."""
        self._ask("resume", "training")

    def stop(self) -> None:
        """End at the next batch edge; everything learned is kept."""
        self._ask("stop", "stopping")

    def _ask(self, what: str, status: str) -> None:
        if self.run is not None and self.busy:
            self.run.send({"do": what})
            self.status = status

    def live_changes(self) -> dict[str, Any]:
        """Pending numbers of the optimiser, which can be applied while training."""
        pending = self.pending()
        if not self.busy or "optimiser" in pending:
            return {}
        return {name: now for name, (_, now) in pending.items() if name.startswith("optimiser.")}

    def apply_live(self) -> None:
        """Apply pending numbers of the optimiser from the very next step."""
        changes = self.live_changes()
        if changes and self.run is not None:
            self.run.send({"do": "change", "changes": changes})

    def take_remedy(self) -> None:
        """Take the settings a halt suggests."""
        if self.halted is not None and self.model is not None:
            change(self.model, dict(self.halted.remedy))
            self.edited()

    # What happened

    def drain(self) -> list[Event]:
        """Take in what has happened since the last call; cheap enough for 5 times a second."""
        if self.run is None:
            return []
        self.run.notice_death()
        events = self.run.events()
        for event in events:
            self.apply(event)
        return events

    def apply(self, event: Event) -> None:
        """Take one event in: the only way the run changes what is shown."""
        self.history.fold(event, self.labels())
        match event:
            case Probed():
                self.probed = event
            case Batch():
                self.batch = event
            case Started():
                self._started(event)
            case Epoch():
                self.batch = None
                self._now_trained_as({"epochs": event.epoch})
            case Changed():
                self._now_trained_as({name: pair[1] for name, pair in event.changes.items()})
                self.edits += 1
            case Halted():
                problem = Explained(event.happened, event.kept, event.todo)
                self.param.update(halted=event, problem=problem, status="halted")
            case Finished() if self.status != "halted":
                self.status = "finished"
            case Paused():
                self.status = "paused"
            case Resumed():
                self.status = "training"

    def _started(self, event: Started) -> None:
        # By the run: the table may have been edited since. Its own mark of the data is of no use.
        known = {name: value for name, value in event.settings.items() if name != "data"}
        table = {"table": (self._run_key or self._key())[0]}
        self._trained_as = known | table | {"epochs": event.epoch}
        self.goal = event.epochs
        if self.halted is not None:  # another page went on from there
            self.param.update(halted=None, problem=None)
        self.status = "training"
