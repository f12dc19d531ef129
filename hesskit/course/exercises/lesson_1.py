"""Lesson 1, what the Hessian is: questions, answers, the beliefs that lead elsewhere, and their hints."""

from __future__ import annotations

from hesskit.course.answers import Choice, Construction, Matrix, Number, Numbers, Option, Point
from hesskit.course.exercises.exercise import Belief, Exercise

title = "What the Hessian is"

_F_TO_H = Exercise(
    number="1.1",
    title="From f to H",
    question=r"By hand: what is the Hessian matrix of $f(x, y) = x^2 + 5xy + 2y^2$?",
    answer=Matrix("[[2, 5], [5, 4]]"),
    why=r"Each entry is a partial derivative of a partial derivative. All four are constant here, because "
    r"$f$ is quadratic.",
    nudge=r"Write down $\partial f/\partial x$ and $\partial f/\partial y$ first, then differentiate each "
    r"by $x$ and by $y$.",
    beliefs=(
        Belief(
            "the gradient is the Hessian",
            wrong=("[2x + 5y, 5x + 4y]", "[[2x + 5y], [5x + 4y]]"),
            hints=(
                r"It looks as if you stopped at the gradient. Those two are the *first* partials, and they "
                r"are right: "
                r"now differentiate each of them by $x$ and by $y$.",
                r"In one variable: $t^2$ has slope $2t$ and second derivative $2$. The Hessian is made of "
                r"the latter sort; "
                r"how many are there for two variables?",
            ),
        ),
        Belief(
            "each variable is differentiated on its own",
            wrong=("[[2, 0], [0, 4]]",),
            hints=(
                r"It looks as if the mixed partials were taken to vanish. Take $xy$: by $x$ it gives $y$. "
                r"And that, by $y$?",
                r"$\partial f/\partial x$ still contains $y$. Write it out, and see how fast it changes "
                r"when only $y$ moves.",
                r"The mixed partials vanish only if no term holds both variables. Which term of $f$ holds "
                r"both?",
            ),
        ),
        Belief(
            "the entries are the coefficients",
            wrong=("[[1, 5], [5, 2]]", "[[1, 5/2], [5/2, 2]]"),
            hints=(
                r"It looks as if you wrote down coefficients of $f$. Take $7t^2$: its coefficient is 7. "
                r"What is its second derivative?",
                r"The coefficients give the matrix $A$ with $f = v^{\mathsf{T}} A v$. The Hessian holds "
                r"second derivatives: "
                r"differentiate $7t^2$ twice, and compare with 7.",
                r"Every square loses its power twice: $t^2 \to 2t \to \ldots$ Do the same for $x^2$ and "
                r"$2y^2$.",
            ),
        ),
        Belief(
            "the mixed term counts twice",
            wrong=("[[2, 10], [10, 4]]",),
            hints=(
                r"It looks as if the mixed term was doubled. Take $7xy$: by $x$ it gives $7y$, and that by "
                r"$y$ gives 7, once.",
                r"Doubling belongs to squares, whose power comes down. In $xy$ each variable has the power "
                r"1.",
            ),
        ),
        Belief(
            "only one of the two mixed partials counts",
            wrong=("[[2, 5], [0, 4]]", "[[2, 0], [5, 4]]"),
            hints=(
                r"It looks as if one mixed partial was left out. Take $xy$: first $x$ then $y$, and first "
                r"$y$ then $x$. Is either one zero?",
                r"There are two mixed entries: $\partial/\partial y$ of $\partial f/\partial x$, and "
                r"$\partial/\partial x$ of $\partial f/\partial y$. "
                r"Compute both.",
            ),
        ),
    ),
)

