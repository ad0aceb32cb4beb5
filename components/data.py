"""The Data step: bring a table, say what its columns mean and are for, set rows aside, go on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import panel as pn

from epochlab.components import data_words as words
from epochlab.components import kit
from epochlab.components.columns_table import ColumnsTable
from epochlab.components.file_line import FileLine
from epochlab.components.fits import Fits
from epochlab.components.messages import Action, Message, Messages, of_error, of_note
from epochlab.components.source_area import SourceArea
from epochlab.components.split_control import SplitControl
from epochlab.data.attempts import Attempt, attempt, attempt_sample
from epochlab.data.matching import Match
from epochlab.data.rows import BrokenRows
from epochlab.data.samples import samples
from epochlab.data.scitypes import Continuous, Textual
from epochlab.data.splitting import split
from epochlab.data.tables import Role, Table
from epochlab.errors import Explained
from epochlab.workbench import Workbench


class DataStep(pn.viewable.Viewer):
    """Everything about the data of one visitor.

    Parameters
    ----------
    bench : what it shows and changes.
    go : called with "model" to leave for that step.
    say : called with a sentence to be read aloud; problems are the page's to read.
    """

    def __init__(
        self,
        bench: Workbench,
        go: Callable[[str], None],
        say: Callable[[str], object] = lambda message: None,
    ) -> None:
        super().__init__()
        self.bench, self._say = bench, say
        self._blamed: tuple[str, Exception] | None = None
        self.source = SourceArea(self._upload, self._sample, self._refuse)
        self.again = FileLine(self._read_refused, visible=False)
        self.problems, self.concerns = Messages(), Messages()
        self.file = FileLine(self._read_again, self._undo)
        self.columns = ColumnsTable(self._change)
        self.split = SplitControl(bench)
        self.fits = Fits(self._unlock)
        # Outlined, for the one primary button of the page stands in the run bar.
        self.next = kit.Button(label=words.NEXT, variant="outlined", margin=0)
        self.next.on_click(lambda event: go("model"))
        self._parts = self._laid_out()
        bench.param.watch(lambda *events: self._show(), ["table", "problem", "status"])
        self._show()

    def _laid_out(self) -> pn.Column:
        foot = pn.FlexBox(
            self.next,
            justify_content="end",
            align_items="center",
            gap="12px",
            margin=0,
            sizing_mode="stretch_width",
            stylesheets=[FOOT],
        )
        table = (self.file, self.columns, self.split, self.fits, foot)
        self.loaded = _stack(*table, gap="22px")
        parts = (self.problems, self.again, self.source, self.concerns, self.loaded)
        return _stack(*parts, gap="14px")

    # What is shown

    def _show(self) -> None:
        """Draw what the bench holds."""
        bench, table = self.bench, self.bench.table
        with pn.io.hold():
            self.source.param.update(
                loaded=table is not None, note=words.REPLACES_RUN if bench.trained else ""
            )
            self.problems.show(self._wrong())
            self.concerns.show([of_note(note, self._mend) for note in bench.concerns()])
            self.again.offer(bench.refused)
            self.loaded.visible = table is not None
            effect = bench.effect_of("rows") if bench.trained else ""
            self.split.foretell(effect)
            self.columns.foretell(effect)
            if table is not None:
                self._show_table(table)

    def _show_table(self, table: Table) -> None:
        self.file.tell(table, can_undo=self.bench.can_undo_table)
        blamed = {} if self._blamed is None else {self._blamed[0]: str(self._blamed[1])}
        if self.columns.table is not table or self.columns.problems != blamed:
            self.columns.show(table, blamed)
        self.fits.show(self.bench.matches())

    def _wrong(self) -> list[Message]:
        """What went wrong, unless it is said beside a column or as a concern already."""
        problem, halted = self.bench.problem, self.bench.halted
        if problem is None or self._blamed is not None:
            return []
        if isinstance(problem, Explained) and halted and problem.happened == halted.happened:
            return []  # the Train step has it, with its remedy
        message = of_error(problem, *self._ways_out(problem), close=self.bench.dismiss)
        known = {note.happened for note in self.bench.concerns()}
        return [] if message.happened in known else [message]

    def _ways_out(self, problem: Exception) -> list[Action]:
        refused = self.bench.refused
        if refused is None or not isinstance(problem, BrokenRows) or refused.problem is not problem:
            return []
        return [Action(words.leave_out(problem.count), self._leave_out)] if problem.rest else []

    # Reading

    def _upload(self, name: str, content: bytes) -> None:
        self._start(lambda: attempt(content, name), words.reading(name))

    def _sample(self, name: str) -> None:
        titles = {sample.name: sample.title for sample in samples()}
        said = words.READING_SAMPLE.format(name=titles[name])
        self._start(lambda: attempt_sample(name), said)

    def _read_again(self, key: str, value: str | None) -> None:
        self._start_again(self.bench.loaded, {key: value})

    def _read_refused(self, key: str, value: str | None) -> None:
        self._start_again(self.bench.refused, {key: value})

    def _leave_out(self) -> None:
        self._start_again(self.bench.refused, {"leave_out_broken": True})

    def _start_again(self, before: Attempt | None, reading: dict[str, Any]) -> None:
        if before is not None and before.source is not None:
            self._start(lambda: before.again(**reading), words.reading(before.name))

    def _start(self, read: Callable[[], Attempt], said: str) -> None:
        """Read in another thread, so that the page stays alive; take over on the page's own."""
        if self.source.busy:
            return
        self._forgive()
        self._busy(said)
        self._say(said)
        pn.state.execute(partial(self._read, read))

    async def _read(self, read: Callable[[], Attempt]) -> None:
        try:
            attempted = await asyncio.to_thread(_ahead, read)
            taken = self.bench.take(attempted)
        finally:
            self._busy("")
        if taken and self.bench.table is not None:
            self._say(f"{self.file.name_}: {self.file.facts}")

    def _busy(self, said: str) -> None:
        self.source.busy = said
        self.file.busy = self.again.busy = bool(said)

    def _refuse(self, said: tuple[str, str, str]) -> None:
        """Show why a file was not taken."""
        self._forgive()
        self.bench.problem = Explained(*said)

    def _forgive(self) -> None:
        """Put away what was said about the last thing tried."""
        self._blamed = None
        self.bench.dismiss()

    # Changing

    def _change(self, column: str, what: str, value: str) -> None:
        self._blamed = None
        changes = {"role": with_role, "meaning": with_meaning}
        if self.bench.change_table(lambda table: changes[what](table, column, value)):
            named = words.ROLES if what == "role" else words.MEANINGS
            self._say(words.changed(column, named.get(value, value)))
        elif self.bench.problem is not None:
            self._blamed = (column, self.bench.problem)
            self._show()

    def _mend(self, remedy: Any) -> None:
        self._forgive()
        if self.bench.mend(remedy):
            self._say(remedy.label)

    def _unlock(self, match: Match) -> None:
        self._forgive()
        if self.bench.change_table(lambda table: table.with_scitypes(match.coercion or {})):
            self._say(words.changed(words.MODEL_NAMES[match.model], words.YES))

    def _undo(self) -> None:
        self._forgive()
        self.bench.undo_table()
        self._say(words.UNDO)

    def __panel__(self) -> Any:
        return self._parts


