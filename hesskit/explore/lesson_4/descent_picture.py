"""The picture of `descent`: paths on the level curves, and errors against steps and against work."""

from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullLocator

from hesskit.explore.lesson_4.descent_sentence import proper
from hesskit.explore.parts import (
    MARKERS,
    MARKS,
    Levels,
    colour,
    moved_apart,
    sample,
    sparse,
    stamped,
    style,
    within_reach,
)
from hesskit.maths.descent import SECOND_ORDER
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

SLOTS = len(MARKERS)
LABELS = {"gradient": "|∇f|", "distance": "|x − end|", "value": "|f − f(end)|"}
LENGTHS = (5, 10, 20, 50, 100, 200)
LEAST, MOST = -16.0, 12.0  # powers of ten
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

    @property
    def artists(self) -> list[Line2D]:
        """All of them."""
        return [*self.lines, *self.marks, *self.cursors]

    def clear(self) -> None:
        """Show nothing."""
        for artist in self.artists:
            artist.set_visible(False)

    def show(self, racer: Any, x: Any, y: Any, marked: slice, cursor: tuple[float, float]) -> None:
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
    """Left: level curves, paths, the model that is trusted. Right: error against steps and against work."""

    width, height = 960, 520

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.shown: dict[str, Any] = {}
        self.legend: Any = None
        self.about: Any = None
        self.limits: Limits = (0.0, 0.0, LENGTHS[0], 1.0)
        self.flat = dress(self.figure.add_axes((0.07, 0.17, 0.42, 0.76)), theme, "paths on the level curves")
        self.windows = [self.flat]
        self.flat.set(xlabel="x")
        self.flat.set_ylabel("y", labelpad=3)
        self.by_step = dress(
            self.figure.add_axes((0.585, 0.62, 0.405, 0.31)), theme, "error against steps", xlabel="steps"
        )
        self.by_work = dress(self.figure.add_axes((0.585, 0.17, 0.405, 0.31)), theme, "error against work")
        self.by_work.set_xlabel("work: numbers computed (f 1, ∇f 2, H 3, H·v 2)")
        for axes in (self.by_step, self.by_work):
            axes.set_yscale("log")
            axes.yaxis.set_major_locator(LogLocator(numticks=7))
            axes.yaxis.set_minor_locator(NullLocator())
            axes.grid(True, color=theme.faint, alpha=0.3, lw=0.6)
        self.by_work.set_xscale("log")
        self.levels = Levels(self.flat, theme, shared=True)
        self._make_moving(theme)

    def _make_moving(self, theme: Theme) -> None:
        flat = self.flat
        (self.model,) = flat.plot([], [], color=theme.model, lw=0.9, zorder=2)
        (self.region,) = flat.plot([], [], color=theme.model, lw=1.3, ls=(0, (2, 2)), zorder=2)
        (self.centre,) = flat.plot([], [], "P", color=theme.model, ms=9, mec=theme.paper, mew=1, zorder=5)
        self.paths = Lanes(flat, theme)
        self.steps, self.work = Lanes(self.by_step, theme), Lanes(self.by_work, theme)
        self.ends = [
            flat.plot([], [], "o", color=theme.ink, ms=11, mec=theme.paper, mew=1.3, zorder=6)[0] for _ in range(SLOTS)
        ]  # fmt: skip
        words: dict[str, Any] = {
            "color": theme.ink, "fontsize": 9, "ha": "center", "va": "center", "zorder": 9, "parse_math": False,
            "bbox": {"fc": theme.paper, "ec": "none", "pad": 1.2, "alpha": 0.85},
        }  # fmt: skip
        self.tags = [flat.text(0, 0, "", **words) for _ in range(SLOTS)]
        (self.dot,) = flat.plot(
            [0], [0], "o", color=theme.point, ms=10, mec=theme.paper, mew=1.6, zorder=8, clip_on=False
        )
        self.move(self.model, self.region, self.centre, *self.paths.artists, *self.steps.artists)
        self.move(*self.work.artists, *self.ends, *self.tags, self.dot)
        self.handles = [Handle("start", "the start", self.dot)]

    def update(self, scene: Any) -> bool:
        """Move the paths; redraw the map for another box or surface, and the axes and legend when they must change."""
        changed = self._draw_map(scene)
        changed = self._fit_axes(scene) or changed
        changed = self._draw_legend(scene) or changed
        self.dot.set_data(scene.start[:1], scene.start[1:])
        for lanes in (self.paths, self.steps, self.work):
            lanes.clear()
        for racer in scene.racers:
            self._place(racer, scene)
        self._place_ends(scene)
        self._place_model(scene)
        return changed

    def _new(self, what: str, wanted: Any) -> bool:
        """Remember what a still artist shows; True when it is another."""
        old, self.shown[what] = self.shown.get(what), wanted
        return bool(old != wanted)

    def _draw_map(self, scene: Any) -> bool:
        if not self._new("map", (scene.surface, scene.box)):
            return False
        self.levels.draw(scene.surface, scene.box, 121)
        return True

    def _fit_axes(self, scene: Any) -> bool:
        """Fit the error axes in coarse steps; while nothing but the start changes they grow and hardly shrink."""
        about = (scene.surface, scene.measure, [racer.name for racer in scene.racers])
        if about != self.about:
            self.about, self.limits = about, (0.0, 0.0, LENGTHS[0], 1.0)
        wanted = error_limits(scene, self.limits)
        if not self._new("axes", (scene.measure, wanted)):
            return False
        low, high, longest, work = self.limits = wanted
        for axes in (self.by_step, self.by_work):
            axes.set_ylim(10.0**low, 10.0 ** (high + 0.5))
            axes.set_ylabel(LABELS[scene.measure], labelpad=5)
        self.by_step.set_xlim(-0.02 * longest, 1.02 * longest)
        self.by_work.set_xlim(1.5, 10.0**work * 1.1)
        return True

    def _draw_legend(self, scene: Any) -> bool:
        names = {racer.slot: racer.name for racer in scene.racers}
        model = [racer.name for racer in scene.racers if racer.name in SECOND_ORDER][:1]
        if not self._new("legend", (names, model)):
            return False
        if self.legend is not None:
            self.legend.remove()
        handles = [sample(self.theme, slot, name, proper(name)) for slot, name in names.items()]
        handles += [
            Line2D(
                [],
                [],
                color=self.theme.model,
                lw=1.5,
                marker="P",
                ms=7,
                label=f"the model {proper(name)} trusts",
            )
            for name in model
        ]
        self.legend = self.figure.legend(
            handles=handles, loc="lower center", bbox_to_anchor=(0.5, 0.0), ncols=5, fontsize=8.5, frameon=False,
            labelcolor=self.theme.ink, handlelength=3.2, columnspacing=1.6,
        )  # fmt: skip
        return True

    def _place(self, racer: Any, scene: Any) -> None:
        k = min(scene.step, racer.descent.steps)
        errors = racer.errors(scene.measure)
        points = within_reach(racer.descent.points, scene.box)
        self.paths.show(racer, points[:, 0], points[:, 1], slice(None), tuple(racer.descent.points[k]))
        if k >= len(points):
            self.paths.cursors[racer.slot].set_visible(False)
        steps = np.arange(len(errors), dtype=float)
        marked = sparse(len(errors))
        self.steps.show(racer, steps, errors, marked, (k, errors[k]))
        self.work.show(racer, racer.work, errors, marked, (racer.work[k], errors[k]))

    def _place_ends(self, scene: Any) -> None:
        """Mark where each method converged by the shape of that point's kind, and name the kind once."""
        lows, highs = np.array(scene.box).T
        found: dict[tuple[Any, ...], Any] = {}
        for racer in scene.racers:
            share = (racer.descent.points[-1] - lows) / (highs - lows)
            if racer.descent.converged and ((share >= 0) & (share <= 1)).all():
                found[(racer.descent.kind, *np.round(share, 2))] = (racer.descent, share)
        texts = [descent.kind for descent, _share in found.values()]
        here = (scene.start - lows) / (highs - lows)  # no word hides the start
        beside = [here, *[share + np.array([0, 0.06]) for _trace, share in found.values()]]
        places = moved_apart(beside, ["••", *texts])[1:]
        for index, (mark, tag) in enumerate(zip(self.ends, self.tags, strict=True)):
            shown = index < len(texts)
            mark.set_visible(shown)
            tag.set_visible(shown)
            if shown:
                descent = list(found.values())[index][0]
                mark.set_data(descent.points[-1][:1], descent.points[-1][1:])
                mark.set_marker(MARKS[descent.kind])
                mark.set_color(colour(self.theme, descent.kind))
                tag.set(text=texts[index], position=tuple(lows + places[index] * (highs - lows)))

    def _place_model(self, scene: Any) -> None:
        model = scene.model
        for artist in (self.model, self.region, self.centre):
            artist.set_visible(model is not None)
        if model is None:
            return
        self.model.set_data(*model.curves(scene.box).T)
        self.region.set_data(*model.region().T)
        self.centre.set_visible(model.centre is not None)
        if model.centre is not None:
            self.centre.set_data(model.centre[:1], model.centre[1:])
