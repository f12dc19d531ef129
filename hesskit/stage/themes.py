"""Two themes for a picture, light and dark, and the manners they share."""

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d.axes3d import Axes3D


@dataclass(frozen=True)
class Theme:
    """The colours of one picture; each role differs from the others in lightness as well as in hue."""

    name: str
    paper: str  # behind everything
    ink: str  # text and axes
    faint: str  # grids, level curves
    point: str  # what the learner holds
    gradient: str
    up: str  # upward curvature, the largest eigenvalue
    down: str  # downward curvature, the smallest eigenvalue
    model: str  # the Taylor model
    other: str
    colormap: str


# Okabe and Ito's colours (jfly.uni-koeln.de/color, 2008), which survive the three common colour-blindnesses;
# the dark theme's are the same hues, lightened until they contrast with its paper by 4.5 to 1.
LIGHT = Theme(
    name="light",
    paper="#ffffff",
    ink="#1a1a1a",
    faint="#8a8a8a",
    point="#000000",
    gradient="#8a3d00",
    up="#0063a0",
    down="#b8004f",
    model="#00704f",
    other="#7a5195",
    colormap="viridis",
)
DARK = Theme(
    name="dark",
    paper="#111111",
    ink="#ececec",
    faint="#8f8f8f",
    point="#ffffff",
    gradient="#ffb454",
    up="#6cc4f5",
    down="#ff8fb8",
    model="#4fd6a6",
    other="#cda2e8",
    colormap="viridis",
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def new_figure(theme: Theme, width: float, height: float) -> Figure:
    """Make a figure of width × height CSS pixels on the theme's paper.

    >>> new_figure(LIGHT, 800, 400).get_size_inches().tolist()
    [8.0, 4.0]
    """
    return Figure(figsize=(width / 100, height / 100), dpi=100, facecolor=theme.paper)


def dress(axes: Axes, theme: Theme, title: str = "", **labels: str) -> Axes:
    """Give axes the theme's colours, a title and labels (`xlabel=…, ylabel=…, zlabel=…`); return them."""
    axes.set(facecolor=theme.paper, **labels)
    axes.set_title(title, color=theme.ink, fontsize=11)
    axes.tick_params(colors=theme.ink, labelsize=8)
    for spine in axes.spines.values():
        spine.set_color(theme.faint)
    if isinstance(axes, Axes3D):
        _dress_depth(axes, theme)
    else:
        axes.xaxis.label.set_color(theme.ink)
        axes.yaxis.label.set_color(theme.ink)
    return axes


def _dress_depth(axes: Axes3D, theme: Theme) -> None:
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        pane: Any = axis
        pane.set_pane_color((0.5, 0.5, 0.5, 0.06))
        pane.label.set_color(theme.ink)
        pane.line.set_color(theme.faint)
        axis.set_major_locator(
            MaxNLocator(4, steps=[1, 2, 5, 10])
        )  # in depth nobody looks whether numbers overlap
    axes.grid(False)
