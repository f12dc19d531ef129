"""Lesson 2, the second-derivative test: questions, answers, the beliefs that lead elsewhere, and their hints."""

from __future__ import annotations

from collections.abc import Callable

import sympy

from hesskit.course.answers import (
    Built,
    Choice,
    Entries,
    MatrixConstruction,
    Numbers,
    Option,
    Points,
    SurfaceConstruction,
    Witness,
    at_origin,
    floats_of,
    is_formula,
    number_rows,
    same_number,
)
from hesskit.course.exercises.exercise import Belief, Exercise

title = "The second-derivative test"

_WHERE = Exercise(
    number="2.1",
    title="Where the test may be used",
    question=r"At three of these four points the second-derivative test says nothing at all. At which one "
    r"may it be used?",
    answer=Choice(
        (
            Option("exp(x) + exp(y) at (0, 0), where H is positive definite", ("exp(x) + exp(y)", "(0, 0)")),
            Option(
                "x³ − 3x + y² at (−1, 0), where D = −12",
                ("x³ − 3x + y²", "x^3 - 3x + y^2", "(−1, 0)", "(-1, 0)"),
            ),
            Option(
                "x²y + xy² at (1, 1), where D = −12", ("x²y + xy²", "x^2 y + x y^2", "x^2y + xy^2", "(1, 1)")
            ),
            Option(
                "3x³ − 6y² + 3 at (1.2, 3.4), where H is diagonal",
                ("3x³ − 6y² + 3", "3x^3 - 6y^2 + 3", "(1.2, 3.4)"),
            ),
        ),
        right="x³ − 3x + y² at (−1, 0), where D = −12",
    ),
    why=r"There $\nabla f = (3x^2 - 3, 2y) = (0, 0)$, and only a critical point can be a minimum, a "
    r"maximum or a saddle. "
    r"`classify` refuses the other three, and shows their gradients.",
    nudge=r"Compute the *gradient* at each point first. The Hessian does not matter yet.",
    beliefs=(
        Belief(
            "a positive definite Hessian makes a minimum",
            wrong=("exp(x) + exp(y) at (0, 0), where H is positive definite",),
            hints=(
                r"A surface that bends up can still be a slope: the test needs $\nabla f = 0$ first. "
                r"Step from the origin to $(-1, -1)$. Is $\exp(x) + \exp(y)$ larger or smaller there?",
                r"In one variable: $\exp(t)$ bends up everywhere. Where is its slope zero?",
                r"A surface that bends up everywhere can still be a tilted one. Compute its two first "
                r"partials at $(0, 0)$.",
            ),
        ),
        Belief(
            "a negative D makes a saddle",
            wrong=("x²y + xy² at (1, 1), where D = −12",),
            hints=(
                r"The sign of $D$ says nothing on a slope. Here the first partial is $2xy + y^2$: is "
                r"it zero at $(1, 1)$?",
                r"Walk from $(1, 1)$ to $(1.1, 1.1)$ and back to $(0.9, 0.9)$, and compute the "
                r"three values. Is that a pass, or a slope?",
            ),
        ),
        Belief(
            "wherever H can be computed, the test works",
            wrong=("3x³ − 6y² + 3 at (1.2, 3.4), where H is diagonal",),
            hints=(
                r"You can compute $H$ anywhere, but the test needs $\nabla f = 0$ as well. Here the "
                r"gradient is $(9x^2, -12y)$. Put the point in.",
                r"Both $9x^2$ and $-12y$ vanish at one point of the plane only. Is it this one?",
            ),
        ),
    ),
)


def _is_saddle_with_positive_diagonal(rows: list[list[float]]) -> bool:
    (a, b), (c, d) = rows
    diagonal = sorted((a, d))
    asked = same_number(diagonal[0], 4) and same_number(diagonal[1], 9)
    return same_number(b, c) and asked and a * d < b * c


def _square(value: Entries) -> list[list[float]]:
    """The rows of a 2×2 answer, or zeros, which no recogniser below takes for an answer."""
    return number_rows(value) if value.shape == (2, 2) else [[0.0, 0.0], [0.0, 0.0]]


def _determinant(value: Entries) -> float:
    (a, b), (c, d) = _square(value)
    return 0.0 if same_number(a * d, b * c, 1e-12) else a * d - b * c


def _has_positive_diagonal(value: Entries) -> bool:
    rows = _square(value)
    return rows[0][0] > 0 and rows[1][1] > 0


