"""The main job, as a new user would do it: from a file of one's own to a curve that continues."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from running import until

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # machines that run tests are often busy

ROWS = [
    f"{i % 7 + 0.5},{(i * 3) % 5 + 0.25},{'long' if (i % 7) + (i % 3) > 4 else 'short'}"
    for i in range(120)
]
CSV = "\n".join(["length,width,kind", *ROWS]).encode()
LONG = "\n".join(["length,width,kind", *(ROWS * 50)]).encode()
"""The same rows many times: an epoch takes a while."""


class Visit:
    """What a person does, with the clicks counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def drop(self, name: str, content: bytes) -> None:
        """Give a file to the page; a drop counts as one click."""
        self.clicks += 1
        expect(self.page.get_by_role("button", name=re.compile("^Choose"))).to_be_visible()
        self.page.locator('input[type="file"]').first.set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content}
        )

    def click(self, name: str | re.Pattern) -> None:
        self.clicks += 1
        self.page.get_by_role("button", name=name).first.click()

    def step(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("navigation").get_by_role("button", name=re.compile(name)).click()

    def curve(self, *epochs: int) -> dict:
        """The one drawn curve, once it holds these epochs; nothing else may be drawn then."""
        until(lambda: [one["epoch"] for one in self.curves()] == [list(epochs)], "the curve")
        return self.curves()[0]

    @property
    def run_bar(self):
        return self.page.get_by_role("region", name="Run")

    def curves(self) -> list[dict]:
        """The drawn lines: for each, its epochs and whether it is holdout."""
        return self.page.evaluate(DRAWN)


DRAWN = """() => Bokeh.documents.flatMap(doc => [...doc._all_models.values()])
  .filter(model => model.type === "ColumnDataSource" && "raw_holdout" in (model.data || {}))
  .map(source => Object.fromEntries(["epoch", "training", "holdout"].map(
    name => [name, Array.from(source.data[name])])))"""


@pytest.fixture
def visit(visitor: Page) -> Visit:
    return Visit(visitor)


def trained(visit: Visit, epochs: int) -> None:
    said = f"Finished · {epochs} epochs trained"
    expect(visit.run_bar.get_by_text(said)).to_be_visible(timeout=60_000)


def test_a_file_of_ones_own_reaches_two_live_curves_in_five_clicks(visit: Visit):
    visit.drop("sizes.csv", CSV)
    expect(visit.page.get_by_text("sizes.csv").first).to_be_visible()
    visit.click(re.compile("^Train · 20 epochs"))
    trained(visit, 20)
    assert visit.clicks <= 5
    curve = visit.curve(*range(21))
    assert all(isinstance(loss, float) for name in ("training", "holdout") for loss in curve[name])
    expect(visit.page.get_by_role("figure")).to_be_visible()
    for name in ("A training", "A holdout"):
        expect(visit.page.get_by_text(name, exact=True).first).to_be_visible()


def test_twenty_more_are_one_click_on_one_unbroken_curve(visit: Visit):
    visit.drop("sizes.csv", CSV)
    visit.click(re.compile("^Train · 20 epochs"))
    trained(visit, 20)
    before = visit.clicks
    visit.click(re.compile(r"^Continue · \+20 epochs from 20"))
    trained(visit, 40)
    assert visit.clicks - before == 1
    visit.curve(*range(41))


def test_a_sample_is_two_clicks_from_its_curve(visit: Visit):
    visit.page.get_by_role("button", name=re.compile("Iris")).first.click()
    visit.click(re.compile("^Train · 20 epochs"))
    trained(visit, 20)
    assert visit.clicks + 1 <= 2


def set_rate(visit: Visit, rate: str) -> None:
    field = visit.page.get_by_role("textbox", name=re.compile("Learning rate")).first
    field.fill(rate)
    field.press("Enter")


def test_the_rate_is_lowered_while_training_and_read_back(visit: Visit, server):
    visit.drop("sizes.csv", LONG)
    more = visit.page.get_by_role("textbox", name="Epochs to add")
    more.fill("9000")
    more.press("Enter")
    visit.click(re.compile("^Train · 9"))
    expect(visit.run_bar.get_by_text(re.compile(r"Training · epoch"))).to_be_visible(timeout=60_000)
    set_rate(visit, "0.0004")
    visit.click(re.compile("Apply"))
    said = "learning rate 0.003 → 0.0004 · continues"
    expect(visit.page.get_by_text(said).first).to_be_visible()
    expect(
        visit.page.locator("dd", has_text="4e-4").or_(visit.page.locator("dd", has_text="0.0004"))
    ).to_be_visible()
    visit.click("Stop")
    expect(visit.run_bar.get_by_text(re.compile("Finished"))).to_be_visible()
    events = journal(server.data_dir, visit.page.url)
    (changed,) = [event for event in events if event["event"] == "Changed"]
    epochs = [event for event in events if event["event"] == "Epoch"]
    assert {e["eta"] for e in epochs if e["epoch"] <= changed["epoch"]} == {0.003}
    assert {e["eta"] for e in epochs if e["epoch"] > changed["epoch"]} == {0.0004}
    assert [event["branch"] for event in events if event["event"] == "Started"] == [0]


def journal(data_dir: Path, address: str) -> list[dict]:
    """Events of the run named in the page's address."""
    run = re.search(r"run=(\w+)", address)
    assert run is not None
    lines = (data_dir / "runs" / run[1] / "journal.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_the_button_says_start_again_before_the_click_and_the_old_curve_stays(visit: Visit):
    visit.drop("sizes.csv", CSV)
    visit.click(re.compile("^Train · 20 epochs"))
    trained(visit, 20)
    batch = visit.page.get_by_role("textbox", name=re.compile("Batch size"))
    batch.fill("8")
    batch.press("Enter")
    visit.click(re.compile("^Start again · 20 epochs stay in branch A"))
    expect(visit.page.get_by_text("Started again: batch size 32 → 8").first).to_be_visible()
    trained(visit, 20)
    until(lambda: [one["epoch"][-1] for one in visit.curves()] == [20, 20], "both curves")


def test_pausing_waits_and_resuming_goes_on(visit: Visit):
    visit.drop("sizes.csv", LONG)
    more = visit.page.get_by_role("textbox", name="Epochs to add")
    more.fill("9000")
    more.press("Enter")
    visit.click(re.compile("^Train · 9"))
    visit.click("Pause")
    expect(visit.run_bar.get_by_text(re.compile("^Paused"))).to_be_visible()
    visit.click("Resume")
    expect(visit.run_bar.get_by_text(re.compile("^Training"))).to_be_visible()
    visit.click("Stop")
    expect(visit.run_bar.get_by_text(re.compile("^Finished"))).to_be_visible()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty.csv"),
        ("header.csv", b"a,b,c\n", "header"),
        ("ragged.csv", b"a,b\n1,2\n3,4,5\n6,7\n", "values"),
        ("junk.csv", bytes(range(256)) * 20, "junk.csv"),
    ],
    ids=["empty", "header only", "ragged", "binary junk"],
)
def test_a_bad_file_is_explained_and_the_page_lives_on(visit: Visit, name, content, said):
    visit.drop("sizes.csv", CSV)
    expect(visit.page.get_by_text("120").first).to_be_visible()
    visit.drop(name, content)
    problem = visit.page.get_by_role("list", name=re.compile("essage")).first
    expect(problem).to_contain_text(said)
    visit.click(re.compile("^Train · 20 epochs"))
    trained(visit, 20)


