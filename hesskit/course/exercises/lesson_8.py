"""Lesson 8, Hessians at work: questions, answers, the beliefs that lead elsewhere, and their hints."""

from __future__ import annotations

from collections.abc import Sequence

from hesskit.course.answers import (
    Choice,
    MatrixConstruction,
    Number,
    Option,
    Point,
    Witness,
    floats_of,
)
from hesskit.course.exercises.exercise import Belief, Exercise

title = "Hessians at work"

_IMPLIED = Exercise(
    number="8.1",
    title="What the market believes",
    question=r"Two assets have the covariance $Σ = \begin{pmatrix} 0.04 & 0.01 \\ 0.01 & 0.09 \end{pmatrix}$, and the "
    r"market holds half of its money in each. For which expected returns $(μ_1, μ_2)$ is that the best, if the risk "
    r"aversion is $δ = 3$?",
    answer=Point("(3/40, 3/20)"),
    why=r"At the best weights the gradient of $\frac{δ}{2} w^{\mathsf{T}} Σ w - μ^{\mathsf{T}} w$ is zero, so "
    r"$μ = δΣw$. A market that holds an asset in spite of its risk must expect more of it.",
    nudge=r"Write the gradient of $\frac{δ}{2} w^{\mathsf{T}} Σ w - μ^{\mathsf{T}} w$ in $w$ and set it to zero.",
    beliefs=(
        Belief(
            "the half stays in the gradient",
            wrong=("(0.0375, 0.075)",),
            hints=(
                r"Half of it is missing. What is the derivative of $\frac{δ}{2} w^2$ in one variable?",
                r"The $\frac{1}{2}$ in front cancels against the 2 of the square. What becomes of $δ$?",
            ),
        ),
        Belief(
            "only an asset's own variance counts",
            wrong=("(0.06, 0.135)",),
            hints=(
                "You used the diagonal alone. Two assets that rise and fall together are riskier than two that do not. "
                "Where does Σ say so?",
                r"The first entry of $Σw$ is a sum of *two* products. Which?",
            ),
        ),
        Belief(
            "the weights do not matter",
            wrong=("(0.15, 0.3)", "(0.05, 0.1)"),
            hints=(
                "You added the entries of each row, as if *all* the money stood in each asset. Which weights are "
                "given?",
                r"Multiply each column of Σ by its weight before you add.",
            ),
        ),
        Belief(
            "the risk aversion does not matter",
            wrong=("(0.025, 0.05)",),
            hints=(
                r"That is $Σw$. An investor who minds risk more must be promised more. Where does $δ$ stand in the "
                "gradient?",
                r"Set $δ Σ w - μ$ to zero, not $Σ w - μ$.",
            ),
        ),
        Belief(
            "the inverse gives the returns",
            wrong=("(80/7, 30/7)", "(240/7, 90/7)", "(80/21, 10/7)"),
            hints=(
                r"The inverse of Σ leads from returns to weights. Which way do you have to go here?",
                "Expected returns of several hundred per cent a year are a warning. Which matrix would give small "
                "ones?",
            ),
        ),
    ),
)