def with_role(table: Table, column: str, picked: str) -> Table:
    """The table after a role was picked: a key of `words.ROLES`."""
    if picked == "target":
        return table.with_target(column)
    roles: dict[str, Role] = {"feature": "feature", "also": "target", "ignore": "ignore"}
    return table.with_role(column, roles[picked])


def with_meaning(table: Table, column: str, picked: str) -> Table:
    """The table after a meaning was picked; text that spells no number becomes a gap, as said."""
    if table.scitypes[column] == Textual and picked == Continuous:
        return table.unreadable_as_missing(column).with_role(column, table.roles[column])
    return table.with_scitype(column, picked)


FOOT = """
:host {
  position: sticky; bottom: -28px; z-index: 3; padding: 12px 0 14px; margin-bottom: -28px;
  background: var(--epochlab-ground); border-top: 1px solid var(--epochlab-grid);
}
@media (max-width: 767px) { :host { bottom: -24px; padding-bottom: 12px; margin-bottom: -24px; } }
"""
"""The way on stays in sight; the depths are those of the main part's padding."""


def _ahead(read: Callable[[], Attempt]) -> Attempt:
    """Read, and do here whatever would hold the page up later."""
    attempted = read()
    if (table := attempted.table) is not None:
        split(max(len(table), 10))  # loads scikit-learn, which takes a second
        _ = table.scitypes, table.missing
    return attempted


def _stack(*parts: Any, gap: str) -> pn.Column:
    return pn.Column(*parts, margin=0, sizing_mode="stretch_width", styles={"gap": gap})
