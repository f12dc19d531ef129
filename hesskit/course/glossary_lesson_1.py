r"""The terms that lesson 1 introduces."""

from __future__ import annotations

from hesskit.course.glossary_entry import Term

TERMS = (
    Term(
        "partial derivative",
        r"The derivative of $f$ by one variable while the others are held still, written $\partial "
        r"f/\partial x$ or $f_x$.",
        r"For $f = x^2 y$, $f_x = 2xy$ and $f_y = x^2$.",
        1, 1, ("partial", "first partial"), ("gradient", "second partial"),
    ),
    Term(
        "gradient",
        r"The vector $\nabla f$ of the first partial derivatives. It points in the direction of steepest "
        r"ascent, where it is not zero.",
        r"For $f = x^2 y$ at $(1, 2)$ it is $(4, 1)$.",
        1, 1, ("nabla", "∇f"), ("partial derivative", "steepest ascent", "critical point"),
    ),
    Term(
        "second partial",
        r"A partial derivative of a partial derivative: $f_{xx}$, $f_{xy}$, $f_{yx}$ or $f_{yy}$ for two "
        r"variables.",
        r"For $f = x^2 y$, $f_{xx} = 2y$ and $f_{yy} = 0$.",
        1, 1, ("second partial derivative", "second derivative"), ("mixed partial", "Hessian"),
    ),
    Term(
        "mixed partial",
        r"A second partial by two different variables, such as $f_{xy}$. The order does not matter where "
        r"the second partials are continuous.",
        r"For $f = x^2 y$, $f_{xy} = f_{yx} = 2x$.",
        1, 1, ("mixed derivative", "mixed partial derivative", "cross derivative", "cross partial"),
        ("second partial", "Clairaut–Schwarz"),
    ),
    Term(
        "Hessian",
        r"The matrix $H$ of all second partials at a point: entry $H_{ij}$ is the derivative of $\partial "
        r"f/\partial x_i$ by $x_j$.",
        r"For $f = x^2 + 3xy + y^2$ it is $\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ everywhere.",
        1, 1, ("Hessian matrix", "H"), ("second partial", "quadratic form", "symmetric"),
    ),
    Term(
        "route",
        r"One of three ways to compute a Hessian: symbolic (rules on formulas), automatic, or difference "
        r"(values at neighbouring points).",
        r"For $x^4$ at $x = 1$ the first two give 12; the difference route gives 12.0002 with the step 0.01.",
        1, 2, ("symbolic", "symbolic route"), ("automatic differentiation", "finite difference"),
    ),
    Term(
        "automatic differentiation",
        r"Computing derivatives by applying the chain rule to each step of a program, to rounding, without "
        r"a formula and without a step.",
        r"`autograd` is the library that the course uses for it.",
        1, 2, ("autograd", "automatic", "autodiff"), ("route", "rounding"),
    ),
    Term(
        "finite difference",
        r"An estimate of a derivative from values at neighbouring points, such as $\frac{f(a+h) - 2f(a) + "
        r"f(a-h)}{h^2}$ for $f''(a)$.",
        r"For $t^4$ at $a = 1$ with $h = 0.1$ it gives 12.02, and 12 is true.",
        1, 2, ("difference", "difference route", "central difference"), ("step", "truncation", "rounding"),
    ),
    Term(
        "step",
        r"The small distance $h$ between the points of a finite difference; elsewhere, the displacement "
        r"from one iterate to the next.",
        r"For second derivatives in double precision $h \approx 0.0001$ does best, when $f$ and its "
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
        r"The error made because a computer keeps about sixteen digits; in double precision relative to "
        r"about $\varepsilon = 2 \cdot 10^{-16}$.",
        r"Python finds that `1 + 1e-16 == 1`.",
        1, 2, ("rounding error", "round-off", "machine epsilon"), ("truncation",),
    ),
    Term(
        "direction",
        r"A way to go from a point, given here by a *unit vector* $u$: one of length 1. Divide a vector by "
        r"its length to make it one.",
        r"$(3, 4)$ has length 5, so its direction is $(0.6, 0.8)$.",
        1, 3, ("unit vector",), ("curvature", "directional derivative"),
    ),
    Term(
        "curvature",
        r"The second derivative $u^{\mathsf{T}} H u$ of $f$ along a unit vector $u$: positive where $f$ "
        r"bends up along $u$, negative where it bends down.",
        r"For $\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ and $u = (0.6, 0.8)$ it is 4.88.",
        1, 3, ("curvature along a direction", "directional curvature", "second directional derivative"),
        ("direction", "eigenvalue", "quadratic form"),
    ),
    Term(
        "quadratic form",
        r"The function $d \mapsto d^{\mathsf{T}} A d$ of a symmetric matrix $A$: a sum of squares and "
        r"products of the entries of $d$.",
        r"$\begin{pmatrix} 1 & 2 \\ 2 & 5 \end{pmatrix}$ gives $x^2 + 4xy + 5y^2$.",
        1, 3, ("form",), ("Hessian", "definite", "Taylor model"),
    ),
    Term(
        "eigenvalue",
        r"A number $\lambda$ with $Hv = \lambda v$ for some $v \neq 0$. Those of a symmetric $H$ are real; "
        r"the smallest and largest are the extreme curvatures.",
        r"$\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ has $-1$ and $5$.",
        1, 3, ("eigenvalues", "λ", "lambda"), ("eigenvector", "curvature", "definite"),
    ),
    Term(
        "eigenvector",
        r"A vector $v \neq 0$ that $H$ only stretches: $Hv = \lambda v$. For a symmetric $H$ there are $n$ "
        r"of them at right angles.",
        r"$\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ has $(1, 1)$ with $\lambda = 5$ and $(1, -1)$ "
        r"with $\lambda = -1$.",
        1, 3, ("eigen-direction", "principal direction"), ("eigenvalue", "direction"),
    ),
    Term(
        "Clairaut–Schwarz",
        r"The theorem that $f_{xy} = f_{yx}$ at a point if both exist nearby and are continuous there. "
        r"Continuity is sufficient, not necessary.",
        r"It does not apply to $\frac{xy(x^2 - y^2)}{x^2 + y^2}$ at 0, where the two are $-1$ and $1$.",
        1, 4, ("Clairaut", "Schwarz", "Schwarz theorem", "Clairaut's theorem", "Schwarz's theorem", "Young's theorem"),
        ("mixed partial", "symmetric", "sufficient"),
    ),
    Term(
        "symmetric",
        r"Equal to its mirror image in the diagonal: $H_{ij} = H_{ji}$. A Hessian is, wherever its entries "
        r"are continuous.",
        r"$\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ is, $\begin{pmatrix} 0 & -1 \\ 1 & 0 "
        r"\end{pmatrix}$ is not.",
        1, 4, ("symmetry", "symmetric matrix"), ("Clairaut–Schwarz", "Hessian"),
    ),
    Term(
        "definite",
        r"Positive definite: all eigenvalues positive. Negative definite: all negative. Then "
        r"$u^{\mathsf{T}} H u$ has one sign for all $u \neq 0$.",
        r"$\begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$, with eigenvalues 1 and 3, is positive definite.",
        1, 5, ("positive definite", "negative definite", "definiteness"), ("indefinite", "semidefinite"),
    ),
    Term(
        "indefinite",
        r"Having eigenvalues of both signs, so that some direction bends up and another down. Further "
        r"eigenvalues may be zero.",
        r"$\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ is, and so is $\operatorname{diag}(1, -1, 0)$.",
        1, 5, (), ("definite", "saddle", "singular"),
    ),
    Term(
        "semidefinite",
        r"Positive semidefinite: no eigenvalue is negative. Negative semidefinite: none is positive. Zeros "
        r"are allowed, so definite matrices are included.",
        r"$\operatorname{diag}(1, 0)$ is positive semidefinite, not definite.",
        1, 5, ("positive semidefinite", "negative semidefinite", "semi-definite", "psd"), ("definite", "convex"),
    ),
    Term(
        "singular",
        r"Having an eigenvalue zero; equivalently, the determinant is zero. It says nothing of the signs "
        r"of the other eigenvalues.",
        r"$\operatorname{diag}(1, -1, 0)$ is singular and indefinite.",
        1, 5, ("not invertible",), ("determinant", "degenerate"),
    ),
    Term(
        "determinant",
        r"The product of the eigenvalues; $ac - b^2$ for $\begin{pmatrix} a & b \\ b & c \end{pmatrix}$. "
        r"From three variables on, its sign alone does not give the shape.",
        r"$\operatorname{diag}(-1, -1, 1)$ has determinant 1 and is indefinite.",
        1, 5, ("det",), ("D", "eigenvalue", "trace"),
    ),
)  # fmt: skip