_DIAGONAL = Exercise(
    number="2.2",
    title="Two positive diagonals",
    question=r"Give a symmetric $2 \times 2$ matrix with the diagonal entries 4 and 9, *both* positive, that "
    r"is the Hessian of a saddle. "
    r"If there is none, answer `none`.",
    answer=MatrixConstruction(
        "[[4, 7], [7, 9]]",
        variables=(),
        passes=_is_saddle_with_positive_diagonal,  # type: ignore[arg-type,unused-ignore]
    ),
    why=r"The diagonal only shows the curvatures along the two axes. Your mixed partial is larger in size "
    r"than $\sqrt{4 \cdot 9} = 6$: so $D < 0$, and between the axes the surface bends down.",
    nudge=r"A saddle has $D = f_{xx} f_{yy} - f_{xy}^2 < 0$. The diagonal is given: one number is left to choose.",
    beliefs=(
        Belief(
            "a Hessian needs no symmetry",
            when=lambda value: not same_number(_square(value)[0][1], _square(value)[1][0]),
            wrong=("[[4, 7], [0, 9]]",),
            hints=(
                r"The two mixed entries cannot differ, because the surface is smooth: $f_{xy} = "
                r"f_{yx}$. For $7xy$, both are 7.",
                r"Choose *one* mixed number, and write it in both places.",
            ),
        ),
        Belief(
            "both diagonals positive make a minimum",
            when=lambda value: (
                not value.values or (_has_positive_diagonal(value) and _determinant(value) > 0)
            ),
            wrong=("none", "[[4, 0], [0, 9]]", "[[4, 5], [5, 9]]", "[[2, 1], [1, 2]]"),
            hints=(
                r"Two positive diagonal entries promise only that the surface rises along the two "
                r"axes. So does $x^2 + 100xy + y^2$. Compute it at $(1, -1)$.",
                r"The diagonal knows the axes only. Along $(1, -1)$ the matrix $\begin{pmatrix} a & b \\ b "
                r"& c \end{pmatrix}$ "
                r"gives $a - 2b + c$. Must that be positive?",
                r"The sign of $D = ac - b^2$ decides. How large may $b$ be, when $a$ and $c$ are given?",
            ),
        ),
        Belief(
            "D = 0 makes a saddle",
            when=lambda value: _has_positive_diagonal(value) and _determinant(value) == 0,
            wrong=("[[4, 6], [6, 9]]", "[[4, -6], [-6, 9]]", "[[1, 1], [1, 1]]"),
            hints=(
                r"$D = 0$ is not yet a saddle. It only means that one direction is flat to second "
                r"order. Compute the eigenvalues of your matrix: is one of them negative?",
                r"You stand exactly on the border between bowls and saddles. Which way must the mixed "
                r"entry go?",
            ),
        ),
        Belief(
            "a saddle shows on the diagonal",
            when=lambda value: value.shape == (2, 2) and not _has_positive_diagonal(value),
            wrong=("[[4, 0], [0, -9]]", "[[0, 1], [1, 0]]"),
            hints=(
                r"A saddle need not show on the diagonal. Here both diagonal entries must be "
                r"*positive*, so the bend downwards has to come from somewhere else.",
                r"Put 4 and 9 on the diagonal. One number is left to choose: what does it do to $D "
                r"= f_{xx} f_{yy} - f_{xy}^2$?",
            ),
        ),
        Belief(
            "any saddle will do",
            when=lambda value: _has_positive_diagonal(value) and _determinant(value) < 0,
            wrong=("[[2, 3], [3, 2]]", "[[1, 9], [9, 1]]"),
            hints=(
                r"That is a saddle, but not the one we asked for: we want 4 and 9 on the diagonal. Put "
                r"them there. What is $D$ now, with your mixed entry?",
                r"$D = f_{xx} f_{yy} - f_{xy}^2$: compute the first product for 4 and 9. How large must the "
                r"square of the mixed entry be?",
            ),
        ),
    ),
)

