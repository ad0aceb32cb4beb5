"""The frame turns to steps, follows the theme, and speaks."""

from __future__ import annotations

import panel as pn
import pytest

from epochlab.components import look, words
from epochlab.components.frame import Frame


@pytest.fixture
def frame() -> Frame:
    steps = {"data": pn.pane.HTML("d"), "model": pn.pane.HTML("m"), "train": pn.pane.HTML("t")}
    return Frame(steps, {"train": pn.pane.HTML("settings")})


def shown(column):
    return [part[0].object for part in column if part.visible]


def test_the_first_step_is_on_show(frame):
    assert frame.step == "data"
    assert shown(frame._main.column) == ["d"]


def test_turning_to_a_step_shows_it_alone_under_its_heading(frame):
    frame.step = "train"
    assert shown(frame._main.column) == ["t"]
    assert ">Train</h1>" in frame._heading.object
    assert frame.rail.step == "train"


def test_a_step_seen_before_is_the_same_one(frame):
    frame.step = "train"
    held = frame._main.column[-1]
    frame.step = "data"
    frame.step = "train"
    assert frame._main.column[-1] is held
    assert held.visible


def test_only_steps_with_settings_have_a_drawer(frame):
    assert not frame.layout.has_drawer
    frame.step = "train"
    assert frame.layout.has_drawer


def test_a_click_in_the_rail_turns_the_page(frame):
    frame.rail.step = "model"
    assert frame.step == "model"


def test_a_step_the_browser_makes_up_is_ignored(frame):
    frame.rail.step = "../etc"
    assert frame.step == "data"


def test_an_unknown_step_is_refused(frame):
    with pytest.raises(ValueError, match="There is no step 'tune'"):
        frame.step = "tune"


def test_steps_that_do_not_exist_are_not_listed(frame):
    assert [step["label"] for step in frame.rail.steps] == ["Data", "Model", "Train"]


def test_a_step_can_be_marked_as_done(frame):
    frame.mark_step("data", "done")
    assert frame.rail.steps[0]["state_text"] == words.STEP_STATES["done"]


def test_the_theme_of_the_browser_reaches_page_and_plots(frame):
    frame.layout.dark = True
    assert frame.dark
    assert frame.page.dark_theme


def test_the_status_leads_to_the_run(frame):
    frame.status._handle_msg("go")
    assert frame.step == "train"


def test_the_header_tells_what_is_worked_on(frame):
    frame.tell(subject="iris.csv", status="Training 4/20", kind="training", title="▶ 4/20")
    assert (frame.status.subject, frame.status.kind) == ("iris.csv", "training")


def test_no_style_sheet_or_script_asks_another_host(frame):
    texts = [
        look.page_css(),
        *(look.asset(f"{n}.css") for n in ("frame", "rail", "status", "field")),
    ]
    texts += [look.asset(f"{n}.js") for n in ("frame", "rail", "status", "field", "region")]
    for text in texts:
        assert "http" not in text.replace("http://www.w3.org", "")
        assert "@import" not in text


def test_parts_that_change_while_training_have_no_children(frame):
    """A message to a component walks all that stands in it."""
    for part in (frame.rail, frame.status):
        assert not part.get_root().children


def test_the_frame_draws_on_the_bokeh_level(frame):
    names = {model.name for model in frame.__panel__().get_root().select({"name": "Layout"})}
    assert names == {"Layout"}


def test_a_page_takes_no_part_in_the_busy_flag_of_the_whole_process():
    page = Frame({"data": pn.Column()}).page
    pn.state._busy_counter = [("a callback of another visitor", 1e18)]
    try:
        assert pn.state.busy
        assert not page.busy
    finally:
        pn.state._busy_counter = []
