"""Homework 6, the Hessian at scale and at work: six questions, each with its numbers, its text and its judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, permutations
from typing import Any

import numpy as np

from hesskit.course.answers import Entries, Number, Point, Witness, floats_of
from hesskit.homework import Assignment, Given, Variant
from hesskit.homework.assignments.drawings import drawing
from hesskit.homework.assignments.parts import Autograded, Explained, Part, Wrong
from hesskit.homework.assignments.writing import define, matrix, point
from hesskit.homework.paper import Calls, Pick, calls, gave

Pairs = Sequence[Sequence[int]]
Step = Callable[[Any, Any, Any], Any]
Row = tuple[Any, float, str, str, Callable[[Any], bool] | None]


def _one(value: Entries) -> float:
    """The one number of an answer."""
    (number,) = floats_of(value)
    return number


def _wrong(*table: Row) -> tuple[Wrong, ...]:
    """A table of an answer, its points, the belief that it betrays, the hint, and what else betrays it."""
    return tuple(
        Wrong(belief=belief, hint=hint, answers=(answer,), points=points, when=when)
        for answer, points, belief, hint, when in table
    )


# By hand: what a dense Hessian costs, and a product that needs no matrix.


class Costs(Autograded):
    """By hand: what a dense Hessian costs, and a product that needs no matrix."""

    name = "q1"
    title = "What fits, and what needs no room"
    minutes = 12
    worth = {"largest": 1, "seconds": 1, "Hv": 2}
    template = "largest = ...\nseconds = ...\nHv = ..."

    # thousands of variables: the most that fit, and those whose factor was timed; the ratio is 4 or more
    _SIZES = (
        (15, 3), (20, 4), (20, 5), (25, 5), (35, 5), (35, 7), (40, 4), (40, 8), (40, 10), (50, 5), (50, 10), (60, 6),
        (60, 10), (60, 12), (70, 7), (70, 10),
    )  # fmt: skip

    def draw(self, variant: Variant) -> Given:
        largest, timed = variant.choose("q1 size", self._SIZES)
        sign = variant.sign("q1 sign")
        return {
            "largest": 1000 * largest,
            "timed": 1000 * timed,
            "took": variant.choose("q1 took", (0.5, 1.5, 2, 3)),
            "a": variant.choose("q1 a", (2, 3, 4, 6)),
            "c": variant.choose("q1 c", (1, 3, 5)),
            "p": list(variant.shuffled("q1 p", (1, -2, 2, 3))),
            "v": [sign * v for v in variant.shuffled("q1 v", (1, -1, 2, 3))],
        }

    def _gigabytes(self, given: Given) -> float:
        return 8 * given["largest"] ** 2 / 1e9

    def _seconds(self, given: Given, largest: float, power: int = 3) -> float:
        return float(given["took"] * (largest / given["timed"]) ** power)

    def text(self, given: Given) -> str:
        p, v = point(given["p"]), point(given["v"])
        part = Fraction(given["a"], 12)
        return (
            f"By hand. A computer has {self._gigabytes(given):g} gigabytes free, of $10^9$ bytes each.\n\n"
            "- `largest` (1 point): up to which number $n$ of variables can it hold a Hessian in float64, as a full "
            "square array? Give a whole number.\n"
            f"- `seconds` (1 point): its Cholesky factor for $n = {given['timed']}$ took {given['took']:g} seconds. "
            "How long should it take for that largest $n$?\n"
            f"- `Hv` (2 points): the function $f(x) = \\frac{{{part.numerator}}}{{{part.denominator}}} \\sum_i x_i^4 "
            f"+ \\frac{{{given['c']}}}{{2}} (\\sum_i x_i)^2$ has a Hessian without a single zero off its diagonal, "
            f"and yet $Hv$ takes a few vectors only. Here $n = 4$. Give $Hv$ at $p = {p}$ for $v = {v}$ as four "
            "numbers, such as `(1, -2, 0, 3)`."
        )

    def parts(self, given: Given) -> tuple[Part, ...]:
        return self._memory(given), self._time(given), self._product(given)

    def _memory(self, given: Given) -> Part:
        entries = self._gigabytes(given) * 1e9 / 8

        def about(number: float) -> Callable[[Any], bool]:
            return lambda value: abs(_one(value) / number - 1) < 0.01

        half, byte = (2 * entries) ** 0.5, (8 * entries) ** 0.5
        return Part(
            name="largest",
            points=1,
            kind=Number(str(given["largest"]), tolerance=1e-4),
            why="It takes $8n^2$ bytes.",
            nudge="How many bytes does one entry take, how many entries are there, and what is left to be solved "
            "for $n$?",
            wrong=_wrong(
                (
                    round(half), 0.5, "half of the matrix is enough",
                    "A square array keeps the entries on both sides of the diagonal, each in 8 bytes. How many "
                    "gigabytes would it take for your $n$?", about(half),
                ),
                (
                    round(byte), 0.5, "an entry takes one byte",
                    "A float64 is made of 64 binary digits. How many bytes are they?", about(byte),
                ),
                (
                    round(entries), 0, "memory is proportional to n",
                    "So many numbers make a *vector* that fills the memory. How many entries does a "
                    "$10 \\times 10$ matrix have?", about(entries),
                ),
                (
                    round(float(np.log2(8 * entries))), 0, "memory grows exponentially with n",
                    "From $n = 100$ to $101$ the memory grows by 2 %, and from 1 to 2 it grows fourfold. Exponential "
                    "growth would have the same factor each time.", lambda value: 1 < _one(value) < 100,
                ),
            ),
        )  # fmt: skip

    def _time(self, given: Given) -> Part:
        right = self._seconds(given, given["largest"])

        def kinds(own: Mapping[str, Any]) -> tuple[Number, ...]:
            return (Number(f"{self._seconds(given, _one(own['largest'])):.6f}", tolerance=5e-3),)

        return Part(
            name="seconds",
            points=1,
            kind=Number(f"{right:.6f}", tolerance=5e-3),
            why=r"The time grows like $n^3$.",
            nudge="How many times as many variables are there? With which power of that number does the time of a "
            "Cholesky factor grow?",
            wrong=_wrong(
                (
                    self._seconds(given, given["largest"], 2), 0, "a solve costs what the memory costs",
                    "The entries are a square of $n$. But each variable that is eliminated changes *all* entries that "
                    "are left.", None,
                ),
                (
                    self._seconds(given, given["largest"], 1), 0, "time is proportional to n",
                    "Twice the variables make four times the entries already, and each has to be worked on more than "
                    "once.", None,
                ),
                (
                    f"{right / 3:.6f}", 0.5, "the third of n³/3 is counted once",
                    r"The third stands in the time that was measured, too. What is $n^3/3$ for one $n$ divided by "
                    r"$n^3/3$ for the other?", None,
                ),
            ),
            follows=kinds,
        )  # fmt: skip

    def _products(self, given: Given) -> list[list[Any]]:
        """Right; the sum's part left out; of the diagonal alone; a whole step; the gradient; one number."""
        a, c, p, v = given["a"], given["c"], given["p"], given["v"]
        bent = [a * s * s * t for s, t in zip(p, v, strict=True)]
        whole = [Fraction(a, 3) * ((s + t) ** 3 - s**3) for s, t in zip(p, v, strict=True)]
        right = [b + c * sum(v) for b in bent]
        return [
            right,
            bent,
            [b + c * t for b, t in zip(bent, v, strict=True)],
            [w + c * sum(v) for w in whole],
            [Fraction(a, 3) * s**3 + c * sum(p) for s in p],
            [sum(r * t for r, t in zip(right, v, strict=True))],
        ]

    _BELIEFS = (
        (
            1, "the square of a sum has no curvature",
            r"Differentiate $\frac{1}{2}(x_1 + x_2)^2$ by $x_1$, and then by $x_2$. What remains?",
        ),
        (
            1, "the mixed entries can be left out",
            "For $f = xy$ the diagonal of $H$ is zero, and yet the gradient $(y, x)$ changes along every direction.",
        ),
        (
            1, "a whole step is a derivative",
            "You took the change of the gradient over all of $v$. For $x^4$ it goes from 4 to 32 between 1 and 2, and "
            "the second derivative at 1 is 12.",
        ),
        (
            0, "the gradient stands for its change",
            "These are the slopes at $p$. The product $Hv$ says how they *change* along $v$, so that it vanishes for "
            "$v = 0$.",
        ),
        (
            0, "H·v is the curvature along v",
            r"You went one step too far, to the number $v^{\mathsf{T}} H v$. How many entries does a matrix times "
            "a vector have?",
        ),
    )  # fmt: skip

    def _product(self, given: Given) -> Part:
        right, *wrong = (point(values) for values in self._products(given))
        return Part(
            name="Hv",
            points=2,
            kind=Point(right),
            why="One pass through $p$ and $v$, and one sum: that is the price at any $n$.",
            nudge=r"Differentiate $\nabla f(p + tv)$ by $t$ at $t = 0$, first the sum of the fourth powers, then the "
            "square of the sum.",
            wrong=_wrong(*((values, *row, None) for values, row in zip(wrong, self._BELIEFS, strict=True))),
        )

    def reference(self, given: Given) -> str:
        return define(
            largest=given["largest"],
            seconds=self._seconds(given, given["largest"]),
            Hv=tuple(self._products(given)[0]),
        )