_MAP = Exercise(
    number="2.3",
    title="A place on the map",
    question=r"On the map of all $2 \times 2$ Hessians a critical point lies at trace $-5$ and determinant "
    r"$4$. What are the two eigenvalues?",
    answer=Numbers("-4, -1"),
    why=r"They have the sum $-5$ and the product $4$: both negative, a maximum. A positive determinant "
    r"says that the signs agree; "
    r"the trace says which sign.",
    nudge=r"The trace is $\lambda_1 + \lambda_2$ and the determinant is $\lambda_1 \lambda_2$.",
    beliefs=(
        Belief(
            "a positive determinant makes a minimum",
            wrong=("1, 4",),
            hints=(
                r"A positive determinant does not make the eigenvalues positive. Compute the "
                r"determinant of the Hessian of $-x^2 - y^2$. Is that a bowl?",
                r"The product of your two numbers is right. Add them up: is that the trace?",
            ),
        ),
        Belief(
            "trace and determinant are the eigenvalues",
            wrong=("-5, 4",),
            hints=(
                r"Those are the two coordinates on the map, not the eigenvalues. For $\begin{pmatrix} "
                r"2 & 0 \\ 0 & 3 \end{pmatrix}$ the coordinates are 5 and 6. What are the eigenvalues?",
                r"One of the coordinates is the *sum* of the eigenvalues. What is the other?",
            ),
        ),
        Belief(
            "the trace is the product, the determinant the sum",
            wrong=("5, -1",),
            hints=(
                r"Sum and product have changed places. For $\begin{pmatrix} 2 & 0 \\ 0 & 3 "
                r"\end{pmatrix}$ the trace is $2 + 3$ and the determinant is $2 \cdot 3$.",
                r"The trace adds up the diagonal. What does it do with the eigenvalues?",
            ),
        ),
    ),
)

_SILENT = Exercise(
    number="2.4",
    title="What D = 0 proves",
    question=r"At a critical point of a function of two variables $D = 0$. What can the point be?",
    answer=Choice(
        (
            Option("a saddle, always", ("a saddle",)),
            Option("a minimum or a maximum, never a saddle", ("a minimum or a maximum",)),
            Option("a point on a whole curve of critical points, always", ("a point on a curve",)),
            Option(
                "any of these: the test is silent",
                (
                    "any of these",
                    "proves nothing",
                    "the test is silent",
                    "anything",
                    "any",
                    "it depends",
                    "could be any of them",
                    "inconclusive",
                    "nothing",
                ),
            ),
        ),
        right="any of these: the test is silent",
    ),
    why=r"$x^4 + y^4$ has a minimum, $-x^4 - y^4$ a maximum and $x^3 - 3xy^2$ a saddle, all with $H = 0$ "
    r"at the origin; "
    r"$(x - y)^2$ has a whole line of minima. “Inconclusive” describes the test, not the point.",
    nudge=r"Try small powers of $x$ and $y$ at the origin, and look at $f$ itself.",
    beliefs=(
        Belief(
            "D = 0 makes a saddle",
            wrong=("a saddle, always",),
            hints=(
                r"Not every point with $D = 0$ is a saddle. Take $x^4 + y^4$ at the origin: compute "
                r"$D$, then compare $f(0.1, 0.1)$ with $f(0, 0)$.",
                r"Take $x^2 + y^4$ and $-x^4 - y^4$ as well. Can a sum of even powers be below zero? Can "
                r"its opposite be above?",
            ),
        ),
        Belief(
            "every saddle has D < 0",
            wrong=("a minimum or a maximum, never a saddle",),
            hints=(
                r"Not every saddle has $D < 0$. Take $x^3 - 3xy^2$ at the origin: compute $D$, then "
                r"$f(0.1, 0)$ and $f(-0.1, 0)$.",
                r"Three valleys and three ridges can meet as well as two. What does $H$ see of $x^3$ at "
                r"the origin?",
            ),
        ),
        Belief(
            "D = 0 makes the point one of many",
            wrong=("a point on a whole curve of critical points, always",),
            hints=(
                r"A whole curve of critical points is possible, as $(x - y)^2$ shows, but is it "
                r"certain? Solve $\nabla f = 0$ for $x^4 + y^4$.",
                r"A flat direction of $H$ is flat to *second* order. In one variable: $t^4$ has $f''(0) = "
                r"0$. Where else is its slope zero?",
            ),
        ),
    ),
)


def _is_degenerate_maximum(built: Built) -> bool:
    return at_origin(built).degenerate and at_origin(built).natures == {"maximum"}


