"""Homework 2, the second-derivative test: six questions, each with its numbers, its text and its judge."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import product
from math import gcd
from typing import Any

import numpy as np

from hesskit.course.answers import Built, Entries, Option, Point, at_origin, number_rows
from hesskit.homework import Assignment, Given, Variant
from hesskit.homework.assignments.drawings import drawing
from hesskit.homework.assignments.parts import Autograded, Explained, Part, Wrong, right_entries
from hesskit.homework.assignments.writing import define, matrix, point, terms
from hesskit.homework.paper import BuiltAt, Named, Spots, calls, kinds_of_point


class CriticalPoints(Autograded):
    """By hand: the critical points of a cubic, and their kinds."""

    name = "q1"
    title = "Every critical point of a cubic"
    minutes = 15
    worth = {"points": 2, "saddle": 1, "other": 1}
    template = "points = ...\nsaddle = ...\nother = ..."

    @cached_property
    def _possible(self) -> tuple[tuple[int, ...], ...]:
        """Coefficients of x³, y³ and xy, and the second critical point: small whole numbers all of them."""
        found = {}
        for x, y, turned in product((-2, -1, 1, 2), (-2, -1, 1, 2), (1, -1)):
            a, b, k = turned * y**3, turned * x**3, -3 * turned * x * x * y * y
            shared = gcd(a, b, k // 3)
            found[a // shared, b // shared, k // shared] = (x, y)
        return tuple((*factors, *point) for factors, point in sorted(found.items()))

    def draw(self, variant: Variant) -> Given:
        a, b, k, x, y = variant.choose("q1", self._possible)
        more = variant.integer("q1 constant", 1, 9)
        return {"a": a, "b": b, "k": k, "more": more, "point": [x, y]}

    def _kind(self, given: Given) -> str:
        """At the second point D = 27(abxy...) > 0, and f_xx = 6ax decides."""
        return "a minimum" if given["a"] * given["point"][0] > 0 else "a maximum"

    def text(self, given: Given) -> str:
        f = terms((given["a"], "x^3"), (given["b"], "y^3"), (given["k"], "x y"), (given["more"], ""))
        return (
            f"By hand, for $f(x, y) = {f}$:\n\n"
            "- `points` (2 points): all critical points, in any order, as a list such as `[(5, 6), (7, 8)]`;\n"
            "- `saddle` (1 point): the one of them that is a saddle, such as `(5, 6)`;\n"
            '- `other` (1 point): the kind of the other one, `"minimum"` or `"maximum"`.'
        )

    def _partials(self, given: Given, x: float, y: float) -> tuple[float, float]:
        a, b, k = given["a"], given["b"], given["k"]
        return 3 * a * x * x + k * y, 3 * b * y * y + k * x

    def parts(self, given: Given) -> tuple[Part, ...]:
        return self._all_points(given), self._saddle(given), self._other(given)

    def _by_sign(self, given: Given, own: Entries, sign: int) -> list[list[float]]:
        """The student's own points where D has this sign, where one of them is critical at all."""
        if right_entries(self._all_points(given).kind, own)[0] == 0:
            return []
        a, b, k = given["a"], given["b"], given["k"]
        return [[x, y] for x, y in number_rows(own) if sign * (36 * a * b * x * y - k * k) > 0]

    def _is_half_solved(self, given: Given, value: Entries) -> bool:
        """Does some point solve one of the two equations only, and none solve neither?"""
        slopes = [self._partials(given, *row) for row in number_rows(value)]
        vanish = [sorted(abs(slope) < 1e-6 for slope in pair) for pair in slopes]
        return [False, True] in vanish and [False, False] not in vanish

    def _all_points(self, given: Given) -> Part:
        x, y = given["point"]
        wrong = (
            Wrong(
                belief="one may divide by x without losing a point",
                hint=r"$x^4 = x$ has the solution 1, and $x = 0$ too: dividing by $x$ loses it. Where did you divide?",
                answers=([(x, y)],),
                points=1,
            ),
            Wrong(
                belief="the origin is the only critical point",
                hint="$x^2 = y$ and $y^2 = x$ have a second common solution. Put one of your two equations "
                "into the other.",
                answers=([(0, 0)],),
                points=0.5,
            ),
            Wrong(
                belief="one partial that vanishes makes a critical point",
                hint="$f_x$ and $f_y$ must vanish *at the same point*: for $x^2 + y$ the first does at the "
                "origin. Put each of your points into both equations.",
                answers=([(0, 0), (x, y), (-x, y)],),
                when=lambda value: self._is_half_solved(given, value),
                points=0.5,
            ),
        )
        return Part(
            name="points",
            points=2,
            kind=Spots(f"(0, 0), ({x}, {y})"),
            why="",
            nudge=r"Solve $f_x = 0$ for $y$, put that into $f_y = 0$, and factorise; check each point in "
            r"both equations.",
            wrong=wrong,
        )

    def _saddle(self, given: Given) -> Part:
        x, y = given["point"]
        return Part(
            name="saddle",
            points=1,
            kind=Point("(0, 0)"),
            why="There $D < 0$, although both diagonal entries of $H$ vanish.",
            nudge="Compute $D = f_{xx} f_{yy} - f_{xy}^2$ at each of your critical points.",
            wrong=(
                Wrong(
                    belief="a positive D makes a saddle",
                    hint="$D$ is the product of the two eigenvalues: at a saddle they have different signs. "
                    "Compute $D$ for $x^2 - y^2$.",
                    answers=((x, y),),
                ),
            ),
            follows=lambda own: [Point(str(found)) for found in self._by_sign(given, own["points"], -1)],
        )

    def _other(self, given: Given) -> Part:
        right = self._kind(given)
        opposite = "a maximum" if right == "a minimum" else "a minimum"
        return Part(
            name="other",
            points=1,
            kind=kinds_of_point(right),
            why="",
            nudge="With $D > 0$ the sign of $f_{xx}$ decides.",
            wrong=(
                Wrong(
                    belief="D alone tells a minimum from a maximum",
                    hint="$x^2 + y^2$ and $-x^2 - y^2$ have the same $D = 4$. What tells them apart?",
                    answers=(opposite,),
                ),
                Wrong(
                    belief="a mixed partial makes a saddle",
                    hint="$x^2 + xy + y^2$ has a mixed partial, and a minimum. Compute $D$ at the point.",
                    answers=("a saddle",),
                ),
            ),
            follows=lambda own: [
                kinds_of_point("a minimum" if given["a"] * x > 0 else "a maximum")
                for x, _ in self._by_sign(given, own["points"], 1)
            ],
        )

    def reference(self, given: Given) -> str:
        return define(points=[(0, 0), tuple(given["point"])], saddle=(0, 0), other=self._kind(given)[2:])


