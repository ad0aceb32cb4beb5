"""Any `Hyperparameters` as a form, from its declarations alone.

Why our own and not `pn.Param`: that one shows nothing when a value is refused, draws a learning
rate of 0.001 as a linear slider at "0", and breaks when a nested object is exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import panel as pn
import param

from epochlab.components import kit
from epochlab.components.choice_fields import ChoiceField, SwitchField, TextField
from epochlab.components.column_sizes import ColumnSizes
from epochlab.components.control import Control, Terms
from epochlab.components.field import HIDDEN_LABEL
from epochlab.components.layer_list import LayerList
from epochlab.components.number_fields import NumberField, SeedField, WholeField
from epochlab.hyper import Hyperparameters, find, kind_name, names
from epochlab.kinds import Sizes


class Form(pn.viewable.Viewer):
    """Controls for settings of a model; what is entered reaches the model at once, or is refused.

    Parameters
    ----------
    model : whose settings to show.
    shown : dotted names, in the order wanted: a nested object brings its own settings along,
        except those that are named themselves.
    terms : what a change would do, what may be picked, whom to tell.
    prefix : dotted place of `model` in the model that `terms` knows, "" or ending in a dot.
    """

    def __init__(
        self, model: Hyperparameters, shown: Sequence[str], terms: Terms, prefix: str = ""
    ) -> None:
        super().__init__()
        self.model, self.shown, self.terms, self.prefix = model, list(shown), terms, prefix
        self.controls: dict[str, Control] = {}
        self._column = pn.Column(
            margin=0, sizing_mode="stretch_width", styles=SIDE_BY_SIDE, stylesheets=[NO_BUTTON]
        )
        nested = {dotted.split(".")[0] for dotted in shown if "." in dotted}
        for name in nested:
            model.param.watch(lambda event: self._draw(), name)
        self._draw()

    def _draw(self) -> None:
        """Make the controls, anew only where the object that holds a setting was exchanged."""
        before, self.controls = self.controls, {}
        for dotted in self.shown:
            try:
                holder, name = find(self.model, dotted)
            except TypeError:  # the other optimiser has no such number
                continue
            known = before.get(dotted)
            if known is None or known.holder is not holder:
                known = self._control(holder, name, dotted)
            if known is not None:
                self.controls[dotted] = known
        self._column.objects = [control.view for control in self.controls.values()]

    def _control(self, holder: Hyperparameters, name: str, dotted: str) -> Control | None:
        full = self.prefix + dotted
        kind = control_for(holder.param[name], self.terms)
        if kind is None:
            return None
        if kind is TextField and full in self.terms.choices:
            kind = ChoiceField
        if kind is KindField:
            below = f"{dotted}."
            apart = [other.removeprefix(below) for other in self.shown if other.startswith(below)]
            return KindField(holder, name, full, self.terms, apart=apart)
        return kind(holder, name, full, self.terms)

    def every_control(self) -> Iterable[Control]:
        """All controls on show, nested ones too."""
        for control in self.controls.values():
            yield control
            if isinstance(control, KindField) and control.nested is not None:
                yield from control.nested.every_control()

    @property
    def problems(self) -> dict[str, str]:
        """What was entered but refused, by dotted name, and why."""
        return {one.dotted: one.problem for one in self.every_control() if one.problem}

    def foretell(self) -> None:
        """Ask again, for every control, what a change would do."""
        for control in self.every_control():
            control.foretell()

    def show(self) -> None:
        """Write the model's values into every control, and drop what was refused."""
        for control in self.every_control():
            control.show()

    def __panel__(self) -> Any:
        return self._column


