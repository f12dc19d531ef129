"""The terms of the glossary, lesson by lesson: each with its definition, an example and the words it goes by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term of the course.

    Parameters
    ----------
    name : str
        As it is written in the middle of a sentence.
    definition : str
        One or two exact sentences in markdown with ``$…$``.
    example : str
        One sentence; its numbers are recomputed in the tests.
    lesson, part : int
        Where it is introduced.
    synonyms : tuple of str
        Other words for it.
    see : tuple of str
        Names of related terms.

    Examples
    --------
    >>> Term("trace", "The sum of the diagonal.", "Of the identity it is 2.", 2, 3).name
    'trace'
    """

    name: str
    definition: str
    example: str
    lesson: int
    part: int
    synonyms: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


# The terms that lesson 1 introduces.

TERMS_1 = (
    Term(
        "partial derivative",
        r"The derivative of $f$ by one variable while the others are held still, written $\partial "
        r"f/\partial x$ or $f_x$. It is the slope along that variable.",
        r"For $f = x^2 y$, $f_x = 2xy$ and $f_y = x^2$.",
        1, 1, ("partial", "first partial"), ("gradient", "second partial"),
    ),
    Term(
        "gradient",
        r"The vector $\nabla f$ of the first partial derivatives. Where it is not zero, it points in the "
        r"direction of steepest ascent.",
        r"For $f = x^2 y$ at $(1, 2)$ it is $(4, 1)$.",
        1, 1, ("nabla", "∇f"), ("partial derivative", "steepest ascent", "critical point"),
    ),
    Term(
        "second partial",
        r"A partial derivative of a partial derivative. Two variables have four of them, $f_{xx}$, "
        r"$f_{xy}$, $f_{yx}$ and $f_{yy}$.",
        r"For $f = x^2 y$, $f_{xx} = 2y$ and $f_{yy} = 0$.",
        1, 1, ("second partial derivative", "second derivative"), ("mixed partial", "Hessian"),
    ),
    Term(
        "mixed partial",
        r"A second partial by two different variables, such as $f_{xy}$. It says how fast the slope along "
        r"one changes as you walk along the other, that is, how the two *interact*.",
        r"For $f = x^2 y$, $f_{xy} = f_{yx} = 2x$.",
        1, 1, ("mixed derivative", "mixed partial derivative", "cross derivative", "cross partial", "interaction"),
        ("second partial", "Clairaut–Schwarz"),
    ),
    Term(
        "Hessian",
        r"The matrix $H$ of all second partials at a point, also written $\nabla^2 f$. Its entry $H_{ij}$ "
        r"is the derivative of $\partial f/\partial x_i$ by $x_j$.",
        r"For $f = x^2 + 3xy + y^2$ it is $\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ everywhere.",
        1, 1, ("Hessian matrix", "H"), ("second partial", "quadratic form", "symmetric"),
    ),
    Term(
        "route",
        r"One of three ways to compute a Hessian. They are symbolic (differentiate the formula), automatic "
        r"(go back through the program's steps) and difference (values at neighbouring points).",
        r"For $x^4$ at $x = 1$ the first two give 12, and the difference route gives 12.0002 with the step 0.01.",
        1, 2, ("symbolic", "symbolic route"), ("automatic differentiation", "finite difference"),
    ),
    Term(
        "automatic differentiation",
        r"Computing derivatives by applying the chain rule to each operation of a program. It needs no "
        r"formula and no step $h$, and it is right up to rounding.",
        r"`autograd`, the library that the course uses, remembers the operations and goes back through them.",
        1, 2, ("autograd", "automatic", "autodiff"), ("route", "rounding"),
    ),
    Term(
        "finite difference",
        r"An estimate of a derivative from values at neighbouring points, such as $\frac{f(a+h) - 2f(a) + "
        r"f(a-h)}{h^2}$ for $f''(a)$.",
        r"For $t^4$ at $a = 1$ with $h = 0.1$ it gives 12.02, while the true value is 12.",
        1, 2, ("difference", "difference route", "central difference"), ("step", "truncation", "rounding"),
    ),
    Term(
        "step",
        r"The small distance $h$ between the points of a finite difference. In an optimiser it is the move "
        r"from one point to the next.",
        r"For second derivatives in double precision $h \approx 0.0001$ is best, when $f$ and its "
        r"derivatives are near 1.",
        1, 2, (), ("finite difference", "Newton step"),
    ),
    Term(
        "truncation",
        r"The error made by cutting a series short. For the central second difference it is nearly "
        r"proportional to $h^2$.",
        r"For $t^4$ at $1$ it is exactly $2h^2$: 0.02 when $h = 0.1$.",
        1, 2, ("truncation error",), ("rounding", "finite difference", "remainder"),
    ),
    Term(
        "rounding",
        r"The error that comes from keeping only about sixteen digits. In double precision it is about "
        r"$\varepsilon = 2 \cdot 10^{-16}$ times the number itself.",
        r"Python finds that `1 + 1e-16 == 1`.",
        1, 2, ("rounding error", "round-off", "machine epsilon"), ("truncation",),
    ),
    Term(
        "direction",
        r"A way to go from a point, given here by a *unit vector* $u$, which has length 1. Divide a vector by "
        r"its length to make it a unit vector.",
        r"$(3, 4)$ has length 5, so its direction is $(0.6, 0.8)$.",
        1, 3, ("unit vector",), ("curvature", "directional derivative"),
    ),
    Term(
        "curvature",
        r"The second derivative $u^{\mathsf{T}} H u$ of $f$ along a unit vector $u$. It is positive where $f$ "
        r"bends up along $u$ and negative where it bends down.",
        r"For $\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ and $u = (0.6, 0.8)$ it is 4.88.",
        1, 3, ("curvature along a direction", "directional curvature", "second directional derivative"),
        ("direction", "eigenvalue", "quadratic form"),
    ),
    Term(
        "quadratic form",
        r"The function $d \mapsto d^{\mathsf{T}} A d$ that belongs to a symmetric matrix $A$. It is a sum "
        r"of multiples of squares and products of the entries of $d$.",
        r"$\begin{pmatrix} 1 & 2 \\ 2 & 5 \end{pmatrix}$ gives $x^2 + 4xy + 5y^2$.",
        1, 3, ("form",), ("Hessian", "definite", "Taylor model"),
    ),
    Term(
        "eigenvalue",
        r"A number $\lambda$ with $Hv = \lambda v$ for some $v \neq 0$. A symmetric $H$ has real eigenvalues, and "
        r"the smallest and the largest are the extreme curvatures.",
        r"$\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ has $-1$ and $5$.",
        1, 3, ("eigenvalues", "λ", "lambda"), ("eigenvector", "curvature", "definite"),
    ),
    Term(
        "eigenvector",
        r"A vector $v \neq 0$ that $H$ only stretches, so that $Hv = \lambda v$. A symmetric $n \times n$ "
        r"matrix has $n$ of them at right angles to each other.",
        r"$\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ has $(1, 1)$ with $\lambda = 5$ and $(1, -1)$ "
        r"with $\lambda = -1$.",
        1, 3, ("eigen-direction", "principal direction"), ("eigenvalue", "direction"),
    ),
    Term(
        "Clairaut–Schwarz",
        r"The theorem that $f_{xy} = f_{yx}$ at a point if both exist near it and are continuous at it. "
        r"Continuity is sufficient, not necessary.",
        r"It does not apply to $\frac{xy(x^2 - y^2)}{x^2 + y^2}$ at the origin, where $f_{xy} = -1$ and $f_{yx} = 1$.",
        1, 4, ("Clairaut", "Schwarz", "Schwarz theorem", "Clairaut's theorem", "Schwarz's theorem", "Young's theorem"),
        ("mixed partial", "symmetric", "sufficient"),
    ),
    Term(
        "symmetric",
        r"Equal to its mirror image in the diagonal, so that $H_{ij} = H_{ji}$. A Hessian is symmetric "
        r"wherever its entries are continuous.",
        r"$\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ is symmetric, and $\begin{pmatrix} 0 & -1 \\ 1 & 0 "
        r"\end{pmatrix}$ is not.",
        1, 4, ("symmetry", "symmetric matrix"), ("Clairaut–Schwarz", "Hessian"),
    ),
    Term(
        "definite",
        r"A symmetric matrix is positive definite if all its eigenvalues are positive, and negative "
        r"definite if all are negative. Then $u^{\mathsf{T}} H u$ has one sign for all $u \neq 0$.",
        r"$\begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$, with eigenvalues 1 and 3, is positive definite.",
        1, 5, ("positive definite", "negative definite", "definiteness"), ("indefinite", "semidefinite"),
    ),
    Term(
        "indefinite",
        r"A symmetric matrix is indefinite if it has a positive and a negative eigenvalue, so that the "
        r"surface bends up one way and down another. Other eigenvalues may be zero.",
        r"$\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ is indefinite, and so is $\operatorname{diag}(1, -1, 0)$.",
        1, 5, (), ("definite", "saddle", "singular"),
    ),
    Term(
        "semidefinite",
        r"A symmetric matrix is positive semidefinite if no eigenvalue is negative, and negative "
        r"semidefinite if none is positive. Zeros are allowed, so a definite matrix is also semidefinite.",
        r"$\operatorname{diag}(1, 0)$ is positive semidefinite, but not definite.",
        1, 5, ("positive semidefinite", "negative semidefinite", "semi-definite", "psd"), ("definite", "convex"),
    ),
    Term(
        "singular",
        r"A matrix is singular if it has an eigenvalue zero, or, what is the same, if its determinant is "
        r"zero. The other eigenvalues may have any signs.",
        r"$\operatorname{diag}(1, -1, 0)$ is singular and indefinite.",
        1, 5, ("not invertible",), ("determinant", "degenerate"),
    ),
    Term(
        "determinant",
        r"The product of the eigenvalues, which is $ac - b^2$ for $\begin{pmatrix} a & b \\ b & c \end{pmatrix}$. "
        r"Its sign alone does not give the shape.",
        r"$\operatorname{diag}(-1, -1, 1)$ has determinant 1 and is indefinite.",
        1, 5, ("det",), ("D", "eigenvalue", "trace"),
    ),
)  # fmt: skip

