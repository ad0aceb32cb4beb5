"""Hidden layers as a list: one number for each, a button to remove it, one to add another."""

from __future__ import annotations

from typing import Any

import panel as pn

from epochlab.components import kit, words
from epochlab.components.control import Control
from epochlab.components.field import HIDDEN_LABEL
from epochlab.components.number_reading import whole_from

MOST_LAYERS, MOST_UNITS = 8, 1024
"""What the page offers; scripts may go beyond, and what they set is shown and kept."""


class LayerList(Control):
    """Sizes of layers, in order."""

    def widgets(self) -> Any:
        """A wrapping row of layers, the button to add one, and room for a message."""
        self.boxes: list[Any] = []
        self._held = 0  # boxes in the row; none means a sentence stands there
        self.layers = pn.FlexBox(margin=0, gap="8px", sizing_mode="stretch_width")
        self.note = pn.pane.HTML("", margin=0, visible=False, sizing_mode="stretch_width")
        self.add = kit.Button(
            label=words.ADD_LAYER, icon="add", variant="outlined", size="small", margin=(6, 0, 0, 0)
        )
        self.add.on_click(self._add)
        return pn.Column(self.layers, self.note, self.add, margin=0, sizing_mode="stretch_width")

    def show(self) -> None:
        """Bring as many boxes as the model has layers, and their sizes."""
        self.mark("")
        while len(self.boxes) > len(self.value):
            self.boxes.pop()
        while len(self.boxes) < len(self.value):
            self.boxes.append(self._box(len(self.boxes)))
        for box, size in zip(self.boxes, self.value, strict=True):
            box.param.update(value=str(size), value_input=str(size), error_state=False)
        self._arrange()

    def _arrange(self) -> None:
        """Put the boxes in a row; those that stay are the same, so none loses the focus."""
        rows = list(self.layers)[: len(self.boxes)] if self.boxes and self._held else []
        for place, box in list(enumerate(self.boxes))[len(rows) :]:
            rows.append(pn.Row(box, self._remover(place), margin=0, width=108))
        self._held = len(self.boxes)
        self.layers.objects = rows or [pn.pane.HTML(words.NO_LAYERS, margin=0)]
        self.add.disabled = len(self.boxes) >= MOST_LAYERS

    def _box(self, place: int) -> Any:
        box = kit.TextInput(
            label=words.units_in_layer(place + 1),
            size="small",
            margin=0,
            width=72,
            stylesheets=[HIDDEN_LABEL],
        )
        box.param.watch(lambda event: self._resize(place, event.new), "value")
        return box

    def _remover(self, place: int) -> Any:
        button = kit.IconButton(
            icon="close",
            description=words.remove_layer(place + 1),
            size="small",
            margin=(2, 0, 0, 0),
        )
        button.on_click(lambda event: self._remove(place))
        return button

    def _remove(self, place: int) -> None:
        if self.offer(self.value[:place] + self.value[place + 1 :]):
            self.show()

    def _add(self, event: Any) -> None:
        if len(self.value) >= MOST_LAYERS:
            return self.mark(words.too_many_layers(MOST_LAYERS))
        size = min(self.value[-1], MOST_UNITS) if self.value else 16
        if self.offer((*self.value, size)):
            self.show()

    def _resize(self, place: int, typed: str) -> None:
        box = self.boxes[place]
        if typed == str(self.value[place]):
            box.error_state = False
            return self.mark("")
        try:
            size = whole_from(typed)
        except ValueError as error:
            box.error_state = True
            return self.mark(str(error))
        if not 1 <= size <= MOST_UNITS:
            box.error_state = True
            return self.mark(words.layer_too_large(MOST_UNITS))
        if self.offer((*self.value[:place], size, *self.value[place + 1 :]), typed):
            self.show()

    def mark(self, problem: str) -> None:
        """Show what is wrong under the list."""
        super().mark(problem)
        words_of_it = kit.text(problem)
        self.note.param.update(
            object=f'<p role="alert" class="problem">{words_of_it}</p>' if problem else "",
            visible=bool(problem),
            stylesheets=[PROBLEM_CSS],
        )


PROBLEM_CSS = ".problem { margin: 4px 0 0; font-size: 12px; color: var(--epochlab-problem); }"
