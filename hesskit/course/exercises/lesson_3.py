"""Lesson 3, the quadratic Taylor model: questions, answers, the beliefs that lead elsewhere, and their hints."""

from __future__ import annotations

import numpy as np

from hesskit.course.answers import (
    Built,
    Choice,
    Entries,
    Number,
    Option,
    Point,
    SurfaceConstruction,
    evaluate,
    gradient_at,
    is_formula,
    matches,
)
from hesskit.course.exercises.exercise import Belief, Exercise

title = "The quadratic Taylor model"

_MODEL = "1 + x + 2y + x^2/2 + 2x y + 2y^2"

_BUILD = Exercise(
    number="3.1",
    title="Building the model",
    question=r"Write down the Taylor model of order 2 of $f(x, y) = \exp(x + 2y)$ at the origin, as a "
    r"formula in $x$ and $y$.",
    answer=SurfaceConstruction(lambda built: is_formula(built, _MODEL), right=_MODEL, shown="3 + 4x - y^2"),
    why=r"Value 1, gradient $(1, 2)$, Hessian $\begin{pmatrix} 1 & 2 \\ 2 & 4 \end{pmatrix}$: the model is "
    r"$f(0) + \nabla f(0)^{\mathsf{T}} d + \frac{1}{2} d^{\mathsf{T}} H d$ with $d = (x, y)$.",
    nudge=r"Compute value, gradient and Hessian at the origin first, then put them into $f(0) + \nabla "
    r"f(0)^{\mathsf{T}} d + \frac{1}{2} d^{\mathsf{T}} H d$.",
    beliefs=(
        Belief(
            "the Hessian enters without the half",
            wrong=("1 + x + 2y + x^2 + 4x y + 4y^2",),
            hints=(
                r"The half is missing. In one variable, $5t^2$ has $f'' = 10$, and its own model must "
                r"be $5t^2$ again, not $10t^2$.",
                r"Differentiate your quadratic terms twice: they must give the Hessian of $f$ at the "
                r"origin. Do they?",
            ),
        ),
        Belief(
            "the mixed partial enters once",
            wrong=("1 + x + 2y + x^2/2 + x y + 2y^2",),
            hints=(
                r"The mixed partial enters twice, once as $f_{xy}$ and once as $f_{yx}$. Multiply out "
                r"$d^{\mathsf{T}} H d$: which terms do you get?",
                r"Differentiate your answer by $x$, then by $y$. Is that $f_{xy}$ at the origin? For $7xy$ "
                r"it is 7.",
            ),
        ),
        Belief(
            "the mixed partial does not enter",
            wrong=("1 + x + 2y + x^2/2 + 2y^2",),
            hints=(
                r"You have used only the diagonal of $H$. The model of $xy$ at the origin must be $xy$ "
                r"itself. Which entry of its $H$ gives it?",
                r"Differentiate $f$ by $x$, then by $y$. Is that zero at the origin?",
            ),
        ),
        Belief(
            "the tangent plane is the model of order 2",
            wrong=("1 + x + 2y",),
            hints=(
                r"This is the tangent plane, the model of order 1, and it is right as far as it goes. "
                r"It does not bend, and $f$ does. How much?",
                r"Compute the four second partials at the origin. Where do they enter?",
            ),
        ),
        Belief(
            "the quadratic form alone is the model",
            wrong=("x^2/2 + 2x y + 2y^2", "1 + x^2/2 + 2x y + 2y^2", "x + 2y + x^2/2 + 2x y + 2y^2"),
            hints=(
                r"A lower order is missing. At the origin the model must have the value *and* the "
                r"slopes of $f$. Compare them with yours.",
                r"The orders 0, 1 and 2 add up. Which of them are in your answer?",
            ),
        ),
        Belief(
            "the function is its own model",
            when=lambda built: matches(built, _MODEL) == (True, True, True),
            wrong=("exp(x + 2y)", "1 + x + 2y + (x + 2y)^2/2 + (x + 2y)^3/6"),
            hints=(
                r"Your function agrees with $f$ to order 2, but it also has higher terms (or is $f$ "
                r"itself). A model of order 2 stops at the second degree.",
                r"For $\sin(t)$ the model of order 2 is $t$, and nothing more. Keep constants, $x$, $y$, "
                r"and what has degree 2.",
            ),
        ),
    ),
)

