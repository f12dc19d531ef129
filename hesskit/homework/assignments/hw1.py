"""Homework 1, what the Hessian is: six questions, each with its numbers, its text and its judge."""

from __future__ import annotations

from functools import cached_property, partial
from itertools import product
from typing import Any

import numpy as np

from hesskit.course.answers import Built, Construction, Entries, Matrix, Point, evaluate
from hesskit.homework import Assignment, Given, Variant
from hesskit.homework.assignments.drawings import drawing
from hesskit.homework.assignments.parts import Autograded, Explained, Part, Wrong, right_entries
from hesskit.homework.assignments.writing import define, matrix, point, rows, terms
from hesskit.homework.paper import Calls, Pick, calls, gave, labels


class FromFToH(Autograded):
    """By hand: the Hessian of a polynomial as formulas, and at a point."""

    name = "q1"
    title = "From f to H"
    minutes = 12
    worth = {"H": 2, "H_at_p": 2}
    template = 'H = "..."\nH_at_p = ...'

    @cached_property
    def _possible(self) -> tuple[tuple[int, ...], ...]:
        """Coefficients of x²y, xy³ and x, and a point: no entry of H vanishes there, and x and y cannot be confused."""
        sizes = product((2, 3, 4, 5), (-3, -2, -1, 1, 2), (3, 4, 5, 7), (-2, -1, 1, 2), (-2, -1, 1, 2))
        return tuple(
            (a, b, c, p, q)
            for a, b, c, p, q in sizes
            if abs(p) != abs(q)
            and 2 * a * p + 3 * b * q * q != 0
            and self._at(a, b, p, q) != self._at(a, b, q, p)
            and self._determinant(self._at(a, b, p, q)) != 0
        )

    def _at(self, a: int, b: int, p: int, q: int) -> list[list[int]]:
        mixed = 2 * a * p + 3 * b * q * q
        return [[2 * a * q, mixed], [mixed, 6 * b * p * q]]

    def _determinant(self, h: list[list[int]]) -> int:
        return h[0][0] * h[1][1] - h[0][1] * h[1][0]

    def draw(self, variant: Variant) -> Given:
        a, b, c, p, q = variant.choose("q1", self._possible)
        return {"a": a, "b": b, "c": c, "point": [p, q]}

    def _formula(self, given: Given) -> str:
        return terms((given["a"], "x^2 y"), (given["b"], "x y^3"), (given["c"], "x"))

    def text(self, given: Given) -> str:
        return (
            f"By hand, for $f(x, y) = {self._formula(given)}$:\n\n"
            "- `H` (2 points): the Hessian matrix as formulas in $x$ and $y$, given as text, "
            'such as `"[[2x, 1], [1, y^2]]"`;\n'
            f"- `H_at_p` (2 points): the Hessian matrix at the point $p = {point(given['point'])}$, "
            "such as `[[2, 1], [1, 3]]`."
        )

    def _entries(self, given: Given) -> tuple[str, str, str]:
        a, b = given["a"], given["b"]
        return f"{2 * a}y", terms((2 * a, "x"), (3 * b, "y^2")), f"{6 * b}x y"

    def reference(self, given: Given) -> str:
        first, mixed, last = self._entries(given)
        return define(
            H=rows([[first, mixed], [mixed, last]]), H_at_p=self._at(given["a"], given["b"], *given["point"])
        )

    def parts(self, given: Given) -> tuple[Part, ...]:
        return self._formulas(given), self._numbers(given)

    def _formulas(self, given: Given) -> Part:
        a, b, c = given["a"], given["b"], given["c"]
        first, mixed, last = self._entries(given)
        slopes = [terms((2 * a, "x y"), (b, "y^3"), (c, "")), terms((a, "x^2"), (3 * b, "x y^2"))]
        return Part(
            name="H",
            points=2,
            kind=Matrix(rows([[first, mixed], [mixed, last]])),
            why="Both mixed partials come out the same, as they must for a polynomial, whose second "
            "partials are continuous.",
            nudge=r"Write down $\partial f/\partial x$ and $\partial f/\partial y$ first, then differentiate "
            "each of them by $x$ and by $y$. That makes four entries.",
            wrong=(
                Wrong(
                    belief="the gradient is the Hessian",
                    hint="For $t^2$ the slope is $2t$ and the second derivative is $2$. The Hessian is made of "
                    "second derivatives. Differentiate each first partial once more, by $x$ and by $y$.",
                    answers=("[" + ", ".join(slopes) + "]",),
                    points=0.5,
                ),
                Wrong(
                    belief="each variable is differentiated on its own",
                    hint="Take $xy$. By $x$ it gives $y$, and by $y$ that gives 1 and not 0. Which of "
                    "your first "
                    "partials contain both letters?",
                    answers=(rows([[first, 0], [0, last]]),),
                    points=1,
                ),
                Wrong(
                    belief="only one of the two mixed partials counts",
                    hint=r"Take $xy$, first by $x$ and then by $y$, and then the other way round. Is "
                    r"either one zero?",
                    answers=(rows([[first, mixed], [0, last]]), rows([[first, 0], [mixed, last]])),
                    points=1,
                ),
            ),
        )

    def _numbers(self, given: Given) -> Part:
        a, b, (p, q) = given["a"], given["b"], given["point"]
        first, mixed, last = self._entries(given)
        h = self._at(a, b, p, q)
        return Part(
            name="H_at_p",
            points=2,
            kind=Matrix(str(h)),
            why="At each point the Hessian is a matrix of numbers, and another point has another matrix.",
            nudge="Differentiate twice with letters first, and put in the point last. Mind the signs.",
            wrong=(
                Wrong(
                    belief="the Hessian at a point is a matrix of formulas",
                    hint=r"At a single point the entries are four numbers. At $(0, 1)$, for example, $6x$ "
                    r"is 0. Put the point in.",
                    answers=(rows([[first, mixed], [mixed, last]]),),
                ),
                Wrong(
                    belief="the point is put in before differentiating",
                    hint="Take $t^2$ at $t = 3$. With the number in first it is the constant 9, whose "
                    "derivative is 0. "
                    "Yet the slope of $t^2$ there is 6.",
                    answers=([[0, 0], [0, 0]],),
                ),
                Wrong(
                    belief="the first coordinate is y",
                    hint=r"A point is written $(x, y)$. In $(0, 5)$ it is $x$ that is 0.",
                    answers=(self._at(a, b, q, p),),
                ),
                Wrong(
                    belief="each variable is differentiated on its own",
                    hint=r"Take $xy^2$. By $x$ it gives $y^2$. How fast does that change when only $y$ moves?",
                    answers=([[h[0][0], 0], [0, h[1][1]]],),
                    points=1,
                ),
            ),
            follows=lambda own: self._at_own(given, own["H"]),
        )

    def _at_own(self, given: Given, own: Entries) -> list[Matrix]:
        """The student's own H at the point, where something of it is right."""
        kind = self._formulas(given).kind
        if right_entries(kind, own)[0] == 0:
            return []
        values = dict(zip("xy", given["point"], strict=True))
        entries = [entry.xreplace({s: values[s.name] for s in entry.free_symbols}) for entry in own.values]
        return [Matrix(rows([entries[:2], entries[2:]]))]


