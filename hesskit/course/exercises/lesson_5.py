"""Lesson 5, logistic regression: questions, answers, the beliefs that lead elsewhere, and their hints."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import sympy

from hesskit.course.answers import (
    Choice,
    Entries,
    Matrix,
    MatrixConstruction,
    Number,
    Option,
    Point,
    Witness,
    evaluate,
    number_rows,
)
from hesskit.course.exercises.exercise import Belief, Exercise

title = "Logistic regression"

_GRADIENT = Exercise(
    number="5.1",
    title="The gradient by hand",
    question=r"Five rows: $x = 0, 1, 2, 3, 4$ with the labels $y = 0, 1, 0, 1, 1$, and an intercept. What is the "
    r"gradient of the mean loss at $β = (0, 0)$, as (intercept, slope)?",
    answer=Point("(-1/10, -3/5)"),
    why=r"At $β = 0$ every $p$ is one half, so the residuals $p - y$ are $\pm \frac{1}{2}$, and the "
    r"gradient $X^{\mathsf{T}} (p - y)/m$ is their mean, plain and weighted by $x$. Gradient "
    "descent will raise both coefficients. Newton, in 5.4, will not.",
    nudge=r"Which probability $p$ does the model give every row when $β = 0$? Then form $X^{\mathsf{T}} (p - y)/m$ "
    r"with a column of ones.",
    beliefs=(
        Belief(
            "the gradient is data minus model",
            wrong=("(1/10, 3/5)",),
            hints=(
                "You used $y - p$ in place of $p - y$. With one row, $x = 1$ and $y = 1$, a larger $β$ "
                "makes the loss *fall*. Which sign does its derivative have?",
                r"The residual $y - p$ is what one steps along. The gradient points the other way.",
            ),
        ),
        Belief(
            "the loss is a sum, not a mean",
            wrong=("(-1/2, -3)",),
            hints=(
                "You summed the rows. The loss is a *mean* here, so that twice as many rows do not "
                "make the gradient twice as large.",
                r"How many rows are there? Where does their number enter?",
            ),
        ),
        Belief(
            "at β = 0 the model says 0",
            wrong=("(-3/5, -8/5)",),
            hints=(
                r"At $β = 0$ it is the margin that is 0, not $p$. Compute $p = 1/(1 + \exp(-z))$ at $z "
                "= 0$.",
                "The margin may be any number; a probability lies between 0 and 1. Does $z = 0$ mean "
                "no, yes, or undecided?",
            ),
        ),
        Belief(
            "the intercept has no gradient",
            wrong=("-3/5", "(0, -3/5)"),
            hints=(
                "You left out the intercept. It is a coefficient like the other one, with a column of "
                "ones. What is the mean of $p - y$?",
                r"There are two coefficients, hence two partial derivatives. The first has $x$ replaced by 1.",
            ),
        ),
        Belief(
            "the slope comes first",
            wrong=("(-3/5, -1/10)",),
            hints=(
                "The two entries have changed places. The question names their order.",
                r"Which of the two was weighted by $x$? That one belongs to the slope.",
            ),
        ),
    ),
)

_HESSIAN = Exercise(
    number="5.2",
    title="The Hessian by hand",
    question=r"Two rows, $x = 0$ and $x = 1$, with an intercept. At $β = (0, \log 3)$ the probabilities are "
    r"$\frac{1}{2}$ and $\frac{3}{4}$. What is the Hessian of the mean loss? Give the entries as "
    r"fractions.",
    answer=Matrix("[[7/32, 3/32], [3/32, 3/32]]", variables=()),
    why=r"$H = X^{\mathsf{T}} S X/m$ with $S = \operatorname{diag}(p(1 - p))$, here $\frac{1}{4}$ and "
    r"$\frac{3}{16}$. The labels do not enter. $H$ knows where the data are, not what they say. A "
    "row that the model is sure of weighs little.",
    nudge=r"The weights are $p(1 - p)$, one for each row. The labels are not needed. Add up weight times "
    r"$(1, x)^{\mathsf{T}} (1, x)$, and divide by $m$.",
    beliefs=(
        Belief(
            "the Hessian is that of least squares",
            wrong=("[[1, 1/2], [1/2, 1/2]]", "[[2, 1], [1, 1]]"),
            hints=(
                r"You left out the weights. $X^{\mathsf{T}} X$ belongs to least squares. Here the loss "
                r"bends less where $p$ is near 0 or 1. What is the derivative of $p = 1/(1 + \exp(-z))$?",
                r"Show that $p' = p(1 - p)$, and give every row this weight.",
            ),
        ),
        Belief(
            "the weight is the probability",
            wrong=("[[5/8, 3/8], [3/8, 3/8]]",),
            hints=(
                "You took $p$ for the weight. Where $p$ is close to 1, a small change of $β$ changes "
                "hardly anything. Should such a row weigh most?",
                "The weight is the *derivative* of $p$ by the margin. It tends to 0 as $p$ tends to 0 "
                "or to 1.",
            ),
        ),
        Belief(
            "every weight is a quarter",
            wrong=("[[1/4, 1/8], [1/8, 1/8]]",),
            hints=(
                "A quarter is the weight that every row has at $β = 0$. Compute $p(1 - p)$ for the "
                "second row.",
                r"The Hessian changes with $β$. The first row still has $p = \frac{1}{2}$, but the "
                "second does not.",
            ),
        ),
        Belief(
            "the loss is a sum, not a mean",
            wrong=("[[7/16, 3/16], [3/16, 3/16]]",),
            hints=(
                "Your sum over the rows is right. The question asks for the Hessian of the *mean* loss.",
                r"By what is a sum over rows divided to become a mean?",
            ),
        ),
        Belief(
            "the coefficients do not mix",
            wrong=("[[7/32, 0], [0, 3/32]]",),
            hints=(
                r"The mixed partial is not zero. It is the weighted mean of $1 \cdot x$, so compute it "
                "for the two rows.",
                r"A change of the intercept changes $p$, and with it the slope's partial derivative. By how "
                r"much?",
            ),
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class _Design(MatrixConstruction):
    """A design matrix of three rows; its example has independent columns."""

    example: str = "[[1, 2], [0, 1], [3, 1]]"

    def holds(self, value: Entries) -> bool:
        """Are its columns dependent, exactly?"""
        return value.shape == (3, 2) and _rank_below_two(value)


def _rank_below_two(value: Entries) -> bool:
    """Is every pair of rows dependent, exactly? Decimals are taken for the fractions they are written as."""
    rows = [[sympy.nsimplify(entry, rational=True) for entry in row] for row in value.rows]
    return all((a[0] * b[1] - a[1] * b[0]).equals(0) for a, b in combinations(rows, 2))


def _is_independent(value: Entries) -> bool:
    return value.shape == (3, 2) and not _rank_below_two(value)


def _repeats_a_row(value: Entries) -> bool:
    rows = number_rows(value)
    return _is_independent(value) and any(a == b for a, b in combinations(rows, 2))


_SINGULAR = Exercise(
    number="5.3",
    title="Convex, not strictly",
    question=r"Give a $3 \times 2$ matrix $X$ (three rows, two coefficients) for which the Hessian "
    r"$X^{\mathsf{T}} S X/m$ of the logistic loss is singular at *every* $β$; if there is none, answer `none`.",
    answer=_Design(
        "[[1, 5], [1, 5], [1, 5]]",
        variables=(),
        passes=bool,
    ),
    why=r"For every data set $v^{\mathsf{T}} H v$ is the mean of $p(1 - p)(x \cdot v)^2 \geq 0$, so the "
    "loss is convex. It is zero for the $v$ with $Xv = 0$, and your columns have such a $v$. Along "
    "it the loss does not change at all, so no $β$ is the only best one.",
    nudge=r"For which $v$ is $v^{\mathsf{T}} X^{\mathsf{T}} S X v$ zero, when all of $S$ is positive? What must $X$ do "
    r"to that $v$?",
    beliefs=(
        Belief(
            "the loss is convex, so H is positive definite",
            when=lambda value: not value.values,
            wrong=("none", "There is none."),
            hints=(
                "Convex does not mean positive definite. $(a + b)^2$ is convex in $(a, b)$. Compute "
                "its Hessian, and the determinant.",
                r"Look for a $v \neq 0$ along which no margin changes. What would the two columns have "
                "to be like?",
            ),
        ),
        Belief(
            "two equal rows make H singular",
            when=_repeats_a_row,
            wrong=("[[1, 2], [1, 2], [1, 3]]", "[[1, 0], [1, 0], [0, 1]]"),
            hints=(
                "Equal *rows* are not enough. A row that comes twice only counts twice. Look for a $v "
                r"\neq 0$ with $Xv = 0$. Is there one for yours?",
                r"$Xv$ is a combination of the *columns*. When can one be zero?",
            ),
        ),
        Belief(
            "small or zero entries make H singular",
            when=lambda value: _is_independent(value) and any(not any(row) for row in number_rows(value)),
            wrong=("[[0, 0], [1, 2], [1, 3]]", "[[1, 0], [0, 1], [0, 0]]"),
            hints=(
                "Zeros in $X$ are not enough. A row of zeros adds nothing to $H$, and the other two "
                r"rows remain. Is there a $v \neq 0$ with $Xv = 0$?",
                r"Look at the two columns: is one of them a multiple of the other?",
            ),
        ),
        Belief(
            "data decide, not columns",
            when=_is_independent,
            wrong=("[[1, 1], [1, 2], [1, 3]]", "[[1, -1], [1, 0], [1, 1]]"),
            hints=(
                r"Your columns are independent. Then $Xv \neq 0$ for every $v \neq 0$, and "
                r"$v^{\mathsf{T}} H v > 0$. Compute the determinant of $X^{\mathsf{T}} X$.",
                r"$S$ cannot make $H$ singular, since $p(1 - p) > 0$ at every $β$. What about $X$?",
            ),
        ),
    ),
)

_IRLS = Exercise(
    number="5.4",
    title="Newton is IRLS",
    question=r"The rows of 5.1 again: $x = 0, 1, 2, 3, 4$, $y = 0, 1, 0, 1, 1$, with an intercept. Where does the "
    r"first Newton step from $β = (0, 0)$ lead?",
    answer=Point("(-6/5, 4/5)"),
    why=r"At $β = 0$ all weights are $\frac{1}{4}$, and the step is one least-squares fit to the working response "
    r"$4(y - \frac{1}{2}) = \pm 2$. The next step does the same with new weights and a new response: "
    r"iteratively reweighted least squares.",
    nudge=r"Start from the gradient of 5.1. Compute $H = \frac{1}{4} X^{\mathsf{T}} X/m$, and solve $H "
    r"d = -\nabla ℒ$.",
    beliefs=(
        Belief(
            "one fit to the labels is logistic regression",
            wrong=("(1/5, 1/5)",),
            hints=(
                "You fitted a straight line to the labels. It predicts 1.0 at $x = 4$, and more "
                "beyond. Is that a probability?",
                r"IRLS fits a line too, but to *margins*: to $z + (y - p)/(p(1 - p))$ with the weights $p(1 - "
                r"p)$. Compute these at $β = 0$.",
            ),
        ),
        Belief(
            "Newton steps against the gradient",
            wrong=("(1/10, 3/5)",),
            hints=(
                r"A step of $-\nabla ℒ$ is gradient descent. Where does the Hessian enter?",
                r"Put your $d$ into $H d$. Is it $-\nabla ℒ$?",
            ),
        ),
        Belief(
            "each variable is solved for on its own",
            wrong=("(2/5, 2/5)",),
            hints=(
                "You divided each entry of the gradient by its diagonal entry. Put your $d$ into $H "
                r"d$, where the mixed entry of $H$ is $\frac{1}{2}$. Is it $-\nabla ℒ$?",
                r"Intercept and slope are tied together, since the mean of $x$ is not 0. Solve both equations "
                r"at once.",
            ),
        ),
        Belief(
            "the step has the sign of the gradient",
            wrong=("(6/5, -4/5)",),
            hints=(
                "A minus sign got lost. Larger $x$ go with label 1 here. Should the slope be positive "
                "or negative?",
                r"The model's slope $\nabla ℒ + H d$ must be *zero*. Put your step in.",
            ),
        ),
        Belief(
            "the weights are left out",
            wrong=("(-3/10, 1/5)",),
            hints=(
                r"You took $X^{\mathsf{T}} X/m$ for $H$. At $β = 0$ each row has the weight $p(1 - p)$. "
                "How much is that?",
                r"A Hessian four times too large makes a step four times too short.",
            ),
        ),
    ),
)

_NEGATIVE, _POSITIVE = (-2.0, -1.0), (1.0, 2.0)


def _has_a_minimum(x: float, y: float) -> bool:
    """Do both classes of the data of 5.5, with one more point, reach beyond each other?"""
    if y not in (0.0, 1.0):
        return False
    zeros, ones = (_NEGATIVE + (x,) * (y == 0), _POSITIVE + (x,) * (y == 1))
    return max(zeros) > min(ones) and max(ones) > min(zeros)


def _added(value: Entries) -> tuple[float, float] | None:
    """The point that was added, where it is one."""
    if value.shape != (2,):
        return None
    x, y = (evaluate(number) for number in value.values)
    return x, y


def _is_labelled(value: Entries) -> bool:
    point = _added(value)
    return point is not None and point[1] in (0.0, 1.0)


_SEPARABLE = Exercise(
    number="5.5",
    title="One point more",
    question=r"Logistic regression with intercept on $x = -2, -1, 1, 2$ with the labels $0, 0, 1, 1$ never "
    r"converges. Give *one* more data point, as $(x, y)$ with $y$ 0 or 1, after which the loss has a "
    r"minimum; if there is none, answer `none`.",
    answer=Witness("(3/2, 0)", passes=_has_a_minimum),
    why="Now no threshold separates the classes. Every direction in which $β$ could run away makes "
    r"some row worse, so the loss has a minimum. Without such a point $\lVert β \rVert$ grows by "
    "about 1 at each step, the probabilities tend to 0 and 1, and $H$ fades to the zero matrix.",
    nudge="The data are separable, since all zeros lie to one side of all ones. Where must a point lie "
    "to end that?",
    beliefs=(
        Belief(
            "a separable set has a best fit like any other",
            when=lambda value: not value.values,
            wrong=("none",),
            hints=(
                r"There is such a point. Compute the loss $\log(1 + \exp(-b))$ of a row with margin "
                "$b$, for $b = 1$, 10 and 100. Where is it lowest?",
                "The loss keeps falling only while *every* row gets a better margin. Which new row "
                "would not?",
            ),
        ),
        Belief(
            "touching is overlapping",
            when=lambda value: _added(value) in ((1.0, 0.0), (-1.0, 1.0)),
            wrong=("(1, 0)", "(-1, 1)"),
            hints=(
                "One place with both labels is not quite enough. Put the threshold exactly there, and "
                r"make the slope grow. These two rows keep $p = \frac{1}{2}$. What happens to the "
                "others?",
                r"This is called quasi-separable. How much further must the point go?",
            ),
        ),
        Belief(
            "logistic regression always converges",
            when=lambda value: _is_labelled(value) and _added(value) not in ((1.0, 0.0), (-1.0, 1.0)),
            wrong=("(3, 1)", "(0, 0)", "(0.5, 0)", "(-3, 0)", "(0, 1)", "(0.5, 1)"),
            hints=(
                "With your point one threshold still separates 0 from 1. Multiply $β$ by 10. Does the "
                "loss rise or fall?",
                "With separable data the loss keeps falling towards 0. A convex function need not have "
                r"a minimum, as $\exp(-t)$ shows. What would stop the fall?",
                "Contradict the data. Which label would surprise you, and where?",
            ),
        ),
        Belief(
            "a label may be any number",
            when=lambda value: value.shape == (2,) and not _is_labelled(value),
            wrong=("(0, 1/2)", "(0, 2)", "(1, -1)"),
            hints=(
                "A label is not just any number. It says which of two classes a row belongs to, $y = "
                "0$ or $y = 1$.",
                r"The first entry is where the point lies, the second its class.",
            ),
        ),
    ),
)

_DYING = Exercise(
    number="5.6",
    title="Which number to watch",
    question=r"On the separable data $x = -2, -1, 1, 2$ with labels $0, 0, 1, 1$ and an intercept, Newton's slope $b$ "
    r"grows by about 1 a step. Which number shows that the whole Hessian tends to the zero matrix?",
    answer=Choice(
        (
            Option(
                "the largest eigenvalue, which goes to 0",
                ("λ_max", "lambda_max", "largest eigenvalue", "the norm of H", "norm", "both eigenvalues"),
            ),
            Option("the condition number κ, which grows without end", ("κ", "condition number")),
            Option(
                "the smallest eigenvalue, which goes to 0", ("λ_min", "lambda_min", "smallest eigenvalue")
            ),
            Option("the gradient, which stays away from 0", ("the gradient",)),
            Option("the determinant, which becomes negative", ("the determinant",)),
        ),
        right="the largest eigenvalue, which goes to 0",
    ),
    why="When the *largest* eigenvalue goes to 0, all of them do, and $H$ tends to the zero matrix. "
    r"Here both shrink like $\frac{1}{2} \exp(-b)$, because the two rows nearest to the threshold "
    "outweigh the others. So $κ$ goes to 1, a perfect $κ$ of a vanishing matrix. The smallest "
    "eigenvalue is the number that *warns* you, since it is the distance to the nearest singular "
    "matrix.",
    nudge=r"At $β = (0, b)$ the Hessian is diagonal. With $w_1$ and $w_2$ for the weights at $|x| = 1$ and 2 it is "
    r"$\frac{1}{2} \operatorname{diag}(w_1 + w_2, w_1 + 4 w_2)$. Try $b = 5$ and $b = 10$.",
    beliefs=(
        Belief(
            "singular means zero",
            wrong=("the smallest eigenvalue, which goes to 0", "λ_min"),
            hints=(
                r"The smallest eigenvalue shows that $H$ becomes *singular*, and that is less. Is "
                r"$\operatorname{diag}(1, 0)$ near the zero matrix?",
                r"A matrix is near zero when *all* of its eigenvalues are. Which single one bounds all the others?",
            ),
        ),
        Belief(
            "a dying Hessian has a large condition number",
            wrong=("the condition number κ, which grows without end",),
            hints=(
                "A vanishing matrix can have the best $κ$ there is. Take $10^{-9}$ times the identity. "
                "What is its condition number, and how near is it to the zero matrix?",
                r"$κ$ is a *ratio* of eigenvalues. What does it say when both shrink alike?",
            ),
        ),
        Belief(
            "where there is no minimum, the gradient stays large",
            wrong=("the gradient, which stays away from 0",),
            hints=(
                r"A gradient can vanish without a minimum. Take $\exp(-t)$. What does its slope do for "
                "large $t$, and does it have a minimum?",
                r"The gradient is the mean of $(p - y) x$. What becomes of $p - y$ when every row is fitted "
                r"better and better?",
            ),
        ),
        Belief(
            "a dying Hessian has changed its sign",
            wrong=("the determinant, which becomes negative",),
            hints=(
                r"No sign can change here. $v^{\mathsf{T}} H v$ is a mean of $p(1 - p)(x \cdot v)^2$. "
                "Can that be negative?",
                r"The logistic loss is convex everywhere. Which signs can the eigenvalues of $H$ have?",
            ),
        ),
    ),
)

_RIDGE = Exercise(
    number="5.7",
    title="The ridge",
    question="Two rows, $x = -1$ and $x = 1$ with the labels 0 and 1, no intercept: separable. A ridge "
    r"adds $\frac{1}{2} ρ β^2$ to the mean loss, with $ρ = 0.15$. Where does the first Newton "
    "step from $β = 0$ lead?",
    answer=Number("5/4"),
    why=r"$H = \frac{1}{4} + 0.15$ and $\nabla ℒ = -\frac{1}{2}$. However far $β$ goes, $H \geq ρ$. The "
    "Hessian cannot vanish, and the loss has exactly one minimum. The price is a $β$ drawn towards "
    "0.",
    nudge="Compute the gradient and the Hessian of the loss *with* the ridge at $β = 0$. What does "
    r"$\frac{1}{2} ρ β^2$ add to each of them?",
    beliefs=(
        Belief(
            "at β = 0 the ridge changes nothing",
            wrong=(2,),
            hints=(
                "At $β = 0$ the ridge has value 0 and slope 0. What is its *second* derivative?",
                r"Differentiate $\frac{1}{2} ρ β^2$ twice.",
            ),
        ),
        Belief(
            "the half stays in the second derivative",
            wrong=("20/13", 1.54, 1.538),
            hints=(
                r"You added half of $ρ$ to $H$. What is the second derivative of $\frac{1}{2} \cdot 10 "
                "β^2$?",
                "The half is there to cancel the 2 of differentiating. If you did add the whole of "
                "$ρ$, did you take the sum of the two rows instead of their mean?",
            ),
        ),
        Belief(
            "the ridge takes the place of the Hessian",
            wrong=("10/3", 3.33, 3.333),
            hints=(
                "You took $ρ$ for the whole of $H$. The loss bends too. What is $p(1 - p)$ at $β = 0$?",
                r"The second derivative of a sum is the sum of the second derivatives.",
            ),
        ),
        Belief(
            "the step has the sign of the gradient",
            wrong=("-5/4", -2),
            hints=(
                "A minus sign got lost. Label 1 goes with the larger $x$. Should $β$ be positive or "
                "negative?",
                r"Solve $H d = -\nabla ℒ$, with $\nabla ℒ$ the mean of $(p - y) x$. Which sign does "
                "that have?",
            ),
        ),
        Belief(
            "the ridge is added to each row",
            wrong=("10/11", 0.909, 0.91, "10/13", 0.769, 0.77),
            hints=(
                "You mixed sum and mean. The ridge is added once, to the *mean* loss. What is the mean "
                "of the two weights?",
                r"With the same row a hundred times the mean loss stays as it is, and so does its ridge. Compute "
                r"the mean of $(p - y) x$, and of $p(1 - p) x^2$.",
            ),
        ),
    ),
)

_ERRORS = Exercise(
    number="5.8",
    title="Standard errors",
    question=r"For $m = 25$ rows the *mean* loss has at its minimum "
    r"$H = \begin{pmatrix} 0.2 & 0.08 \\ 0.08 & 0.04 \end{pmatrix}$ (intercept, slope). What are the standard errors "
    r"of the two coefficients? Three digits are enough.",
    answer=Point("(1, 2.2360680)", tolerance=5e-3),
    why="The Hessian of the *sum*, $mH$, is the information, and the standard errors are the square "
    "roots of the diagonal of its inverse. If the other coefficient were known, they would be "
    "0.447 and 1. Because the two can make up for each other, both errors are more than twice as "
    "large.",
    nudge=r"Invert the Hessian of the *summed* loss, and take square roots of the diagonal of the inverse. A "
    r"$2 \times 2$ matrix is inverted by hand, or with `np.linalg.inv`.",
    beliefs=(
        Belief(
            "the mean's Hessian is the information",
            wrong=("(5, 11.180)",),
            hints=(
                "You inverted the Hessian of the *mean* loss. A hundred times as many rows would leave "
                "it much the same. Should the errors stay the same too?",
                r"The likelihood of independent rows is a product, so its logarithm a *sum*. What does that "
                r"make of $H$?",
            ),
        ),
        Belief(
            "each coefficient is known on its own",
            wrong=("(0.4472, 1)", "(2.236, 5)"),
            hints=(
                r"You took $1/\sqrt{h}$ of the diagonal of the Hessian. For $\begin{pmatrix} 1 & 0.9 \\ "
                r"0.9 & 1 \end{pmatrix}$ the inverse has 5.26 on its diagonal, not 1.",
                "Intercept and slope can make up for each other, and that is why each alone is known "
                "badly. Invert first, and then take the diagonal.",
            ),
        ),
        Belief(
            "a variance is a standard error",
            wrong=("(1, 5)",),
            hints=(
                "Those are variances. If a slope is measured per °F, what is the unit of its variance? "
                "A standard error has the unit of the coefficient.",
                "One step is missing. How do you get from a mean square to a spread?",
            ),
        ),
        Belief(
            "more curvature is more spread",
            wrong=("(0.4472, 0.2)",),
            hints=(
                "You took square roots of $H$ itself. A sharp valley pins a coefficient down. Does a "
                "large curvature make a large error or a small one?",
                r"In one variable the error is $1/\sqrt{h}$. What takes the place of $1/h$ for a matrix?",
            ),
        ),
    ),
)

_COLD = Exercise(
    number="5.9",
    title="A cold morning",
    question="The fit to the 23 flights is $β = (15.0429, -0.232163)$, with the temperature in °F. "
    "Which probability of O-ring damage does it give for a launch at 45 °F? Three digits are "
    "enough, and a formula will do.",
    answer=Number("0.990004", tolerance=4e-4),
    why="The margin is 4.596, which means odds of about 99 to 1. But 45 °F lies 8 degrees below the "
    "coldest of these flights, and the standard errors are large. The model warns, and it cannot "
    "know the third digit.",
    nudge=r"Compute the margin $z = β_0 + 45 β_1$ first, and then $p = 1/(1 + \exp(-z))$.",
    beliefs=(
        Belief(
            "the margin is the probability",
            wrong=(4.595565, 4.5956, 4.596, 4.6),
            hints=(
                "You stopped at the margin. Can a probability be greater than 1?",
                "The margin is the logarithm of the odds. Which function turns it into a probability?",
            ),
        ),
        Belief(
            "a minus sign does not matter",
            wrong=(0.0099956, 0.01),
            hints=(
                r"You computed $1/(1 + \exp(z))$, which is the probability of *no* damage.",
                r"The slope is negative: colder is worse. Is your number larger at 45 °F than at 81 °F?",
            ),
        ),
        Belief(
            "the odds are the probability",
            wrong=(99.044,),
            hints=(
                r"Those are the odds $\exp(z)$. Odds of 3 to 1 are a probability of $\frac{3}{4}$. What "
                "do yours give?",
                r"Odds are $p/(1 - p)$. Solve for $p$.",
            ),
        ),
        Belief(
            "a probability is a percentage",
            wrong=(99.0004, 99),
            hints=(
                "You answered in percent. A probability lies between 0 and 1, and one half is 0.5. "
                "What is yours?",
                "Five percent is 0.05, and a quarter is 0.25. Write yours in the same way.",
            ),
        ),
        Belief(
            "a large margin is certainty",
            wrong=(1,),
            hints=(
                r"Certainty is too much. The logistic function never reaches 1. Compute $\exp(-4.6)$.",
                r"Of a thousand launches at this temperature, about how many does the model still expect to go well?",
            ),
        ),
        Belief(
            "the intercept is where one starts to count",
            wrong=(2.9025e-5, 2.9e-5),
            hints=(
                "You left out the intercept. Alone, $-0.232163$ times any temperature is a negative "
                "margin. Would damage ever be likely?",
                r"At which temperature is the margin zero? That is where $p = \frac{1}{2}$.",
            ),
        ),
    ),
)

_SCALES = Exercise(
    number="5.10",
    title="Unequal scales",
    question=r"With the temperatures in °F, between 53 and 81, $κ$ of the O-ring Hessian at $β = 0$ is about 501 500. "
    r"Standardised (mean 0, spread 1) it is 1. What else changes?",
    answer=Choice(
        (
            Option(
                "Newton's method needs far fewer steps, gradient descent as many as before", ("only Newton",)
            ),
            Option(
                "gradient descent needs far fewer steps, Newton as many as before",
                (
                    "gradient descent",
                    "only gradient descent",
                    "gradient descent needs fewer steps",
                    "GD",
                    "GD needs fewer steps",
                ),
            ),
            Option("both need far fewer steps", ("both",)),
            Option("the fitted probabilities change", ("the probabilities",)),
        ),
        right="gradient descent needs far fewer steps, Newton as many as before",
    ),
    why="A linear change of the variables turns each Newton step into the other, with the same "
    "probabilities after each of the 5 steps. Gradient descent pays for $κ$. With a fixed step it "
    "takes millions of steps in °F, and a few dozen when standardised.",
    nudge=r"Take $f = a^2 + 10^6 b^2$ and put $c = 1000b$. What does each of the two methods do before, and after?",
    beliefs=(
        Belief(
            "every method suffers from κ",
            wrong=("both need far fewer steps",),
            hints=(
                "Not every method suffers from $κ$. Take $f = a^2 + 10^6 b^2$. How many steps does "
                "Newton need there, and how many for $a^2 + c^2$?",
                r"Newton's step solves with $H$, so it measures each direction by its own curvature. What does "
                r"a change of units do to $\nabla f$ and $H$ in $-f'/f''$?",
            ),
        ),
        Belief(
            "a method that uses H suffers from H",
            wrong=("Newton's method needs far fewer steps, gradient descent as many as before",),
            hints=(
                "A large $κ$ costs Newton *digits* in the solve, and hardly any steps. Which factor "
                "does each step against the gradient give for $κ = 501500$?",
                "Compute $(κ - 1)/(κ + 1)$ for both values of $κ$. Which method contracts like that?",
            ),
        ),
        Belief(
            "other units, other probabilities",
            wrong=("the fitted probabilities change",),
            hints=(
                "The fit does not depend on the unit. A temperature in °C has another slope and "
                "another intercept. Put both into $β_0 + β_1 x$. Does the margin differ?",
                r"Without a ridge the loss only knows margins. Can every margin in °F be had in the new unit?",
            ),
        ),
    ),
)

exercises = (
    _GRADIENT,
    _HESSIAN,
    _SINGULAR,
    _IRLS,
    _SEPARABLE,
    _DYING,
    _RIDGE,
    _ERRORS,
    _COLD,
    _SCALES,
)
