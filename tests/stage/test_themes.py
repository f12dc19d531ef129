"""Both themes can be read by everybody: contrast against the paper, and roles that differ by lightness too."""

import itertools

import pytest
from matplotlib.colors import to_rgb

from hesskit.stage.picture import DARK, LIGHT, THEMES, dress, new_figure

ROLES = ("ink", "point", "gradient", "up", "down", "model", "other")


def luminance(colour):
    """Relative luminance of the Web Content Accessibility Guidelines 2.2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_stands_out_from_the_paper(theme, role):
    assert contrast(getattr(theme, role), theme.paper) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_no_two_roles_share_a_colour(theme):
    chosen = [getattr(theme, role) for role in ROLES if role != "ink"]
    for one, other in itertools.combinations(chosen, 2):
        assert sum(abs(a - b) for a, b in zip(to_rgb(one), to_rgb(other), strict=True)) > 0.35


def test_dressed_axes_wear_the_theme():
    axes = dress(new_figure(DARK, 400, 200).add_subplot(), DARK, "title", xlabel="x", ylabel="y")
    assert axes.title.get_color() == DARK.ink
    assert axes.xaxis.label.get_color() == DARK.ink
    assert axes.get_xlabel() == "x"


def test_dressed_depth_wears_it_too():
    axes = dress(new_figure(LIGHT, 400, 200).add_subplot(projection="3d"), LIGHT, xlabel="x", zlabel="z")
    assert axes.zaxis.label.get_color() == LIGHT.ink
