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
    why=r"Each entry is the rate of change of a slope. All four are constant here, because $f$ is "
    r"quadratic. The 5 says that the slope along $x$ grows by 5 with each step along $y$.",
    nudge=r"Write down $\partial f/\partial x$ and $\partial f/\partial y$ first, then differentiate each "
    r"by $x$ and by $y$.",
    beliefs=(
        Belief(
            "the gradient is the Hessian",
            wrong=("[2x + 5y, 5x + 4y]", "[[2x + 5y], [5x + 4y]]"),
            hints=(
                r"That is the gradient, and both of its entries are right. They are the *first* partials. "
                r"Now differentiate each of them by $x$ and by $y$. How many entries do you get?",
                r"Take one variable. $t^2$ has the slope $2t$ and the second derivative $2$. The Hessian is "
                r"made of second derivatives. How many are there for two variables?",
            ),
        ),
        Belief(
            "each variable is differentiated on its own",
            wrong=("[[2, 0], [0, 4]]",),
            hints=(
                r"You seem to have differentiated each variable on its own, so that nothing mixed is left. "
                r"Take $xy$. By $x$ it gives $y$. And what does that give by $y$?",
                r"$\partial f/\partial x$ still contains $y$. Write it out, and see how fast it changes "
                r"when only $y$ moves.",
                r"A term with both variables in it makes the mixed partials. Which term of $f$ has both?",
            ),
        ),
        Belief(
            "the entries are the coefficients",
            wrong=("[[1, 5], [5, 2]]",),
            hints=(
                r"These are the coefficients of $f$. Take $7t^2$, whose coefficient is 7. "
                r"What is its second derivative?",
                r"The Hessian holds second derivatives, and a square has two powers to lose. "
                r"Differentiate $7t^2$ twice, and compare with 7.",
                r"Write $t^2 \to 2t \to \ldots$ and continue. Then do the same for $x^2$ and for $2y^2$.",
            ),
        ),
        Belief(
            "the matrix of the quadratic form is the Hessian",
            wrong=("[[1, 5/2], [5/2, 2]]",),
            hints=(
                r"You found the matrix $A$ with $f = v^{\mathsf{T}} A v$, and it is right. It is not yet "
                r"the Hessian. For $t^2 = t \cdot 1 \cdot t$ this matrix is 1. What is the second "
                r"derivative of $t^2$?",
                r"Differentiate $v^{\mathsf{T}} A v$ once. In one variable $at^2$ becomes $2at$. "
                r"And what does it become when you differentiate again?",
            ),
        ),
        Belief(
            "the mixed term counts twice",
            wrong=("[[2, 10], [10, 4]]",),
            hints=(
                r"The mixed term has been doubled on the way. Take $7xy$. By $x$ it gives $7y$. "
                r"And what does that give by $y$?",
                r"In a square the power 2 comes down and doubles it. Which power comes down from $x$ in $xy$?",
            ),
        ),
        Belief(
            "only one of the two mixed partials counts",
            wrong=("[[2, 5], [0, 4]]", "[[2, 0], [5, 4]]"),
            hints=(
                r"One of the mixed partials is zero in your matrix. Take $xy$, first by $x$ and then by "
                r"$y$, and then the other way round. Is either one zero?",
                r"There are two mixed entries, $\partial/\partial y$ of $\partial f/\partial x$ and "
                r"$\partial/\partial x$ of $\partial f/\partial y$. Compute both.",
            ),
        ),
    ),
)

