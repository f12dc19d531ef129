"""In words: why two positive diagonal entries do not make a surface bend up everywhere."""

from __future__ import annotations

from hesskit.course.homework.assignments.parts import Explained
from hesskit.course.homework.assignments.writing import matrix
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class InWords(Explained):
    """In words: why two positive diagonal entries do not make a surface bend up everywhere."""

    name = "q6"
    title = "A classmate's conclusion"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        a, c = variant.integer("q6 a", 1, 4), variant.integer("q6 c", 1, 4)
        b = variant.sign("q6 sign") * (max(a, c) + variant.integer("q6 b", 1, 3))
        return {"H": [[a, b], [b, c]]}

    def text(self, given: Given) -> str:
        return (
            f"A classmate looks at $H = {matrix(given['H'])}$ and says: “Both diagonal entries are positive, "
            "so the surface bends up along $x$ and along $y$, and therefore in every direction.”\n\n"
            "In two to six sentences: what is right in this, what is wrong, and what decides instead? Show it "
            "with one direction and its curvature, computed for this $H$. (4 points)"
        )

    def _direction(self, given: Given) -> tuple[int, int]:
        return (1, -1) if given["H"][0][1] > 0 else (1, 1)

    def reference(self, given: Given) -> str:
        (a, b), (_, c) = given["H"]
        u, curvature = self._direction(given), (a + c - 2 * abs(b)) / 2
        return (
            f"The diagonal holds the curvatures along the two axes, ${a}$ and ${c}$: along them it does bend "
            f"up. Between the axes the mixed partial counts too: along ${u}/\\sqrt 2$ the curvature is "
            f"$u^{{\\mathsf{{T}}}} H u = \\frac{{1}}{{2}}({a} + {c} - 2 \\cdot {abs(b)}) = {curvature:g} < 0$, "
            "so there it bends down. What decides are the eigenvalues, the smallest and the largest "
            f"curvature: here $\\det H = {a * c - b * b} < 0$, so they have different signs and $H$ is "
            "indefinite."
        )

    def rubric(self, given: Given) -> str:
        return (
            "- 1 point: says that the diagonal entries are the curvatures along the two axes, and that this "
            "part is right.\n"
            f"- 1 point: names a direction in which the curvature is negative, such as ${self._direction(given)}$, "
            "and computes it correctly (with a unit vector, or saying that only the sign matters).\n"
            "- 1 point: says that the eigenvalues (or, for two variables, the determinant with the diagonal) "
            "decide, and applies that to this $H$.\n"
            "- 1 point: the reasoning is complete and clear: a fellow student would be convinced."
        )