_UNLUCKY = Exercise(
    number="8.2",
    title="The unlucky direction",
    question=r"For $Σ = \begin{pmatrix} 0.04 & 0.03 \\ 0.03 & 0.04 \end{pmatrix}$ and $δ = 1$ the best "
    r"weights are "
    r"$w = Σ^{-1} μ$ (here without the condition on their sum). Give a direction $e$ in which an error "
    r"in $μ$ of a "
    "given length moves $w$ the *most*.",
    answer=Witness("(1, -1)", passes=lambda x, y: x != 0 and abs(x + y) <= 1e-6 * abs(x)),
    why=r"Along an eigenvector an error $e$ moves the weights by $e/(δλ)$. Here $λ = 0.01$ along $(1, "
    r"-1)$ and 0.07 along "
    r"$(1, 1)$, so that the first error does seven times as much. The two assets are nearly the same, "
    r"and money "
    "rushes from one to the other.",
    nudge=r"Find the two eigenvectors of Σ. By how much does $Σ^{-1}$ stretch each?",
    beliefs=(
        Belief(
            "the largest eigenvalue moves the weights",
            when=lambda value: (
                value.shape == (2,)
                and abs(floats_of(value)[0] - floats_of(value)[1]) < 1e-6 * abs(floats_of(value)[0])
            ),
            wrong=("(1, 1)", "(0.5, 0.5)", "(-2, -2)"),
            hints=(
                r"Along your direction the *risk* is largest, and risk holds weights back. What does "
                r"$Σ^{-1}$ do to a "
                "large eigenvalue?",
                r"Compute $Σ^{-1} e$ for your $e$, and for a vector at right angles to it. Which is "
                r"longer?",
            ),
        ),
        Belief(
            "an error in one asset is the worst",
            when=lambda value: (
                value.shape == (2,) and (floats_of(value)[0] == 0) != (floats_of(value)[1] == 0)
            ),
            wrong=("(1, 0)", "(0, 1)"),
            hints=(
                "An error in one asset alone moves a lot. Can two errors of opposite signs move more, if they are "
                "together as long as yours?",
                r"Your direction is no eigenvector of Σ. The most and the least are always moved along "
                r"eigenvectors.",
            ),
        ),
        Belief(
            "all errors of one length do the same",
            when=lambda value: not value.values,
            wrong=("none",),
            hints=(
                "There is such a direction. Errors of one length would do the same only if Σ were a "
                "multiple of the "
                "identity.",
                r"How long is $Σ^{-1} e$ for the two eigenvectors?",
            ),
        ),
    ),
)

_PRICE = Exercise(
    number="8.3",
    title="The price of one megawatt hour more",
    question=r"Two units make $P_1$ and $P_2$ MW at costs $0.01 P_1^2 + 2 P_1$ and $0.02 P_2^2 + P_2$ in "
    r"dollars an hour. "
    "Together they meet 130 MW at the least cost. What does one megawatt hour *more* cost, in dollars?",
    answer=Number("17/5"),
    why=r"Both units have the same marginal cost, $0.02 \cdot 70 + 2 = 0.04 \cdot 60 + 1$. If one were "
    r"cheaper at the "
    "margin, you would shift a megawatt to it. That common value is the multiplier of the constraint, "
    "and it is a price.",
    nudge="Write down the marginal cost of each unit. What must be so if no shift of a megawatt saves "
    "anything?",
    beliefs=(
        Belief(
            "the price is the mean cost",
            wrong=("321/130", "2.47"),
            hints=(
                "That is the cost of all megawatt hours divided by their number. The *next* one is "
                "dearer. Why?",
                "Add one megawatt to the demand, compute the least cost again, and subtract.",
            ),
        ),
        Belief(
            "each unit makes half",
            wrong=("3.3", "3.6", "3.45"),
            hints=(
                "With half of the demand each, the two marginal costs differ. Which unit should then "
                "make more?",
                r"Set $0.02 P_1 + 2$ equal to $0.04 P_2 + 1$. Is $P_1 = P_2$?",
            ),
        ),
        Belief(
            "one unit makes everything",
            wrong=("4.6", "6.2"),
            hints=(
                "You gave one unit the whole demand. Its last megawatt is dear, and the first of the "
                "other one cheap.",
                "Compare the marginal cost of your unit at 130 MW with that of the other one at 0 MW.",
            ),
        ),
        Belief(
            "the marginal cost is aP + b",
            wrong=("2.7", "38/15"),
            hints=(
                r"What is the derivative of $0.01 P^2$? A factor is missing.",
                r"The marginal cost is the gradient of the cost, $2aP + b$.",
            ),
        ),
    ),
)