# The terms that lesson 2 introduces.

TERMS_2 = (
    Term(
        "critical point",
        r"A point where $\nabla f = 0$, so that the surface is level there. Inside its domain, a "
        r"differentiable $f$ can have minima and maxima at such points only.",
        r"$x^3 - 3x + y^2$ has two: $(-1, 0)$ and $(1, 0)$. $\exp(x) + \exp(y)$ has none.",
        2, 1, ("stationary point", "critical"), ("gradient", "kind", "isolated"),
    ),
    Term(
        "second-derivative test",
        r"At a critical point, $H$ positive definite proves a minimum, negative definite a maximum, and "
        r"indefinite a saddle. Otherwise it proves nothing.",
        r"$x^2 + 3xy + y^2$ at the origin has eigenvalues $-1$ and $5$: a saddle.",
        2, 2, ("the test", "Hessian test"), ("critical point", "kind", "inconclusive"),
    ),
    Term(
        "D",
        r"The determinant $f_{xx} f_{yy} - f_{xy}^2$ of a Hessian in two variables. At a critical point $D < "
        r"0$ proves a saddle; $D > 0$ proves an extremum, and the sign of $f_{xx}$ tells which.",
        r"For $x^2 + 3xy + y^2$, $D = -5$.",
        2, 2, ("discriminant",), ("determinant", "second-derivative test", "inconclusive"),
    ),
    Term(
        "kind",
        r"What the second-derivative test says about a critical point: minimum, maximum, saddle or "
        r"inconclusive.",
        r"The kind of $x^4 + y^4$ at the origin is inconclusive, though its nature is a minimum.",
        2, 2, (), ("second-derivative test", "nature", "inconclusive"),
    ),
    Term(
        "minimum",
        r"A point $p$ with $f(p) \leq f(q)$ for all $q$ nearby (local) or everywhere (global); strict if "
        r"$f(p) < f(q)$ for $q \neq p$.",
        r"$x^2 + y^2$ has a strict global minimum at the origin.",
        2, 2, ("min", "minima", "local minimum", "strict minimum"), ("maximum", "local", "global"),
    ),
    Term(
        "maximum",
        r"A point $p$ with $f(p) \geq f(q)$ for all $q$ nearby (local) or everywhere (global); strict if "
        r"$f(p) > f(q)$ for $q \neq p$.",
        r"$-x^4 - y^4$ has one at the origin, where $D = 0$.",
        2, 2, ("max", "maxima", "local maximum", "strict maximum"), ("minimum", "local", "global"),
    ),
    Term(
        "saddle",
        r"A critical point that is neither a minimum nor a maximum: arbitrarily close to it $f$ takes "
        r"larger and smaller values.",
        r"The origin is one for $x^2 - y^2$ ($D = -4$), and for $x^3 - 3xy^2$ ($D = 0$).",
        2, 2, ("saddle point", "neither"), ("indefinite", "monkey saddle", "critical point"),
    ),
    Term(
        "trace",
        r"The sum of a matrix's diagonal entries, which is also the sum of its eigenvalues.",
        r"$\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ has trace 4, and eigenvalues $-1$ and $5$.",
        2, 2, (), ("determinant", "map of Hessians"),
    ),
    Term(
        "map of Hessians",
        r"The plane in which each $2 \times 2$ Hessian lies at its trace and determinant. Saddles are "
        r"below the axis; no symmetric matrix is above the parabola.",
        r"The parabola is $\det = \frac{1}{4} \operatorname{trace}^2$: there both eigenvalues are equal, "
        r"as 2 and 2 at $(4, 4)$.",
        2, 2, ("trace-determinant plane", "the map"), ("trace", "determinant"),
    ),
    Term(
        "inconclusive",
        r"This word describes the *test*, not the point: $H$ has an eigenvalue zero and not both signs, so "
        r"second derivatives do not decide.",
        r"The test is silent on $x^4 + y^4$ (a minimum) and on $x^2 + y^3$ (a saddle).",
        2, 3, ("undecided", "silent"), ("degenerate", "nature", "ring"),
    ),
    Term(
        "degenerate",
        r"A critical point is degenerate if its Hessian is singular, that is, if some eigenvalue is zero. "
        r"In two variables: $D = 0$.",
        r"$x^2 + y^4$ has a degenerate minimum at the origin.",
        2, 3, ("degenerate critical point", "nondegenerate"), ("singular", "inconclusive"),
    ),
    Term(
        "nature",
        r"What a critical point really is, however we find out: a minimum, a maximum or a saddle. Where the "
        r"test is silent, higher terms decide.",
        r"$x^2 - y^4$ and $x^2 + y^4$ share $H$ at the origin; the first has a saddle there, the second a "
        r"minimum.",
        2, 3, (), ("kind", "inconclusive"),
    ),
    Term(
        "ring",
        r"A small circle round a critical point $p$ on which we look at the signs of $f - f(p)$. It is "
        r"evidence at its radius, not a proof.",
        r"For $x^3 - 3xy^2$ the sign changes 6 times on the way round.",
        2, 3, ("ring explorer", "sign pattern"), ("nature", "monkey saddle"),
    ),
    Term(
        "monkey saddle",
        r"The surface $x^3 - 3xy^2$: three ways up and three ways down from the origin, two for the legs "
        r"and one for the tail.",
        r"At the origin $H = 0$, so $D = 0$, and still it is a saddle.",
        2, 3, (), ("saddle", "degenerate", "ring"),
    ),
    Term(
        "minimum along every line",
        r"The property that $f$, cut by any straight line through $p$, has a local minimum at $p$. It does "
        r"not make $p$ a minimum, because no one radius need be safe for all lines.",
        r"At the origin $(y - x^2)(y - 3x^2)$ has this property, and on $y = 2x^2$ it is $-x^4$.",
        2, 4, ("along every line", "Peano's surface"), ("minimum", "necessary"),
    ),
    Term(
        "isolated",
        r"A critical point is isolated if there is no other within some distance. A nondegenerate one always "
        r"is; a degenerate one may or may not be.",
        r"The origin is isolated for $x^4 + y^4$; for $(x - y)^2$ it lies on a whole line of critical "
        r"points.",
        2, 5, ("isolated critical point", "non-isolated"), ("critical point", "degenerate"),
    ),
    Term(
        "local",
        r"True near the point, within some distance that may be small. The Hessian at a point can prove "
        r"only what is local.",
        r"$x^2 + y^2(1 - x)^3$ has a local minimum at the origin, and is $-63$ at $(3, 3)$.",
        2, 6, ("locally",), ("global", "minimum"),
    ),
    Term(
        "global",
        r"True on the whole domain. A local minimum of a *convex* function is global; a local minimum that "
        r"is the only critical point need not be.",
        r"$x^2 + y^2$ has a global minimum at the origin, $x^3 - 3x + y^2$ has none: it is $-110$ at $(-5, "
        r"0)$.",
        2, 6, ("absolute", "global minimum", "globally"), ("local", "convex"),
    ),
    Term(
        "necessary",
        r"A condition without which the statement cannot hold. For a minimum, of smooth $f$ inside the "
        r"domain: $\nabla f = 0$ and $H$ positive semidefinite.",
        r"It is not enough: $x^2 + y^3$ satisfies both at the origin and has no minimum.",
        2, 6, ("necessary condition",), ("sufficient", "semidefinite"),
    ),
    Term(
        "sufficient",
        r"A condition that proves the statement. For a strict local minimum: $\nabla f = 0$ and $H$ "
        r"positive definite.",
        r"It need not be necessary: $x^4 + y^4$ has a minimum with $H = 0$.",
        2, 6, ("sufficient condition",), ("necessary", "definite"),
    ),
)  # fmt: skip

