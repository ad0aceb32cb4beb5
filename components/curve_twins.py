"""The panes beside a curve: its legend, what it shows in a sentence, and its numbers in a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import panel as pn

from epochlab.components import curve_words, look, words
from epochlab.components.curve_controls import CurveControls
from epochlab.components.history import Branch
from epochlab.components.kit import text

CSS = look.asset("curves.css")
EMPTY = (
    '<div class="empty"><svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">'
    '<path d="M0 8C14 58 34 78 100 84" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-dasharray="6 4" vector-effect="non-scaling-stroke"/>'
    '<path d="M0 14C16 48 34 62 100 60" fill="none" stroke="currentColor" stroke-width="3" '
    'vector-effect="non-scaling-stroke"/></svg>'
    f"<p>{text(words.EMPTY_CURVE)}</p></div>"
)


class Twins:
    """What a curve says without a canvas."""

    def __init__(self) -> None:
        self.legend, self.said, self.table = _html(), _html(), _html(visible=False)
        self.empty = _html(EMPTY)

    def clear(self) -> None:
        """Say nothing."""
        self.legend.object = self.said.object = self.table.object = ""

    def name(self, branches: Collection[Branch], *, dark: bool) -> None:
        """Name every line."""
        self.legend.object = curve_words.legend(branches, dark=dark)

    def tell(
        self,
        summary: str,
        branches: Collection[Branch],
        marks: Sequence[Mapping[str, Any]],
        controls: CurveControls,
    ) -> None:
        """Write the sentence, what the axes leave out, and the table if it is asked for."""
        notes = curve_words.log_notes(branches, log_x=controls.log_x, log_y=controls.log_y)
        said = f'<p class="summary">{text(summary)}</p>'
        self.said.object = said + (f'<p class="note">{text(notes)}</p>' if notes else "")
        self.table.visible = controls.table
        if controls.table:
            frame = curve_words.table(branches, marks)
            whole = len(frame) == sum(len(branch.epochs) for branch in branches)
            self.table.object = curve_words.html_table(
                frame, words.LOSS_CURVES if whole else words.TABLE_THINNED
            )


def _html(content: str = "", *, visible: bool = True) -> pn.pane.HTML:
    """A pane for markup of our own making; every text in it is escaped where it enters."""
    return pn.pane.HTML(
        content, visible=visible, margin=0, sizing_mode="stretch_width", stylesheets=[CSS]
    )