# Reading a gradient and a Hessian: what the test says at four points, and where it says nothing.


class FourPoints(Autograded):
    """Reading a gradient and a Hessian: what the test says at four points, and where it says nothing."""

    name = "q2"
    title = "What the test says"
    minutes = 10
    worth = {"P1": 0.5, "P2": 0.5, "P3": 0.5, "P4": 0.5}
    template = "P1 = ...\nP2 = ...\nP3 = ...\nP4 = ..."

    _SILENT = Option("inconclusive", ("the test proves nothing", "no verdict", "undecided", "D = 0"))
    _SLOPE = Option("not critical", ("no critical point", "not a critical point"))
    _CASES = ("positive diagonal", "slope", "singular", "maximum")
    _RIGHT = {
        "positive diagonal": "a saddle",
        "slope": "not critical",
        "singular": "inconclusive",
        "maximum": "a maximum",
    }

    _WORD = {
        "a saddle": "saddle",
        "not critical": "not critical",
        "inconclusive": "inconclusive",
        "a maximum": "maximum",
    }

    def draw(self, variant: Variant) -> Given:
        order = variant.shuffled("q2", self._CASES)
        return {"cases": list(order), "points": [self._one(variant, case) for case in order]}

    def _one(self, variant: Variant, case: str) -> list[list[int]]:
        """Gradient, and the three entries of the Hessian."""
        a, c = variant.integer(f"q2 {case} a", 1, 4), variant.integer(f"q2 {case} c", 1, 4)
        sign = variant.sign(f"q2 {case} sign")
        slope = [0, 0]
        if case == "positive diagonal":
            entries = [a, sign * (max(a, c) + 1), c]
        elif case == "slope":
            slope, entries = [sign * a, -c], [a + 3, sign * 2, c + 3]
        elif case == "singular":
            c = c if c != a else a + 1
            entries = [a * a, sign * a * c, c * c]
        else:
            entries = [-a - 2, sign * 2, -c - 2]
        return [slope, entries]

    def text(self, given: Given) -> str:
        lines = [
            f"- `P{place + 1}`: $\\nabla f = {point(slope)}$, $H = {matrix([[a, b], [b, c]])}$"
            for place, (slope, (a, b, c)) in enumerate(given["points"])
        ]
        return (
            "At four points of four different functions you are told the gradient and the Hessian:\n\n"
            + "\n".join(lines)
            + '\n\nWhat does the second-derivative test say at each? Answer `"minimum"`, `"maximum"`, `"saddle"`, '
            '`"inconclusive"` (the test proves nothing there) or `"not critical"`. (half a point each, 2 points in all)'
        )

    def parts(self, given: Given) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=f"P{place + 1}",
                points=0.5,
                kind=kinds_of_point(self._RIGHT[case], self._SILENT, self._SLOPE),
                why="",
                nudge="Look at the gradient first, then at $D$, then at the sign of $f_{xx}$.",
                wrong=self._BELIEFS[case],
            )
            for place, case in enumerate(given["cases"])
        )

    _BELIEFS = {
        "positive diagonal": (
            Wrong(
                belief="both diagonals positive make a minimum",
                hint=r"$x^2 + 3xy + y^2$ has two positive diagonal entries and falls along $(1, -1)$. Compute $D$.",
                answers=("a minimum",),
            ),
            Wrong(
                belief="a negative D is no verdict",
                hint=r"For $x^2 - y^2$ the determinant is $-4$, and its shape is certain. When is the test silent?",
                answers=("inconclusive",),
            ),
        ),
        "slope": (
            Wrong(
                belief="the test works without ∇f = 0",
                hint=r"$\exp(x) + \exp(y)$ has a positive definite Hessian everywhere, and nowhere a minimum. "
                "Look at the first thing you are told.",
                answers=("a minimum",),
            ),
        ),
        "singular": (
            Wrong(
                belief="D = 0 makes a saddle",
                hint=r"$x^4 + y^4$ and $x^2 + y^4$ have $D = 0$ at the origin, and a minimum there.",
                answers=("a saddle",),
            ),
            Wrong(
                belief="a semidefinite Hessian makes an extremum",
                hint=r"$x^2 + y^4$ and $x^2 + y^3$ have the same Hessian at the origin; look at them along $y$.",
                answers=("a minimum",),
            ),
        ),
        "maximum": (
            Wrong(
                belief="a positive D makes a minimum",
                hint=r"$-x^2 - y^2$ has $D = 4$. Is the origin its lowest point or its highest?",
                answers=("a minimum",),
            ),
            Wrong(
                belief="negative entries make a saddle",
                hint=r"At a saddle the eigenvalues have different signs, and $D < 0$. Compute $D$.",
                answers=("a saddle",),
            ),
        ),
    }

    def reference(self, given: Given) -> str:
        return define(
            **{f"P{place + 1}": self._WORD[self._RIGHT[case]] for place, case in enumerate(given["cases"])}
        )


