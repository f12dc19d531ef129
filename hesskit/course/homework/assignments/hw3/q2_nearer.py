"""By hand: how the two errors shrink when one comes nearer."""

from __future__ import annotations

from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant
from hesskit.course.kinds import Number


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
            f"{given['times']} times nearer in the same direction. No derivative of the function vanishes by "
            "accident.\n\n"
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
