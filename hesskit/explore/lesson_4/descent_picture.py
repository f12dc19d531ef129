"""The picture of `descent`: paths that grow on the level curves, and errors against steps and against work."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from hesskit.explore.lesson_4.descent_sentence import proper
from hesskit.explore.parts import (
    MARKERS,
    MARKS,
    Levels,
    colour,
    held_dot,
    one_scale,
    sample,
    sparse,
    stamped,
    style,
    within_reach,
)
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

SLOTS = len(MARKERS)
LABELS = {"gradient": "|∇f|", "distance": "|x − end|", "value": "|f − f(end)|"}
LENGTHS = (5, 10, 20, 50, 100, 200)
LEAST, MOST = -16.0, 12.0  # powers of ten
PANELS = {"steps": "steps", "work": "work: numbers computed (f 1, ∇f 2, H 3, H·v 2)"}
# where the panels stand: left, bottom, width and height, as shares of the picture
PLACES = {1: [(0.6, 0.195, 0.385, 0.715)], 2: [(0.585, 0.67, 0.405, 0.25), (0.585, 0.225, 0.405, 0.25)]}
WORD = (9.8, 17.0)  # pixels of a letter's width and of a line's height
NO_END = "No method has converged:\nthere is no end to measure from."
Array = npt.NDArray[np.float64]
Limits = tuple[float, float, int, float]  # powers of ten of the error, steps, the power of ten of the work


class Lanes:
    """What one axes shows of each method: a line, its markers, and the marker at the cursor."""

    def __init__(self, axes: Any, theme: Theme) -> None:
        self.axes, self.theme = axes, theme
        self.lines = [axes.plot([], [], zorder=3, **style(slot))[0] for slot in range(SLOTS)]
        self.marks = [axes.plot([], [], lw=1.1, zorder=4)[0] for _slot in range(SLOTS)]
        self.cursors = [
            axes.plot([], [], MARKERS[slot], ms=9, mec=theme.paper, mew=1.3, zorder=7)[0]
            for slot in range(SLOTS)
        ]
        self.remark = axes.text(
            0.5, 0.5, "", transform=axes.transAxes, color=theme.ink, fontsize=10, ha="center", va="center"
        )  # it stands still

    @property
    def artists(self) -> list[Line2D]:
        """All of them."""
        return [*self.lines, *self.marks, *self.cursors]

    def clear(self) -> None:
        """Show nothing."""
        for artist in self.artists:
            artist.set_visible(False)

    def show(self, racer: Any, x: Any, y: Any, marked: slice | Array, cursor: tuple[float, float]) -> None:
        """Draw one method in its own colour; the markers are where `marked` says."""
        slot = racer.slot
        for lane in (self.lines, self.marks, self.cursors):
            lane[slot].set_color(colour(self.theme, racer.name))
        self.lines[slot].set_data(x, y)
        self.marks[slot].set_data(*stamped(self.axes, x[marked], y[marked], slot))
        self.cursors[slot].set_data([cursor[0]], [cursor[1]])
        for artist in (self.lines[slot], self.marks[slot]):
            artist.set_visible(True)
        self.cursors[slot].set_visible(bool(np.isfinite(cursor).all()))


def error_limits(scene: Any, now: Limits) -> Limits:
    """Give the limits of the error axes for a race, from those there are now."""
    errors = np.concatenate([[1.0], *[racer.errors(scene.measure) for racer in scene.racers]])
    logs = np.log10(errors[np.isfinite(errors) & (errors > 1e-29)])
    low = float(min(np.clip(4 * np.floor(logs.min() / 4), LEAST, -4), now[0]))
    high = float(max(np.clip(2 * np.ceil(logs.max() / 2), 0, MOST), now[1]))
    longest = next((length for length in LENGTHS if scene.longest <= length), LENGTHS[-1])
    work = float(np.ceil(np.log10(max([10.0, *[float(racer.work[-1]) for racer in scene.racers]]))))
    return low, high, longest if 8 * longest <= now[2] else max(longest, now[2]), max(work, now[3])


class DescentPicture(Picture):
    """Left: level curves, paths, the model that is trusted. Right: the panels that are asked for."""

    width, height = 960, 410

    def __init__(self, theme: Theme = LIGHT, panels: Sequence[str] = ("steps", "work")) -> None:
        self.width = 960 if panels else 640
        super().__init__(theme)
        self.shown: dict[str, Any] = {}
        self.legend: Any = None
        self.about: Any = None
        self.limits: Limits = (0.0, 0.0, LENGTHS[0], 1.0)
        place = (0.065, 0.195, 0.445, 0.715) if panels else (0.1, 0.195, 0.87, 0.745)
        self.flat = dress(self.figure.add_axes(place), theme, "paths on the level curves" if panels else "")
        self.windows = [self.flat]
        self.flat.set(xlabel="x")
        self.flat.set_ylabel("y", labelpad=3)
        self.levels = Levels(self.flat, theme, shared=True)
        self.said_at[self.flat] = self.levels.said
        self._make_moving(theme)
        self.panels = {
            name: self._panel(name, place, theme)
            for name, place in zip(panels, PLACES.get(len(panels), ()), strict=True)
        }

    def _panel(self, name: str, place: tuple[float, float, float, float], theme: Theme) -> Lanes:
        """Make the axes of one panel; the words on it say why it is empty."""
        axes = dress(self.figure.add_axes(place), theme, xlabel=PANELS[name])
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(numticks=7))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.grid(True, color=theme.faint, alpha=0.3, lw=0.6)
        if name == "work":
            axes.set_xscale("log")
        else:
            axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        lanes = Lanes(axes, theme)
        self.move(*lanes.artists)
        return lanes

    def _make_moving(self, theme: Theme) -> None:
        flat = self.flat
        (self.model,) = flat.plot([], [], color=theme.model, lw=1, alpha=0.8, zorder=2)
        (self.region,) = flat.plot([], [], color=theme.model, lw=1.3, ls=(0, (2, 2)), zorder=2)
        (self.centre,) = flat.plot([], [], "P", color=theme.model, ms=9, mec=theme.paper, mew=1, zorder=5)
        self.paths = Lanes(flat, theme)
        self.ends = [
            flat.plot([], [], "o", color=theme.ink, ms=11, mec=theme.paper, mew=1.3, zorder=6)[0] for _ in range(SLOTS)
        ]  # fmt: skip
        words: dict[str, Any] = {
            "color": theme.ink, "fontsize": 10, "ha": "center", "va": "center", "zorder": 9, "parse_math": False,
        }  # fmt: skip
        self.tags = [flat.text(0, 0, "", **words) for _ in range(SLOTS)]
        self.tagged: Any = None
        self.key = flat.text(
            0.015, 0.015, "", transform=flat.transAxes, color=theme.model, fontsize=9, va="bottom", zorder=9
        )
        self.dot = held_dot(flat, theme, 10, mew=1.6, zorder=8, clip_on=False)
        self.move(
            self.model,
            self.region,
            self.centre,
            *self.paths.artists,
            *self.ends,
            *self.tags,
            self.key,
            self.dot,
        )
        self.handles = [Handle("start", "the start", self.dot)]

    def update(self, scene: Any) -> bool:
        """Move the paths; redraw the map for another box or surface, and the axes and legend when they must change."""
        changed = self._draw_map(scene)
        changed = self._fit_axes(scene) or changed
        changed = self._draw_legend(scene) or changed
        self.dot.set_data(scene.start[:1], scene.start[1:])
        for lanes in (self.paths, *self.panels.values()):
            lanes.clear()
        for racer in scene.racers:
            self._place(racer, scene)
        self._place_ends(scene)
        self._place_model(scene)
        return changed

    def still_key(self) -> Hashable:
        """Name the map, the axes and the legend: a drag comes back to limits that it had before."""
        return tuple(sorted(self.shown.items()))

    def _new(self, what: str, wanted: Any) -> bool:
        """Remember what a still artist shows; True when it is another."""
        old, self.shown[what] = self.shown.get(what), wanted
        return bool(old != wanted)

    def _draw_map(self, scene: Any) -> bool:
        if not self._new("map", (scene.surface, scene.box)):
            return False
        self.levels.draw(scene.surface, scene.box, 121)
        for value in self.levels.values:
            value.set_visible(False)  # the paths are what is to be seen here
        one_scale(self.flat, scene.box)  # a step along −∇f is seen to cross the level curve at a right angle
        self.flat.apply_aspect()
        return True

    def _fit_axes(self, scene: Any) -> bool:
        """Fit the error axes in coarse steps; while nothing but the start changes they grow and hardly shrink."""
        if not self.panels:
            return False
        about = (scene.surface, scene.measure, tuple(racer.name for racer in scene.racers))
        if about != self.about:
            self.about, self.limits = about, (0.0, 0.0, LENGTHS[0], 1.0)
        wanted = error_limits(scene, self.limits)
        empty = bool(scene.racers) and not any(
            np.isfinite(racer.errors(scene.measure)).any() for racer in scene.racers
        )
        if not self._new("axes", (scene.measure, wanted, empty)):
            return False
        low, high, longest, work = self.limits = wanted
        limits = {"steps": (-0.02 * longest, 1.02 * longest), "work": (1.5, 10.0**work * 1.1)}
        for name, lanes in self.panels.items():
            lanes.axes.set(xlim=limits[name], ylim=(10.0**low, 10.0 ** (high + 0.5)))
            lanes.axes.set_title(f"{LABELS[scene.measure]} against {name}", color=self.theme.ink, fontsize=11)
            lanes.remark.set_text(NO_END if empty else "")
        return True

    def _draw_legend(self, scene: Any) -> bool:
        names = tuple((racer.slot, racer.name) for racer in scene.racers)
        if not self._new("legend", names):
            return False
        if self.legend is not None:
            self.legend.remove()
        handles = [sample(self.theme, slot, name, proper(name)) for slot, name in names]
        self.legend = self.figure.legend(
            handles=handles, loc="lower center", bbox_to_anchor=(0.5, -0.012), ncols=5, fontsize=9, frameon=False,
            labelcolor=self.theme.ink, handlelength=3.2, columnspacing=1.6,
        )  # fmt: skip
        return True

    def _place(self, racer: Any, scene: Any) -> None:
        """Draw a path and its errors as far as they have come."""
        descent = racer.descent
        k = min(int(scene.step), descent.steps)
        points = descent.points[: k + 1]
        if k < descent.steps and scene.step > k:  # in the first half between two steps the path grows
            share = min(1.0, 2 * (scene.step - k))
            points = np.vstack([points, (1 - share) * points[-1] + share * descent.points[k + 1]])
        seen = within_reach(points, scene.box)
        self.paths.show(racer, seen[:, 0], seen[:, 1], self._apart(seen[: k + 1]), tuple(points[-1]))
        if len(seen) < len(points) or (descent.converged and k == descent.steps):
            self.paths.cursors[racer.slot].set_visible(False)  # it is far away, or its end is marked
        errors = racer.errors(scene.measure)
        across = {"steps": np.arange(len(errors), dtype=float), "work": racer.work}
        marked = sparse(len(errors))
        for name, lanes in self.panels.items():
            x = across[name]
            shown = slice(0, k + 1, marked.step)
            lanes.show(racer, x[: k + 1], errors[: k + 1], shown, (x[k], errors[k]))

    def _apart(self, points: Array) -> Array:
        """Choose the points that are marked: one of those that would lie on one another (k,)."""
        cells = np.floor(self.flat.transData.transform(points) / 5)
        return np.sort(np.unique(cells, axis=0, return_index=True)[1])

    def _place_ends(self, scene: Any) -> None:
        """Mark where each method has converged by the shape of that point's kind, and name the kind once."""
        if self.tagged is None or self.tagged[:2] != (scene.racers, scene.box):
            self.tagged = (scene.racers, scene.box, self._tagged(scene))
        found = [(descent, place) for descent, place in self.tagged[2] if descent.steps <= scene.step]
        for index, (mark, tag) in enumerate(zip(self.ends, self.tags, strict=True)):
            mark.set_visible(index < len(found))
            tag.set_visible(index < len(found))
            if index < len(found):
                descent, place = found[index]
                mark.set_data(descent.points[-1][:1], descent.points[-1][1:])
                mark.set_marker(MARKS[descent.kind])
                mark.set_color(colour(self.theme, descent.kind))
                tag.set(text=descent.kind, position=place)

    def _tagged(self, scene: Any) -> list[tuple[Any, tuple[float, float]]]:
        """Give each end in the picture with the place of its word, where no path runs through it."""
        to_pixels = self.flat.transData
        found: list[tuple[Any, Array]] = []
        for racer in scene.racers:
            descent, end = racer.descent, to_pixels.transform(racer.descent.points[-1])
            known = any(one.kind == descent.kind and np.abs(end - place).max() < 8 for one, place in found)
            if descent.converged and self.flat.bbox.contains(*end) and not known:
                found.append((descent, end))
        ends = np.array([end for _descent, end in found]).reshape(-1, 2)
        paths = [to_pixels.transform(within_reach(racer.descent.points, scene.box)) for racer in scene.racers]
        taken = [*map(dotted, paths), ends, to_pixels.transform(scene.start[None])]
        placed = []
        for descent, end in found:
            place = clear_place(end, descent.kind, np.concatenate(taken), np.asarray(self.flat.bbox.extents))
            taken.append(place + np.linspace(-0.5, 0.5, 9)[:, None] * (WORD[0] * len(descent.kind), 0))
            placed.append((descent, tuple(to_pixels.inverted().transform(place))))
        return placed

    def _place_model(self, scene: Any) -> None:
        model = scene.model
        for artist in (self.model, self.region, self.centre, self.key):
            artist.set_visible(model is not None and _to_come(scene))
        if model is None:
            return
        self.key.set_text(f"✚ {proper(model.method)}'s model")
        self.model.set_data(*model.curves(scene.box).T)
        self.region.set_data(*model.region().T)
        self.centre.set_visible(model.centre is not None and _to_come(scene))
        if model.centre is not None:
            self.centre.set_data(model.centre[:1], model.centre[1:])


