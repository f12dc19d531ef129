"""A picture to read: which of six Hessians belongs to which level curves."""

from __future__ import annotations

from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.picks import Pick, labels
from hesskit.course.homework.assignments.writing import define, matrix
from hesskit.course.homework.packing import drawing
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Panels(Autograded):
    """A picture to read: which of six Hessians belongs to which level curves."""

    name = "q4"
    title = "Level curves of six Hessians"
    minutes = 10
    worth = {"A": 1, "B": 1, "C": 1}
    template = "A = ...\nB = ...\nC = ..."

    _SIX = labels("H", range(6))
    _PANELS = ("A", "B", "C")
    _TILTED = ((3, 2), (5, 3), (5, 4), (4, 3))

    def draw(self, variant: Variant) -> Given:
        a, b = variant.choose("q4 tilted", self._TILTED)
        k, s = variant.integer("q4 long", 4, 7), variant.integer("q4 saddle", 2, 4)
        pairs = [[[a, b, a], [a, -b, a]], [[1, 0, k], [k, 0, 1]], [[0, s, 0], [s, 0, -s]]]
        pairs = [list(variant.shuffled(f"q4 pair {place}", pair)) for place, pair in enumerate(pairs)]
        order = variant.shuffled("q4 order", (0, 1, 2))
        listed = variant.shuffled("q4 listed", [entry for pair in pairs for entry in pair])
        shown = [pairs[place] for place in order]
        return {
            "matrices": [list(entry) for entry in listed],
            "panels": {label: pair[0] for label, pair in zip(self._PANELS, shown, strict=True)},
            "mates": {label: pair[1] for label, pair in zip(self._PANELS, shown, strict=True)},
        }

    def text(self, given: Given) -> str:
        named = ", ".join(
            f"$H_{place + 1} = {matrix([[a, b], [b, c]])}$"
            for place, (a, b, c) in enumerate(given["matrices"])
        )
        return (
            f"The next cell draws, in three panels, the level curves of $f(v) = \\frac{{1}}{{2}} "
            f"v^{{\\mathsf{{T}}}} H v$ "
            f"for three of these six Hessians:\n\n{named}.\n\n"
            'Which belongs to panel `A`, which to `B`, which to `C`? Give each as text, such as `"H1"`. '
            "(1 point each)"
        )

    def setup(self, given: Given) -> str:
        return drawing("panels", given["panels"])

    def _label(self, given: Given, entries: list[int]) -> str:
        return self._SIX[given["matrices"].index(entries)]

    def _family(self, entries: list[int]) -> str:
        a, b, c = entries
        if a * c - b * b < 0:
            return "saddle"
        return "tilted" if b else "straight"

    def parts(self, given: Given) -> tuple[Part, ...]:
        return tuple(self._part(given, label) for label in self._PANELS)

    _LONG = Wrong(
        belief="an ellipse is long where the surface bends most",
        hint=r"Take $x^2 + 100y^2 = 1$: it reaches from $-1$ to $1$ along $x$, and to $\frac{1}{10}$ only "
        "along $y$. Where it bends most, the next level is soon reached.",
    )

    _CROSS = Wrong(
        belief="the axes of a saddle are its level lines",
        hint="On which lines through the origin is $f = 0$ in the panel? For $x^2 - y^2$ put in $x = y$, and "
        "for $xy$ put in $x = 0$.",
    )

    _CLOSED = Wrong(
        belief="level curves look alike for definite and indefinite Hessians",
        hint="Round a minimum the curves $x^2 + y^2 = c$ are closed; those of $x^2 - y^2 = c$ never close. "
        r"Which sort does the panel show? Then look at the sign of $\det H$.",
    )

    _TURNED = Wrong(
        belief="the mixed partial does not turn the ellipse",
        hint="Compare $f$ at $(1, 1)$ and at $(1, -1)$: for $x^2 + y^2$ it is the same, for $x^2 + xy + y^2$ "
        "it is not. Is it the same in the panel?",
    )

    def _part(self, given: Given, label: str) -> Part:
        shown, mate = given["panels"][label], given["mates"][label]
        answers: dict[Wrong, list[str]] = {
            self._CROSS if self._family(shown) == "saddle" else self._LONG: [self._label(given, mate)]
        }
        for entries in given["matrices"]:
            if entries not in (shown, mate):
                families = {self._family(entries), self._family(shown)}
                answers.setdefault(self._CLOSED if "saddle" in families else self._TURNED, []).append(
                    self._label(given, entries)
                )
        return Part(
            name=label,
            points=1,
            kind=Pick(self._SIX, self._label(given, shown)),
            why="",
            nudge="Look at the heights along the two axes, and along the two diagonals.",
            wrong=tuple(
                Wrong(belief=wrong.belief, hint=wrong.hint, answers=tuple(found))
                for wrong, found in answers.items()
            ),
        )

    def reference(self, given: Given) -> str:
        return define(**{label: self._label(given, entries) for label, entries in given["panels"].items()})