_DEGENERATE_MAXIMUM = Exercise(
    number="2.5",
    title="A maximum with D = 0",
    question=r"Build a function $f(x, y)$ with a local maximum at the origin, where $D = 0$ but $H \neq 0$.",
    answer=SurfaceConstruction(
        lambda built: _is_degenerate_maximum(built) and not at_origin(built).flat,
        right="-x^2 - y^4",
    ),
    why=r"It is a maximum, and the second-derivative test cannot see it: a maximum needs $H$ negative "
    r"*semidefinite*, no more.",
    nudge=r"Start from functions of one variable that have a maximum at 0, and look at their second "
    r"derivatives there.",
    beliefs=(
        Belief(
            "a constant has a hilltop",
            when=lambda built: len(at_origin(built).natures) == 2,
            wrong=("7", "x - x"),
            hints=(
                r"A constant is a maximum by the letter of the definition (and a minimum too), but all "
                r"its second partials vanish, and we asked for $H \neq 0$. Let $f$ fall in some "
                r"direction.",
                r"Keep it level at the origin, and let it fall further out. Which powers of $x$ and $y$ do "
                r"that?",
            ),
        ),
        Belief(
            "D = 0 means H = 0",
            when=lambda built: _is_degenerate_maximum(built) and at_origin(built).flat,
            wrong=("-x^4 - y^4", "-(x^2 + y^2)^2", "cos(x^2)", "cos(x^2) + cos(y^2)", "1/(1 + x^4 + y^4)"),
            hints=(
                r"You have a maximum with $D = 0$, but $H$ is the zero matrix, and that is more than "
                r"$D = 0$ requires. Is $\operatorname{diag}(5, 0)$ zero? What is its determinant?",
                r"$D$ is the product of two eigenvalues. One of them must vanish; what sign may the other have "
                r"at a maximum?",
            ),
        ),
        Belief(
            "a maximum needs no zero gradient",
            when=lambda built: not at_origin(built).critical,
            wrong=("x", "y - x^4", "-x^4 - y^4 + x/1000"),
            hints=(
                r"First of all, a maximum is level, and your surface is tilted at the origin. Compute "
                r"its two first partials at $(0, 0)$. To which side does it rise?",
                r"A hilltop is level. Which of your terms are of first order?",
            ),
        ),
        Belief(
            "a maximum needs D > 0",
            when=lambda built: not at_origin(built).degenerate and "maximum" in at_origin(built).natures,
            wrong=("-x^2 - y^2", "cos(x) + cos(y)"),
            hints=(
                r"A maximum does not need $D > 0$. Yours is a maximum that the test can see: compute "
                r"its $D$, then make it flatter.",
                r"In one variable: which hilltops have the second derivative 0 at the top?",
                r"Let at least one eigenvalue vanish. The surface must still fall, or stay level, in that "
                r"direction.",
            ),
        ),
        Belief(
            "D = 0 tells a maximum from a minimum",
            when=lambda built: at_origin(built).degenerate and at_origin(built).natures == {"minimum"},
            wrong=("x^4 + y^4", "x^2 + y^4", "x^2"),
            hints=(
                r"$D = 0$ is right, but it does not choose between up and down. Compare $f(0.1, 0.1)$ "
                r"with $f(0, 0)$ for your surface.",
                r"What changes if you turn your surface upside down?",
            ),
        ),
        Belief(
            "D = 0 settles what the point is",
            when=lambda built: at_origin(built).degenerate and at_origin(built).natures == {"saddle"},
            wrong=("x^3 + y^3", "x^2 - y^4", "-x^2 + y^3", "x^3 - 3x y^2"),
            hints=(
                r"With $D = 0$ the point may still be anything. Your surface rises in some direction. In "
                r"one variable, compare $t^3$ with $t^4$ on both sides of 0.",
                r"Look for a direction in which your surface goes *above* $f(0, 0)$; it must have none.",
            ),
        ),
        Belief(
            "D need not be computed",
            when=lambda built: not at_origin(built).degenerate and at_origin(built).critical,
            wrong=("x y", "x^2 - y^2", "x^2 + y^2"),
            hints=(
                r"Have you computed $D$? It is not zero here, so the test speaks, and it does not say "
                r"maximum. In one variable, compute $f''(0)$ for $-t^2$ and for $-t^6$.",
                r"Of all powers and products of $x$ and $y$, only the squares and $xy$ bend at the origin. "
                r"With which powers is no bend left in *one* of the directions?",
            ),
        ),
    ),
)


def _is_degenerate_saddle(built: Built) -> bool:
    return at_origin(built).degenerate and at_origin(built).natures == {"saddle"}


_X2_Y4, _X2_Y3, _MONKEY = ({(2, 0), (0, 4)}, {(2, 0), (0, 3)}, {(3, 0), (1, 2)})


def _is_tabled_saddle(built: Built) -> bool:
    """Is it one of the saddles in the lesson's own table, perhaps stretched, raised, or with x and y exchanged?"""
    if not isinstance(built.formula, sympy.Expr):
        return any(is_formula(built, row) for row in ("x^2 - y^4", "x^2 + y^3", "x^3 - 3x y^2"))
    letters = sorted(built.formula.free_symbols, key=str)
    polynomial = built.formula.as_poly(*letters) if len(letters) == 2 else None
    if polynomial is None:
        return False
    shape = {powers: factor for powers, factor in polynomial.terms() if any(powers)}
    turned = {powers[::-1] for powers in shape}
    if _MONKEY in (set(shape), turned):
        return bool(sympy.prod(shape.values()) < 0)  # x^3 + x y^2 is another surface
    return any(row in (set(shape), turned) for row in (_X2_Y4, _X2_Y3))