_LIMIT = Exercise(
    number="8.4",
    title="What a limit costs",
    question=r"The same two units, costs $0.01 P_1^2 + 2 P_1$ and $0.02 P_2^2 + P_2$ in dollars an hour, "
    r"meet the same "
    "130 MW, but now unit 2 can make 40 MW at most. How many dollars an hour would *one megawatt more of "
    "that limit* "
    "save, by its multiplier?",
    answer=Number("6/5"),
    why=r"At $P_1 = 90$ and $P_2 = 40$ the marginal costs are 3.8 and 2.6. One megawatt moved from unit "
    r"1 to unit 2 "
    "saves their difference. It is the multiplier of the limit: what you should be ready to pay for a "
    "megawatt of "
    "room. Where a limit does not bind, its multiplier is 0.",
    nudge="If unit 2 may make one megawatt more, which unit makes one less? What do you pay, and what do "
    "you save?",
    beliefs=(
        Belief(
            "a limit costs nothing",
            wrong=("0",),
            hints=(
                "Without the limit unit 2 would make 60 MW. So the limit binds, and it costs something. "
                "How much, for "
                "the next megawatt?",
                "A multiplier is 0 where its constraint does not bind. Does this one?",
            ),
        ),
        Belief(
            "a megawatt of room is worth its price",
            wrong=("3.8",),
            hints=(
                "That is what unit 1 saves by making one megawatt less. Does unit 2 make it for nothing?",
                "The demand stays the same. Subtract what the other unit costs.",
            ),
        ),
        Belief(
            "the multiplier is the unit's own cost",
            wrong=("2.6",),
            hints=(
                "That is what the limited unit's next megawatt would *cost*. What would it replace?",
                "Someone else makes that megawatt now. At which marginal cost?",
            ),
        ),
        Belief(
            "all units still share one price",
            wrong=("3.4",),
            hints=(
                "That price belongs to the problem without the limit. How much must unit 1 make now?",
                "A unit at its limit leaves the common price. Compute both marginal costs anew.",
            ),
        ),
    ),
)


def _is_line(rows: Sequence[Sequence[float]]) -> bool:
    """Is this the Hessian of a dark line along (1, 1): symmetric, bent up across it, and hardly bent along it?"""
    (a, b), (c, d) = rows
    along, across = (a + 2 * b + d) / 2, (a - 2 * b + d) / 2
    size = max(abs(a), abs(b), abs(d))
    return abs(b - c) <= 1e-9 * size and abs(a - d) <= 1e-6 * size and across > 0 and abs(along) <= across / 5


_VESSEL = Exercise(
    number="8.5",
    title="Build a vessel",
    question=r"Give a $2 \times 2$ Hessian of the brightness of an image that says: here is a *dark* vessel, "
    r"and it runs exactly along $(1, 1)$. Let the eigenvalue along it be at most a fifth of the other one "
    "in size.",
    answer=MatrixConstruction("[[1, -1], [-1, 1]]", variables=(), passes=_is_line),
    why=r"The eigenvector along the vessel is $(1, 1)$ with an eigenvalue near 0. Across it, along $(1, "
    r"-1)$, the "
    "brightness goes up on both sides, so that its eigenvalue is large and positive.",
    nudge=r"Which two eigenvectors must it have? Which eigenvalue belongs to which? Build the matrix "
    r"from them, as in Lesson 1.",
    beliefs=(
        Belief(
            "along and across are confused",
            wrong=("[[1, 1], [1, 1]]", "[[3, 3], [3, 3]]"),
            hints=(
                r"Your vessel runs along $(1, -1)$. Multiply your matrix by $(1, 1)$. How strongly does "
                r"the image "
                "bend that way?",
                "The direction in which *nothing* happens is the direction of the vessel.",
            ),
        ),
        Belief(
            "dark lines bend down",
            wrong=("[[-1, 1], [1, -1]]",),
            hints=(
                "That is a bright line. You walk across a dark one: does the brightness go up or down on "
                "both sides?",
                "A dark line is a valley of the brightness. Which sign has the second derivative in a "
                "valley?",
            ),
        ),
        Belief(
            "both eigenvalues are large on a vessel",
            wrong=("[[1, 0], [0, 1]]", "[[4, 0], [0, 4]]"),
            hints=(
                "That is a dark round spot. It bends the same in all directions. What is different on a "
                "line?",
                "A line has a direction in which the image hardly changes. Which eigenvalue goes with it?",
            ),
        ),
        Belief(
            "a vessel runs along an axis",
            wrong=("[[1, 0], [0, 0]]", "[[0, 0], [0, 1]]"),
            hints=(
                "A good dark line, but it runs along an axis. What do you have to do to its matrix to "
                "turn it by 45°?",
                "Your eigenvectors are the axes. The off-diagonal entry turns them.",
            ),
        ),
        Belief(
            "the entry off the diagonal alone turns it",
            wrong=("[[0, 1], [1, 0]]", "[[0, -1], [-1, 0]]"),
            hints=(
                r"Your matrix is a saddle: its two eigenvalues are as large as each other, and of both "
                r"signs.",
                "The directions are right. Now make one of the two eigenvalues nearly zero. What is "
                "their sum then?",
            ),
        ),
    ),
)

