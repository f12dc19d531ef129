"""A picture to read: arrows on level curves, and where the surface is steepest."""

from __future__ import annotations

import numpy as np

from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.picks import Pick
from hesskit.course.homework.assignments.writing import define
from hesskit.course.homework.packing import drawing
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Arrows(Autograded):
    """A picture to read: arrows on level curves, and where the surface is steepest."""

    name = "q5"
    title = "Arrows on a map"
    minutes = 8
    worth = {"gradient": 1, "level": 1, "steepest": 1}
    template = "gradient = ...\nlevel = ...\nsteepest = ..."

    _NUMBERS, _SPOTS = ("1", "2", "3", "4"), ("A", "B", "C")

    _TURNS = ((1.0, 0.0), (0.8, 0.6), (0.6, 0.8), (0.0, 1.0), (0.8, -0.6), (0.6, -0.8))
    _WAYS = ("up", "down", "along", "centre")
    _SHARES = {"steep": (0.0, 1.25), "high": (2.4, 0.0), "low": (0.6, 0.0)}

    def draw(self, variant: Variant) -> Given:
        """f = s(u² + 4v²)/2 in turned coordinates round the centre: a bowl or a hill, longer than wide."""
        s, turn = variant.sign("q5 s"), variant.choose("q5 turn", self._TURNS)
        side = (variant.sign("q5 u"), variant.sign("q5 v"))
        ways = dict(zip(self._NUMBERS, variant.shuffled("q5 ways", self._WAYS), strict=True))
        spots = dict(zip(self._SPOTS, variant.shuffled("q5 spots", tuple(self._SHARES)), strict=True))
        start = (-1.3 * side[0], 0.55 * side[1])
        up = (s * start[0], s * 4 * start[1])
        aims = {
            "up": up,
            "down": (-up[0], -up[1]),
            "along": (-up[1], up[0]),
            "centre": (-start[0], -start[1]),
        }
        return {
            "s": s,
            "turn": list(turn),
            "ways": ways,
            "spots": spots,
            "start": self._back(start, turn),
            "steps": {number: self._back(self._unit(aims[way]), turn) for number, way in ways.items()},
            "places": {
                spot: self._back((side[0] * self._SHARES[name][0], -side[1] * self._SHARES[name][1]), turn)
                for spot, name in spots.items()
            },
        }

    def _unit(self, step: tuple[float, float]) -> tuple[float, float]:
        size = float(np.hypot(*step)) / 0.8
        return step[0] / size, step[1] / size

    def _back(self, spot: tuple[float, float], turn: tuple[float, float]) -> list[float]:
        (u, v), (c, s) = spot, turn
        return [round(c * u - s * v, 4) + 0.0, round(s * u + c * v, 4) + 0.0]

    def setup(self, given: Given) -> str:
        c, s = given["turn"]
        shown = {
            "surface": f"{given['s'] / 2}(({c}x + ({s})y)^2 + 4({c}y - ({s})x)^2)",
            "box": [[-3, 3], [-3, 3]],
            "marks": given["places"],
            "arrows": {number: [given["start"], step] for number, step in given["steps"].items()},
            "every": 0.8,
        }
        return drawing("plane", shown)

    def text(self, given: Given) -> str:
        return (
            "The next cell draws the level curves of a surface, with their heights; both axes have the "
            "same scale. Four "
            "arrows of the same length, 1 to 4, start at one point, and three more points, A, B and C, are marked.\n\n"
            "- `gradient` (1 point): the number of the arrow in the direction of $\\nabla f$;\n"
            "- `level` (1 point): the number of the arrow along which $f$ does not change, to first order;\n"
            '- `steepest` (1 point): at which of `"A"`, `"B"`, `"C"` the surface is steepest.'
        )

    _SAME_CURVE = (
        "the gradient runs along the level curve",
        "Along a level curve $f$ does not change: for $x^2 + y^2$ at $(1, 0)$ the curve runs up the page, and "
        r"$\nabla f = (2, 0)$ does not.",
    )

    _TO_CENTRE = (
        "the gradient belongs to the line through the critical point",
        "For $x^2 + 100y^2$ at $(1, 1)$ the gradient is $(2, 200)$, and the way to the minimum $(-1, -1)$. "
        "What angle does a gradient make with the level curve?",
    )

    _HINTS = {
        "down": (
            "the gradient points downhill",
            r"On $f = x$ it is $(1, 0)$. Does $f$ rise or fall that way? Read the heights on both sides of the curve.",
        ),
        "along": _SAME_CURVE,
        "up": _SAME_CURVE,
        "centre": _TO_CENTRE,
    }

    def parts(self, given: Given) -> tuple[Part, ...]:
        by_way = {way: number for number, way in given["ways"].items()}
        by_spot = {name: spot for spot, name in given["spots"].items()}
        return (
            Part(
                name="gradient",
                points=1,
                kind=Pick(self._NUMBERS, by_way["up"]),
                why="",
                nudge="It is at right angles to the level curve.",
                wrong=tuple(
                    Wrong(belief=self._HINTS[way][0], hint=self._HINTS[way][1], answers=(by_way[way],))
                    for way in ("down", "along", "centre")
                ),
            ),
            Part(
                name="level",
                points=1,
                kind=Pick(self._NUMBERS, by_way["along"]),
                why="",
                nudge="To first order $f$ changes by $\\nabla f \\cdot d$.",
                wrong=(
                    Wrong(
                        belief=self._SAME_CURVE[0],
                        hint=self._SAME_CURVE[1],
                        answers=(by_way["up"], by_way["down"]),
                    ),
                    Wrong(belief=self._TO_CENTRE[0], hint=self._TO_CENTRE[1], answers=(by_way["centre"],)),
                ),
            ),
            self._steepest(given, by_spot),
        )

    def _steepest(self, given: Given, by_spot: dict[str, str]) -> Part:
        return Part(
            name="steepest",
            points=1,
            kind=Pick(self._SPOTS, by_spot["steep"]),
            why="",
            nudge="Steep is where neighbouring curves are close together.",
            wrong=(
                Wrong(
                    belief="the farther from the critical point, the steeper",
                    hint=r"For $x^2 + 100y^2$ compare $|\nabla f|$ at $(2, 0)$ and at $(0, 1)$. What shows it "
                    "in a picture?",
                    answers=(by_spot["high"],),
                ),
                Wrong(
                    belief="curves far apart mean steep",
                    hint="From one curve to the next $f$ changes by the same amount. Is it steeper when the "
                    "way is long, or when it is short?",
                    answers=(by_spot["low"],),
                ),
            ),
        )

    def reference(self, given: Given) -> str:
        by_way = {way: number for number, way in given["ways"].items()}
        by_spot = {name: spot for spot, name in given["spots"].items()}
        return define(gradient=int(by_way["up"]), level=int(by_way["along"]), steepest=by_spot["steep"])