# Code: the kind of a critical point in any number of variables, from its Hessian.


class Kind(Autograded):
    """Code: the kind of a critical point in any number of variables, from its Hessian."""

    name = "q3"
    title = "The test in n variables"
    minutes = 15
    worth = {"kind": 3}
    template = "def kind(H):\n    ..."

    _CHOICE = kinds_of_point("a minimum", Option("inconclusive", ("undecided", "proves nothing")))
    _TINY = ((3, 4), (5, 4), (3, 5), (5, 5), (3, 6), (5, 6), (3, 7), (5, 7))  # 3e-4, …: what counts as zero

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
        digit, power = variant.choose("q3 tiny", self._TINY)
        for size in (0.7, 1.5):  # so that another version's code is not right here
            probes.append([[float(a), 0.0], [0.0, -size * digit / 10**power]])
        order = variant.shuffled("q3 order", range(len(probes)))
        return {"probes": [[probes[place]] for place in order], "tiny": [digit, power]}

    def _tiny(self, given: Given) -> float:
        digit, power = given["tiny"]
        return float(f"{digit}e-{power}")

    def text(self, given: Given) -> str:
        digit, power = given["tiny"]
        between = rf"$-{digit} \cdot 10^{{-{power}}}$ and ${digit} \cdot 10^{{-{power}}}$"
        return (
            "Write a function `kind(H)`: what the Hessian `H`, an $n \\times n$ NumPy array for any $n \\geq "
            "2$, says of a "
            'critical point. It gives `"minimum"`, `"maximum"`, `"saddle"` or `"inconclusive"`, the last '
            "where the Hessian "
            f"alone decides nothing. Eigenvalues between {between} count as zero. (3 points)\n\n"
            "Test it on Hessians whose answers you know, in two variables and in three."
        )

    def _by(self, rule: Callable[[Any, float], str]) -> Callable[[Given], tuple[str, ...]]:
        return lambda given: tuple(rule(np.array(probe[0]), self._tiny(given)) for probe in given["probes"])

    def _of(self, values: Any, tiny: float) -> str:
        """What these numbers say, if they are taken for the eigenvalues."""
        if values.min() < -tiny and values.max() > tiny:
            return "a saddle"
        if np.abs(values).min() <= tiny:
            return "inconclusive"
        return "a minimum" if values.min() > 0 else "a maximum"

    def _right(self, h: Any, tiny: float) -> str:
        return self._of(np.linalg.eigvalsh(h), tiny)

    def _by_determinant(self, h: Any, tiny: float) -> str:
        determinant = np.linalg.det(h)
        if abs(determinant) <= tiny:
            return "inconclusive"
        if determinant < 0:
            return "a saddle"
        return "a minimum" if h[0, 0] > 0 else "a maximum"

    def _by_diagonal(self, h: Any, tiny: float) -> str:
        return self._of(np.diag(h), tiny)

    def _singular_is_silent(self, h: Any, tiny: float) -> str:
        return "inconclusive" if np.abs(np.linalg.eigvalsh(h)).min() <= tiny else self._right(h, tiny)

    def _semidefinite_is_enough(self, h: Any, tiny: float) -> str:
        values = np.linalg.eigvalsh(h)
        if values[0] >= -tiny:
            return "a minimum"
        return "a maximum" if values[-1] <= tiny else "a saddle"

    def _exact_zero(self, h: Any, tiny: float) -> str:
        return self._of(np.round(np.linalg.eigvalsh(h), 10), 0)

    _START = "import numpy as np\n\ndef kind(H):\n    values = np.linalg.eigvalsh(H)\n    tiny = TINY\n"
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
        "    if abs(D) < TINY:\n"
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

    _EXACT = f"{_START}    v, tiny = np.round(values, 10), 0\n{_MATCH}"

    def _written(self, code: str, given: Given) -> str:
        digit, power = given["tiny"]
        return code.replace("TINY", f"{digit}e-{power}")

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
                r"$\operatorname{diag}(-1, -1, 1)$ has determinant 1 and is indefinite: two curvatures down, one up. "
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
            (
                self._exact_zero, self._EXACT, 2, "only zero itself counts as zero",
                "The question says which small numbers count as zero. What does your function say where an "
                "eigenvalue is half as large?",
            ),
        )  # fmt: skip
        return tuple(
            Wrong(
                belief=name,
                hint=hint,
                when=self._same_as(self._by(rule)(given)),
                code=self._written(code, given),
                points=points,
            )
            for rule, code, points, name, hint in found
        )

    def _same_as(self, words: tuple[str, ...]) -> Callable[[Any], bool]:
        return lambda value: value == words

    def probes(self, given: Given) -> list[Any]:
        return given["probes"]

    def reference(self, given: Given) -> str:
        return self._written(f"{self._START}    v = values\n{self._MATCH}", given)


