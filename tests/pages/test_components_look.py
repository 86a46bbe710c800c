"""The style sheet: contrast in light and dark, one scale of sizes, two hues, calm for those who ask for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commonweal.components.charts import ROLES

FILE = Path(__file__).parents[2] / "src/commonweal/components/static/components/commonweal.css"
SHEET = re.sub(r"/\*.*?\*/", "", FILE.read_text(), flags=re.S)

LIGHT = re.search(r':root, \[data-bs-theme="light"\] \{(.*?)\}', SHEET, re.S)[1]
DARK = [
    found[1]
    for found in re.finditer(
        r'(?:light"\]\)|\n  \[data-bs-theme="dark"\]) \{(\s+color-scheme: dark.*?)\}', SHEET, re.S
    )
]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2: 1 (none) to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("ground", "surface", "sunk")
TEXT = [
    *[(text, ground) for text in ("ink", "muted", "accent", "accent-strong", "needs") for ground in GROUNDS],
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-needs", "needs"),
    ("ink", "accent-soft"), ("accent-strong", "accent-soft"), ("accent", "accent-soft"),
    ("needs", "needs-soft"), ("ink", "needs-soft"), ("ink", "fresh"), ("muted", "fresh"),
]  # fmt: skip
EDGES = [("edge", ground) for ground in GROUNDS] + [(f"chart-{n}", "surface") for n in range(1, 7)]


def test_the_formula_knows_the_ends_of_the_scale() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme, text, ground) -> None:
    colours = tokens(LIGHT if theme == "light" else DARK[0])
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_fields_and_lines_of_charts_can_be_seen(theme, edge, ground) -> None:
    colours = tokens(LIGHT if theme == "light" else DARK[0])
    assert contrast(colours[edge], colours[ground]) >= 3


def test_dark_by_choice_is_dark_by_device() -> None:
    assert len(DARK) == 2
    assert tokens(DARK[0]) == tokens(DARK[1])
    assert tokens(DARK[0]).keys() == tokens(LIGHT).keys()


def test_charts_use_the_colours_of_the_sheet() -> None:
    light = tokens(LIGHT)
    names = {
        "cq": "chart-quiet",
        "cg": "chart-grid",
        "ci": "ink",
        "cm": "muted",
        "cs": "surface",
        "cn": "needs",
    }
    for colour, role in ROLES.items():
        assert light[names.get(role, f"chart-{role[1:]}")] == colour
        assert f".{role}-f" in SHEET
        assert f".{role}-s" in SHEET


def test_sizes_stand_on_one_scale() -> None:
    assert re.findall(r"--(?:small|text|large|title): ([\d.]+)rem", SHEET) == [".875", "1", "1.25", "1.75"]
    sizes = set(re.findall(r"font-size: ([^;}]+)", SHEET))
    # .9em is code within a line; 10.5pt is paper.
    assert sizes <= {"var(--small)", "var(--text)", "var(--large)", "var(--title)", ".9em", "10.5pt"}


def test_one_shadow_and_no_gradient() -> None:
    assert "gradient" not in SHEET
    assert set(re.findall(r"box-shadow: ([^;}]+)", SHEET)) == {"var(--shadow)"}


def test_directions_are_logical() -> None:
    """Left and right would be wrong in languages that are written the other way."""
    assert not re.findall(r"(?:margin|padding|border|text-align)-?:? ?-?(?:left|right)\b", SHEET)
    assert not re.findall(r"[{;]\s*(?:left|right):", SHEET)


def test_motion_stops_for_those_who_ask() -> None:
    assert "@media (prefers-reduced-motion: reduce)" in SHEET


def test_targets_are_large_enough_for_a_thumb() -> None:
    assert re.search(r"@media \(pointer: coarse\) \{[^}]*--target: 44px", SHEET)
