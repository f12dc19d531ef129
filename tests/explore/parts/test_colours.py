"""One colour a meaning: every one can be read on both papers, and a method keeps its own."""

import itertools

import pytest
from matplotlib.colors import to_rgb

from hesskit.explore.parts.colours import DASHED, MARKS, MEANINGS, by_sign, colour
from hesskit.maths.descent import METHODS
from hesskit.stage import THEMES


def luminance(shade):
    """Relative luminance of the Web Content Accessibility Guidelines 2.2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(shade)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("meaning", MEANINGS)
def test_every_meaning_stands_out_from_the_paper(theme, meaning):
    high, low = sorted((luminance(colour(theme, meaning)), luminance(theme.paper)), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_no_two_methods_share_a_colour(theme):
    for one, other in itertools.combinations(METHODS, 2):
        assert colour(theme, one) != colour(theme, other)


def test_up_is_blue_and_solid_and_down_is_red_and_dashed_by_sign():
    theme = THEMES["light"]
    assert by_sign(theme, 1e-9) == {"color": theme.up, "linestyle": "-"}
    assert by_sign(theme, -1e-9) == {"color": theme.down, "linestyle": DASHED["down"]}
    assert by_sign(theme, 0.0)["color"] == colour(theme, "flat")
    assert len(set(map(str, DASHED.values()))) == 3, "never by colour alone"
    assert len({MARKS[kind] for kind in ("minimum", "maximum", "saddle", "undecided")}) == 4
