"""Drawings to be read: what a picture is made of is used up here, and only its finished lines are handed out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from hesskit.homework.paper import line_text
from hesskit.stage import LIGHT, new_figure

_FINE = 161  # points a side of a grid
_WIDTH = 96  # characters a line
_NEAR = 0.3  # of a thousandth of the picture's side: a line drawn with fewer points looks the same
_GRID = 1000


def drawing(name: str, data: Mapping[str, Any]) -> str:
    """The code of a setup cell that draws this: *panels*, *plane* or *curves*.

    Examples
    --------
    >>> code = drawing("panels", {"A": [1, 0, 2]})
    >>> code.splitlines()[0], "[1, 0, 2]" in code
    ('from hesskit.homework.paper import picture', False)
    """
    return _code(name, json.dumps(data, sort_keys=True))


@lru_cache(maxsize=1024)
def _code(name: str, data: str) -> str:
    drawn = {"panels": _panels, "plane": _plane, "curves": _curves}[name](json.loads(data))
    text = json.dumps(drawn, separators=(",", ":"), ensure_ascii=False)
    lines = [f"    {text[start : start + _WIDTH]!r}" for start in range(0, len(text), _WIDTH)]
    return "\n".join(("from hesskit.homework.paper import picture", "", "picture(", *lines, ")"))


def _panels(data: dict[str, Any]) -> dict[str, Any]:
    """Level curves of several quadratics round the origin, side by side."""
    side = np.linspace(-1.5, 1.5, _FINE)
    x, y = np.meshgrid(side, side)
    count, panels = len(data), []
    size = (280 * count, 300)
    for place, (label, (a, b, c)) in enumerate(sorted(data.items())):
        at = [round(0.06 + place * 0.94 / count, 4), 0.15, round(0.94 / count - 0.05, 4), 0.75]
        panel = _level_curves((side, side, (a * x * x + 2 * b * x * y + c * y * y) / 2), 9, at, size)
        panels.append({**panel, "title": label, "x": "x", "y": "" if place else "y"})
    says = f"Level curves with their heights, in {count} panels: {_listed(sorted(data))}."
    return {"size": size, "says": says, "panels": panels}


def _plane(data: dict[str, Any]) -> dict[str, Any]:
    """Level curves of one surface, with marked points and numbered arrows."""
    from hesskit.maths.surfaces import Surface

    (left, right), (low, high) = data["box"]
    xs, ys = np.linspace(left, right, _FINE), np.linspace(low, high, _FINE)
    heights = Surface(data["surface"]).value(np.stack(np.meshgrid(xs, ys), axis=-1))
    lines = _every(data["every"], heights) if "every" in data else data.get("lines", 18)
    marks, arrows = data.get("marks", {}), data.get("arrows", {})
    panel = {
        **_level_curves((xs, ys, heights), lines, [0.1, 0.1, 0.86, 0.86], (560, 520)), "x": "x", "y": "y",
        "marks": {label: [round(c, 3) for c in spot] for label, spot in marks.items()},
        "arrows": {label: _arrow(*arrow) for label, arrow in arrows.items()},
    }  # fmt: skip
    says = f"Level curves with their heights. Marked: {_listed([*marks, *(f'arrow {n}' for n in arrows)])}."
    return {"size": (560, 520), "says": says, "panels": [panel]}


def _curves(data: dict[str, Any]) -> dict[str, Any]:
    """Several labelled curves in one frame."""
    curves = data["curves"]
    if "logistic" in data:
        side = np.linspace(data["logistic"][0], data["logistic"][1], 61)
        heights = {label: 1 / (1 + np.exp(-b - a * side)) for label, (b, a) in curves.items()}
        curves = {label: [_short(side), _short(found)] for label, found in heights.items()}
    panel = {
        "at": [0.12, 0.13, 0.85, 0.83], "x": data["x"], "y": data["y"], "curves": curves,
        "log": bool(data.get("log")), "dots": data.get("dots"),
    }  # fmt: skip
    says = f"{data['y']} against {data['x']}, as curves labelled {_listed(sorted(curves))}."
    return {"size": (640, 420), "says": says, "panels": [panel]}


def _level_curves(
    field: tuple[Any, Any, Any], lines: Any, at: Sequence[float], size: tuple[int, int]
) -> dict[str, Any]:
    """The finished level curves and the places of their heights, as matplotlib draws them."""
    xs, ys, heights = field
    figure = new_figure(LIGHT, *size)
    FigureCanvasAgg(figure)
    axes = figure.add_axes(tuple(at), aspect="equal")  # type: ignore[arg-type]
    drawn = axes.contour(xs, ys, heights, levels=lines, cmap=LIGHT.colormap, linewidths=1.1)
    texts = axes.clabel(drawn, fontsize=7, inline_spacing=2)
    norm: Any = drawn.norm
    box = [[float(xs[0]), float(xs[-1])], [float(ys[0]), float(ys[-1])]]
    levels = [
        [_rounded(norm(level)), [line_text(line) for line in _lines(path, box)]]
        for level, path in zip(drawn.levels, drawn.get_paths(), strict=True)
    ]
    seen = [row for row in levels if row[1]]
    return {"at": list(at), "box": box, "levels": seen, "heights": _heights(texts, drawn)}


def _heights(texts: Any, drawn: Any) -> list[list[Any]]:
    """Each height that is written: how high it is, where it stands, how it is turned, and its text."""
    found, norm = [], drawn.norm
    for text in texts:
        (x, y), height = text.get_position(), text.get_text()
        level = min(drawn.levels, key=lambda level: abs(level - float(height.replace("−", "-"))))
        turned = round(float(text.get_rotation())) % 360
        found.append([_rounded(norm(level)), _rounded(x), _rounded(y), turned, height])
    return found


def _lines(path: Any, box: list[list[float]]) -> list[list[tuple[float, float]]]:
    """The pieces of a level's path on the grid, with no more points than are seen."""
    low, high = np.array(box).T
    pieces = [(piece - low) / (high - low) * _GRID for piece in _pieces(path)]
    return [[(float(x), float(y)) for x, y in _simpler(piece)] for piece in pieces if len(piece) > 1]