# Code: one Newton step from what several machines send.


def _solved(gradient: Any, hessian: Any, damping: float) -> Any:
    return np.linalg.solve(hessian + damping * np.eye(len(gradient)), -gradient)


def _reduced(weigh: Callable[[Any], Any], damping: float) -> Step:
    """The step with these weights of the blocks."""

    def step(gradients: Any, hessians: Any, rows: Any) -> Any:
        w = weigh(np.array(rows, dtype=float))
        return _solved(w @ np.array(gradients), np.tensordot(w, hessians, axes=1), damping)

    return step


def _shares(rows: Any) -> Any:
    return rows / rows.sum()


def _steps_of_each(weigh: Callable[[Any], Any], damping: float) -> Step:
    """The mean of the blocks' own steps."""

    def step(gradients: Any, hessians: Any, rows: Any) -> Any:
        own = [_solved(np.array(g), np.array(h), damping) for g, h in zip(gradients, hessians, strict=True)]
        return weigh(np.array(rows, dtype=float)) @ np.array(own)

    return step


class MapReduce(Autograded):
    """Code: one Newton step from what several machines send."""

    name = "q2"
    title = "One step from all machines"
    minutes = 15
    worth = {"newton_step": 4}
    template = "def newton_step(gradients, hessians, rows):\n    ..."

    def draw(self, variant: Variant) -> Given:
        """Three trial calls: two blocks, four blocks, and three blocks of three variables."""

        def number(label: str) -> float:
            return float(variant.sign(f"q2 {label} sign") * variant.integer(f"q2 {label}", 1, 6))

        def hessian(label: str, size: int) -> list[list[float]]:
            found = np.diag([float(variant.integer(f"q2 {label} {i}", 3, 6)) for i in range(size)])
            for i, j in combinations(range(size), 2):
                found[i, j] = found[j, i] = variant.sign(f"q2 {label} {i}{j}")
            return [list(map(float, row)) for row in found]

        probes = []
        for call, (blocks, size) in enumerate(((2, 2), (4, 2), (3, 3))):
            own = [f"{call} {block}" for block in range(blocks)]
            rows = variant.shuffled(f"q2 {call} rows", (100, 250, 400, 900))[:blocks]
            gradients = [[number(f"{block} g{i}") for i in range(size)] for block in own]
            probes.append([gradients, [hessian(f"{block} h", size) for block in own], list(rows)])
        return {
            "probes": probes,
            "damping": variant.choose("q2 damping", (0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9)),
        }

    def text(self, given: Given) -> str:
        gradients, hessians, rows = given["probes"][0]
        return (
            "The rows of a data set lie on several machines, and a loss is the **mean over all rows**. Write a "
            "function `newton_step(gradients, hessians, rows)` that makes *one* Newton step for it from what the "
            f"machines send: the step $d$ with $(H + {given['damping']:g} I)\\, d = -\\nabla f$, where $\\nabla f$ and "
            f"$H$ belong to the whole loss and ${given['damping']:g} I$ is a damping.\n\n"
            "Machine $k$ has `rows[k]` rows. It sends `gradients[k]` and `hessians[k]`, which are means over *its own* "
            "rows. All three arrive as NumPy arrays, of the shapes (machines, $n$), (machines, $n$, $n$) and "
            "(machines,), for any number of machines and variables. The function gives the $n$ numbers of $d$.\n\n"
            f"Try it with `newton_step(np.array({gradients}), np.array({hessians}), np.array({rows}))`. (4 points)"
        )

    def _code(self, given: Given, gives: str, weights: str = "rows / rows.sum()") -> str:
        damped = gives.replace("DAMPED", f"H + {given['damping']!r} * np.eye(len(g))")
        return (
            "import numpy as np\n\n"
            "def newton_step(gradients, hessians, rows):\n"
            f"    w = {weights}\n"
            "    g, H = w @ gradients, np.tensordot(w, hessians, axes=1)\n"
            f"    return {damped}"
        )

    def _own_steps(self, given: Given) -> str:
        return (
            "import numpy as np\n\n"
            "def newton_step(gradients, hessians, rows):\n"
            f"    damping = {given['damping']!r} * np.eye(gradients.shape[1])\n"
            "    steps = [np.linalg.solve(h + damping, -g) for g, h in zip(gradients, hessians)]\n"
            "    return np.average(steps, axis=0, weights=rows)"
        )

    def _beliefs(self, given: Given) -> tuple[tuple[tuple[Step, ...], str, float, str, str], ...]:
        """Wrong steps, the code of the first of them, its points, the belief and its hint."""
        damping, solve = given["damping"], "np.linalg.solve(DAMPED, -g)"
        right = _reduced(_shares, damping)

        def multiplied(gradients: Any, hessians: Any, rows: Any) -> Any:
            w = _shares(np.array(rows, dtype=float))
            g, h = w @ np.array(gradients), np.tensordot(w, hessians, axes=1)
            return -(h @ g + damping * g)

        return (
            (
                (_steps_of_each(_shares, damping), _steps_of_each(lambda r: 0 * r + 1 / len(r), damping)),
                self._own_steps(given), 1, "the steps of the blocks average to the step of all",
                "The mean of solutions does not solve the mean equation. For $x = 1$ and $3x = 9$ the mean of the "
                "solutions is 2, and the mean of the equations is $2x = 5$.",
            ),
            (
                (_reduced(lambda r: 0 * r + 1 / len(r), damping),),
                self._code(given, solve, "np.full(len(rows), 1 / len(rows))"), 2, "every block counts the same",
                "A machine with 900 rows and one with 100 rows: which share of the mean over all 1000 rows comes from "
                "the first?",
            ),
            (
                (_reduced(lambda r: r, damping), _reduced(lambda r: 0 * r + 1, damping)),
                self._code(given, solve, "1.0 * rows"), 2, "a sum is as good as a mean",
                "Without damping it would be, since both sides grow alike. Here the damping stays as it is. Does "
                "your step change when every machine has twice the rows?",
            ),
            (
                (_reduced(_shares, 0.0),), self._code(given, "np.linalg.solve(H, -g)"), 3, "damping may be left out",
                "One row and two coefficients have the Hessian $x x^{\\mathsf{T}}$, which is singular. Which number of "
                "the question makes the equation solvable?",
            ),
            (
                (lambda *sent: -right(*sent),), self._code(given, "np.linalg.solve(DAMPED, g)"), 2,
                "the step has the sign of the gradient", "For $x^2$ at $x = 5$ the slope is 10, and the bottom lies to "
                "the left.",
            ),
            (
                (_reduced(lambda r: np.eye(len(r))[0], damping),), self._code(given, solve, "np.eye(len(rows))[0]"), 1,
                "one block speaks for all", "A part of the rows gives a *sample* of the gradient and of the Hessian, "
                "with an error. Do the other machines not enter your step?",
            ),
            (
                (multiplied,), self._code(given, "-(DAMPED) @ g"), 1, "the Hessian multiplies the gradient",
                "On $50x^2$ at $x = 1$ that leads 10 000 to the left. The bottom is 1 away.",
            ),
        )  # fmt: skip

    def parts(self, given: Given) -> tuple[Part, ...]:
        probes = given["probes"]
        right = tuple(tuple(_reduced(_shares, given["damping"])(*probe).tolist()) for probe in probes)
        return (
            Part(
                name="newton_step",
                points=4,
                kind=Calls(
                    right,
                    "newton_step(gradients, hessians, rows)",
                    "one number for each variable",
                    calls("newton_step", probes),
                ),
                why="Gradients and Hessians of blocks add up, each with the share of its rows, and one small solve "
                "follows.",
                nudge="Which share of all rows does each machine have? With these shares make one gradient and one "
                "Hessian, and only then solve.",
                wrong=tuple(
                    Wrong(belief=name, hint=hint, when=_any(rules, probes), code=code, points=points)
                    for rules, code, points, name, hint in self._beliefs(given)
                ),
            ),
        )

    def probes(self, given: Given) -> list[Any]:
        return list(given["probes"])

    def reference(self, given: Given) -> str:
        return self._code(given, "np.linalg.solve(DAMPED, -g)")