_VALUE = Exercise(
    number="3.2",
    title="A value of the model",
    question=r"What does the order-2 model of $f(x, y) = x^2 y$ at $(1, 2)$ give for the point $(1.2, 2.5)$?",
    answer=Number("179/50"),
    why=r"$2 + (4, 1) \cdot d + \frac{1}{2} d^{\mathsf{T}} H d$ with $d = (0.2, 0.5)$: $2 + 1.3 + 0.28$. "
    r"The true value is 3.6; "
    r"the rest, 0.02, is of third order: exactly $0.2^2 \times 0.5$.",
    nudge=r"Value 2, gradient $(4, 1)$; work out $H$ at $(1, 2)$, and use the displacement $d$ from the "
    r"centre.",
    beliefs=(
        Belief(
            "the model is the function",
            wrong=(3.6,),
            hints=(
                r"You computed $f$ itself. The model is another function. It agrees with $f$ at the "
                r"centre to second order, and further away it does not.",
                r"A model knows six numbers at $(1, 2)$ only: the value, two first partials, three second "
                r"ones.",
            ),
        ),
        Belief(
            "the tangent plane is the model of order 2",
            wrong=(3.3,),
            hints=(
                r"You stopped at the tangent plane. $H$ adds half of $d^{\mathsf{T}} H d$. For $t^2$ "
                r"at $t = 1$ and $d = 0.5$ the tangent gives 2, and the model of order 2 gives 2.25.",
                r"Compute $Hd$ at the centre, then $d \cdot Hd$.",
            ),
        ),
        Belief(
            "the Hessian enters without the half",
            wrong=("193/50",),
            hints=(
                r"The half is missing. Try it on $t^2$ at $t = 1$ with $d = 0.5$: without the half, $1 "
                r"+ 2d + 2d^2$ is 2.5, and $1.5^2$ is not.",
                r"The second derivative of $\frac{1}{2} k t^2$ is $k$. Where does the half go, then?",
            ),
        ),
        Belief(
            "the mixed partial enters once",
            wrong=("87/25",),
            hints=(
                r"The mixed term enters twice, and you counted it once. The model of $xy$ at the "
                r"origin must be $xy$, but $\frac{1}{2} f_{xy}\, xy$ is only half of it.",
                r"Multiply out $d^{\mathsf{T}} H d$ for a $2 \times 2$ matrix: how many terms are there?",
            ),
        ),
        Belief(
            "the model takes the point, not the displacement",
            wrong=("909/50",),
            hints=(
                r"The model takes the displacement $d$ from the centre, and you put in the point "
                r"itself. At the centre the model must give $f(1, 2) = 2$. With your $d$, does it?",
                r"$d$ leads from the centre to the point. How far is it from $(1, 2)$ to $(1.2, 2.5)$ in "
                r"$x$, and in $y$?",
            ),
        ),
    ),
)

_GIVEN = "1 + x + y^2/2"


def _second_order_differs(built: Built) -> bool:
    return matches(built, _GIVEN)[:2] == (True, True)