# Code: the curvature along a direction of any length, in any number of variables.


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
        times = variant.integer("q2 times", 3, 9)  # so that another version's code is not right here
        return {"H": flat, "u": along, "probes": probes, "times": times}

    def text(self, given: Given) -> str:
        return (
            "Write a function `curvature(H, u)` that returns the curvature of the surface "
            f"$z = {given['times']} f$, along the direction of the vector `u`, when `H` is the Hessian matrix of "
            "$f$. Both are NumPy arrays, in any number of variables, and **`u` may have any length** except zero. "
            "The function returns one number.\n\n"
            f"Try it with $H = {matrix(given['H'])}$ and $u = {point(given['u'])}$ before you hand it in. (4 "
            "points)"
        )

    def _right(self, given: Given, h: Any, u: Any) -> float:
        h, u = given["times"] * np.asarray(h), np.asarray(u)
        return float(u @ h @ u / (u @ u))

    def _any_vector(self, given: Given, h: Any, u: Any) -> float:
        return self._right(given, h, u) * float(np.dot(u, u))

    def _divided_once(self, given: Given, h: Any, u: Any) -> float:
        return self._right(given, h, u) * float(np.sqrt(np.dot(u, u)))

    def _halved(self, given: Given, h: Any, u: Any) -> float:
        return self._right(given, h, u) / 2

    def _diagonal_only(self, given: Given, h: Any, u: Any) -> float:
        return self._right(given, np.diag(np.diag(h)), u)

    def _only_multiplied(self, given: Given, h: Any, u: Any) -> Any:
        u = np.asarray(u) / np.linalg.norm(u)
        return given["times"] * np.asarray(h) @ u

    def parts(self, given: Given) -> tuple[Part, ...]:
        probes = given["probes"]
        kind = Calls(
            tuple(self._right(given, *probe) for probe in probes),
            "curvature(H, u)",
            "one number",
            calls("curvature", probes),
        )
        return (
            Part(
                name="curvature",
                points=4,
                kind=kind,
                why="How long the vector is says nothing about the surface. What you computed always "
                "lies between the smallest and the "
                "largest eigenvalue of the surface's own Hessian.",
                nudge=r"For a *unit* vector the curvature of $f$ is $u^{\mathsf{T}} H u$. Test the function on $f = "
                "x^2$, whose Hessian has one entry 2, along $x$ and along $y$.",
                wrong=(*self._lengths(given), *self._products(given)),
            ),
        )

    _START = "import numpy as np\n\ndef curvature(H, u):\n    "

    def _lengths(self, given: Given) -> list[Wrong]:
        times = given["times"]
        return [
            Wrong(
                belief="any vector along the direction will do",
                hint=r"On $t^2$, whose curvature is 2, the vector 5 would give $5 \cdot 2 \cdot 5 = 50$. "
                r"The vectors $(3, "
                "4)$ and $(6, 8)$ point the same way. Do they give the same number?",
                when=gave(partial(self._any_vector, given), given["probes"]),
                code=f"{self._START}return {times} * u @ H @ u",
                points=2,
            ),
            Wrong(
                belief="the length is divided out once",
                hint=r"The vector stands on *both* sides of $H$, so its length comes in twice. Compare "
                r"what $(3, 4)$ and $(6, 8)$ give.",
                when=gave(partial(self._divided_once, given), given["probes"]),
                code=f"{self._START}return {times} * u @ H @ u / np.linalg.norm(u)",
                points=2,
            ),
        ]

    def _products(self, given: Given) -> list[Wrong]:
        times = given["times"]
        return [
            Wrong(
                belief="the curvature has the Taylor half",
                hint=r"Take $t^2 = \frac{1}{2} \cdot 2 \cdot t^2$. Its curvature is the 2, and not half of it.",
                when=gave(partial(self._halved, given), given["probes"]),
                code=f"{self._START}u = u / np.linalg.norm(u)\n    return {times / 2} * u @ H @ u",
                points=2,
            ),
            Wrong(
                belief="only the diagonal bends the surface",
                hint=r"Take $xy$. Its diagonal is zero, and yet along the line $x = y$ it is $x^2$, which "
                r"bends.",
                when=gave(partial(self._diagonal_only, given), given["probes"]),
                code=f"{self._START}u = u / np.linalg.norm(u)\n    return {times} * sum(H[i, i] * u[i]**2 for i in "
                f"range(len(u)))",
                points=1,
            ),
            Wrong(
                belief="the curvature is H u",
                hint="$Hu$ says how the *gradient* changes along $u$. For $xy$ and $u = (1, 0)$ it is $(0, "
                "1)$, and yet along $x$ the surface is straight. Take the part of it along $u$.",
                when=gave(partial(self._only_multiplied, given), given["probes"]),
                code=f"{self._START}return {times} * H @ (u / np.linalg.norm(u))",
                points=1,
            ),
        ]

    def reference(self, given: Given) -> str:
        return f"def curvature(H, u):\n    return {given['times']} * u @ H @ u / (u @ u)"

    def probes(self, given: Given) -> list[Any]:
        return given["probes"]