_SCALE = Exercise(
    number="8.6",
    title="The scale that sees a spot best",
    question=r"A round dark spot has the brightness $-\exp(-(x^2 + y^2)/(2s^2))$ with $s = 3$ pixels. Blurred by $σ$, "
    r"its middle has the second derivative $s^2/(s^2 + σ^2)^2$ in every direction. At which $σ^2$ is $σ^2$ times that "
    r"the largest?",
    answer=Number("9"),
    why=r"With $u = σ^2$ the logarithm is $\log u - 2 \log(s^2 + u)$ and a constant. Its derivative vanishes at "
    r"$u = s^2$, that is, at $σ = s$. A long vessel of the same width answers most at $σ = \sqrt{2}\, s$. Blur takes "
    r"the "
    r"spot away from all sides, and the vessel from two sides only.",
    nudge=r"Put $u = σ^2$, take the logarithm, and set its derivative to zero.",
    beliefs=(
        Belief(
            "a spot answers as a vessel does",
            wrong=("18",),
            hints=(
                r"That is right for a long vessel. Blur weakens a spot faster. With which power of $s^2 + σ^2$ does "
                r"its "
                "second derivative fall?",
                r"Take the derivative of $\log u - 2 \log(s^2 + u)$. Is it zero at $u = 18$?",
            ),
        ),
        Belief(
            "the least blur sees most",
            wrong=("0",),
            hints=(
                r"Without the factor $σ^2$ that would be so, for *every* spot. What does the factor do at your σ?",
                "Blur makes the second derivative smaller, so the finest scale would always win. The factor is there "
                "to "
                "cure that.",
            ),
        ),
        Belief(
            "that is σ itself",
            wrong=("3", "3*sqrt(2)"),
            hints=(
                r"The question asks for $σ^2$, in squared pixels. Is yours a σ?",
                "Put your number into the formula as $σ^2$, and compare it with its neighbours.",
            ),
        ),
        Belief(
            "the factor is on the wrong side",
            wrong=("9/2", "6", "27"),
            hints=(
                r"Put your $σ^2$ and $σ^2 = 10$ into the formula and compare the two values.",
                r"At the best $u$ you need $\frac{1}{u} = \frac{2}{s^2 + u}$. Solve it once more.",
            ),
        ),
    ),
)

_ERROR = Exercise(
    number="8.7",
    title="How sure the first parameter is",
    question=r"At the most likely parameters minus the log-likelihood has the Hessian $H = "
    r"\begin{pmatrix} 32 & 16 \\ 16 & 16 \end{pmatrix}$. What "
    "is the standard error of the *first* parameter, by $H^{-1}$?",
    answer=Number("1/4"),
    why=r"$H^{-1} = \begin{pmatrix} 1/16 & -1/16 \\ -1/16 & 1/8 \end{pmatrix}$ approximates the "
    r"covariance, and the square root of "
    r"its first diagonal entry is the standard error. $1/\sqrt{32} = 0.177$ would be right if you *knew* "
    r"the second "
    "parameter.",
    nudge=r"Which matrix approximates the covariance? Where in it stands the variance of the first "
    r"parameter?",
    beliefs=(
        Belief(
            "1/√H₁₁ is the standard error",
            wrong=("1/sqrt(32)",),
            hints=(
                "You inverted one entry in place of the matrix. That is how sure you would be if the "
                "second parameter "
                "were known.",
                r"The two parameters are estimated together, and $H_{12}$ is not 0. Invert the whole "
                r"matrix first.",
            ),
        ),
        Belief(
            "the variance is the standard error",
            wrong=("1/16", "1/32"),
            hints=(
                "That has the units of the parameter *squared*. What makes an error of it?",
                "A diagonal entry of the covariance is a variance. One step is left.",
            ),
        ),
        Belief(
            "H is the covariance",
            wrong=("sqrt(32)", "32", "4"),
            hints=(
                "A large curvature means a *sure* parameter. Does your answer grow or fall with the "
                "curvature?",
                r"$H$ is information, and information is the opposite of uncertainty. What do you do to "
                r"$H$?",
            ),
        ),
        Belief(
            "that is the second parameter",
            wrong=("sqrt(1/8)",),
            hints=(
                "You took the other diagonal entry. Which parameter does it belong to?",
                r"Swapping the diagonal is a part of inverting a $2 \times 2$ matrix. Which entry ends "
                r"up first?",
            ),
        ),
    ),
)

