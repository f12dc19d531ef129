"""Lesson 4, Newton against gradient descent: questions, answers, the beliefs that lead elsewhere, and their hints."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from hesskit.course.answers import (
    Built,
    Choice,
    Entries,
    Number,
    Option,
    Point,
    SurfaceConstruction,
    Witness,
    evaluate,
    same_formula,
    same_number,
    value_at,
)
from hesskit.course.exercises.exercise import Belief, Exercise

title = "Newton against gradient descent"


def _has(place: int, *numbers: float) -> Callable[[Entries], bool]:
    """A recogniser of pairs in which the entry at a place is one of these numbers."""

    def recognises(value: Entries) -> bool:
        if value.shape != (2,):
            return False
        return any(same_number(evaluate(value.values[place]), number, 1e-3) for number in numbers)

    return recognises


_TEN = Exercise(
    number="4.1",
    title="Ten steps down",
    question="Gradient descent on $f(x) = x^2$ starts at $x = 10$ with the step size $η = 0.2$. Where "
    "is $x$ after 10 steps? Three digits are enough.",
    answer=Number("0.0604661760", tolerance=5e-3),
    why="Each step multiplies $x$ by $1 - 2η = 0.6$, so four more zeros take about 18 more steps. The "
    "factor $1 - ηM$, with $M = f'' = 2$, stays between $-1$ and 1 as long as $η < 2/M$.",
    nudge=r"Write one step as $x$ times a number. What do ten of them make of 10?",
    beliefs=(
        Belief(
            "the slope is the point itself",
            wrong=(1.0737418,),
            hints=(
                "Did you step from $x$ to $x - ηx$? The slope of $x^2$ at 3 is 6, not 3. What is it at 10?",
                r"Compute $f'(10)$, and then the first step. You should arrive below 7.",
            ),
        ),
        Belief(
            "gradient descent goes down by the same length each step",
            wrong=(8, -30),
            hints=(
                "Your steps all have the same length. A step is $η$ times the *slope*, so compare the "
                "slopes of $x^2$ at 10 and at 1.",
                r"Compute the first three points. By what is $x$ multiplied each time?",
            ),
        ),
        Belief(
            "the value is the point",
            wrong=(0.00365616,),
            hints=(
                "That is the value of $f$, and it is the right value. The question asks for $x$.",
                r"On $x^2$ the value 9 belongs to the point 3. Which point belongs to yours?",
            ),
        ),
        Belief(
            "the step goes along the gradient",
            wrong=(289.254655,),
            hints=(
                "Your steps go *up*. At $x = 10$ the slope of $x^2$ is positive. In which direction "
                "does $f$ fall?",
                r"Compute the first step. Is $f$ smaller there than 100?",
            ),
        ),
        Belief(
            "the first point is the first step",
            wrong=(0.100776960, 0.0362797056),
            hints=(
                "You are one step off. After no step at all $x$ is 10, and after one step it is 6.",
                r"How often has the factor been applied after one step? And after ten?",
            ),
        ),
    ),
)

_VALLEY = Exercise(
    number="4.2",
    title="A narrow valley",
    question="$f(x, y) = 25x^2 + 49xy + 25y^2$ is a bowl. (1) Below which number must a fixed step "
    "size $η$ stay, so that gradient descent converges from every start? (2) With the best "
    "fixed step, how many steps bring the distance to the minimum below a millionth of what "
    "it was?",
    answer=Point("(2/99, 684)", tolerance=2e-4),
    why="$H$ has the eigenvalues 1 and 99, so the limit is $2/M$ with $M = 99$. The best fixed step, "
    "$2/(1 + 99)$, multiplies the distance by $(κ - 1)/(κ + 1) = 0.98$ at each step, with $κ = "
    "99$. That makes about $7κ$ steps for six digits.",
    nudge="Compute the eigenvalues of $H$; along each, a step multiplies the distance by $1 - ηλ$. "
    "Then $(κ - 1)/(κ + 1)$ is the best that one $η$ can do for both.",
    beliefs=(
        Belief(
            "M is the largest diagonal entry",
            when=_has(0, 2 / 50),
            wrong=("(1/25, 684)", "(1/25, 99)"),
            hints=(
                "You read the strongest curvature off the diagonal of $H$. Along $(1, 1)$ the "
                "curvature is half of the sum of all four entries. Compute it.",
                r"The largest curvature is the largest *eigenvalue*. For the matrix $\begin{pmatrix} 5 & 3 "
                r"\\ 3 & 5 \end{pmatrix}$ it is 8, not 5. And here?",
            ),
        ),
        Belief(
            "the number in front of a square is the second derivative",
            when=_has(0, 4 / 99, 2 / 25),
            wrong=("(4/99, 684)", "(2/25, 684)"),
            hints=(
                "A factor 2 got lost when you differentiated. For $5x^2$ the second derivative is 10. "
                "What is $f_{xx}$ here?",
                "Try it on $x^2$, where gradient descent multiplies by $1 - 2η$. From which $η$ on "
                "does it no longer converge?",
            ),
        ),
        Belief(
            "a step that overshoots diverges",
            when=_has(0, 1 / 99),
            wrong=("(1/99, 684)",),
            hints=(
                "Must a step that jumps over the bottom fail? On $x^2$ with $η = 0.8$, start from 10 "
                "and compute three steps. Does it converge?",
                "The factor $1 - ηλ$ may be negative. How large may its absolute value be?",
            ),
        ),
        Belief(
            "the flattest direction sets the limit",
            when=_has(0, 2.0),
            wrong=("(2, 684)",),
            hints=(
                "You let the flat direction set the limit. With $η = 1$ and an eigenvalue of 99, what "
                "is $1 - ηλ$?",
                r"The two factors must *both* lie between $-1$ and 1. Which eigenvalue is the stricter one?",
            ),
        ),
        Belief(
            "the best step is the largest one",
            when=_has(0, 1 / 50),
            wrong=("(1/50, 684)",),
            hints=(
                "That is the *best* fixed step. A larger one still converges, only more slowly. "
                "Compute $1 - ηλ$ for both eigenvalues at $η = 0.0201$.",
                "The best $η$ makes the two factors equal in size. At the limit one of them reaches "
                "$-1$. Which one?",
            ),
        ),
        Belief(
            "the safe step 1/M is the best one",
            when=_has(1, 1361, 1360),
            wrong=("(2/99, 1361)",),
            hints=(
                "Is $η = 1/M$ the best step? Compare the larger of the two $|1 - ηλ|$ for $η = 1/99$ "
                "and for $η = 1/50$.",
                "Make $1 - η$ and $99η - 1$ equal. What is the factor of one step then?",
            ),
        ),
        Belief(
            "as many steps as κ, or as variables, will do",
            when=_has(1, 99, 2),
            wrong=("(2/99, 99)", "(2/99, 2)"),
            hints=(
                "Neither $κ$ nor the number of variables counts the steps. After 99 steps with the "
                "factor 0.98 the distance is still $0.98^{99}$ of what it was. Compute it.",
                r"For which $k$ is the factor, to the power $k$, below a millionth? Take logarithms.",
            ),
        ),
        Belief(
            "the factor is the number of steps",
            when=_has(1, 0.98),
            wrong=("(2/99, 0.98)", "(2/99, 49/50)"),
            hints=(
                "Your second number is the factor of one step. A factor 0.5 needs 20 steps for a "
                "millionth, since $2^{20}$ is about a million. How many does yours need?",
                r"Steps are counted with whole numbers: solve for the exponent.",
            ),
        ),
        Belief(
            "rounding down still reaches the goal",
            when=_has(1, 683),
            wrong=("(2/99, 683)", "(2/99, 683.8445)"),
            hints=(
                "You rounded down, or not at all. After that many whole steps, is the distance already "
                "below a millionth? Compute it.",
                r"With a factor 0.1 and the goal 0.05, one step is not enough. How many are?",
            ),
        ),
    ),
)

_ONE_STEP = Exercise(
    number="4.3",
    title="One Newton step",
    question=r"Make one Newton step on $f(x, y) = x^3 + 3xy + y^2$ from $(1, 1)$. At which point do you arrive?",
    answer=Point("(2, -3)"),
    why=r"$\nabla f = (6, 5)$, $H = \begin{pmatrix} 6 & 3 \\ 3 & 2 \end{pmatrix}$, and $d = (1, -4)$ "
    r"solves $H d = -\nabla f$. The value of $f$ falls from 5 to $-1$. On a quadratic one step "
    "would be the end of it. Elimination solves the system, and no inverse is needed.",
    nudge=r"Compute $\nabla f$ and $H$ at $(1, 1)$, solve the two equations $H d = -\nabla f$, and add $d$ to "
    r"the point.",
    beliefs=(
        Belief(
            "the step is the point",
            wrong=("(1, -4)",),
            hints=(
                "That is the step $d$, and it is right. It starts *from* $(1, 1)$. Where does it lead?",
                r"From $(10, 20)$ the step $(1, 2)$ leads to $(11, 22)$. Do the same here.",
            ),
        ),
        Belief(
            "the Hessian multiplies the gradient",
            wrong=("(-50, -27)", "(-51, -28)"),
            hints=(
                r"You stepped by $-H \nabla f$. On $50x^2$ at $x = 1$ that is 100 times 100 to the "
                "left, and the bottom is 1 away.",
                r"A strong bend makes a *short* step. Which equation for $d$ says so?",
            ),
        ),
        Belief(
            "each variable is solved for on its own",
            wrong=("(0, -3/2)",),
            hints=(
                "You divided each entry of the gradient by its diagonal entry. Put your $d$ into $H "
                r"d$. Is it $-\nabla f$?",
                "The mixed partial ties the two unknowns together, so solve both equations at once.",
            ),
        ),
        Belief(
            "Newton steps against the gradient",
            wrong=("(-5, -4)",),
            hints=(
                r"A step of $-\nabla f$ is gradient descent with $η = 1$. Compute $f$ where you arrive. "
                "Before the step it was 5.",
                r"The gradient gives the slope, the Hessian how soon it is used up. Where does $H$ enter?",
            ),
        ),
        Belief(
            "the step has the sign of the gradient",
            wrong=("(0, 5)", "(-1, 4)"),
            hints=(
                "A minus sign got lost. For $x^2$ at $x = 5$ the slope is 10. Does the bottom lie to "
                "the left or to the right?",
                r"The model's slope $\nabla f + H d$ must be *zero*. Put your step in.",
            ),
        ),
        Belief(
            "one step reaches the minimum",
            wrong=("(3/2, -9/4)",),
            hints=(
                r"You solved $\nabla f = 0$ itself. One step solves it for the *model* at $(1, 1)$ "
                "only. For $x^4$ from 1 one step leads to $2/3$, not to 0.",
                r"Use the numbers $\nabla f(1, 1)$ and $H(1, 1)$, and nothing else of $f$.",
            ),
        ),
    ),
)

_LINEAR = Exercise(
    number="4.4",
    title="How fast is Newton?",
    question="Pure Newton on $f(x, y) = x^4 + y^4$ starts at $(1, 1)$. Its first step leads to "
    r"$(\frac{2}{3}, \frac{2}{3})$. Where is it after *three* steps? A fraction, or three "
    "digits.",
    answer=Point("(8/27, 8/27)", tolerance=2e-3),
    why="Each step covers a third of the way that is left, and never more. The ratio is exactly $2/3$ "
    "and the convergence is linear, because $H = 0$ at the minimum. Digits double where $H$ is "
    "*positive definite* there.",
    nudge=r"In one variable a step is $-f'/f''$. Work it out for $x^4$ at any $x$, not only at 1.",
    beliefs=(
        Belief(
            "Newton is always quadratic",
            wrong=("(16/81, 16/81)",),
            hints=(
                "Squaring the error is what Newton does near a minimum with $H$ positive definite. "
                "Here $H$ at the minimum is zero. Compute the step $-f'/f''$ for $x^4$ at $x = 2/3$.",
                r"Doubling digits takes $H$ positive definite *at the minimum*. What is "
                r"$12x^2$ at 0?",
            ),
        ),
        Belief(
            "Newton arrives in one step",
            wrong=("(0, 0)",),
            hints=(
                "Newton arrives exactly on quadratics. For $x^4$ at $x = 0.6$ compute $x - f'/f''$. Is it 0?",
                r"Each step multiplies $x$ by a number. Which one took 1 to $2/3$?",
            ),
        ),
        Belief(
            "the step is what is left",
            wrong=("(1/27, 1/27)", "(2/27, 2/27)"),
            hints=(
                "You kept the part that a step takes away. From 1 it stepped to $2/3$. How much was "
                "taken, and how much is left?",
                r"Multiply what is left by the same factor, again and again.",
            ),
        ),
        Belief(
            "the second step is as long as the first",
            wrong=("(1/3, 1/3)",),
            hints=(
                "Here the second step is as long as the first. Compute $-f'/f''$ for $x^4$ at $x = 3$ "
                "and at $x = 6$. Are they the same?",
                r"The step from $x$ is a fixed *part* of $x$. Which part? Then make three such steps.",
            ),
        ),
        Belief(
            "two steps are three points",
            wrong=("(4/9, 4/9)",),
            hints=(
                "The start is not a step. The first step leads to $2/3$. Count the steps again.",
                r"Write down the start and the point after each step: four points in all.",
            ),
        ),
    ),
)

_CONVEX = Exercise(
    number="4.5",
    title="Convex is not enough",
    question=r"The function `sqrt(1 + x²)` is strictly convex and has one minimum, at 0. From which starts "
    r"does pure Newton converge to it?",
    answer=Choice(
        (
            Option("from every start, since f is convex", ("from every start", "every start")),
            Option(
                "from the starts with |x| < 1, and no others",
                (
                    "|x| < 1",
                    "|x|<1",
                    "if |x| < 1",
                    "abs(x) < 1",
                    "-1 < x < 1",
                    "-1<x<1",
                    "(-1, 1)",
                    "]-1, 1[",
                ),
            ),
            Option("from every start, since f″ never vanishes", ("every start since f″ never vanishes",)),
            Option("from no start but 0 itself", ("from no start", "no start")),
        ),
        right="from the starts with |x| < 1, and no others",
    ),
    why="One step leads from $x$ to $-x^3$. Inside, the number of right digits trebles at each step. "
    "From 1 it jumps back and forth between 1 and $-1$. From 1.1 it runs away to $-1.331$, 2.358, "
    "$-13.11$. Damping, a line search or a trust region cures it.",
    nudge="Work out the step: $f' = x/s$ and $f'' = 1/s^3$, where $s$ is the square root. Where does "
    "$x - f'/f''$ lie?",
    beliefs=(
        Belief(
            "convex makes Newton converge",
            wrong=("from every start, since f is convex",),
            hints=(
                "Convex is not enough. Newton trusts the quadratic model, and far out that can be a "
                "bad one. Compute one step from $x = 1.1$.",
                r"Far out this function is nearly straight, so $f''$ is nearly 0 while $f'$ is nearly 1. "
                r"How long is $f'/f''$ there?",
                r"Compute the points that follow from 2, and those that follow from 0.5.",
            ),
        ),
        Belief(
            "Newton always converges when it can make its step",
            wrong=("from every start, since f″ never vanishes",),
            hints=(
                "Is every step that exists a good one? Here $f'' > 0$ everywhere, so every step exists "
                "and starts downhill. But how *far* does it go? Compute it from $x = 2$.",
                r"At $x = 2$ the slope is about 0.894 and $f''$ about 0.0894. Where does one step end?",
            ),
        ),
        Belief(
            "a method that can fail always fails",
            wrong=("from no start but 0 itself",),
            hints=(
                "One failure does not condemn every start. Compute one step from $x = 0.5$. Is it "
                "nearer to 0, or further away?",
                r"Near 0 the function is almost $1 + x^2/2$. What does Newton do on a quadratic?",
            ),
        ),
    ),
)

_RISES = Exercise(
    number="4.6",
    title="The value rises",
    question=r"Pure Newton on Rosenbrock's function, $(1 - x)^2 + 100(y - x^2)^2$, from $(-1.2, 1)$ shows the "
    r"values 24.2, then 4.73, then 1412. What does the 1412 prove?",
    answer=Choice(
        (
            Option("nothing about convergence: f may rise on the way", ("nothing", "f may rise")),
            Option("the method diverges from here on", ("it diverges", "diverges")),
            Option("the gradient or the Hessian is wrong", ("an error in the derivatives",)),
            Option("the step led to a maximum or a saddle", ("a maximum", "a saddle", "to a saddle")),
        ),
        right="nothing about convergence: f may rise on the way",
    ),
    why="The next values are 0.056 and 0.313, and after six steps it is at $(1, 1)$. Newton looks for "
    r"$\nabla f = 0$ and never asks whether $f$ falls. The length of the gradient fell at first, "
    "and then rose to 1371. A line search refuses that step and then needs 21 in all, so safer is "
    "not always faster.",
    nudge=r"Make the next step too: from $(0.7631, -3.1750)$ solve $H d = -\nabla f$, and compute $f$ there.",
    beliefs=(
        Belief(
            "f must fall at each step",
            wrong=("the method diverges from here on",),
            hints=(
                r"Who says that $f$ must fall at each step? Pure Newton solves $H d = -\nabla f$ and "
                "never looks at $f$. Run two more steps of it and see.",
                r"The 1412 is one bad landing, high on the wall of a curved valley. Compute $f$ after "
                r"the next step.",
            ),
        ),
        Belief(
            "right derivatives make f fall",
            wrong=("the gradient or the Hessian is wrong",),
            hints=(
                "Right derivatives make the *model* right near the point, and only there. Take a full "
                "step on `sqrt(1 + x²)` from 2, and compare $f$.",
                r"Test it: compare your gradient with a difference quotient at $(-1.2, 1)$. Where else "
                r"could the rise come from?",
            ),
        ),
        Belief(
            "a high value is a maximum",
            wrong=("the step led to a maximum or a saddle",),
            hints=(
                "A high value does not make a critical point. Compute the gradient at $(0.7631, "
                "-3.1750)$. Is it zero?",
                r"Solve $\nabla f = 0$ for this function: from the second partial, $y = x^2$. How many "
                r"critical points are there?",
            ),
        ),
    ),
)


@lru_cache(maxsize=256)
def _newton_ends(x: float, y: float) -> str:
    """The kind of the point at which pure Newton ends on the four-well surface of 4.7."""
    from hesskit.maths.descent import descend
    from hesskit.maths.surfaces import Surface

    return descend(Surface("x^4 - 2x^2 + y^4 - 2y^2"), (x, y)).kind


def _is_far(x: float, y: float) -> bool:
    """Are both coordinates as large as 4.7 asks?"""
    return min(abs(x), abs(y)) >= 0.3 - 1e-9


def _end(value: Entries) -> str:
    """Where a start leads; nothing where it is no start, or the top itself."""
    if value.shape != (2,):
        return ""
    x, y = (evaluate(number) for number in value.values)
    return "" if x == y == 0 else _newton_ends(x, y)


_TO_THE_TOP = Exercise(
    number="4.7",
    title="Up to the top",
    question=r"$f(x, y) = x^4 - 2x^2 + y^4 - 2y^2$ has minima at $(\pm 1, \pm 1)$. Give a start with "
    r"$|x|$ and $|y|$ both at least 0.3 from which pure Newton converges to a *maximum*; if there is none, "
    r"answer `none`.",
    answer=Witness("(0.3, 0.3)", passes=lambda x, y: _is_far(x, y) and _newton_ends(x, y) == "maximum"),
    why="Newton converged, in a few steps and at full speed, to the worst point of all. It solves "
    r"$\nabla f = 0$ and cannot tell a minimum from a maximum. *Converged* is not *minimum*, so "
    "look at the kind of the point where it ended.",
    nudge=r"Find the maximum first: where is $\nabla f = 0$ with $H$ negative definite? Then start as far "
    r"from it as you must, and make a step.",
    beliefs=(
        Belief(
            "Newton finds minima",
            when=lambda value: not value.values or _end(value) == "minimum",
            wrong=("none", "There is none.", "(2, 3)", "(1, 1)", "(-0.9, 0.8)"),
            hints=(
                r"Newton does not only find minima. Take $\cos(t)$ from $t = 0.5$. Where does the step "
                "$-f'/f''$ lead, and is that near a minimum?",
                r"The step leads to where the *model* is level. Where $H$ is negative definite, the model "
                r"is a hill: which of its points is level?",
                r"This $f$ has nine critical points. At which one are both second partials negative?",
            ),
        ),
        Belief(
            "Newton climbs only from close by",
            when=lambda value: _end(value) == "maximum",
            wrong=("(0.2, 0.25)", "(0.1, 0.1)", "(0, 0.4)"),
            hints=(
                "From your start Newton does end at the top, but it starts too close by. Now take "
                "$|x|$ and $|y|$ both as large as the question asks.",
                r"In each variable a step leads from $t$ to $2t^3/(3t^2 - 1)$. Compute it for a $t$ larger than "
                r"yours: is it still nearer to 0?",
            ),
        ),
        Belief(
            "a maximum along one axis is a maximum",
            when=lambda value: _end(value) == "saddle",
            wrong=("(0.3, 1.2)", "(1, 0.1)", "(0, 1)"),
            hints=(
                "Along one axis you are right. From there Newton ends at a saddle, a top along one "
                "axis and a bottom along the other.",
                r"$f$ is a sum of two functions of one variable, and Newton treats them apart. Each of the "
                r"two must reach its top.",
            ),
        ),
        Belief(
            "a start on the top shows how Newton moves",
            when=lambda value: value.shape == (2,) and not _end(value),
            wrong=("(0, 0)",),
            hints=(
                "You start on the top itself. From there Newton makes no step at all, and the question "
                "is whether it *climbs*.",
                r"Move the start away from it, and compute one step. Does it lead back, or away?",
            ),
        ),
        Belief(
            "Newton always converges",
            when=lambda value: _end(value) == "not critical",
            wrong=("(1/sqrt(5), 1/sqrt(5))", "(1/sqrt(5), 0)"),
            hints=(
                "From your start Newton goes round a cycle, or its equation has no solution. Compute "
                "two steps in each variable.",
                r"Come nearer to the maximum. For $t^4 - 2t^2$ the step from $t$ leads to $2t^3/(3t^2 - "
                r"1)$: when is that nearer to 0?",
            ),
        ),
    ),
)


@dataclass(frozen=True)
class _AtLeast(Entries):
    """A threshold that is itself allowed, as in ``"μ ≥ 7"``."""


@dataclass(frozen=True)
class _Threshold(Number):
    """A number that μ must exceed, also written as an inequality: ``"μ > 7"`` or ``"> 7"``."""

    def read(self, answer: Any) -> Entries:
        """Read the number alone; of the inequality around it only whether it is strict is kept."""
        closed = False
        if isinstance(answer, str) and len(answer) < 50:
            closed = re.search(r"≥|≤|[<>]=", answer) is not None
            answer = re.sub(r"^\s*(?:μ|µ|mu)?\s*[>=≥]=?|[<≤]=?\s*(?:μ|µ|mu)\s*$", "", answer)
        read = super().read(answer)
        return _AtLeast(read.shape, read.values) if closed else read

    def holds(self, value: Entries) -> bool:
        """The threshold itself is not enough: there the matrix is singular."""
        return not isinstance(value, _AtLeast) and super().holds(value)

    def show(self, value: Entries) -> str:
        """The number, and whether it is itself allowed."""
        return f"at least {super().show(value)}" if isinstance(value, _AtLeast) else super().show(value)


def _is_singular_there(value: Entries) -> bool:
    return isinstance(value, _AtLeast) and same_number(evaluate(value.values[0]), 7.0)


def _is_more_than_needed(value: Entries) -> bool:
    return len(value.values) == 1 and 7.0 < evaluate(value.values[0]) <= 8.5


_DAMPING = Exercise(
    number="4.8",
    title="How much damping?",
    question=r"At a point $H = \begin{pmatrix} 2 & 9 \\ 9 & 2 \end{pmatrix}$. Damping solves $(H + μI) "
    r"d = -\nabla f$ instead. Which is the smallest number that $μ$ must exceed, so that $d$ "
    "starts downhill *whatever* the gradient?",
    answer=_Threshold("7"),
    why="The eigenvalues of $H$ are $-7$ and 11, and $μ$ lifts both. Once $H + μI$ is positive "
    r"definite, the slope along $d$, $-\nabla f^{\mathsf{T}} (H + μI)^{-1} \nabla f$, is negative. "
    "The step *starts* downhill; only a larger $μ$ or a line search makes sure that $f$ is lower "
    "where it ends.",
    nudge="A step that starts downhill whatever the gradient needs $H + μI$ positive definite. What "
    "does adding $μI$ do to the eigenvalues?",
    beliefs=(
        Belief(
            "a singular matrix will do",
            when=_is_singular_there,
            wrong=("μ ≥ 7", "mu >= 7", "7 <= mu", ">= 7"),
            hints=(
                r"The number is right, and the sign is not. Compute $\det(H + μI)$ for $μ$ equal to "
                r"your number. Can $(H + μI) d = -\nabla f$ be solved for every gradient?",
                r"For $\operatorname{diag}(-3, 5)$ and $μ = 3$ the matrix is $\operatorname{diag}(0, "
                "8)$. Is it positive definite?",
            ),
        ),
        Belief(
            "any μ that works is the smallest",
            when=_is_more_than_needed,
            wrong=("8", "7.5", "7.0001"),
            hints=(
                r"That $μ$ works. Would a smaller one work too? The question asks where the working ones begin.",
                r"Add your number to the lower eigenvalue. How much room is left above zero?",
            ),
        ),
        Belief(
            "both diagonals positive make the step descend",
            wrong=(0, -2),
            hints=(
                r"A positive diagonal is not enough. With $μ = 0$ and $\nabla f = (1, -1)$, solve $H d "
                r"= -\nabla f$ and compute $\nabla f \cdot d$. Is it negative?",
                r"Along $(1, -1)$ this surface bends *down*. How strongly? That is an eigenvalue.",
            ),
        ),
        Belief(
            "μ is the lowest eigenvalue, sign and all",
            wrong=(-7,),
            hints=(
                "You found an eigenvalue of $H$, sign and all. Add your number to both eigenvalues. "
                "Are they positive now?",
                r"For $\operatorname{diag}(-3, 5)$ the number to beat is 3: compute $-3 + μ$ for $μ = 2$ "
                r"and for $μ = 4$.",
            ),
        ),
        Belief(
            "μ must beat the largest eigenvalue",
            wrong=(11,),
            hints=(
                "Beating the largest eigenvalue is enough, but it is more than you need. For "
                r"$\operatorname{diag}(-3, 5)$, would $μ = 4$ do?",
                r"Which eigenvalue is in the way of positive definite? How far is it below zero?",
            ),
        ),
        Belief(
            "damping adds to the determinant",
            wrong=(77, "sqrt(77)"),
            hints=(
                "The determinant is not what $μ$ is added to. On the diagonal it moves each "
                "*eigenvalue* by $μ$. Compute the two eigenvalues of $H$.",
                r"Compute the determinant of $H + μI$ as a polynomial in $μ$. Where are its zeros?",
            ),
        ),
        Belief(
            "μ must beat the mixed entry",
            wrong=(9,),
            hints=(
                "The mixed entry need not be beaten, since the diagonal helps too. Compute the "
                "eigenvalues of $H + 8I$. Are they positive?",
                r"The eigenvectors are $(1, 1)$ and $(1, -1)$. What does $H$ make of the second?",
            ),
        ),
    ),
)

_BETWEEN = Exercise(
    number="4.9",
    title="Between the two",
    question=r"$f$ is a quadratic bowl in $n = 200$ variables. Newton needs one step, and $n^2 = 40000$ numbers "
    r"for $H$. In exact arithmetic: (1) how many steps does linear CG (conjugate gradient on a quadratic) "
    r"need at most? (2) How many numbers does L-BFGS keep, if it remembers the last 10 steps, "
    r"each as a step and a change of the gradient?",
    answer=Point("(200, 4000)"),
    why="CG clears one new direction with each step, so $n$ are enough, and it needs only a few "
    r"vectors and products $Hv$. L-BFGS keeps $2 \cdot 10$ vectors of length $n$ instead of a "
    "matrix. For a million variables that is 160 megabytes against 8 terabytes.",
    nudge=r"For (1): CG's directions are independent, so how many fit into $n$ dimensions? For (2): count "
    r"vectors, then numbers.",
    beliefs=(
        Belief(
            "CG is Newton, and needs one step",
            when=_has(0, 1),
            wrong=("(1, 4000)",),
            hints=(
                "One step is Newton's number. CG knows one product $Hv$ at each step, not all of $H$. "
                r"On $x^2 + 100y^2$ from $(1, 1)$ its first step runs along $-\nabla f$. Does it meet "
                "$(0, 0)$?",
                r"Each step settles *one* direction. How many directions are there?",
            ),
        ),
        Belief(
            "CG needs as many steps as gradient descent",
            when=_has(0, 40000, 684),
            wrong=("(40000, 4000)",),
            hints=(
                "CG neither learns all entries of $H$ nor zigzags. It never turns back to a direction "
                "it has settled. Try `linear cg` on a quadratic in two variables.",
                "In two variables two steps are enough, in three variables three. How many are enough here?",
            ),
        ),
        Belief(
            "CG needs one step for each it remembers",
            when=_has(0, 10, 20, 2),
            wrong=("(10, 4000)",),
            hints=(
                "Memory does not set the number of steps. CG remembers one direction only, and yet all "
                "its directions are independent.",
                r"How many independent directions are there in two variables? And in $n$?",
            ),
        ),
        Belief(
            "L-BFGS stores a matrix",
            when=_has(1, 40000, 20100),
            wrong=("(200, 40000)",),
            hints=(
                "It is BFGS that stores a matrix. The L stands for *limited* memory, since it keeps "
                "vectors and never multiplies them out.",
                "With 3 variables and 1 step remembered it keeps a step and a change of the gradient: "
                "6 numbers, not 9. How many does it keep here?",
            ),
        ),
        Belief(
            "one vector a step is enough",
            when=_has(1, 2000),
            wrong=("(200, 2000)",),
            hints=(
                "You counted one vector a step. What does a step alone tell you about the curvature? "
                "In one variable $f''$ is about (change of $f'$) / step.",
                r"The question names two things that are kept of each step. Count both.",
            ),
        ),
        Belief(
            "a vector is one number",
            when=_has(1, 20, 10),
            wrong=("(200, 20)",),
            hints=(
                "You counted vectors, and the question asks for numbers. A step in 3 variables has 3 "
                "entries. How many does one have here?",
                r"Multiply the number of vectors by their length.",
            ),
        ),
    ),
)

_START = 3.0
_FAR = 1e9


@lru_cache(maxsize=64)
def _slopes(formula: Any) -> tuple[Any, Any]:
    """f and its derivatives f′ and f″, as functions of x: exact for a formula, by differences for Python code."""
    if isinstance(formula, sympy.Expr):
        x = sympy.Symbol("x", real=True)
        first, second = formula.diff(x), formula.diff(x, 2)
        return (lambda t: evaluate(first, {"x": t})), (lambda t: evaluate(second, {"x": t}))

    def at(t: float) -> float:
        return value_at(formula, ("x",), (t,))

    def slope(t: float, h: float = 1e-4) -> float:
        return (at(t + h) - at(t - h)) / (2 * h)

    def bend(t: float, h: float = 1e-3) -> float:
        return (at(t + h) - 2 * at(t) + at(t - h)) / (h * h)

    return slope, bend


_GRID = tuple(float(t) for t in np.sinh(np.linspace(-5, 5, 401)))  # from −74 to 74, closer near 0


@lru_cache(maxsize=256)
def _fate(formula: Any) -> str:
    """What becomes of pure Newton from 3 on a function that should be convex with a minimum."""
    slope, bend = _slopes(formula)
    bends = [b for b in map(bend, _GRID) if math.isfinite(b)]
    slopes = [s for s in map(slope, _GRID) if math.isfinite(s)]
    if len(slopes) < len(_GRID) or min(bends, default=-1.0) < -1e-5:
        return "not convex"
    if not min(slopes) < 0 < max(slopes):
        return "no minimum"
    return _walk(slope, bend)


def _walk(slope: Callable[[float], float], bend: Callable[[float], float]) -> str:
    x, before = _START, [_START]
    for _ in range(200):
        down, curved = slope(x), bend(x)
        if not curved > 0 or not math.isfinite(down):  # too far out for floating point, or no step at all
            return "runs away" if abs(x) > 2 * _START else "no step"
        if abs(down) < 1e-9 * curved or abs(down / curved) < 1e-9 * max(1.0, abs(x)):
            return "converges"
        x -= down / curved
        if abs(x) > _FAR:
            return "runs away"
        before.append(x)
    return "cycles"


def _is_the_lessons_own(built: Built) -> bool:
    x = sympy.Symbol("x", real=True)
    return any(
        same_formula(built.formula, k * sympy.sqrt(1 + x**2), ("x",)) for k in (1, 2, sympy.Rational(1, 2))
    )


def _has_fate(fate: str) -> Callable[[Built], bool]:
    return lambda built: _fate(built.formula) == fate


_BUILD = Exercise(
    number="4.10",
    title="Make Newton flee",
    question="Build a function $f(x)$ of one variable that is convex on the whole line and has a "
    "minimum, and on which your Newton loop from $x = 3$ runs away. We will run the loop on "
    r"it. The lesson's $\sqrt{1 + x^2}$ does not count.",
    answer=SurfaceConstruction(
        lambda built: _fate(built.formula) == "runs away" and not _is_the_lessons_own(built),
        "log(cosh(x))",
        variables=("x",),
        point=(_START,),
        shown="x^2 + exp(x)",
    ),
    why="Your function is nearly straight at $x = 3$, so its curvature there promises a bottom that is "
    "much too far away, and the next step is longer still. Functions like it are in daily use as "
    "losses that forgive outliers, and that is why their optimisers search along the step.",
    nudge="The step is $-f'/f''$. It is too long where the slope is still large and the curvature is "
    "already small. Which convex functions look like a V from far away?",
    beliefs=(
        Belief(
            "the lesson's own example will do",
            when=_is_the_lessons_own,
            wrong=("sqrt(1 + x^2)", "2 sqrt(1 + x^2)"),
            hints=(
                "That one is the lesson's, and it does run away. What makes it flee? Find another "
                "function with the same look from far away.",
                "What does its slope tend to, and what does its curvature tend to? Begin with a slope "
                "of that kind, and integrate.",
            ),
        ),
        Belief(
            "what runs away on any function will do",
            when=_has_fate("not convex"),
            wrong=("x^3", "cos(x)", "-x^2", "x^4 - 2x^2"),
            hints=(
                "Your function is not convex on the whole line, or not smooth on it. Compute $f''$ "
                "between $-70$ and 70. Where is it negative, or not defined?",
                "Newton fails easily where $f'' < 0$. Here the point is that it can fail where $f'' "
                r"\geq 0$ everywhere.",
            ),
        ),
        Belief(
            "a convex function has a minimum",
            when=_has_fate("no minimum"),
            wrong=("exp(x)", "exp(-x) + 1"),
            hints=(
                r"Yours is convex, but it has no minimum to run away from. Where is $f' = 0$?",
                "Make it rise on both sides. The slope must be negative far to the left and positive "
                "far to the right.",
            ),
        ),
        Belief(
            "a steep or narrow bowl is hard for Newton",
            when=_has_fate("converges"),
            wrong=("x^2", "x^4", "100x^2 + x^4", "cosh(x)", "sqrt(100 + x^2)"),
            hints=(
                "On yours the loop converges from 3. A strong curvature makes a *short* step. Compute "
                "$f'/f''$ at 3. Is it longer than 6?",
                "To run away the step must lead further out on the other side. Which functions have a "
                "slope near 1 and hardly any curvature at $x = 3$?",
            ),
        ),
        Belief(
            "a cycle is running away",
            when=_has_fate("cycles"),
            wrong=("sqrt(9 + x^2)",),
            hints=(
                "On yours the loop jumps back and forth and gets nowhere, which is a failure, but not "
                "this one. Compute two steps from 3.",
                r"You are exactly on the border. Make the curvature at 3 a little smaller.",
            ),
        ),
        Belief(
            "a straight line has a Newton step",
            when=_has_fate("no step"),
            wrong=("(x - 3)^4 + x",),
            hints=(
                "At $x = 3$ your $f''$ is zero, so the step $-f'/f''$ does not exist. It should be "
                "tiny, not zero.",
                r"A function that is *nearly* straight at 3 still has a curvature there. Smooth the corner of a V.",
            ),
        ),
    ),
)

exercises = (
    _TEN,
    _VALLEY,
    _ONE_STEP,
    _LINEAR,
    _CONVEX,
    _RISES,
    _TO_THE_TOP,
    _DAMPING,
    _BETWEEN,
    _BUILD,
)