_AT_A_POINT = Exercise(
    number="1.2",
    title="H at a point",
    question=r"What is the Hessian of $f(x, y) = x^3 - 3xy^2$ at the point $(1, 2)$?",
    answer=Matrix("[[6, -12], [-12, -6]]"),
    why=r"The Hessian is a matrix at a point. At $(1, 2)$ the surface bends up along $x$ and down along "
    r"$y$. The $-12$ says how fast the slope along $x$ falls as you walk along $y$.",
    nudge=r"Differentiate twice with letters first, and put in $x = 1$, $y = 2$ last.",
    beliefs=(
        Belief(
            "the Hessian is one matrix of formulas",
            wrong=("[[6x, -6y], [-6y, -6x]]",),
            hints=(
                r"Your formulas are right. At a single point they are four numbers. At $(0, 1)$, for example, "
                r"the first entry $6x$ is 0. What is it at $(1, 2)$?",
                r"The point is $(1, 2)$. Replace every $x$ and every $y$ in your matrix.",
            ),
        ),
        Belief(
            "the point is put in before differentiating",
            wrong=("[[0, 0], [0, 0]]",),
            hints=(
                r"Did you put the numbers in first? Take $t^2$ at $t = 3$. With the number in first it is "
                r"the constant 9, whose derivative is 0. Yet the slope of $t^2$ there is 6.",
                r"Differentiate the letters, twice, and put in the point at the very end.",
            ),
        ),
        Belief(
            "the gradient is the Hessian",
            wrong=("[-9, -12]", "[[-9], [-12]]", "[3x^2 - 3y^2, -6xy]"),
            hints=(
                r"This comes from the gradient, and the gradient is right. It says how $f$ changes. The "
                r"Hessian says how *the gradient* changes. How fast does its first entry change along $x$?",
                r"Differentiate both parts of the gradient by $x$ and by $y$. That makes four entries, not two.",
            ),
        ),
        Belief(
            "the first coordinate is y",
            wrong=("[[12, -6], [-6, -12]]",),
            hints=(
                r"Perhaps $x$ and $y$ changed places. In $(0, 5)$ it is $x$ that is 0, so there the first "
                r"entry, $6x$, is 0. What is $6x$ in $(1, 2)$?",
                r"The point is written $(x, y)$. Which of its two numbers belongs to $6x$?",
            ),
        ),
        Belief(
            "a minus sign does not survive",
            wrong=("[[6, 12], [12, -6]]", "[[6, -12], [-12, 6]]", "[[6, 12], [12, 6]]"),
            hints=(
                r"A minus sign has been lost on the way. Take $-t^2$, which bends down. Its second "
                r"derivative is $-2$. Which of your entries come from a term with a minus?",
                r"Three of the four entries come from $-3xy^2$ alone. Which sign does each of them have?",
            ),
        ),
        Belief(
            "each variable is differentiated on its own",
            wrong=("[[6, 0], [0, -6]]",),
            hints=(
                r"You seem to have differentiated each variable on its own. Take $xy^2$. By $x$ it gives "
                r"$y^2$. And what does that give by $y$?",
                r"$\partial f/\partial x = 3x^2 - 3y^2$ still contains $y$. How fast does it change when "
                r"only $y$ moves?",
                r"Or did you look where the mixed partial is 0? For $xy^2$ it is 0 at $(1, 0)$ and 6 at $(1, 3)$, "
                r"so a zero at one point says nothing of another. At which point is it asked for?",
            ),
        ),
        Belief(
            "a constant factor vanishes",
            wrong=("[[6, -12], [-12, 0]]",),
            hints=(
                r"The factor $x$ is constant while $y$ moves, but it does not vanish. Take $xy^2$ with $x$ "
                r"held at 10. That is $10y^2$. What is its second derivative?",
                r"When only $y$ moves, $-3x$ is a constant *factor* of $y^2$. A constant factor stays. "
                r"A constant that is added goes.",
            ),
        ),
    ),
)

