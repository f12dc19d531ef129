"""A picture to read: the kinds of four marked points."""

from __future__ import annotations

from hesskit.course.choices import Option
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.picks import kinds_of_point
from hesskit.course.homework.assignments.writing import define
from hesskit.course.homework.packing import drawing
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Map(Autograded):
    """A picture to read: the kinds of four marked points."""

    name = "q5"
    title = "Four points on a map"
    minutes = 8
    worth = {"A": 0.75, "B": 0.75, "C": 0.75, "D": 0.75}
    template = "A = ...\nB = ...\nC = ...\nD = ..."

    _SLOPE = Option("not critical", ("no critical point", "not a critical point"))
    _TURNS = ((1.0, 0.0), (0.8, 0.6), (0.6, 0.8), (0.0, 1.0), (0.8, -0.6))
    _KINDS = ("a minimum", "a maximum", "a saddle", "not critical")
    _LABELS = ("A", "B", "C", "D")

    def draw(self, variant: Variant) -> Given:
        """f = s(u³/3 − u) + t(v³/3 − v) in turned coordinates: critical at u, v = ±1."""
        s, t = variant.choose("q5 s", (1.0, -1.0, 1.4, -1.4)), variant.choose("q5 t", (1.0, -1.0, 1.4, -1.4))
        turn = variant.choose("q5 turn", self._TURNS)
        low = (1 if s > 0 else -1, 1 if t > 0 else -1)
        side = variant.sign("q5 saddle")
        places = {
            "a minimum": low,
            "a maximum": (-low[0], -low[1]),
            "a saddle": (side * low[0], -side * low[1]),
        }
        places["not critical"] = variant.choose("q5 slope", ((0, 0), (1, 0), (0, 1), (-1, 0), (0, -1)))
        kinds = variant.shuffled("q5 order", self._KINDS)
        marks = {
            label: self._back(places[kind], turn) for label, kind in zip(self._LABELS, kinds, strict=True)
        }
        return {
            "s": s,
            "t": t,
            "turn": list(turn),
            "kinds": dict(zip(self._LABELS, kinds, strict=True)),
            "marks": marks,
        }

    def _back(self, spot: tuple[int, int], turn: tuple[float, float]) -> list[float]:
        (u, v), (c, s) = spot, turn
        return [round(c * u - s * v, 6) + 0.0, round(s * u + c * v, 6) + 0.0]

    def setup(self, given: Given) -> str:
        c, s = given["turn"]
        u, v = f"({c}x + ({s})y)", f"({c}y - ({s})x)"
        formula = f"{given['s']}({u}^3/3 - {u}) + ({given['t']})({v}^3/3 - {v})"
        shown = {"surface": formula, "box": [[-2.1, 2.1], [-2.1, 2.1]], "marks": given["marks"], "lines": 24}
        return drawing("plane", shown)

    def text(self, given: Given) -> str:
        return (
            "The next cell draws the level curves of a surface, with their heights, and four marked points. What are "
            '`A`, `B`, `C` and `D`? Answer `"minimum"`, `"maximum"`, `"saddle"` or `"not critical"`. '
            "(three quarters of a point each, 3 points in all)"
        )

    _BELIEFS = {
        "a minimum": (
            Wrong(
                belief="closed curves make a maximum",
                hint="Round $x^2 + y^2$ and round $-x^2 - y^2$ the curves are the same circles; their heights "
                "are not. Read the heights from outside to inside.",
                answers=("a maximum",),
            ),
        ),
        "a maximum": (
            Wrong(
                belief="closed curves make a minimum",
                hint="Round $x^2 + y^2$ and round $-x^2 - y^2$ the curves are the same circles; their heights "
                "are not. Read the heights from outside to inside.",
                answers=("a minimum",),
            ),
        ),
        "a saddle": (
            Wrong(
                belief="every critical point is an extremum",
                hint="$x^2 - y^2$ is level at the origin, and yet higher on two sides and lower on two. "
                "Compare the heights on the four sides of the point.",
                answers=("a minimum", "a maximum"),
            ),
            Wrong(
                belief="where no curve closes there is a slope",
                hint="Round the origin of $x^2 - y^2$ no curve closes either. Are the curves dense here, or far apart?",
                answers=("not critical",),
            ),
        ),
        "not critical": (
            Wrong(
                belief="a point half way between two hills is a saddle",
                hint="Where $\\nabla f = 0$ neighbouring curves are far apart. On $f = x$ they run side by "
                "side, and every point is on a slope. How do they run here?",
                answers=("a saddle",),
            ),
        ),
    }

    def parts(self, given: Given) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=label,
                points=0.75,
                kind=kinds_of_point(given["kinds"][label], self._SLOPE),
                why="",
                nudge="Read the heights on the curves on every side of the point.",
                wrong=self._BELIEFS[given["kinds"][label]],
            )
            for label in self._LABELS
        )

    def reference(self, given: Given) -> str:
        return define(**{label: kind.removeprefix("a ") for label, kind in given["kinds"].items()})
