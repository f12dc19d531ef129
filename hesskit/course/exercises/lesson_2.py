"""Lesson 2, the second-derivative test: questions, answers, the beliefs that lead elsewhere, and their hints."""

from __future__ import annotations

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
                "x²y + xy² at (1, 1), where D = −12", ("x²y + xy²", "x^2 y + x y^2", "x^2y + xy^2", "(1, 1)")
            ),
            Option(
                "3x³ − 6y² + 3 at (1.2, 3.4), where H is diagonal",
                ("3x³ − 6y² + 3", "3x^3 - 6y^2 + 3", "(1.2, 3.4)"),
            ),
            Option(
                "x³ − 3x + y² at (−1, 0), where D = −12",
                ("x³ − 3x + y²", "x^3 - 3x + y^2", "(−1, 0)", "(-1, 0)"),
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
                r"It looks as if the test were used without $\nabla f = 0$. Step from the origin to $(-1, "
                r"-1)$: is "
                r"$\exp(x) + \exp(y)$ larger or smaller there?",
                r"In one variable: $\exp(t)$ bends up everywhere. Where is its slope zero?",
                r"A surface that bends up everywhere can still be a tilted one. Compute its two first "
                r"partials at $(0, 0)$.",
            ),
        ),
        Belief(
            "a negative D makes a saddle",
            wrong=("x²y + xy² at (1, 1), where D = −12",),
            hints=(
                r"It looks as if $D < 0$ were enough. It is not, without $\nabla f = 0$: here the first "
                r"partial is "
                r"$2xy + y^2$. Compute it at $(1, 1)$.",
                r"Walk from $(1, 1)$ to $(1.1, 1.1)$ and back to $(0.9, 0.9)$: $f$ goes through like a "
                r"slope. Compute the three values.",
            ),
        ),
        Belief(
            "wherever H can be computed, the test works",
            wrong=("3x³ − 6y² + 3 at (1.2, 3.4), where H is diagonal",),
            hints=(
                r"It looks as if being able to compute $H$ were enough. The test also needs $\nabla f = "
                r"0$: here it is "
                r"$(9x^2, -12y)$. Put the point in.",
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
                r"It looks as if the two mixed entries could differ. For smooth surfaces $f_{xy} = "
                r"f_{yx}$: in $7xy$, both are 7.",
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
                r"It looks as if two positive diagonal entries made a minimum. Take $x^2 + 100xy + y^2$: "
                r"it rises along both axes. "
                r"Compute it at $(1, -1)$.",
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
                r"It looks as if $D = 0$ made a saddle. It only means that one direction is flat to second "
                r"order: compute the "
                r"eigenvalues of your matrix. Is one negative?",
                r"You stand exactly on the border between bowls and saddles. Which way must the mixed "
                r"entry go?",
            ),
        ),
        Belief(
            "a saddle shows on the diagonal",
            when=lambda value: value.shape == (2, 2) and not _has_positive_diagonal(value),
            wrong=("[[4, 0], [0, -9]]", "[[0, 1], [1, 0]]"),
            hints=(
                r"It looks as if a saddle had to show on the diagonal. Both of its entries must be "
                r"*greater* than zero here: the bend "
                r"downwards has to come from elsewhere.",
                r"Put 4 and 9 on the diagonal. One number is left to choose: what does it do to $D "
                r"= f_{xx} f_{yy} - f_{xy}^2$?",
            ),
        ),
        Belief(
            "any saddle will do",
            when=lambda value: _has_positive_diagonal(value) and _determinant(value) < 0,
            wrong=("[[2, 3], [3, 2]]", "[[1, 9], [9, 1]]"),
            hints=(
                r"It looks as if any saddle would do. Yours is one, but 4 and 9 are asked for on the diagonal. "
                r"Put them there: what is $D$ now, with your mixed entry?",
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
                r"It looks as if a positive determinant meant positive eigenvalues. Take $-x^2 - y^2$: "
                r"compute the determinant of its "
                r"Hessian. Is it a bowl?",
                r"The product of your two numbers is right. Add them up: is that the trace?",
            ),
        ),
        Belief(
            "trace and determinant are the eigenvalues",
            wrong=("-5, 4",),
            hints=(
                r"It looks as if you took the two coordinates of the map. For $\begin{pmatrix} 2 & 0 \\ 0 "
                r"& 3 \end{pmatrix}$ these are "
                r"5 and 6; what are the eigenvalues?",
                r"One of the coordinates is the *sum* of the eigenvalues. What is the other?",
            ),
        ),
        Belief(
            "the trace is the product, the determinant the sum",
            wrong=("5, -1",),
            hints=(
                r"It looks as if sum and product changed places. For $\begin{pmatrix} 2 & 0 \\ 0 & 3 "
                r"\end{pmatrix}$ the trace is "
                r"$2 + 3$ and the determinant $2 \cdot 3$.",
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
                r"It looks as if $D = 0$ made a saddle. Take $x^4 + y^4$ at the origin: compute $D$, then "
                r"compare $f(0.1, 0.1)$ with $f(0, 0)$.",
                r"Take $x^2 + y^4$ and $-x^4 - y^4$ as well. Can a sum of even powers be below zero? Can "
                r"its opposite be above?",
            ),
        ),
        Belief(
            "every saddle has D < 0",
            wrong=("a minimum or a maximum, never a saddle",),
            hints=(
                r"It looks as if every saddle had $D < 0$. Take $x^3 - 3xy^2$ at the origin: compute $D$, "
                r"then $f(0.1, 0)$ and $f(-0.1, 0)$.",
                r"Three valleys and three ridges can meet as well as two. What does $H$ see of $x^3$ at "
                r"the origin?",
            ),
        ),
        Belief(
            "D = 0 makes the point one of many",
            wrong=("a point on a whole curve of critical points, always",),
            hints=(
                r"It looks as if $D = 0$ made a whole curve of critical points. That is so for $(x - "
                r"y)^2$; but solve $\nabla f = 0$ for $x^4 + y^4$.",
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
    question=r"Build one that is not in the lesson's table: give a function $f(x, y)$ with a local maximum at "
    r"the origin, where $D = 0$ but $H \neq 0$.",
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
                r"It looks as if a constant were to count. By the letter each of its points is a maximum, "
                r"and a minimum too; but all its second partials vanish, and $H \neq 0$ is asked for. "
                r"Let $f$ fall in some direction.",
                r"Keep it level at the origin, and let it fall further out. Which powers of $x$ and $y$ do "
                r"that?",
            ),
        ),
        Belief(
            "D = 0 means H = 0",
            when=lambda built: _is_degenerate_maximum(built) and at_origin(built).flat,
            wrong=("-x^4 - y^4", "-(x^2 + y^2)^2", "cos(x^2)", "cos(x^2) + cos(y^2)", "1/(1 + x^4 + y^4)"),
            hints=(
                r"It looks as if $D = 0$ needed $H = 0$. Yours is a maximum with $D = 0$, but no second partial "
                r"is left. Compute the determinant of $\operatorname{diag}(5, 0)$: is that matrix zero?",
                r"$D$ is the product of two eigenvalues. One of them must vanish; what sign may the other have "
                r"at a maximum?",
            ),
        ),
        Belief(
            "a maximum needs no zero gradient",
            when=lambda built: not at_origin(built).critical,
            wrong=("x", "y - x^4", "-x^4 - y^4 + x/1000"),
            hints=(
                r"It looks as if the gradient was forgotten. Your surface is tilted at the origin: compute "
                r"its two first partials at "
                r"$(0, 0)$. To which side does it rise?",
                r"A hilltop is level. Which of your terms are of first order?",
            ),
        ),
        Belief(
            "a maximum needs D > 0",
            when=lambda built: not at_origin(built).degenerate and "maximum" in at_origin(built).natures,
            wrong=("-x^2 - y^2", "cos(x) + cos(y)"),
            hints=(
                r"It looks as if a maximum needed $D > 0$. Yours is a maximum, and one that the test sees: "
                r"compute its $D$. "
                r"Make it flatter.",
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
                r"It looks as if a zero $D$ could choose the sign for you. $D = 0$ is right, but compare "
                r"$f(0.1, 0.1)$ with $f(0, 0)$ for your surface.",
                r"Turn your surface upside down in your mind. Which sign does that change?",
            ),
        ),
        Belief(
            "D = 0 settles what the point is",
            when=lambda built: at_origin(built).degenerate and at_origin(built).natures == {"saddle"},
            wrong=("x^3 + y^3", "x^2 - y^4", "-x^2 + y^3", "x^3 - 3x y^2"),
            hints=(
                r"It looks as if $D = 0$ settled the matter. Your surface has $D = 0$, and yet rises in "
                r"some direction. In one variable: "
                r"compare $t^3$ and $t^4$ on both sides of 0.",
                r"Look for a direction in which your surface goes *above* $f(0, 0)$; it must have none.",
            ),
        ),
        Belief(
            "D need not be computed",
            when=lambda built: not at_origin(built).degenerate and at_origin(built).critical,
            wrong=("x y", "x^2 - y^2", "x^2 + y^2"),
            hints=(
                r"It looks as if $D$ was not computed: here it is not zero, so the test speaks, and it "
                r"does not say maximum. "
                r"In one variable, compute $f''(0)$ for $-t^2$ and for $-t^6$.",
                r"All powers that bend at the origin are squares and $xy$. With which powers is no bend left "
                r"in *one* of the directions?",
            ),
        ),
    ),
)