_AT_A_POINT = Exercise(
    number="1.2",
    title="H at a point",
    question=r"What is the Hessian of $f(x, y) = x^3 - 3xy^2$ at the point $(1, 2)$?",
    answer=Matrix("[[6, -12], [-12, -6]]"),
    why=r"The Hessian is a matrix for each point. Along $x$ this surface curves up at $(1, 2)$, along $y$ "
    r"it curves down.",
    nudge=r"Differentiate twice with letters first; put in $x = 1$, $y = 2$ last.",
    beliefs=(
        Belief(
            "the Hessian is one matrix of formulas",
            wrong=("[[6x, -6y], [-6y, -6x]]",),
            hints=(
                r"It looks as if you stopped at the formulas, and they are right. At one point they are "
                r"four numbers: "
                r"at $(0, 1)$, say, the first entry $6x$ is 0.",
                r"The point is $(1, 2)$: replace every $x$ and every $y$ in your matrix.",
            ),
        ),
        Belief(
            "the point is put in before differentiating",
            wrong=("[[0, 0], [0, 0]]",),
            hints=(
                r"It looks as if the numbers went in first. Take $t^2$ at $t = 3$: put in first, it is the "
                r"constant 9, "
                r"whose derivative is 0. Yet the slope there is 6.",
                r"Differentiate the letters, twice, and put in the point at the very end.",
            ),
        ),
        Belief(
            "the gradient is the Hessian",
            wrong=("[-9, -12]", "[[-9], [-12]]", "[3x^2 - 3y^2, -6xy]"),
            hints=(
                r"It looks as if this is the gradient, and a right one. It says how $f$ changes; the "
                r"Hessian says how *the gradient* changes.",
                r"Differentiate both parts of the gradient by $x$ and by $y$: four entries, not two.",
            ),
        ),
        Belief(
            "the first coordinate is y",
            wrong=("[[12, -6], [-6, -12]]",),
            hints=(
                r"It looks as if $x$ and $y$ changed places. In $(0, 5)$ it is $x$ that is 0: there the "
                r"first entry, $6x$, would vanish.",
                r"The point is written $(x, y)$: which of the two numbers belongs to $6x$?",
            ),
        ),
        Belief(
            "a minus sign does not survive",
            wrong=("[[6, 12], [12, -6]]", "[[6, -12], [-12, 6]]", "[[6, 12], [12, 6]]"),
            hints=(
                r"It looks as if a minus sign was lost on the way. Take $-t^2$: its second derivative is "
                r"$-2$; it bends down.",
                r"Only $-3xy^2$ reaches the last three entries. With which sign does each of them come out "
                r"of it?",
            ),
        ),
        Belief(
            "each variable is differentiated on its own",
            wrong=("[[6, 0], [0, -6]]",),
            hints=(
                r"It looks as if the mixed partials were taken to vanish. Take $xy^2$: by $x$ it gives "
                r"$y^2$. And that, by $y$?",
                r"$\partial f/\partial x = 3x^2 - 3y^2$ still contains $y$. How fast does it change when "
                r"only $y$ moves?",
            ),
        ),
        Belief(
            "a constant factor vanishes",
            wrong=("[[6, -12], [-12, 0]]",),
            hints=(
                r"It looks as if $x$ was dropped as a constant. Take $xy^2$ with $x$ held at 10: that is "
                r"$10y^2$, which bends twenty-fold.",
                r"When only $y$ moves, $-3x$ is a constant *factor* of $y^2$: it stays.",
            ),
        ),
    ),
)

_BEST_STEP = Exercise(
    number="1.3",
    title="The best step",
    question=r"The difference route, $\frac{f(a+h) - 2f(a) + f(a-h)}{h^2}$, errs by about $h^2$ "
    r"(truncation) plus $\varepsilon/h^2$ "
    r"(rounding, $\varepsilon \approx 2 \times 10^{-16}$). Which of these steps errs least?",
    answer=Choice(
        (
            Option("h = 1e-16", number=1e-16),
            Option("h = 1e-8", number=1e-8),
            Option("h = 1e-4", number=1e-4),
            Option("h = 1e-1", number=1e-1),
        ),
        right="h = 1e-4",
    ),
    why=r"The two errors are equal when $h^4 = \varepsilon$, at the bottom of the U. Half of the sixteen "
    r"digits are lost even there; "
    r"the symbolic and automatic routes lose none.",
    nudge=r"Compute $h^2$ and $\varepsilon/h^2$ for each step, and add them.",
    beliefs=(
        Belief(
            "the smaller the step, the better",
            wrong=("h = 1e-16",),
            hints=(
                r"It looks as if a smaller step should always be better. On paper it is. Ask Python: `1 + "
                r"1e-16 == 1`.",
                r"With that step, $f(1+h)$, $f(1)$ and $f(1-h)$ can be one and the same number. What is the "
                r"difference quotient then?",
                r"One part of the error falls with $h$, the other rises. Where are they equally large?",
            ),
        ),
        Belief(
            "the step that suits a first derivative suits a second",
            wrong=("h = 1e-8",),
            hints=(
                r"It looks as if you took $\sqrt\varepsilon$, good for a one-sided *first* derivative. Here "
                r"one divides by $h^2$, "
                r"not $h$: compute $\varepsilon/h^2$ for your step.",
                r"At your step the rounding part alone is about 2, as large as the entries themselves.",
                r"Set $h^2 = \varepsilon/h^2$ and solve for $h$.",
            ),
        ),
        Belief(
            "a large step is the safe one",
            wrong=("h = 1e-1",),
            hints=(
                r"It looks as if the only danger were rounding. It is tiny at your step, but compute $h^2$: "
                r"two right digits are left.",
                r"Make the step ten times smaller: the truncation falls a hundredfold. When does rounding "
                r"begin to matter?",
                r"Set $h^2 = \varepsilon/h^2$ and solve for $h$; the order of magnitude is enough.",
            ),
        ),
    ),
)