# A construction: positive diagonal entries and a positive determinant, and yet not definite.


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
            f"Build a function $f(x, y, z)$ whose Hessian at the origin has the diagonal $f_{{xx}} = {a}$, "
            f"$f_{{yy}} = {b}$, $f_{{zz}} = {c}$, all positive, and a **positive determinant**, and which is "
            "nevertheless not positive definite, but *indefinite*.\n\n"
            'Give `f` as a formula in text, such as `"x^2 + 3y z"`. Every such function is right. '
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
                why="Your Hessian has two negative eigenvalues. Their product is positive, so the "
                "determinant does not see them.",
                nudge="Compute the three eigenvalues of the Hessian of your function at the origin. Their "
                "product should be positive, and one of them too, but not all three. Check that the "
                "diagonal is the one "
                "in the question.",
                wrong=self._beliefs(wanted),
            ),
        )

    def _beliefs(self, wanted: list[int]) -> tuple[Wrong, ...]:
        return (
            Wrong(
                belief="a positive determinant and a positive diagonal make H positive definite",
                hint="The determinant is the product of *all* eigenvalues. For $\\operatorname{diag}(-1, -1, "
                "1)$ it is positive too. All eigenvalues of your matrix are positive. Which signs do you need?",
                answers=(self._formula(wanted, 1),),
                when=lambda b: self._has(b, wanted) and b.signs == (0, 0, 3),
            ),
            Wrong(
                belief="one negative eigenvalue is enough for every indefinite matrix",
                hint="Yours is indefinite, but its determinant, the product of the three eigenvalues, is "
                "negative. Compare $\\operatorname{diag}(-1, 1, 1)$ with $\\operatorname{diag}(-1, -1, 1)$.",
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
                "positive. Compute the curvature along $(1, -1)$.",
                answers=(self._formula([-wanted[0], -wanted[1], wanted[2]], 0),),
                when=lambda b: b.signs == (2, 0, 1) and bool(self._diagonal(b).min() < 0),
                points=1,
            ),
        )

    def reference(self, given: Given) -> str:
        return define(f=self._formula(given["diagonal"], sum(given["diagonal"])))


