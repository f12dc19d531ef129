r"""The terms that lesson 4 introduces."""

from __future__ import annotations

from hesskit.course.glossary_entry import Term

TERMS = (
    Term(
        "gradient descent",
        r"The method that steps against the gradient: $x - t \nabla f(x)$ takes the place of $x$, with a step "
        r"size $t$.",
        r"On $x^2$ with $t = 0.1$ it multiplies $x$ by 0.8 in each step.",
        4, 1, ("method of steepest descent",), ("step size", "contraction", "steepest ascent"),
    ),
    Term(
        "step size",
        r"The number $t$ by which a direction is multiplied to make a step. Fixed, gradient descent on a bowl "
        r"converges from every start if $0 < t < 2/L$, with $L$ the largest eigenvalue of $H$.",
        r"On $x^2$, where $L = 2$, the limit is 1.",
        4, 1, ("learning rate", "step length"), ("gradient descent", "line search"),
    ),
    Term(
        "condition number",
        r"The largest absolute eigenvalue of $H$ divided by the smallest, written $κ$: how much the bends "
        r"differ. It says nothing about their size.",
        r"$x^2 + 100y^2$ has $κ = 100$.",
        4, 2, ("κ", "kappa", "conditioning"), ("contraction", "zigzag", "eigenvalue"),
    ),
    Term(
        "contraction",
        r"The factor by which a step shrinks the distance to the minimum. With the best fixed step size "
        r"gradient descent on a bowl has $(κ - 1)/(κ + 1)$.",
        r"For $κ = 99$ it is 0.98: 684 steps for a millionth.",
        4, 2, ("contraction factor",), ("condition number", "linear convergence"),
    ),
    Term(
        "zigzag",
        r"The way of gradient descent through a narrow valley: from side to side, and slowly along it.",
        r"On $x^2 + 100y^2$ with $t = 0.0095$, $y$ changes its sign in each step (factor $-0.9$), and $x$ shrinks by "
        r"1.9 per cent.",
        4, 2, ("zigzagging",), ("condition number", "momentum"),
    ),
    Term(
        "order of convergence",
        r"The exponent $q$ in: new error is about a constant times old error to the power $q$. It is measured on the "
        r"last steps of a run.",
        r"Errors 0.1, 0.01, 0.0001 have $q = 2$.",
        4, 3, ("convergence order", "rate of convergence"), ("linear convergence", "quadratic convergence"),
    ),
    Term(
        "quadratic convergence",
        r"Order 2: the right digits double with each step. Newton has it near a minimum where $H$ is positive "
        r"definite, and smooth.",
        r"For the root of 2, Newton on $x^3/3 - 2x$ from 1.5 gives 1.4167, then 1.414216, off by 0.000002.",
        4, 3, ("doubling digits",), ("order of convergence", "Newton step"),
    ),
    Term(
        "linear convergence",
        r"Order 1: each step multiplies the error by about the same number below 1. Newton has no more where $H$ is "
        r"singular at the minimum.",
        r"Newton on $x^4 + y^4$: the ratio is exactly $2/3$.",
        4, 4, ("first-order convergence",), ("order of convergence", "contraction"),
    ),
    Term(
        "converged",
        r"Having reached a point where the gradient is as small as was asked. It may be a minimum, a saddle or a "
        r"maximum.",
        r"Newton on $x^4/4 - x^2/2 + y^2/2$ from $(0.3, 0.7)$ converges to the saddle $(0, 0)$.",
        4, 4, ("convergence", "converge"), ("diverging", "kind", "tolerance"),
    ),
    Term(
        "tolerance",
        r"How small the gradient must be for a run to stop. A small gradient is not always near a minimum.",
        r"$\exp(-t)$ has slope $-0.00005$ at $t = 10$, and no minimum.",
        4, 4, ("stopping rule",), ("converged",),
    ),
    Term(
        "diverging",
        r"Moving ever further away instead of converging. Pure Newton may do so even on a convex function with a "
        r"minimum.",
        r"On the root of $1 + x^2$ a step leads from $x$ to $-x^3$: from 1.1 to $-1.331$, to 2.358, and on.",
        4, 4, ("diverge", "divergence", "runaway"), ("converged", "cycle"),
    ),
    Term(
        "cycle",
        r"Points that a method visits again and again without ever converging.",
        r"Newton on $x^4 + 4x^2 y + 4y^2 + 2x + 2y$ goes to and fro between $(5/4, -29/32)$ and $(3/4, -13/32)$.",
        4, 4, ("2-cycle",), ("diverging", "converged"),
    ),
    Term(
        "descent direction",
        r"A direction $d$ along which $f$ falls at first: $\nabla f \cdot d < 0$. Newton's is one for certain only "
        r"if $H$ is positive definite.",
        r"For $\nabla f = (1, 1)$ and $H = \operatorname{diag}(2, -1)$ Newton's is $(-1/2, 1)$, uphill: the slope is "
        r"$1/2$.",
        4, 5, ("downhill direction",), ("damping", "line search", "directional derivative"),
    ),
    Term(
        "line search",
        r"Shortening (or lengthening) a step along its direction until $f$ falls enough. It needs a descent "
        r"direction.",
        r"On the root of $1 + x^2$ at $x = 2$ the Newton step is $-10$; a quarter of it leads to $-0.5$, where "
        r"$f$ is lower.",
        4, 5, ("backtracking", "Armijo", "Armijo rule"), ("step size", "descent direction"),
    ),
    Term(
        "damping",
        r"Solving $(H + μI) d = -\nabla f$ with $μ > 0$: every eigenvalue is lifted by $μ$, and $d$ descends once "
        r"all are positive.",
        r"With eigenvalues $-7$ and 11 it takes $μ > 7$.",
        4, 5, ("Levenberg", "Levenberg–Marquardt", "damped Newton", "regularised Newton"),
        ("descent direction", "trust region", "ridge"),
    ),
    Term(
        "trust region",
        r"A ball round the point in which the quadratic model is believed. The step goes to the model's lowest point "
        r"*in the ball*, whose radius adapts to how well the model did.",
        r"On the root of $1 + x^2$ at $x = 2$ with radius 1, the step is $-1$, not $-10$.",
        4, 5, ("dogleg", "trust radius"), ("damping", "Taylor model"),
    ),
    Term(
        "momentum",
        r"Gradient descent with a velocity: each step adds a part of the last one, so the zigzag cancels and the way "
        r"along the valley adds up.",
        r"With a part of 0.9 steps in one direction add up to as much as 10 times one step.",
        4, 5, ("heavy ball",), ("gradient descent", "zigzag"),
    ),
    Term(
        "BFGS",
        r"A quasi-Newton method: it learns a matrix in place of $H$ from the changes of the gradient, and keeps it "
        r"positive definite.",
        r"In $n$ variables it stores $n^2$ numbers: for a thousand, a million of them.",
        4, 5, ("quasi-Newton", "quasi-Newton method"), ("L-BFGS", "definite"),
    ),
    Term(
        "L-BFGS",
        r"BFGS with limited memory: only the last few steps and changes of the gradient are kept, and no matrix.",
        r"With 10 steps in 200 variables it keeps 4000 numbers, not 40000.",
        4, 5, ("limited-memory BFGS", "LBFGS"), ("BFGS",),
    ),
    Term(
        "conjugate gradient",
        r"A method whose directions are conjugate, $d_i \cdot H d_j = 0$, so that no step spoils what another "
        r"reached. On a bowl in $n$ variables at most $n$ steps are needed, in exact arithmetic.",
        r"In 2 variables it takes 2 steps, however narrow the valley.",
        4, 5, ("CG", "linear CG", "conjugate gradients"), ("Hessian–vector product", "Newton–CG"),
    ),
    Term(
        "Hessian–vector product",
        r"The vector $Hv$, computed without $H$: it is the derivative of the gradient along $v$, at about the cost of "
        r"a gradient.",
        r"For $x^2 + 3xy + y^2$ and $v = (1, 1)$ it is $(5, 5)$.",
        4, 5, ("Hv", "Hessian-vector products"), ("Newton–CG", "directional derivative"),
    ),
    Term(
        "Newton–CG",
        r"Newton's method in which conjugate gradients solve $H d = -\nabla f$, roughly at first, by products $Hv$: "
        r"$H$ itself is never formed.",
        r"In a million variables $H$ would fill 8 terabytes; a vector takes 8 megabytes.",
        4, 5, ("truncated Newton", "inexact Newton"), ("conjugate gradient", "Newton step"),
    ),
    Term(
        "work",
        r"What a run costs: evaluations of $f$, $\nabla f$, $H$ and $Hv$, and seconds. Fewer iterations need not be "
        r"less work.",
        r"6 steps of 2.4 s take longer than 150 of 0.012 s: 14.4 s against 1.8 s.",
        4, 6, ("cost", "evaluations"), ("L-BFGS",),
    ),
    Term(
        "basin",
        r"All starts from which a method ends at one and the same point. It belongs to the method as much as to the "
        r"function.",
        r"Newton on $x^4 - 2x^2 + y^4 - 2y^2$ goes from $(0.2, 0.25)$ to the maximum $(0, 0)$; gradient descent "
        r"with small steps to the minimum $(1, 1)$.",
        4, 6, ("basin of attraction",), ("converged", "local"),
    ),
)  # fmt: skip