_ALONG = Exercise(
    number="1.4",
    title="Curvature along a direction",
    question=r"$f(x, y) = x^2 + 3xy + y^2$ has the Hessian $\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ "
    r"everywhere. "
    r"How strongly does it curve along the direction $(3, 4)$?",
    answer=Number("122/25"),
    why=r"With the unit vector $u = (3, 4)/5$ the curvature is $u^{\mathsf{T}} H u$. The direction's length "
    r"says nothing about the surface.",
    nudge=r"Make $u$ from $(3, 4)$ first, then $Hu$, then $u \cdot Hu$; write it as a fraction if you like.",
    beliefs=(
        Belief(
            "any vector along the direction will do",
            wrong=(122, "122/5"),
            hints=(
                r"It looks as if the direction was not made a unit vector. On $t^2$, whose curvature is 2, "
                r"the vector 5 would give $5 \cdot 2 \cdot 5 = 50$.",
                r"$(3, 4)$ and $(6, 8)$ point the same way, so the curvature must be the same. Is it, the "
                r"way you compute it?",
                r"The vector stands on *both* sides of $H$. By what must you divide, and how often?",
            ),
        ),
        Belief(
            "the curvature has the Taylor half",
            wrong=("61/25",),
            hints=(
                r"It looks as if you took the half from Taylor's formula. $t^2 = \frac{1}{2} \cdot 2 \cdot "
                r"t^2$: the curvature is the 2, not the 1.",
                r"$\frac{1}{2} u^{\mathsf{T}} H u$ is how far $f$ leaves its tangent after one unit step. "
                r"The second derivative along $u$ is asked for.",
            ),
        ),
        Belief(
            "only the diagonal bends the surface",
            wrong=(2,),
            hints=(
                r"It looks as if only the diagonal was used. Take $xy$: its diagonal is zero, yet along the "
                r"line $x = y$ it is $x^2$, which bends.",
                r"Multiply out $u^{\mathsf{T}} H u$: how many terms does a $2 \times 2$ matrix give?",
            ),
        ),
        Belief(
            "the mixed partial counts once",
            wrong=("86/25",),
            hints=(
                r"It looks as if the mixed term was counted once. Take $xy$ along $u = (1, 1)/\sqrt2$: it "
                r"is $t^2/2$, of curvature 1, "
                r"and $u_1 u_2$ alone is only a half.",
                r"$u^{\mathsf{T}} H u$ has four terms, and both mixed entries of $H$ take part.",
            ),
        ),
        Belief(
            "the curvature is H u",
            wrong=("[18/5, 17/5]", "[18, 17]", "sqrt(613)/5"),
            hints=(
                r"It looks as if you stopped at $Hu$: how the *gradient* changes along $u$. The curvature "
                r"is the part of it that lies along $u$.",
                r"For $xy$ and $u = (1, 0)$: $Hu = (0, 1)$ is not zero, yet along $x$ the surface is "
                r"straight. Which product with $u$ gives that zero?",
            ),
        ),
    ),
)

_EXTREMES = Exercise(
    number="1.5",
    title="The largest and smallest curvature",
    question=r"At a point the Hessian is $\begin{pmatrix} 1 & 4 \\ 4 & 7 \end{pmatrix}$. A unit vector $u$ "
    r"turns once round. "
    r"What are the smallest and the largest value of $u^{\mathsf{T}} H u$?",
    answer=Numbers("-1, 9"),
    why=r"They are the eigenvalues, reached along the eigenvectors. Both diagonal entries are positive, and "
    r"yet one direction curves down.",
    nudge=r"The extremes of $u^{\mathsf{T}} H u$ over unit vectors are the roots of $\det(H - \lambda I) = "
    r"0$.",
    beliefs=(
        Belief(
            "the axes show the extremes",
            wrong=("1, 7",),
            hints=(
                r"It looks as if the diagonal was taken for the extremes. Take $\begin{pmatrix} 0 & 1 \\ 1 "
                r"& 0 \end{pmatrix}$: both axes show 0. "
                r"Compute the curvature along $(1, 1)/\sqrt2$.",
                r"The diagonal holds the curvatures along $x$ and along $y$; the extremes usually lie "
                r"between the axes.",
                r"Where $u^{\mathsf{T}} H u$ is extreme, $Hu$ points along $u$. What are such numbers "
                r"called?",
            ),
        ),
        Belief(
            "trace and determinant are the extremes",
            wrong=("8, -9",),
            hints=(
                r"It looks as if you took trace and determinant. For $\begin{pmatrix} 2 & 0 \\ 0 & 3 "
                r"\end{pmatrix}$ they are 5 and 6; "
                r"the curvatures run from 2 to 3.",
                r"They are the *sum* and the *product* of the two numbers asked for.",
            ),
        ),
        Belief(
            "row sums are the extremes",
            wrong=("5, 11",),
            hints=(
                r"It looks as if the rows were added up: that is $H$ applied to $(1, 1)$. Is the result a "
                r"multiple of $(1, 1)$?",
                r"Only a vector that $H$ merely stretches shows an extreme. Look for $Hu = \lambda u$.",
            ),
        ),
        Belief(
            "a curvature has no sign",
            wrong=("1, 9",),
            hints=(
                r"It looks as if a sign was dropped. The curvature of $-t^2$ is $-2$: downward bends count "
                r"below zero.",
                r"The product of your two numbers should be the determinant of $H$. Is it?",
            ),
        ),
    ),
)