# A construction: an extremum, at a given point, that the second-derivative test cannot see.


class Degenerate(Autograded):
    """A construction: an extremum, at a given point, that the second-derivative test cannot see."""

    name = "q4"
    title = "An extremum without a verdict"
    minutes = 15
    worth = {"f": 4}
    template = 'f = "..."'

    def draw(self, variant: Variant) -> Given:
        p, q = variant.shuffled("q4", (-3, -2, -1, 1, 2, 3))[:2]
        return {"point": [p, q], "kind": variant.choose("q4 kind", ("minimum", "maximum"))}

    def text(self, given: Given) -> str:
        return (
            f"Build one: a function $f(x, y)$ with a local **{given['kind']}** at ${point(given['point'])}$, where the "
            "second-derivative test is silent, $D = 0$, and where nevertheless $f_{xy} \\neq 0$.\n\n"
            'Give `f` as a formula in text, such as `"(x - 5)^2 y"`. Every function with these properties is right. '
            "(4 points)"
        )

    def _formula(self, given: Given, shape: str) -> str:
        """A formula with u and v for the distances from the point; upside down for a maximum."""
        p, q = given["point"]
        text = shape.replace("u", f"(x - ({p}))").replace("v", f"(y - ({q}))")
        return text if given["kind"] == "minimum" else f"-({text})"

    def _is_mixed(self, built: Built) -> bool:
        return bool(abs(built.hessian[0, 1]) > 1e-9)

    def _is_degenerate(self, built: Built, nature: str) -> bool:
        found = at_origin(built)
        return found.critical and found.degenerate and nature in found.natures

    def _is_plain(self, built: Built, nature: str) -> bool:
        found = at_origin(built)
        return found.critical and not found.degenerate and nature in found.natures

    def parts(self, given: Given) -> tuple[Part, ...]:
        wanted = given["kind"]
        kind = BuiltAt(
            lambda b: self._is_degenerate(b, wanted) and self._is_mixed(b),
            self._formula(given, "(u + v)^2 + v^4"),
            place=tuple(given["point"]),
            shown="x^3 y + y",
        )
        return (
            Part(
                name="f",
                points=4,
                kind=kind,
                why="The Hessian is semidefinite, and the terms of higher order decide.",
                nudge="Start from the square of a sum, such as $(x + y)^2$, and make it an extremum with a "
                "term of fourth order; then move the origin to the point.",
                wrong=(*self._with_the_test(given), *self._without_it(given)),
            ),
        )

    def _with_the_test(self, given: Given) -> tuple[Wrong, ...]:
        wanted = given["kind"]
        return (
            Wrong(
                belief="an extremum has a definite Hessian",
                hint="$x^4 + y^4$ has a minimum, and $H = 0$ there. Yours has the right kind, but compute its $D$.",
                answers=(self._formula(given, "u^2 + u v + v^2"),),
                when=lambda b: self._is_plain(b, wanted),
                points=1,
            ),
            Wrong(
                belief="the test works without ∇f = 0",
                hint="$\\exp(x) + \\exp(y)$ has no extremum anywhere, whatever its Hessian. Compute the "
                f"gradient of your function at ${point(given['point'])}$.",
                answers=("(x + y)^2 + y^4",),
                when=lambda b: not at_origin(b).critical,
            ),
        )

    def _without_it(self, given: Given) -> tuple[Wrong, ...]:
        wanted = given["kind"]
        opposite = "maximum" if wanted == "minimum" else "minimum"
        return (
            Wrong(
                belief="a semidefinite Hessian makes an extremum",
                hint="$x^2 + y^4$ and $x^2 + y^3$ have the same Hessian at the origin. Look at your function "
                "along the line on which its square vanishes.",
                answers=(self._formula(given, "(u + v)^2 + v^3"),),
                when=lambda b: self._is_degenerate(b, "saddle"),
                points=1,
            ),
            Wrong(
                belief="a singular Hessian has no mixed partial",
                hint="$(x + y)^2$ has a mixed partial, and $D = 0$. Yours has the right kind and $D = 0$, but "
                "$f_{xy} = 0$.",
                answers=(self._formula(given, "u^2 + v^4"),),
                when=lambda b: (
                    self._is_degenerate(b, wanted)
                    and not self._is_mixed(b)
                    and not self._is_degenerate(b, opposite)
                ),
                points=2,
            ),
            Wrong(
                belief="the sign of the terms does not matter",
                hint="Compare $x^4 + y^4$ with $-x^4 - y^4$ near the origin: which way round is yours?",
                answers=(f"-({self._formula(given, '(u + v)^2 + v^4')})",),
                when=lambda b: at_origin(b).natures == {opposite},
                points=2,
            ),
        )

    def reference(self, given: Given) -> str:
        return define(f=self._formula(given, "(u + v)^2 + v^4"))


