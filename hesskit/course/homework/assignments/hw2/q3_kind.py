"""Code: the kind of a critical point in any number of variables, from its Hessian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from hesskit.course.choices import Option
from hesskit.course.homework.assignments.calls import Named, calls
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.picks import kinds_of_point
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Kind(Autograded):
    """Code: the kind of a critical point in any number of variables, from its Hessian."""

    name = "q3"
    title = "The test in n variables"
    minutes = 15
    worth = {"kind": 3}
    template = "def kind(H):\n    ..."

    _CHOICE = kinds_of_point("a minimum", Option("inconclusive", ("undecided", "proves nothing")))
    _SMALL = 1e-9

    def _turned(self, eigenvalues: tuple[int, ...]) -> list[list[float]]:
        """A matrix of whole numbers with nine times these eigenvalues, and hardly a zero entry."""
        mirror = 3 * np.eye(3, dtype=int) - 2 * np.ones((3, 3), dtype=int)
        return (mirror @ np.diag(eigenvalues) @ mirror).astype(float).tolist()

    def draw(self, variant: Variant) -> Given:
        a, b, c = variant.shuffled("q3", (1, 2, 3, 4, 5))[:3]
        mixed = float(variant.sign("q3 sign") * (max(a, b) + c))
        probes = [
            [[float(a), mixed], [mixed, float(b)]],
            [[float(-a), 0.0], [0.0, float(-b)]],
            self._turned((a, b, c)),
            self._turned((-a, -b, c + 5)),
            self._turned((a, 0, -b)),
            self._turned((a, b, 0)),
            [[float(a), 0.0, 0.0], [0.0, float(b), 0.0], [0.0, 0.0, 0.0]],
        ]
        order = variant.shuffled("q3 order", range(len(probes)))
        return {"probes": [[probes[place]] for place in order]}

    def text(self, given: Given) -> str:
        return (
            "Write a function `kind(H)`: what the Hessian `H`, an $n \\times n$ NumPy array for any $n \\geq "
            "2$, says of a "
            'critical point. It gives `"minimum"`, `"maximum"`, `"saddle"` or `"inconclusive"`, the last '
            "where the Hessian "
            "alone decides nothing. Numbers between $-10^{-9}$ and $10^{-9}$ count as zero. (3 points)\n\n"
            "Test it on Hessians whose answers you know, in two variables and in three."
        )

    def _by(self, rule: Callable[[Any], str]) -> Callable[[Given], tuple[str, ...]]:
        return lambda given: tuple(rule(np.array(probe[0])) for probe in given["probes"])

    def _right(self, h: Any) -> str:
        values = np.linalg.eigvalsh(h)
        if values[0] < -self._SMALL and values[-1] > self._SMALL:
            return "a saddle"
        if np.abs(values).min() <= self._SMALL:
            return "inconclusive"
        return "a minimum" if values[0] > 0 else "a maximum"

    def _by_determinant(self, h: Any) -> str:
        determinant = np.linalg.det(h)
        if abs(determinant) <= self._SMALL:
            return "inconclusive"
        if determinant < 0:
            return "a saddle"
        return "a minimum" if h[0, 0] > 0 else "a maximum"

    def _by_diagonal(self, h: Any) -> str:
        diagonal = np.diag(h)
        if (diagonal > self._SMALL).all():
            return "a minimum"
        if (diagonal < -self._SMALL).all():
            return "a maximum"
        return "a saddle" if diagonal.min() * diagonal.max() < 0 else "inconclusive"

    def _singular_is_silent(self, h: Any) -> str:
        return "inconclusive" if np.abs(np.linalg.eigvalsh(h)).min() <= self._SMALL else self._right(h)

    def _semidefinite_is_enough(self, h: Any) -> str:
        values = np.linalg.eigvalsh(h)
        if values[0] >= -self._SMALL:
            return "a minimum"
        return "a maximum" if values[-1] <= self._SMALL else "a saddle"

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

    def parts(self, given: Given) -> tuple[Part, ...]:
        right = self._by(self._right)(given)
        kind = Named(
            right, "kind(H)", "one of the four words", calls("kind", given["probes"]), choice=self._CHOICE
        )
        return (
            Part(
                name="kind",
                points=3,
                kind=kind,
                why="Saddle first: one eigenvalue of each sign decides, whatever the others are.",
                nudge="Ask the eigenvalues, `np.linalg.eigvalsh(H)`, in the right order: first whether there "
                "is one of each sign, then whether one is zero.",
                wrong=self._beliefs(given),
            ),
        )

    def _beliefs(self, given: Given) -> tuple[Wrong, ...]:
        found = (
            (
                self._by_determinant, self._DETERMINANT, 1, "the determinant decides in n variables",
                r"$\operatorname{diag}(-1, -1, 1)$ has the determinant 1, and is no minimum and no maximum. "
                "What does your function say of it?",
            ),
            (
                self._by_diagonal, f"{self._START}    v = np.diag(H)\n{self._MATCH}", 1,
                "the signs on the diagonal decide",
                r"$\begin{pmatrix} 1 & 2 \\ 2 & 1 \end{pmatrix}$ has a positive diagonal, and the eigenvalues "
                "$-1$ and 3.",
            ),
            (
                self._singular_is_silent, self._SINGULAR, 2, "a singular Hessian is always inconclusive",
                r"$\operatorname{diag}(1, -1, 0)$ is singular; compare $f$ along the first two axes. Can such "
                "a point be an extremum?",
            ),
            (
                self._semidefinite_is_enough, self._SEMIDEFINITE, 2, "a semidefinite Hessian makes an extremum",
                r"$x^2 + y^4$ and $x^2 + y^3$ have the same Hessian at the origin; only one has a minimum there.",
            ),
        )  # fmt: skip
        return tuple(
            Wrong(belief=name, hint=hint, when=self._same_as(self._by(rule)(given)), code=code, points=points)
            for rule, code, points, name, hint in found
        )

    def _same_as(self, words: tuple[str, ...]) -> Callable[[Any], bool]:
        return lambda value: value == words

    def probes(self, given: Given) -> list[Any]:
        return given["probes"]

    def reference(self, given: Given) -> str:
        return f"{self._START}    v = values\n{self._MATCH}"
