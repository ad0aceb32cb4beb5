"""The settings drawer: every hyperparameter, what a change of it would do, and the ways back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import panel as pn

from epochlab.components import kit, look
from epochlab.components import model_words as words
from epochlab.components.choice_fields import SwitchField
from epochlab.components.control import Terms
from epochlab.components.field import HIDDEN_LABEL, Field
from epochlab.components.forecasts import foretold
from epochlab.components.group import Group
from epochlab.components.hyperparameters import Form, form
from epochlab.components.messages import Action, Message, Messages
from epochlab.components.pending import Pending, item
from epochlab.components.words import value_name
from epochlab.data.scitypes import FINITE, levels
from epochlab.errors import Explained
from epochlab.hyper import Hyperparameters, kind_name, settings
from epochlab.models.losses import FROM_RAW_OUTPUTS
from epochlab.models.networks import OPTIMISERS, loss_advice
from epochlab.presets import quick_start, reference_values
from epochlab.training.restart import shown
from epochlab.workbench import Workbench

FIRST = ("optimiser.eta", "optimiser", "batch_size", "loss")
GROUPS = {
    words.PENALTY: ("lambda_", "alpha"),
    words.SEED_AND_ORDER: ("rng", "shuffle"),
    words.DEVICE: ("device",),
    words.ADVANCED: ("optimiser_changes_trigger_retraining", "finaliser", "embedding_dims"),
}
DEVICES = ("auto", "cpu", "cuda", "mps")
UNTOLD = ("table", "rows")
"""Changes whose values say nothing to a person."""
FOLLOWED = [
    *("model", "table", "edits", "status", "standardise"),
    *("holdout", "test", "stratify", "split_seed"),
]


class SettingsDrawer(pn.viewable.Viewer):
    """All settings of the model but its network, which stands on the Model step.

    Parameters
    ----------
    bench : whose model it is.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.bench = bench
        self.forms: list[Form] = []
        self.groups: dict[str, Group] = {}
        self.standardise: SwitchField | None = None
        self._formed: tuple[Any, ...] = ()
        self._taking = False
        self.preset = kit.Select(
            label=words.PRESET, size="small", margin=0, options=[], stylesheets=[HIDDEN_LABEL]
        )
        self.preset.sizing_mode = "stretch_width"
        self.preset.param.watch(lambda event: self._take(event.new), "value")
        self.advice = Messages()
        presses = {"undo": bench.undo, "reset": bench.reset, "apply": self.apply}
        self.pending = Pending(presses, styles=STICKY)
        self._column = pn.Column(margin=0, sizing_mode="stretch_width", styles={"gap": "16px"})
        bench.param.watch(lambda *events: self.follow(), FOLLOWED)
        self.follow()

    def follow(self) -> None:
        """Bring everything in line with the bench."""
        if self.bench.model is None or self.bench.table is None:
            said = pn.pane.HTML(kit.text(words.NO_MODEL), margin=0, stylesheets=[QUIET])
            self._column.objects, self._formed = [said], ()
            return
        self._form()
        self._show_preset()
        self._show_groups()
        self._advise()
        self._show_pending()

    # Forms

    def _form(self) -> None:
        """Controls, made anew when the model or the data are other objects."""
        bench = self.bench
        if self._formed == (bench.model, bench.table):
            for one in self.forms:
                one.foretell()
            if self.standardise is not None:
                self.standardise.foretell()
            return
        self._formed = (bench.model, bench.table)
        first = self._form_of(FIRST)
        contents = {title: self._form_of(names) for title, names in GROUPS.items()}
        self.forms = [first, *contents.values()]
        opened = {title for title, group in self.groups.items() if group.open}
        self.groups = {
            title: Group(title=title, content=self._content(title, one), open=title in opened)
            for title, one in contents.items()
        }
        preset = Field(control=self.preset, label=words.PRESET, doc=words.PRESET_ABOUT)
        folded = pn.Column(*self.groups.values(), margin=0, sizing_mode="stretch_width")
        self._column.objects = [preset, self.advice, first, folded, self.pending]

    def _form_of(self, names: tuple[str, ...]) -> Form:
        bench = self.bench
        known = [name for name in names if name.split(".")[0] in bench.model.param]
        return form(
            bench.model,
            known,
            forecast=lambda dotted: foretold(bench, dotted),
            choices={"optimiser": OPTIMISERS, "device": DEVICES},
            levels=self._levels(),
            edited=lambda dotted: bench.edited(),
        )

    def _levels(self) -> dict[str, int]:
        """Categorical features, and how many levels each has."""
        table = self.bench.table
        categorical = [name for name in table.features if table.scitypes[name] in FINITE]
        return {name: len(levels(table.frame[name])) for name in categorical}

    def _content(self, title: str, one: Form) -> Any:
        if title != words.ADVANCED or self.bench.model.task == "image":
            return pn.Column(one, margin=0, sizing_mode="stretch_width")
        bench = self.bench
        terms = Terms(lambda dotted: foretold(bench, dotted), edited=lambda dotted: bench.edited())
        self.standardise = SwitchField(bench, "standardise", "standardise", terms)
        self.standardise.view.param.update(label=words.STANDARDISE, doc=words.STANDARDISE_ABOUT)
        parts = (self.standardise.view, one)
        return pn.Column(*parts, margin=0, sizing_mode="stretch_width", styles={"gap": "14px"})

    def _show_groups(self) -> None:
        """Say beside each folded title how its settings stand."""
        model = self.bench.model
        seed = words.RANDOM_SEED if model.rng is None else words.seed(model.rng)
        order = words.SHUFFLED if model.shuffle else words.IN_ORDER
        strength = words.penalty(look.exact(model.lambda_)) if model.lambda_ else words.NONE
        says = {
            words.PENALTY: strength,
            words.SEED_AND_ORDER: f"{seed}, {order}",
            words.DEVICE: str(model.device),
        }
        for title, group in self.groups.items():
            group.says = says.get(title, "")

    # Presets

    def _show_preset(self) -> None:
        """Name the preset in force, if it is one."""
        value = preset_of(self.bench.model, self.bench.standardise)
        options = [words.QUICK_START, words.REFERENCE]
        self._taking = True
        own = [words.OWN_VALUES] if value == words.OWN_VALUES else []
        self.preset.param.update(options=[*own, *options], value=value)
        self._taking = False

    def _take(self, preset: str) -> None:
        if not self._taking and preset in (words.QUICK_START, words.REFERENCE):
            is_reference = preset == words.REFERENCE
            self.bench.choose(kind_name(self.bench.model), reference=is_reference)

    # Messages

    def _advise(self) -> None:
        """Say so when loss and output step do not go together, and offer to settle it."""
        model = self.bench.model
        advice = loss_advice(model)
        if not advice:
            self.advice.show([])
            return
        raw = model.loss in FROM_RAW_OUTPUTS
        fitting = "identity" if raw else model.param["finaliser"].default
        label = words.USE_FINALISER.format(finaliser=type(model).param["finaliser"].default)
        label = words.USE_FINALISER.format(finaliser=fitting) if raw else label
        mend = Action(label, lambda: setattr(model, "finaliser", fitting))
        self.advice.show([Message("careful", advice, actions=(mend,))])

    def _show_pending(self) -> None:
        """List what is not trained with yet, and what can be applied at once."""
        bench = self.bench
        try:
            changes = bench.pending()
        except Explained:  # the rows cannot be split as asked; the Data step says so
            changes = {}
        labels, live = bench.labels(), bench.live_changes() if changes else {}
        items = [
            item(labels.get(name, name), _change(name, pair), bench.effect_of(name))
            for name, pair in changes.items()
        ]
        self.pending.param.update(
            title=words.changes_pending(len(items)),
            items=items,
            live=[f"{labels.get(n, n)} {shown(value)}" for n, value in live.items()],
            can_undo=bench.can_undo,
            can_reset=bool(items),
            applying=False,
        )

    def apply(self) -> None:
        """Apply the optimiser's pending numbers from the very next step."""
        self.pending.applying = True
        self.bench.apply_live()

    def __panel__(self) -> Any:
        return self._column


def preset_of(model: Hyperparameters, standardise: bool) -> str:
    """Name of the preset a model has the values of."""
    kind = kind_name(model)
    known: Mapping[str, tuple[Hyperparameters, bool]] = {
        words.QUICK_START: (quick_start(kind), True),
        words.REFERENCE: (reference_values(kind), False),
    }
    for name, (preset, standardised) in known.items():
        if settings(preset) == settings(model) and standardised == standardise:
            return name
    return words.OWN_VALUES


def _change(name: str, pair: tuple[Any, Any]) -> str:
    if name in UNTOLD:
        return words.CHANGED
    before, now = (value_name(shown(value)) for value in pair)
    return words.change(before, now)


STICKY = {"position": "sticky", "bottom": "0", "z-index": "2"}
"""At the foot of the drawer, whose own padding `pending.css` covers."""
QUIET = ":host { color: var(--epochlab-quiet); }"