def _any(rules: Sequence[Step], probes: Sequence[Any]) -> Callable[[Any], bool]:
    """Does one of the wrong functions give these values?"""
    return lambda value: any(gave(rule, probes)(value) for rule in rules)


# A construction: an order of elimination in which nothing fills in.


def _ties_made(pairs: Pairs, order: Sequence[float], seen: bool = True) -> int:
    """How many new ties elimination in this order makes; are they seen when the next variable is eliminated?"""
    first = {frozenset(pair) for pair in pairs}
    made: set[frozenset[float]] = set()
    for place, variable in enumerate(order):
        known = first | made if seen else first
        left = [other for other in order[place + 1 :] if frozenset((variable, other)) in known]
        made |= {frozenset(pair) for pair in combinations(left, 2)} - first
    return len(made)


@dataclass(frozen=True, kw_only=True)
class _Order(Witness):
    """An order of seven variables; its example is the natural one."""

    example: str = "(1, 2, 3, 4, 5, 6, 7)"


class FillIn(Autograded):
    """A construction: an order of elimination in which nothing fills in."""

    name = "q3"
    title = "An order in which nothing is lost"
    minutes = 12
    worth = {"order": 2, "lost": 1}
    template = "order = ...\nlost = ..."

    _NATURAL = (1, 2, 3, 4, 5, 6, 7)
    _ZEROS = 15  # below the diagonal

    def _pairs(self, names: Sequence[int]) -> list[list[int]]:
        """Who is tied to whom: the first name to the next three, and each of these to one of the last three."""
        middle, arms, ends = names[0], names[1:4], names[4:]
        return sorted(
            [sorted((middle, arm)) for arm in arms] + [sorted(p) for p in zip(arms, ends, strict=True)]
        )

    @cached_property
    def _possible(self) -> tuple[tuple[int, ...], ...]:
        """Names of the seven with which the natural order loses some zeros at once, and some by new ties."""
        return tuple(
            names
            for names in permutations(self._NATURAL)
            if names[0] in (2, 3) and 4 <= self._lost(self._pairs(names)) <= 7
        )

    def _lost(self, pairs: Pairs, seen: bool = True) -> int:
        """What the natural order loses."""
        return _ties_made(pairs, self._NATURAL, seen)

    def draw(self, variant: Variant) -> Given:
        return {"names": list(variant.choose("q3", self._possible))}

    def text(self, given: Given) -> str:
        pairs = self._pairs(given["names"])
        tied = {frozenset(pair) for pair in pairs} | {frozenset((k,)) for k in self._NATURAL}
        cells = [
            [r"\times" if frozenset((i, j)) in tied else r"\cdot" for j in self._NATURAL]
            for i in self._NATURAL
        ]
        listed = ", ".join(f"{i} and {j}" for i, j in pairs)
        return (
            f"Of seven variables these interact: {listed}. No other two do, so the Hessian is sparse, with "
            f"$\\times$ for what is not zero:\n\n$$H = {matrix(cells)}$$\n\nIt is positive definite, and its Cholesky "
            "factor is computed by eliminating one variable after another.\n\n"
            "- `order` (2 points): the seven numbers in an order of elimination in which *no* zero is lost, written "
            "like `(1, 2, 3, 4, 5, 6, 7)`; the one that is eliminated first comes first. Every such order is right; "
            'if there is none, answer `"none"`.\n'
            "- `lost` (1 point): how many of the zeros below the diagonal are lost in the natural order 1, 2, …, 7?"
        )

    def parts(self, given: Given) -> tuple[Part, ...]:
        return self._order(given), self._number(given)

    def _order(self, given: Given) -> Part:
        pairs = self._pairs(given["names"])
        return Part(
            name="order",
            points=2,
            kind=_Order(
                point(self._kept(given)),
                passes=lambda *order: self._is_order(order) and not _ties_made(pairs, order),
            ),
            why="Whoever is eliminated has one neighbour left at most, and one neighbour cannot be tied to itself.",
            nudge="Draw the seven and the lines between them. Eliminating a variable ties all its neighbours that are "
            "left. Who has one neighbour only?",
            wrong=self._bad_orders(given),
        )

    def _is_order(self, order: Sequence[float]) -> bool:
        return sorted(order) == list(self._NATURAL)

    def _when(self, test: Callable[[tuple[float, ...]], bool]) -> Callable[[Entries], bool]:
        """A recogniser of whole orders only."""
        return lambda value: self._is_order(floats_of(value)) and test(floats_of(value))

    def _kept(self, given: Given) -> list[int]:
        """The ends, the arms, and the middle last."""
        names = given["names"]
        return [*names[4:], *names[1:4], names[0]]

    def _bad_orders(self, given: Given) -> tuple[Wrong, ...]:
        pairs, middle, kept = self._pairs(given["names"]), given["names"][0], self._kept(given)
        return _wrong(
            (
                "none", 0, "fill-in cannot be avoided",
                "A chain 1–2–3–4 loses nothing in its natural order, since each variable has one neighbour left. "
                "Begin at the ends of your drawing.", lambda value: value.shape == (0,),
            ),
            (
                "(1, 1, 2, 3, 4, 5, 6)", 0, "a variable may be left out of the order",
                "Each of the numbers 1 to 7 has to stand in it once: every variable is eliminated.",
                lambda value: value.shape == (7,) and not self._is_order(floats_of(value)),
            ),
            (
                point(self._NATURAL), 0, "the natural order is as good as any",
                "For an arrow with the tip first, every zero is lost, and with the tip last none. Eliminate your "
                "variable 1 and then 2, and mark the new ties.", self._when(lambda order: order == self._NATURAL),
            ),
            (
                point(kept[::-1]), 1, "the last one in the list is eliminated first",
                "Read backwards, your order loses nothing. The first number is the variable that is eliminated first.",
                self._when(lambda order: not _ties_made(pairs, order[::-1])),
            ),
            (
                point([middle, *kept[:-1]]), 0, "the variable with the most neighbours goes first",
                "Eliminating it ties all of them to one another. In an arrow that loses every zero. When should it "
                "go?", self._when(lambda order: order[0] == middle),
            ),
            (
                point([kept[3], *kept[:3], *kept[4:]]), 1, "a variable with two neighbours ties nobody",
                "Very little is lost, and not nothing. In a chain 1–2–3 eliminate 2 first: who is tied to whom?",
                self._when(lambda order: _ties_made(pairs, order) in (1, 2)),
            ),
        )  # fmt: skip

    def _number(self, given: Given) -> Part:
        pairs = self._pairs(given["names"])
        found = _wrong(
            (
                0, 0, "the factor has the zeros of the matrix",
                "Eliminate the first variable that has two neighbours left, and subtract its row from theirs. What "
                "stands where the two rows meet?", None,
            ),
            (
                self._lost(pairs, seen=False), 0.5, "a new tie ties nobody",
                "A tie that elimination has made counts like one that was there. Whom does it make a neighbour when "
                "the next variable goes?", None,
            ),
            (
                2 * self._lost(pairs), 0.5, "the zeros above the diagonal count too",
                "The Cholesky factor is a triangle. A pair of variables is one place below its diagonal.", None,
            ),
            (
                self._ZEROS, 0, "every zero is lost",
                "These are all zeros below the diagonal. A zero is lost only if its two variables are neighbours of "
                "one that goes before them. Check a pair that is far apart in the drawing.", None,
            ),
        )  # fmt: skip
        return Part(
            name="lost",
            points=1,
            kind=Number(str(self._lost(pairs))),
            why="Each is a pair that was tied on the way.",
            nudge="Go through 1, 2, …, 7: list the neighbours that are left, old ties and new ones, and mark the "
            "pairs among them that are tied now.",
            wrong=found,
        )

    def reference(self, given: Given) -> str:
        return define(order=tuple(self._kept(given)), lost=self._lost(self._pairs(given["names"])))


