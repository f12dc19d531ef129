"""The homework's pictures to be read, drawn from what stands in the notebook: finished lines, and no formula."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hesskit.explore.parts import Still
from hesskit.stage import LIGHT, dress, new_figure

# A line is a start on a grid of a thousand by a thousand, and a letter for each step across and up.

GRID, _LARGEST = 1000, 44
_LETTERS = [chr(code) for code in range(33, 127) if chr(code) not in "'\"\\`"]
_STEPS = {letter: place - _LARGEST for place, letter in enumerate(_LETTERS)}
_STYLES = ("-", "--", "-.", ":")


def line_text(points: Sequence[tuple[float, float]]) -> str:
    """A line on the grid as text.

    Examples
    --------
    >>> line_text([(10, 20), (12, 17), (100, 17)])
    '10 20 QL}O}O'
    >>> line_of(line_text([(10, 20), (12, 17)]))
    [(10, 20), (12, 17)]
    """
    x, y = (round(c) for c in points[0])
    letters = []
    for goal in points[1:]:
        start, across, up = (x, y), round(goal[0]) - x, round(goal[1]) - y
        count = max(1, -(-max(abs(across), abs(up)) // _LARGEST))
        for number in range(1, count + 1):
            to = (start[0] + round(across * number / count), start[1] + round(up * number / count))
            letters += [_LETTERS[to[0] - x + _LARGEST], _LETTERS[to[1] - y + _LARGEST]]
            x, y = to
    return f"{round(points[0][0])} {round(points[0][1])} {''.join(letters)}"


def line_of(text: str) -> list[tuple[int, int]]:
    """The points of such a text."""
    first, second, letters = text.split(" ", 2)
    points = [(int(first), int(second))]
    for across, up in zip(letters[::2], letters[1::2], strict=True):
        points.append((points[-1][0] + _STEPS[across], points[-1][1] + _STEPS[up]))
    return points


def picture(text: str) -> Still:
    """Draw a picture from the text in its cell."""
    data = json.loads(text)
    figure = new_figure(LIGHT, *data["size"])
    for panel in data["panels"]:
        _panel(figure, panel)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=160, metadata={"Software": None})
    return Still(file.getvalue(), data["says"], int(figure.get_size_inches()[0] * 100))


def _panel(figure: Figure, panel: Mapping[str, Any]) -> None:
    axes = dress(
        figure.add_axes(panel["at"]), LIGHT, panel.get("title", ""), xlabel=panel["x"], ylabel=panel["y"]
    )
    if "levels" in panel:
        _levels(axes, panel)
    if "curves" in panel:
        _curves(axes, panel)
    for label, (start, end, beyond) in panel.get("arrows", {}).items():
        style = {"arrowstyle": "-|>", "color": LIGHT.gradient, "lw": 2, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", end, start, arrowprops=style, zorder=5)
        axes.annotate(
            label, beyond, fontsize=12, weight="bold", color=LIGHT.gradient, ha="center", va="center"
        )
    box: Mapping[str, Any] = {"facecolor": LIGHT.paper, "edgecolor": "none", "alpha": 0.85, "pad": 1}
    for label, spot in panel.get("marks", {}).items():
        axes.plot(*spot, "o", color=LIGHT.point, ms=6, zorder=5)
        axes.annotate(
            label, spot, (7, 7), textcoords="offset points", fontsize=13, weight="bold", bbox=box, zorder=6
        )


def _levels(axes: Axes, panel: Mapping[str, Any]) -> None:
    """Level curves in the colour of their height, and the heights where they interrupt them."""
    from matplotlib import colormaps

    colour = colormaps[LIGHT.colormap]
    (left, right), (low, high) = panel["box"]
    for share, lines in panel["levels"]:
        for line in map(line_of, lines):
            xs = [left + (right - left) * x / GRID for x, _ in line]
            axes.plot(xs, [low + (high - low) * y / GRID for _, y in line], color=colour(share), lw=1.1)
    for share, x, y, angle, height in panel["heights"]:
        axes.text(
            x,
            y,
            height,
            color=colour(share),
            fontsize=7,
            rotation=angle,
            ha="center",
            va="center",
            clip_on=True,
        )
    axes.set(xlim=(left, right), ylim=(low, high), aspect="equal")


def _curves(axes: Axes, panel: Mapping[str, Any]) -> None:
    colours = (LIGHT.up, LIGHT.down, LIGHT.model, LIGHT.other)
    marker = "o" if panel["log"] else ""
    for (label, (x, y)), colour, style in zip(
        sorted(panel["curves"].items()), colours, _STYLES, strict=False
    ):
        axes.plot(x, y, style, color=colour, marker=marker, ms=4, lw=2, label=label)
    if panel.get("dots"):
        axes.plot(*panel["dots"], "o", color=LIGHT.ink, ms=7, label="data")
    if panel["log"]:
        axes.set_yscale("log")
    axes.grid(color=LIGHT.faint, alpha=0.3)
    axes.legend(fontsize=12)