# The terms that lesson 3 introduces.

TERMS_3 = (
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
        r"What the model leaves out, $f$ minus the model. If third derivatives along the line stay within "
        r"$\pm M$, the remainder of order 2 is at most $\frac{1}{6} M \lVert d \rVert^3$ in size.",
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
        r"The slope $\nabla f \cdot u$ of $f$ along a unit vector $u$, in any number of variables. Many "
        r"books write $D_u f$; here $D$ is the determinant.",
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
        r"A disc is convex; a circle is not: $(1, 0)$ and $(-1, 0)$ lie on it, and their middle $(0, 0)$ "
        r"does not.",
        3, 4, (), ("convex",),
    ),
    Term(
        "convex",
        r"On a convex set: every chord lies on or above the graph. For smooth $f$ on an open convex set this "
        r"means $H$ positive semidefinite at every point. A local minimum is then global.",
        r"$(x - y)^2$ is convex: $H$ has eigenvalues 0 and 4.",
        3, 4, ("convex function", "convexity"), ("strictly convex", "convex set", "semidefinite"),
    ),
    Term(
        "strictly convex",
        r"On a convex set: every chord touches the graph only at its two ends. $H$ positive definite "
        r"everywhere is sufficient for it, not necessary.",
        r"$t^4$ is strictly convex, though $f''(0) = 0$.",
        3, 4, ("strict convexity",), ("convex", "sufficient"),
    ),
    Term(
        "tilted bowl",
        r"A place where $H$ is positive definite but $\nabla f \neq 0$. The surface bends up in every "
        r"direction, and yet the point is not a minimum.",
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

# The terms that lesson 4 introduces.

TERMS_4 = (
    Term(
        "gradient descent",
        r"The method that steps against the gradient. It replaces $x$ by $x - η \nabla f(x)$, with a "
        "step size $η$.",
        "On $x^2$ with $η = 0.1$ it multiplies $x$ by 0.8 at each step.",
        4, 1, ("method of steepest descent",), ("step size", "contraction", "steepest ascent"),
    ),
    Term(
        "step size",
        "The number $η$ by which a direction is multiplied to make a step. With a fixed one, gradient "
        "descent on a quadratic bowl converges from every start exactly when $0 < η < 2/M$, where $M$ "
        "is the largest eigenvalue of $H$.",
        "On $x^2$, where $M = 2$, the limit is 1.",
        4, 1, ("learning rate", "step length"), ("gradient descent", "line search"),
    ),
    Term(
        "condition number",
        "The largest absolute eigenvalue of $H$ divided by the smallest absolute one, written $κ$. It "
        "says how much the curvatures differ, and nothing about their size.",
        r"$x^2 + 100y^2$ has $κ = 100$.",
        4, 2, ("κ", "kappa", "conditioning"), ("contraction", "zigzag", "eigenvalue"),
    ),
    Term(
        "contraction",
        "The factor by which a step shrinks the distance to the minimum. With the best *fixed* step "
        "size gradient descent on a quadratic bowl has $(κ - 1)/(κ + 1)$ or less.",
        "For $κ = 99$ it is 0.98, which makes 684 steps for a millionth.",
        4, 2, ("contraction factor",), ("condition number", "linear convergence"),
    ),
    Term(
        "zigzag",
        "The path of gradient descent through a narrow valley, from side to side and only slowly along "
        "it.",
        "On $x^2 + 100y^2$ with $η = 0.0095$, $y$ changes its sign at each step (factor $-0.9$), and "
        "$x$ shrinks by 1.9 %.",
        4, 2, ("zigzagging",), ("condition number", "momentum"),
    ),
    Term(
        "order of convergence",
        "The exponent $q$ for which the new error is about a constant times the old error to the power "
        "$q$. It is measured on the last steps of a run.",
        r"Errors 0.1, 0.01, 0.0001 have $q = 2$.",
        4, 3, ("convergence order", "rate of convergence"), ("linear convergence", "quadratic convergence"),
    ),
    Term(
        "quadratic convergence",
        "Convergence of order 2, in which the number of right digits doubles with each step. Newton's "
        "method has it near a minimum of a smooth function where $H$ is positive definite.",
        "For the square root of 2, Newton on $x^3/3 - 2x$ from 1.5 gives 1.4167, then 1.414216, off by "
        "0.000002.",
        4, 3, ("doubling digits",), ("order of convergence", "Newton step"),
    ),
    Term(
        "linear convergence",
        "Convergence of order 1, in which each step multiplies the error by about the same number "
        "below 1. Newton's method is often only linear where $H$ is singular at the minimum.",
        "For Newton on $x^4 + y^4$ the ratio is exactly $2/3$.",
        4, 4, ("first-order convergence",), ("order of convergence", "contraction"),
    ),
    Term(
        "converged",
        "A run has converged when the gradient is as small as was asked. The point may be a minimum, a "
        "saddle or a maximum.",
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
        "On the square root of $1 + x^2$ a step leads from $x$ to $-x^3$, so from 1.1 to $-1.331$, to "
        "2.358, and on.",
        4, 4, ("diverge", "divergence", "runaway"), ("converged", "cycle"),
    ),
    Term(
        "cycle",
        r"Points that a method visits again and again without ever converging.",
        "Newton on $x^4 + 4x^2 y + 4y^2 + 2x + 2y$ jumps back and forth between $(5/4, -29/32)$ and "
        "$(3/4, -13/32)$.",
        4, 4, ("2-cycle",), ("diverging", "converged"),
    ),
    Term(
        "descent direction",
        r"A direction $d$ along which $f$ falls at first, so $\nabla f \cdot d < 0$. The whole step may "
        "still end higher up. Newton's is one where $H$ is positive definite.",
        r"For $\nabla f = (1, 1)$ and $H = \operatorname{diag}(2, -1)$ Newton's is $(-1/2, 1)$ and "
        "starts uphill with slope $1/2$.",
        4, 5, ("downhill direction",), ("damping", "line search", "directional derivative"),
    ),
    Term(
        "line search",
        r"Shortening (or lengthening) a step along its direction until $f$ falls enough. It needs a descent "
        r"direction.",
        "On the square root of $1 + x^2$ at $x = 2$ the Newton step is $-10$. A quarter of it leads to "
        "$-0.5$, where $f$ is lower.",
        4, 5, ("backtracking", "Armijo", "Armijo rule"), ("step size", "descent direction"),
    ),
    Term(
        "damping",
        r"Solving $(H + μI) d = -\nabla f$ with $μ > 0$. Every eigenvalue is lifted by $μ$, and $d$ "
        "starts downhill once all are positive. To make $f$ fall over the whole step, $μ$ is raised "
        "further where it must be.",
        "With eigenvalues $-7$ and 11 a descent direction takes $μ > 7$.",
        4, 5, ("Levenberg", "Levenberg–Marquardt", "damped Newton", "regularised Newton"),
        ("descent direction", "trust region", "ridge"),
    ),
    Term(
        "trust region",
        "A ball round the point in which we believe the quadratic model. The step goes to the model's "
        "lowest point *in the ball*. The radius grows where the model did well and shrinks where it "
        "did not.",
        "On the square root of $1 + x^2$ at $x = 2$ with radius 1, the step is $-1$, not $-10$.",
        4, 5, ("dogleg", "trust radius"), ("damping", "Taylor model"),
    ),
    Term(
        "momentum",
        "Gradient descent with a velocity. Each step adds a part of the last one, so the zigzag "
        "cancels and the way along the valley adds up.",
        r"With a part of 0.9, steps in one direction add up to as much as 10 times one step.",
        4, 6, ("heavy ball",), ("gradient descent", "zigzag"),
    ),
    Term(
        "BFGS",
        "A quasi-Newton method. It learns a matrix in place of $H$ from the changes of the gradient, "
        "and keeps it positive definite.",
        "In $n$ variables it stores $n^2$ numbers, which is a million for a thousand variables.",
        4, 6, ("quasi-Newton", "quasi-Newton method"), ("L-BFGS", "definite"),
    ),
    Term(
        "L-BFGS",
        "BFGS with limited memory. It keeps only the last few steps and the changes of the gradient "
        "that belong to them, and no matrix.",
        r"With 10 steps in 200 variables it keeps 4000 numbers, not 40000.",
        4, 6, ("limited-memory BFGS", "LBFGS"), ("BFGS",),
    ),
    Term(
        "conjugate gradient",
        r"A method whose directions are conjugate, $d_i \cdot H d_j = 0$. *Linear* CG uses products "
        "$Hv$, and on a quadratic bowl in $n$ variables it needs at most $n$ steps in exact "
        "arithmetic. *Nonlinear* CG uses gradients only.",
        "In 2 variables linear CG takes at most 2 steps, however narrow the bowl.",
        4, 6, ("CG", "linear CG", "conjugate gradients"), ("Hessian–vector product", "Newton–CG"),
    ),
    Term(
        "Hessian–vector product",
        "The vector $Hv$, computed without $H$. It is the derivative of the gradient along $v$, and "
        "costs about as much as a gradient.",
        r"For $x^2 + 3xy + y^2$ and $v = (1, 1)$ it is $(5, 5)$.",
        4, 6, ("Hv", "Hessian-vector products"), ("Newton–CG", "directional derivative"),
    ),
    Term(
        "Newton–CG",
        r"Newton's method in which conjugate gradients solve $H d = -\nabla f$, roughly at first, by "
        "products $Hv$. The matrix $H$ itself is never formed.",
        "In a million variables $H$ would fill 8 terabytes, and a vector takes 8 megabytes.",
        4, 6, ("truncated Newton", "inexact Newton"), ("conjugate gradient", "Newton step"),
    ),
    Term(
        "work",
        r"What a run costs, in evaluations of $f$, $\nabla f$, $H$ and $Hv$, and in seconds. Fewer "
        "steps need not be less work.",
        "6 steps of 2.4 s take longer than 150 of 0.012 s, namely 14.4 s against 1.8 s.",
        4, 6, ("cost", "evaluations"), ("L-BFGS",),
    ),
    Term(
        "basin",
        r"All starts from which a method ends at one and the same point. It belongs to the method as much as to the "
        r"function.",
        "Newton on $x^4 - 2x^2 + y^4 - 2y^2$ goes from $(0.2, 0.25)$ to the maximum $(0, 0)$. Gradient "
        "descent with small steps goes to the minimum $(1, 1)$.",
        4, 6, ("basin of attraction",), ("converged", "local"),
    ),
)  # fmt: skip

# The terms that lesson 5 introduces.

TERMS_5 = (
    Term(
        "logistic regression",
        r"Fitting the probability of a label 0 or 1 by $p = 1/(1 + \exp(-z))$, with the margin $z$ linear in the "
        r"features. The best coefficients $β$ minimise the mean log loss.",
        "For the O-rings $z = 15.0429 - 0.232163$ times the temperature in °F.",
        5, 1, ("logit model", "logistic model"), ("logistic function", "log loss", "margin"),
    ),
    Term(
        "margin",
        r"The linear part $z = x \cdot β$ of the model, and the logarithm of the odds $p/(1 - p)$. Zero means "
        r"undecided.",
        r"$z = \log 3$ means odds of 3 to 1, and $p = 3/4$.",
        5, 1, ("log-odds", "logit", "linear predictor"), ("logistic function",),
    ),
    Term(
        "logistic function",
        r"The function $p(z) = 1/(1 + \exp(-z))$, which turns a margin into a probability between 0 and "
        "1. Its derivative is $p(1 - p)$.",
        r"$p(0) = 1/2$, and there the slope is $1/4$.",
        5, 1, ("sigmoid", "sigmoid function"), ("margin", "weight"),
    ),
    Term(
        "log loss",
        "The average of minus the logarithm of the probability that the model gave to what actually "
        r"happened, written $ℒ$. Its gradient is $X^{\mathsf{T}} (p - y)/m$.",
        r"At $β = 0$ it is $\log 2$, about 0.693, whatever the data.",
        5, 1, ("loss", "negative log-likelihood", "cross-entropy", "log-likelihood"),
        ("logistic regression", "design matrix"),
    ),
    Term(
        "design matrix",
        "The matrix $X$ of the data, with a row for each of the $m$ cases and a column for each "
        "coefficient. The intercept's column is all ones.",
        r"For the O-rings it is $23 \times 2$.",
        5, 1, ("feature matrix", "intercept"), ("log loss", "collinear"),
    ),
    Term(
        "weight",
        r"The number $p(1 - p)$ with which a row enters the Hessian $X^{\mathsf{T}} S X/m$. The weights "
        "are the diagonal of $S$, and a weight is largest where the model is undecided.",
        r"For $p = 1/2$ it is $1/4$, for $p = 0.9$ it is 0.09.",
        5, 1, ("weights", "S"), ("logistic function", "iteratively reweighted least squares"),
    ),
    Term(
        "collinear",
        "Columns are collinear if one of them is a combination of the others, so that $Xv = 0$ for "
        r"some $v \neq 0$. Then $H$ is singular at every $β$.",
        "The columns $(1, 1, 1)$ and $(5, 5, 5)$ are collinear.",
        5, 1, ("collinearity", "linearly dependent"), ("design matrix", "singular", "ridge"),
    ),
    Term(
        "iteratively reweighted least squares",
        "Newton's method on the log loss. Each step is a least-squares fit with the weights $p(1 - p)$ "
        "to the working response $z + (y - p)/(p(1 - p))$.",
        r"At $β = 0$ all weights are $1/4$, and the response is $\pm 2$.",
        5, 2, ("IRLS", "reweighted least squares"), ("weight", "Newton step"),
    ),
    Term(
        "separable",
        "Data are separable if a threshold, on $x$ or on a combination of features, divides the "
        "classes without an error. The log loss then has no minimum, since it keeps falling as $β$ "
        "grows that way.",
        "The data $x = -2, -1, 1, 2$ with labels $0, 0, 1, 1$ are separable. With $(1.5, 0)$ added "
        "they no longer are.",
        5, 3, ("separable data", "separation", "linearly separable", "perfect separation"),
        ("ridge", "quasi-separable"),
    ),
    Term(
        "quasi-separable",
        "Data are quasi-separable if a threshold divides them except for rows that lie on it. There is "
        "no minimum either.",
        "The data $x = -2, -1, 1, 2$ with labels $0, 0, 1, 1$, and $(1, 0)$ added, are quasi-separable.",
        5, 3, ("quasi-complete separation",), ("separable",),
    ),
    Term(
        "ridge",
        r"The term $\frac{1}{2} ρ Σ β_j^2$, in `hesskit` without the intercept, added to the loss. It "
        "bends the flat directions up, so that exactly one minimum exists where both labels occur, and "
        "it draws $β$ towards 0.",
        r"At $β = 0$ with $x = \pm 1$, $H$ grows from 0.25 to 0.4 with $ρ = 0.15$.",
        5, 3, ("regularisation", "regularization", "L2 penalty"), ("separable", "damping"),
    ),
    Term(
        "information",
        r"The Hessian of the *summed* negative log-likelihood, $mH$. Its inverse estimates how the coefficients "
        r"scatter, and how they scatter together.",
        r"Four times as many rows make it 4 times as large, and the standard errors half as large.",
        5, 4, ("Fisher information", "observed information"), ("standard error", "log loss"),
    ),
    Term(
        "standard error",
        "The size of a coefficient's chance error. It is the square root of its entry on the diagonal "
        "of the inverse information.",
        "For the O-rings they are 7.3786 (intercept) and 0.10824 (slope).",
        5, 4, ("standard errors", "SE"), ("information", "confidence ellipse"),
    ),
    Term(
        "confidence ellipse",
        "The coefficients that the data do not exclude, as the quadratic model of the loss draws them. "
        "It is an ellipse round the fit, long where the loss is flat.",
        r"For two coefficients at 95 % it is $d \cdot mH d \leq 5.99$.",
        5, 4, ("confidence region",), ("standard error", "bootstrap"),
    ),
    Term(
        "bootstrap",
        "Fitting again and again to rows drawn at random from the data, with repeats. The cloud of "
        "fits shows the scatter without a quadratic model. Some draws may be separable.",
        "A draw of 23 rows from 23 leaves out about 36 % of them.",
        5, 4, ("bootstrap cloud", "resampling"), ("confidence ellipse", "separable"),
    ),
    Term(
        "standardise",
        "To subtract a feature's mean and divide by its standard deviation. This often makes $κ$ "
        "small, which speeds gradient descent up. Newton's steps stay the same.",
        r"For the O-rings at $β = 0$ it takes $κ$ from about 501 500 to 1.",
        5, 5, ("standardisation", "standardize", "standardised", "scaling"), ("condition number",),
    ),
)  # fmt: skip

# The terms that lesson 6 introduces.

TERMS_6 = (
    Term(
        "dense",
        "A matrix is stored densely if every one of its entries has a place in memory, the zeros too. In float64 an "
        r"$n \times n$ matrix takes $8n^2$ bytes.",
        r"For $n = 1000$ that is 8 megabytes, for $n = 10^6$ it is 8 terabytes.",
        6, 1, ("dense matrix", "dense Hessian"), ("sparse", "Hessian–vector product"),
    ),
    Term(
        "Cholesky factor",
        r"The lower triangular matrix $L$ with $H = L L^{\mathsf{T}}$. It exists for a symmetric positive "
        r"definite $H$, takes "
        r"about $n^3/3$ operations, and makes every further solve cheap.",
        r"For $\begin{pmatrix} 4 & 2 \\ 2 & 5 \end{pmatrix}$ it is $\begin{pmatrix} 2 & 0 \\ 1 & 2 \end{pmatrix}$.",
        6, 1, ("Cholesky", "Cholesky factorisation", "Cholesky factorization"), ("definite", "fill-in"),
    ),
    Term(
        "spectrum",
        "All eigenvalues of a matrix. Where there are too many to list, one draws their *density*, which says "
        "how large a share "
        "of them lies where.",
        r"The spectrum of $\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ is $-1$ and 5.",
        6, 3, ("spectral density", "density of eigenvalues"), ("eigenvalue", "Lanczos method"),
    ),
    Term(
        "Lanczos method",
        "A method that finds the largest and smallest eigenvalues of a symmetric matrix from products $Hv$ "
        "alone. After $k$ "
        r"products it has a $k \times k$ tridiagonal matrix, whose eigenvalues approach those of $H$ from inside.",
        r"One product with $v = (1, 0)$ gives for $\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ the estimate 2, "
        r"between "
        "$-1$ and 5.",
        6, 3, ("Lanczos", "stochastic Lanczos quadrature"), ("spectrum", "Hutchinson estimator"),
    ),
    Term(
        "Hutchinson estimator",
        r"The mean of $z^{\mathsf{T}} H z$ over random vectors $z$ of entries $\pm 1$. It estimates the trace "
        r"from products $Hz$, "
        "and the spread of the probes gives its error bar.",
        r"For $\begin{pmatrix} 2 & 3 \\ 3 & 1 \end{pmatrix}$ the probes give 9 or $-3$, and the trace is 3.",
        6, 3, ("Hutchinson", "stochastic trace"), ("trace", "Lanczos method"),
    ),
    Term(
        "Gauss–Newton matrix",
        r"The part $J^{\mathsf{T}} A J$ of a loss's Hessian, with the derivatives $J$ of the model's outputs and "
        r"the Hessian $A$ "
        "of the loss in them. If the loss is convex in the outputs, it is positive semidefinite.",
        r"For $\frac{1}{2}(x^2 - 1)^2$ at $x = 0.5$ it is $4x^2 = 1$, while the Hessian is $6x^2 - 2 = -0.5$.",
        6, 3, ("Gauss–Newton", "generalised Gauss–Newton"), ("semidefinite", "spectrum"),
    ),
    Term(
        "sparse",
        "A matrix is sparse if most of its entries are zero, and is then stored by its other entries alone. A "
        "Hessian is sparse "
        "if most pairs of variables do not interact.",
        r"A tridiagonal Hessian of $10^6$ variables has $2\,999\,998$ entries that are not zero, of $10^{12}$.",
        6, 4, ("sparsity", "banded", "tridiagonal"), ("fill-in", "dense"),
    ),
    Term(
        "fill-in",
        "An entry that is zero in a sparse matrix and not zero in its Cholesky factor. How many there are "
        "depends on the order "
        "of the variables.",
        "An arrow of 25 variables fills in 276 entries if its tip is eliminated first, and none if it is last.",
        6, 4, ("fill", "minimum degree"), ("sparse", "Cholesky factor"),
    ),
    Term(
        "map-reduce",
        "To compute something for each block of the data by itself, the map, and to add the results up, the "
        "reduce. Gradients "
        "and Hessians can be computed in this way, and Newton steps cannot.",
        "With $f_1 = x^2$ and $f_2 = 3(x - 4)^2$ the Hessians 2 and 6 add to 8, and one step from 0 leads to 3.",
        6, 5, ("tree reduction", "reduce"), ("sampled Hessian", "Newton step"),
    ),
    Term(
        "sampled Hessian",
        "The Hessian of the loss on some rows of the data, drawn at random. It is right on average, noisy, and "
        "singular if there "
        "are fewer rows than coefficients.",
        r"Eight rows of a logistic regression with 20 coefficients leave at least 12 eigenvalues at zero.",
        6, 5, ("subsampled Hessian", "mini-batch Hessian"), ("stochastic gradient descent", "map-reduce"),
    ),
    Term(
        "stochastic gradient descent",
        "Gradient descent in which each step uses the gradient of a few rows drawn at random. The steps are "
        "cheap and noisy, "
        "and with a fixed step size they end in a cloud round the minimum.",
        r"On $\frac{1}{2}(x - 1)^2$ and $\frac{1}{2}(x + 1)^2$, drawn in turns with $\eta = 1$, it hops between 1 "
        r"and $-1$.",
        6, 5, ("SGD", "mini-batch"), ("gradient descent", "sampled Hessian"),
    ),
    Term(
        "warm start",
        "To start a fit from the one before, when the data have changed a little.",
        "From 1, the square root of 1, Newton's method finds the square root of 1.1 to three digits in one step "
        "and to six in "
        "two.",
        6, 6, ("warm starting",), ("rank-one update", "Newton step"),
    ),
    Term(
        "rank-one update",
        r"The change of a matrix by $c\,x x^{\mathsf{T}}$, which is what one row more, or less, does to "
        r"$X^{\mathsf{T}} S X$. "
        "The formula of Sherman and Morrison changes the inverse with $n^2$ operations.",
        r"For $H = I$ and $x = (1, 1)$ the new inverse is $I - \frac{1}{3} x x^{\mathsf{T}}$.",
        6, 6, ("Sherman–Morrison", "Sherman-Morrison formula"), ("warm start", "information"),
    ),
)  # fmt: skip

# The terms that lesson 7 introduces.

TERMS_7 = (
    Term(
        "float32",
        "Numbers of 32 bits, of which 24 hold the digits, so about seven decimal digits are kept. JAX, PyTorch and "
        "TensorFlow use them unless told otherwise. NumPy, SciPy, MATLAB and this course use float64, which keeps "
        "about sixteen.",
        "$2^{24} + 1 = 16777217$ becomes 16777216.",
        7, 2, ("single precision", "float64", "double precision"), ("rounding",),
    ),
    Term(
        "tracing",
        "Running a program once with placeholders for its numbers, in order to learn which operations it "
        "consists of. A "
        "tool traces again, or *retraces*, when it takes a call to be of a new kind, and that is slow.",
        "Ten points given as plain numbers may cost ten tracings, and given as one array a single one.",
        7, 2, ("retracing", "trace a function", "graph"), ("automatic differentiation", "compiling"),
    ),
    Term(
        "compiling",
        "Turning a traced program into machine code before it is first used, so that the first call is slow "
        "and every later "
        "one fast.",
        "A first call of 2 s and 1 ms for each later one beat 10 ms a call from the 223rd call on.",
        7, 3, ("compile", "just-in-time compilation", "JIT"), ("tracing", "work"),
    ),
    Term(
        "quadratic program",
        r"Minimising $\frac{1}{2} x^{\mathsf{T}} Q x + c^{\mathsf{T}} x$ over a region that linear "
        "inequalities describe. Its "
        "Hessian is $Q$ everywhere. It is *convex* if no eigenvalue of $Q$ is negative.",
        "For $x^2 + 3xy + y^2$ the matrix $Q$ has rows $(2, 3)$ and $(3, 2)$ and the eigenvalues $-1$ and 5: "
        "not convex.",
        7, 4, ("QP", "quadratic programming", "nonconvex"), ("convex", "quadratic form"),
    ),
    Term(
        "experiment tracking",
        "Writing down the numbers of every step of a run, so that runs can be looked at and compared later.",
        r"For a run on $\frac{1}{4} x^4 - \frac{1}{2} x^2 + \frac{1}{2} y^2$ from $(0.05, 1)$ the first line "
        "says that "
        r"$λ_{\min} = -0.9925$.",
        7, 5, ("logbook", "TensorBoard", "MLflow"), ("condition number", "converged"),
    ),
)  # fmt: skip

# The terms that lesson 8 introduces.

TERMS_8 = (
    Term(
        "covariance matrix",
        "The matrix Σ whose entries say how two quantities vary together. It is symmetric and positive "
        "semidefinite, "
        r"and $w^{\mathsf{T}} Σ w$ is the variance of a mixture with weights $w$.",
        "For variances 0.04 and 0.09 and covariance 0.01, half of each has the variance 0.0375.",
        8, 1, ("covariance",), ("information", "quadratic form"),
    ),
    Term(
        "risk aversion",
        "How much expected return an investor gives up for less variance: the number δ that multiplies "
        "half of the "
        "variance in mean–variance optimisation. The Hessian there is δΣ.",
        "With δ = 2 and a variance of 0.04, an asset held alone must promise 0.08.",
        8, 1, ("mean–variance optimisation", "efficient frontier"), ("covariance matrix",),
    ),
    Term(
        "marginal cost",
        "What one unit more costs: the slope of the cost. At the least cost it is the same for all that "
        "are between their "
        "limits.",
        "For a cost of $0.01 P^2 + 2P$ at $P = 70$ it is 3.4.",
        8, 2, ("marginal costs",), ("multiplier", "gradient"),
    ),
    Term(
        "multiplier",
        "The number that belongs to a constraint at a solution: by how much the best value changes when "
        "the constraint is "
        "loosened by a little. It is a price, and 0 where the constraint does not bind.",
        "For $x^2$ subject to $x = 3$ it is 6 in size, since $3.1^2 - 3^2$ is about 0.6.",
        8, 2, ("Lagrange multiplier", "shadow price"), ("marginal cost",),
    ),
    Term(
        "scale space",
        "An image blurred by Gaussians of all widths σ. Its derivatives exist at each scale; multiplied "
        "by a power of σ "
        "they can be compared between scales.",
        r"A line of width $s$ answers most strongly at $σ = \sqrt{2}\, s$.",
        8, 3, ("Gaussian blur", "normalised derivative"), ("ridge of an image",),
    ),
    Term(
        "ridge of an image",
        "A line that is brighter or darker than what is beside it. The image's Hessian has one "
        "eigenvalue near 0, along "
        "the line, and a large one across it.",
        r"For the image $y^2$ the line $y = 0$ is dark: the eigenvalues are 0 and 2.",
        8, 3, ("vessel", "vesselness", "Frangi filter"), ("scale space", "eigenvalue"),
    ),
    Term(
        "censored",
        "Known only to be larger than some number, as the life of a part that still ran when the test "
        "ended. It enters "
        "the likelihood by the probability of lasting so long.",
        "A bearing that runs at the end of a test counts, though it has not failed.",
        8, 4, ("censoring",), ("profile likelihood",),
    ),
    Term(
        "profile likelihood",
        "The likelihood of one parameter, with the others at their best for each of its values. Where it "
        "has fallen by 1.92 in "
        "logarithm, a 95 % interval ends.",
        "For a quadratic log-likelihood it ends 1.96 standard errors away, since half of the square of "
        "1.96 is 1.92.",
        8, 4, ("profile interval",), ("standard error", "information"),
    ),
    Term(
        "delta method",
        r"The standard error of a function $g$ of estimated parameters is about $\sqrt{\nabla "
        r"g^{\mathsf{T}} C\, \nabla g}$, where "
        "$C$ is their covariance.",
        "If $p$ has the standard error 0.1 at 3, then $p^2$ has about 0.6.",
        8, 4, (), ("standard error", "covariance matrix"),
    ),
    Term(
        "order quantity",
        r"How much to order at a time. The cost of orders and stock is least at $q = \sqrt{2Kd/h}$, for a "
        r"demand $d$, an "
        "order cost $K$ and a holding cost $h$.",
        "For $d = 1200$, $K = 40$ and $h = 2.4$ it is 200.",
        8, 5, ("economic order quantity", "EOQ"), ("multiplier",),
    ),
    Term(
        "edge of stability",
        r"Where gradient descent with a fixed step size η tends to train a network: at places whose "
        r"largest eigenvalue is about "
        "$2/η$.",
        "For $η = 0.8$ that is 2.5.",
        8, 6, ("sharpness", "sharp minimum", "flat minimum"), ("step size", "gradient descent"),
    ),
)  # fmt: skip
