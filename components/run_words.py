"""Words of the run bar and the Train step."""

from __future__ import annotations

from epochlab.components import look

PAUSE = "Pause"
RESUME = "Resume"
STOP = "Stop"
AGAIN = "Start again"
LOG = "Log"
NO_LOG = "What happens while training is listed here."
FACTS = "Now"
PROGRESS = "Epochs trained"
STATUS = {
    "idle": "",
    "starting": "Starting…",
    "training": "Training",
    "pausing": "Pausing after this batch…",
    "paused": "Paused",
    "stopping": "Stopping after this batch…",
    "finished": "Finished",
    "halted": "Halted",
}
MARKS = {"training": "▶", "paused": "⏸", "finished": "✓", "halted": "⚠"}
"""In the title of the browser's tab."""
LOSSES = {
    "mse": "mean squared error",
    "mae": "mean absolute error",
    "msle": "mean squared log error",
    "crossentropy": "cross-entropy",
    "logitcrossentropy": "cross-entropy",
    "binarycrossentropy": "cross-entropy",
    "logitbinarycrossentropy": "cross-entropy",
    "kldivergence": "Kullback–Leibler divergence",
    "focal_binary": "focal",
    "squared_hinge": "squared hinge",
}
NEEDS_DATA = "Load data to train."
NEEDS_SETTLING = "Settle what the Data step marks as a problem to train."
NOTHING_FITS = "No kind of network fits these columns: “Fits” on the Data step says why."
NOT_TRAINED = "Not trained yet."
NO_PAGE = "<h1>Epochlab</h1><p>The page could not be made. Runs are kept. Load it again.</p>"
PREPARING = "Getting the data ready…"
DISCONNECTED = "This page lost contact with the server. Training goes on there. Trying again…"


def loss_name(loss: str) -> str:
    """What a loss is called on an axis."""
    return LOSSES.get(loss, loss or "loss")


def not_stored(reason: str) -> tuple[str, str, str]:
    """When the data cannot be written for the worker."""
    return (
        f"The data could not be stored for training: {reason}.",
        "Nothing trained is lost.",
        "Make room on the disk, or have the runs kept elsewhere, and train again.",
    )


def train(epochs: int) -> str:
    """The main button before the first training."""
    return f"Train · {_epochs(epochs)}"


def go_on(epochs: int, trained: int, seconds: float | None) -> str:
    """The main button when training would continue."""
    about = "" if seconds is None else f" · about {_span(seconds)}"
    return f"Continue · +{_epochs(epochs)} from {look.count(trained)}{about}"


def start_over(trained: int, branch: str) -> str:
    """The main button when training would start again."""
    return (
        f"Start again · {_epochs(trained)} {'stays' if trained == 1 else 'stay'} in branch {branch}"
    )


def again_tip(trained: int, branch: str) -> str:
    """Tip, and name to screen readers, of the button that starts again although it need not."""
    return (
        f"Start again: trains from fresh weights in a new branch, with the same seed. "
        f"{_epochs(trained)} of branch {branch} stay on the chart."
    )


def epoch_of(epoch: int, goal: int) -> str:
    """How far a stretch of training is."""
    return f"epoch {look.count(epoch)} of up to {look.count(goal)}"


def trained_so_far(epochs: int) -> str:
    """How much is trained, at rest."""
    return f"{_epochs(epochs)} trained"


def batch_of(batch: int, batches: int) -> str:
    """How far a long epoch is."""
    return f"batch {look.count(batch)} of {look.count(batches)}"


def left(seconds: float) -> str:
    """Time left."""
    return f"{look.duration(seconds)} left"


def best(epoch: int, value: str) -> str:
    """The best epoch so far."""
    return f"best holdout {value} at epoch {look.count(epoch)}"


def tab_title(mark: str, epoch: int, goal: int, loss: str) -> str:
    """Title of the browser's tab while a run is under way."""
    return f"{mark} {epoch}/{goal} · {loss} · Epochlab"


def announced(epoch: int, loss: str, is_best: bool) -> str:
    """Read aloud now and then while training."""
    return f"Epoch {epoch}, loss {loss}{', best so far' if is_best else ''}."


def finished(epochs: int) -> str:
    """Read aloud at the end of a stretch."""
    return f"Finished: {_epochs(epochs)} trained."


def fact_names(score: str) -> tuple[str, ...]:
    """Names of the facts beside the chart, in order."""
    return ("Epoch", "Training loss", "Holdout loss", score, "Learning rate in use", "Device")


SCORES = {True: "Holdout accuracy", False: "Holdout error (RMSE, as trained)"}


def continue_at(epoch: int, eta: str) -> str:
    """The button that follows the advice after a halt."""
    return f"Continue from {look.count(epoch)} at {eta}"


def continue_from(epoch: int) -> str:
    """The button that goes on after a halt without changing a setting."""
    return f"Continue from {look.count(epoch)}"


def _epochs(count: int) -> str:
    return f"{look.count(count)} epoch{'' if count == 1 else 's'}"


def _span(seconds: float) -> str:
    if seconds < 1:
        return "1 s"
    return f"{round(seconds)} s" if seconds < 90 else f"{round(seconds / 60)} min"
