"""Every word on the screen, in one table.

Why: a second language is one more table. A sentence stands here whole, never glued from parts
elsewhere; what changes with a number is a function.
"""

from __future__ import annotations

PRODUCT = "Epochlab"

# The frame
SKIP_TO_MAIN = "Skip to the main part"
SKIP_TO_RUN = "Skip to the run bar"
STEPS = "Steps"
RUN = "Run"
SETTINGS = "Settings"
SHOW_SETTINGS = "Show settings"
HIDE_SETTINGS = "Hide settings"
RESIZE_SETTINGS = "Width of the settings"
THEMES = {"system": "Theme: as the system", "light": "Theme: light", "dark": "Theme: dark"}
STEP_NAMES = {"data": "Data", "model": "Model", "train": "Train"}
STEP_HEADINGS = {"data": "Data", "model": "Model", "train": "Train"}
STEP_STATES = {"open": "", "done": "done", "active": "at work", "problem": "needs attention"}

# What a change does to training: icon and word always stand together
EFFECTS = {
    "warm": "Continues",
    "choice": "Your choice",
    "cold": "Starts again",
    "none": "No effect",
}
EFFECT_ICONS = {"warm": "→", "choice": "⇢", "cold": "↺", "none": "="}
EFFECT_SENTENCES = {
    "warm": "Continues: training goes on with what the network has learned.",
    "choice": "Your choice: starts again unless you continue anyway.",
    "cold": "Starts again: a new network is trained; the old curve stays.",
    "none": "No effect on training.",
}

# Messages: grade and icon always stand together
GRADES = {"problem": "Problem", "careful": "Careful", "note": "Note"}
MESSAGES = "Messages"
DETAILS = "Details"
COPY_DETAILS = "Copy details"
COPIED = "Copied"
CLOSE = "Close"
MORE_MESSAGES = "Show {n} more messages"
NOTHING_CHANGED = "Nothing was changed."

# The form
NEW_SEED = "New seed"
SEED_RANDOM = "a new one each time"
ADD_LAYER = "Add layer"
ADD_ONE = "Add one"
NO_LAYERS = "No hidden layers: inputs are joined straight to outputs."
AS_BUILT = "default"


def about(label: str) -> str:
    """Name of the button that explains a setting."""
    return f"About {label}"


def more(label: str) -> str:
    """Name of the button that raises a number."""
    return f"More: {label}"


def fewer(label: str) -> str:
    """Name of the button that lowers a number."""
    return f"Fewer: {label}"


def slider(label: str) -> str:
    """Name of the slider beside a number field."""
    return f"{label}, slider"


def units_in_layer(place: int) -> str:
    """Name of the field with the size of a hidden layer, counted from 1."""
    return f"Units in hidden layer {place}"


def remove_layer(place: int) -> str:
    """Name of the button that takes a hidden layer away, counted from 1."""
    return f"Remove hidden layer {place}"


def numbers_for_column(column: str) -> str:
    """Label of the field with the size of a column's embedding."""
    return f"Numbers for {column}"


def not_a_number(typed: str) -> str:
    """Under a number field that holds something else."""
    if not typed.strip():
        return "A number is needed here. The value before is kept."
    return f"“{typed}” is not a number. The value before is kept."


def not_whole(typed: str) -> str:
    """Under a whole-number field that holds something else."""
    if not typed.strip():
        return "A whole number is needed here. The value before is kept."
    return f"“{typed}” is not a whole number. The value before is kept."


def two_readings(typed: str) -> str:
    """Under a number whose comma may part thousands or decimals."""
    plain, dotted = typed.replace(",", ""), typed.replace(",", ".")
    return f"“{typed}” can be read as {plain} or {dotted}. Write it without a comma."


def out_of_range(typed: str, needed: str) -> str:
    """Under a field whose value is not allowed; `needed` is "a number from 0 to 1"."""
    return f"“{typed}” is not {needed}. The value before is kept."