_BEST_STEP = Exercise(
    number="1.3",
    title="The best step",
    question=r"The second difference $\frac{f(a+h) - 2f(a) + f(a-h)}{h^2}$ is wrong by about $h^2$ "
    r"(truncation) plus $\varepsilon/h^2$ "
    r"(rounding, $\varepsilon \approx 2 \times 10^{-16}$). Which of these steps gives the smallest error?",
    answer=Choice(
        (
            Option("h = 1e-1", number=1e-1),
            Option("h = 1e-4", number=1e-4),
            Option("h = 1e-8", number=1e-8),
            Option("h = 1e-16", number=1e-16),
        ),
        right="h = 1e-4",
    ),
    why=r"The two errors are equal when $h^4 = \varepsilon$, at the bottom of the V. Even there half of the "
    r"sixteen digits are lost. The symbolic and the automatic route lose almost none.",
    nudge=r"Compute $h^2$ and $\varepsilon/h^2$ for each step, and add them.",
    beliefs=(
        Belief(
            "the smaller the step, the better",
            wrong=("h = 1e-16",),
            hints=(
                r"On paper a smaller step is always better. A computer has only sixteen digits. Ask Python "
                r"whether `1 + 1e-16 == 1`.",
                r"With that step $f(1+h)$, $f(1)$ and $f(1-h)$ can be one and the same number. What is the "
                r"difference quotient then?",
                r"As $h$ shrinks, one part of the error falls and the other rises. Where are they equally large?",
            ),
        ),
        Belief(
            "the step that suits a first derivative suits a second",
            wrong=("h = 1e-8",),
            hints=(
                r"Your step is $\sqrt\varepsilon$, which suits a one-sided *first* derivative. Here we "
                r"divide by $h^2$ and not by $h$. How large is $\varepsilon/h^2$ for your step?",
                r"With your step the rounding part alone is about 2. That is as large as the entries themselves. "
                r"What would make it smaller?",
                r"Set $h^2 = \varepsilon/h^2$ and solve for $h$.",
            ),
        ),
        Belief(
            "a large step is the safe one",
            wrong=("h = 1e-1",),
            hints=(
                r"A large step is safe from rounding, and rounding is only one of the two errors. How large "
                r"is $h^2$ for your step, and how many right digits does it leave?",
                r"Make the step ten times smaller, and the truncation falls a hundredfold. When does rounding "
                r"begin to matter?",
                r"Set $h^2 = \varepsilon/h^2$ and solve for $h$. The order of magnitude is enough.",
            ),
        ),
    ),
)