def _pieces(path: Any) -> list[Any]:
    if not len(path.vertices):
        return []
    if path.codes is None:
        return [path.vertices]
    starts = np.flatnonzero(path.codes == path.MOVETO)
    pieces = np.split(path.vertices, starts[1:])
    codes = np.split(path.codes, starts[1:])
    return [
        np.vstack([p[:-1], p[:1]]) if c[-1] == path.CLOSEPOLY else p
        for p, c in zip(pieces, codes, strict=True)
    ]


def _simpler(points: Any) -> Any:
    """Ramer's and Douglas and Peucker's way: leave out what lies on the line between others."""
    keep, todo = {0, len(points) - 1}, [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        chord, inner = points[last] - points[first], points[first + 1 : last] - points[first]
        length = float(np.hypot(*chord))
        far = (
            np.abs(inner[:, 0] * chord[1] - inner[:, 1] * chord[0]) / length
            if length > 1e-9
            else np.hypot(*inner.T)
        )
        if far.max() > _NEAR:
            middle = first + 1 + int(far.argmax())
            keep.add(middle)
            todo += [(first, middle), (middle, last)]
    return points[sorted(keep)]


def _arrow(start: Sequence[float], step: Sequence[float]) -> list[list[float]]:
    """Where it starts and ends, and where its number stands."""
    return [[round(s + share * d, 3) for s, d in zip(start, step, strict=True)] for share in (0, 1, 1.18)]


def _every(step: float, heights: Any) -> Any:
    return step * np.arange(np.ceil(heights.min() / step), np.floor(heights.max() / step) + 1)


def _short(values: Any) -> list[float]:
    return [_rounded(value) for value in values]


def _rounded(value: Any) -> float:
    return round(float(value), 3) + 0.0


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)
