"""A construction: positive diagonal entries and a positive determinant, and yet not definite."""

from __future__ import annotations

import numpy as np

from hesskit.course.constructions import Built, Construction
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define, terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class ThreeVariables(Autograded):
    """A construction: positive diagonal entries and a positive determinant, and yet not definite."""

    name = "q3"
    title = "A determinant that hides two signs"
    minutes = 12
    worth = {"f": 3}
    template = 'f = "..."'

    _LETTERS = ("x", "y", "z")

    def draw(self, variant: Variant) -> Given:
        return {"diagonal": list(variant.shuffled("q3", (2, 4, 6, 8, 10))[:3])}

    def text(self, given: Given) -> str:
        a, b, c = given["diagonal"]
        return (
            f"Build one: a function $f(x, y, z)$ whose Hessian at the origin has the diagonal $f_{{xx}} = {a}$, "
            f"$f_{{yy}} = {b}$, $f_{{zz}} = {c}$, all positive, and a **positive determinant**, and which is "
            "nevertheless "
            "*not* positive definite, but indefinite.\n\n"
            'Give `f` as a formula in text, such as `"x^2 + 3y z"`. Every function with this property is right. '
            "(3 points)"
        )

    def _formula(self, diagonal: list[int], mixed: int) -> str:
        squares = [(size // 2, f"{letter}^2") for size, letter in zip(diagonal, self._LETTERS, strict=True)]
        return terms(*squares, *((mixed, letters) for letters in ("x y", "y z", "x z")))

    def _diagonal(self, built: Built) -> np.ndarray:
        return np.diag(built.hessian)

    def _has(self, built: Built, wanted: list[int]) -> bool:
        return bool(np.allclose(self._diagonal(built), wanted, atol=1e-6))

    def parts(self, given: Given) -> tuple[Part, ...]:
        wanted = given["diagonal"]
        kind = Construction(
            lambda b: self._has(b, wanted) and b.signs == (2, 0, 1),
            self._formula(wanted, 1),
            self._LETTERS,
            (0.0, 0.0, 0.0),
        )
        return (
            Part(
                name="f",
                points=3,
                kind=kind,
                why="Two negative eigenvalues: their product is positive, and the determinant does not see them.",
                nudge="Compute the three eigenvalues of the Hessian of your function at the origin. Their "
                "product should be positive, and not all of them; and the diagonal should be the one asked "
                "for.",
                wrong=self._beliefs(wanted),
            ),
        )

    def _beliefs(self, wanted: list[int]) -> tuple[Wrong, ...]:
        return (
            Wrong(
                belief="a positive determinant and a positive diagonal make H positive definite",
                hint="The determinant is the product of *all* eigenvalues: for $\\operatorname{diag}(-1, -1, "
                "1)$ it is positive too. All eigenvalues of your matrix are positive.",
                answers=(self._formula(wanted, 1),),
                when=lambda b: self._has(b, wanted) and b.signs == (0, 0, 3),
            ),
            Wrong(
                belief="one negative eigenvalue is enough for every indefinite matrix",
                hint="Yours is indefinite, but the determinant, the product of the three eigenvalues, is "
                "negative: compare $\\operatorname{diag}(-1, 1, 1)$ with $\\operatorname{diag}(-1, -1, 1)$.",
                answers=(self._formula(wanted, 0) + f" + {max(wanted)}x y",),
                when=lambda b: self._has(b, wanted) and b.signs == (1, 0, 2),
                points=1,
            ),
            Wrong(
                belief="the entries are the coefficients",
                hint="The second derivative of $7t^2$ is 14, not 7. Compute $f_{xx}$ of your function.",
                answers=(self._formula([2 * size for size in wanted], 2 * sum(wanted)),),
                when=lambda b: self._has(b, [2 * size for size in wanted]),
                points=1,
            ),
            Wrong(
                belief="a negative eigenvalue needs a negative diagonal entry",
                hint="In $\\begin{pmatrix} 1 & 2 \\\\ 2 & 1 \\end{pmatrix}$ both diagonal entries are "
                "positive; compute the curvature along $(1, -1)$.",
                answers=(self._formula([-wanted[0], -wanted[1], wanted[2]], 0),),
                when=lambda b: b.signs == (2, 0, 1) and bool(self._diagonal(b).min() < 0),
                points=1,
            ),
        )

    def reference(self, given: Given) -> str:
        return define(f=self._formula(given["diagonal"], sum(given["diagonal"])))
