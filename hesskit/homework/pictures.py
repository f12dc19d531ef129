"""The homework's pictures to be read: level curves with marks, and curves without their formulas.

What a picture shows comes as a short text, see `hesskit.homework.pictures`.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hesskit.explore.parts import Still
from hesskit.stage import LIGHT, dress, new_figure

# Plain data as text that says little to the eye, so that a picture is read and not its numbers. It is no
# secret.

_WIDTH = 96  # characters a line


def packed(data: Any) -> str:
    """Plain data as text, the same on every machine.

    Examples
    --------
    >>> packed({"A": [1, 2]})
    'eyJBIjpbMSwyXX0='
    >>> unpacked(packed({"A": [1, 2]}))
    {'A': [1, 2]}
    """
    return base64.b64encode(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).decode()


def unpacked(text: str) -> Any:
    """The data of such a text."""
    return json.loads(base64.b64decode(text))


def drawing(name: str, data: Any) -> str:
    """The code of a setup cell that draws this with a function of `hesskit.homework.pictures`.

    Examples
    --------
    >>> print(drawing("panels", {"A": [1, 2]}))
    from hesskit.homework.pictures import panels
    <BLANKLINE>
    panels(
        "eyJBIjpbMSwyXX0="
    )
    """
    text = packed(data)
    lines = [f'    "{text[start : start + _WIDTH]}"' for start in range(0, len(text), _WIDTH)]
    return "\n".join((f"from hesskit.homework.pictures import {name}", "", f"{name}(", *lines, ")"))


_FINE = 161  # points a side of a grid
_STYLES = ("-", "--", "-.", ":")


def panels(text: str) -> Still:
    """Draw the level curves of several quadratics round the origin, side by side."""
    data = unpacked(text)
    figure = new_figure(LIGHT, 280 * len(data), 300)
    side = np.linspace(-1.5, 1.5, _FINE)
    x, y = np.meshgrid(side, side)
    for place, (label, (a, b, c)) in enumerate(sorted(data.items())):
        axes = dress(figure.add_subplot(1, len(data), place + 1, aspect="equal"), LIGHT, label, xlabel="x")
        _levels(axes, side, side, (a * x * x + 2 * b * x * y + c * y * y) / 2, 9)
    figure.axes[0].set_ylabel("y", color=LIGHT.ink)
    figure.subplots_adjust(left=0.06, right=0.98, bottom=0.15, top=0.9)
    return _still(figure, f"Level curves with their heights, in {len(data)} panels: {_listed(sorted(data))}.")


def plane(text: str) -> Still:
    """Draw the level curves of one surface, with marked points and numbered arrows."""
    from hesskit.maths.surfaces import Surface

    data = unpacked(text)
    (left, right), (low, high) = data["box"]
    xs, ys = np.linspace(left, right, _FINE), np.linspace(low, high, _FINE)
    heights = Surface(data["surface"]).value(np.stack(np.meshgrid(xs, ys), axis=-1))
    figure = new_figure(LIGHT, 560, 520)
    axes = dress(figure.add_axes((0.1, 0.1, 0.86, 0.86), aspect="equal"), LIGHT, xlabel="x", ylabel="y")
    _levels(
        axes,
        xs,
        ys,
        heights,
        data.get("lines", 18) if "every" not in data else _every(data["every"], heights),
    )
    for label, (start, step) in data.get("arrows", {}).items():
        _arrow(axes, label, start, step)
    for label, spot in data.get("marks", {}).items():
        _mark(axes, label, spot)
    marked = [*data.get("marks", {}), *(f"arrow {label}" for label in data.get("arrows", {}))]
    return _still(figure, f"Level curves with their heights. Marked: {_listed(marked)}.")


def curves(text: str) -> Still:
    """Draw several labelled curves in one frame."""
    data = unpacked(text)
    if "logistic" in data:
        side = np.linspace(data["logistic"][0], data["logistic"][1], _FINE)
        data["curves"] = {
            label: (side, 1 / (1 + np.exp(-b - a * side))) for label, (b, a) in data["curves"].items()
        }
    figure = new_figure(LIGHT, 640, 420)
    axes = dress(figure.add_axes((0.12, 0.13, 0.85, 0.83)), LIGHT, xlabel=data["x"], ylabel=data["y"])
    colours = (LIGHT.up, LIGHT.down, LIGHT.model, LIGHT.other)
    marker = "o" if data.get("log") else ""
    for (label, (x, y)), colour, style in zip(sorted(data["curves"].items()), colours, _STYLES, strict=False):
        axes.plot(x, y, style, color=colour, marker=marker, ms=4, lw=2, label=label)
    if data.get("dots"):
        axes.plot(*data["dots"], "o", color=LIGHT.ink, ms=7, label="data")
    if data.get("log"):
        axes.set_yscale("log")
    axes.grid(color=LIGHT.faint, alpha=0.3)
    axes.legend(fontsize=12)
    return _still(
        figure, f"{data['y']} against {data['x']}, as curves labelled {_listed(sorted(data['curves']))}."
    )


def _every(step: float, heights: Any) -> Any:
    return step * np.arange(np.ceil(heights.min() / step), np.floor(heights.max() / step) + 1)


def _levels(axes: Axes, xs: Any, ys: Any, heights: Any, lines: Any) -> None:
    drawn = axes.contour(xs, ys, heights, levels=lines, cmap=LIGHT.colormap, linewidths=1.1)
    axes.clabel(drawn, fontsize=7, inline_spacing=2)


def _mark(axes: Axes, label: str, spot: tuple[float, float]) -> None:
    axes.plot(*spot, "o", color=LIGHT.point, ms=6, zorder=5)
    box: Mapping[str, Any] = {"facecolor": LIGHT.paper, "edgecolor": "none", "alpha": 0.85, "pad": 1}
    axes.annotate(
        label, spot, (7, 7), textcoords="offset points", fontsize=13, weight="bold", bbox=box, zorder=6
    )


def _arrow(axes: Axes, label: str, start: tuple[float, float], step: tuple[float, float]) -> None:
    end = (start[0] + step[0], start[1] + step[1])
    style = {"arrowstyle": "-|>", "color": LIGHT.gradient, "lw": 2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, start, arrowprops=style, zorder=5)
    beyond = (start[0] + 1.18 * step[0], start[1] + 1.18 * step[1])
    axes.annotate(label, beyond, fontsize=12, weight="bold", color=LIGHT.gradient, ha="center", va="center")


def _still(figure: Figure, sentence: str) -> Still:
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=160, metadata={"Software": None})
    return Still(file.getvalue(), sentence, int(figure.get_size_inches()[0] * 100))


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)
