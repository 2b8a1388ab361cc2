"""Colours that everybody can read."""

from __future__ import annotations

import re

import pytest

from advisor.service.rendering import STATIC

STYLESHEET = (STATIC / "advisor.css").read_text()
SCHEMES = re.findall(r":root \{(.*?)\}", STYLESHEET, re.DOTALL)
TEXT = ["ink", "soft", "proceed", "modify", "refuse", "escalate"]


def colours(scheme: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6});", scheme))


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["paper", "wash"])
@pytest.mark.parametrize("text", TEXT)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    """Every colour of text has a contrast of at least 4.5 to 1, by light, by night, on paper."""
    palette = colours(scheme)

    assert contrast(palette[text], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark", "print"])
def test_marked_words_stay_readable(scheme: str) -> None:
    """The relied-on words are marked without becoming harder to read."""
    palette = colours(scheme)

    assert contrast(palette["ink"], palette["mark"]) >= 7


def test_there_are_four_sizes_of_type() -> None:
    """Type has four sizes on the screen; only paper and the scaled drawing have their own."""
    named = re.findall(r"--(small|body|large|title): [\d.]+rem;", STYLESHEET)
    used = set(
        re.findall(r"font(?:-size)?:[^;]*?(var\(--[a-z]+\)|[\d.]+(?:rem|px|pt))", STYLESHEET)
    )

    assert len(named) == 4
    assert used <= {*(f"var(--{name})" for name in named), "10.5pt", "12px", "var(--serif)"}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
