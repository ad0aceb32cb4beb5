"""Words of the Model step and of the settings."""

from __future__ import annotations

from epochlab.components import look

# The Model step
NO_DATA = "No data yet."
NO_DATA_TODO = "Bring a table first, or start with a sample; the network is then made to fit it."
OPEN_DATA = "Open Data"
PICK_TARGET = "Pick the column to predict."
PICK_TARGET_TODO = "A network learns one column, its target, from the others."
TARGET = "Column to predict"
PREDICT_IT = "Predict it"
TASK = "Task"
OTHER_TARGET = "Another target…"
OTHER_TARGET_TIP = "Choose another column to predict, in the Data step."
NOTHING_FITS = "None of the five models fits these data yet."
NOTHING_FITS_TODO = "Each says below what is in its way."
READOUT = "What it looks like"
SAVE_PICTURE = "Save diagram (SVG)"
PICTURE_FILE = "network.svg"
SHOW_CODE = "Show as code"
CODE_ABOUT = "This Python makes the same model and trains it to the same numbers."
COPY = "Copy"
COPIED = "Copied"
PASSING = "Passing one batch through…"
LATER = "The data changed since training; one batch is passed through with the next one."
OWN_NETWORK = "This builder tells what its network looks like only when it is made."
FLOOR = "This network predicts nothing below {floor}."
FLOORS = {True: "the mean of the target", False: "zero, and the target goes there"}
FLOOR_KEPT = "It would train nonetheless."
FLOOR_TODO = "Take identity as its activation, or the network MLP."
FLOOR_MEND = "Use identity"

ABOUT_MODELS = {
    "NeuralNetworkClassifier": "A probability for each class.",
    "NeuralNetworkBinaryClassifier": "One output: the probability of the second class.",
    "NeuralNetworkRegressor": "One number for each row.",
    "MultitargetNeuralNetworkRegressor": "Several numbers for each row, learned together.",
    "ImageClassifier": "A probability for each class, from a picture.",
}

# Settings
NO_MODEL = "Settings appear here once there is something to predict."
PRESET = "Preset"
PRESET_ABOUT = (
    "Quick start trains well at once on most tables. Reference values are the library's own "
    "defaults, those of MLJFlux. Taking one replaces every setting, the network too; Undo "
    "brings yours back."
)
QUICK_START = "Quick start"
REFERENCE = "Reference values"
OWN_VALUES = "Your own values"
PENALTY = "Penalty"
SEED_AND_ORDER = "Seed and order"
DEVICE = "Device"
ADVANCED = "Advanced"
STANDARDISE = "Standardise"
STANDARDISE_ABOUT = (
    "Bring numbers to mean 0 and spread 1, as measured on the training rows; predictions come "
    "back in the target's own units."
)
UNDO = "Undo"
RESET = "Reset"
UNDO_TIP = "Take the last change of a setting back"
RESET_TIP = "Go back to the settings trained with"
APPLY = "Apply from the next step"
APPLYING = "Applying…"
PENDING = "Changes not trained with yet"
USE_FINALISER = "Set the output step to {finaliser}"
NONE = "none"
RANDOM_SEED = "random seed"
SHUFFLED, IN_ORDER = "shuffled", "in order"
CHANGED = "changed"


def pick(kind: str, targets: tuple[str, ...]) -> str:
    """What a model would do with the target, as one may choose it."""
    named = ", ".join(f"“{name}”" for name in targets[:3])
    if len(targets) > 3:
        named = f"{named} and {len(targets) - 3} more"
    return {
        "NeuralNetworkClassifier": f"Classify {named}",
        "NeuralNetworkBinaryClassifier": f"Tell the two classes of {named} apart",
        "NeuralNetworkRegressor": f"Predict the number {named}",
        "MultitargetNeuralNetworkRegressor": f"Predict {named} together",
        "ImageClassifier": f"Classify pictures by {named}",
    }[kind]


def do_not_fit(count: int) -> str:
    """Over the models that do not fit."""
    if count == 5:
        return "Why none of them fits"
    return f"Why the other {count} do not fit" if count > 1 else "Why the other one does not fit"


def guessed(column: str) -> str:
    """A column in the list of targets, when it is our guess."""
    return f"{column} (our guess)"


def inputs(count: int) -> str:
    """Under the first stage of a network."""
    return f"{look.count(count)} input{'' if count == 1 else 's'}"


def columns(count: int) -> str:
    """Under the first stage, where embeddings follow."""
    return f"{look.count(count)} column{'' if count == 1 else 's'}"


def embedded(count: int) -> str:
    """Under the stage of the embeddings."""
    return f"{look.count(count)} numbers"


EMBEDDING = "classes embedded"


def units(count: int) -> str:
    """Under a hidden layer."""
    return f"{look.count(count)} unit{'' if count == 1 else 's'}"


def outputs(count: int) -> str:
    """Under the last layer."""
    return f"{look.count(count)} output{'' if count == 1 else 's'}"


def picture(channels: int, height: int, width: int) -> str:
    """Under the pictures a network takes."""
    return f"{height}×{width} {'colour' if channels == 3 else 'grey'}"


def maps(channels: int, height: int, width: int) -> str:
    """Under a layer of filters."""
    return f"{channels} × {height}×{width}"


def parameters(count: int) -> str:
    """How many numbers a layer learns."""
    return f"{look.count(count)} parameter{'' if count == 1 else 's'}"


def sum_of_parameters(counts: tuple[int, ...]) -> str:
    """How many numbers a network learns, layer by layer, and the room they take."""
    total = sum(counts)
    room = f"{parameters(total)} · {size(4 * total)}"
    if len(counts) < 2:
        return room
    return f"{' + '.join(look.count(each) for each in counts)} = {room}"


def size(size: int) -> str:
    """An amount of memory: 972 is 1 kB."""
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6)):
        if size >= bytes_:
            return f"{size / bytes_:.3g} {unit}"
    return f"{max(1, round(size / 1e3))} kB"


def passed(before: str, after: str) -> str:
    """After a dry pass that went well."""
    return f"One batch passed through: {before} → {after}"


def drawn(chain: str) -> str:
    """Name of the diagram."""
    return f"Diagram of the network: {chain}"


def changes_pending(count: int) -> str:
    """Over the list of changes."""
    return f"{count} change{'' if count == 1 else 's'} pending"


def change(before: str, now: str) -> str:
    """A changed value."""
    return f"{before} → {now}"


def penalty(strength: str) -> str:
    """Beside the folded penalty."""
    return f"lambda {strength}"


def seed(number: int) -> str:
    """Beside the folded seed."""
    return f"seed {number}"
