"""Lesson 7, one Hessian, many tools: questions, answers, the beliefs that lead elsewhere, and their hints."""

from __future__ import annotations

from collections.abc import Callable

from hesskit.course.answers import (
    Choice,
    Entries,
    Matrix,
    Number,
    Numbers,
    Option,
    Point,
    Witness,
    floats_of,
    same_number,
)
from hesskit.course.exercises.exercise import Belief, Exercise

title = "One Hessian, many tools"

_QUADRATIC = Exercise(
    number="7.6",
    title="Which matrix does Gurobi want",
    question=r"Gurobi's `setMObjective(Q, c, 0)` minimises $x^{\mathsf{T}} Q x + c^{\mathsf{T}} x$, without a "
    r"$\frac{1}{2}$. Which *symmetric* $Q$ do you hand over for $f = x^2 + 3xy + y^2$?",
    answer=Matrix("[[1, 3/2], [3/2, 1]]", variables=()),
    why=r"The Hessian of $x^{\mathsf{T}} Q x$ is $2Q$, so here $Q$ is half of it. HiGHS puts a $\frac{1}{2}$ "
    "in front "
    r"and wants the Hessian itself. Before you hand a matrix over, look up which of the two a solver means.",
    nudge=r"Write $x^{\mathsf{T}} Q x$ out for a symmetric $2 \times 2$ matrix, and compare it with $f$ term "
    "by term.",
    beliefs=(
        Belief(
            "Q is the Hessian",
            wrong=("[[2, 3], [3, 2]]",),
            hints=(
                r"You handed over the Hessian. For one variable and $Q = (2)$, what is $x^{\mathsf{T}} Q x$, "
                "and what "
                "is its second derivative?",
                r"With your $Q$ Gurobi minimises $2x^2 + 6xy + 2y^2$. How does that compare with $f$?",
            ),
        ),
        Belief(
            "the mixed coefficient stands in both places",
            wrong=("[[1, 3], [3, 1]]",),
            hints=(
                r"Your $Q$ gives the mixed term twice, once from each corner. What does $x^{\mathsf{T}} Q x$ "
                "come to?",
                r"The corners $q_{12}$ and $q_{21}$ both multiply $xy$. What must their sum be?",
            ),
        ),
        Belief(
            "one triangle is enough",
            wrong=("[[1, 3], [0, 1]]", "[[1, 0], [3, 1]]"),
            hints=(
                "Your matrix gives the right function, and it is not symmetric. How do you share the mixed "
                "coefficient between the two corners?",
                r"A matrix $Q$ and $\frac{1}{2}(Q + Q^{\mathsf{T}})$ give the same function. Compute the second.",
            ),
        ),
        Belief(
            "the mixed term has no place in Q",
            wrong=("[[1, 0], [0, 1]]",),
            hints=(
                r"Your $Q$ gives $x^2 + y^2$. Where did the product of $x$ and $y$ go?",
                "A product of two different variables comes from the corners of $Q$. What do they have to "
                "add up to?",
            ),
        ),
    ),
)


def _float32_rounds(value: float) -> bool:
    """Is this a whole number that float32 cannot hold?"""
    import numpy as np

    return value == round(value) and abs(value) < 1e30 and float(np.float32(value)) != value