# A construction: a covariance matrix that float32 spoils.


def _is_definite(first: float, mixed: float, second: float) -> bool:
    """Is [[first, mixed], [mixed, second]] positive definite? Exactly."""
    a, b, c = map(Fraction, (first, mixed, second))
    return a > 0 and a * c > b * b


def _single(number: float) -> float:
    """The number as float32 holds it."""
    return float(np.float32(number))


def _digits(numbers: Sequence[float]) -> str:
    """Numbers with all their digits."""
    return f"({', '.join(map(repr, numbers))})"


class SevenDigits(Autograded):
    """A construction: a covariance matrix that float32 spoils."""

    name = "q4"
    title = "Two funds in seven digits"
    minutes = 10
    worth = {"variances": 2}
    template = "variances = ..."

    def draw(self, variant: Variant) -> Given:
        return {"covariance": variant.integer("q4", 110, 490)}

    def text(self, given: Given) -> str:
        k = given["covariance"]
        return (
            f"Two funds follow nearly the same index. In per cent squared, the covariance of their returns is exactly "
            f"{k}. Their covariance matrix is $Σ = {matrix([['s_1', k], [k, 's_2']])}$, and it is the Hessian of the "
            "risk $\\frac{1}{2} w^{\\mathsf{T}} Σ w$.\n\n"
            "Give `variances`, the two numbers $(s_1, s_2)$, written like `(700, 800)`, such that $Σ$ is positive "
            "definite as float64 holds it, and is *no longer* so when each of its entries is rounded to float32. Every "
            'such pair is right; if there is none, answer `"none"`. (2 points)'
        )

    def _in_double(self, given: Given, first: float, second: float) -> bool:
        return _is_definite(first, given["covariance"], second)

    def _in_single(self, given: Given, first: float, second: float) -> bool:
        return _is_definite(_single(first), given["covariance"], _single(second))

    def _passes(self, given: Given, first: float, second: float) -> bool:
        fits = max(abs(first), abs(second)) < 1e30  # far below the largest float32
        return fits and self._in_double(given, first, second) and not self._in_single(given, first, second)

    def _is_near(self, given: Given, first: float, second: float) -> bool:
        return all(abs(variance / given["covariance"] - 1) < 0.02 for variance in (first, second))

    def parts(self, given: Given) -> tuple[Part, ...]:
        k = given["covariance"]
        return (
            Part(
                name="variances",
                points=2,
                kind=Witness(_digits((k, k + 1e-6)), passes=lambda *s: self._passes(given, *s)),
                why="The smallest eigenvalue is a difference of nearly equal numbers, and float32 has lost it.",
                nudge="It has to hold that $s_1 s_2$ exceeds the square of the covariance, by so little that seven "
                "digits do not show it.",
                wrong=self._beliefs(given),
            ),
        )

    def _beliefs(self, given: Given) -> tuple[Wrong, ...]:
        k = given["covariance"]
        return _wrong(
            (
                "none", 0, "rounding does not change a sign",
                "In float32, $1 + 10^{-9}$ is 1, so that its difference from 1 is zero. And the determinant is a "
                "difference.", lambda value: value.shape == (0,),
            ),
            (
                point((k, k)), 0, "singular is as good as positive definite",
                "Your $Σ$ is not positive definite before it is rounded. Compute $s_1 s_2$ less the square of the "
                "covariance, with the sixteen digits of float64.",
                lambda value: not self._in_double(given, *floats_of(value)),
            ),
            (
                _digits((k, k + 1e-3)), 1, "float32 rounds to a few decimals",
                "Your two funds are alike, and not enough. Float32 keeps 24 binary digits, about seven decimal ones, "
                "counted from the *first* digit of a number. Try `np.float32` on yours.",
                lambda value: self._is_near(given, *floats_of(value)),
            ),
            (
                _digits((1000000 * k, k / 500000)), 1, "a large condition number is what rounding spoils",
                "Float32 keeps seven digits of *each* entry, however small it is. The matrix with 1 and $10^{-9}$ on "
                "its diagonal, and zeros beside it, stays positive definite. What is lost is a small *difference* of "
                "large numbers.",
                lambda value: value.shape == (2,) and max(floats_of(value)) > 1e4 * min(floats_of(value)),
            ),
        )  # fmt: skip

    def reference(self, given: Given) -> str:
        return define(variances=(given["covariance"], given["covariance"] + 1e-6))


