"""A construction: positive diagonal entries and a positive determinant, and yet not definite."""

from __future__ import annotations

import numpy as np

from hesskit.course.constructions import Built, Construction
from hesskit.course.homework.assignments.parts import Part, Wrong, autograded
from hesskit.course.homework.assignments.writing import define, terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant

_LETTERS = ("x", "y", "z")


def _draw(variant: Variant) -> Given:
    return {"diagonal": list(variant.shuffled("q3", (2, 4, 6, 8, 10))[:3])}


def _text(given: Given) -> str:
    a, b, c = given["diagonal"]
    return (
        f"Build one: a function $f(x, y, z)$ whose Hessian at the origin has the diagonal $f_{{xx}} = {a}$, "
        f"$f_{{yy}} = {b}$, $f_{{zz}} = {c}$, all positive, and a **positive determinant**, and which is "
        "nevertheless "
        "*not* positive definite, but indefinite.\n\n"
        'Give `f` as a formula in text, such as `"x^2 + 3y z"`. Every function with this property is right. '
        "(3 points)"
    )


def _formula(diagonal: list[int], mixed: int) -> str:
    squares = [(size // 2, f"{letter}^2") for size, letter in zip(diagonal, _LETTERS, strict=True)]
    return terms(*squares, *((mixed, letters) for letters in ("x y", "y z", "x z")))


def _diagonal(built: Built) -> np.ndarray:
    return np.diag(built.hessian)


def _has(built: Built, wanted: list[int]) -> bool:
    return bool(np.allclose(_diagonal(built), wanted, atol=1e-6))


def _parts(given: Given) -> tuple[Part, ...]:
    wanted = given["diagonal"]
    kind = Construction(
        lambda b: _has(b, wanted) and b.signs == (2, 0, 1), _formula(wanted, 1), _LETTERS, (0.0, 0.0, 0.0)
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
            wrong=_beliefs(wanted),
        ),
    )


def _beliefs(wanted: list[int]) -> tuple[Wrong, ...]:
    return (
        Wrong(
            belief="a positive determinant and a positive diagonal make H positive definite",
            hint="The determinant is the product of *all* eigenvalues: for $\\operatorname{diag}(-1, -1, "
            "1)$ it is positive too. All eigenvalues of your matrix are positive.",
            answers=(_formula(wanted, 1),),
            when=lambda b: _has(b, wanted) and b.signs == (0, 0, 3),
        ),
        Wrong(
            belief="one negative eigenvalue is enough for every indefinite matrix",
            hint="Yours is indefinite, but the determinant, the product of the three eigenvalues, is "
            "negative: compare $\\operatorname{diag}(-1, 1, 1)$ with $\\operatorname{diag}(-1, -1, 1)$.",
            answers=(_formula(wanted, 0) + f" + {max(wanted)}x y",),
            when=lambda b: _has(b, wanted) and b.signs == (1, 0, 2),
            points=1,
        ),
        Wrong(
            belief="the entries are the coefficients",
            hint="The second derivative of $7t^2$ is 14, not 7. Compute $f_{xx}$ of your function.",
            answers=(_formula([2 * size for size in wanted], 2 * sum(wanted)),),
            when=lambda b: _has(b, [2 * size for size in wanted]),
            points=1,
        ),
        Wrong(
            belief="a negative eigenvalue needs a negative diagonal entry",
            hint="In $\\begin{pmatrix} 1 & 2 \\\\ 2 & 1 \\end{pmatrix}$ both diagonal entries are "
            "positive; compute the curvature along $(1, -1)$.",
            answers=(_formula([-wanted[0], -wanted[1], wanted[2]], 0),),
            when=lambda b: b.signs == (2, 0, 1) and bool(_diagonal(b).min() < 0),
            points=1,
        ),
    )


def _reference(given: Given) -> str:
    return define(f=_formula(given["diagonal"], sum(given["diagonal"])))


def _alternatives(given: Given) -> tuple[str, ...]:
    d, large = given["diagonal"], 2 * max(given["diagonal"])
    one_pair = _formula(d, 0) + f" + {large}x y + {large}y z + {large}x z"
    return (
        define(f=one_pair + " + x^3 - x^2 y^2 + 5z + 1"),
        "import sympy\n"
        "x, y, z = sympy.symbols('x y z')\n"
        f"f = {d[0]}*x**2/2 + {d[1]}*y**2/2 + {d[2]}*z**2/2 + {large}*(x*y + y*z + z*x)",
        f"from hesskit import Surface\nf = Surface({_formula(d, large)!r}, 'x y z')",
    )


def _profile(given: Given) -> tuple[object, ...]:
    return ("even and different", len(set(given["diagonal"])), {v % 2 for v in given["diagonal"]} == {0})


question = autograded(
    name="q3",
    title="A determinant that hides two signs",
    minutes=12,
    answers={"f": 3},
    draw=_draw,
    text=_text,
    template='f = "..."',
    parts=_parts,
    reference=_reference,
    alternatives=_alternatives,
    profile=_profile,
)
