r"""The terms that lesson 2 introduces."""

from __future__ import annotations

from hesskit.course.glossary_entry import Term

TERMS = (
    Term(
        "critical point",
        r"A point where $f$ is differentiable and $\nabla f = 0$. Inside its domain, a differentiable $f$ "
        r"has its minima "
        r"and maxima at such points only.",
        r"$x^3 - 3x + y^2$ has two: $(-1, 0)$ and $(1, 0)$. $\exp(x) + \exp(y)$ has none.",
        2, 1, ("stationary point", "critical"), ("gradient", "kind", "isolated"),
    ),
    Term(
        "second-derivative test",
        r"At a critical point: $H$ positive definite proves a minimum, negative definite a maximum, "
        r"indefinite a saddle. Otherwise it proves nothing.",
        r"$x^2 + 3xy + y^2$ at the origin has eigenvalues $-1$ and $5$: a saddle.",
        2, 2, ("the test", "Hessian test"), ("critical point", "kind", "inconclusive"),
    ),
    Term(
        "D",
        r"The determinant $f_{xx} f_{yy} - f_{xy}^2$ of a Hessian in two variables. At a critical point $D "
        r"< 0$ proves a saddle; $D > 0$ an extremum, "
        r"whose sort $f_{xx}$ tells.",
        r"For $x^2 + 3xy + y^2$, $D = -5$.",
        2, 2, ("discriminant",), ("determinant", "second-derivative test", "inconclusive"),
    ),
    Term(
        "kind",
        r"What the second-derivative test says of a critical point: minimum, maximum, saddle or "
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
        r"Said of the *test*, not of the point: $H$ has an eigenvalue zero and not both signs, so second "
        r"derivatives do not decide.",
        r"It is silent on $x^4 + y^4$ (a minimum) and on $x^2 + y^3$ (a saddle).",
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
        r"What a critical point really is, however that is found: a minimum, a maximum or a saddle. Where "
        r"$H$ is silent, higher terms decide.",
        r"$x^2 - y^4$ and $x^2 + y^4$ share $H$ at the origin; the first has a saddle there, the second a "
        r"minimum.",
        2, 3, (), ("kind", "inconclusive"),
    ),
    Term(
        "ring",
        r"A small circle round a critical point $p$ on which the signs of $f - f(p)$ are looked at. It is "
        r"evidence for its radius, not a proof.",
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
        r"not make $p$ a minimum.",
        r"$(y - x^2)(y - 3x^2)$ has it at the origin, and is $-x^4$ on $y = 2x^2$.",
        2, 4, ("along every line", "Peano's surface"), ("minimum", "necessary"),
    ),
    Term(
        "isolated",
        r"A critical point with no other critical point within some distance. A nondegenerate one always "
        r"is; a degenerate one may be or not.",
        r"The origin is for $x^4 + y^4$; for $(x - y)^2$ it lies on a whole line of critical points.",
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
        r"True on the whole domain. A local minimum of a *convex* function is global; a lone critical "
        r"point need not be.",
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