_BORROW = Exercise(
    number="8.8",
    title="Up to which budget",
    question=r"On the shelf of the lesson the multiplier at a budget of $B$ pounds is $0.2\left((6362/B)^2 - "
    r"1\right)$. A "
    r"bank lends at 8 % a year. Up to which budget, in pounds, does it pay to borrow?",
    answer=Number("5377", tolerance=1e-3),
    why=r"A pound more pays as long as it saves more than it costs, so until the multiplier has fallen to 0.08. Then "
    r"$(6362/B)^2 = 1.4$ and $B = 5377$. The multiplier falls as the budget grows, since the cost is convex, and "
    r"that is "
    r"why there is one place at which to stop.",
    nudge="What does the last pound that is worth borrowing save in a year? Set the multiplier equal to that.",
    beliefs=(
        Belief(
            "as long as it saves anything",
            wrong=("6362",),
            hints=(
                "Up to there a pound more still saves something. Does it save more than the bank takes?",
                "Compute the multiplier at £6000, and compare it with 0.08.",
            ),
        ),
        Belief(
            "the multiplier falls in a straight line",
            wrong=("5745", "5744.5"),
            hints=(
                "You drew a straight line from the multiplier at £4000 to 0. The formula is bent. What does it give at "
                "your budget?",
                r"Solve $0.2\left((6362/B)^2 - 1\right) = 0.08$ for $B$.",
            ),
        ),
        Belief(
            "the square can be left out",
            wrong=("6362/1.4", "4544"),
            hints=(
                r"You have $6362/B = 1.4$. What stands on the left in the formula, $6362/B$ or its square?",
                "Put your budget into the formula. Is the multiplier 0.08 there?",
            ),
        ),
        Belief(
            "the factor 0.2 can be left out",
            wrong=("6362/sqrt(1.08)", "6121.8"),
            hints=(
                r"You have $(6362/B)^2 = 1.08$. What has become of the factor 0.2?",
                r"Divide 0.08 by 0.2 before you add 1.",
            ),
        ),
        Belief(
            "the interest comes off the stock",
            wrong=("0.92 * 6362", "5853"),
            hints=(
                "You took 8 % off the whole stock. The 8 % is a price for the *next* pound. What does the next pound "
                "save there?",
                "Compute the multiplier at your budget. Is it above 0.08 or below?",
            ),
        ),
    ),
)

