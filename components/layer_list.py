"""Hidden layers as a list: one number for each, a button to remove it, one to add another."""

from __future__ import annotations

from typing import Any

import panel as pn

from epochlab.components import kit, words
from epochlab.components.control import Control
from epochlab.components.field import HIDDEN_LABEL
from epochlab.components.number_fields import whole_from

MOST_LAYERS, MOST_UNITS = 8, 1024
"""What the page offers; scripts may go beyond, and what they set is shown and kept."""


class LayerList(Control):
    """Sizes of layers, in order."""

    def widgets(self) -> Any:
        """A wrapping row of layers, the button to add one, and room for a message."""
        self.boxes: list[Any] = []
        self.layers = pn.FlexBox(margin=0, gap="8px", sizing_mode="stretch_width")
        self.note = pn.pane.HTML("", margin=0, visible=False, sizing_mode="stretch_width")
        self.add = kit.Button(
            label=words.ADD_LAYER, icon="add", variant="outlined", size="small", margin=(6, 0, 0, 0)
        )
        self.add.on_click(self._add)
        return pn.Column(self.layers, self.note, self.add, margin=0, sizing_mode="stretch_width")

    def show(self) -> None:
        """Draw one box for each layer of the model."""
        self.mark("")
        if len(self.boxes) != len(self.value):
            self._draw()
        for box, size in zip(self.boxes, self.value, strict=True):
            box.param.update(value=str(size), value_input=str(size))
            box.error_state = False

    def _draw(self) -> None:
        self.boxes = [self._box(place) for place in range(len(self.value))]
        self.layers.objects = [
            pn.Row(box, self._remover(place), margin=0, width=108)
            for place, box in enumerate(self.boxes)
        ]
        if not self.boxes:
            self.layers.objects = [pn.pane.HTML(words.NO_LAYERS, margin=0)]
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
        button.on_click(
            lambda event: self.offer(self.value[:place] + self.value[place + 1 :]) and self.show()
        )
        return button

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
