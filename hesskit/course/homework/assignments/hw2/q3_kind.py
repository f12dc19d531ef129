"""Code: the kind of a critical point in any number of variables, from its Hessian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from hesskit.course.choices import Option
from hesskit.course.homework.assignments.calls import Named, calls
from hesskit.course.homework.assignments.parts import Part, Wrong, autograded
from hesskit.course.homework.assignments.picks import kinds_of_point
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant

_CHOICE = kinds_of_point("a minimum", Option("inconclusive", ("undecided", "proves nothing")))
_SMALL = 1e-9


def _turned(eigenvalues: tuple[int, ...]) -> list[list[float]]:
    """A matrix of whole numbers with nine times these eigenvalues, and hardly a zero entry."""
    mirror = 3 * np.eye(3, dtype=int) - 2 * np.ones((3, 3), dtype=int)
    return (mirror @ np.diag(eigenvalues) @ mirror).astype(float).tolist()


def _draw(variant: Variant) -> Given:
    a, b, c = variant.shuffled("q3", (1, 2, 3, 4, 5))[:3]
    mixed = float(variant.sign("q3 sign") * (max(a, b) + c))
    probes = [
        [[float(a), mixed], [mixed, float(b)]],
        [[float(-a), 0.0], [0.0, float(-b)]],
        _turned((a, b, c)),
        _turned((-a, -b, c + 5)),
        _turned((a, 0, -b)),
        _turned((a, b, 0)),
        [[float(a), 0.0, 0.0], [0.0, float(b), 0.0], [0.0, 0.0, 0.0]],
    ]
    order = variant.shuffled("q3 order", range(len(probes)))
    return {"probes": [[probes[place]] for place in order]}


def _text(given: Given) -> str:
    return (
        "Write a function `kind(H)`: what the Hessian `H`, an $n \\times n$ NumPy array for any $n \\geq "
        "2$, says of a "
        'critical point. It gives `"minimum"`, `"maximum"`, `"saddle"` or `"inconclusive"`, the last where the Hessian '
        "alone decides nothing. Numbers between $-10^{-9}$ and $10^{-9}$ count as zero. (3 points)\n\n"
        "Test it on Hessians whose answers you know, in two variables and in three."
    )


def _by(rule: Callable[[Any], str]) -> Callable[[Given], tuple[str, ...]]:
    return lambda given: tuple(rule(np.array(probe[0])) for probe in given["probes"])


def _right(h: Any) -> str:
    values = np.linalg.eigvalsh(h)
    if values[0] < -_SMALL and values[-1] > _SMALL:
        return "a saddle"
    if np.abs(values).min() <= _SMALL:
        return "inconclusive"
    return "a minimum" if values[0] > 0 else "a maximum"


def _by_determinant(h: Any) -> str:
    determinant = np.linalg.det(h)
    if abs(determinant) <= _SMALL:
        return "inconclusive"
    if determinant < 0:
        return "a saddle"
    return "a minimum" if h[0, 0] > 0 else "a maximum"


def _by_diagonal(h: Any) -> str:
    diagonal = np.diag(h)
    if (diagonal > _SMALL).all():
        return "a minimum"
    if (diagonal < -_SMALL).all():
        return "a maximum"
    return "a saddle" if diagonal.min() * diagonal.max() < 0 else "inconclusive"


def _singular_is_silent(h: Any) -> str:
    return "inconclusive" if np.abs(np.linalg.eigvalsh(h)).min() <= _SMALL else _right(h)


def _semidefinite_is_enough(h: Any) -> str:
    values = np.linalg.eigvalsh(h)
    if values[0] >= -_SMALL:
        return "a minimum"
    return "a maximum" if values[-1] <= _SMALL else "a saddle"


_START = "import numpy as np\n\ndef kind(H):\n    values = np.linalg.eigvalsh(H)\n    tiny = 1e-9\n"
_MATCH = (
    "    if (v > tiny).all():\n"
    "        return 'minimum'\n"
    "    if (v < -tiny).all():\n"
    "        return 'maximum'\n"
    "    return 'saddle' if (v > tiny).any() and (v < -tiny).any() else 'inconclusive'"
)
_DETERMINANT = (
    "import numpy as np\n\n"
    "def kind(H):\n"
    "    D = np.linalg.det(H)\n"
    "    if abs(D) < 1e-9:\n"
    "        return 'inconclusive'\n"
    "    if D < 0:\n"
    "        return 'saddle'\n"
    "    return 'minimum' if H[0, 0] > 0 else 'maximum'"
)
_SINGULAR = (
    f"{_START}    if abs(values).min() < tiny:\n"
    "        return 'inconclusive'\n"
    "    if values.min() > 0:\n"
    "        return 'minimum'\n"
    "    return 'maximum' if values.max() < 0 else 'saddle'"
)
_SEMIDEFINITE = (
    f"{_START}    if values.min() >= -tiny:\n"
    "        return 'minimum'\n"
    "    return 'maximum' if values.max() <= tiny else 'saddle'"
)


def _parts(given: Given) -> tuple[Part, ...]:
    right = _by(_right)(given)
    kind = Named(right, "kind(H)", "one of the four words", calls("kind", given["probes"]), choice=_CHOICE)
    return (
        Part(
            name="kind",
            points=3,
            kind=kind,
            why="Saddle first: one eigenvalue of each sign decides, whatever the others are.",
            nudge="Ask the eigenvalues, `np.linalg.eigvalsh(H)`, in the right order: first whether there "
            "is one of each sign, then whether one is zero.",
            wrong=_beliefs(given),
        ),
    )


def _beliefs(given: Given) -> tuple[Wrong, ...]:
    found = (
        (
            _by_determinant, _DETERMINANT, 1, "the determinant decides in n variables",
            r"$\operatorname{diag}(-1, -1, 1)$ has the determinant 1, and is no minimum and no maximum. "
            "What does your function say of it?",
        ),
        (
            _by_diagonal, f"{_START}    v = np.diag(H)\n{_MATCH}", 1, "the signs on the diagonal decide",
            r"$\begin{pmatrix} 1 & 2 \\ 2 & 1 \end{pmatrix}$ has a positive diagonal, and the eigenvalues "
            "$-1$ and 3.",
        ),
        (
            _singular_is_silent, _SINGULAR, 2, "a singular Hessian is always inconclusive",
            r"$\operatorname{diag}(1, -1, 0)$ is singular; compare $f$ along the first two axes. Can such "
            "a point be an extremum?",
        ),
        (
            _semidefinite_is_enough, _SEMIDEFINITE, 2, "a semidefinite Hessian makes an extremum",
            r"$x^2 + y^4$ and $x^2 + y^3$ have the same Hessian at the origin; only one has a minimum there.",
        ),
    )  # fmt: skip
    return tuple(
        Wrong(belief=name, hint=hint, when=_same_as(_by(rule)(given)), code=code, points=points)
        for rule, code, points, name, hint in found
    )


def _same_as(words: tuple[str, ...]) -> Callable[[Any], bool]:
    return lambda value: value == words


def _alternatives(given: Given) -> tuple[str, ...]:
    return (
        f"{_START}    v = values\n{_MATCH}",
        f"{_START}    v = np.sign(np.where(abs(values) <= tiny, 0, values))\n"
        "    if v.min() * v.max() < 0:\n"
        "        return 'Saddle point'\n"
        "    if 0 in v:\n"
        "        return 'Inconclusive'\n"
        "    return 'local minimum' if v[0] > 0 else 'a maximum'",
        "from hesskit.maths.critical import kind_of as kind",
    )


question = autograded(
    name="q3",
    title="The test in n variables",
    minutes=15,
    answers={"kind": 3},
    draw=_draw,
    text=_text,
    probes=lambda given: given["probes"],
    template="def kind(H):\n    ...",
    parts=_parts,
    reference=lambda given: f"{_START}    v = values\n{_MATCH}",
    alternatives=_alternatives,
    profile=lambda given: tuple(sorted(_by(_right)(given))),
)