def test_names_full_of_html_are_text_everywhere(visit: Visit):
    bomb = "<img src=x onerror=document.title=String(/broken/)>"
    lines = [f"length,{bomb},kind"]
    lines += [f"{i % 5},{i % 3},{'<b>yes</b>' if i % 2 else '<i>no</i>'}" for i in range(60)]
    visit.drop("<u>name</u>.csv", "\n".join(lines).encode())
    visit.click(re.compile("^Train · 20 epochs"))
    trained(visit, 20)
    for step in ("Data", "Model", "Train"):
        visit.step(step)
        expect(visit.page.get_by_role("heading", name=step, level=1)).to_be_visible()
    assert "broken" not in visit.page.title()
    assert visit.page.locator("img[src=x]").count() == 0


def test_a_reloaded_page_finds_its_run_and_goes_on(visit: Visit):
    visit.drop("sizes.csv", CSV)
    visit.click(re.compile("^Train · 20 epochs"))
    trained(visit, 20)
    expect(visit.page).to_have_url(re.compile("run="))
    visit.page.reload()
    trained(visit, 20)
    visit.click(re.compile(r"^Continue · \+20 epochs from 20"))
    trained(visit, 40)
    visit.curve(*range(41))


def test_the_address_forgets_the_run_when_other_data_are_loaded(visit: Visit):
    visit.drop("sizes.csv", CSV)
    visit.click(re.compile("^Train · 20 epochs"))
    trained(visit, 20)
    expect(visit.page).to_have_url(re.compile("run="))
    visit.step("Data")
    visit.drop("again.csv", CSV)
    expect(visit.page.get_by_text("again.csv").first).to_be_visible()
    expect(visit.page).not_to_have_url(re.compile("run="))


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_theme_switches_while_a_curve_is_shown(visit: Visit):
    visit.drop("sizes.csv", CSV)
    visit.click(re.compile("^Train · 20 epochs"))
    trained(visit, 20)
    for name, ground in (("dark", "rgb(20, 23, 28)"), ("light", "rgb(255, 255, 255)")):
        visit.click(re.compile("^Theme: "))
        expect(visit.page.get_by_role("button", name=f"Theme: {name}")).to_be_visible()
        until(lambda ground=ground: background(visit.page) == ground, f"the {name} ground")
    expect(visit.page.get_by_role("figure")).to_be_visible()
    assert len(visit.curves()) >= 1