_SYMMETRY = Exercise(
    number="1.6",
    title="Two mixed partials",
    question=r"Let $g(x, y) = \frac{2xy(x^2 - y^2)}{x^2 + y^2}$ and $g(0, 0) = 0$. What are, at $(0, 0)$ and "
    r"in this order, $\frac{\partial}{\partial y}\left(\frac{\partial g}{\partial x}\right)$ and "
    r"$\frac{\partial}{\partial x}\left(\frac{\partial g}{\partial y}\right)$?",
    answer=Point("(-2, 2)"),
    why=r"Both exist and they differ: the second partials jump at the origin. Continuous ones cannot differ "
    r"(Clairaut–Schwarz).",
    nudge=r"First find $\partial g/\partial x$ at the points $(0, y)$: it is the limit of $g(h, y)/h$ as $h "
    r"\to 0$.",
    beliefs=(
        Belief(
            "a Hessian is always symmetric",
            wrong=("(0, 0)", "(2, 2)", "(-2, -2)"),
            hints=(
                r"It looks as if symmetry was taken for granted. It needs *continuous* second partials, and "
                r"those of $g$ jump at the origin: "
                r"work out the two limits apart.",
                r"Swap $x$ and $y$: $g(y, x) = -g(x, y)$. So what one order of differentiation gives, the "
                r"other gives with …?",
                r"For $h \neq 0$, $\frac{g(h, y)}{h} = \frac{2y(h^2 - y^2)}{h^2 + y^2}$. Let $h \to 0$: that "
                r"is $\partial g/\partial x$ at $(0, y)$. "
                r"How fast does it change with $y$? Then the other order.",
            ),
        ),
        Belief(
            "the order of the two does not matter here",
            wrong=("(2, -2)",),
            hints=(
                r"It looks as if the two changed places. What stands in the bracket comes first: "
                r"$\frac{\partial}{\partial y}\left(\frac{\partial g}{\partial x}\right)$ differentiates by $x$, "
                r"then asks how that changes with $y$.",
                r"On the $y$-axis, is the slope of $g$ in the direction of $x$ positive or negative at $(0, "
                r"0.1)$? Compute $g(0.001, 0.1)/0.001$.",
            ),
        ),
        Belief(
            "a constant factor vanishes",
            wrong=("(-1, 1)", "(1, -1)"),
            hints=(
                r"It looks as if a constant factor was lost on the way. Take $5xy$: its mixed partials are 5, "
                r"not 1. Which factor stands in front of this $g$?",
                r"Compute the slope $g(0.001, 0.1)/0.001$, and divide by the 0.1 you stepped along $y$: which "
                r"whole number is near?",
            ),
        ),
    ),
)

