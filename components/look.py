"""Colours, markers and number formats of every screen, in light and dark.

Why: a colour is named here once and read by the page, the widgets and the plots; a test
recomputes contrast and distance under colour-blind vision from these values.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from epochlab import assets

LIGHT = {
    "ground": "#FFFFFF",
    "card": "#F6F8FA",
    "text": "#1B2430",
    "quiet": "#556070",
    "border": "#7C8798",
    "grid": "#E3E7EC",
    "focus": "#0064B4",
    "primary": "#0064B4",
    "on-primary": "#FFFFFF",
    "again": "#A33E00",
    "on-again": "#FFFFFF",
    "warm": "#0A6B4F",
    "warm-ground": "#E3F4EE",
    "choice": "#6B4E00",
    "choice-ground": "#FFF4D6",
    "cold": "#8F3600",
    "cold-ground": "#FDEBDD",
    "none": "#4A5462",
    "none-ground": "#EEF1F5",
    "problem": "#A4161A",
    "problem-ground": "#FDE8E8",
}
DARK = {
    "ground": "#14171C",
    "card": "#1C2128",
    "text": "#E8ECF1",
    "quiet": "#A3ADBA",
    "border": "#747F8F",
    "grid": "#2A313B",
    "focus": "#8CCBFF",
    "primary": "#56B4E9",
    "on-primary": "#0B1017",
    "again": "#FF8A4C",
    "on-again": "#1A0E05",
    "warm": "#5FE0B7",
    "warm-ground": "#0F2A22",
    "choice": "#FFD27A",
    "choice-ground": "#33290F",
    "cold": "#FFB787",
    "cold-ground": "#33200F",
    "none": "#B4BECB",
    "none-ground": "#232A33",
    "problem": "#FF9B9B",
    "problem-ground": "#351517",
}


@dataclass(frozen=True)
class Series:
    """Colours and marker of one branch, for life. `marker` is Bokeh's name for it."""

    light: str
    dark: str
    marker: str

    def colour(self, dark: bool) -> str:
        """Its colour in one theme."""
        return self.dark if dark else self.light


SERIES = (
    Series("#0064B4", "#56B4E9", "circle"),
    Series("#C24A00", "#FF8A4C", "square"),
    Series("#4A1F4E", "#F2EFA0", "triangle"),
    Series("#2E9E83", "#2A8F86", "diamond"),
    Series("#B0649A", "#8672DE", "x"),
)
TRAINING_WIDTH, HOLDOUT_WIDTH = 1.5, 2.5
FONT = "Roboto, system-ui, -apple-system, 'Segoe UI', sans-serif"
NOTHING = "—"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


def tokens(dark: bool) -> dict[str, str]:
    """Every named colour of one theme."""
    return DARK if dark else LIGHT