class KindField(Control):
    """Which class an object is of, with a form of its own below; each choice keeps its values."""

    def __init__(
        self,
        holder: Hyperparameters,
        name: str,
        dotted: str,
        terms: Terms,
        apart: Sequence[str] = (),
    ) -> None:
        self.apart = apart  # settings of the nested object that stand elsewhere
        self.nested: Form | None = None
        self._made: dict[str, Hyperparameters] = {}
        super().__init__(holder, name, dotted, terms)

    def widgets(self) -> Any:
        """A drop-down list over the nested form."""
        self.select = kit.Select(
            label=self.label,
            size="small",
            margin=0,
            stylesheets=[HIDDEN_LABEL],
            sizing_mode="stretch_width",
        )
        self.select.param.watch(self._pick, "value")
        self.below = pn.Column(margin=0, sizing_mode="stretch_width")
        return pn.Column(self.select, self.below, margin=0, sizing_mode="stretch_width")

    def kinds(self) -> dict[str, type[Hyperparameters]]:
        """Classes to choose from, by name; the current one is always among them."""
        offered = self.terms.choices.get(self.dotted)
        known = offered if offered is not None else concrete(self.parameter.class_)
        return {kind.__name__: kind for kind in known} | {kind_name(self.value): type(self.value)}

    def show(self) -> None:
        """Pick the class of the model's object and draw its form."""
        super().show()
        name = kind_name(self.value)
        self._made[name] = self.value
        self.select.param.update(options=list(self.kinds()), value=name)
        if self.nested is None or self.nested.model is not self.value:
            shown = [one for one in names(self.value) if one not in self.apart]
            self.nested = Form(self.value, shown, self.terms, prefix=f"{self.dotted}.")
            self.below.objects = [self.nested] if self.nested.controls else []
            self.below.styles = NESTED if self.nested.controls else {}
        else:
            self.nested.show()

    def _pick(self, event: param.parameterized.Event) -> None:
        if event.new == kind_name(self.value):
            return
        kind = self.kinds()[event.new]
        if self.offer(self._made.get(event.new) or kind(), event.new):
            self.show()


SIDE_BY_SIDE = {
    "display": "grid",
    "grid-template-columns": "repeat(auto-fit, minmax(min(260px, 100%), 1fr))",
    "gap": "14px 28px",
    "align-items": "start",
}
"""Controls in one column in the drawer, in several where there is room."""
NO_BUTTON = ".scroll-button { display: none; }"
"""The layout's own button to scroll would take a cell of the grid."""
NESTED = {
    "margin-top": "12px",
    "padding-left": "12px",
    "border-left": "2px solid var(--epochlab-grid)",
}


def concrete(kind: Any) -> list[type[Hyperparameters]]:
    """Every subclass known, in the order declared; `Terms.choices` narrows them to what fits."""
    roots = kind if isinstance(kind, tuple) else (kind,)
    found: list[type[Hyperparameters]] = []
    for root in roots:
        for sub in root.__subclasses__():
            found += [sub, *concrete(sub)]
    return found


def control_for(parameter: param.Parameter, terms: Terms) -> type[Control] | None:
    """The kind of control a declaration calls for; None if it is not for the screen."""
    if (parameter.precedence or 0) < 0:
        return None
    if isinstance(parameter, param.Dict):
        return ColumnSizes if terms.levels else None
    if isinstance(parameter, param.Integer):
        return SeedField if parameter.allow_None else WholeField
    for kind, control in CONTROLS.items():
        if isinstance(parameter, kind):
            return control
    return None


CONTROLS: Mapping[type[param.Parameter], type[Control]] = {
    Sizes: LayerList,
    param.Boolean: SwitchField,
    param.ClassSelector: KindField,
    param.Selector: ChoiceField,
    param.Number: NumberField,
    param.String: TextField,
}


def form(
    model: Hyperparameters,
    names: Sequence[str] | None = None,
    forecast: Callable[[str], str] | None = None,
    **terms: Any,
) -> Form:
    """A form for `model`.

    Parameters
    ----------
    model : whose settings to show and set.
    names : dotted names to show, in that order; all of the model's own if left out. A name
        that the current optimiser or builder does not have is left out until it has it.
    forecast : what a change of a setting would do, by dotted name: one of `words.EFFECTS`.
        Left out, the controls carry no chip.
    terms : more of `Terms`: `choices`, `levels`, `edited`.
    """

    def edited(dotted: str) -> None:
        whole.foretell()  # one setting, such as the rule for restarts, may change the others' chips
        tell(dotted)

    tell = terms.pop("edited", lambda dotted: None)
    known = Terms(forecast or (lambda dotted: ""), edited=edited, **terms)
    whole = Form(model, every_name(model) if names is None else names, known)
    return whole


def every_name(model: Hyperparameters) -> list[str]:
    """Names of the model's own settings."""
    return names(model)