# A picture to read: the kinds of four marked points.


class Map(Autograded):
    """A picture to read: the kinds of four marked points."""

    name = "q5"
    title = "Four points on a map"
    minutes = 8
    worth = {"A": 0.75, "B": 0.75, "C": 0.75, "D": 0.75}
    template = "A = ...\nB = ...\nC = ...\nD = ..."

    _SLOPE = Option("not critical", ("no critical point", "not a critical point"))
    _TURNS = ((1.0, 0.0), (0.8, 0.6), (0.6, 0.8), (0.0, 1.0), (0.8, -0.6))
    _KINDS = ("a minimum", "a maximum", "a saddle", "not critical")
    _LABELS = ("A", "B", "C", "D")

    def draw(self, variant: Variant) -> Given:
        """f = s(u³/3 − u) + t(v³/3 − v) in turned coordinates: critical at u, v = ±1."""
        s, t = variant.choose("q5 s", (1.0, -1.0, 1.4, -1.4)), variant.choose("q5 t", (1.0, -1.0, 1.4, -1.4))
        turn = variant.choose("q5 turn", self._TURNS)
        low = (1 if s > 0 else -1, 1 if t > 0 else -1)
        side = variant.sign("q5 saddle")
        places = {
            "a minimum": low,
            "a maximum": (-low[0], -low[1]),
            "a saddle": (side * low[0], -side * low[1]),
        }
        places["not critical"] = variant.choose("q5 slope", ((0, 0), (1, 0), (0, 1), (-1, 0), (0, -1)))
        kinds = variant.shuffled("q5 order", self._KINDS)
        marks = {
            label: self._back(places[kind], turn) for label, kind in zip(self._LABELS, kinds, strict=True)
        }
        return {
            "s": s,
            "t": t,
            "turn": list(turn),
            "kinds": dict(zip(self._LABELS, kinds, strict=True)),
            "marks": marks,
        }

    def _back(self, spot: tuple[int, int], turn: tuple[float, float]) -> list[float]:
        (u, v), (c, s) = spot, turn
        return [round(c * u - s * v, 6) + 0.0, round(s * u + c * v, 6) + 0.0]

    def setup(self, given: Given) -> str:
        c, s = given["turn"]
        u, v = f"({c}x + ({s})y)", f"({c}y - ({s})x)"
        formula = f"{given['s']}({u}^3/3 - {u}) + ({given['t']})({v}^3/3 - {v})"
        shown = {"surface": formula, "box": [[-2.1, 2.1], [-2.1, 2.1]], "marks": given["marks"], "lines": 24}
        return drawing("plane", shown)

    def text(self, given: Given) -> str:
        return (
            "The next cell draws the level curves of a surface, with their heights, and four marked points. What are "
            '`A`, `B`, `C` and `D`? Answer `"minimum"`, `"maximum"`, `"saddle"` or `"not critical"`. '
            "(three quarters of a point each, 3 points in all)"
        )

    _BELIEFS = {
        "a minimum": (
            Wrong(
                belief="closed curves make a maximum",
                hint="Round $x^2 + y^2$ and round $-x^2 - y^2$ the curves are the same circles; their heights "
                "are not. Read the heights from outside to inside.",
                answers=("a maximum",),
            ),
        ),
        "a maximum": (
            Wrong(
                belief="closed curves make a minimum",
                hint="Round $x^2 + y^2$ and round $-x^2 - y^2$ the curves are the same circles; their heights "
                "are not. Read the heights from outside to inside.",
                answers=("a minimum",),
            ),
        ),
        "a saddle": (
            Wrong(
                belief="every critical point is an extremum",
                hint="$x^2 - y^2$ is level at the origin, and yet higher on two sides and lower on two. "
                "Compare the heights on the four sides of the point.",
                answers=("a minimum", "a maximum"),
            ),
            Wrong(
                belief="where no curve closes there is a slope",
                hint="Round the origin of $x^2 - y^2$ no curve closes either. Are the curves dense here, or far apart?",
                answers=("not critical",),
            ),
        ),
        "not critical": (
            Wrong(
                belief="a point half way between two hills is a saddle",
                hint="Where $\\nabla f = 0$ neighbouring curves are far apart. On $f = x$ they run side by "
                "side, and every point is on a slope. How do they run here?",
                answers=("a saddle",),
            ),
        ),
    }

    def parts(self, given: Given) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=label,
                points=0.75,
                kind=kinds_of_point(given["kinds"][label], self._SLOPE),
                why="",
                nudge="Read the heights on the curves on every side of the point.",
                wrong=self._BELIEFS[given["kinds"][label]],
            )
            for label in self._LABELS
        )

    def reference(self, given: Given) -> str:
        return define(**{label: kind.removeprefix("a ") for label, kind in given["kinds"].items()})