# A picture to read: three power stations, one of them at its limit.


class Dispatch(Autograded):
    """A picture to read: three power stations, one of them at its limit."""

    name = "q5"
    title = "What a limit costs"
    minutes = 10
    worth = {"limited": 1, "most": 1, "saves": 1}
    template = "limited = ...\nmost = ...\nsaves = ..."

    _LABELS = ("A", "B", "C")
    _ROLES = ("full", "flat", "steep")  # at its limit; free with the smaller slope; free with the larger one

    def draw(self, variant: Variant) -> Given:
        """Each station by its first marginal cost, its slope and its limit; the price, and whose letter is whose."""
        price = variant.choose("q5 price", (40, 45, 55))
        end, limit = variant.choose("q5 end", (25, 30)), variant.choose("q5 limit", (100, 120, 150))
        stations = {
            "full": [end - 5, 5 / limit, limit],
            "flat": [variant.choose("q5 flat", (20, 25)), variant.choose("q5 slope", (0.125, 0.2)), 320],
            "steep": [variant.choose("q5 steep", (10, 15)), variant.choose("q5 steeper", (0.4, 0.5)), 130],
        }
        order = variant.shuffled("q5 order", self._ROLES)
        return {
            "price": price,
            "end": end,
            "stations": stations,
            "roles": dict(zip(self._LABELS, order, strict=True)),
        }

    def _power(self, given: Given, role: str) -> float:
        """What a station makes at the price."""
        start, slope, limit = given["stations"][role]
        return float(min(limit, (given["price"] - start) / slope))

    def _label(self, given: Given, role: str) -> str:
        return next(label for label, found in given["roles"].items() if found == role)

    def setup(self, given: Given) -> str:
        curves = {}
        for label, role in given["roles"].items():
            start, slope, limit = given["stations"][role]
            curves[label] = [[0, limit], [start, round(start + slope * limit, 6)]]
        shown = {
            "curves": curves,
            "x": "power in megawatts",
            "y": "marginal cost in dollars per megawatt hour",
        }
        return drawing("curves", shown)

    def text(self, given: Given) -> str:
        demand = sum(self._power(given, role) for role in self._ROLES)
        return (
            "The next cell draws the marginal costs of three power stations, each up to its limit. Together they make "
            f"{demand:g} megawatts at the least cost. The price, which is the multiplier of the demand, is then "
            f"{given['price']} dollars per megawatt hour.\n\n"
            '- `limited` (1 point): which station makes all that it can, such as `"A"`?\n'
            "- `most` (1 point): which station takes the largest part of one megawatt *more* of demand?\n"
            "- `saves` (1 point): how many dollars an hour would one megawatt more of that first station's *limit* "
            "save? Read the number off to about one dollar."
        )

    def parts(self, given: Given) -> tuple[Part, ...]:
        full, flat, steep = (self._label(given, role) for role in self._ROLES)
        return (
            Part(
                name="limited",
                points=1,
                kind=Pick(self._LABELS, full),
                why="Its line ends below the price.",
                nudge="Lay a level line at the price. A station that is free makes power up to where its line crosses "
                "it.",
                wrong=_wrong(
                    (
                        steep, 0, "whoever starts cheapest is full first",
                        "The first megawatt of that station is the cheapest. But its cost rises fast: where does its "
                        "line cross the price?", None,
                    ),
                    (
                        flat, 0, "whoever can make most is full",
                        "That station's line goes on beyond the price. Does it make all that its line has room for?",
                        None,
                    ),
                ),
            ),
            Part(
                name="most",
                points=1,
                kind=Pick(self._LABELS, flat),
                why="The price rises for all alike, and the flatter a line, the farther it follows: by the inverse of "
                "its entry of the Hessian.",
                nudge="Raise the price by a little. How far to the right does each crossing move, and which station "
                "cannot follow?",
                wrong=_wrong(
                    (
                        full, 0.5, "the flattest line takes most, whether it can or not",
                        "Its line is the flattest, but it ends below the price. Can that station make a megawatt "
                        "more?", None,
                    ),
                    (
                        steep, 0, "the largest entry of the Hessian takes most",
                        "That line is the steepest, so each megawatt makes the next one much dearer there. With "
                        "marginal costs $P$ and $10P$, how do two stations share 11 megawatts?", None,
                    ),
                ),
            ),
            self._saved(given),
        )  # fmt: skip

    def _saved(self, given: Given) -> Part:
        price, end = given["price"], given["end"]
        return Part(
            name="saves",
            points=1,
            kind=Number(str(price - end), tolerance=0.11),
            why="It is the multiplier of the limit: the price less the station's own marginal cost.",
            nudge="One megawatt more there is one less elsewhere, since the demand stays. What does each of the two "
            "cost?",
            wrong=_wrong(
                (
                    0, 0, "a limit costs nothing",
                    "Without the limit the station would make more, and the others, which cost more at the margin, "
                    "less.", None,
                ),
                (
                    price, 0.5, "a megawatt is worth its price",
                    "That much is saved at the other stations. But the megawatt is not free where it is made.",
                    lambda value: abs(_one(value) - price) <= 1,
                ),
                (
                    end, 0.5, "a megawatt is worth what it costs to make",
                    "That much is paid at this station. What is no longer paid at the others?",
                    lambda value: abs(_one(value) - end) <= 1,
                ),
            ),
        )  # fmt: skip

    def reference(self, given: Given) -> str:
        full, flat, _ = (self._label(given, role) for role in self._ROLES)
        return define(limited=full, most=flat, saves=given["price"] - given["end"])


