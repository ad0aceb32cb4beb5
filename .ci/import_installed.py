"""Imports everything the installed wheel holds, and reads what it ships beside the code."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from importlib.resources import files

import epochlab

names = [module.name for module in pkgutil.walk_packages(epochlab.__path__, "epochlab.")]
for name in names:
    if name != "epochlab.app.main":  # shows its page on import, and wants a server around it
        import_module(name)
for name in epochlab.__all__:
    getattr(epochlab, name)
samples = [item.name for item in files("epochlab.assets").joinpath("samples").iterdir()]
if not samples:
    sys.exit("The wheel holds no samples.")
sys.stdout.write(f"{len(names)} modules, {len(samples)} sample files: all there\n")