# In words: a single critical point, a local minimum, and no lowest value.


class InWords(Explained):
    """In words: a single critical point, a local minimum, and no lowest value."""

    name = "q6"
    title = "Lowest of all?"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        return {name: variant.integer(f"q6 {name}", low, 5) for name, low in (("a", 2), ("b", 2), ("c", 1))}

    def _formula(self, given: Given) -> str:
        return f"{terms((given['a'], 'x^2'), (given['b'], 'y^2'))} ({given['c']} - x)^3"

    def text(self, given: Given) -> str:
        return (
            f"$f(x, y) = {self._formula(given)}$ has one critical point only, the origin. A classmate says: “It is "
            "a local minimum, there is no other critical point, so it is the lowest point of all.”\n\n"
            "In three to six sentences: show that the origin is a local minimum and that there is no other "
            "critical point, show with a point of your own that the conclusion is wrong, and say why the "
            "argument holds in one variable and fails in two. (4 points)"
        )

    def reference(self, given: Given) -> str:
        a, b, c = given["a"], given["b"], given["c"]
        x = c + 1
        y = next(y for y in range(1, 100) if a * x * x - b * y * y < -0.5)
        return (
            f"$f_y = {2 * b}y({c} - x)^3$ vanishes only for $y = 0$ or $x = {c}$. For $y = 0$, $f_x = "
            f"{2 * a}x$ gives the origin; for $x = {c}$, $f_x = {2 * a * c} \\neq 0$. At the origin $H$ is "
            f"diagonal with ${2 * a}$ and ${2 * b * c**3}$: positive definite, a local minimum with the value "
            f"0. But $f({x}, {y}) = {a * x * x} - {b * y * y} = {a * x * x - b * y * y} < 0$. In one variable "
            "a function that rises on both sides of its only critical point can get lower only by turning "
            "round, and the turn is a second critical point. In two variables one can walk around the climb: "
            f"beyond $x = {c}$ the surface falls without ever being level."
        )

    def rubric(self, given: Given) -> str:
        return (
            "- 1 point: both partials are computed, and shown to vanish at the origin only.\n"
            "- 1 point: the origin is a local minimum, by the Hessian (or by $D$ and $f_{xx}$) at the "
            "origin.\n"
            f"- 1 point: a point with $f < 0$, correctly computed (any with $x > {given['c']}$ and $|y|$ large "
            "enough).\n"
            "- 1 point: says why one variable is different: there the curve needs a second critical point to "
            "turn round, and in the plane there is a way around."
        )


assignment = Assignment(
    "hw2-second-derivative-test",
    "The second-derivative test",
    2,
    (CriticalPoints(), FourPoints(), Kind(), Degenerate(), Map(), InWords()),
)
