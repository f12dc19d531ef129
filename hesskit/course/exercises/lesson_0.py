"""Lesson 0, start here: one question, to try out how a check answers."""

from __future__ import annotations

from hesskit.course.answers import Matrix
from hesskit.course.exercises.exercise import Belief, Exercise

title = "Start here"

_FIRST = Exercise(
    number="0.1",
    title="Your first Hessian",
    question=r"What is the Hessian of $f(x, y) = x^3 - 3xy^2$ at the point $(1, 0)$? "
    r"Read it off the picture, or work it out.",
    answer=Matrix("[[6, 0], [0, -6]]"),
    why=r"$f_{xx} = 6x$ and $f_{yy} = -6x$, and the mixed partials $-6y$ vanish where $y = 0$.",
    nudge=r"Drag the point until the sentence says $(1, 0)$, and read the two rows.",
    beliefs=(
        Belief(
            "the first coordinate is y",
            wrong=("[[0, -6], [-6, 0]]",),
            hints=(
                r"It looks as if $x$ and $y$ changed places. At $(5, 0)$ the point lies to the *right* of the origin: "
                r"there $x = 5$.",
                r"The point is written $(x, y)$. Which of the two is zero here?",
            ),
        ),
        Belief(
            "the gradient is the Hessian",
            wrong=("[3, 0]", "[[3], [0]]", "[3x^2 - 3y^2, -6xy]"),
            hints=(
                r"It looks as if this is the gradient, which has two entries. The Hessian has four: "
                r"the partials *of* those two.",
                r"In one variable: $t^3$ has slope $3t^2$ and second derivative $6t$. "
                r"The Hessian is made of the latter sort.",
            ),
        ),
        Belief(
            "the Hessian is one matrix of formulas",
            wrong=("[[6x, -6y], [-6y, -6x]]",),
            hints=(
                r"It looks as if you stopped at the formulas, and they are right. At one point they are four numbers: "
                r"at $(0, 1)$, say, the first entry is 0.",
                r"Put $x = 1$ and $y = 0$ into your matrix.",
            ),
        ),
    ),
)

exercises = (_FIRST,)
