"""Messages in three parts (what happened, what was kept, what to do), with buttons that help.

Why one part for all steps: a problem looks and reads alike wherever it is met. All text is set as
text by the browser, never as HTML, so names from data need no escaping here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import param
from panel.custom import JSComponent

from epochlab.components import look, words
from epochlab.data.notes import Grade, Note, Remedy
from epochlab.errors import Explained

MOST = 60
"""Messages sent to the browser; nobody reads more."""


@dataclass(frozen=True)
class Action:
    """A button of a message: what it says, and what it does."""

    label: str
    run: Callable[[], object]


@dataclass(frozen=True)
class Message:
    """One message, in plain text.

    Parameters
    ----------
    grade : "problem", "careful" or "note".
    happened, kept, todo : as in `Explained`; the last two may be empty.
    actions : its buttons, the likeliest first.
    details : more for those who want to report it.
    close : called to put it away; None if it stays until it is settled.
    """

    grade: Grade
    happened: str
    kept: str = ""
    todo: str = ""
    actions: tuple[Action, ...] = ()
    details: str = ""
    close: Callable[[], object] | None = None

    def __str__(self) -> str:
        parts = (f"{words.GRADES[self.grade]}:", self.happened, self.kept, self.todo)
        return " ".join(part for part in parts if part)


def of_error(
    error: Exception, *actions: Action, close: Callable[[], object] | None = None
) -> Message:
    """The message that an error makes, with its trace as details."""
    if isinstance(error, Explained):
        said = (error.happened, error.kept, error.todo)
    else:
        said = (str(error) or type(error).__name__, words.NOTHING_CHANGED, "")
    return Message("problem", *said, actions=actions, details=trace(error), close=close)


def of_note(note: Note, mend: Callable[[Remedy], object]) -> Message:
    """The message that a note about the data makes; its buttons hand a remedy to `mend`."""
    actions = tuple(
        Action(remedy.label, lambda remedy=remedy: mend(remedy)) for remedy in note.remedies
    )
    return Message(note.grade, note.happened, note.kept, note.todo, actions)


def trace(error: BaseException) -> str:
    """Where an error came from, the cause first: modules and lines, without paths of this server.

    An error that was never raised has no lines, only its kind and text.
    """
    lines = [] if error.__cause__ is None else [trace(error.__cause__), ""]
    lines.append(f"{type(error).__name__}: {error}")
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame
        module = code.f_globals.get("__name__", "?")
        lines.append(f"  {module}, line {step.tb_lineno}, in {code.f_code.co_name}")
        step = step.tb_next
    return "\n".join(lines)


class Messages(JSComponent):
    """A list of messages; empty, it takes no room."""

    items = param.List(default=[], doc="What the browser draws of each message.")
    words = param.Dict(
        default={
            "list": words.MESSAGES,
            "details": words.DETAILS,
            "copy": words.COPY_DETAILS,
            "copied": words.COPIED,
            "close": words.CLOSE,
            "more": words.MORE_MESSAGES,
        }
    )

    _esm = look.asset("parts.js") + look.asset("messages.js")
    _stylesheets = [look.asset("parts.css"), look.asset("messages.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width", "visible": False} | params)
        self.messages: tuple[Message, ...] = ()

    def show(self, messages: Sequence[Message]) -> None:
        """Show these messages instead of those before, in the order given."""
        self.messages = tuple(messages[:MOST])
        items = [_item(message) for message in self.messages]
        self.param.update(items=items, visible=bool(items))

    def press(self, at: int, label: str) -> None:
        """Do what a button says; nothing if the list has changed since it was drawn."""
        if 0 <= at < len(self.messages):
            for action in self.messages[at].actions:
                if action.label == label:
                    action.run()
                    return

    def _handle_msg(self, data: Any) -> None:
        if not isinstance(data, dict):
            return
        if isinstance(at := data.get("press"), int):
            self.press(at, str(data.get("label")))
        elif isinstance(at := data.get("close"), int) and 0 <= at < len(self.messages):
            close = self.messages[at].close
            if close is not None:
                close()


def _item(message: Message) -> dict[str, Any]:
    return {
        "grade": message.grade,
        "word": words.GRADES[message.grade],
        "happened": message.happened,
        "kept": message.kept,
        "todo": message.todo,
        "actions": [action.label for action in message.actions],
        "details": message.details,
        "closable": message.close is not None,
    }