def too_many_layers(most: int) -> str:
    """Under the layer list when it is full."""
    return f"{most} hidden layers are the most this page offers."


def layer_too_large(most: int) -> str:
    """Under the layer list when a layer is larger than the page offers."""
    return f"A layer on this page has 1 to {most} units. The value before is kept."


# Values of settings, where their name in code says too little
VALUE_NAMES = {
    "mse": "mean squared error",
    "mae": "mean absolute error",
    "huber": "Huber",
    "msle": "mean squared log error",
    "poisson": "Poisson",
    "crossentropy": "cross-entropy",
    "logitcrossentropy": "cross-entropy, raw outputs",
    "kldivergence": "Kullback–Leibler divergence",
    "binarycrossentropy": "binary cross-entropy",
    "logitbinarycrossentropy": "binary cross-entropy, raw outputs",
    "focal_binary": "focal, binary",
    "squared_hinge": "squared hinge",
    "auto": "auto (a GPU if there is one)",
    "identity": "identity (none)",
    "leaky_relu": "leaky relu",
}


def value_name(value: str) -> str:
    """What a value that can be picked is called on screen."""
    return VALUE_NAMES.get(value, value)


# The curve
LOSS_CURVES = "Loss curves"
TRAINING = "training"
HOLDOUT = "holdout"
EPOCH = "epoch"
LOG_X = "log x"
LOG_Y = "log y"
SMOOTH = "Smoothing"
WINDOW = "Epochs shown"
WINDOWS = {"All epochs": 0, "Last 100": 100, "Last 50": 50, "Last 20": 20}
FREEZE = "Freeze"
TABLE = "Table"
BEST = "best holdout"
BEST_TRAINING = "lowest training loss"
CHANGE = "change"
COLD_START = "start again"
LEARNING_RATE = "learning rate"
MARKER = "marker"
EMPTY_CURVE = "Your curve will appear here after the first epoch."
ONE_EPOCH = "One epoch so far; a line needs two."
UNTRAINED = "Only the untrained network so far, as epoch 0."
NO_ROWS = "No epochs yet."
TABLE_THINNED = "Loss curves, the telling epochs: first, last, best and marked are always here."
TABLE_COLUMNS = ("branch", "epoch", "training loss", "holdout loss", "learning rate", "marks")


def loss_axis(loss: str) -> str:
    """Title of the vertical axis."""
    return f"{loss} (lower is better ↓)"


def best_label(epoch: int, value: str) -> str:
    """Beside the star on a curve."""
    return f"epoch {epoch} · {value}"


def left_out_of_log_x(value: str) -> str:
    """Note under a plot whose epoch axis is logarithmic."""
    return f"A log axis has no place for epoch 0 (untrained, {value})."


def left_out_of_log_y(count: int) -> str:
    """Note under a plot whose loss axis is logarithmic."""
    if count == 1:
        return "A log axis has no place for 1 value of 0 or less; it is in the table."
    return f"A log axis has no place for {count} values of 0 or less; they are in the table."


def summary_with_holdout(
    name: str, first: str, last: str, best: str, epoch: int, since: int, training: str
) -> str:
    """One sentence about a branch with holdout rows."""
    flat = f"{since} epoch{'' if since == 1 else 's'} since" if since else "the latest epoch"
    return (
        f"{name}: holdout loss went from {first} to {last}; best {best} at epoch {epoch}, {flat}; "
        f"training {training}."
    )


def summary_without_holdout(name: str, first: str, last: str, best: str, epoch: int) -> str:
    """One sentence about a branch without holdout rows."""
    return f"{name}: training loss went from {first} to {last}; lowest {best} at epoch {epoch}."


def not_a_size(typed: str) -> str:
    """Under the size of an embedding."""
    return f"“{typed}” is not a whole number from 1, nor a share between 0 and 1."


# A machine in a notebook cell
SETTING = "Setting"
VALUE = "Value"