_SAME_MODEL = Exercise(
    number="3.3",
    title="Two functions, one model",
    question=r"Build one: give a function whose order-2 model at the origin is $1 + x + \frac{1}{2} y^2$, "
    r"but which is not that polynomial.",
    answer=SurfaceConstruction(
        lambda built: all(matches(built, _GIVEN)) and not is_formula(built, _GIVEN),
        right="1 + x + y^2/2 + x^3",
        shown="3 + 4x - y^2",
    ),
    why=r"Value, gradient and Hessian agree at the origin, and that is all a model of order 2 sees. What "
    r"you added is its error, "
    r"of third order or higher.",
    nudge=r"Check three things at the origin: the value 1, the gradient $(1, 0)$, and the Hessian, of "
    r"which only $f_{yy} = 1$ is not zero.",
    beliefs=(
        Belief(
            "only the polynomial itself has this model",
            when=lambda built: is_formula(built, _GIVEN),
            wrong=("1 + x + y^2/2", "(2 + 2x + y^2)/2"),
            hints=(
                r"The question rules out the polynomial itself, and it is not the only function with "
                r"this model: $\sin(t)$ and $t$ have the same model of order 2. Why?",
                r"Which powers have value, slope and second derivative 0 at the origin? Adding them "
                r"changes nothing that the model sees.",
            ),
        ),
        Belief(
            "the number in front of a square is the second derivative",
            wrong=("1 + x + y^2 + x^3", "1 + x + y^2", "x + exp(y^2)"),
            hints=(
                r"Check the half: your function has $f_{yy} = 2$ at the origin. Which $f_{yy}$ belongs "
                r"to the given model?",
                r"In one variable: the model of $5t^2$ is $5t^2$, with $f'' = 10$. What is $f''$ for the "
                r"$\frac{1}{2} y^2$ asked for?",
            ),
        ),
        Belief(
            "terms of second order may be added",
            when=_second_order_differs,
            wrong=("1 + x + y^2/2 + x y", "1 + x + y^2/2 + x^2", "exp(x) + y^2/2", "1 + x"),
            hints=(
                r"Value and gradient are right, but some second partial is not. Compute all of them at "
                r"the origin, and compare them with the model's.",
                r"The model holds every term up to the second order, so only terms it does not see may "
                r"differ. Of which order are they?",
            ),
        ),
        Belief(
            "the model has the right bends only",
            when=lambda built: matches(built, _GIVEN)[2],
            wrong=("y^2/2", "cosh(y)", "y^2/2 + x^3", "5 + x + y^2/2"),
            hints=(
                r"The Hessian is right. Now compare value and gradient at the origin as well: the "
                r"model has 1 and $(1, 0)$.",
                r"A model of order 2 has the parts of order 0 and 1 as well. Which of them are in your "
                r"function?",
            ),
        ),
    ),
)

_DOUBLING = Exercise(
    number="3.4",
    title="Twice as far, how much worse?",
    question=r"You double a small distance from the origin. By which factors does the error of the "
    r"*order-2* model grow, nearly, "
    r"(1) for $\exp(x + 2y)$ along the direction $(1, 1)$, (2) for $\cos(x) + y^2$ along the $x$-axis?",
    answer=Point("(8, 16)"),
    why=r"Usually the error grows like $r^3$: slope 3 on log–log axes, factor $2^3$. For $\cos(x)$ the "
    r"third derivative, $\sin(x)$, "
    r"vanishes at 0, and the error $r^4/24$ has slope 4. The model of order 1 would have slope 2.",
    nudge=r"Find the first term of each series that the model leaves out. What does doubling do to its "
    r"power?",
    beliefs=(
        Belief(
            "the slope is always one more than the order",
            wrong=("(8, 8)",),
            hints=(
                r"The slope is *usually* one more than the order. It takes a third derivative that is "
                r"not zero, so compute that of $\cos(x)$ at 0.",
                r"Put $x = 0.1$ and $x = 0.2$ into $|\cos(x) - 1 + x^2/2|$, and divide.",
            ),
        ),
        Belief(
            "a model of order 2 has an error of order 2",
            wrong=("(4, 4)",),
            hints=(
                r"The terms of order 2 are *in* the model, so they make no error. Which terms are left "
                r"out?",
                r"In one variable: the order-2 model of $\exp(t)$ is $1 + t + t^2/2$. Compute its error at "
                r"$t = 0.1$ and at $t = 0.2$, and divide.",
            ),
        ),
        Belief(
            "the error grows with the distance, no faster",
            wrong=("(2, 2)",),
            hints=(
                r"Twice as far is more than twice as wrong. Compute the error of $1 + t + t^2/2$ "
                r"against $\exp(t)$ at $t = 0.1$ and at $t = 0.2$, and divide.",
                r"The first term that is left out is a power of the distance. Which power?",
            ),
        ),
        Belief(
            "the slope is the factor",
            wrong=("(3, 4)", "(3, 3)"),
            hints=(
                r"These look like slopes on log–log axes, and we asked for factors. Slope 5 means that "
                r"the error grows like $r^5$. What becomes of $r^5$ when $r$ is doubled?",
                r"The area of a square has slope 2: twice the side, *four* times the area. Do the same "
                r"with your slopes.",
            ),
        ),
    ),
)