_DETERMINANT = Exercise(
    number="1.7",
    title="The determinant in three variables",
    question=r"A symmetric $3 \times 3$ Hessian $H$ has $\det H > 0$. What follows for certain?",
    answer=Choice(
        (
            Option("H is positive definite", ("positive definite",)),
            Option("H is definite, positive or negative", ("definite", "positive or negative definite")),
            Option("H is indefinite", ("indefinite",)),
            Option(
                "H has no zero eigenvalue, but it may be definite or not",
                ("no zero eigenvalue", "nothing", "invertible"),
            ),
        ),
        right="H has no zero eigenvalue, but it may be definite or not",
    ),
    why=r"The determinant is the product of the eigenvalues: it is positive whenever an even number of them "
    r"is negative. Count the signs instead.",
    nudge=r"The determinant is the product of three eigenvalues. Which signs can the three have?",
    beliefs=(
        Belief(
            "a positive determinant means positive definite",
            wrong=("H is positive definite",),
            hints=(
                r"It looks as if $\det H > 0$ were enough. Take $\operatorname{diag}(-1, -1, 1)$: compute "
                r"its determinant, then its curvature along the $x$-axis.",
                r"Even for two variables it is not: $\operatorname{diag}(-1, -1)$ has determinant 1. Which "
                r"way does it curve?",
                r"A product of three numbers is positive. Must all three be?",
            ),
        ),
        Belief(
            "a positive determinant means definite",
            wrong=("H is definite, positive or negative",),
            hints=(
                r"It looks as if the rule for two variables was carried over. Take $\operatorname{diag}(-1, "
                r"-1, 1)$: compute its determinant, "
                r"then its curvature along the $x$- and the $z$-axis.",
                r"For two variables a positive product means equal signs. Find three numbers of different "
                r"signs whose product is positive.",
                r"Two minuses make a plus; with a third factor there is room for both signs.",
            ),
        ),
        Belief(
            "in three variables a positive determinant means indefinite",
            wrong=("H is indefinite",),
            hints=(
                r"It looks as if one example was taken for all. Take $x^2 + y^2 + z^2$: compute its "
                r"Hessian's determinant. Does it curve down anywhere?",
                r"List the sign patterns of three numbers whose product is positive. Are there patterns "
                r"with one sign only?",
            ),
        ),
    ),
)

_SINGULAR = Exercise(
    number="1.8",
    title="Singular and indefinite",
    question=r"Build one: give a function $f(x, y, z)$ whose Hessian at the origin is singular *and* "
    r"indefinite.",
    answer=Construction(
        lambda built: min(built.signs) > 0,
        right="x^2 - y^2",
        variables=("x", "y", "z"),
        point=(0.0, 0.0, 0.0),
    ),
    why=r"One direction curves up, one down, one not at all. “Singular” and “indefinite” answer different "
    r"questions, and both can be true.",
    nudge=r"You may choose the curvature along $x$, along $y$ and along $z$ freely. Which three signs do "
    r"the job?",
    beliefs=(
        Belief(
            "the Hessian at a point sees every power",
            when=lambda built: not built.hessian.any(),
            wrong=("x^3 - y^3", "x + y + z"),
            hints=(
                r"It looks as if your surface does not bend at the origin: all nine second partials are "
                r"zero there. Take $t^3$: its second derivative $6t$ vanishes at 0.",
                r"Singular it is, but indefinite needs a direction that really curves up and another that "
                r"really curves down. "
                r"Which powers bend at the origin?",
            ),
        ),
        Belief(
            "a singular Hessian has one sign",
            when=lambda built: built.signs[1] > 0 and 0 in built.signs,
            wrong=("x^2 + y^2", "-z^2", "(x + y + z)^2"),
            hints=(
                r"It looks as if singular and indefinite excluded each other. Your Hessian is singular, but "
                r"all its curvatures share one sign or are zero: "
                r"it is semidefinite. In three dimensions there is one direction to spare.",
                r"List your three eigenvalues. Which of the signs $+$, $-$, $0$ is missing?",
                r"Leave one direction flat. What may the other two do?",
            ),
        ),
        Belief(
            "an indefinite Hessian has no zero eigenvalue",
            when=lambda built: built.signs[1] == 0 and 0 not in (built.signs[0], built.signs[2]),
            wrong=("x^2 + y^2 - z^2", "x^2 - y^2 - z^2"),
            hints=(
                r"It looks as if indefinite excluded singular. Yours is indefinite, but compute its "
                r"determinant: it is not zero.",
                r"Singular means that one direction does not bend at all. Up and down need two directions; "
                r"you have three.",
            ),
        ),
        Belief(
            "a definite Hessian can be singular",
            when=lambda built: 3 in (built.signs[0], built.signs[2]),
            wrong=("x^2 + y^2 + z^2", "-x^2 - y^2 - z^2"),
            hints=(
                r"It looks as if you built a bowl: it curves the same way in every direction. A definite "
                r"Hessian is neither indefinite nor singular: "
                r"compute the product of its eigenvalues.",
                r"Start again from three curvatures, along $x$, $y$ and $z$. Which must be zero, and what "
                r"must the others be?",
            ),
        ),
    ),
)

exercises = (_F_TO_H, _AT_A_POINT, _BEST_STEP, _ALONG, _EXTREMES, _SYMMETRY, _DETERMINANT, _SINGULAR)