_DEGENERATE_SADDLE = Exercise(
    number="2.6",
    title="A saddle the test cannot see",
    question=r"Build a function $f(x, y)$ with $\nabla f = 0$ and $D = 0$ at the origin, where the origin is "
    r"neither a minimum nor a maximum. The rows of the lesson's table do not count, stretched or turned.",
    answer=SurfaceConstruction(
        lambda built: _is_degenerate_saddle(built) and not _is_tabled_saddle(built),
        right="x^4 - y^4",
    ),
    why=r"$D < 0$ is a sure sign of a saddle, not a necessary one. The higher terms of $f$ decide, and $H$ "
    r"does not know them.",
    nudge=r"Look for a function that is flat to second order in some direction, and takes values on both "
    r"sides of $f(0, 0)$.",
    beliefs=(
        Belief(
            "the test works without a zero gradient",
            when=lambda built: not at_origin(built).critical,
            wrong=("x", "x^3 + y", "exp(x) + exp(y)"),
            hints=(
                r"The test needs $\nabla f = 0$ first. Your surface is tilted at the origin, as "
                r"$\exp(x) + \exp(y)$ is. Compute its gradient there.",
                r"Drop the terms of first order. What remains?",
            ),
        ),
        Belief(
            "every saddle has D < 0",
            when=lambda built: not at_origin(built).degenerate and at_origin(built).natures == {"saddle"},
            wrong=("x^2 - y^2", "x y", "x^2 + 3x y + y^2"),
            hints=(
                r"Your surface is an ordinary saddle: $D < 0$, and the test sees it. Saddles with $D = "
                r"0$ exist too. How much does a third power, such as $t^3$, bend at 0?",
                r"One eigenvalue at least must vanish. What may still change sign in that direction?",
                r"In one variable: which powers of $t$ have the second derivative 0 at 0, and which of "
                r"them take both signs?",
            ),
        ),
        Belief(
            "D = 0 makes a saddle",
            when=lambda built: at_origin(built).degenerate and "saddle" not in at_origin(built).natures,
            wrong=("x^4 + y^4", "-x^4 - y^4", "x^2 + y^4", "x^2", "7"),
            hints=(
                r"$D = 0$ is right, but it does not make a saddle by itself. Look at the sign of $f(x, "
                r"y) - f(0, 0)$ all round the origin. Does it change?",
                r"The sum of two even powers keeps its sign. What could you change so that one direction "
                r"rises and another falls?",
            ),
        ),
        Belief(
            "a bowl can be a saddle",
            when=lambda built: not at_origin(built).degenerate and at_origin(built).critical,
            wrong=("x^2 + y^2", "-x^2 - y^2", "cos(x) + cos(y)"),
            hints=(
                r"Compute $D$ for your surface. It is positive, so the test itself proves a minimum or "
                r"a maximum. You have to get rid of both $D$ and the single sign.",
                r"Replace a square by a higher power: what becomes of $D$? And which power takes both signs?",
            ),
        ),
        Belief(
            "a row of the table will do",
            when=lambda built: _is_degenerate_saddle(built) and _is_tabled_saddle(built),
            wrong=("x^2 - y^4", "x^2 + y^3", "x^3 - 3x y^2", "2x^2 - y^4", "y^2 + x^3", "-x^3 + 3x y^2"),
            hints=(
                r"That is a row of the lesson's table, perhaps stretched or turned. It is such a "
                r"saddle indeed, but please find one of your own. Why is $D = 0$ in the table's, and "
                r"where do their two signs come from?",
                r"Change the powers of your surface: which changes keep $D = 0$, and which keep both signs?",
            ),
        ),
    ),
)

