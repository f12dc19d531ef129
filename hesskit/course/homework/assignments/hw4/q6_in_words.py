"""In words: what few iterations and a small gradient prove."""

from __future__ import annotations

from hesskit.course.homework.assignments.parts import Explained
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class InWords(Explained):
    """In words: what few iterations and a small gradient prove."""

    name = "q6"
    title = "Fewer iterations, smaller gradient"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        steps, other = variant.integer("q6 newton", 5, 9), 10 * variant.integer("q6 descent", 15, 30)
        cost = variant.integer("q6 cost", 2, 4) * 0.5
        ratio = variant.choose("q6 ratio", (3, 4, 5))
        low, high = -variant.integer("q6 low", 1, 4), variant.integer("q6 high", 5, 9)
        cheap = round(steps * cost / ratio / other, 6)
        return {"steps": [steps, other], "seconds": [cost, cheap], "eigenvalues": [low, high]}

    def _total(self, given: Given, place: int) -> float:
        return given["steps"][place] * given["seconds"][place]

    def text(self, given: Given) -> str:
        (steps, other), (cost, cheap), (low, high) = given["steps"], given["seconds"], given["eigenvalues"]
        return (
            "Two methods were run on the same problem:\n\n"
            "| method | iterations | seconds each | gradient at the end | eigenvalues of $H$ at the end |\n"
            "|---|---|---|---|---|\n"
            f"| Newton | {steps} | {cost:g} | $10^{{-12}}$ | from ${low}$ to ${high}$ |\n"
            f"| L-BFGS | {other} | {cheap:.3g} | $10^{{-6}}$ | from $0.2$ to ${high}$ |\n\n"
            f"A classmate says: “Newton needs {steps} iterations and L-BFGS {other}, so Newton is faster. And "
            "its gradient is the smaller one, so it has found the minimum, and more precisely.”\n\n"
            "In three to six sentences: what is wrong with the two conclusions? Which method was faster, and "
            "what did each of them find? (4 points)"
        )

    def reference(self, given: Given) -> str:
        slow, fast = self._total(given, 0), self._total(given, 1)
        low, high = given["eigenvalues"]
        return (
            f"Time is iterations times the cost of one: Newton took {slow:.3g} s, L-BFGS {fast:.3g} s, so "
            f"L-BFGS was about {slow / fast:.2g} times faster, although it needed more iterations. A small "
            "gradient says that the point is nearly critical, and nothing of its kind. At Newton's end $H$ "
            f"has the eigenvalues ${low}$ and ${high}$ among others: of both signs, so it is a saddle, and $f$ "
            "falls from there. At the end of L-BFGS all eigenvalues are positive: near a local minimum, known "
            "less precisely, but a minimum. Newton solves $\\nabla f = 0$ and is drawn to any critical point; "
            "L-BFGS, with its line search, goes downhill in every step."
        )

    def rubric(self, given: Given) -> str:
        return (
            f"- 1 point: computes both times ({self._total(given, 0):.3g} s and "
            f"{self._total(given, 1):.3g} s) and says "
            "that L-BFGS was faster.\n"
            "- 1 point: a small gradient means a (nearly) critical point, not a minimum.\n"
            "- 1 point: reads the eigenvalues: Newton's end is a saddle, that of L-BFGS a (local) minimum.\n"
            "- 1 point: says why Newton can end there: it solves $\\nabla f = 0$, for which every critical "
            "point will do."
        )