# In words: what a successful run has proved.


class InWords(Explained):
    """In words: what a successful run has proved."""

    name = "q6"
    title = "A run that reports success"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        return {"millions": variant.integer("q6 n", 2, 9), "slope": variant.integer("q6 slope", 2, 9)}

    def text(self, given: Given) -> str:
        return (
            f"A network with {given['millions']} million parameters was trained by L-BFGS. The program reports "
            f"`success: True` and $|\\nabla f| = {given['slope']} \\cdot 10^{{-8}}$. A colleague says: “So this is a "
            "minimum. I take the standard errors from the inverse Hessian that L-BFGS has built on its way. Nobody can "
            "look at the true Hessian here, because its memory grows exponentially with the number of parameters.”\n\n"
            "In four to seven sentences: what does `success` say and what not, what is right and what is wrong about "
            "the memory, how would you find out *without* the matrix whether it is a minimum, and what is wrong with "
            "the standard errors? (4 points)"
        )

    def _terabytes(self, given: Given) -> int:
        return int(8 * given["millions"] ** 2)

    def reference(self, given: Given) -> str:
        return (
            "`success` says that the gradient has become small, so the point is nearly critical; a saddle has a small "
            "gradient as well, and so has a plateau. The memory of the Hessian is $8n^2$ bytes, here "
            f"{self._terabytes(given)} terabytes. That is indeed too much, but it is a square and no exponential. A "
            "product $Hv$ needs no matrix: it costs two gradients, or one more sweep of automatic differentiation, and "
            "the memory of a few vectors. With some dozens of such products the Lanczos method finds the smallest "
            "eigenvalue. If it is clearly negative, the point is no minimum, and its eigenvector shows the way down. "
            "If all are clearly positive, it is one; if the smallest is 0 within the error, as is usual in a network, "
            "this proves nothing. The matrix of L-BFGS is made of its last few steps and is good for the next step. It "
            "depends on the way that was taken, and a run that starts at the minimum has built the identity. Standard "
            "errors belong to the inverse of the Hessian *at the fit*, for instance by solving $Hx = e_i$ with "
            "conjugate gradients for the parameters that matter, and only where $H$ is positive definite."
        )

    def rubric(self, given: Given) -> str:
        return (
            "- 1 point: `success` says that the gradient is small (a critical point at best), which a saddle has too.\n"
            f"- 1 point: the memory is $8n^2$ bytes ({self._terabytes(given)} terabytes): too much, but polynomial, "
            "not exponential. Half of it for either.\n"
            "- 1 point: products $Hv$ without the matrix, and with them the smallest eigenvalue (Lanczos, power "
            "iteration or the like), whose *sign* is read. Products alone, without what is done with them, are worth "
            "half.\n"
            "- 1 point: the matrix of L-BFGS is made for steps, of the last few of them. Standard errors need the "
            "Hessian at the fit (its inverse, or solves with it)."
        )


assignment = Assignment(
    "hw6-at-scale-and-at-work",
    "The Hessian at scale and at work",
    6,
    (Costs(), MapReduce(), FillIn(), SevenDigits(), Dispatch(), InWords()),
)