_ALONG = Exercise(
    number="3.5",
    title="The slope in a direction",
    question=r"How fast does $f(x, y) = x^2 y$ rise at $(1, 2)$ in the direction $(3, 4)$, per unit of "
    r"length?",
    answer=Number("16/5"),
    why=r"The slope is $\nabla f \cdot u$ with the unit vector $u = (3, 4)/5$ and $\nabla f = (4, 1)$. No "
    r"direction does better than "
    r"the gradient's own, with $\lVert \nabla f \rVert = \sqrt{17}$.",
    nudge=r"Compute $\nabla f$ at the point, and make a unit vector of the direction. Then take their "
    r"scalar product.",
    beliefs=(
        Belief(
            "any vector along the direction will do",
            wrong=(16,),
            hints=(
                r"The vector $(3, 4)$ is not a unit vector. It points the same way as $(30, 40)$: "
                r"would your number be the same for both?",
                r"On $f = x$ the slope along the $x$-axis is 1. With the vector $(5, 0)$ you would get 5. "
                r"By what must you divide?",
            ),
        ),
        Belief(
            "the slope is the same in every direction",
            wrong=("sqrt(17)", 4.1231056256),
            hints=(
                r"That is the length of the gradient, which is the slope in *its own* direction, the "
                r"steepest. Is $(3, 4)$ parallel to $\nabla f$?",
                r"On $f = x$ the gradient has length 1. How fast does $f$ rise along the $y$-axis?",
            ),
        ),
        Belief(
            "the slopes along the axes add up",
            wrong=(5,),
            hints=(
                r"You added the two first partials. Each of them counts only as far as the direction "
                r"goes its way. On $f = x$, what is the slope along $y$?",
                r"Weigh $f_x$ with the first entry of the unit vector, and $f_y$ with the second.",
            ),
        ),
        Belief(
            "the directional derivative is made of H",
            wrong=("84/25",),
            hints=(
                r"That number is $u^{\mathsf{T}} H u$, the *curvature* along $u$. For $f = x$ it is "
                r"zero, and yet $f$ rises.",
                r"A slope is of first order. What do the first partials give?",
            ),
        ),
        Belief(
            "the slope is a vector",
            wrong=("[12/5, 4/5]", "[12, 4]", "[4, 1]"),
            hints=(
                r"A slope is a single number: how fast does one rise? On $f = x + y$ along $(1, 0)$ it "
                r"is 1. What is left to do with your two numbers?",
                r"A scalar product multiplies entry by entry, *and adds up*.",
            ),
        ),
    ),
)

_STEEPEST = Exercise(
    number="3.6",
    title="Straight down",
    question=r"At $(-2, 3)$, in which direction does $f(x, y) = xy + y^2$ fall fastest? Give the unit "
    r"vector.",
    answer=Point("(-3/5, -4/5)"),
    why=r"Against the gradient, which is $(3, 4)$ there, and at right angles to the level curve. It does "
    r"not point at the critical point: "
    r"the gradient knows the slope here, no more.",
    nudge=r"Compute $\nabla f$ at $(-2, 3)$. How does $\nabla f \cdot u$ become as small as possible for a "
    r"unit vector $u$?",
    beliefs=(
        Belief(
            "the gradient points downhill",
            wrong=("(3/5, 4/5)", "(3, 4)"),
            hints=(
                r"Does the gradient point downhill? On $f = x$ it is $(1, 0)$. Does $f$ rise or fall "
                r"that way?",
                r"Take a small step along your vector, and compute $f$: it was 3 at the start.",
            ),
        ),
        Belief(
            "any vector along the direction will do",
            wrong=("(-3, -4)",),
            hints=(
                r"The direction is right, but a unit vector has length 1. How long is yours?",
                r"Divide by the length. For $(5, 12)$, say, that is 13.",
            ),
        ),
        Belief(
            "the steepest way runs along the level curve",
            wrong=("(4/5, -3/5)", "(-4/5, 3/5)", "(4, -3)", "(-4, 3)"),
            hints=(
                r"Your vector is at a right angle to the gradient. Compute $\nabla f \cdot u$ for it: "
                r"how fast does $f$ change that way?",
                r"Along a level curve $f$ stays as it is. The way down crosses it: at which angle?",
            ),
        ),
        Belief(
            "the steepest way leads to the critical point",
            when=lambda value: _is_along(value, (2.0, -3.0)),
            wrong=("(2, -3)", "[0.554700196, -0.832050294]"),
            hints=(
                r"The steepest way down need not lead to the critical point. Take $x^2 + 100y^2$ at "
                r"$(1, 1)$, and compare $-\nabla f$ with the way to its minimum.",
                r"The gradient knows the slope here, not where the bottom is. Compute it at $(-2, 3)$.",
            ),
        ),
    ),
)