def _to_come(scene: Any) -> bool:
    """Whether a step is still to come: where all paths have ended, no model is asked any more."""
    return bool(scene.step < scene.longest)


def dotted(path: Array, apart: float = 6.0) -> Array:
    """Give points along a path in pixels (m, 2), about `apart` from one to the next: (k, 2).

    >>> dotted(np.array([[0.0, 0.0], [12.0, 0.0]])).tolist()
    [[0.0, 0.0], [6.0, 0.0], [12.0, 0.0]]
    """
    way = np.append(0.0, np.cumsum(np.hypot(*np.diff(path, axis=0).T)))
    places = np.linspace(0, way[-1], min(3000, 1 + int(np.ceil(way[-1] / apart))))
    return np.stack([np.interp(places, way, side) for side in path.T], axis=-1)


def clear_place(end: Array, word: str, taken: Array, window: Array) -> Array:
    """Choose where a word stands beside an end: as near as may be, on the picture, and on nothing that is taken.

    All in pixels: end (2,), taken (m, 2), window (left, bottom, right, top).

    >>> clear_place(np.array([50.0, 50.0]), "a", np.array([[50.0, 50.0]]), np.array([0, 0, 100, 100])).round().tolist()
    [50.0, 68.0]
    """
    half = np.array([WORD[0] * len(word), WORD[1]]) / 2
    turns = np.pi / 2 + np.array([0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8]) * np.pi / 8
    ways = np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    far = np.array([9.0, 18.0, 32.0, 54.0])
    places = (end + ways * half + far[:, None, None] * ways).reshape(-1, 2)
    covered = (np.abs(taken - places[:, None]) < half + 4).all(axis=-1).sum(axis=-1)
    off = ((places - half < window[:2] + 2) | (places + half > window[2:] - 2)).any(axis=-1)
    return np.asarray(places[int(np.argmin(covered + 1e6 * off))])
