"""What is in the checkout is in the package, and its examples hold."""

from __future__ import annotations

import doctest
import pkgutil
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import epochlab

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SETUPTOOLS = PROJECT["tool"]["setuptools"]
FOLDERS = {folder: name for name, folder in SETUPTOOLS["package-dir"].items()}
MODULES = [
    module.name
    for module in pkgutil.walk_packages(epochlab.__path__, "epochlab.")
    if module.name != "epochlab.app.main"  # shows its page on import
]
REQUIREMENTS = [
    *PROJECT["project"]["dependencies"],
    *(r for group in PROJECT["project"]["optional-dependencies"].values() for r in group),
]


def dotted(folder: Path) -> str:
    """Name a package folder of the checkout is imported by."""
    first, *rest = folder.relative_to(ROOT).parts
    return ".".join([FOLDERS[first], *rest])


def test_every_package_is_listed():
    found = [
        dotted(path.parent) for folder in FOLDERS for path in (ROOT / folder).rglob("__init__.py")
    ]

    assert sorted(found) == sorted(SETUPTOOLS["packages"])


def test_no_source_file_lies_outside_a_package():
    stray = [
        path.relative_to(ROOT)
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    ]

    assert not stray


def test_every_other_file_is_shipped():
    def shipped(path: Path) -> bool:
        package = path.parent
        while not (package / "__init__.py").exists():
            package = package.parent
        patterns = SETUPTOOLS["package-data"].get(dotted(package), [])
        below = path.relative_to(package)
        return any(len(below.parts) == p.count("/") + 1 and below.match(p) for p in patterns)

    files = [
        path
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    ]
    assert [path.relative_to(ROOT).as_posix() for path in files if not shipped(path)] == []


def test_checkout_is_what_is_tested():
    assert Path(str(epochlab.__file__)).parent == ROOT / "core"


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_dependency_has_a_tested_version(requirement):
    name = re.split(r"[<>=\[; ]", requirement)[0].lower().replace("_", "-")
    pinned = (ROOT / "constraints.txt").read_text()

    assert re.search(rf"^{re.escape(name)}==", pinned, re.MULTILINE)


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_dependency_says_in_a_line_what_it_is_for(requirement):
    text = (ROOT / "pyproject.toml").read_text()

    assert re.search(rf'^ +"{re.escape(requirement)}", *# \S', text, re.MULTILINE)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(import_module(name)).failed == 0
