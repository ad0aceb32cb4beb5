"""Messages keep their three parts apart, and their buttons do what they say."""

from __future__ import annotations

import pytest

from epochlab.components.messages import Action, Message, Messages, of_error, of_note, trace
from epochlab.data.notes import Note, Remedy
from epochlab.errors import Explained


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    """The error, as it is after it was raised."""
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def test_an_explained_error_keeps_its_three_parts():
    message = of_error(Explained("It broke.", "All is kept.", "Try again."))
    assert (message.happened, message.kept, message.todo) == (
        "It broke.",
        "All is kept.",
        "Try again.",
    )
    assert message.grade == "problem"


def test_any_other_error_says_that_nothing_changed():
    message = of_error(ValueError("no such column"))
    assert (message.happened, message.kept) == ("no such column", "Nothing was changed.")


def test_details_tell_the_cause_and_the_lines_without_paths():
    details = trace(raised(Explained("It broke."), KeyError("x")))
    assert details.index("KeyError: 'x'") < details.index("Explained: It broke.")
    assert "in raised" in details
    assert "/" not in details


def test_a_remedy_of_a_note_is_handed_on_when_pressed():
    remedies = (
        Remedy("Fill 3 values", "fill_missing"),
        Remedy("Leave out 3 rows", "without_missing"),
    )
    pressed = []
    shown = Messages()
    shown.show([of_note(Note("problem", "Gaps.", "Kept.", "Fill.", remedies), pressed.append)])
    shown._handle_msg({"press": 0, "label": "Leave out 3 rows"})
    assert pressed == [remedies[1]]


def test_a_button_drawn_before_the_list_changed_does_nothing():
    pressed = []
    shown = Messages()
    shown.show([Message("note", "New.", actions=(Action("Now", lambda: pressed.append("now")),))])
    shown._handle_msg({"press": 0, "label": "Before"})
    shown._handle_msg({"press": 7, "label": "Now"})
    assert pressed == []


def test_only_what_can_be_closed_is_closed():
    closed = []
    shown = Messages()
    shown.show(
        [Message("problem", "Stays."), Message("problem", "Goes.", close=lambda: closed.append(1))]
    )
    shown._handle_msg({"close": 0})
    assert closed == []
    shown._handle_msg({"close": 1})
    assert closed == [1]


def test_without_messages_the_list_takes_no_room():
    shown = Messages()
    shown.show([Message("note", "Here.")])
    assert shown.visible
    shown.show([])
    assert not shown.visible


@pytest.mark.parametrize("sent", [None, 7, "press", {"press": "0"}, {"close": None}, {}])
def test_what_no_page_of_ours_sends_is_ignored(sent):
    shown = Messages()
    shown.show([Message("note", "Here.")])
    shown._handle_msg(sent)
    assert shown.items[0]["happened"] == "Here."


def test_a_message_reads_aloud_with_its_grade_first():
    assert str(Message("careful", "Look.", "", "Do.")) == "Careful: Look. Do."
