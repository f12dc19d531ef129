"""Lesson 0, start here: one question, to try out how a check answers."""

from __future__ import annotations

from hesskit.course.answers import Matrix
from hesskit.course.exercises.exercise import Belief, Exercise

title = "Start here"

_FIRST = Exercise(
    number="0.1",
    title="Your first Hessian",
    question=r"What is the Hessian of $f(x, y) = x^3 - 3xy^2$ at the point $(1, 0)$? "
    r"Read it off the picture, or work it out by hand.",
    answer=Matrix("[[6, 0], [0, -6]]"),
    why=r"$f_{xx} = 6x$ is 6 there and $f_{yy} = -6x$ is $-6$, and the mixed partials $-6y$ vanish where $y = 0$. "
    r"Along $x$ the surface bends up, along $y$ it bends down.",
    nudge=r"Drag the point to $(1, 0)$, and read the two rows of $H$.",
    beliefs=(
        Belief(
            "the first coordinate is y",
            wrong=("[[0, -6], [-6, 0]]",),
            hints=(
                r"Perhaps $x$ and $y$ changed places. The point $(5, 0)$ lies to the *right* of the origin, "
                r"so there $x$ is the 5. Where does $(1, 0)$ lie?",
                r"The point is written $(x, y)$. Which of the two is zero here?",
            ),
        ),
        Belief(
            "the gradient is the Hessian",
            wrong=("[3, 0]", "[[3], [0]]", "[3x^2 - 3y^2, -6xy]"),
            hints=(
                r"This comes from the gradient, which has two entries, one for each slope. The Hessian has four. "
                r"How does each of the two slopes change, along $x$ and along $y$?",
                r"Take one variable. $t^3$ has the slope $3t^2$ and the second derivative $6t$. "
                r"Which of the two sorts is the Hessian made of?",
            ),
        ),
        Belief(
            "the Hessian is one matrix of formulas",
            wrong=("[[6x, -6y], [-6y, -6x]]",),
            hints=(
                r"Your formulas are right. At a single point they are four numbers. At $(0, 1)$, for example, "
                r"the first entry is 0. What are they at $(1, 0)$?",
                r"Put $x = 1$ and $y = 0$ into your matrix.",
            ),
        ),
    ),
)

exercises = (_FIRST,)