# A picture to read: which of six Hessians belongs to which level curves.


class Panels(Autograded):
    """A picture to read: which of six Hessians belongs to which level curves."""

    name = "q4"
    title = "Level curves of six Hessians"
    minutes = 10
    worth = {"A": 1, "B": 1, "C": 1}
    template = "A = ...\nB = ...\nC = ..."

    _SIX = labels("H", range(6))
    _PANELS = ("A", "B", "C")
    _TILTED = ((3, 2), (5, 3), (5, 4), (4, 3))

    def draw(self, variant: Variant) -> Given:
        a, b = variant.choose("q4 tilted", self._TILTED)
        k, s = variant.integer("q4 long", 4, 7), variant.integer("q4 saddle", 2, 4)
        pairs = [[[a, b, a], [a, -b, a]], [[1, 0, k], [k, 0, 1]], [[0, s, 0], [s, 0, -s]]]
        pairs = [list(variant.shuffled(f"q4 pair {place}", pair)) for place, pair in enumerate(pairs)]
        order = variant.shuffled("q4 order", (0, 1, 2))
        listed = variant.shuffled("q4 listed", [entry for pair in pairs for entry in pair])
        shown = [pairs[place] for place in order]
        return {
            "matrices": [list(entry) for entry in listed],
            "panels": {label: pair[0] for label, pair in zip(self._PANELS, shown, strict=True)},
            "mates": {label: pair[1] for label, pair in zip(self._PANELS, shown, strict=True)},
        }

    def text(self, given: Given) -> str:
        named = ", ".join(
            f"$H_{place + 1} = {matrix([[a, b], [b, c]])}$"
            for place, (a, b, c) in enumerate(given["matrices"])
        )
        return (
            f"The next cell draws, in three panels, the level curves of $f(v) = \\frac{{1}}{{2}} "
            f"v^{{\\mathsf{{T}}}} H v$ "
            f"for three of these six Hessians:\n\n{named}.\n\n"
            'Which belongs to panel `A`, which to `B`, which to `C`? Give each as text, such as `"H1"`. '
            "(1 point each)"
        )

    def setup(self, given: Given) -> str:
        return drawing("panels", given["panels"])

    def _label(self, given: Given, entries: list[int]) -> str:
        return self._SIX[given["matrices"].index(entries)]

    def _family(self, entries: list[int]) -> str:
        a, b, c = entries
        if a * c - b * b < 0:
            return "saddle"
        return "tilted" if b else "straight"

    def parts(self, given: Given) -> tuple[Part, ...]:
        return tuple(self._part(given, label) for label in self._PANELS)

    _LONG = Wrong(
        belief="an ellipse is long where the surface bends most",
        hint=r"The ellipse $x^2 + 100y^2 = 1$ reaches from $-1$ to $1$ along $x$, and only from "
        r"$-\frac{1}{10}$ to "
        r"$\frac{1}{10}$ along $y$. Along which axis does $x^2 + 100y^2$ bend more?",
    )

    _CROSS = Wrong(
        belief="the axes of a saddle are its level lines",
        hint="On which lines through the origin is $f = 0$ in the panel? For comparison, put $x = y$ "
        "into $x^2 - y^2$, and "
        "$x = 0$ into $xy$.",
    )

    _CLOSED = Wrong(
        belief="level curves look alike for definite and indefinite Hessians",
        hint="The curves $x^2 + y^2 = c$ round a minimum are closed, and the curves $x^2 - y^2 = c$ at a "
        "saddle never close. "
        r"Which sort does the panel show? Then look at the sign of $\det H$.",
    )

    _TURNED = Wrong(
        belief="the mixed partial does not turn the ellipse",
        hint="Compare $f$ at $(1, 1)$ and at $(1, -1)$. For $x^2 + y^2$ the two values are the same, and "
        "for $x^2 + xy + y^2$ "
        "they are not. Are they the same in the panel?",
    )

    def _part(self, given: Given, label: str) -> Part:
        shown, mate = given["panels"][label], given["mates"][label]
        answers: dict[Wrong, list[str]] = {
            self._CROSS if self._family(shown) == "saddle" else self._LONG: [self._label(given, mate)]
        }
        for entries in given["matrices"]:
            if entries not in (shown, mate):
                families = {self._family(entries), self._family(shown)}
                answers.setdefault(self._CLOSED if "saddle" in families else self._TURNED, []).append(
                    self._label(given, entries)
                )
        return Part(
            name=label,
            points=1,
            kind=Pick(self._SIX, self._label(given, shown)),
            why="",
            nudge="Look at the heights along the two axes, and along the two diagonals.",
            wrong=tuple(
                Wrong(belief=wrong.belief, hint=wrong.hint, answers=tuple(found))
                for wrong, found in answers.items()
            ),
        )

    def reference(self, given: Given) -> str:
        return define(**{label: self._label(given, entries) for label, entries in given["panels"].items()})