_FLOAT32 = Exercise(
    number="7.2",
    title="A number that float32 cannot hold",
    question="Unless told otherwise JAX computes in float32, which keeps 24 binary digits. Give a *whole* "
    "number that "
    r"float32 cannot hold, so that JAX silently works with another one; if there is none, answer `none`.",
    answer=Witness("16777217", passes=_float32_rounds),
    why=r"Beyond $2^{24} = 16\,777\,216$ float32 skips the odd numbers, so $2^{24} + 1$ becomes $2^{24}$. In "
    "decimal digits "
    "it keeps about seven where float64 keeps sixteen: nine are lost. One line before the first computation, "
    '`jax.config.update("jax_enable_x64", True)`, gets them back.',
    nudge="Which whole numbers can be written with 24 binary digits? Try `np.float32(n) == n` for a few "
    "large ones.",
    beliefs=(
        Belief(
            "whole numbers are always exact",
            when=lambda value: not value.values,
            wrong=("none",),
            hints=(
                "There are such numbers. How many different numbers can 24 binary digits tell apart?",
                r"Try `np.float32(n)` for $n = 10^9 + 7$. What comes back?",
            ),
        ),
        Belief(
            "it must not be a whole number",
            when=lambda value: value.shape == (1,) and floats_of(value)[0] != round(floats_of(value)[0]),
            wrong=("0.1", "1/3"),
            hints=(
                "That is not a whole number. Most fractions are rounded in every format, float64 too, and so they show "
                "nothing of float32. The question asks for a *whole* number.",
                "How many digits does the largest whole number of 24 binary digits have? Try some longer ones.",
            ),
        ),
        Belief(
            "large is enough",
            when=lambda value: value.shape == (1,) and abs(floats_of(value)[0]) >= 2**24,
            wrong=("16777216", "33554432", "20000000"),
            hints=(
                "That one is large enough, and float32 holds it all the same. By which powers of two can it be "
                "divided?",
                r"Just above $2^{24}$ the numbers that float32 holds are two apart. Which ones lie between?",
            ),
        ),
        Belief(
            "a few digits are too many",
            when=lambda value: value.shape == (1,) and abs(floats_of(value)[0]) < 2**24,
            wrong=("123456", "1000001", "7"),
            hints=(
                r"That number is still held exactly. Every whole number below $2^{24}$ is. How large is that?",
                r"Count binary digits and not decimal ones. What is the smallest number that needs 25 of them?",
            ),
        ),
    ),
)

_TESTS = (
    "$x^2 + y^2$ should be a minimum.",
    r"$\exp(x) + \exp(y)$ should be refused.",
    "$x^2 - y^2$ should be a saddle.",
    "$x^4 + y^4$ should be inconclusive.",
    "$100000001 x^2 - 100000000 x^2 + y^2$ should be a minimum.",
    "$-x^2 - y^2$ should be a maximum.",
)
_FAILING = {2, 4, 5}


def _lists(test: int) -> Callable[[Entries], bool]:
    """Does an answer list this test?"""
    return lambda value: any(same_number(found, test) for found in floats_of(value))


_BUGS = Exercise(
    number="7.3",
    title="Three tests for three bugs",
    question=r"This tester copies a published one, in JAX as it comes: `H = jax.hessian(f)(p)`, "
    r"`a = jnp.linalg.eigvals(H).real`; then minimum `if (a > 0).all()`, maximum `elif (a < 0).all()`, "
    r"`else` saddle. It has three bugs. Of these tests, all at the origin, *three* fail, each because of a different "
    r"bug. Which three? Give their numbers."
    + "".join(f"\n\n{n}. {test}" for n, test in enumerate(_TESTS, 1)),
    answer=Numbers("2, 4, 5"),
    why=r"Test 2 finds that nobody looks at $\nabla f$. Test 4 finds that whatever is left over is called a "
    "saddle. Test 5 is "
    "$x^2 + y^2$ written badly: in float32 the two large coefficients are the same number, $f_{xx}$ becomes "
    "0, and a "
    "minimum is called a saddle. A tester is as good as the cases on which it has been seen to fail.",
    nudge="Go through the tester line by line. What does it never look at? What falls into `else`? And in "
    "how many "
    r"digits does JAX compute, as it comes?",
    beliefs=(
        Belief(
            "an easy case is a test",
            when=lambda value: any(_lists(n)(value) for n in (1, 3, 6)),
            wrong=("1, 2, 3", "2, 3, 4", "2, 4, 6", "1, 4, 5"),
            hints=(
                "At least one of yours passes: the plain bowl, the plain saddle and the plain dome are called what "
                "they are. Which of your three does the tester get wrong?",
                r"Work out both eigenvalues of each of your tests. Where does the tester say something false?",
            ),
        ),
        Belief(
            "one bug is all there is",
            when=lambda value: set(floats_of(value)) < _FAILING,
            wrong=("2", "4", "2, 4", "4, 5"),
            hints=(
                "What you list does fail. There are three bugs, and for each there is a test that fails because of it.",
                "Look for the three kinds: a check that is missing, a case that is forgotten, a number that "
                "is rounded.",
            ),
        ),
    ),
)