_LINES = Exercise(
    number="2.7",
    title="Along every line",
    question=r"On *every* straight line through the origin, $f(x, y) = (y - x^2)(y - 3x^2)$ has a local "
    r"minimum there. "
    r"What is the origin for $f$ on the plane?",
    answer=Choice(
        (
            Option(
                "neither a minimum nor a maximum",
                ("neither", "a saddle", "neither min nor max", "not a minimum", "no minimum", "no extremum"),
            ),
            Option("a minimum, since every line shows one", ("a minimum",)),
            Option("a maximum", ("a maximum, since D = 0",)),
            Option("a point nobody can decide, since D = 0", ("inconclusive", "undecidable")),
        ),
        right="neither a minimum nor a maximum",
    ),
    why=r"On the parabola $y = 2x^2$ it is $-x^4$, below zero as close to the origin as you like. Straight "
    r"lines miss it: "
    r"each one leaves the thin region between the two parabolas before it reaches the origin.",
    nudge=r"Where is the product of two factors negative? Draw $y = x^2$ and $y = 3x^2$.",
    beliefs=(
        Belief(
            "a minimum along every line is a minimum",
            wrong=("a minimum, since every line shows one",),
            hints=(
                r"You have walked in straight lines only, and not every path is straight. Each factor "
                r"can be negative: in which region of the plane is exactly one of them?",
                r"Compute $f(0.1, 0.02)$, and then $f(0.01, 0.0002)$. How near to the origin can you do that?",
            ),
        ),
        Belief(
            "what the test cannot decide, nothing can",
            wrong=("a point nobody can decide, since D = 0",),
            hints=(
                r"A silent test is not the last word. It is silent on $x^4 + y^4$ too, and there one "
                r"look at $f$ decides. Look at the signs of the two factors here.",
                r"Compute $f$ at $(0, 0.01)$ and at $(0.1, 0.02)$.",
            ),
        ),
        Belief(
            "one dip below zero makes a maximum",
            wrong=("a maximum",),
            hints=(
                r"Some values near the origin are below zero, but not all of them are. Compute $f(0, "
                r"0.1)$: on the $y$-axis $f = y^2$.",
                r"A maximum has no higher value nearby. Walk along either axis.",
            ),
        ),
    ),
)

_HUNT = Points("(0, 0), (3, 0), (0, 3), (1, 1)")


def _partials(value: Entries) -> list[tuple[float, float]]:
    """Both first partials of the hunted function at each of the points."""
    if _HUNT.misfit(value):
        return []
    return [(y * (2 * x + y - 3), x * (x + 2 * y - 3)) for x, y in number_rows(value)]


def _solves_one_equation_only(value: Entries) -> bool:
    zero = [(abs(a) < 1e-6, abs(b) < 1e-6) for a, b in _partials(value)]
    return any(a != b for a, b in zero)


_HUNTER = Exercise(
    number="2.8",
    title="The hunter",
    question=r"Find *all* critical points of $f(x, y) = x^2 y + xy^2 - 3xy$, in any order, such as `(5, "
    r"6), (7, 8)`.",
    answer=_HUNT,
    why=r"$f_x = y(2x + y - 3)$ and $f_y = x(x + 2y - 3)$: two factors each, so four ways for both to "
    r"vanish. "
    r"Three are saddles with $D = -9$; at $(1, 1)$, $D = 3$ and $f_{xx} = 2$, a minimum.",
    nudge=r"Factorise both first partials. Then take one factor from each, in every combination.",
    beliefs=(
        Belief(
            "dividing by a variable loses nothing",
            when=_HUNT.some_of,
            wrong=("(1, 1)", "(0, 0), (1, 1)", "(0, 0)", "(1, 1), (3, 0), (0, 3)"),
            hints=(
                r"All your points are critical, but some are missing. Did you divide by a variable, "
                r"stop early, or search a small box? Divide $t^2 = t$ by $t$, and only one of its two "
                r"solutions is left.",
                r"A product is zero when *either* factor is. Each first partial has two factors: how many "
                r"combinations are there?",
                r"On the line $y = 0$ the partial $f_x$ vanishes throughout. Where on that line does $f_y$ "
                r"vanish too?",
            ),
        ),
        Belief(
            "each partial vanishes on its own",
            when=_solves_one_equation_only,
            wrong=("(3/2, 0)", "(0, 0), (3, 0), (0, 3), (1, 1), (3/2, 0)"),
            hints=(
                r"Both partials must vanish at the *same* point. At one of yours only one of them "
                r"does: put each point into $f_x$ and into $f_y$.",
                r"For $x^2 + y$, $f_x = 2x$ vanishes on a whole line, and yet no point is critical. Why?",
            ),
        ),
        Belief(
            "where f is zero, its gradient is",
            wrong=("(3, 3)", "(0, 0), (2, 2)", "(1, 2), (2, 1)", "(1, 2)"),
            hints=(
                r"Critical points solve $\nabla f = 0$, not $f = 0$. Take $t - 5$: it is zero at 5. "
                r"What is its slope there?",
                r"Differentiate first: what are $f_x$ and $f_y$? Then solve.",
            ),
        ),
    ),
)


