"""A network as a picture: circles for units, sheets for images, one column for each stage.

The picture is SVG in the colours of the page, by name; `standalone` brings the colours along.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from epochlab.components import kit, look
from epochlab.components import model_words as words
from epochlab.models.stages import Stage, chain

COLUMN, MIDDLE, RADIUS, GAP = 124, 78, 7, 17
"""Width of a column, height of its middle, size of a unit, distance of units; in pixels."""
MOST = 8
"""Units drawn of a layer; of a larger one the first and last, with dots between."""
CAPTION, LINE = 168, 16
SHEETS, LARGEST, SMALLEST = 4, 64, 14


def picture(found: Sequence[Stage], finaliser: str = "identity") -> str:
    """SVG of a network.

    Parameters
    ----------
    found : its stages, the inputs first.
    finaliser : what turns outputs into probabilities; "identity" is not drawn.
    """
    captions = [_caption(stage, last=stage is found[-1]) for stage in found]
    if len(found) > 1 and found[1].kind == "embedding":
        captions[0] = [words.columns(found[0].shape[0])]
    width = COLUMN * len(found) + (100 if finaliser != "identity" else 0)
    height = CAPTION + LINE * max(map(len, captions)) + 4
    tallest = max((stage.shape[1] for stage in found if len(stage.shape) == 3), default=1)
    parts = [_edges(a, b, at) for at, (a, b) in enumerate(pairwise(found))]
    for at, (stage, lines) in enumerate(zip(found, captions, strict=True)):
        middle = at * COLUMN + COLUMN / 2
        image = len(stage.shape) == 3
        parts.append(_sheets(stage, middle, tallest) if image else _units(stage, middle))
        parts.append(_text(lines, middle))
    if finaliser != "identity":
        parts.append(_finaliser(finaliser, len(found) * COLUMN))
    label = kit.text(words.drawn(chain(found, finaliser)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{kit.text(look.FONT)}">{"".join(parts)}</svg>'
    )


def standalone(svg: str) -> str:
    """A picture that stands for itself, in the light colours."""
    style = f"<style>svg {{ {look.variables(dark=False)} background: white; }}</style>"
    at = svg.index(">") + 1
    return svg[:at] + style + svg[at:]


def _places(count: int) -> list[float]:
    """Heights of the units drawn; None stands between for those left out."""
    drawn = min(count, MOST)
    return [MIDDLE + GAP * (place - (drawn - 1) / 2) for place in range(drawn)]


def _units(stage: Stage, middle: float) -> str:
    count = stage.shape[0]
    fill = {"input": "border", "embedding": "again"}.get(stage.kind, "primary")
    places = _places(count)
    if count > MOST:
        dots = places.pop(MOST // 2)
        said = f'<text x="{middle}" y="{dots + 5}" text-anchor="middle" {_fill("quiet")}>⋮</text>'
    else:
        said = ""
    return said + "".join(
        f'<circle cx="{middle}" cy="{y:g}" r="{RADIUS}" {_fill(fill)} />' for y in places
    )


def _sheets(stage: Stage, middle: float, tallest: int) -> str:
    """Images as sheets behind one another, larger ones larger."""
    channels, height, width = stage.shape
    scale = max(SMALLEST, LARGEST * (height / tallest) ** 0.5) / height
    high, wide = height * scale, min(width * scale, COLUMN - 30)
    count = min(SHEETS, channels)
    fill = "border" if stage.kind == "input" else "primary"
    sheets = []
    for place in range(count):
        shift = 5 * ((count - 1) / 2 - place)
        x, y = middle - wide / 2 + shift, MIDDLE - high / 2 - shift
        sheets.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="3" '
            f'style="fill: var(--epochlab-{fill}); stroke: var(--epochlab-card)" />'
        )
    return "".join(sheets)


def _edges(before: Stage, after: Stage, at: int) -> str:
    """Lines between units that are joined, or an arrow."""
    x1, x2 = at * COLUMN + COLUMN / 2, (at + 1) * COLUMN + COLUMN / 2
    if len(before.shape) == 1 and len(after.shape) == 1:
        lines = "".join(
            f"M{x1 + RADIUS:g} {a:g}L{x2 - RADIUS:g} {b:g}"
            for a in _drawn(before.shape[0])
            for b in _drawn(after.shape[0])
        )
        return f'<path d="{lines}" {_stroke("border", 0.7)} opacity="0.55" />'
    room = 46 if len(before.shape) == 3 else 14
    return _arrow(x1 + room, x2 - (46 if len(after.shape) == 3 else 14))


def _drawn(count: int) -> list[float]:
    places = _places(count)
    if count > MOST:
        del places[MOST // 2]
    return places


def _arrow(x1: float, x2: float) -> str:
    head = f"M{x2 - 5:g} {MIDDLE - 4}L{x2:g} {MIDDLE}L{x2 - 5:g} {MIDDLE + 4}"
    return f'<path d="M{x1:g} {MIDDLE}H{x2:g}{head}" {_stroke("quiet", 1.5)} />'


def _finaliser(name: str, x: float) -> str:
    box = (
        f'<rect x="{x}" y="{MIDDLE - 15}" width="84" height="30" rx="15" '
        'style="fill: var(--epochlab-warm-ground); stroke: var(--epochlab-warm)" />'
    )
    said = (
        f'<text x="{x + 42}" y="{MIDDLE + 5}" text-anchor="middle" font-size="13" '
        f'font-weight="500" {_fill("warm")}>{kit.text(name)}</text>'
    )
    return _arrow(x - COLUMN / 2 + 14, x - 4) + box + said


def _text(lines: Sequence[str], middle: float) -> str:
    return "".join(
        f'<text x="{middle}" y="{CAPTION + LINE * place}" text-anchor="middle" '
        f'font-size="{13 if place == 0 else 12}" {_fill("quiet" if place else "text")} '
        f'font-weight="{400 if place else 600}">{kit.text(line)}</text>'
        for place, line in enumerate(lines)
    )


def _caption(stage: Stage, *, last: bool) -> list[str]:
    """What stands under a stage: its size, what it does, and what it learns."""
    shape = stage.shape
    if stage.kind == "input":
        size = words.picture(*shape) if len(shape) == 3 else words.inputs(shape[0])
        return [size]
    if stage.kind == "embedding":
        return [words.embedded(shape[0]), words.EMBEDDING, words.parameters(stage.n_parameters)]
    if len(shape) == 3:
        size = words.maps(*shape)
    else:
        size = words.outputs(shape[0]) if last else words.units(shape[0])
    return [size, *_does(stage), words.parameters(stage.n_parameters)]


def _does(stage: Stage) -> list[str]:
    """What happens besides, two short things on a line."""
    lines: list[str] = []
    for does in stage.does:
        if lines and len(lines[-1]) + len(does) < 14:
            lines[-1] += f" {does}"
        else:
            lines.append(does)
    return lines


def _fill(name: str) -> str:
    return f'style="fill: var(--epochlab-{name})"'


def _stroke(name: str, width: float) -> str:
    return f'fill="none" style="stroke: var(--epochlab-{name}); stroke-width: {width}"'