_DEFAULTS = Exercise(
    number="7.4",
    title="Whose default is it",
    question="Each of these happens to one tool as it comes. In the order JAX, TensorFlow, SciPy, Gurobi, "
    "give the number "
    "of what its default does."
    "\n\n1. It builds its graph anew at every eager call."
    "\n\n2. It estimates derivatives by differences."
    "\n\n3. It rounds to seven digits, and refuses whole numbers."
    "\n\n4. It accepts an indefinite $Q$ without a word.",
    answer=Point("(3, 1, 2, 4)"),
    why="Each has its one-line cure: `jax_enable_x64`, `tf.function`, `jac=` and `hess=`, and `NonConvex=0`. "
    "None of these "
    "defaults is a fault. Each was chosen for the work the tool was made for, which need not be yours.",
    nudge="Switch the traps in the picture of part 2 on, one after the other, and watch which row moves.",
    beliefs=(
        Belief(
            "JAX is what retraces",
            wrong=("(1, 3, 2, 4)",),
            hints=(
                "JAX and TensorFlow have changed places. Which of the two became slow in the picture, and "
                "which one "
                "lost digits?",
                "Which of the two needs its function wrapped in order to stop tracing again and again?",
            ),
        ),
        Belief(
            "SciPy knows the derivatives",
            wrong=("(3, 2, 1, 4)", "(3, 1, 4, 2)", "(2, 1, 3, 4)"),
            hints=(
                "SciPy is handed a function and nothing else, unless you give it more. What can it do with "
                "values alone?",
                "Which of these tools never sees a formula nor a graph, only a function that it may call?",
            ),
        ),
        Belief(
            "Gurobi computes derivatives",
            wrong=("(4, 1, 2, 3)", "(3, 4, 2, 1)"),
            hints=(
                r"Gurobi takes a matrix $Q$, not a function. Which of the four sentences can be about a matrix?",
                "One of these tools only ever meets quadratics. Which sentence fits it?",
            ),
        ),
    ),
)

_SUCCESS = Exercise(
    number="7.7",
    title="Success",
    question=r"SciPy minimises $f = \frac{1}{4} x^4 - \frac{1}{2} x^2 + \frac{1}{2} y^2$ by `BFGS`, with the exact "
    "gradient. Give a start $(x, y)$, not itself critical, from which it reports `success: True` at the "
    "*saddle*; if "
    "there is none, answer `none`.",
    # an |x| this small does not grow enough before |∇f| < 10⁻⁵, where SciPy stops: success, at the saddle
    answer=Witness("(0, 0.7)", passes=lambda x, y: abs(x) <= 1e-7 and (x, y) != (0, 0) and abs(y) <= 1e6),
    why=r"On the line $x = 0$ the gradient $(x^3 - x,\, y)$ points along the line, and so does every step. "
    r"The run ends at $(0, 0)$, where $\nabla f = 0$, and a small gradient is all that `success` means. Ask for the "
    r"eigenvalues of $H$ there: they are $-1$ and 1.",
    nudge=r"Write down the gradient. From which starts can no step ever leave the line on which the saddle lies?",
    beliefs=(
        Belief(
            "an optimiser that returned has found a minimum",
            when=lambda value: not value.values,
            wrong=("none",),
            hints=(
                r"There is such a start. `success` means that $|\nabla f|$ became small. At which *three* "
                "points of this "
                "$f$ is it zero?",
                r"Suppose the gradient never points off some line. Where on that line is it zero?",
            ),
        ),
        Belief(
            "one starts at the saddle",
            when=lambda value: value.shape == (2,) and floats_of(value) == (0.0, 0.0),
            wrong=("(0, 0)",),
            hints=(
                "That is the saddle, which is critical. The run would be over before it begins. Can a start "
                "elsewhere "
                "lead there?",
                "Look for starts from which the saddle is downhill all the way.",
            ),
        ),
        Belief(
            "near the saddle is near enough",
            when=lambda value: value.shape == (2,) and abs(floats_of(value)[0]) > 1e-7,
            wrong=("(0.001, 0)", "(0.01, 0.7)", "(0.3, 0.7)"),
            hints=(
                "Your $x$ is not zero, so the gradient has a part $x^3 - x$ that leads away from the "
                "saddle, slowly at "
                r"first. Compute $-\nabla f$ at your start. Does $|x|$ grow or shrink?",
                r"An $x$ that is not zero grows from step to step until $|x|$ is near 1. For which $x$ does it not "
                r"grow?",
            ),
        ),
    ),
)

