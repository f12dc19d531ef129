r"""The terms that lesson 3 introduces."""

from __future__ import annotations

from hesskit.course.glossary_entry import Term

TERMS = (
    Term(
        "Taylor model",
        r"The polynomial that agrees with $f$ and its derivatives at $a$ up to an order; of order 2: "
        r"$f(a) + \nabla f(a)^{\mathsf{T}} d + \frac{1}{2} d^{\mathsf{T}} H(a) d$, with $d = x - a$.",
        r"For $\exp(x + 2y)$ at the origin: $1 + (x + 2y) + (x + 2y)^2/2$.",
        3, 1, ("model", "quadratic model", "Taylor polynomial", "Taylor's formula"),
        ("order", "remainder", "quadratic form"),
    ),
    Term(
        "order",
        r"The highest degree in $d$ that a model keeps: 0 is a constant, 1 the tangent plane, 2 the "
        r"quadratic model.",
        r"For $\cos(x)$ at 0 the models of order 0 and 1 are both 1, and that of order 2 is $1 - "
        r"\frac{1}{2} x^2$.",
        3, 1, ("order of a model",), ("Taylor model", "tangent plane"),
    ),
    Term(
        "tangent plane",
        r"The model of order 1: the plane $f(a) + \nabla f(a)^{\mathsf{T}} d$ that touches the surface at "
        r"$a$.",
        r"For $x^2 y$ at $(1, 2)$ it is $2 + 4(x - 1) + (y - 2)$.",
        3, 1, ("tangent", "linear model"), ("order", "gradient"),
    ),
    Term(
        "centre",
        r"The point $a$ at which a model touches the function. All six numbers of a quadratic model in two "
        r"variables are taken there.",
        r"About $(1, 2)$, the quadratic model of $x^2 y$ gives 3.58 at $(1.2, 2.5)$; $f$ is 3.6 there.",
        3, 1, ("center", "base point"), ("Taylor model",),
    ),
    Term(
        "remainder",
        r"What the model leaves out, $f$ minus the model. If third derivatives along the line stay within $M$, "
        r"that of order 2 is at most $\frac{1}{6} M \lVert d \rVert^3$.",
        r"For $\exp(t)$ at 0 and $t = 0.1$ it is 0.00017; the bound, with $M = 1.11$, is 0.00019.",
        3, 2, ("error", "error of the model", "remainder bound"), ("Taylor model", "slope", "truncation"),
    ),
    Term(
        "slope",
        r"On log–log axes, the exponent $s$ of an error that grows like the power $s$ of the distance. "
        r"Usually 2 for the model "
        r"of order 1, and 3 for order 2.",
        r"Slope 3: twice as far is 8 times as wrong. $\cos(x)$ at 0 has slope 4, because its third "
        r"derivative is zero there.",
        3, 2, ("log-log slope", "order of the error"), ("remainder", "order"),
    ),
    Term(
        "level curve",
        r"A curve on which $f$ has one and the same value, as a contour on a map. Where $\nabla f \neq 0$ "
        r"the gradient is at right angles to it.",
        r"$x^2 + y^2 = 25$ passes through $(3, 4)$, where the gradient is $(6, 8)$ and the curve runs "
        r"along $(4, -3)$.",
        3, 3, ("contour", "contour line", "level set"), ("gradient", "steepest ascent"),
    ),
    Term(
        "directional derivative",
        r"The slope of $f$ along a unit vector $u$: $D_u f = \nabla f \cdot u$. A vector twice as long "
        r"would double it.",
        r"For $\nabla f = (4, 1)$ and the direction $(3, 4)/5$ it is 3.2.",
        3, 3, ("slope along a direction", "derivative along a direction"), ("gradient", "direction"),
    ),
    Term(
        "steepest ascent",
        r"The direction in which $f$ rises fastest: that of $\nabla f$, with slope $\lVert \nabla f "
        r"\rVert$. Steepest descent is the opposite one.",
        r"For $\nabla f = (3, 4)$: along $(0.6, 0.8)$, with slope 5.",
        3, 3, ("steepest descent", "steepest direction"), ("gradient", "level curve"),
    ),
    Term(
        "convex set",
        r"A set that contains, with any two of its points, the straight line between them.",
        r"A disc is one; a circle is not: $(1, 0)$ and $(-1, 0)$ are on it, their middle $(0, 0)$ is not.",
        3, 4, (), ("convex",),
    ),
    Term(
        "convex",
        r"Lying nowhere above its chords, on a convex set. For smooth $f$ on an open convex set: the same "
        r"as $H$ positive semidefinite at every point.",
        r"$(x - y)^2$ is convex: $H$ has eigenvalues 0 and 4.",
        3, 4, ("convex function", "convexity"), ("strictly convex", "convex set", "semidefinite"),
    ),
    Term(
        "strictly convex",
        r"Lying strictly below its chords between their ends. $H$ positive definite everywhere is "
        r"sufficient for it, not necessary.",
        r"$t^4$ is, though $f''(0) = 0$.",
        3, 4, ("strict convexity",), ("convex", "sufficient"),
    ),
    Term(
        "tilted bowl",
        r"A place where $H$ is positive definite but $\nabla f \neq 0$: the surface bends up in every "
        r"direction, and yet the point is no minimum.",
        r"$\exp(x) + \exp(y)$ at the origin: gradient $(1, 1)$, $H$ the identity.",
        3, 4, (), ("definite", "critical point"),
    ),
    Term(
        "minimiser",
        r"A point at which a function takes its minimum. A quadratic model has exactly one if its Hessian "
        r"is positive definite, none if that is indefinite.",
        r"$x^2 + y^2 - 2x$ has the minimiser $(1, 0)$.",
        3, 5, ("minimizer", "minimum point"), ("Newton step", "minimum"),
    ),
    Term(
        "Newton step",
        r"The solution $d$ of $H d = -\nabla f$. It leads to where the quadratic model is level: its "
        r"minimiser, if $H$ is positive definite.",
        r"For $x^4 + 2xy + y^2$ at $(1, 1)$ it is $(-0.2, -1.8)$.",
        3, 5, ("Newton's step", "Newton", "Newton's method"), ("minimiser", "Taylor model", "step"),
    ),
)  # fmt: skip