def _is_along(value: Entries, direction: tuple[float, float]) -> bool:
    """Do the two numbers, rounded to two digits or better, point this way?"""
    if value.shape != (2,):
        return False
    a, b = (evaluate(number) for number in value.values)
    size = float(np.hypot(a, b))
    across, along = a * direction[1] - b * direction[0], a * direction[0] + b * direction[1]
    return abs(across) <= 5e-3 * size * float(np.hypot(*direction)) and along > 0


def _is_tilted(built: Built) -> bool:
    return bool(np.abs(gradient_at(built)).max() > 0)


_TILTED = Exercise(
    number="3.7",
    title="A tilted bowl",
    question=r"Build one: give a function $f(x, y)$ whose Hessian at the origin is positive definite, and "
    r"yet the origin is no local minimum.",
    answer=SurfaceConstruction(
        lambda built: built.signs == (0, 0, 2) and _is_tilted(built),
        right="x^2 + y^2 + x",
        shown="x^3 + y^3",
    ),
    why=r"It bends up in every direction at a point where it is tilted: $f$ falls against the gradient. "
    r"“Positive definite” speaks of bends, "
    r"and a minimum needs $\nabla f = 0$ first.",
    nudge=r"Two things can keep a point from being a minimum: the slope, and the bend. One of them is "
    r"fixed by the question.",
    beliefs=(
        Belief(
            "a positive definite Hessian makes a minimum",
            when=lambda built: built.signs == (0, 0, 2) and not _is_tilted(built),
            wrong=("x^2 + y^2", "cosh(x) + y^2", "x^2 + x y + y^2 + x^3"),
            hints=(
                r"Your function does have a minimum there, because its gradient at the origin is zero. "
                r"Compare $t^2$ with $t^2 + t$ at $t = -0.1$: which of the two has its lowest point "
                r"elsewhere?",
                r"The Hessian does not see terms of first order. What can you add without changing $H$?",
            ),
        ),
        Belief(
            "only a Hessian with another sign spoils a minimum",
            when=lambda built: built.hessian.any() and built.signs[2] < 2,
            wrong=("x^2 - y^2", "-x^2 - y^2", "x y", "x^2", "x^2 + y^3"),
            hints=(
                r"The Hessian may not spoil the minimum: both of its eigenvalues must stay *above* "
                r"zero. Compute those of yours.",
                r"Start from a bowl. How can a bowl that still bends up everywhere have its lowest point "
                r"elsewhere?",
            ),
        ),
        Belief(
            "a flat Hessian is positive definite",
            when=lambda built: not built.hessian.any(),
            wrong=("x^4 + y^4", "x + y", "x^3 - 3x y^2"),
            hints=(
                r"At the origin all four second partials of your function are zero. In one variable, "
                r"compare $f''(0)$ for $t^2$ and for $t^6$.",
                r"Of all powers and products of $x$ and $y$, only the squares and $xy$ bend at the origin. You need "
                r"enough of them, and then something more.",
            ),
        ),
    ),
)

