"""A picture to read: how three errors fall on a logarithmic scale, and by which factor."""

from __future__ import annotations

from hesskit.course.choices import Choice, Option
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define
from hesskit.course.homework.packing import drawing
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant
from hesskit.course.kinds import Number


class Curves(Autograded):
    """A picture to read: how three errors fall on a logarithmic scale, and by which factor."""

    name = "q5"
    title = "Three curves"
    minutes = 10
    worth = {"A": 0.5, "B": 0.5, "C": 0.5, "linear_factor": 1.5}
    template = "A = ...\nB = ...\nC = ...\nlinear_factor = ..."

    _LABELS = ("A", "B", "C")
    _WAYS = ("linear", "quadratic", "neither")
    _STEPS = 12

    def draw(self, variant: Variant) -> Given:
        return {
            "ways": dict(zip(self._LABELS, variant.shuffled("q5", self._WAYS), strict=True)),
            "powers": variant.choose("q5 powers", (2, 3, 5, 6)),  # of ten, lost in ten steps
            "first": variant.choose("q5 first", (1.0, 10.0)),
            "start": variant.choose("q5 start", (0.5, 0.6, 0.7)),
            "cycle": list(variant.choose("q5 cycle", ((0.9, 0.6), (1.2, 0.7), (0.5, 0.8)))),
        }

    def _errors(self, given: Given, way: str) -> list[float]:
        if way == "linear":
            return [given["first"] * 10 ** (-given["powers"] * k / 10) for k in range(self._STEPS + 1)]
        if way == "neither":
            return [given["cycle"][k % 2] for k in range(self._STEPS + 1)]
        errors = [given["start"]]
        while errors[-1] > 1e-9:
            errors.append(errors[-1] ** 2)
        return errors

    def setup(self, given: Given) -> str:
        drawn = {label: self._errors(given, way) for label, way in given["ways"].items()}
        shown = {
            "curves": {
                label: [list(range(len(errors))), [float(f"{e:.3g}") for e in errors]]
                for label, errors in drawn.items()
            },
            "x": "step",
            "y": "distance to the minimum",
            "log": True,
        }
        return drawing("curves", shown)

    def text(self, given: Given) -> str:
        return (
            "The next cell draws, for three methods, the distance to the minimum at each step, on a "
            "logarithmic scale.\n\n"
            '- `A`, `B`, `C` (half a point each): does it converge `"linear"`ly, `"quadratic"`ally, or `"neither"`?\n'
            "- `linear_factor` (1.5 points): by which factor is the distance of the *linear* one multiplied "
            "at each step? Two digits, "
            "read from the picture."
        )

    _CHOICE_OPTIONS = (
        Option("linear", ("linearly",)),
        Option("quadratic", ("quadratically",)),
        Option("neither", ("it does not converge", "does not converge", "no convergence", "cycle")),
    )

    _BELIEFS = {
        "linear": (
            Wrong(
                belief="a fast straight line is quadratic",
                hint="Errors $10^{-1}, 10^{-2}, 10^{-3}$ gain one digit a step and lie on a line; $10^{-1}, "
                "10^{-2}, 10^{-4}, 10^{-8}$ double their digits. How does the curve look then?",
                answers=("quadratic",),
            ),
        ),
        "quadratic": (
            Wrong(
                belief="every falling curve is linear",
                hint="On a logarithmic scale linear convergence is a straight line, since each step takes off "
                "the same number of digits. Does this curve bend?",
                answers=("linear",),
            ),
        ),
        "neither": (
            Wrong(
                belief="Newton always converges",
                hint=r"On $x^4 - 2x^2$ Newton from $1/\sqrt 5$ goes to and fro between two points for ever. "
                "How near is this one to the minimum at its last step?",
                answers=("linear", "quadratic"),
            ),
        ),
    }

    def parts(self, given: Given) -> tuple[Part, ...]:
        kinds = tuple(
            Part(
                name=label,
                points=0.5,
                kind=Choice(self._CHOICE_OPTIONS, given["ways"][label]),
                why="",
                nudge="Count how many digits each step gains: the same number, twice as many as the step "
                "before, or none?",
                wrong=self._BELIEFS[given["ways"][label]],
            )
            for label in self._LABELS
        )
        return *kinds, self._factor(given["powers"])

    def _factor(self, powers: int) -> Part:
        right = 10 ** (-powers / 10)
        found = (
            (
                -powers / 10, 0.5, "the slope on a logarithmic scale is the factor",
                "A line that falls by one power of ten a step has the slope $-1$, and the factor 0.1. What is "
                "yours ten to the power of?",
            ),
            (
                10.0**-powers, 0.5, "what ten steps do is what one step does",
                r"Ten steps with the factor 0.5 make about 0.001. Which factor, ten times over, makes what you read?",
            ),
            (
                1 / right, 1.0, "the factor is what the distance is divided by",
                r"From 1 to 0.25 in two steps the distance is multiplied by 0.5 at each. Is your factor below 1?",
            ),
        )  # fmt: skip
        return Part(
            name="linear_factor",
            points=1.5,
            kind=Number(f"{right:.6f}", tolerance=0.08),
            why="A straight line: each step multiplies by the same factor.",
            nudge="Read the distance at step 0 and at step 10. Which factor, ten times over, leads from one "
            "to the other?",
            wrong=tuple(
                Wrong(belief=name, hint=hint, answers=(f"{value:.8f}",), points=points)
                for value, points, name, hint in found
            ),
        )

    def reference(self, given: Given) -> str:
        return define(**given["ways"], linear_factor=round(10 ** (-given["powers"] / 10), 3))