_REFUSED = Exercise(
    number="7.8",
    title="Where the convex solver refuses",
    question=r"HiGHS minimises a quadratic only where it is convex. The Hessian is "
    r"$\begin{pmatrix} 2 & q \\ q & 8 \end{pmatrix}$. What is the smallest positive *whole* number $q$ that "
    "it refuses?",
    answer=Number("5"),
    why="The determinant $16 - q^2$ is negative from $q > 4$ on. At $q = 4$ the matrix is positive "
    "*semi*definite, "
    "the function is a trough, and that is still convex. Gurobi would take the indefinite one too, and search the "
    "box, unless you set `NonConvex=0`.",
    nudge=r"For which $q$ does the matrix have a negative eigenvalue? Its determinant tells you.",
    beliefs=(
        Belief(
            "semidefinite is refused",
            wrong=("4",),
            hints=(
                "There the determinant is 0, and no eigenvalue is negative. Does a trough such as $(x + "
                "2y)^2$ ever "
                "curve down?",
                "Convex means positive *semi*definite. Which is the first whole number at which an eigenvalue is "
                "really negative?",
            ),
        ),
        Belief(
            "a mixed term makes it nonconvex",
            wrong=("1",),
            hints=(
                r"A small mixed term does no harm. For $q = 1$ the determinant is 15. What are the signs of both "
                "eigenvalues?",
                r"Compute the determinant as a function of $q$. From where on is it negative?",
            ),
        ),
        Belief(
            "q may not exceed the diagonal",
            wrong=("3", "9", "2", "8"),
            hints=(
                r"It is not one diagonal entry that decides, but their product against $q^2$. Compute both.",
                r"For the matrix with diagonal $1, 9$, the mixed entry may be 2.9, larger than one diagonal entry. "
                "Why?",
            ),
        ),
        Belief(
            "the bound is the mean of the diagonal",
            wrong=("6",),
            hints=(
                "The *arithmetic* mean of 2 and 8 is not the bound. Compute the determinant for your number "
                "less one. "
                "Is it negative already?",
                "Which mean of two numbers is the square root of their product?",
            ),
        ),
    ),
)

_COMPILED = Exercise(
    number="7.5",
    title="When compiling pays",
    question="Compiled, a tool takes 2 seconds for its first call and 1 millisecond for each one after. Not "
    "compiled, it "
    r"takes 10 milliseconds a call. From how many calls on is compiling *faster* in total?",
    answer=Number("223"),
    why="We need $2000 + (k - 1) < 10k$, so $k > 222.1$. A drag of a few seconds asks that often. A script "
    "that wants one "
    "Hessian never does.",
    nudge="Write down the total of $k$ calls for both, in milliseconds, and compare.",
    beliefs=(
        Belief(
            "later calls cost nothing",
            wrong=("200", "201"),
            hints=(
                "You divided 2 seconds by 10 milliseconds. The compiled calls take a millisecond each, too. "
                "By how much "
                "does each later call gain?",
                "Each call after the first gains 9 milliseconds. How many gains make up for the start?",
            ),
        ),
        Belief(
            "as many as at the tie",
            wrong=("222", "222.1"),
            hints=(
                "With that many calls the compiled tool is still a little behind. Compute both totals.",
                "The two lines cross between two whole numbers. Which of them is the first beyond the crossing?",
            ),
        ),
        Belief(
            "compiled is always faster",
            wrong=("1", "2"),
            hints=(
                "With so few calls the 2 seconds are not made up for. What do two calls cost, compiled and not?",
                "Each call gains only a few milliseconds. How many do you need to gain 2 seconds?",
            ),
        ),
        Belief(
            "the gain is one millisecond a call",
            wrong=("2000", "2001"),
            hints=(
                "You counted a gain of 1 millisecond a call. A compiled call takes 1, and an uncompiled one 10.",
                "How much time does each call after the first save?",
            ),
        ),
    ),
)