def _lies_below(x: float, y: float) -> bool:
    return _height(x, y) < -1000


def _height(x: float, y: float) -> float:
    return x**2 + y**2 * (1 - x) ** 3


def _heights(value: Entries) -> list[float]:
    """The height at the point of an answer; none where it is no point."""
    return [_height(*(float(number) for number in value.values))] if value.shape == (2,) else []


_GLOBAL = Exercise(
    number="2.9",
    title="Local is not global",
    question=r"$f(x, y) = x^2 + y^2(1 - x)^3$ has one critical point, the origin: a local minimum with "
    r"$f(0, 0) = 0$. "
    r"Give a point where $f < -1000$; if there is none, answer `none`.",
    answer=Witness("(3, 12)", passes=_lies_below),
    why=r"So $f$ falls below its only local minimum, and there is no bound. In one variable a lone critical "
    r"point that is a local minimum "
    r"is global; in two it need not be, because the way down goes *round* it.",
    nudge=r"Only $(1 - x)^3$ can be negative. When is it, and how can it win against $x^2$?",
    beliefs=(
        Belief(
            "the only critical point, if a local minimum, is global",
            when=lambda value: not value.values,
            wrong=("none", "There is none."),
            hints=(
                r"In one variable you would be right: a curve must turn round before it can get lower. "
                r"In the plane you can walk around. Which factor of $f$ can be negative, and where?",
                r"Only $(1 - x)^3$ can be negative. Choose an $x$ where it is, keep it, and let $y$ grow. "
                r"What happens to $f$?",
            ),
        ),
        Belief(
            "no sum with squares goes below zero",
            when=lambda value: any(height >= 0 for height in _heights(value)),
            wrong=("(0, 0)", "(1, 1)", "(2, 1)", "(-5, 5)"),
            hints=(
                r"Compute $f$ at your point: it is not negative. The square $x^2$ holds it up. Which "
                r"factor could pull it down?",
                r"For $x > 1$ the factor $(1 - x)^3$ is negative. Then $y^2$ multiplies it: how large need "
                r"$y$ be?",
            ),
        ),
        Belief(
            "f falls a little below, and no further",
            when=lambda value: any(-1000 <= height < 0 for height in _heights(value)),
            wrong=("(3, 3)", "(2, 5)", "(2, -30)"),
            hints=(
                r"Your point does lie lower than the local minimum, but $f$ does not stop there. Keep "
                r"its $x$, double its $y$, and compute $f$ again.",
                r"For a fixed $x > 1$, $f$ is $x^2$ minus a positive number times $y^2$. Is there a floor?",
            ),
        ),
    ),
)

_NECESSARY = Exercise(
    number="2.10",
    title="Necessary and sufficient",
    question=r"A smooth $f$ of two variables has a local minimum at $p$. What is true of $H$ at $p$ *for "
    r"certain*?",
    answer=Choice(
        (
            Option("it is positive definite", ("positive definite", "H is positive definite", "D > 0")),
            Option(
                "it has no negative eigenvalue",
                (
                    "positive semidefinite",
                    "H is positive semidefinite",
                    "no negative eigenvalues",
                    "no negative eigenvalue",
                    "non-negative eigenvalues",
                    "nonnegative eigenvalues",
                    "all eigenvalues are nonnegative",
                    "eigenvalues >= 0",
                    "eigenvalues ≥ 0",
                ),
            ),
            Option("it is zero", ("H = 0", "zero")),
            Option("nothing, since the test may be silent", ("nothing",)),
        ),
        right="it has no negative eigenvalue",
    ),
    why=r"Positive *semidefinite* is necessary: a negative eigenvalue would show a way down. Positive "
    r"definite is sufficient, not necessary. "
    r"Between the two lies $D = 0$, where one must look closer.",
    nudge=r"Compare $x^2 + y^2$, $x^2 + y^4$ and $x^4 + y^4$: what do their three Hessians at the origin "
    r"share?",
    beliefs=(
        Belief(
            "a minimum makes H positive definite",
            wrong=("it is positive definite",),
            hints=(
                r"You have read the test backwards. The function $x^4 + y^4$ has a minimum at the "
                r"origin. Compute its four second partials there.",
                r"We proved that positive definite makes a minimum. The converse is another statement. Try it "
                r"on $t^4$.",
            ),
        ),
        Belief(
            "a minimum proves nothing about H",
            wrong=("nothing, since the test may be silent",),
            hints=(
                r"A silent test does not make everything possible. Suppose that $u^{\mathsf{T}} H u = "
                r"-2$ for some $u$ at a critical point. What does $f$ do along $u$?",
                r"Cut $f$ along any line through $p$, and you get a minimum in one variable. Which sign can its "
                r"second derivative not have?",
            ),
        ),
        Belief(
            "a minimum is flat in every way",
            wrong=("it is zero",),
            hints=(
                r"At a minimum the *gradient* is zero. The Hessian need not be: at the minimum of "
                r"$t^2$ the slope is 0. What is the second derivative there?",
                r"Compute both for $x^2 + y^2$ at the origin: the gradient, then the Hessian. Which of "
                r"them vanishes?",
            ),
        ),
    ),
)

