"""Homework 3, the quadratic Taylor model: six questions, each with its numbers, its text and its judge."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from hesskit.course.answers import Built, Formula, Number, gradient_at
from hesskit.homework import Assignment, Given, Variant
from hesskit.homework.assignments.drawings import drawing
from hesskit.homework.assignments.parts import Autograded, Explained, Part, Wrong
from hesskit.homework.assignments.writing import define, point, terms
from hesskit.homework.paper import BuiltAt, Calls, Pick, calls, gave


class Model(Autograded):
    """By hand: the Taylor model of order 2 of a product."""

    name = "q1"
    title = "A model by hand"
    minutes = 12
    worth = {"model": 4}
    template = 'model = "..."'

    def draw(self, variant: Variant) -> Given:
        c = variant.choose("q1 c", (-4, -2, 2, 4))
        b = variant.sign("q1 sign") * variant.integer("q1 b", 2, 5)
        return {"a": variant.choose("q1 a", (1, 3, 5, 7)), "b": b, "c": c}

    def _function(self, given: Given) -> str:
        return f"({terms((given['a'], ''), (given['b'], 'x'))}) \\exp({terms((given['c'], 'y'))})"

    def text(self, given: Given) -> str:
        return (
            f"By hand: what is the Taylor model of order 2 of $f(x, y) = {self._function(given)}$ at the origin?\n\n"
            'Give `model` as a formula in $x$ and $y$, such as `"3 + x/2 - y^2"`. (4 points)'
        )

    def _model(
        self, given: Given, value: float = 1, slope: float = 1, mixed: float = 1, square: float = 1
    ) -> str:
        """The model, each of its terms by so much."""
        a, b, c = given["a"], given["b"], given["c"]
        shares = (
            (value * a, ""),
            (slope * b, "x"),
            (slope * a * c, "y"),
            (mixed * b * c, "x y"),
            (Fraction(a * c * c, 2) * Fraction(square), "y^2"),
        )
        return terms(*((float(size), letters) for size, letters in shares))

    def parts(self, given: Given) -> tuple[Part, ...]:
        return (
            Part(
                name="model",
                points=4,
                kind=Formula(self._model(given)),
                why="Value, gradient and Hessian at the origin: six numbers, of which one is zero.",
                nudge=r"Compute $f$, $\nabla f$ and $H$ at the origin, then $f + \nabla f^{\mathsf{T}} d + "
                r"\frac{1}{2} d^{\mathsf{T}} H d$ with $d = (x, y)$.",
                wrong=(*self._orders(given), *self._terms_amiss(given)),
            ),
        )

    def _orders(self, given: Given) -> tuple[Wrong, ...]:
        return (
            Wrong(
                belief="the model of order 2 is the tangent plane",
                hint=r"$1 + t$ is the tangent of $\exp(t)$ and runs below it everywhere. Which terms make the "
                "model bend?",
                answers=(self._model(given, mixed=0, square=0),),
                points=1,
            ),
            Wrong(
                belief="the second order has no half",
                hint="For $t^2$ at 0 the second derivative is 2, and the model must be $t^2$ again: "
                r"$\frac{1}{2} \cdot 2 \cdot t^2$.",
                answers=(self._model(given, mixed=2, square=2),),
                points=2,
            ),
            Wrong(
                belief="the mixed partial counts once",
                hint="For $xy$ the only second partial that is not 0 is the mixed one, 1, and the model must "
                "be $xy$ again, not half of it.",
                answers=(self._model(given, mixed=0.5),),
                points=2,
            ),
        )

    def _terms_amiss(self, given: Given) -> tuple[Wrong, ...]:
        third = terms((Fraction(given["b"] * given["c"] ** 2, 2).numerator, "x y^2"))
        return (
            Wrong(
                belief="the squares have no half",
                hint=r"For $\exp(t)$ the second derivative at 0 is 1, and the model $1 + t + \frac{1}{2} t^2$.",
                answers=(self._model(given, square=2),),
                points=2,
            ),
            Wrong(
                belief="the value is no part of the model",
                hint=r"At the origin itself the model must agree with $f$. What does yours give there?",
                answers=(self._model(given, value=0),),
                points=2,
            ),
            Wrong(
                belief="it is enough to replace exp(t) by 1 + t",
                hint=r"$1 + t$ is right to first order. Compare $\exp(0.1)$ with it: what is left is about "
                r"$\frac{1}{2} \cdot 0.1^2$, and that is of second order.",
                answers=(self._model(given, square=0),),
                points=2,
            ),
            Wrong(
                belief="a model of order 2 may keep terms of third order",
                hint="$xy^2$ is of third order: along $x = y$ it is $t^3$. A model of order 2 has the powers "
                "0, 1 and 2 of the distance.",
                answers=(f"{self._model(given)} + ({third})",),
                points=2,
            ),
        )

    def reference(self, given: Given) -> str:
        return define(model=self._model(given))


# By hand: how the two errors shrink when one comes nearer.


class Nearer(Autograded):
    """By hand: how the two errors shrink when one comes nearer."""

    name = "q2"
    title = "Nearer by a factor"
    minutes = 8
    worth = {"plane_error": 1, "model_error": 1}
    template = "plane_error = ...\nmodel_error = ..."

    def draw(self, variant: Variant) -> Given:
        times = variant.integer("q2 times", 3, 6)
        u, w = variant.integer("q2 plane", 2, 9), variant.integer("q2 model", 2, 9)
        return {
            "times": times,
            "plane": round(u * times**2 / 10**4, 10),
            "model": round(w * times**3 / 10**6, 10),
            "far": variant.choose("q2 far", (0.1, 0.2, 0.3)),
        }

    def text(self, given: Given) -> str:
        return (
            f"At the distance {given['far']} from the centre, in some direction, the tangent plane of a "
            f"function errs by {given['plane']} and its Taylor model of order 2 by {given['model']}. You come "
            f"{given['times']} times nearer in the same direction. Assume that the first "
            "term each of the two leaves out is not zero in that direction.\n\n"
            "Which error do you expect there, nearly, `plane_error` (1 point) of the tangent plane, and "
            "`model_error` (1 point) of the model of order 2? Give numbers such as `0.012`."
        )

    def _number(self, value: float) -> str:
        return f"{value:.12f}".rstrip("0")

    _AS_FAR = Wrong(
        belief="an error shrinks as the distance does",
        hint=r"$1 + t$ differs from $\exp(t)$ by about $\frac{1}{2} t^2$: compare $t = 0.1$ with $t = 0.01$.",
    )

    _NUDGE = "The first term that was left out makes the error: of which order is it?"

    def parts(self, given: Given) -> tuple[Part, ...]:
        return self._plane(given["plane"], given["times"]), self._model(given["model"], given["times"])

    def _plane(self, plane: float, times: int) -> Part:
        return Part(
            name="plane_error",
            points=1,
            kind=Number(self._number(plane / times**2), tolerance=1e-3),
            why="The first term left out is of second order.",
            nudge=self._NUDGE,
            wrong=(
                Wrong(
                    belief=self._AS_FAR.belief, hint=self._AS_FAR.hint, answers=(self._number(plane / times),)
                ),
                Wrong(
                    belief="the tangent plane errs like the cube",
                    hint=r"$\exp(t) - (1 + t)$ is about $\frac{1}{2} t^2$. What is the first term that a "
                    "tangent plane leaves out?",
                    answers=(self._number(plane / times**3),),
                ),
            ),
        )

    def _model(self, model: float, times: int) -> Part:
        return Part(
            name="model_error",
            points=1,
            kind=Number(self._number(model / times**3), tolerance=1e-3),
            why="The first term left out is of third order: slope 3 on log–log axes.",
            nudge=self._NUDGE,
            wrong=(
                Wrong(
                    belief=self._AS_FAR.belief, hint=self._AS_FAR.hint, answers=(self._number(model / times),)
                ),
                Wrong(
                    belief="a model of order 2 errs like the square",
                    hint=r"$\exp(t) - (1 + t + \frac{1}{2} t^2)$ is about $\frac{1}{6} t^3$. The terms of "
                    "second order are *in* the model.",
                    answers=(self._number(model / times**2),),
                ),
            ),
        )

    def _right(self, given: Given) -> tuple[float, float]:
        return round(given["plane"] / given["times"] ** 2, 12), round(
            given["model"] / given["times"] ** 3, 12
        )

    def reference(self, given: Given) -> str:
        return define(plane_error=self._right(given)[0], model_error=self._right(given)[1])


# Code: the value of the model of order 2 at a point, in any number of variables.


class Taylor(Autograded):
    """Code: the value of the model of order 2 at a point, in any number of variables."""

    name = "q3"
    title = "The model in n variables"
    minutes = 12
    worth = {"taylor": 4}
    template = "def taylor(value, gradient, H, centre, point):\n    ..."

    def draw(self, variant: Variant) -> Given:
        def number(label: str, low: int = 1, high: int = 5) -> float:
            return float(variant.sign(f"q3 {label} sign") * variant.integer(f"q3 {label}", low, high))

        h = [[number("a"), number("b")], [number("b"), number("c")]]
        steep = [[number("d"), 1.0, -2.0], [1.0, number("e"), 3.0], [-2.0, 3.0, number("f")]]
        centre = [number("p", 2), number("q", 2)]
        probes: list[Any] = [
            [number("value"), [number("g"), number("k")], h, centre, [centre[0] + 0.5, centre[1] - 1.0]],
            [number("more"), [number("l"), number("m")], h, centre, [centre[0] - 1.5, centre[1] - 0.5]],
            [1.0, [number("r"), 2.0, number("s")], steep, [1.0, 2.0, -1.0], [1.5, 1.0, 1.0]],
        ]
        return {"probes": probes, "way": variant.choose("q3 way", (0.25, 0.5, 0.75, 1.5, 2.5, 3.0))}

    def text(self, given: Given) -> str:
        value, gradient, h, centre, point = given["probes"][0]
        return (
            "Write a function `taylor(value, gradient, H, centre, point)`: what the Taylor model of order 2 gives "
            f"where one arrives after going **{given['way']:g} times the way** from `centre` to `point`, when `value`, "
            "`gradient` and `H` are those of the function at `centre`. "
            "`value` is a number, the others arrive as NumPy arrays, in any number of variables. The function "
            "gives one number.\n\n"
            f"Try it with `taylor({value}, np.array({gradient}), np.array({h}), np.array({centre}), "
            f"np.array({point}))`, which you can check by hand. (4 points)"
        )

    def _right(self, way: float, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        d = way * np.subtract(point, centre)
        return float(value + np.dot(gradient, d) + d @ np.array(h) @ d / 2)

    def _without_half(
        self, way: float, value: float, gradient: Any, h: Any, centre: Any, point: Any
    ) -> float:
        return self._right(way, value, gradient, 2 * np.array(h), centre, point)

    def _plane(self, way: float, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        return self._right(way, value, gradient, 0 * np.array(h), centre, point)

    def _from_origin(self, way: float, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        return self._right(way, value, gradient, h, np.zeros(len(centre)), point)

    def _backwards(self, way: float, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        return self._right(way, value, gradient, h, point, centre)

    def _diagonal_only(
        self, way: float, value: float, gradient: Any, h: Any, centre: Any, point: Any
    ) -> float:
        return self._right(way, value, gradient, np.diag(np.diag(h)), centre, point)

    def _whole_way(self, way: float, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        return self._right(1, value, gradient, h, centre, point)

    _START = "def taylor(value, gradient, H, centre, point):\n    d = "

    def _beliefs(self) -> tuple[tuple[Any, str, float, str, str], ...]:
        """A wrong rule, as a function and as code, its points, and the belief."""
        return (
            (
                self._without_half, "WAY * (point - centre)\n    return value + gradient @ d + d @ H @ d", 2,
                "the second order has no half",
                r"For $t^2$ the second derivative is 2, and the model must give $t^2$ again: $\frac{1}{2} "
                r"\cdot 2 \cdot t^2$.",
            ),
            (
                self._plane, "WAY * (point - centre)\n    return value + gradient @ d", 1,
                "the model of order 2 is the tangent plane",
                r"For $t^2$ at 0 the tangent is flat. Where does `H` enter?",
            ),
            (
                self._from_origin, "WAY * point\n    return value + gradient @ d + 0.5 * d @ H @ d", 2,
                "the model is always round the origin",
                "At `point = centre` the model must give `value`. Does yours, for a centre other than the origin?",
            ),
            (
                self._backwards, "WAY * (centre - point)\n    return value + gradient @ d + 0.5 * d @ H @ d", 2,
                "the step leads from the point to the centre",
                "On $f = x$ the model at the centre 0 must give 3 at the point 3. What does yours give?",
            ),
            (
                self._diagonal_only,
                "WAY * (point - centre)\n"
                "    return value + sum(gradient * d) + 0.5 * sum(H[i, i] * d[i]**2 for i in range(len(d)))",
                2, "only the diagonal bends the surface",
                "For $f = xy$ the diagonal of `H` is zero, and yet the model must give $xy$ again.",
            ),
            (
                self._whole_way, "point - centre\n    return value + gradient @ d + 0.5 * d @ H @ d", 3,
                "the model is always asked at the point itself",
                "On $f = x$ half the way from 0 to 4 the model gives 2. Which step leads where it is asked for?",
            ),
        )  # fmt: skip

    def parts(self, given: Given) -> tuple[Part, ...]:
        probes = given["probes"]
        return (
            Part(
                name="taylor",
                points=4,
                kind=Calls(
                    tuple(self._right(given["way"], *probe) for probe in probes),
                    "taylor(value, gradient, H, centre, point)",
                    "one number",
                    calls("taylor", probes),
                ),
                why="The same line works in two variables and in two hundred.",
                nudge="Make the step `d` from the centre to where the model is asked first; test on $f = xy$, whose "
                "model is $xy$ again.",
                wrong=tuple(
                    Wrong(
                        belief=name,
                        hint=hint,
                        when=gave(partial(rule, given["way"]), probes),
                        code=self._START + code.replace("WAY", f"{given['way']:g}"),
                        points=points,
                    )
                    for rule, code, points, name, hint in self._beliefs()
                ),
            ),
        )

    def probes(self, given: Given) -> list[Any]:
        return given["probes"]

    def reference(self, given: Given) -> str:
        way = f"{given['way']:g}"
        return f"{self._START}{way} * (point - centre)\n    return value + gradient @ d + 0.5 * d @ H @ d"


# A construction: a surface with a given slope and a given curvature along a direction.


class SlopeAndBend(Autograded):
    """A construction: a surface with a given slope and a given curvature along a direction."""

    name = "q4"
    title = "A slope and a bend to order"
    minutes = 12
    worth = {"f": 3}
    template = 'f = "..."'

    def draw(self, variant: Variant) -> Given:
        p, q = variant.shuffled("q4", (-2, -1, 1, 2))[:2]
        direction = variant.choose("q4 direction", ((3, 4), (4, 3), (3, -4), (-4, 3)))
        return {
            "point": [p, q],
            "direction": list(direction),
            "slope": variant.integer("q4 slope", 2, 6),
            "bend": -variant.integer("q4 bend", 2, 6),
        }

    def text(self, given: Given) -> str:
        return (
            f"Build one: a function $f(x, y)$ that at ${point(given['point'])}$, along the direction of "
            f"${point(given['direction'])}$, rises with the slope ${given['slope']}$ per unit of length and "
            "there has the "
            f"curvature ${given['bend']}$ along the same direction.\n\n"
            'Give `f` as a formula in text, such as `"x y - 3x^2"`. Every function with these two properties is right. '
            "(3 points)"
        )

    def _formula(self, given: Given, shape: str, length: int = 5) -> str:
        """A formula with w for the distance along the direction, 5 being the vector's length."""
        (p, q), (c, d) = given["point"], given["direction"]
        return shape.replace("w", f"(({c}(x - ({p})) + ({d})(y - ({q})))/{length})")

    def _shape(self, slope: float, bend: float) -> str:
        return f"{slope}w + ({bend / 2:g})w^2"

    def _along(self, built: Built, given: Given) -> tuple[float, float]:
        u = np.array(given["direction"]) / 5
        return float(gradient_at(built) @ u), float(u @ built.hessian @ u)

    def parts(self, given: Given) -> tuple[Part, ...]:
        slope, bend = given["slope"], given["bend"]

        def has(wanted_slope: float | None, wanted_bend: float | None) -> Callable[[Built], bool]:
            def passes(built: Built) -> bool:
                pairs = zip(self._along(built, given), (wanted_slope, wanted_bend), strict=True)
                return all(wanted is None or abs(found - wanted) < 1e-6 for found, wanted in pairs)

            return passes

        return (
            Part(
                name="f",
                points=3,
                kind=BuiltAt(has(slope, bend), "x", place=tuple(given["point"]), shown="x^3 y + y"),
                why="Across the direction your surface may do what it likes.",
                nudge=r"With the unit vector $u$: the slope is $\nabla f \cdot u$, the curvature "
                r"$u^{\mathsf{T}} H u$, both at the point. Start from the distance along $u$ as a formula.",
                wrong=tuple(
                    Wrong(belief=name, hint=hint, answers=(answer,), when=has(*wanted), points=points)
                    for wanted, answer, points, name, hint in self._beliefs(given)
                ),
            ),
        )

    def _beliefs(
        self, given: Given
    ) -> tuple[tuple[tuple[float | None, float | None], str, float, str, str], ...]:
        """Slope and curvature of a wrong answer, an example, its points, and the belief."""
        slope, bend = given["slope"], given["bend"]
        return (
            (
                (slope / 5, bend / 25), self._formula(given, self._shape(slope, bend), 25), 1,
                "any vector along the direction will do",
                r"On $f = x$ the slope along $x$ is 1, and $\nabla f \cdot (7, 0) = 7$. Use the unit vector.",
            ),
            (
                (slope, 2 * bend), self._formula(given, self._shape(slope, 2 * bend)), 2,
                "the number before a square is the curvature",
                r"$7t^2$ has the second derivative 14. Compute $u^{\mathsf{T}} H u$ for your function.",
            ),
            (
                (-slope, bend), self._formula(given, self._shape(-slope, bend)), 2,
                "the direction's sign does not matter",
                "Along $-u$ a slope changes its sign, a curvature does not. Does yours rise or fall along the "
                "direction?",
            ),
            (
                (0, bend), self._formula(given, self._shape(0, bend).replace("0w + ", "")), 1,
                "a curvature can only be had at a critical point",
                r"$t^2 + t$ bends at 0 as $t^2$ does, and has a slope there. Compute $\nabla f$ of yours at the point.",
            ),
            (
                (slope, None), self._formula(given, f"{slope}w"), 1,
                "a slope along a direction says how the surface bends",
                r"$t$ and $t + t^2$ have the same slope at 0. Your slope is right; compute $u^{\mathsf{T}} H u$.",
            ),
            (
                (None, bend), self._formula(given, self._shape(slope + 1, bend)), 1,
                "a curvature says how fast the surface rises",
                r"$t^2$ and $t^2 + t$ have the same curvature at 0. Your curvature is right; compute "
                r"$\nabla f \cdot u$.",
            ),
        )  # fmt: skip

    def reference(self, given: Given) -> str:
        return define(f=self._formula(given, self._shape(given["slope"], given["bend"])))


