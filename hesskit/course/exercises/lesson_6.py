"""Lesson 6, the Hessian at scale: questions, answers, the beliefs that lead elsewhere, and their hints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hesskit.course.answers import (
    Choice,
    Entries,
    Matrix,
    MatrixConstruction,
    Number,
    Option,
    Point,
    number_rows,
)
from hesskit.course.exercises.exercise import Belief, Exercise

title = "The Hessian at scale"

_MEMORY = Exercise(
    number="6.1",
    title="The memory of H",
    question=r"In float64 the Hessian of $n = 1000$ variables takes 8 megabytes. How many megabytes does it take for "
    r"$n = 30\,000$?",
    answer=Number("7200"),
    why=r"Thirty times as many variables make $30^2 = 900$ times as many entries, and 7.2 gigabytes. That is a "
    r"lot, and still it is only a *square*. Exponential growth would multiply the memory by the same factor for each "
    "variable that is added.",
    nudge=r"How many entries does an $n \times n$ matrix have? Each takes 8 bytes.",
    beliefs=(
        Belief(
            "memory grows exponentially with n",
            when=lambda value: _one(value) > 1e11,
            wrong=("8^30", "8 * 2^40"),
            hints=(
                "Exponential growth would mean that *each* variable multiplies the memory. From $n = 1$ to 2 "
                r"$8n^2$ goes from 8 to 32 bytes, a factor of 4. What is the factor from 100 to 101?",
                r"Compute $8n^2$ for $n = 10$, 20 and 40. By which factor does it grow when $n$ doubles?",
            ),
        ),
        Belief(
            "memory is proportional to n",
            wrong=(240, "8 * 30"),
            hints=(
                "You multiplied by 30, as for a *vector* of $n$ numbers. How many numbers are there in a table of "
                r"$n$ rows and $n$ columns?",
                r"A $2 \times 2$ matrix has 4 entries and a $4 \times 4$ one has 16. What happened when $n$ doubled?",
            ),
        ),
        Belief(
            "memory grows like the time of a solve",
            wrong=(216000, "8 * 30^3"),
            hints=(
                r"A cube is the law of the *time* of a solve, about $n^3/3$ operations. The memory only has to "
                r"hold the "
                "entries. How many are there?",
                r"A matrix has rows and columns, and no third direction. Which power of $n$ counts its entries?",
            ),
        ),
        Belief(
            "symmetry makes it half",
            wrong=(3600,),
            hints=(
                "Half of the matrix would do, since it is symmetric. But the 8 megabytes that the question begins with "
                "are of the whole square. Compare like with like.",
                r"Is $8 \cdot 1000^2$ bytes the whole matrix, or one half of it?",
            ),
        ),
        Belief(
            "a gigabyte is a megabyte",
            wrong=(7.2, "7.2e9", 7200000),
            hints=(
                "Your digits are right and the unit is another one. The question asks for megabytes.",
                r"One gigabyte is a thousand megabytes, and one megabyte a million bytes.",
            ),
        ),
    ),
)


def _one(value: Entries) -> float:
    """The one number of an answer, as a float; NaN where there are several."""
    try:
        return float(value.values[0]) if len(value.values) == 1 else float("nan")
    except OverflowError:
        return float("inf")


_ROWS = Exercise(
    number="6.2",
    title="Rows are not parameters",
    question=r"A logistic regression has $n = 20$ coefficients. You get ten times as many rows, $m = 10^7$ in place of "
    r"$10^6$. By which factors do the memory of $H$, and the time to compute $H = X^{\mathsf{T}} S X/m$, grow?",
    answer=Point("(1, 10)"),
    why=r"$H$ is $20 \times 20$, however many rows there are. To form it takes $m n^2$ operations, one small matrix "
    r"$p(1 - p)\,x x^{\mathsf{T}}$ for each row, and these are added up. So ten million rows are a matter of patience, "
    r"and ten million *parameters* would be a matter of 800 terabytes.",
    nudge=r"Of which shape is $X^{\mathsf{T}} S X$? And how many products of two numbers does one row contribute?",
    beliefs=(
        Belief(
            "the Hessian has a row for each row of the data",
            wrong=("(100, 100)", "(100, 1000)", "(100, 10)"),
            hints=(
                r"You let $H$ grow with the data. The O-rings of lesson 5 had 23 flights. Of which shape was their "
                "Hessian?",
                r"$X^{\mathsf{T}}$ has $n$ rows, and $X$ has $n$ columns. What is left of $m$ in the product?",
            ),
        ),
        Belief(
            "more rows make a larger Hessian",
            wrong=("(10, 10)", "(10, 100)"),
            hints=(
                "More rows make the *sum* longer, not the matrix larger. When you add up ten numbers in place of one, "
                "how many numbers is the result?",
                r"The entries of $H$ belong to pairs of coefficients. Did you get more coefficients?",
            ),
        ),
        Belief(
            "each row costs more when there are more of them",
            wrong=("(1, 100)", "(1, 1000)"),
            hints=(
                "The memory is right. For the time, think of one row alone. Does it know how many others there are?",
                r"One row costs $n^2$ operations, here 400. How many rows are there now, and how many were there?",
            ),
        ),
        Belief(
            "rows cost nothing",
            wrong=("(1, 1)",),
            hints=(
                r"The memory is right. But every row of the data has to be looked at. Which sum is $H$?",
                "To add up ten times as many small matrices, how much longer does it take?",
            ),
        ),
    ),
)

_PRODUCT = Exercise(
    number="6.3",
    title="A product without a matrix",
    question=r"For $f = x^2 y + y^3$ at $p = (1, 2)$ and $v = (1, -1)$, what is the vector $Hv$? You may form $H$, or "
    r"differentiate $\nabla f(p + t v)$ by $t$ at $t = 0$.",
    answer=Point("(2, -10)"),
    why=r"$\nabla f = (2xy,\, x^2 + 3y^2)$ along $p + tv$ is $(4 + 2t - 2t^2,\, 13 - 10t + 4t^2)$, and its "
    r"derivative at "
    r"$t = 0$ is $(2, -10)$. That is one derivative along one direction, for any number of variables. The matrix would "
    r"have been $\begin{pmatrix} 4 & 2 \\ 2 & 12 \end{pmatrix}$.",
    nudge=r"Put $x = 1 + t$ and $y = 2 - t$ into $\nabla f = (2xy,\, x^2 + 3y^2)$. What is the derivative of each "
    r"entry at "
    r"$t = 0$?",
    beliefs=(
        Belief(
            "a whole step is a derivative",
            wrong=("(0, -6)",),
            hints=(
                r"You took the change of $\nabla f$ over the whole step $v$. On $f = x^4$ the gradient changes "
                r"from 4 to 32 "
                r"between $x = 1$ and 2, and $f''(1)$ is 12. What is missing?",
                r"Divide the change over $t v$ by $t$, and let $t$ go to 0.",
            ),
        ),
        Belief(
            "H·v is the curvature along v",
            wrong=(12,),
            hints=(
                r"You went one step too far, to the number $v^{\mathsf{T}} H v$. The question asks for the vector $Hv$ "
                "before it is multiplied by $v$ once more.",
                r"How many entries does a matrix times a vector have?",
            ),
        ),
        Belief(
            "the slope along v",
            wrong=("-9", "(4, -13)"),
            hints=(
                r"You multiplied the *gradient* by $v$. That is how $f$ changes along $v$. How does $\nabla f$ change?",
                r"One derivative more is needed. Differentiate $\nabla f(p + tv)$ by $t$.",
            ),
        ),
        Belief(
            "the mixed entries can be left out",
            wrong=("(4, -12)",),
            hints=(
                r"You used only the diagonal of $H$. For $f = xy$ the diagonal is zero, and $\nabla f = (y, x)$. "
                r"Does the "
                "gradient stay the same along $(1, -1)$?",
                r"What is $\partial^2 f/\partial x \partial y$ for $x^2 y$?",
            ),
        ),
        Belief(
            "the sign of the direction does not matter",
            wrong=("(6, 14)", "(-2, 10)"),
            hints=(
                "A minus sign got lost. Along $v$ the first variable grows and the second one falls.",
                r"$H(-v) = -Hv$. Check the signs of $v$, entry by entry.",
            ),
        ),
    ),
)

_PRICE = Exercise(
    number="6.4",
    title="What Newton–CG pays",
    question=r"In $n = 10^6$ variables one product $Hv$ costs as much as 3 gradients. Newton–CG solves for its "
    r"step with 40 "
    r"products. How many gradients is that worth? And how many to form all of $H$ by products, one for each column?",
    answer=Point("(120, 3000000)"),
    why="The step costs a twenty-five-thousandth of what the matrix costs, before anything is solved with the matrix. "
    "Newton–CG needs as many products as conjugate gradients take steps. These depend on how the eigenvalues lie, and "
    r"not on $n$ as such.",
    nudge="Multiply what one product costs by how many are needed. How many columns does $H$ have?",
    beliefs=(
        Belief(
            "a product needs the whole matrix",
            wrong=("(3000000, 3000000)", "(120000000, 3000000)"),
            hints=(
                r"You paid for the matrix in each product. But $Hv$ is one directional derivative of $\nabla f$. "
                r"What does "
                "the question say that one of them costs?",
                "Forty products at the price of three gradients each: which number is that?",
            ),
        ),
        Belief(
            "a product is free",
            wrong=("(40, 1000000)",),
            hints=(
                "You counted products. The question asks what they are worth in *gradients*.",
                "One product costs as much as 3 gradients. Convert both of your numbers.",
            ),
        ),
        Belief(
            "a Hessian is n² gradients",
            wrong=("(120, 3000000000000)", "(120, 1000000000000)"),
            hints=(
                r"The first number is right. $H$ has $n^2$ *entries*, but one product gives a whole column of "
                r"them. How "
                "many columns are there?",
                r"Which vector $v$ makes $Hv$ the first column of $H$? How many such vectors do you need?",
            ),
        ),
        Belief(
            "CG needs n steps",
            wrong=("(3000000, 120)", "(120, 120)"),
            hints=(
                r"That conjugate gradients end after $n$ steps is a bound for exact arithmetic. The question says "
                r"how many "
                "products they took here. And what does the whole matrix cost?",
                "Give the price of the step first, and then the price of the matrix, column by column.",
            ),
        ),
    ),
)

_LIMITED = Exercise(
    number="6.5",
    title="A matrix for steps",
    question="You have fitted a model of 50 coefficients by L-BFGS, and you want standard errors. What do you take?",
    answer=Choice(
        (
            Option(
                "the Hessian at the fit, computed there and solved with",
                ("the Hessian at the fit", "the Hessian", "H at the fit", "compute the Hessian"),
            ),
            Option(
                "the inverse matrix that L-BFGS has built", ("the matrix of L-BFGS", "hess_inv", "its matrix")
            ),
            Option("the spread of the last iterates", ("the last iterates", "the path")),
            Option("nothing, since L-BFGS has not used the Hessian", ("nothing", "none")),
        ),
        right="the Hessian at the fit, computed there and solved with",
    ),
    why=r"The fit is a point, and it does not matter who found it. There $H$ can be computed, by formulas or as "
    r"50 products "
    "$Hv$, and the inverse information gives the standard errors as in lesson 5. The matrix of L-BFGS is made of "
    "the steps "
    "that it happened to take.",
    nudge="What is a standard error made of, in lesson 5? Does it depend on the way by which the fit was found?",
    beliefs=(
        Belief(
            "L-BFGS's matrix gives standard errors",
            wrong=("the inverse matrix that L-BFGS has built", "hess_inv"),
            hints=(
                "That matrix is made for good *steps*. On Rosenbrock's function SciPy's makes the errors 13 to "
                "20 % too small. And if "
                "you start BFGS at the minimum, it takes no step. Which matrix does it return then?",
                "Two starts give two paths, and two different matrices. Can both be the covariance of one fit?",
            ),
        ),
        Belief(
            "the path is a sample",
            wrong=("the spread of the last iterates",),
            hints=(
                "The iterates close in on the minimum, however noisy the data are. Would a method that converges "
                "faster "
                "have smaller standard errors?",
                "Scatter comes from the data. A cloud that shows it is the bootstrap's, where each point is a "
                "fit to other "
                "rows.",
            ),
        ),
        Belief(
            "who has no Hessian on the way has none at the end",
            wrong=("nothing, since L-BFGS has not used the Hessian",),
            hints=(
                "A minimum does not remember by which way it was reached. What keeps you from differentiating "
                "twice *there*?",
                r"With 50 coefficients, how many products $Hv$ give all the columns?",
            ),
        ),
    ),
)

_TRACE = Exercise(
    number="6.6",
    title="A trace by lot",
    question=r"Let $H = \begin{pmatrix} 2 & 3 \\ 3 & 1 \end{pmatrix}$, and draw the entries of $z$ from $\pm 1$. "
    r"What is the "
    r"average of $z^{\mathsf{T}} H z$ over the four vectors $z = (\pm 1, \pm 1)$?",
    answer=Number("3"),
    why=r"It is the trace. In $z^{\mathsf{T}} H z$ the diagonal always comes with $z_i^2 = 1$, and the mixed "
    r"terms, with "
    r"$z_1 z_2 = \pm 1$, cancel on average. This is Hutchinson's estimator. A few products $Hz$ give the sum of "
    r"all eigenvalues, "
    "with an error bar, in any number of variables.",
    nudge=r"Compute $z^{\mathsf{T}} H z$ for $(1, 1)$ and for $(1, -1)$. The other two vectors give the same again.",
    beliefs=(
        Belief(
            "one probe is the trace",
            wrong=(9, -3),
            hints=(
                "That is one probe, and another one gives something else. The estimate is their *mean*.",
                r"Try $z = (1, -1)$ beside $z = (1, 1)$. What is the mean of the two?",
            ),
        ),
        Belief(
            "the probes are added up",
            wrong=(12, 6),
            hints=(
                "You added the probes. The question asks for their average.",
                "By how many vectors must the sum be divided?",
            ),
        ),
        Belief(
            "the mixed terms stay",
            wrong=(4.5, 2.25),
            hints=(
                r"The mixed entry does not survive the mean. With which sign does $z_1 z_2$ come, in each of the four "
                "vectors?",
                r"Write $z^{\mathsf{T}} H z$ as $H_{11} + H_{22} + 2 z_1 z_2 H_{12}$, and take the mean of $z_1 z_2$.",
            ),
        ),
        Belief(
            "the trace is the determinant",
            wrong=(-7,),
            hints=(
                r"You computed the determinant, the *product* of the eigenvalues. Try a diagonal $H$ with the "
                r"entries 2 "
                r"and 5. Which number does every $z$ give there?",
                r"For $H = I$ every $z$ gives $z \cdot z$. What is that with two entries of $\pm 1$?",
            ),
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class _Square(MatrixConstruction):
    """A symmetric matrix that a learner makes; its example is one that has not the property."""

    example: str = "[[2, 1, 0], [1, 2, 0], [0, 0, 2]]"


def _matrix(value: Entries, side: int) -> np.ndarray | None:
    """The symmetric matrix of an answer; None where it is none of that size."""
    if value.shape != (side, side):
        return None
    found = np.array(number_rows(value))
    return found if np.array_equal(found, found.T) and np.isfinite(found).all() else None


def _lost(found: np.ndarray) -> int:
    """How many zeros below the diagonal the Cholesky factor of a positive definite matrix has lost."""
    kept = np.abs(np.linalg.cholesky(found)) > 1e-9 * np.sqrt(np.abs(found).max())
    return int((kept & (found == 0)).sum())


def _definite(found: np.ndarray) -> bool:
    return bool(np.linalg.eigvalsh(found)[0] > 1e-12 * np.abs(found).max())


def _fills_all(rows: object) -> bool:
    found = np.array(rows, dtype=float)
    zeros = int((np.tril(found == 0)).sum())
    return np.array_equal(found, found.T) and _definite(found) and zeros >= 3 and _lost(found) == zeros


def _fails(value: Entries, how: str) -> bool:
    """Whether a 4 × 4 matrix misses for this reason: the first that holds of "symmetric", "full", "nothing", "some"."""
    found = _matrix(value, 4)
    if found is None:
        return how == "symmetric" and value.shape == (4, 4)
    zeros = int((np.tril(found == 0)).sum())
    if not _definite(found) or zeros < 3:
        return how == ("full" if _definite(found) else "symmetric")
    return how == ("some" if _lost(found) else "nothing") and _lost(found) < zeros


_ARROW = Exercise(
    number="6.7",
    title="A factor without a zero",
    question=r"Give a symmetric positive definite $4 \times 4$ matrix with at least three zeros below its "
    r"diagonal, whose "
    r"Cholesky factor has *no* zero below its diagonal; if there is none, answer `none`.",
    answer=_Square(
        "[[4, 1, 1, 1], [1, 4, 0, 0], [1, 0, 4, 0], [1, 0, 0, 4]]",
        variables=(),
        passes=_fills_all,
        example="[[4, 1, 0, 0], [1, 4, 1, 0], [0, 1, 4, 1], [0, 0, 1, 4]]",
    ),
    why="The first variable interacts with all others, so once it is eliminated these all interact with each other, "
    "and "
    "every zero is lost. Turn the order round, so that this variable is eliminated last, and not one zero is lost. The "
    "entries are the same, and the order alone decides. With a million variables it decides between 16 megabytes and 4 "
    "terabytes.",
    nudge="When a variable is eliminated, all its neighbours come to interact with each other. Which variable, "
    "eliminated first, has *all* the others for neighbours?",
    beliefs=(
        Belief(
            "the factor has the zeros of the matrix",
            when=lambda value: not value.values,
            wrong=("none", "There is none."),
            hints=(
                r"There is one. Take $\begin{pmatrix} 4 & 1 & 1 \\ 1 & 4 & 0 \\ 1 & 0 & 4 \end{pmatrix}$ and "
                r"eliminate the first "
                "variable. What stands in the place of the 0?",
                "Subtract a quarter of the first row from each of the others. Which zeros survive?",
            ),
        ),
        Belief(
            "a band fills in",
            when=lambda value: _fails(value, "nothing"),
            wrong=(
                "[[4, 1, 0, 0], [1, 4, 1, 0], [0, 1, 4, 1], [0, 0, 1, 4]]",
                "[[4, 0, 0, 1], [0, 4, 0, 1], [0, 0, 4, 1], [1, 1, 1, 4]]",
            ),
            hints=(
                "Not one zero of yours is lost. Whenever a variable is eliminated, any two of its remaining neighbours "
                "interact already. Where should a variable with many neighbours stand?",
                "Look at the first column. How many entries does it have below the diagonal?",
            ),
        ),
        Belief(
            "some fill-in is all of it",
            when=lambda value: _fails(value, "some"),
            wrong=("[[4, 1, 1, 0], [1, 4, 0, 0], [1, 0, 4, 1], [0, 0, 1, 4]]",),
            hints=(
                "Some zeros fill in and some stay. A zero stays as long as no variable that is eliminated before both "
                "interacts with the two of them. For which pair is that so in yours?",
                "One variable, eliminated first, could fill in every zero at once. With which others must it interact?",
            ),
        ),
        Belief(
            "a full matrix fills in",
            when=lambda value: _fails(value, "full"),
            wrong=("[[4, 1, 1, 1], [1, 4, 1, 1], [1, 1, 4, 1], [1, 1, 1, 4]]",),
            hints=(
                "There are fewer than three zeros below your diagonal, so there is little to lose. Put some in.",
                "How few interactions will do? Every variable but one needs a single neighbour.",
            ),
        ),
        Belief(
            "any symmetric matrix has a Cholesky factor",
            when=lambda value: _fails(value, "symmetric"),
            wrong=(
                "[[0, 1, 1, 1], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]]",
                "[[4, 1, 1, 1], [0, 4, 0, 0], [0, 0, 4, 0], [0, 0, 0, 4]]",
            ),
            hints=(
                "A Cholesky factor exists for symmetric positive definite matrices only, and yours is not one. "
                "Make the diagonal "
                "large enough, and the two halves equal.",
                "If each diagonal entry exceeds the sum of the others in its row, the matrix is positive definite.",
            ),
        ),
    ),
)


def _pair(value: Entries) -> np.ndarray | None:
    return _matrix(value, 2)


def _sample_is_indefinite(rows: object) -> bool:
    found = np.array(rows, dtype=float)
    return (
        np.array_equal(found, found.T)
        and np.linalg.eigvalsh(found)[0] < -1e-9
        and np.linalg.eigvalsh(found)[1] > 1e-9
    )


def _definiteness_of(value: Entries, what: str) -> bool:
    found = _pair(value)
    if found is None:
        return what == "lopsided" and value.shape == (2, 2)
    low, high = np.linalg.eigvalsh(found)
    return {"up": low >= -1e-9, "down": high <= 1e-9 and low < -1e-9}.get(what, False)


_SAMPLED = Exercise(
    number="6.8",
    title="One half of the rows",
    question=r"A loss is the mean of two halves of its data, and its Hessian is $\frac{1}{2}(A + B) = I$, "
    r"positive definite. "
    r"Give an *indefinite* $2 \times 2$ matrix $A$ that the first half may have as its Hessian; if there is none, "
    r"answer `none`.",
    answer=_Square(
        "[[3, 0], [0, -1]]", variables=(), passes=_sample_is_indefinite, example="[[1, 0], [0, 1]]"
    ),
    why=r"Any indefinite $A$ will do, since $B = 2I - A$ makes up for it. A Newton step on the first half may "
    r"then climb, though the whole loss is convex. In logistic regression this cannot happen, since the loss of each "
    r"row is convex. There a small sample makes $H$ *singular* instead.",
    nudge=r"$A$ and $B$ have to average to the identity, and nothing more. Choose $A$ freely, and then ask what "
    r"$B$ must be.",
    beliefs=(
        Belief(
            "a sampled Hessian has the signs of the whole",
            when=lambda value: not value.values,
            wrong=("none", "There is none."),
            hints=(
                "An average can be positive while a part of it is not. Take the numbers 3 and $-1$. What is "
                "their mean?",
                r"Write the same pair of numbers at the same place of the diagonal of $A$ and of $B$.",
            ),
        ),
        Belief(
            "each half must look like the whole",
            when=lambda value: _definiteness_of(value, "up"),
            wrong=("[[1, 0], [0, 1]]", "[[2, 0], [0, 0]]", "[[2, 1], [1, 2]]"),
            hints=(
                "Yours has no negative eigenvalue. Indefinite means that it curves up along one direction and "
                "down along another.",
                "Which signs do the eigenvalues of an indefinite matrix have?",
            ),
        ),
        Belief(
            "indefinite means negative",
            when=lambda value: _definiteness_of(value, "down"),
            wrong=("[[-1, 0], [0, -1]]", "[[-2, 1], [1, -2]]"),
            hints=(
                "That one is curved down along every direction. Indefinite needs both signs.",
                r"Is there a direction $u$ with $u^{\mathsf{T}} A u > 0$? There should be.",
            ),
        ),
        Belief(
            "a Hessian need not be symmetric here",
            when=lambda value: _definiteness_of(value, "lopsided"),
            wrong=("[[0, 1], [-1, 0]]", "[[1, 2], [0, -1]]"),
            hints=(
                "A Hessian of a smooth loss is symmetric, for each half of the data too. Make the two mixed "
                "entries equal.",
                "Choose a diagonal matrix, and you need not think of symmetry.",
            ),
        ),
    ),
)

_RANK = Exercise(
    number="6.9",
    title="Too few rows",
    question=r"A logistic regression has $n = 20$ coefficients, and no ridge. You compute $H$ from a sample of 8 "
    r"rows. At least "
    r"how many of its eigenvalues are zero?",
    answer=Number("12"),
    why=r"Each row adds $p(1 - p)\,x x^{\mathsf{T}}$, a matrix of rank one, so 8 rows give at most the rank 8. In "
    r"the other "
    "twelve directions the sample is flat, and Newton's equation has no solution or infinitely many. A sample needs "
    r"many more rows than there are coefficients, or a ridge. SGD asks for no $H$, so one row is enough for a step.",
    nudge="What is the rank of one row's matrix? What can the rank of a sum of 8 of them be, at most?",
    beliefs=(
        Belief(
            "a sampled Hessian is as good as the whole",
            wrong=(0,),
            hints=(
                r"With one row $H$ is $p(1 - p)\,x x^{\mathsf{T}}$. What is $Hv$ for a $v$ at a right angle to $x$?",
                "Count the directions that are at a right angle to every row of the sample.",
            ),
        ),
        Belief(
            "the rank is what is zero",
            wrong=(8,),
            hints=(
                "That is the largest rank that $H$ can have. The eigenvalues that are *zero* are the others.",
                "There are as many eigenvalues as coefficients. How many are left?",
            ),
        ),
        Belief(
            "flat in every direction",
            wrong=(20, 19),
            hints=(
                "One row makes one direction curved. You have more rows than one.",
                r"Take 2 coefficients and the rows $(1, 0)$ and $(0, 1)$. Is any eigenvalue of their $H$ zero?",
            ),
        ),
        Belief(
            "one is lost to the intercept",
            wrong=(11, 13),
            hints=(
                "The intercept is one of the coefficients already, and its column of ones is a column like the others.",
                "Count again: so many coefficients, less so many rows.",
            ),
        ),
    ),
)

_UPDATE = Exercise(
    number="6.10",
    title="One row more",
    question=r"You know $H^{-1}$ for $H = I$, the $2 \times 2$ identity. A new row adds $x x^{\mathsf{T}}$ with "
    r"$x = (1, 1)$. "
    r"What is the inverse of $I + x x^{\mathsf{T}}$? Give the entries as fractions.",
    answer=Matrix("[[2/3, -1/3], [-1/3, 2/3]]", variables=()),
    why=r"Sherman and Morrison: $(H + x x^{\mathsf{T}})^{-1} = H^{-1} - \frac{H^{-1} x x^{\mathsf{T}} H^{-1}}{1 + "
    r"x^{\mathsf{T}} "
    r"H^{-1} x}$, here $I - \frac{1}{3} x x^{\mathsf{T}}$. One row costs $n^2$ operations in place of $n^3$. The "
    r"same holds for a "
    "row that is taken out, with two signs turned.",
    nudge=r"Multiply your matrix by $\begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$. Is the product the identity?",
    beliefs=(
        Belief(
            "the inverse of a sum is the sum of the inverses",
            wrong=("[[2, 1], [1, 2]]",),
            hints=(
                "Inverses do not add. For numbers, is $1/(1 + 3)$ the same as $1 + 1/3$, or as $1 + 3$?",
                "More information makes the inverse smaller. Is yours smaller than $I$ along $(1, 1)$?",
            ),
        ),
        Belief(
            "the update needs no denominator",
            wrong=("[[0, -1], [-1, 0]]",),
            hints=(
                r"You subtracted all of $x x^{\mathsf{T}}$. Along $(1, 1)$ that makes a negative variance. What "
                r"is your matrix "
                r"times $(1, 1)$?",
                r"For numbers, $1/(1 + a) = 1 - a/(1 + a)$. What plays the part of $1 + a$?",
            ),
        ),
        Belief(
            "the denominator is x · x",
            wrong=("[[1/2, -1/2], [-1/2, 1/2]]",),
            hints=(
                r"You divided by $x \cdot x$ alone, and so your matrix sends $(1, 1)$ to zero. An inverse sends "
                r"nothing but 0 "
                "to 0.",
                r"The denominator is $1 + x^{\mathsf{T}} H^{-1} x$. Where does the 1 enter?",
            ),
        ),
        Belief(
            "an inverse inverts each entry",
            wrong=("[[1/2, 1], [1, 1/2]]",),
            hints=(
                r"An inverse is not taken entry by entry. Multiply yours by $\begin{pmatrix} 2 & 1 \\ 1 & 2 "
                r"\end{pmatrix}$.",
                r"For a $2 \times 2$ matrix, swap the diagonal, change the signs beside it, and divide by the "
                r"determinant.",
            ),
        ),
        Belief(
            "the new row does not mix the coefficients",
            wrong=("[[1/2, 0], [0, 1/2]]",),
            hints=(
                r"$x x^{\mathsf{T}}$ has entries beside the diagonal too. Which matrix is it, written out?",
                "The row sees only the sum of the two coefficients. Does it tell them apart?",
            ),
        ),
    ),
)

exercises = (
    _MEMORY,
    _ROWS,
    _PRODUCT,
    _PRICE,
    _LIMITED,
    _TRACE,
    _ARROW,
    _SAMPLED,
    _RANK,
    _UPDATE,
)