_REMARKS = (
    "It should use the determinant $D$ and not the eigenvalues.",
    "It never looks at the gradient.",
    "It calls everything that is left over a saddle.",
    "It should say `>= 0`, because a minimum may have an eigenvalue 0.",
    "It should also look at the third derivatives, always.",
    "It calls `eigvals`, made for any matrix, although $H$ is symmetric.",
)
_REAL_BUGS = {2, 3, 6}


def _says(remark: int) -> Callable[[Entries], bool]:
    """Does an answer list this remark among the bugs?"""
    return lambda value: any(same_number(found, remark) for found in floats_of(value))


_BUGS = Exercise(
    number="2.11",
    title="Find the three bugs",
    question=r"The program `kind_of(f, p)` is retold from a published one. It takes the eigenvalues of $H$ from "
    r"`np.linalg.eigvals`. If all are positive it says minimum, if all are negative maximum, and else saddle. "
    r"Six reviewers comment on it, and *three* of them have found a bug. Which three? Give their numbers."
    + "".join(f"\n\n{place}. {remark}" for place, remark in enumerate(_REMARKS, 1)),
    answer=Numbers("2, 3, 6"),
    why=r"The test needs $\nabla f = 0$ first: neither point of $3x^3 - 6y^2 + 3$ is critical. An eigenvalue 0 "
    r"(and no two of opposite signs) means no verdict, not a saddle, as for $x^4 + y^4$. And `eigvalsh`, made "
    r"for symmetric matrices, keeps the eigenvalues real and in order.",
    nudge=r"Try each remark on a function you know: $\exp(x) + \exp(y)$, $x^4 + y^4$, $x^2 + y^3$. Where does the "
    r"program say something false?",
    beliefs=(
        Belief(
            "D and the eigenvalues are different tests",
            when=_says(1),
            wrong=("1, 2, 3", "1, 3, 6"),
            hints=(
                r"In two variables $D$ is the product of the two eigenvalues, so the program could use either. Which "
                r"of the two still works in three variables?",
                r"Compute $D$ and both eigenvalues for $x^2 + 3xy + y^2$. Do the two tests ever disagree?",
            ),
        ),
        Belief(
            "a semidefinite Hessian makes an extremum",
            when=_says(4),
            wrong=("2, 3, 4", "3, 4, 6"),
            hints=(
                r"A minimum may have an eigenvalue 0, but an eigenvalue 0 need not mean a minimum. Compare "
                r"$x^2 + y^4$ with $x^2 + y^3$: what would `>= 0` say of the second?",
                r"Both $x^2 + y^4$ and $x^2 + y^3$ have the eigenvalues 0 and 2 at the origin. Can any rule "
                r"that sees only these be right on both?",
            ),
        ),
        Belief(
            "second derivatives never suffice",
            when=_says(5),
            wrong=("2, 3, 5", "2, 5, 6"),
            hints=(
                r"Where both eigenvalues are positive at a critical point, can a cube beat a square close by? "
                r"Look at the three lines that prove the test.",
                r"For $x^2 + y^2 + x^3$ at the origin, compare $x^2$ with $x^3$ at $x = -0.1$. Is the "
                r"third derivative needed?",
            ),
        ),
        Belief(
            "one or two bugs are all there are",
            when=lambda value: set(floats_of(value)) < _REAL_BUGS,
            wrong=("2", "3", "2, 3", "2, 6"),
            hints=(
                r"Whatever you have found is a bug, but there are three of them. Try the program on $x^4 + y^4$ at the "
                r"origin, and look at every line of it once more.",
                r"Ask three questions of every test of a point: may it be asked here, are its numbers safe, and does "
                r"it admit when it does not know?",
            ),
        ),
    ),
)

exercises = (
    _WHERE,
    _DIAGONAL,
    _MAP,
    _SILENT,
    _DEGENERATE_MAXIMUM,
    _DEGENERATE_SADDLE,
    _LINES,
    _HUNTER,
    _GLOBAL,
    _NECESSARY,
    _BUGS,
)