def _is_degenerate_saddle(built: Built) -> bool:
    return at_origin(built).degenerate and at_origin(built).natures == {"saddle"}


def _is_tabled_saddle(built: Built) -> bool:
    """Is it one of the saddles in the lesson's own table?"""
    return any(is_formula(built, row) for row in ("x^2 - y^4", "x^2 + y^3", "x^3 - 3x y^2"))


_DEGENERATE_SADDLE = Exercise(
    number="2.6",
    title="A saddle the test cannot see",
    question=r"Build one that is not in the lesson's table: give a function $f(x, y)$ with $\nabla f = 0$ and "
    r"$D = 0$ at the origin, where the origin is neither a minimum nor a maximum.",
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
                r"It looks as if the test were used without $\nabla f = 0$. Your surface is tilted at the "
                r"origin, as $\exp(x) + \exp(y)$ is: "
                r"compute its gradient there.",
                r"Drop the terms of first order. What remains?",
            ),
        ),
        Belief(
            "every saddle has D < 0",
            when=lambda built: not at_origin(built).degenerate and at_origin(built).natures == {"saddle"},
            wrong=("x^2 - y^2", "x y", "x^2 + 3x y + y^2"),
            hints=(
                r"It looks as if every saddle had $D < 0$. Yours has, so the test sees it. Take the monkey "
                r"saddle, with its "
                r"three valleys: how much do third powers bend at 0?",
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
                r"It looks as if $D = 0$ made a saddle. Yours has $D = 0$; but look at the sign of $f(x, "
                r"y) - f(0, 0)$ all round the origin. "
                r"Does it change?",
                r"The sum of two even powers keeps its sign. What could you change so that one direction "
                r"rises and another falls?",
            ),
        ),
        Belief(
            "a bowl can be a saddle",
            when=lambda built: not at_origin(built).degenerate and at_origin(built).critical,
            wrong=("x^2 + y^2", "-x^2 - y^2", "cos(x) + cos(y)"),
            hints=(
                r"It looks as if $D$ was not computed: it is positive here, so the test itself proves a "
                r"minimum or a maximum. "
                r"Both $D$ and the one sign must go.",
                r"Replace a square by a higher power: what becomes of $D$? And which power takes both signs?",
            ),
        ),
        Belief(
            "a row of the table will do",
            when=lambda built: _is_degenerate_saddle(built) and _is_tabled_saddle(built),
            wrong=("x^2 - y^4", "x^2 + y^3", "x^3 - 3x y^2"),
            hints=(
                r"It looks as if a row of the lesson's table would do. It is such a saddle, indeed; the aim is "
                r"one of your own. Why does $D$ vanish for it, and where does it get its two signs?",
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
            Option("a minimum, since every line shows one", ("a minimum",)),
            Option("a maximum", ("a maximum, since D = 0",)),
            Option("neither a minimum nor a maximum", ("neither", "a saddle")),
            Option("a point nobody can decide, since D = 0", ("inconclusive", "undecidable")),
        ),
        right="neither a minimum nor a maximum",
    ),
    why=r"On the parabola $y = 2x^2$ it is $-x^4$, below zero as close to the origin as you like. Straight "
    r"lines miss it: "
    r"each one leaves the thin region between the two parabolas.",
    nudge=r"Where is the product of two factors negative? Draw $y = x^2$ and $y = 3x^2$.",
    beliefs=(
        Belief(
            "a minimum along every line is a minimum",
            wrong=("a minimum, since every line shows one",),
            hints=(
                r"It looks as if straight lines were taken for all ways to the origin. Compute $f(0.1, "
                r"0.02)$, and then $f(0.01, 0.0002)$.",
                r"Which signs do the two factors have *between* the parabolas $y = x^2$ and $y = 3x^2$? "
                r"How near does that region come to the origin?",
            ),
        ),
        Belief(
            "what the test cannot decide, nothing can",
            wrong=("a point nobody can decide, since D = 0",),
            hints=(
                r"It looks as if a silent test were the last word. It is silent on $x^4 + y^4$ too, and "
                r"there one look at $f$ decides. "
                r"Look at the signs of the two factors here.",
                r"Compute $f$ at $(0, 0.01)$ and at $(0.1, 0.02)$.",
            ),
        ),
        Belief(
            "one dip below zero makes a maximum",
            wrong=("a maximum",),
            hints=(
                r"It looks as if the values below zero were taken for all. Compute $f(0, 0.1)$ too: on the "
                r"$y$-axis $f = y^2$.",
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
                r"It looks as if you divided by a variable, stopped early, or searched a small box: all your "
                r"points are critical, but some are missing. "
                r"Take $t^2 = t$: divided by $t$, it leaves one solution of two.",
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
                r"It looks as if one partial alone was set to zero, or too little was checked. Both must "
                r"vanish at the *same* point: put each of your points into $f_x$ and into $f_y$.",
                r"For $x^2 + y$, $f_x = 2x$ vanishes on a whole line, and yet no point is critical. Why?",
            ),
        ),
        Belief(
            "where f is zero, its gradient is",
            wrong=("(3, 3)", "(0, 0), (2, 2)", "(1, 2), (2, 1)", "(1, 2)"),
            hints=(
                r"It looks as if $f = 0$ was solved, or a remote point tried, instead of $\nabla f = 0$. "
                r"Take $t - 5$: zero at 5. What is its slope there?",
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
    why=r"So $f$ falls below its only local minimum, and without a bound. In one variable a lone critical "
    r"point that is a local minimum "
    r"is global; in two it need not be, because the way down goes *round* it.",
    nudge=r"Only $(1 - x)^3$ can be negative. When is it, and how can it win against $x^2$?",
    beliefs=(
        Belief(
            "the only critical point, if a local minimum, is global",
            when=lambda value: not value.values,
            wrong=("none", "There is none."),
            hints=(
                r"It looks as if the only critical point had to be global. That is true in one variable. "
                r"Here, walk far along the "
                r"line $x = 2$: what is $f$ there, as a formula in $y$?",
                r"Nothing but $(1 - x)^3$ can be negative. For which $x$ is it? And what can $y^2$ do then?",
            ),
        ),
        Belief(
            "no sum with squares goes below zero",
            when=lambda value: any(height >= 0 for height in _heights(value)),
            wrong=("(0, 0)", "(1, 1)", "(2, 1)", "(-5, 5)"),
            hints=(
                r"It looks as if the signs were not checked: compute $f$ at your point. The square $x^2$ "
                r"holds it up; "
                r"which factor could pull it down?",
                r"For $x > 1$ the factor $(1 - x)^3$ is negative. Then $y^2$ multiplies it: how large need "
                r"$y$ be?",
            ),
        ),
        Belief(
            "f falls a little below, and no further",
            when=lambda value: any(-1000 <= height < 0 for height in _heights(value)),
            wrong=("(3, 3)", "(2, 5)", "(2, -30)"),
            hints=(
                r"It looks as if $f$ fell a little below its local minimum, and no further. Your point does lie "
                r"lower: keep its $x$, double its $y$, and compute $f$ again.",
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
            Option("it has no negative eigenvalue", ("positive semidefinite", "H is positive semidefinite")),
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
                r"It looks as if the test were read backwards. Take $x^4 + y^4$: it has a minimum at the "
                r"origin. Compute its four second partials there.",
                r"That positive definite makes a minimum is proved. That a minimum makes positive definite "
                r"is another sentence: try it on $t^4$.",
            ),
        ),
        Belief(
            "a minimum proves nothing about H",
            wrong=("nothing, since the test may be silent",),
            hints=(
                r"It looks as if a silent test meant that everything is possible. Suppose $u^{\mathsf{T}} "
                r"H u = -2$ for some $u$ at a critical point: "
                r"what does $f$ do along $u$?",
                r"Along any line through $p$ there is a minimum of one variable. Which sign can its second "
                r"derivative not have?",
            ),
        ),
        Belief(
            "a minimum is flat in every way",
            wrong=("it is zero",),
            hints=(
                r"It looks as if the *Hessian* was taken for the gradient. At the minimum of $t^2$, the "
                r"slope is 0. What is the second derivative?",
                r"Compute both for $x^2 + y^2$ at the origin: the gradient, then the Hessian. Which of "
                r"them vanishes?",
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
)
