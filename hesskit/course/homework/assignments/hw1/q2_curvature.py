"""Code: the curvature along a direction of any length, in any number of variables."""

from __future__ import annotations

from typing import Any

import numpy as np

from hesskit.course.homework.assignments.calls import Calls, calls, gave
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import matrix, point
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Curvature(Autograded):
    """Code: the curvature along a direction of any length, in any number of variables."""

    name = "q2"
    title = "Curvature along any vector"
    minutes = 12
    worth = {"curvature": 4}
    template = "def curvature(H, u):\n    ..."

    _DIRECTIONS = ((3.0, 4.0), (4.0, 3.0), (4.0, -3.0), (-3.0, 4.0), (6.0, 8.0), (8.0, -6.0))
    _IN_SPACE = ((1.0, 2.0, 2.0), (2.0, 1.0, -2.0), (2.0, -2.0, 1.0), (-2.0, 2.0, 1.0))

    def draw(self, variant: Variant) -> Given:
        a, b, c = (variant.integer(f"q2 {name}", 1, 6) for name in "abc")
        sign = variant.sign("q2 sign")
        flat = [[float(a), float(sign * b)], [float(sign * b), float(-c)]]
        steep = [[2.0, sign * 1.0, 0.0], [sign * 1.0, float(c), -1.0], [0.0, -1.0, float(-a)]]
        along = list(variant.choose("q2 direction", self._DIRECTIONS))
        space = list(variant.choose("q2 space", self._IN_SPACE))
        probes = [[flat, along], [flat, [1.0, 0.0]], [flat, [-0.5, 0.5]], [steep, space]]
        return {"H": flat, "u": along, "probes": probes}

    def text(self, given: Given) -> str:
        return (
            "Write a function `curvature(H, u)`: the curvature, along the direction of the vector `u`, of a "
            "surface with the Hessian matrix `H`. Both arrive as NumPy arrays, in any number of variables, "
            "and **`u` may have any length** but zero. The function gives one number.\n\n"
            f"Try it with $H = {matrix(given['H'])}$ and $u = {point(given['u'])}$ before you hand it in. (4 "
            "points)"
        )

    def _right(self, h: Any, u: Any) -> float:
        h, u = np.asarray(h), np.asarray(u)
        return float(u @ h @ u / (u @ u))

    def _any_vector(self, h: Any, u: Any) -> float:
        return self._right(h, u) * float(np.dot(u, u))

    def _divided_once(self, h: Any, u: Any) -> float:
        return self._right(h, u) * float(np.sqrt(np.dot(u, u)))

    def _halved(self, h: Any, u: Any) -> float:
        return self._right(h, u) / 2

    def _diagonal_only(self, h: Any, u: Any) -> float:
        return self._right(np.diag(np.diag(h)), u)

    def _only_multiplied(self, h: Any, u: Any) -> Any:
        u = np.asarray(u) / np.linalg.norm(u)
        return np.asarray(h) @ u

    def parts(self, given: Given) -> tuple[Part, ...]:
        probes = given["probes"]
        kind = Calls(
            tuple(self._right(*probe) for probe in probes),
            "curvature(H, u)",
            "one number",
            calls("curvature", probes),
        )
        return (
            Part(
                name="curvature",
                points=4,
                kind=kind,
                why="The length of the vector says nothing of the surface; the eigenvalues bound what you computed.",
                nudge=r"For a *unit* vector the curvature is $u^{\mathsf{T}} H u$. Test the function on $f = "
                "x^2$, whose Hessian has one entry 2, along $x$ and along $y$.",
                wrong=(*self._lengths(probes), *self._products(probes)),
            ),
        )

    _START = "import numpy as np\n\ndef curvature(H, u):\n    "

    def _lengths(self, probes: list[Any]) -> list[Wrong]:
        return [
            Wrong(
                belief="any vector along the direction will do",
                hint=r"On $t^2$, whose curvature is 2, the vector 5 would give $5 \cdot 2 \cdot 5 = 50$. $(3, "
                "4)$ and $(6, 8)$ point the same way: do they give the same?",
                when=gave(self._any_vector, probes),
                code=f"{self._START}return u @ H @ u",
                points=2,
            ),
            Wrong(
                belief="the length is divided out once",
                hint=r"The vector stands on *both* sides of $H$. Compare what $(3, 4)$ and $(6, 8)$ give.",
                when=gave(self._divided_once, probes),
                code=f"{self._START}return u @ H @ u / np.linalg.norm(u)",
                points=2,
            ),
        ]

    def _products(self, probes: list[Any]) -> list[Wrong]:
        return [
            Wrong(
                belief="the curvature has the Taylor half",
                hint=r"$t^2 = \frac{1}{2} \cdot 2 \cdot t^2$: the curvature is the 2, not the 1.",
                when=gave(self._halved, probes),
                code=f"{self._START}u = u / np.linalg.norm(u)\n    return 0.5 * u @ H @ u",
                points=2,
            ),
            Wrong(
                belief="only the diagonal bends the surface",
                hint=r"Take $xy$: its diagonal is zero, yet along the line $x = y$ it is $x^2$, which bends.",
                when=gave(self._diagonal_only, probes),
                code=f"{self._START}u = u / np.linalg.norm(u)\n    return sum(H[i, i] * u[i]**2 for i in "
                f"range(len(u)))",
                points=1,
            ),
            Wrong(
                belief="the curvature is H u",
                hint="$Hu$ says how the *gradient* changes along $u$. For $xy$ and $u = (1, 0)$ it is $(0, "
                "1)$, and yet along $x$ the surface is straight.",
                when=gave(self._only_multiplied, probes),
                code=f"{self._START}return H @ (u / np.linalg.norm(u))",
                points=1,
            ),
        ]

    def reference(self, given: Given) -> str:
        return "def curvature(H, u):\n    return u @ H @ u / (u @ u)"

    def probes(self, given: Given) -> list[Any]:
        return given["probes"]