def series(branch: int) -> Series:
    """Colour and marker of a branch; from the sixth on a colour returns with another marker."""
    colour = SERIES[branch % len(SERIES)]
    marker = SERIES[(branch + branch // len(SERIES)) % len(SERIES)].marker
    return Series(colour.light, colour.dark, marker)


def number(value: float | None) -> str:
    """A measured number to 4 significant digits: 0.03124, 12 346, 1.234e-7."""
    if value is None or math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if 1e4 <= abs(value) < 1e7:
        return count(round(value))
    sign = "−" if value < 0 else ""
    return sign + _short_exponent(f"{abs(value):.4g}")


def count(value: int) -> str:
    """A whole number in groups of three: 1 204 000."""
    return f"{value:,}".replace(",", THIN_SPACE).replace("-", "−")


def exact(value: float) -> str:
    """A setting as typed, all its digits: 0.003, 1e-6, 20. Reading it back gives `value`."""
    return _short_exponent(repr(float(value)).removesuffix(".0"))


def _short_exponent(shown: str) -> str:
    mantissa, mark, exponent = shown.partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else mantissa


def duration(seconds: float) -> str:
    """A stretch of time on a clock: 0:11, 2:05, 1:02:05."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def variables(dark: bool) -> str:
    """The tokens of one theme as CSS custom properties."""
    named = {f"--epochlab-{name}": colour for name, colour in tokens(dark).items()}
    named |= {f"--epochlab-series-{i}": one.colour(dark) for i, one in enumerate(SERIES)}
    return " ".join(f"{name}: {colour};" for name, colour in named.items())


def page_css() -> str:
    """The style sheet of the whole document: tokens of both themes, then `epochlab.css`."""
    return "\n".join(
        (
            f":root {{ color-scheme: light; {variables(dark=False)} }}",
            "@media (prefers-color-scheme: dark) { :root:not([data-theme]) "
            f"{{ color-scheme: dark; {variables(dark=True)} }} }}",
            f":root[data-theme='dark'] {{ color-scheme: dark; {variables(dark=True)} }}",
            asset("epochlab.css"),
        )
    )


def asset(name: str) -> str:
    """Text of one of our own style sheets or scripts, read from the installed package."""
    return (Path(assets.__path__[0]) / name).read_text(encoding="utf-8")


def theme_config() -> dict[str, Any]:
    """Both themes for the widgets, as Material UI's theme options."""
    return {"light": _theme(dark=False), "dark": _theme(dark=True)}


def _theme(dark: bool) -> dict[str, Any]:
    token = tokens(dark)

    def role(main: str, on: str) -> dict[str, str]:
        return {"main": token[main], "light": token[main], "dark": token[main], "contrastText": on}

    return {
        "palette": {
            "primary": role("primary", token["on-primary"]),
            "secondary": role("quiet", token["ground"]),
            "warning": role("again", token["on-again"]),
            "error": role("problem", token["ground"]),
            "success": role("warm", token["ground"]),
            "info": role("primary", token["on-primary"]),
            "default": role("text", token["ground"]),
            "background": {"default": token["ground"], "paper": token["ground"]},
            "text": {"primary": token["text"], "secondary": token["quiet"]},
            "divider": token["grid"],
        },
        "shape": {"borderRadius": 6},
        "typography": {"fontFamily": FONT, "fontSize": 13.5},
        "components": _parts(token, dark),
    }


def _parts(token: dict[str, str], dark: bool) -> dict[str, Any]:
    ring = {"outline": f"2px solid {token['focus']}", "outlineOffset": "2px"}
    paper = {"backgroundImage": "none", "border": f"1px solid {token['grid']}"}
    outlined = {
        "backgroundColor": token["ground"],
        "& .MuiOutlinedInput-notchedOutline": {"borderColor": token["border"]},
        "& .MuiOutlinedInput-input": {"padding": "7px 12px", "height": "22px"},
        "&.Mui-focused": ring,
        "&.Mui-focused .MuiOutlinedInput-notchedOutline": {"borderWidth": "1px"},
    }
    button = {
        "fontWeight": 500,
        "minHeight": "36px",
        "&.MuiButton-contained": {"boxShadow": "none"},
        "&.MuiButton-outlined": {"borderColor": token["border"]},
        "&.MuiButton-outlined:hover": {"backgroundColor": token["none-ground"]},
        "& .MuiButton-startIcon > *": {"fontSize": "20px !important"},
    }
    switch = {
        "track": {"backgroundColor": token["border"], "opacity": 1},
        "thumb": {"backgroundColor": token["text" if dark else "ground"]},
        "switchBase": {
            "&.Mui-checked + .MuiSwitch-track": {"opacity": 1},
            "&.Mui-checked .MuiSwitch-thumb": {"backgroundColor": token["ground"]},
        },
    }
    return {
        "MuiButtonBase": {"styleOverrides": {"root": {"&.Mui-focusVisible": ring}}},
        "MuiButton": {"styleOverrides": {"root": button}},
        "MuiInputBase": {"styleOverrides": {"root": {"fontSize": "14px"}}},
        "MuiSelect": {"styleOverrides": {"select": {"padding": "7px 12px !important"}}},
        "MuiOutlinedInput": {"styleOverrides": {"root": outlined}},
        "MuiSwitch": {"styleOverrides": switch},
        "MuiFormControlLabel": {"styleOverrides": {"label": {"fontSize": "14px !important"}}},
        "MuiFormLabel": {"styleOverrides": {"root": {"fontSize": "13px"}}},
        "MuiSlider": {"styleOverrides": {"thumb": {"&.Mui-focusVisible": ring}}},
        "MuiMenu": {"styleOverrides": {"paper": paper}},
        "MuiFormHelperText": {"styleOverrides": {"root": {"marginLeft": 0}}},
        "MuiTooltip": {"styleOverrides": {"tooltip": {"fontSize": "13px"}}},
    }