_STRICT = Exercise(
    number="3.8",
    title="Strictly convex",
    question=r"$f(x, y) = x^4 + y^4$ has $H = 0$ at the origin. Which is true of $f$ on the whole plane?",
    answer=Choice(
        (
            Option("it is strictly convex, although H is singular at one point", ("strictly convex",)),
            Option("it is not convex, since D = 0 at the origin", ("not convex",)),
            Option(
                "it is convex, but not strictly, since H is singular",
                ("convex but not strictly", "not strictly convex"),
            ),
            Option("it is convex everywhere except at the origin", ("convex except at the origin",)),
        ),
        right="it is strictly convex, although H is singular at one point",
    ),
    why=r"Every chord lies above it, since $t^4$ has this property and sums keep it. On an open convex "
    r"set, convex is the same as $H$ positive *semidefinite*; "
    r"positive definite is sufficient for strictly convex, not necessary.",
    nudge=r"Convexity speaks of chords: compare $f$ at the middle of two points with the mean of its two "
    r"values.",
    beliefs=(
        Belief(
            "a strictly convex function has H positive definite",
            wrong=("it is convex, but not strictly, since H is singular",),
            hints=(
                r"Strict convexity need not show in $H$. Take $t^4$, for which $f''(0) = 0$. Compare "
                r"its value at the middle of $-1$ and $1$ with the mean of the two ends.",
                r"A chord that only touches would need a whole stretch on which $f$ is straight. Is there "
                r"one?",
            ),
        ),
        Belief(
            "D = 0 spoils convexity",
            wrong=("it is not convex, since D = 0 at the origin",),
            hints=(
                r"$D = 0$ is no verdict. For $(x - y)^2$ it is zero everywhere, and no chord lies "
                r"below the graph. Is the $H$ of $x^4 + y^4$ ever *negative* in some direction?",
                r"Here $H$ has the diagonal $12x^2$, $12y^2$. Which signs can its eigenvalues have?",
            ),
        ),
        Belief(
            "convexity holds point by point",
            wrong=("it is convex everywhere except at the origin",),
            hints=(
                r"You cannot leave out one point, because convexity is about chords. The chord from "
                r"$(-1, 0)$ to $(1, 0)$ passes over the origin. Is it above $f$ there?",
                r"Convexity compares *pairs* of points on a convex set. Is the plane without one point a "
                r"convex set?",
            ),
        ),
    ),
)

_NEWTON = Exercise(
    number="3.9",
    title="The bottom of the model",
    question=r"At $(1, 1)$ the order-2 model of $f(x, y) = x^4 + 2xy + y^2$ is a bowl. At which point is "
    r"the model lowest?",
    answer=Point("(4/5, -4/5)"),
    why=r"The model is level where $H d = -\nabla f$: with $\nabla f = (6, 4)$ and $H = \begin{pmatrix} 12 "
    r"& 2 \\ 2 & 2 \end{pmatrix}$ that is the Newton step "
    r"$d = (-\frac{1}{5}, -\frac{9}{5})$. $f$ itself has two minima, at $\pm(0.707, -0.707)$, and one step reaches "
    r"neither. That is why we step again.",
    nudge=r"Compute $\nabla f$ and $H$ at $(1, 1)$, solve $H d = -\nabla f$, and add $d$ to the point.",
    beliefs=(
        Belief(
            "the step is the point",
            wrong=("(-1/5, -9/5)",),
            hints=(
                r"That is the step $d$, and it is right. It leads *from* $(1, 1)$. Where does it lead "
                r"to?",
                r"Where do you arrive from $(10, 20)$ with the step $(1, 2)$? Do the same here.",
            ),
        ),
        Belief(
            "the lowest point of the model is the one of f",
            wrong=("[0.70710678, -0.70710678]", "[-0.70710678, 0.70710678]", "(0, 0)"),
            hints=(
                r"You solved $\nabla f = 0$ for $f$ itself. The model is a quadratic that knows $f$ at "
                r"$(1, 1)$ only. In one variable, for $t^4$ at $t = 1$, the model's lowest point is $t "
                r"= 2/3$.",
                r"Write down the model's gradient at the displacement $d$: it is $\nabla f(1, 1) + H d$. "
                r"Set *that* to zero.",
            ),
        ),
        Belief(
            "the step is against the gradient",
            wrong=("(-5, -3)", "(-6, -4)"),
            hints=(
                r"You stepped by $-\nabla f$. That is the steepest way down, and it is much too long: "
                r"for $50t^2$ at $t = 1$ it would lead to $-99$.",
                r"The Hessian says how soon the slope is used up. Which equation holds $H$, $d$ and "
                r"$\nabla f$?",
            ),
        ),
        Belief(
            "each variable is solved for on its own",
            wrong=("(1/2, -1)",),
            hints=(
                r"You divided each entry of the gradient by its diagonal entry, and that leaves out "
                r"the mixed partial. Put your $d$ into $H d$: is the result $-\nabla f$?",
                r"$H d = -\nabla f$ is a system of two equations for two unknowns. Solve both at once.",
            ),
        ),
        Belief(
            "the step has the sign of the gradient",
            wrong=("(6/5, 14/5)", "(1/5, 9/5)"),
            hints=(
                r"A minus sign is lost. For $t^2$ at $t = 5$ the slope is 10. Does the lowest point "
                r"lie to the left or to the right?",
                r"The model's gradient $\nabla f + H d$ must be *zero*. Put your step in.",
            ),
        ),
    ),
)

