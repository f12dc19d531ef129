"""A construction: an extremum, at a given point, that the second-derivative test cannot see."""

from __future__ import annotations

from hesskit.course.built import at_origin
from hesskit.course.constructions import Built
from hesskit.course.homework.assignments.built_at import BuiltAt
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define, point
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Degenerate(Autograded):
    """A construction: an extremum, at a given point, that the second-derivative test cannot see."""

    name = "q4"
    title = "An extremum without a verdict"
    minutes = 15
    worth = {"f": 4}
    template = 'f = "..."'

    def draw(self, variant: Variant) -> Given:
        p, q = variant.shuffled("q4", (-3, -2, -1, 1, 2, 3))[:2]
        return {"point": [p, q], "kind": variant.choose("q4 kind", ("minimum", "maximum"))}

    def text(self, given: Given) -> str:
        return (
            f"Build one: a function $f(x, y)$ with a local **{given['kind']}** at ${point(given['point'])}$, where the "
            "second-derivative test is silent, $D = 0$, and where nevertheless $f_{xy} \\neq 0$.\n\n"
            'Give `f` as a formula in text, such as `"(x - 5)^2 y"`. Every function with these properties is right. '
            "(4 points)"
        )

    def _formula(self, given: Given, shape: str) -> str:
        """A formula with u and v for the distances from the point; upside down for a maximum."""
        p, q = given["point"]
        text = shape.replace("u", f"(x - ({p}))").replace("v", f"(y - ({q}))")
        return text if given["kind"] == "minimum" else f"-({text})"

    def _is_mixed(self, built: Built) -> bool:
        return bool(abs(built.hessian[0, 1]) > 1e-9)

    def _is_degenerate(self, built: Built, nature: str) -> bool:
        found = at_origin(built)
        return found.critical and found.degenerate and nature in found.natures

    def _is_plain(self, built: Built, nature: str) -> bool:
        found = at_origin(built)
        return found.critical and not found.degenerate and nature in found.natures

    def parts(self, given: Given) -> tuple[Part, ...]:
        wanted = given["kind"]
        kind = BuiltAt(
            lambda b: self._is_degenerate(b, wanted) and self._is_mixed(b),
            self._formula(given, "(u + v)^2 + v^4"),
            place=tuple(given["point"]),
            shown="x^3 y + y",
        )
        return (
            Part(
                name="f",
                points=4,
                kind=kind,
                why="The Hessian is semidefinite, and the terms of higher order decide.",
                nudge="Start from the square of a sum, such as $(x + y)^2$, and make it an extremum with a "
                "term of fourth order; then move the origin to the point.",
                wrong=(*self._with_the_test(given), *self._without_it(given)),
            ),
        )

    def _with_the_test(self, given: Given) -> tuple[Wrong, ...]:
        wanted = given["kind"]
        return (
            Wrong(
                belief="an extremum has a definite Hessian",
                hint="$x^4 + y^4$ has a minimum, and $H = 0$ there. Yours has the right kind, but compute its $D$.",
                answers=(self._formula(given, "u^2 + u v + v^2"),),
                when=lambda b: self._is_plain(b, wanted),
                points=1,
            ),
            Wrong(
                belief="the test works without ∇f = 0",
                hint="$\\exp(x) + \\exp(y)$ has no extremum anywhere, whatever its Hessian. Compute the "
                f"gradient of your function at ${point(given['point'])}$.",
                answers=("(x + y)^2 + y^4",),
                when=lambda b: not at_origin(b).critical,
            ),
        )

    def _without_it(self, given: Given) -> tuple[Wrong, ...]:
        wanted = given["kind"]
        opposite = "maximum" if wanted == "minimum" else "minimum"
        return (
            Wrong(
                belief="a semidefinite Hessian makes an extremum",
                hint="$x^2 + y^4$ and $x^2 + y^3$ have the same Hessian at the origin. Look at your function "
                "along the line on which its square vanishes.",
                answers=(self._formula(given, "(u + v)^2 + v^3"),),
                when=lambda b: self._is_degenerate(b, "saddle"),
                points=1,
            ),
            Wrong(
                belief="a singular Hessian has no mixed partial",
                hint="$(x + y)^2$ has a mixed partial, and $D = 0$. Yours has the right kind and $D = 0$, but "
                "$f_{xy} = 0$.",
                answers=(self._formula(given, "u^2 + v^4"),),
                when=lambda b: (
                    self._is_degenerate(b, wanted)
                    and not self._is_mixed(b)
                    and not self._is_degenerate(b, opposite)
                ),
                points=2,
            ),
            Wrong(
                belief="the sign of the terms does not matter",
                hint="Compare $x^4 + y^4$ with $-x^4 - y^4$ near the origin: which way round is yours?",
                answers=(f"-({self._formula(given, '(u + v)^2 + v^4')})",),
                when=lambda b: at_origin(b).natures == {opposite},
                points=2,
            ),
        )

    def reference(self, given: Given) -> str:
        return define(f=self._formula(given, "(u + v)^2 + v^4"))
