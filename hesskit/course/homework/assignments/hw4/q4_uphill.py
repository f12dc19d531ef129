"""A construction: a function on which Newton's step leads to a given point, and uphill."""

from __future__ import annotations

import numpy as np

from hesskit.course.built import gradient_at
from hesskit.course.constructions import Built
from hesskit.course.homework.assignments.built_at import BuiltAt
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define, point
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Uphill(Autograded):
    """A construction: a function on which Newton's step leads to a given point, and uphill."""

    name = "q4"
    title = "A step uphill"
    minutes = 12
    worth = {"f": 3}
    template = 'f = "..."'

    def draw(self, variant: Variant) -> Given:
        p, q = variant.shuffled("q4 from", (-2, -1, 1, 2))[:2]
        first, second = (
            variant.sign(f"q4 {name} sign") * variant.integer(f"q4 {name}", 1, 3) for name in "uv"
        )
        return {"start": [p, q], "end": [p + first, q + second]}

    def text(self, given: Given) -> str:
        return (
            f"Build one: a function $f(x, y)$ on which *one* step of pure Newton leads from "
            f"${point(given['start'])}$ exactly "
            f"to ${point(given['end'])}$, and in which this step starts **uphill**: $\\nabla f \\cdot d > 0$ "
            "at the start.\n\n"
            'Give `f` as a formula in text, such as `"x^2 + x y"`. Every function with these properties is right. '
            "(3 points)"
        )

    def _formula(self, given: Given, shape: str, where: str = "end") -> str:
        """A formula with u and v for the distances from one of the two points."""
        p, q = given[where]
        return shape.replace("u", f"(x - ({p}))").replace("v", f"(y - ({q}))")

    def _step(self, built: Built) -> np.ndarray | None:
        """Newton's step; None where the Hessian is singular."""
        return None if built.signs[1] else np.linalg.solve(built.hessian, -gradient_at(built))

    def _arrives(self, built: Built, given: Given) -> bool:
        step = self._step(built)
        way = np.subtract(given["end"], given["start"])
        return step is not None and bool(np.abs(step - way).max() < 1e-6)

    def _rise(self, built: Built) -> float:
        step = self._step(built)
        return 0.0 if step is None else float(gradient_at(built) @ step)

    def _is_level_at_end(self, built: Built, given: Given) -> bool:
        way = np.subtract(given["end"], given["start"])
        return bool(np.abs(gradient_at(built, tuple(way))).max() < 1e-9)

    def _rests(self, built: Built) -> bool:
        return bool(np.abs(gradient_at(built)).max() < 1e-9)

    def parts(self, given: Given) -> tuple[Part, ...]:
        return (
            Part(
                name="f",
                points=3,
                kind=BuiltAt(
                    lambda b: self._arrives(b, given) and self._rise(b) > 1e-9,
                    "x",
                    place=tuple(given["start"]),
                    shown="x^3 y + y",
                ),
                why="Newton looks for a point where the model is level, and does not ask which sort.",
                nudge=r"The step $d$ is known, and $H d = -\nabla f$ at the start. Which quadratics are level "
                r"at the end, and what sign must $d^{\mathsf{T}} H d$ have?",
                wrong=(*self._on_target(given), *self._off_target(given)),
            ),
        )

    def _on_target(self, given: Given) -> tuple[Wrong, ...]:
        return (
            Wrong(
                belief="Newton finds minima",
                hint="From $0.1$ on $x^4 - x^2$ it goes up to the maximum at 0. Your step leads to the right "
                r"point, but downhill: compute $\nabla f \cdot d$.",
                answers=(self._formula(given, "u^2 + v^2"),),
                when=lambda b: self._arrives(b, given) and self._rise(b) < 0,
                points=1,
            ),
            Wrong(
                belief="a step along the level curve goes uphill",
                hint=r"On $x^2 - y^2$ from $(1, 1)$ the step to the origin has $\nabla f \cdot d = 0$. Compute yours.",
                when=lambda b: self._arrives(b, given) and abs(self._rise(b)) <= 1e-9,
                code=define(f=self._level(given)),
                points=1,
            ),
        )

    def _off_target(self, given: Given) -> tuple[Wrong, ...]:
        return (
            Wrong(
                belief="the start should be the critical point",
                hint=r"Where $\nabla f = 0$ the equation $H d = -\nabla f$ gives $d = 0$: Newton stays where it is.",
                answers=(self._formula(given, "-u^2 - v^2", "start"),),
                when=self._rests,
            ),
            Wrong(
                belief="every Hessian has a Newton step",
                hint=r"For $x^2$ in two variables $H$ is singular, and $H d = -\nabla f$ does not fix $d_2$. "
                "Compute $D$ of yours at the start.",
                answers=(self._formula(given, "-u^2"),),
                when=lambda b: self._step(b) is None and not self._rests(b),
            ),
            Wrong(
                belief="one Newton step reaches the critical point of any function",
                hint=r"On $x^4$ one step leads from 1 to $\frac{2}{3}$. On which functions is one step enough?",
                answers=(self._formula(given, "-u^4 - v^4"),),
                when=lambda b: self._is_level_at_end(b, given) and not self._arrives(b, given),
                points=1,
            ),
        )

    def _level(self, given: Given) -> str:
        """A saddle round the end whose level lines pass through the start."""
        first, second = np.subtract(given["end"], given["start"]).tolist()
        return self._formula(given, f"({second * second})u^2 - ({first * first})v^2")

    def reference(self, given: Given) -> str:
        return define(f=self._formula(given, "-u^2 - v^2"))