# By hand: two mixed partials that differ, at a point where the second partials jump.


class Mixed(Autograded):
    """By hand: two mixed partials that differ, at a point where the second partials jump."""

    name = "q5"
    title = "Two mixed partials"
    minutes = 10
    worth = {"mixed": 2}
    template = "mixed = ..."

    def draw(self, variant: Variant) -> Given:
        a, b = variant.shuffled("q5", (2, 3, 4, 5, 6, 7, 8, 9))[:2]
        return {"a": a, "b": b}

    def text(self, given: Given) -> str:
        above = terms((given["a"], "x^2"), (-given["b"], "y^2"))
        return (
            f"Let $g(x, y) = xy\\,\\frac{{{above}}}{{x^2 + y^2}}$ and $g(0, 0) = 0$. Compute at $(0, 0)$, in "
            "this order,\n\n"
            "$$\\frac{\\partial}{\\partial y}\\left(\\frac{\\partial g}{\\partial x}\\right) "
            "\\quad\\text{and}\\quad \\frac{\\partial}{\\partial x}\\left(\\frac{\\partial "
            "g}{\\partial y}\\right).$$\n\n"
            "Give `mixed` as the two numbers in this order, such as `(1, 2)`. (2 points)"
        )

    def _are_equal(self, value: Entries) -> bool:
        first, second = (evaluate(entry) for entry in value.values)
        return first == second

    def parts(self, given: Given) -> tuple[Part, ...]:
        a, b = given["a"], given["b"]
        return (
            Part(
                name="mixed",
                points=2,
                kind=Point(f"({-b}, {a})"),
                why="Both exist, and they differ, because the mixed partials are not continuous at the origin.",
                nudge=r"On the $y$-axis, $\frac{\partial g}{\partial x}(0, y) = \lim_{x \to 0} \frac{g(x, "
                "y)}{x}$. Differentiate that by $y$. Then the same with $x$ and $y$ exchanged.",
                wrong=self._beliefs(a, b),
            ),
        )

    def _beliefs(self, a: int, b: int) -> tuple[Wrong, ...]:
        return (
            Wrong(
                belief="what is zero at a point has zero derivatives there",
                hint=r"The function $t$ is zero at 0, and its slope there is not. Compute "
                r"$\frac{\partial g}{\partial x}$ at $(0, y)$ "
                "for *every* $y$ first, as a limit.",
                answers=((0, 0),),
            ),
            Wrong(
                belief="a Hessian is always symmetric",
                hint=r"It is symmetric wherever the mixed partials are continuous, and here they are not. "
                r"For $xy\frac{x^2 - y^2}{x^2 + y^2}$ "
                "the two are $-1$ and $+1$ at the origin. Compute each from its own limit.",
                answers=((a - b, a - b),),
                when=self._are_equal,
            ),
            Wrong(
                belief="the outer derivative is taken first",
                hint=r"In $\frac{\partial}{\partial y}(\frac{\partial g}{\partial x})$ the bracket comes "
                "first. Differentiate by $x$, at $x = 0$. What is left depends on $y$.",
                answers=((a, -b),),
                points=1,
            ),
            Wrong(
                belief="a minus sign does not survive",
                hint=r"Near the $y$-axis the fraction is nearly what it is at $x = 0$. Which sign does it "
                r"have there?",
                answers=((b, a), (-b, -a)),
                points=1,
            ),
        )

    def reference(self, given: Given) -> str:
        return define(mixed=(-given["b"], given["a"]))


