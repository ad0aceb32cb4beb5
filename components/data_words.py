"""Every word of the Data step: a leaf of the table in `words.py`, in a file of its own for size."""

from __future__ import annotations

from epochlab.components.look import count
from epochlab.data.wording import counted, quoted

# Where data come from
EMPTY = "No data yet."
DROP = "Drop a file here"
CHOOSE, CHOOSE_OTHER = "Choose file", "Choose another file"
DROP_OTHER = "or drop it anywhere on this line"
PRIVATE = "Files never leave this server."
KINDS = "CSV, TSV or text · Parquet · Feather or Arrow · Excel (.xlsx) · JSON Lines"
SAMPLES_FIRST = "Or try a sample"
OTHER_SAMPLE = "Try a sample"
UPLOADING = "Uploading {name}: {done} of {all} MB"
CANCEL = "Cancel"
READING_SAMPLE = "Loading {name}…"
REPLACES_RUN = "Another table begins a new run; the one so far stays in its folder."

# What is loaded
ENCODING, SEPARATOR = "Encoding", "Separator"
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with mark",
    "utf-16": "UTF-16",
    "cp1252": "Western (Windows)",
    "iso8859_15": "Western (ISO)",
    "cp1250": "Central European",
    "cp1251": "Cyrillic",
    "shift_jis": "Japanese",
    "gb18030": "Chinese",
}
SEPARATORS = {",": "Comma ,", ";": "Semicolon ;", "\t": "Tab ⇥", "|": "Bar |"}
FIND_OUT = "Find out"
UNDO, UNDO_TABLE = "Undo", "Undo the last change of the table"

# Columns
COLUMNS = "Columns"
FIND_COLUMN = "Find a column"
ROLE, MEANING, SHAPE, FIRST_ROWS = "Role", "Meaning", "Values", "First rows"
ROLES = {"feature": "Feature", "target": "★ Target", "also": "★ Also a target", "ignore": "Ignore"}
MEANINGS = {
    "Continuous": "Continuous",
    "Count": "Count",
    "Multiclass": "Multiclass",
    "OrderedFactor": "Ordered",
    "Textual": "Text",
    "Image": "Image",
    "ScientificDateTime": "Date or time",
    "Unknown": "Unknown",
}
GLOSSARY_TITLE = "What roles and meanings say"
GLOSSARY = (
    ("Feature", "The network learns from it."),
    ("★ Target", "What the network is to predict."),
    ("Ignore", "Left out of training; the values stay in the table."),
    ("Continuous", "Measured numbers, such as 5.1 cm."),
    ("Count", "Whole numbers that count something."),
    ("Multiclass", "Names of kinds without an order, such as species; two kinds make it binary."),
    ("Ordered", "Kinds in an order, such as low < medium < high."),
    ("Text", "Free text; the networks here do not read it."),
)
NO_VALUE, MISSING_CELL = "no value", "missing"
NO_COLUMN_FOUND = "No column has such a name."

# Rows
ROWS = "Rows"
PARTS = {"train": "Train", "holdout": "Holdout", "test": "Test"}
PART_NOTES = {
    "train": "The network learns from these.",
    "holdout": "Kept aside for the second curve, which shows how it does on rows it never saw.",
    "test": "Kept away from everything until you ask for a last judgement.",
}
KEEP_SHARES = "Keep class shares"
KEEP_SHARES_NOTE = "Every part gets about the same share of each class."
SPLIT_SEED, SPLIT_SEED_NOTE = "Split seed", "Equal seeds draw equal rows."
PERCENT = "%"
EDGES = {"holdout": "Between training and holdout rows", "test": "Between holdout and test rows"}

# Which models fit
FITS = "Fits"
FITS_ABOUT = "Which kinds of network can learn from these columns."
MODEL_NAMES = {
    "NeuralNetworkClassifier": "Classifier",
    "NeuralNetworkBinaryClassifier": "Binary classifier",
    "NeuralNetworkRegressor": "Regressor",
    "MultitargetNeuralNetworkRegressor": "Regressor of several targets",
    "ImageClassifier": "Image classifier",
}
YES, NO, FITTING = "fits", "does not fit", "Fits your data as it is."
MAKE_FIT = "Make it fit"

# Onwards
NEXT = "Next: Model →"


