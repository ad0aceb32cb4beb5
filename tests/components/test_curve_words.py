"""The sentence, the legend and the table say what the curve shows, and run nothing."""

from __future__ import annotations

from epochlab.components import curve_words, words
from epochlab.components.history import Branch
from epochlab.history import branch_name

HOSTILE = "<script>alert(1)</script>"


def branch(losses, index=0, *, holdout=True) -> Branch:
    made = Branch(index, branch_name(index))
    for epoch, loss in enumerate(losses):
        judged = loss if holdout else None
        made.add({"epoch": epoch, "training_loss": loss / 2, "holdout_loss": judged, "eta": 0.1})
    return made


def test_the_sentence_tells_start_end_best_and_how_long_since():
    assert curve_words.sentence(branch([1.1, 0.5, 0.31, 0.4, 0.42])) == (
        "A: holdout loss went from 1.1 to 0.42; best 0.31 at epoch 2, 2 epochs since; "
        "training 0.21."
    )


def test_the_sentence_counts_one_epoch_in_the_singular():
    assert "1 epoch since" in curve_words.sentence(branch([1.0, 0.5, 0.6]))


def test_the_sentence_does_without_holdout():
    assert curve_words.sentence(branch([2.0, 1.0], holdout=False)) == (
        "A: training loss went from 1 to 0.5; lowest 0.5 at epoch 1."
    )


def test_short_histories_have_their_own_sentences():
    assert curve_words.sentence(Branch(0, "A")) == words.NO_ROWS
    assert curve_words.sentence(branch([1.0])) == words.UNTRAINED


def test_log_axes_own_up_to_what_they_leave_out():
    known = [branch([1.0, 0.0, 0.5])]
    assert curve_words.log_notes(known, log_x=False, log_y=False) == ""
    assert words.left_out_of_log_x("1") in curve_words.log_notes(known, log_x=True, log_y=False)
    notes = curve_words.log_notes(known, log_x=False, log_y=True)
    assert notes == words.left_out_of_log_y(2)  # a holdout and a training loss


def test_the_legend_names_every_line():
    shown = curve_words.legend([branch([1.0, 0.5]), branch([1.0, 0.5], 1)], dark=False)
    for name in ("A holdout", "A training", "B holdout", "B training", words.BEST):
        assert name in shown


def test_the_legend_takes_the_colours_of_the_theme():
    known = [branch([1.0, 0.5])]
    assert "#0064B4" in curve_words.legend(known, dark=False)
    assert "#56B4E9" in curve_words.legend(known, dark=True)


def test_the_table_has_a_row_for_each_epoch_with_its_marks():
    marks = [{"branch": 0, "epoch": 1, "kind": "warm", "text": "learning rate 0.1 → 0.01"}]
    frame = curve_words.table([branch([1.0, 0.5, 0.25])], marks)
    assert frame["epoch"].tolist() == [0, 1, 2]
    assert frame["marks"].tolist() == ["", "learning rate 0.1 → 0.01", words.BEST]


def test_a_long_table_keeps_first_last_best_and_marked():
    losses = [abs(epoch - 3_210) + 1.0 for epoch in range(5_000)]
    marks = [{"branch": 0, "epoch": 777, "kind": "warm", "text": "x"}]
    epochs = curve_words.table([branch(losses)], marks)["epoch"].tolist()
    assert {0, 777, 3_210, 4_999} <= set(epochs)
    assert len(epochs) <= 2 * curve_words.MOST_ROWS


def test_hostile_text_in_a_mark_is_only_text_in_the_table():
    marks = [{"branch": 0, "epoch": 0, "kind": "warm", "text": HOSTILE}]
    shown = curve_words.html_table(curve_words.table([branch([1.0])], marks), HOSTILE)
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") >= 2
