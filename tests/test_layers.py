"""Who may import whom: read from every file, and seen in fresh interpreters."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from fresh_python import run_fresh

ROOT = Path(__file__).parents[1]
FOLDERS = {"core": "epochlab", **{n: f"epochlab.{n}" for n in ("components", "app", "assets")}}
ROOMS = [
    "ground",
    "data",
    "models",
    "presets",
    "training",
    "history",
    "script",
    "project",
    "forecasting",
    "workers",
    "recall",
    "workbench",
]
"""Rooms of core from the bottom up; the ground holds what `GROUND` names."""
GROUND = {"hyper", "kinds", "spec", "events", "errors"}
SHARED = {"look", "words", "run_words", "kit", "plots", "hyperparameters"}
"""Components that every other may use, though the page uses them as well."""
FACES = {"panel", "panel_material_ui", "holoviews", "bokeh", "IPython", "ipywidgets"}
TORCH_FREE = [
    *("epochlab", "epochlab.hyper", "epochlab.spec", "epochlab.events", "epochlab.errors"),
    *("epochlab.training.restart", "epochlab.workers.journal", "epochlab.workers.runs"),
    *(f"epochlab.models.{n}" for n in ("networks", "builders", "layers", "optimisers", "losses")),
    *("epochlab.workbench", "epochlab.app", "epochlab.app.serve", "epochlab.app.pages"),
]


def modules() -> dict[str, Path]:
    """Every source file by the dotted name it is imported by."""
    found = {}
    for folder, package in FOLDERS.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            found[".".join((package, *(part for part in parts if part != "__init__")))] = path
    return found


MODULES = modules()


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it: `from a import b` gives `a.b` if that is one."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(ROOT)}:{node.lineno}: a relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


def part(module: str) -> str:
    """Which of the four folders holds a module."""
    second = [*module.split("."), ""][1]
    return second if second in FOLDERS else "core"


def room(module: str) -> int:
    """How high a module of core stands; -1 for `epochlab` itself, which only hands out names."""
    if module == "epochlab":
        return -1
    name = module.split(".")[1]
    assert name in GROUND or name in ROOMS, f"Say in this file where {module} stands."
    return ROOMS.index("ground" if name in GROUND else name)


def arrows(folder: str) -> list[tuple[str, str]]:
    """Pairs (module of a folder, module of ours it imports)."""
    return [
        (module, target)
        for module, path in MODULES.items()
        if part(module) == folder
        for target in imported(path)
        if target.split(".")[0] == "epochlab"
    ]


@pytest.mark.parametrize("module", [m for m in MODULES if part(m) == "core" and m != "epochlab"])
def test_core_knows_nothing_of_the_screen(module):
    for target in imported(MODULES[module]):
        assert target.split(".")[0] not in FACES, f"{module} imports {target}"
        assert part(target) not in ("components", "app"), f"{module} imports {target}"


def test_rooms_of_core_import_only_from_below():
    wrong = [
        (module, target)
        for module, target in arrows("core")
        if module != "epochlab" and part(target) == "core" and room(target) > room(module)
    ]

    assert wrong == []


def test_core_never_imports_from_its_own_public_names():
    assert not [pair for pair in arrows("core") if pair[1] == "epochlab"]


def test_components_know_nothing_of_the_page():
    assert [pair for pair in arrows("components") if part(pair[1]) == "app"] == []


def test_what_the_page_puts_in_place_is_imported_by_no_other_component():
    placed = {target for _, target in arrows("app") if part(target) == "components"}
    shared = {f"epochlab.components.{name}" for name in SHARED}
    wrong = [
        (module, target)
        for module, target in arrows("components")
        if target in placed - shared and module != "epochlab.components.show"  # a face, as app is
    ]

    assert wrong == []


def test_components_do_not_import_one_another_in_circles():
    below: dict[str, set[str]] = {}
    for module, target in arrows("components"):
        below.setdefault(module, set()).add(target)

    assert list(TopologicalSorter(below).static_order())  # raises CycleError, naming the circle


def test_assets_import_nothing_of_ours():
    assert not [pair for pair in arrows("assets") if part(pair[1]) != "assets"]


def test_what_the_server_runs_never_imports_torch():
    for module, path in MODULES.items():
        if part(module) != "core":
            assert "torch" not in {name.split(".")[0] for name in imported(path)}, module


@pytest.mark.parametrize("folder", [*FOLDERS, "tests", ".ci"])
def test_folders_are_imported_by_their_installed_names(folder):
    for path in (ROOT / folder).rglob("*.py"):
        for target in imported(path):
            assert target.split(".")[0] not in FOLDERS, f"{path.relative_to(ROOT)}: {target}"


def test_server_loads_neither_torch_nor_scikit_learn():
    below = ("epochlab.data", "epochlab.components")
    wanted = [*TORCH_FREE, *(name for name in MODULES if name.startswith(below))]
    culprits = run_fresh(
        "import importlib, sys\n"
        f"for name in {wanted}:\n"
        "    importlib.import_module(name)\n"
        "    heavy = {'torch', 'sklearn'} & set(sys.modules)\n"
        "    if heavy:\n"
        "        print(name, 'imports', *heavy)\n"
        "        break\n"
    )

    assert culprits == ""
