"""What README and CONTRIBUTING say is so."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from fresh_python import run_fresh

from epochlab import samples
from epochlab.app.serve import parsers

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
TEXTS = {page: (ROOT / page).read_text() for page in PAGES}
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXTS[page], re.MULTILINE | re.DOTALL)


def shell_lines() -> list[list[str]]:
    """Every command line of the three pages, split as a shell does, without settings before it."""
    lines = [line for page in PAGES for block in blocks(page, "sh") for line in block.splitlines()]
    split = [shlex.split(line, comments=True) for line in lines]
    return [[word for word in words if not re.match(r"[A-Z_]+=", word)] for words in split if words]


def inline(pattern: str) -> set[str]:
    """Everything in backticks that matches, on any page."""
    return {
        code
        for text in TEXTS.values()
        for code in re.findall(r"`([^`\n]+)`", text)
        if re.fullmatch(pattern, code)
    }


def promised(code: str) -> list[str]:
    """The output a script promises, in the comment behind each `print`."""
    return re.findall(r"^ *print\(.*\)  # (.+)$", code, re.MULTILINE)


def test_script_of_the_readme_prints_what_it_says(tmp_path):
    script = "\n".join(blocks("README.md", "python"))

    assert promised(script)
    assert run_fresh(script, folder=tmp_path).splitlines() == promised(script)


def made_in(recipe: str) -> str:
    """What a recipe makes: the first class or function in it."""
    return re.findall(r"^(?:class|def) (\w+)", recipe, re.MULTILINE)[0]


@pytest.mark.parametrize("recipe", blocks("CONTRIBUTING.md", "python"), ids=made_in)
def test_recipe_prints_what_it_says(recipe, tmp_path):
    assert promised(recipe)
    assert run_fresh(recipe, folder=tmp_path).splitlines() == promised(recipe)


def test_commands_that_are_named_exist():
    named = [words for words in shell_lines() if words[0] == "make"]
    named += [code.split() for code in inline(r"make [a-z]+")]

    assert {"app", "test"} <= {words[1] for words in named}
    assert {words[1] for words in named} <= TARGETS


def test_epochlab_commands_are_understood():
    parser, _ = parsers()
    lines = [words[1:] for words in shell_lines() if words[0].endswith("epochlab")]

    assert ["serve", "--open"] in lines
    for arguments in lines:
        assert parser.parse_args(arguments).command == "serve"


def test_plain_pip_lines_install_what_make_installs():
    installs = [words for words in shell_lines() if "install" in words]
    groups = {match for words in installs for match in re.findall(r"\[(\w+)\]", words[-1])}

    assert groups == {"all", "dev"} == set(PROJECT["optional-dependencies"])
    assert all("constraints.txt" in words for words in installs)


@pytest.mark.parametrize("text", PAGES)
def test_links_lead_somewhere(text):
    for target in re.findall(r"\]\(([^)#\s]+)", TEXTS[text]):
        if not target.startswith("http"):
            assert (ROOT / target).is_file(), f"{text} links to {target}"


def test_files_that_are_named_exist():
    named = inline(r"(\.ci|core|components|app|assets|tests)/[\w./-]*")

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_readme_names_every_sample():
    missing = [sample.title for sample in samples() if sample.title not in TEXTS["README.md"]]

    assert not missing


def test_screenshot_is_a_picture():
    from PIL import Image

    with Image.open(ROOT / "assets" / "img" / "epochlab-light.png") as picture:
        assert picture.format == "PNG"
        assert picture.width >= 1000


def test_changelog_tells_of_the_version_at_hand():
    titles = re.findall(r"^## (.+)$", TEXTS["CHANGELOG.md"], re.MULTILINE)

    assert titles[0] == "Unreleased" or titles[0].startswith(PROJECT["version"])
