"""A machine in a notebook cell: its state in a sentence, its curves, its settings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import panel as pn

from epochlab.components import kit, words
from epochlab.components.live import LiveCurves
from epochlab.hyper import settings
from epochlab.training.restart import shown

if TYPE_CHECKING:
    from epochlab.training.machine import Machine


def show(machine: Machine) -> pn.viewable.Viewable:
    """Curves and settings of a machine, as they are now.

    Parameters
    ----------
    machine : trained or not.

    Returns
    -------
    a Panel layout; the last expression of a notebook cell displays it. Call
    `panel.extension(inline=True)` once before, so that nothing is fetched from elsewhere.
    """
    curves = LiveCurves(loss=shown(machine.model.loss))
    if machine.trained:
        curves.push(_rows(machine.history))
    plain = {name: shown(value) for name, value in settings(machine.model).items()}
    table = pd.DataFrame({words.SETTING: list(plain), words.VALUE: list(plain.values())})
    return pn.Column(
        pn.pane.HTML(kit.text(machine.restart), margin=(0, 0, 10, 0)),
        curves,
        pn.pane.DataFrame(table, index=False, escape=True),
        sizing_mode="stretch_width",
    )


def _rows(history: pd.DataFrame) -> list[dict[str, Any]]:
    rows = history.to_dict("records")
    blank = {"branch": 0, "holdout_loss": math.nan}
    return [blank | {str(name): value for name, value in row.items()} for row in rows]