def reading(name: str) -> str:
    """While a file is read."""
    return f"Reading {name}…"


def too_large(name: str, size: int, most: int) -> tuple[str, str, str]:
    """Before anything of a file was sent: happened, kept, todo."""
    return (
        f"{name} is {megabytes(size)}; this page takes {megabytes(most)}.",
        "Nothing was uploaded. What was loaded before is still there.",
        "Save fewer columns or rows, or use Parquet.",
    )


def too_many_files(number: int) -> tuple[str, str, str]:
    """After several files were dropped at once."""
    return (
        f"{number} files were given at once.",
        "Nothing was uploaded. What was loaded before is still there.",
        "Choose the one file that holds your table.",
    )


def upload_broken(name: str) -> tuple[str, str, str]:
    """After an upload that lost a piece."""
    return (
        f"{name} did not arrive whole.",
        "What was loaded before is still there.",
        "Choose the file once more.",
    )


def megabytes(size: int) -> str:
    """A size in MB as people count them; a little more than a limit reads as more."""
    return f"{count(-(-size // 2**20))} MB"


def limit(most: int) -> str:
    """Said before anything is sent."""
    return f"Up to {megabytes(most)}"


def facts(rows: int, columns: int, missing: int) -> str:
    """Beside the name of what is loaded."""
    return f"{counted(rows, 'row')} · {counted(columns, 'column')} · {counted(missing)} missing"


def licence(source: str, terms: str) -> str:
    """Under a sample."""
    return f"{source} · {terms}"


def read_refused(name: str) -> str:
    """Above the choices for reading a refused file another way."""
    return f"Read {name} another way:"


def leave_out(rows: int) -> str:
    """The button that leaves broken rows out."""
    return f"Leave {counted(rows, 'row')} out"


def used_columns(features: int, targets: tuple[str, ...], ignored: int) -> str:
    """Beside the heading of the columns."""
    if not targets:
        aim = "no target yet"
    elif len(targets) == 1:
        aim = f"target {quoted(targets[0])}"
    else:
        aim = f"{counted(len(targets))} targets"
    parts = [aim, f"{counted(features, 'feature')}"]
    return " · ".join(parts + [f"{counted(ignored)} ignored"] * bool(ignored))


def shown_of(shown: int, all_: int) -> str:
    """Under a table of which not every column is drawn."""
    return f"{counted(shown)} of {counted(all_, 'column')} shown."


def show_more(number: int) -> str:
    """The button that draws more of them."""
    return f"Show {counted(number)} more"


def role_of(column: str) -> str:
    """Name of the list of roles of a column."""
    return f"Role of {column}"


def meaning_of(column: str) -> str:
    """Name of the list of meanings of a column."""
    return f"Meaning of {column}"


def missing(number: int) -> str:
    """How many gaps a column has."""
    return f"{counted(number)} missing"


def span(low: str, high: str) -> str:
    """What numbers a column holds."""
    return f"{low} to {high}"


def class_count(number: int) -> str:
    """How many classes a column has."""
    return counted(number, "class", "classes")


def class_shares(number: int, counts: tuple[int, ...]) -> str:
    """How many classes a column has, and how often each occurs."""
    return f"{class_count(number)} · {' / '.join(counted(each) for each in counts)}"


def texts(number: int) -> str:
    """How many texts of a column differ."""
    return counted(number, "different text")


def picture(height: int, width: int, *, colour: bool) -> str:
    """What pictures a column holds."""
    return f"{height} × {width}, {'colour' if colour else 'grey'}"


def becomes(before: str, after: str) -> str:
    """What another meaning would do to the first value."""
    return f"{before} → {after}"


def order(levels: tuple[str, ...], *, more: bool) -> str:
    """The order classes would have."""
    return " < ".join(levels) + (" < …" if more else "")


def rows_of(number: int) -> str:
    """Size of a part."""
    return counted(number, "row")


def not_a_share(typed: str) -> str:
    """Under a share that cannot be."""
    return f"“{typed}” is not a share from 0 to 50 %. The share before is kept."


def not_a_seed(typed: str) -> str:
    """Under a seed that cannot be."""
    return f"“{typed}” is not a whole number from 0. The seed before is kept."


def changed(column: str, what: str) -> str:
    """Read aloud after a change of a column."""
    return f"{column}: {what}."
