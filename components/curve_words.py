"""The twins of a curve: one sentence, a legend and a table, for those who do not see the canvas."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from epochlab.components import look, words
from epochlab.components.history import Branch
from epochlab.components.kit import text
from epochlab.components.thinning import thin

MOST_ROWS = 200


def sentence(branch: Branch) -> str:
    """One sentence that says what a branch's curve shows."""
    if not branch.epochs:
        return words.NO_ROWS
    if len(branch.epochs) == 1:
        return words.UNTRAINED if branch.epochs[0] == 0 else words.ONE_EPOCH
    if branch.best is None:
        return words.NO_ROWS
    epoch, value = branch.best
    ends = (next(filter(math.isfinite, losses)) for losses in (branch.losses, branch.losses[::-1]))
    first, last, best = (look.number(loss) for loss in (*ends, value))
    if not branch.judged:
        return words.summary_without_holdout(branch.name, first, last, best, epoch)
    since, training = branch.epochs[-1] - epoch, look.number(branch.training[-1])
    return words.summary_with_holdout(branch.name, first, last, best, epoch, since, training)


def log_notes(branches: Iterable[Branch], *, log_x: bool, log_y: bool) -> str:
    """What the log axes cannot show, in words; empty if nothing."""
    notes = []
    known = list(branches)
    untrained = [branch for branch in known if branch.epochs and branch.epochs[0] == 0]
    if log_x and untrained:
        notes.append(words.left_out_of_log_x(look.number(untrained[-1].losses[0])))
    losses = (loss for one in known for loss in (*one.training, *one.holdout)) if log_y else ()
    if low := sum(loss <= 0 for loss in losses):
        notes.append(words.left_out_of_log_y(low))
    return " ".join(notes)


def legend(branches: Iterable[Branch], *, dark: bool) -> str:
    """HTML with a drawn sample and a name for each line and mark."""
    items = []
    known = list(branches)
    for branch in known:
        series = look.series(branch.index)
        colour = series.colour(dark)
        if branch.judged:
            items.append((_line(colour, "", 2.5) + _shape(series.marker, colour), words.HOLDOUT))
        items.append((_line(colour, "6 4", 1.5), words.TRAINING))
    named = [f"{branch.name} {word}" for branch in known for word in _kinds(branch)]
    quiet = look.tokens(dark)["text"]
    star = f'<path d="M14 1l2 5h5l-4 3 2 5-5-3-5 3 2-5-4-3h5z" fill="{quiet}"/>'
    best = words.BEST if any(branch.judged for branch in known) else words.BEST_TRAINING
    samples = [sample for sample, _ in items] + [star]
    entries = zip(samples, [*named, best], strict=True)
    drawn = "".join(
        f'<li><svg width="30" height="14" aria-hidden="true">{sample}</svg>{text(name)}</li>'
        for sample, name in entries
    )
    return f'<ul class="legend">{drawn}</ul>'


def _kinds(branch: Branch) -> list[str]:
    return [words.HOLDOUT, words.TRAINING] if branch.judged else [words.TRAINING]


def _line(colour: str, dash: str, width: float) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M0 7h28" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _shape(marker: str, colour: str) -> str:
    shapes = {
        "circle": '<circle cx="14" cy="7" r="4" {}/>',
        "square": '<path d="M10 3h8v8h-8z" {}/>',
        "triangle": '<path d="M14 2l5 9h-10z" {}/>',
        "diamond": '<path d="M14 1l5 6-5 6-5-6z" {}/>',
        "x": '<path d="M10 3l8 8M18 3l-8 8" stroke-width="2" {}/>',
    }
    return shapes[marker].format(f'fill="{colour}" stroke="{colour}"')


def table(branches: Iterable[Branch], marks: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The curves as a table of at most about 200 rows a branch, with the names of the screen.

    First, last, best and marked epochs are always among the rows.
    """
    rows = []
    for branch in branches:
        noted = {mark["epoch"]: str(mark["text"]) for mark in marks if _on(mark, branch)}
        for place in _places(branch, noted):
            epoch = branch.epochs[place]
            best = [words.BEST] if branch.best and branch.best[0] == epoch else []
            said = "; ".join([*best, *([noted[epoch]] if epoch in noted else [])])
            losses = (branch.training[place], branch.holdout[place], branch.eta[place])
            rows.append((branch.name, epoch, *map(look.number, losses), said))
    return pd.DataFrame(rows, columns=list(words.TABLE_COLUMNS))


def _on(mark: Mapping[str, Any], branch: Branch) -> bool:
    return mark["branch"] == branch.index


def _places(branch: Branch, noted: Mapping[int, str]) -> list[int]:
    wanted = {*noted, *([branch.best[0]] if branch.best else [])}
    keep = [place for place, epoch in enumerate(branch.epochs) if epoch in wanted]
    curves = (np.array(branch.holdout), np.array(branch.training))
    return thin(np.array(branch.epochs, dtype=float), curves, keep, MOST_ROWS).tolist()


def html_table(frame: pd.DataFrame, caption: str) -> str:
    """A frame as a plain HTML table, every cell shown as text."""
    head = "".join(f'<th scope="col">{text(column)}</th>' for column in frame.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>"
        for row in frame.itertuples(index=False)
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(caption)}"><table>'
        f"<caption>{text(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
