"""The few errors a person can meet, each in three parts: what happened, what was kept, what to do.

Why three parts: the page shows these words as they are, so an error is written once, where its
cause is known, for the person at the screen.
"""

from __future__ import annotations


class Explained(Exception):
    """An error that explains itself.

    Parameters
    ----------
    happened : what went wrong, naming the offending value.
    kept : what is still there, unharmed.
    todo : what to do next.
    """

    def __init__(self, happened: str, kept: str = "", todo: str = "") -> None:
        super().__init__(happened, kept, todo)
        self.happened, self.kept, self.todo = happened, kept, todo

    def __str__(self) -> str:
        return " ".join(part for part in (self.happened, self.kept, self.todo) if part)


class UnreadableTable(Explained, ValueError):
    """A file or object that does not hold a usable table."""


class ScitypeMismatch(Explained, TypeError):
    """Data whose scientific types do not fit the model."""


class BuilderMismatch(Explained, ValueError):
    """A builder whose network does not fit the data."""


class SettingsConflict(Explained, ValueError):
    """Hyperparameters that are fine one by one and make no sense together."""


class NotTrained(Explained, RuntimeError):
    """Something only a trained machine has was asked of one that is not."""


class Diverged(Explained, ArithmeticError):
    """Training halted because the loss was no longer a finite number."""


class UnreadableModel(Explained, ValueError):
    """A saved machine that cannot be read."""


class ScitypeWarning(UserWarning):
    """Data do not have the scientific types a model declares; training goes on."""


class DeviceWarning(UserWarning):
    """The device asked for is not there; the CPU is used."""
