"""Colour arithmetic from the published formulas, independent of the program under test."""

from __future__ import annotations

import math

import numpy as np

# Machado, Oliveira & Fernandes (2009), severity 1.0; they act on linear RGB.
DEFICIENCIES = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
SRGB_TO_XYZ = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
]
D65 = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> np.ndarray:
    """Linear RGB in [0, 1] of a "#RRGGBB" colour."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio, from 1 to 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    luminances = [float(linear(colour) @ weights) for colour in (one, other)]
    return (max(luminances) + 0.05) / (min(luminances) + 0.05)


def seen(colour: str, deficiency: str) -> np.ndarray:
    """CIE L*a*b* of a colour as somebody with a colour deficiency sees it."""
    rgb = np.clip(np.array(DEFICIENCIES[deficiency]) @ linear(colour), 0, 1)
    return lab(rgb)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of linear RGB."""
    ratio = np.array(SRGB_TO_XYZ) @ rgb / D65
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000 (Sharma, Wu & Dalal 2005), with the step numbers of that paper."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2  # (2), (3)
    g = 0.5 * (1 - math.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))  # (4)
    a1, a2 = (1 + g) * a1, (1 + g) * a2  # (5)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)  # (6)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))  # (7)
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180  # (10)
    hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2)  # (11)
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2  # (12), (13)
    mean_hue = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360  # (14)
    t = 1 - 0.17 * _cos(mean_hue - 30) + 0.24 * _cos(2 * mean_hue)  # (15)
    t += 0.32 * _cos(3 * mean_hue + 6) - 0.20 * _cos(4 * mean_hue - 63)
    rotation = 60 * math.exp(-(((mean_hue - 275) / 25) ** 2))  # (16), twice
    rc = 2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))  # (17)
    sl = 1 + 0.015 * (lightness - 50) ** 2 / math.sqrt(20 + (lightness - 50) ** 2)  # (18)
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / (1 + 0.045 * chroma), hue / (1 + 0.015 * chroma * t)
    mixed = -math.sin(math.radians(rotation)) * rc * dc * dh  # (21), (22)
    return math.sqrt(dl**2 + dc**2 + dh**2 + mixed)


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))