# In words: why two positive diagonal entries do not make a surface bend up everywhere.


class InWords(Explained):
    """In words: why two positive diagonal entries do not make a surface bend up everywhere."""

    name = "q6"
    title = "A classmate's conclusion"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        a, c = variant.integer("q6 a", 1, 4), variant.integer("q6 c", 1, 4)
        b = variant.sign("q6 sign") * (max(a, c) + variant.integer("q6 b", 1, 3))
        return {"H": [[a, b], [b, c]]}

    def text(self, given: Given) -> str:
        return (
            f"A classmate looks at $H = {matrix(given['H'])}$ and says: “Both diagonal entries are positive, "
            "so the surface bends up along $x$ and along $y$, and therefore in every direction.”\n\n"
            "Answer in two to six sentences. What is right in this, what is wrong, and what decides "
            "instead? Show it "
            "with one direction and its curvature, computed for this $H$. (4 points)"
        )

    def _direction(self, given: Given) -> tuple[int, int]:
        return (1, -1) if given["H"][0][1] > 0 else (1, 1)

    def reference(self, given: Given) -> str:
        (a, b), (_, c) = given["H"]
        u, curvature = self._direction(given), (a + c - 2 * abs(b)) / 2
        return (
            f"The diagonal holds the curvatures along the two axes, ${a}$ and ${c}$, so along the axes "
            f"the surface does bend "
            f"up. Between the axes the mixed partial counts too. Along ${u}/\\sqrt 2$ the curvature is "
            f"$u^{{\\mathsf{{T}}}} H u = \\frac{{1}}{{2}}({a} + {c} - 2 \\cdot {abs(b)}) = {curvature:g} < 0$, "
            "so there the surface bends down. What decides are the eigenvalues, which are the smallest "
            "and the largest "
            f"curvature. Here $\\det H = {a * c - b * b} < 0$, so they have different signs and $H$ is "
            "indefinite."
        )

    def rubric(self, given: Given) -> str:
        return (
            "- 1 point: says that the diagonal entries are the curvatures along the two axes, and that this "
            "part is right.\n"
            f"- 1 point: names a direction in which the curvature is negative, such as "
            f"${self._direction(given)}$, "
            "and computes it correctly (with a unit vector, or saying that only the sign matters).\n"
            "- 1 point: says that the eigenvalues decide (or, in two variables, the determinant together "
            "with the diagonal), "
            "and applies that to this $H$.\n"
            "- 1 point: the reasoning is complete and clear: a fellow student would be convinced."
        )


assignment = Assignment(
    "hw1-definition",
    "What the Hessian is",
    1,
    (FromFToH(), Curvature(), ThreeVariables(), Panels(), Mixed(), InWords()),
)