_EDGE = Exercise(
    number="8.9",
    title="A step size on the edge",
    question=r"Near a minimum the Hessian of a loss has the eigenvalues 1, 10 and 50. Give a step size "
    r"$η > 0$ at which "
    "gradient descent throws you out along *one* of the three eigenvectors and still settles along the "
    "other two.",
    answer=Witness("0.1", passes=lambda step: 0.04 < step < 0.2),
    why=r"Along an eigenvector the error is multiplied by $1 - ηλ$, which settles for $η < 2/λ$. So the "
    r"bounds are 2, 0.2 and "
    r"0.04, and the largest eigenvalue gives way first. A network thrown out like that does not have to "
    r"diverge: "
    r"its loss is no quadratic, and it often finds a place where $λ_{\max}$ is just $2/η$.",
    nudge=r"For each of the eigenvalues: from which η on is $|1 - ηλ| > 1$?",
    beliefs=(
        Belief(
            "a smaller step throws you out",
            when=lambda value: value.shape == (1,) and 0 < floats_of(value)[0] <= 0.04,
            wrong=("0.04", "0.02", "0.001"),
            hints=(
                r"With that step size all three settle, or do not grow. Compute $1 - ηλ$ for the largest "
                r"of the three.",
                "Small steps are the safe ones. Which eigenvalue objects first when the steps get longer?",
            ),
        ),
        Belief(
            "the smallest eigenvalue sets the bound",
            when=lambda value: value.shape == (1,) and floats_of(value)[0] >= 0.2,
            wrong=("2", "1", "0.5"),
            hints=(
                "With that step size more than one of them gets out of hand. Which two?",
                r"You want $|1 - ηλ| > 1$ for exactly one. The second of them is lost from which η on?",
            ),
        ),
        Belief(
            "either all settle or none",
            when=lambda value: not value.values,
            wrong=("none",),
            hints=(
                "There is one. In the eigenvectors' coordinates a step treats each of them by itself.",
                r"Each eigenvector has a bound of its own, $2/λ$. Are the three bounds the same?",
            ),
        ),
        Belief(
            "a step size may be negative",
            when=lambda value: value.shape == (1,) and floats_of(value)[0] <= 0,
            wrong=("-0.1", "0"),
            hints=(
                r"Gradient descent goes down: $η$ is positive. With yours, how many of the three grow?",
                r"The question asks for $η > 0$.",
            ),
        ),
    ),
)

_STOPPED = Exercise(
    number="8.10",
    title="The training has stopped",
    question=r"The training of a network stops by itself: $|\nabla f| = 10^{-9}$. The eigenvalues of the "
    r"Hessian of its loss $f$ run from "
    r"$-0.04$ to 2.5, and most of them are within $10^{-4}$ of 0. Where is it?",
    answer=Choice(
        (
            Option("next to a saddle", ("saddle", "a saddle", "near a saddle", "at a saddle")),
            Option("at a minimum", ("minimum", "a minimum", "a local minimum")),
            Option("at a flat minimum", ("flat minimum", "a flat minimum")),
            Option(
                "that cannot be told without the loss", ("cannot be told", "depends on the loss", "unknown")
            ),
        ),
        right="next to a saddle",
    ),
    why=r"The gradient says that it is all but critical, and one negative eigenvalue is enough: along "
    r"its eigenvector the loss "
    r"goes down. It stopped because the gradient is small. The eigenvalues near 0 are directions that "
    r"the data do not "
    "care about, and they decide nothing.",
    nudge="What does each number say: the gradient, the negative eigenvalue, the ones near 0?",
    beliefs=(
        Belief(
            "an optimiser that returned has found a minimum",
            wrong=("at a minimum", "b"),
            hints=(
                "It stopped because the gradient is small. Which points have a small gradient, besides "
                "minima?",
                r"Take a step along the eigenvector of $-0.04$. Where does the loss go?",
            ),
        ),
        Belief(
            "eigenvalues near zero make a flat minimum",
            wrong=("at a flat minimum", "c"),
            hints=(
                "Most eigenvalues are near 0, and so it is flat in most directions. What about the one "
                "that is not?",
                "A minimum, flat or not, has no direction in which the loss goes down. Is there one here?",
            ),
        ),
        Belief(
            "the value of the loss decides",
            wrong=("that cannot be told without the loss", "d"),
            hints=(
                "A loss may be low or high anywhere. What tells the *kind* of a critical point?",
                "Lesson 2 needed a gradient and the signs of the eigenvalues, and no value.",
            ),
        ),
    ),
)

exercises = (
    _IMPLIED,
    _UNLUCKY,
    _PRICE,
    _LIMIT,
    _VESSEL,
    _SCALE,
    _ERROR,
    _BORROW,
    _EDGE,
    _STOPPED,
)