# A picture to read: arrows on level curves, and where the surface is steepest.


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
                # along the curve of whoever takes its direction for the gradient's, the arrows across it lead
                follows=lambda own: [
                    Pick(self._NUMBERS, by_way[way])
                    for way in ("up", "down")
                    if own["gradient"] == by_way["along"]
                ],
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


# In words: a surface that bends up everywhere and has no minimum.


class InWords(Explained):
    """In words: a surface that bends up everywhere and has no minimum."""

    name = "q6"
    title = "Bent up everywhere"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        return {
            "a": variant.sign("q6 a sign") * variant.integer("q6 a", 1, 4),
            "b": variant.sign("q6 b sign") * variant.integer("q6 b", 1, 4),
        }

    def text(self, given: Given) -> str:
        first, second = (terms((given[name], letter)) for name, letter in (("a", "x"), ("b", "y")))
        return (
            f"A classmate says of $f(x, y) = \\exp({first}) + \\exp({second})$: “Its Hessian at the origin is "
            "positive definite, so the origin is a minimum. And because the Hessian is positive definite "
            "everywhere, $f$ has a lowest value.”\n\n"
            "In three to six sentences: which of these statements about the Hessian are right, what is wrong "
            "with the two conclusions, and what does a positive definite Hessian *everywhere* really prove? "
            "Use the gradient, and the model of order 2 at the origin. (4 points)"
        )

    def reference(self, given: Given) -> str:
        a, b = given["a"], given["b"]
        first, second = (f"\\exp({terms((size, letter))})" for size, letter in ((a, "x"), (b, "y")))
        linear = terms((2, ""), (a, "x"), (b, "y"))
        away = "(" + ", ".join("-t" if size > 0 else "t" for size in (a, b)) + ")"
        return (
            f"$H$ is diagonal with ${terms((a * a, first))}$ and ${terms((b * b, second))}$, both positive: "
            f"positive definite everywhere, that is right. But $\\nabla f(0, 0) = ({a}, {b}) \\neq 0$: the "
            f"model there is ${linear} + \\frac{{1}}{{2}}({terms((a * a, 'x^2'), (b * b, 'y^2'))})$, a tilted "
            f"bowl, lowest at $({-1 / a:.3g}, {-1 / b:.3g})$ and not at the origin. The gradient vanishes "
            f"nowhere, so $f$ has no minimum: along ${away}$ it falls towards 0 and never reaches it. What is "
            "proved is that $f$ is strictly convex: every chord lies above it, so it has at most one minimum, "
            "not at least one."
        )

    def rubric(self, given: Given) -> str:
        return (
            "- 1 point: computes $H$ and says that it is positive definite everywhere, which is right.\n"
            "- 1 point: $\\nabla f \\neq 0$ at the origin (the model is a tilted bowl), so the origin is no "
            "minimum.\n"
            "- 1 point: no lowest value: the gradient vanishes nowhere, or $f$ tends to 0 without reaching it "
            "in a direction that is named.\n"
            "- 1 point: says what is proved: $f$ is (strictly) convex, and has at *most* one minimum."
        )


assignment = Assignment(
    "hw3-taylor-model",
    "The quadratic Taylor model",
    3,
    (Model(), Nearer(), Taylor(), SlopeAndBend(), Arrows(), InWords()),
)
