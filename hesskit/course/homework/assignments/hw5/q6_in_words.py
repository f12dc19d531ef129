"""In words: a convex loss on which Newton's method never ends."""

from __future__ import annotations

from hesskit.course.homework.assignments.parts import Explained
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class InWords(Explained):
    """In words: a convex loss on which Newton's method never ends."""

    name = "q6"
    title = "A program that does not stop"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        gap = variant.integer("q6 cut", -3, 3)
        below = [variant.integer("q6 far below", 3, 5), 1]
        above = [1, variant.integer("q6 far above", 3, 5)]
        falling = variant.integer("q6 falling", 0, 1)
        labels = [label ^ falling for label in (0, 0, 1, 1)]
        return {
            "x": [gap - below[0], gap - below[1], gap + above[0], gap + above[1]],
            "y": labels,
            "cut": gap,
        }

    def text(self, given: Given) -> str:
        x, y = (", ".join(map(str, given[name])) for name in "xy")
        return (
            f"Newton's method for a logistic regression with intercept on $x = {x}$ with the labels $y = {y}$ "
            "does not stop. A classmate says: “The loss is convex, so it has a minimum, and Newton must "
            "converge to it. There must be a mistake in the program.”\n\n"
            "In three to six sentences: what is right, what is wrong, what happens to the coefficients and to "
            "the Hessian in the course of the steps, and what would you change so that there is an answer? (4 "
            "points)"
        )

    def reference(self, given: Given) -> str:
        sign = "rises" if given["y"] == [0, 0, 1, 1] else "falls"
        return (
            "The loss is convex, that is right; but a convex function need not have a minimum, as $\\exp(-t)$ "
            f"shows. The data are separable: a cut at $x = {given['cut']}$ tells the labels apart. Along the "
            f"direction $β = t(-c, 1)$ with $c = {given['cut']}$ (or its opposite; here $p$ {sign} with $x$) "
            "every margin grows with $t$, and the loss falls towards 0 without reaching it. So the "
            "coefficients grow without end, by about the same amount in each step; all weights $p(1 - p)$, "
            "and with them the Hessian, tend to 0: its smallest eigenvalue vanishes, though its condition "
            "number may stay moderate. A ridge, $\\frac{1}{2} λ \\lVert β \\rVert^2$, makes the loss grow "
            "for large $β$, so that there is exactly one minimum; more data that overlap would do it too."
        )

    def rubric(self, given: Given) -> str:
        return (
            "- 1 point: convex is right, but convex does not imply that there is a minimum.\n"
            f"- 1 point: the data are separable (a cut near $x = {given['cut']}$, stated or shown), so the "
            "loss falls for ever along a direction.\n"
            "- 1 point: the coefficients grow without end, and the weights and the Hessian tend to 0 (the "
            "smallest eigenvalue is the number to watch).\n"
            "- 1 point: a cure with its reason: a ridge (or other data that overlap). Stopping early alone "
            "earns half a point."
        )