_NO_BOTTOM = Exercise(
    number="3.10",
    title="A model without a bottom",
    question=r"At a point $\nabla f = (1, 1)$ and $H = \begin{pmatrix} 2 & 0 \\ 0 & -1 \end{pmatrix}$. The "
    r"equation $H d = -\nabla f$ "
    r"has one solution, $d = (-\frac{1}{2}, 1)$. Where does it lead to?",
    answer=Choice(
        (
            Option("to the lowest point of the model", ("the minimum of the model",)),
            Option("to the minimum of f", ("the minimum of f",)),
            Option(
                "to the saddle of the model, which has no lowest point",
                (
                    "the saddle of the model",
                    "to the saddle of the model",
                    "a saddle",
                    "to a saddle",
                    "the saddle",
                ),
            ),
            Option("to the highest point of the model", ("the maximum of the model",)),
        ),
        right="to the saddle of the model, which has no lowest point",
    ),
    why=r"The equation only says that the model is level there. With an indefinite $H$ the model falls "
    r"without end along one direction; "
    r"lesson 4 shows what Newton's method makes of that.",
    nudge=r"The model is $f + d_1 + d_2 + d_1^2 - \frac{1}{2} d_2^2$. What does it do for large $d_2$?",
    beliefs=(
        Belief(
            "where the model is level, it is lowest",
            wrong=("to the lowest point of the model",),
            hints=(
                r"Level need not be lowest. Compute the model's $d_1 + d_2 + d_1^2 - \frac{1}{2} "
                r"d_2^2$ at the solution, and then at $(-\frac{1}{2}, 10)$.",
                r"In one variable: $-t^2$ is level at 0. Is it lowest there? Which sign of $H$ does a "
                r"lowest point need?",
            ),
        ),
        Belief(
            "Newton finds minima",
            wrong=("to the minimum of f",),
            hints=(
                r"One Newton step finds where the *model* is level, and the model knows $f$ at one "
                r"point only. Is this model a bowl?",
                r"Take $f = -t^2 + t^4$ at $t = 0.1$: which way does $-f'/f''$ lead, up or down?",
            ),
        ),
        Belief(
            "one negative eigenvalue makes a maximum",
            wrong=("to the highest point of the model",),
            hints=(
                r"One negative eigenvalue does not decide alone, because the other is 2. Compute the "
                r"model $d_1 + d_2 + d_1^2 - \frac{1}{2} d_2^2$ at the solution and at $(10, 1)$.",
                r"A highest point needs *every* direction to bend down. Does the first axis?",
            ),
        ),
    ),
)

exercises = (
    _BUILD,
    _VALUE,
    _SAME_MODEL,
    _DOUBLING,
    _ALONG,
    _STEEPEST,
    _TILTED,
    _STRICT,
    _NEWTON,
    _NO_BOTTOM,
)