_PRODUCT = Exercise(
    number="7.1",
    title="H·v without H",
    question=r"The function `f` takes a vector of a million entries. Which line of JAX gives $Hv$ at `p` and fits "
    "into memory?",
    answer=Choice(
        (
            Option("jax.jvp(jax.grad(f), (p,), (v,))[1]", ("jvp of grad", "jvp", "jax.jvp")),
            Option("jax.hessian(f)(p) @ v", ("hessian times v", "jax.hessian")),
            Option("jax.grad(f)(p) @ v", ("grad times v",)),
            Option("jax.grad(f)(p + v)", ("grad at p + v",)),
        ),
        right="jax.jvp(jax.grad(f), (p,), (v,))[1]",
    ),
    why=r"$Hv$ is the derivative of $\nabla f$ along $v$. The line pushes $v$ through the program that "
    "computes the gradient, "
    r"for a few times the price of one gradient. PyTorch's `torch.func` has no `hvp` either: there, too, you "
    "compose it yourself.",
    nudge=r"$Hv$ is the derivative of the *gradient* along $v$. Which of the lines takes such a derivative?",
    beliefs=(
        Belief(
            "H fits into memory",
            wrong=("jax.hessian(f)(p) @ v", "b"),
            hints=(
                r"That is the right vector, by way of the whole matrix. How many bytes do $10^{12}$ numbers take?",
                r"The product has a million entries, and the matrix $10^{12}$. Which line never forms the matrix?",
            ),
        ),
        Belief(
            "the slope along v is Hv",
            wrong=("jax.grad(f)(p) @ v", "c"),
            hints=(
                r"That is $\nabla f \cdot v$, one number: the slope along $v$. How many entries does $Hv$ have?",
                "For $f = x^2 + y^2$ at $(1, 1)$ and $v = (1, 0)$, compute your line and compare it with "
                "$Hv = (2, 0)$.",
            ),
        ),
        Belief(
            "the next gradient is Hv",
            wrong=("jax.grad(f)(p + v)", "d"),
            hints=(
                r"That is the gradient at another point, $\nabla f(p) + Hv$ where $f$ is quadratic. What is "
                "left to "
                "take away?",
                r"For $f = x^2$ at $x = 1$ with $v = 1$ your line gives 4. What is $Hv$?",
            ),
        ),
    ),
)

_WATCHED = Exercise(
    number="7.9",
    title="Read the logbook",
    question=r"The logbook of a run of gradient descent says, step after step, $λ_{\max} = 8$ and $λ_{\min} "
    "= -0.5$. Up to "
    r"which fixed step size $η$ does the part of the error along the eigenvector of $λ_{\max}$ *not* grow?",
    answer=Number("1/4"),
    why=r"A step multiplies that part by $1 - ηλ_{\max}$, which stays between $-1$ and 1 as long as $η \leq "
    r"2/λ_{\max}$. "
    r"Along the eigenvector of $λ_{\min} = -0.5$ the factor is above 1 for *every* $η$. In that direction the run "
    "leaves, as it should, since that way leads down.",
    nudge=r"By which factor does one step of size $η$ multiply the error along an eigenvector with eigenvalue $λ$?",
    beliefs=(
        Belief(
            "the bound is 1/λ_max",
            wrong=("1/8",),
            hints=(
                "With that step size the part along the largest curvature is gone in *one* step. A larger step size "
                "overshoots. From where on does the overshooting grow?",
                r"The factor is $1 - 8η$. For which $η$ is it $-1$?",
            ),
        ),
        Belief(
            "the smallest eigenvalue sets the bound",
            wrong=("-4", "4", "2"),
            hints=(
                r"You used $λ_{\min}$. The question is about the *largest* curvature. Which eigenvalue is that?",
                r"Along $λ_{\min}$ the factor is $1 + η/2$, which is above 1 for every step size. Which "
                "factor can be kept "
                "below 1?",
            ),
        ),
        Belief(
            "κ sets the bound",
            wrong=("1/16", "16"),
            hints=(
                "The condition number says how *slow* the run is, not whether it is stable. What does one "
                "step do to the error along the direction of the largest curvature?",
                r"Double both eigenvalues: $κ$ stays as it is. Does the safe step size?",
            ),
        ),
    ),
)

exercises = (
    _PRODUCT,
    _FLOAT32,
    _BUGS,
    _DEFAULTS,
    _COMPILED,
    _QUADRATIC,
    _SUCCESS,
    _REFUSED,
    _WATCHED,
)