_ALONG = Exercise(
    number="1.4",
    title="Curvature along a direction",
    question=r"$f(x, y) = x^2 + 3xy + y^2$ has the Hessian $\begin{pmatrix} 2 & 3 \\ 3 & 2 \end{pmatrix}$ "
    r"everywhere. "
    r"What is its curvature along the direction of $(3, 4)$?",
    answer=Number("122/25"),
    why=r"With the unit vector $u = (3, 4)/5$ the curvature is $u^{\mathsf{T}} H u$. How long the arrow is "
    r"says nothing about the surface, so we divide its length out.",
    nudge=r"Make a unit vector $u$ from $(3, 4)$ first, then $Hu$, then $u \cdot Hu$. You may write it as a fraction.",
    beliefs=(
        Belief(
            "any vector along the direction will do",
            wrong=(122, "122/5"),
            hints=(
                r"The vector $(3, 4)$ is longer than 1, and its length has found its way into your answer. "
                r"On $t^2$, whose curvature is 2, the vector 5 would give $5 \cdot 2 \cdot 5 = 50$.",
                r"$(3, 4)$ and $(6, 8)$ point the same way, so they must give the same curvature. Do they, the "
                r"way you compute it?",
                r"The vector stands on *both* sides of $H$. What must you divide by, and how often?",
            ),
        ),
        Belief(
            "the curvature has the Taylor half",
            wrong=("61/25",),
            hints=(
                r"The half here comes from Taylor's formula. Take $t^2 = \frac{1}{2} \cdot 2 \cdot "
                r"t^2$. Is its second derivative the 2, or half of it?",
                r"$\frac{1}{2} u^{\mathsf{T}} H u$ is how far this $f$ leaves its tangent after a step of "
                r"length one. The question asks for the second derivative along $u$.",
            ),
        ),
        Belief(
            "only the diagonal bends the surface",
            wrong=(2,),
            hints=(
                r"Only the diagonal has a say in your answer. Take $xy$. Its diagonal is zero, and yet along the "
                r"line $x = y$ it is $x^2$, which bends. What bends it?",
                r"Multiply out $u^{\mathsf{T}} H u$. How many terms does a $2 \times 2$ matrix give?",
            ),
        ),
        Belief(
            "the mixed partial counts once",
            wrong=("86/25",),
            hints=(
                r"You seem to have counted the mixed term once. Take $xy$ along $u = (1, 1)/\sqrt2$, where it "
                r"is $t^2/2$ and has curvature 1. How much is $u_1 u_2$ alone?",
                r"$u^{\mathsf{T}} H u$ has four terms, and both mixed entries of $H$ take part. Write all four down.",
            ),
        ),
        Belief(
            "the curvature is H u",
            wrong=("[18/5, 17/5]", "[18, 17]", "sqrt(613)/5"),
            hints=(
                r"$Hu$ is a good start, and it says how the *gradient* changes along $u$. The curvature is only "
                r"the part of it that lies along $u$. How do you get that part?",
                r"For $xy$ and $u = (1, 0)$ the vector $Hu = (0, 1)$ is not zero, and yet along $x$ the "
                r"surface is straight. Which product with $u$ gives that zero?",
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
    why=r"They are the eigenvalues, and $u$ reaches them along the eigenvectors. Both diagonal entries are "
    r"positive, and yet the surface bends down in one direction.",
    nudge=r"The extremes of $u^{\mathsf{T}} H u$ over unit vectors are the solutions $\lambda$ of $\det(H - "
    r"\lambda I) = 0$.",
    beliefs=(
        Belief(
            "the axes show the extremes",
            wrong=("1, 7",),
            hints=(
                r"That is the diagonal, the curvatures along the two axes. Take $\begin{pmatrix} 0 & 1 \\ 1 "
                r"& 0 \end{pmatrix}$, where both are 0. "
                r"What is the curvature along $(1, 1)/\sqrt2$?",
                r"The extremes usually lie between the axes. Compute $u^{\mathsf{T}} H u$ along $(1, "
                r"1)/\sqrt2$ and along $(1, -1)/\sqrt2$, and compare with your numbers.",
                r"Where $u^{\mathsf{T}} H u$ is extreme, $Hu$ is a multiple of $u$. What do we call that "
                r"multiple?",
            ),
        ),
        Belief(
            "trace and determinant are the extremes",
            wrong=("8, -9",),
            hints=(
                r"Those are the trace and the determinant. For $\begin{pmatrix} 2 & 0 \\ 0 & 3 "
                r"\end{pmatrix}$ they are 5 and 6, and yet the curvatures only go from 2 to 3.",
                r"You have found the *sum* and the *product* of two numbers. Which two numbers have them?",
            ),
        ),
        Belief(
            "row sums are the extremes",
            wrong=("5, 11",),
            hints=(
                r"Did you add up the rows? That is $H$ applied to $(1, 1)$. Is the result a "
                r"multiple of $(1, 1)$?",
                r"The extremes belong to vectors that $H$ only stretches. Look for $Hu = \lambda u$.",
            ),
        ),
        Belief(
            "a curvature has no sign",
            wrong=("1, 9",),
            hints=(
                r"A sign has been dropped. The curvature of $-t^2$ is $-2$, since a downward bend counts "
                r"as negative. Does this surface bend down anywhere?",
                r"The product of your two numbers should be the determinant of $H$. Is it?",
            ),
        ),
    ),
)

_SYMMETRY = Exercise(
    number="1.6",
    title="Two mixed partials",
    question=r"Let $g(x, y) = \frac{2xy(x^2 - y^2)}{x^2 + y^2}$ and $g(0, 0) = 0$. Find "
    r"$\frac{\partial}{\partial y}\left(\frac{\partial g}{\partial x}\right)$ and "
    r"$\frac{\partial}{\partial x}\left(\frac{\partial g}{\partial y}\right)$ at $(0, 0)$, in this order.",
    answer=Point("(-2, 2)"),
    why=r"Both exist, and they differ, because the mixed partials jump at the origin. If they were "
    r"continuous there, they could not differ (Clairaut–Schwarz).",
    nudge=r"First find $\partial g/\partial x$ at the points $(0, y)$. It is the limit of $g(h, y)/h$ as $h "
    r"\to 0$.",
    beliefs=(
        Belief(
            "a Hessian is always symmetric",
            wrong=("(0, 0)", "(2, 2)", "(-2, -2)"),
            hints=(
                r"You may have taken symmetry for granted. It needs *continuous* mixed partials, and "
                r"those of $g$ jump at the origin. Work out the two limits separately.",
                r"Swap $x$ and $y$, and you find $g(y, x) = -g(x, y)$. What does that say about the two orders of "
                r"differentiation?",
                r"Start on the $y$-axis. What does $g(h, y)/h$ tend to, as $h \to 0$ with $y$ held still? "
                r"That is the slope along $x$ there. Then ask how fast it changes with $y$.",
            ),
        ),
        Belief(
            "the order of the two does not matter here",
            wrong=("(2, -2)",),
            hints=(
                r"Both numbers are there, and they have changed places. The bracket comes first, so "
                r"$\frac{\partial}{\partial y}\left(\frac{\partial g}{\partial x}\right)$ differentiates by $x$, "
                r"and then asks how that changes with $y$.",
                r"Stand on the $y$-axis, at $(0, 0.1)$. Is the slope of $g$ along $x$ positive or negative there? "
                r"Compute $g(0.001, 0.1)/0.001$.",
            ),
        ),
        Belief(
            "a constant factor vanishes",
            wrong=("(-1, 1)", "(1, -1)"),
            hints=(
                r"The lesson's function would give that, and this $g$ has a constant factor in front. The "
                r"mixed partials of $5xy$ are 5, not 1. What does the factor of $g$ do?",
                r"Compute the slope $g(0.001, 0.1)/0.001$, and divide it by the 0.1 that you stepped along "
                r"$y$. Which whole number is near?",
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
            Option(
                "No eigenvalue of H is zero",
                (
                    "no zero eigenvalue",
                    "no zero eigenvalues",
                    "H has no zero eigenvalue",
                    "nothing",
                    "nothing more",
                    "invertible",
                    "H is invertible",
                    "nonsingular",
                    "H is nonsingular",
                    "not singular",
                    "H is not singular",
                    "it may be definite or not",
                ),
            ),
            Option("H is positive definite", ("positive definite",)),
            Option("H is definite, positive or negative", ("definite", "positive or negative definite")),
            Option("H is indefinite", ("indefinite",)),
        ),
        right="No eigenvalue of H is zero",
    ),
    why=r"The determinant is the product of the eigenvalues. It is positive when none of them is zero and "
    r"an even number of them is negative, so none or two out of three. Count the signs instead.",
    nudge=r"The determinant is the product of three eigenvalues. Which signs can the three have?",
    beliefs=(
        Belief(
            "a positive determinant means positive definite",
            wrong=("H is positive definite",),
            hints=(
                r"A positive determinant is not enough for that. Compute the determinant of "
                r"$\operatorname{diag}(-1, -1, 1)$, and then its curvature along the $x$-axis.",
                r"Even in two variables it is not enough. The determinant of $\operatorname{diag}(-1, -1)$ "
                r"is 1. Which way does that surface bend?",
                r"A product of three numbers is positive. Must all three be positive?",
            ),
        ),
        Belief(
            "a positive determinant means definite",
            wrong=("H is definite, positive or negative",),
            hints=(
                r"In two variables you would be right. With three, compute the determinant of "
                r"$\operatorname{diag}(-1, -1, 1)$, and then its curvature along the $x$-axis and along the "
                r"$z$-axis.",
                r"A positive product of two numbers means equal signs. Can you find three numbers of different "
                r"signs whose product is positive?",
                r"Two minus signs cancel. Which signs can the third factor have, if the product is to be positive?",
            ),
        ),
        Belief(
            "in three variables a positive determinant means indefinite",
            wrong=("H is indefinite",),
            hints=(
                r"One example does not speak for all. Take $x^2 + y^2 + z^2$, and compute the determinant of its "
                r"Hessian. Does this surface bend down anywhere?",
                r"List the sign patterns of three numbers whose product is positive. Is there one "
                r"without any minus?",
            ),
        ),
    ),
)

_SINGULAR = Exercise(
    number="1.8",
    title="Singular and indefinite",
    question=r"Build a function $f(x, y, z)$ whose Hessian at the origin is singular *and* "
    r"indefinite.",
    answer=Construction(
        lambda built: min(built.signs) > 0,
        right="x^2 - y^2",
        variables=("x", "y", "z"),
        point=(0.0, 0.0, 0.0),
    ),
    why=r"It bends up in one direction, down in another, and not at all in a third. “Singular” and "
    r"“indefinite” answer different questions, and both can be true.",
    nudge=r"You may choose the curvature along $x$, along $y$ and along $z$ freely. Which three signs do "
    r"you need?",
    beliefs=(
        Belief(
            "the Hessian at a point sees every power",
            when=lambda built: not built.hessian.any(),
            wrong=("x^3 - y^3", "x + y + z"),
            hints=(
                r"At the origin your function does not bend at all, because all nine second partials are "
                r"zero there. Think of $t^3$, whose second derivative $6t$ is 0 at 0.",
                r"Your Hessian is singular. For “indefinite” it needs a direction that bends up and another that "
                r"bends down. Which power has a second derivative that is not 0 at the origin?",
            ),
        ),
        Belief(
            "a singular Hessian has one sign",
            when=lambda built: built.signs[1] > 0 and 0 in built.signs,
            wrong=("x^2 + y^2", "-z^2", "(x + y + z)^2"),
            hints=(
                r"Your Hessian is singular, and it is semidefinite, because its curvatures share one sign "
                r"or are zero. Must a singular Hessian be like that? In three variables you have a "
                r"direction to spare.",
                r"List your three eigenvalues. Which of the signs $+$, $-$, $0$ is missing?",
                r"Leave one direction without any bend. What may the other two do?",
            ),
        ),
        Belief(
            "an indefinite Hessian has no zero eigenvalue",
            when=lambda built: built.signs[1] == 0 and 0 not in (built.signs[0], built.signs[2]),
            wrong=("x^2 + y^2 - z^2", "x^2 - y^2 - z^2"),
            hints=(
                r"Yours is indefinite, which is half of what you need. Compute its determinant. What should "
                r"it be for a singular matrix?",
                r"Singular means that the eigenvalue 0 occurs. Up and down need two directions, "
                r"and you have three.",
            ),
        ),
        Belief(
            "a definite Hessian can be singular",
            when=lambda built: 3 in (built.signs[0], built.signs[2]),
            wrong=("x^2 + y^2 + z^2", "-x^2 - y^2 - z^2"),
            hints=(
                r"You have built a bowl, upright or upside down, which bends the same way in every direction. "
                r"Compute the product of its eigenvalues. Can it be zero?",
                r"Start again from the three curvatures along $x$, $y$ and $z$. How many should be zero, and what "
                r"should the others be?",
            ),
        ),
    ),
)

exercises = (_F_TO_H, _AT_A_POINT, _BEST_STEP, _ALONG, _EXTREMES, _SYMMETRY, _DETERMINANT, _SINGULAR)
