"""The predictions: what a learner is asked to guess before playing, and what is so. Nothing is judged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Prediction:
    r"""One prediction of a lesson.

    Parameters
    ----------
    number : str
        Lesson and part, such as ``"2.2"``.
    question : str
        Markdown with ``$…$``.
    choices : tuple of str
        What can be chosen, as plain words; empty where a guess is typed.
    right : tuple of str
        The guesses that are right, as they are chosen or may be typed.
    answer : str
        What is so, with its number: markdown with ``$…$``, whole sentences that can follow "You said …".

    Examples
    --------
    >>> prediction("2.2").agrees(" 2 "), prediction("2.2").agrees("4")
    (True, False)
    """

    number: str
    question: str
    choices: tuple[str, ...]
    right: tuple[str, ...]
    answer: str

    def agrees(self, guess: str) -> bool:
        """Is this guess a right one?"""
        return guess.strip().casefold().rstrip(".") in {one.casefold() for one in self.right}

    def told(self, guess: str = "") -> str:
        """What is so, by the name of the guess, as markdown.

        Examples
        --------
        >>> prediction("1.4").told("yes, for every function")[:42]
        '**You said “yes, for every function”.** At'
        >>> prediction("1.4").told()[:41]
        '**The answer to this prediction.** At the'
        """
        said = " ".join(guess.split())[:80].translate(str.maketrans("$*`", "＄∗ʼ"))
        if not said:
            return f"**The answer to this prediction.** {self.answer}"
        return f"**You said “{said}”{', and so it is' if self.agrees(guess) else ''}.** {self.answer}"


def prediction(number: str) -> Prediction | None:
    """The prediction with this number, or None.

    Examples
    --------
    >>> prediction("1.3").choices, prediction("9.9")
    (('0°', '45°', '90°', '180°'), None)
    """
    return _by_number().get(number)


@cache
def _by_number() -> dict[str, Prediction]:
    return {one.number: one for one in predictions}


predictions = (
    Prediction(
        "0.1",
        r"From the left edge to the right edge, which entries of $H$ change their sign?",
        ("the two on the diagonal", "the two mixed ones", "all four", "none"),
        ("the two on the diagonal",),
        r"$f_{xx} = 6x$ and $f_{yy} = -6x$ change their sign at $x = 0$. The mixed entries are $-6y$ and take no "
        r"notice of $x$.",
    ),
    Prediction(
        "1.1",
        r"You walk one step along $y$. By how much does the slope along $x$ change?",
        (),
        ("3", "by 3", "three", "+3"),
        r"The slope along $x$ is $2x + 3y$. It grows by 3 at each step along $y$, wherever you stand, and "
        r"$f_{xy} = 3$.",
    ),
    Prediction(
        "1.2",
        r"How many of the sixteen digits will be right, with the best $h$?",
        ("all sixteen", "about twelve", "about eight", "about four"),
        ("about eight",),
        r"About 8 of the 16 are right, near $h = 10^{-4}$. A smaller $h$ makes it worse.",
    ),
    Prediction(
        "1.3",
        r"Along which angle does the surface bend up the most?",
        ("0°", "45°", "90°", "180°"),
        ("45°",),
        r"It is 45°, where the curvature is 5. That is at a right angle to 135°, where it is $-1$.",
    ),
    Prediction(
        "1.4",
        r"Are $f_{xy}$ and $f_{yx}$ equal for every function that has both?",
        ("yes, for every function", "no, not for every function"),
        ("no, not for every function",),
        r"At the origin $g$ gives $-1$ in one order and $+1$ in the other.",
    ),
    Prediction(
        "1.5",
        r"If $\det H > 0$, must $H$ be definite?",
        ("yes, always", "with two variables, but not with three", "no, never for that reason"),
        ("with two variables, but not with three",),
        r"With two variables it must. With three, $\operatorname{diag}(-1, -1, 1)$ has the determinant 1 and is "
        r"indefinite.",
    ),
    Prediction(
        "2.1",
        r"How many minima does $e^x + e^y$ have?",
        ("none", "one", "two", "infinitely many"),
        ("none",),
        r"It has 0 minima. The gradient $(e^x, e^y)$ is nowhere zero, so there is no critical point at all.",
    ),
    Prediction(
        "2.2",
        r"At which value of $f_{xy}$ does the bowl stop being a bowl?",
        (),
        ("2", "at 2", "two", "f_xy = 2", "±2", "2.0"),
        r"At $f_{xy} = 2$ exactly $D = 4 - f_{xy}^2$ is 0 and the bowl is a trough. Beyond 2 it is a saddle.",
    ),
    Prediction(
        "2.3",
        r"What is the origin for $x^3 - 3xy^2$, where $H = 0$?",
        ("a minimum", "a maximum", "a saddle", "nothing can be said, because H = 0"),
        ("a saddle",),
        r"The sign of $f - f(p)$ changes 6 times on every circle round it: a saddle. With the same $H = 0$, the origin "
        r"of $x^4 + y^4$ is a minimum.",
    ),
    Prediction(
        "2.4",
        r"Along every straight line through $p$ there is a minimum at $p$. Must $p$ be a local minimum?",
        ("yes", "no"),
        ("no",),
        r"Every line through the origin of Peano's surface goes up both ways, and along $y = 2x^2$ it is $-x^4$.",
    ),
    Prediction(
        "2.5",
        r"How many critical points does $e^{-x^2-y^2}(x^2 + 2y^2)$ have?",
        (),
        ("5", "five"),
        r"There are 5: one minimum, two maxima and two saddles.",
    ),
    Prediction(
        "2.6",
        r"Is the only critical point, a local minimum, the lowest point of the surface?",
        ("yes", "with one variable, but not with two", "no, not even with one variable"),
        ("with one variable, but not with two",),
        r"With one variable it is. With two, $x^2 + y^2(1-x)^3$ has only the minimum $f(0, 0) = 0$, and yet "
        r"$f(3, 3) = -63$.",
    ),
    Prediction(
        "3.1",
        r"What shape is the quadratic patch of $x^3 - 3xy^2$?",
        (
            "a bowl everywhere",
            "a saddle everywhere but at one point",
            "a bowl on one side, a dome on the other",
            "flat everywhere",
        ),
        ("a saddle everywhere but at one point",),
        r"Everywhere but at the origin $\det H = -36(x^2 + y^2)$ is below 0, so the patch is a saddle. At the origin "
        r"it is the constant 0.",
    ),
    Prediction(
        "3.2",
        r"You halve $|d|$. By what is the error of the quadratic model divided?",
        ("by 2", "by 4", "by 8", "by 16"),
        ("by 8",),
        r"It is divided by about 8, and the error of the tangent plane by about 4.",
    ),
    Prediction(
        "3.3",
        r"In which direction is the slope $\nabla f \cdot u$ zero?",
        ("along the gradient", "against the gradient", "at a right angle to the gradient", "in none"),
        ("at a right angle to the gradient",),
        r"At 90° to the gradient $\nabla f \cdot u = |\nabla f| \cos 90°$ is 0. The slope is largest along the "
        r"gradient, and at $(1, 0.5)$ it is 5.32 there.",
    ),
    Prediction(
        "3.4",
        r"If $f$ is strictly convex, must its Hessian be positive definite everywhere?",
        ("yes", "no"),
        ("no",),
        r"$x^4 + y^4$ is strictly convex, and at the origin its Hessian is 0.",
    ),
    Prediction(
        "3.5",
        r"Is the lowest point of the model at $(1, 1)$ a minimum of $x^4 + y^2 + xy$?",
        ("yes", "no"),
        ("no",),
        r"The model is lowest at $(0.696, -0.348)$, and the minima of $f$ are at $\pm(0.354, -0.177)$.",
    ),
    Prediction(
        "4.1",
        r"With $\eta = 0.1$, by which factor does $x$ shrink at each step?",
        (),
        ("0.8", "4/5", "by 0.8", ".8"),
        r"Each step multiplies $x$ by $1 - 2\eta = 0.8$. With $\eta = 0.9$ the factor is $-0.8$, which hops across, "
        r"and with $\eta = 1.1$ it is $-1.2$, which escapes.",
    ),
    Prediction(
        "4.2",
        r"How many steps does it take to gain six digits, with the best fixed step size?",
        ("ten", "a hundred", "several hundred"),
        ("several hundred",),
        r"It takes 691 steps, because each step multiplies the error by $99/101$.",
    ),
    Prediction(
        "4.3",
        r"Three digits are right. How many are right after one more step of Newton's method?",
        (),
        ("6", "six", "about 6", "about six"),
        r"After one more step about 6 are right, and about 12 after two. On a quadratic one step is all it takes.",
    ),
    Prediction(
        "4.4",
        r"How many of these four can happen to Newton's method?",
        ("none", "one", "two", "three", "four"),
        ("four",),
        r"All 4 can happen. Where $f$ is convex the last two still can.",
    ),
    Prediction(
        "4.5",
        r"With $H + \mu I$ positive definite, does $f$ fall at every step?",
        ("yes", "no"),
        ("no",),
        r"At $(0.2, 0.25)$ with $\mu = -1.1\,\lambda_{\min}$ the slope along the step is $-3.09$, so it starts "
        r"downhill, and yet $f$ rises from $-0.199$ to 24.2.",
    ),
    Prediction(
        "4.6",
        r"Which of the two computes fewer numbers?",
        ("Newton's method", "L-BFGS", "both about as many"),
        ("L-BFGS",),
        r"L-BFGS computes about 2400 numbers, and Newton's five steps take 25850, which is ten times as many.",
    ),
    Prediction(
        "5.1",
        r"You drag a flight across to the other label. Which Hessian changes?",
        ("the one at a fixed β", "the one at the fit", "both", "neither"),
        ("the one at the fit",),
        r"No label occurs in $H$, so at a fixed β it stays as it is, and at the fit it changes, because the fit moves. "
        r"At no β does it have an eigenvalue below 0, so the loss never curves down.",
    ),
    Prediction(
        "5.2",
        r"How many gradient steps does it take, as a power of ten?",
        ("10³", "10⁵", "10⁷", "10⁹"),
        ("10⁷",),
        r"Gradient descent takes about 28 million steps, which is $2.8 \cdot 10^7$. Newton's method takes 5.",
    ),
    Prediction(
        "5.3",
        r"While Newton's method looks for the lowest point, what does the condition number of $H$ do?",
        ("it grows", "it stays as it is", "it shrinks"),
        ("it shrinks",),
        r"It shrinks from 2.5 to 1, while both eigenvalues go to 0. There is no lowest point.",
    ),
    Prediction(
        "5.4",
        r"What makes the estimate of β more certain?",
        ("a Hessian with large eigenvalues", "a Hessian with small eigenvalues"),
        ("a Hessian with large eigenvalues",),
        r"Large eigenvalues make it certain, because sharp curvature means small variance. About 31 °F the model is "
        r"not sure at all: its 95 % interval runs from 0.48 to 1.00.",
    ),
    Prediction(
        "5.5",
        r"What does measuring the temperature in standard deviations change?",
        (
            "nothing",
            "Newton's steps alone",
            "gradient descent's steps alone",
            "the steps of both",
        ),
        ("gradient descent's steps alone",),
        r"Newton's method takes 5 steps as before, and the 28 million of gradient descent become fewer than 60.",
    ),
    Prediction(
        "6.1",
        r"You double the number $n$ of variables. By which factor does the memory of $H$ grow?",
        ("by 2", "by 4", "by 8", "it is squared"),
        ("by 4",),
        r"$H$ has $n^2$ entries, so twice the variables take 4 times the memory. The time of a solve grows by about 8.",
    ),
    Prediction(
        "6.2",
        r"You have $\nabla f$ as a program. How many gradients does one product $Hv$ cost, at $n = 100\,000$?",
        ("two or three", "about a hundred", "100 000"),
        ("two or three",),
        r"Two gradients give $Hv$ to 8 digits or so, and one more sweep of automatic differentiation gives nearly "
        r"all 16. $n$ makes no difference.",
    ),
    Prediction(
        "6.3",
        r"Where do most eigenvalues of a network's Hessian lie?",
        ("far above 0", "in a bulk near 0", "far below 0", "evenly spread"),
        ("in a bulk near 0",),
        r"Most lie in a bulk near 0, a few are large, and some are negative: 11 of 37 in the picture as it opens. "
        r"The Gauss–Newton matrix has no negative one.",
    ),
    Prediction(
        "6.4",
        r"In which of the two orders does the factor of the arrow lose its zeros?",
        ("in the natural one", "in the reversed one", "in both", "in neither"),
        ("in the natural one",),
        r"In the natural order the first elimination fills in 276 zeros, which are all there are. In the reversed "
        r"order none is lost.",
    ),
    Prediction(
        "6.5",
        r"The rows lie in four blocks. What do you need of each block for one Newton step?",
        ("all of its rows", "its own Newton step", "its gradient and its Hessian", "its inverse Hessian"),
        ("its gradient and its Hessian",),
        r"The 4 gradients add and the 4 Hessians add, and one solve follows. Newton steps do not add, and neither do "
        r"inverses.",
    ),
    Prediction(
        "6.6",
        r"You relabel one flight. How many steps does the warm start save, of the 4 to 6 that Newton's method "
        r"needs from 0?",
        ("at most two", "about half of them", "all but one"),
        ("at most two",),
        r"For 12 of the 23 flights it saves one step, for 7 none and for 3 two, and once it costs a step more. "
        r"Newton's method squares the error at each step, so a better start saves little.",
    ),
    Prediction(
        "7.1",
        r"On how many of sixteen digits do the programs agree, all computing in float64?",
        ("nearly all sixteen", "about eight", "about four"),
        ("nearly all sixteen",),
        r"They agree on nearly all 16 digits. Plain differences of values, with one step, lose half of them.",
    ),
    Prediction(
        "7.2",
        r"With JAX exactly as it comes, how many digits of 21.6 are right?",
        ("all sixteen", "about seven", "about three"),
        ("about seven",),
        r"JAX as it comes says 21.600000381, which has about 7 digits right. The other nine are lost to float32.",
    ),
    Prediction(
        "7.3",
        r"How many times as long as a later call of JAX does its first call take here?",
        ("about twice as long", "about a hundred times as long", "more than ten thousand times as long"),
        ("more than ten thousand times as long",),
        r"On the machine of the stored times the first call took 1.4 s and a later one 35 µs, which is some 40 000 "
        r"times as long. The first call imports JAX, traces $f$ and compiles it.",
    ),
    Prediction(
        "7.4",
        r"How many of the ten report success on the saddle?",
        ("none", "one", "eight", "all ten"),
        ("eight",),
        r"Eight of the 10 report success there. Of the other two, one finds a minimum and one refuses to start.",
    ),
    Prediction(
        "7.5",
        r"The run starts at $(0.05, 1)$ and ends at a minimum. Which sign does $λ_{\min}$ have at first?",
        ("positive", "zero", "negative"),
        ("negative",),
        r"It starts at $3 \cdot 0.05^2 - 1 = -0.9925$. The run begins beside a saddle, and only later enters a bowl.",
    ),
    Prediction(
        "8.1",
        r"The seven expected returns are off by one percentage point altogether, in an unlucky direction. How "
        r"much of the money moves from one market to another?",
        ("about 2 %", "about 10 %", "about half of it"),
        ("about half of it",),
        r"It is 47 % along the eigenvector of the smallest eigenvalue, 0.0079, where the error is divided by "
        r"$2.5 \cdot 0.0079$. Along that of the largest, the same error moves 3 %.",
    ),
    Prediction(
        "8.2",
        r"Six units meet a demand at the least cost. How do the marginal costs of those between their "
        r"limits compare?",
        ("they are all the same", "the cheap units' are lower", "the large units' are lower"),
        ("they are all the same",),
        r"All six are 3.789196 dollars a megawatt hour. If one were cheaper, you would shift some of the load to it.",
    ),
    Prediction(
        "8.3",
        r"What are the eigenvalues of the image's Hessian on a dark vessel?",
        (
            "both large and positive",
            "one large and positive, one near 0",
            "one large and negative, one near 0",
        ),
        ("one large and positive, one near 0",),
        r"At the point of the picture they are 2.84 % of the brightness across the vessel and −0.03 % "
        r"along it.",
    ),
    Prediction(
        "8.4",
        r"By $H^{-1}$ the 95 % interval of the shape is 1.46 to 2.75. Where is the interval that the "
        r"likelihood "
        r"itself gives?",
        ("in the same place", "shifted down", "shifted up"),
        ("shifted up",),
        r"It is 1.50 to 2.79. The likelihood is no quadratic: it falls more slowly to the right of its top.",
    ),
    Prediction(
        "8.5",
        r"The cheapest stock is worth £6362, and the budget is £4000. What does one pound more of budget "
        r"save in a year?",
        ("nothing", "about 3 pence", "about 31 pence", "a pound"),
        ("about 31 pence",),
        r"It saves £0.306. That is the multiplier of the budget.",
    ),
    Prediction(
        "8.6",
        r"Gradient descent trains a network with $η = 0.8$, for which $2/η = 2.5$. Where does $λ_{\max}$ "
        r"end?",
        ("far below 2.5", "just at 2.5", "far above 2.5"),
        ("just at 2.5",),
        r"It ends within 0.01 of 2.5. The training seeks out the sharpest place in which its steps can still stay.",
    ),
)
