"""What stands round the picture of `descent`: scenarios as cards, methods as chips, and the table of what they cost."""

from collections.abc import Mapping, Sequence
from typing import Any

import anywidget
import numpy as np
import traitlets

from hesskit.explore.lesson_4.descent_sentence import at, proper, spans_of
from hesskit.explore.lesson_4.scrubber import script, style
from hesskit.explore.parts import MARKERS, colour, number
from hesskit.explore.parts import style as drawn
from hesskit.maths.calculus import html_table
from hesskit.maths.descent import METHODS
from hesskit.stage import THEMES

MOST = len(MARKERS)  # methods at once: so many can be told apart


def hues(method: str) -> dict[str, str]:
    """Give a method's colour on either paper."""
    return {name: colour(theme, method) for name, theme in THEMES.items()}


class Chips(anywidget.AnyWidget):  # type: ignore[misc,unused-ignore]
    """The methods that race as chips in their own colours; `value` names them, each in the slot whose dash it has.

    A slot that was given up is "", so that the others keep their dashes; the next method added takes it.
    """

    _esm = script("race")
    _css = style()
    part = traitlets.Unicode("chips").tag(sync=True)
    value = traitlets.Tuple().tag(sync=True)
    table: traitlets.List[Any] = traitlets.List().tag(sync=True)
    dashes: traitlets.List[Any] = traitlets.List().tag(sync=True)
    most = traitlets.Int(MOST).tag(sync=True)

    def __init__(self, methods: Sequence[str]) -> None:
        table = [
            {"name": name, "label": proper(name), "tip": tip, **hues(name)} for name, tip in METHODS.items()
        ]
        lines = [drawn(slot)["ls"] for slot in range(MOST)]
        dashes = [
            "" if line == "solid" else " ".join(f"{1.6 * part:g}" for part in line[1]) for line in lines
        ]
        super().__init__(value=self.read(methods), table=table, dashes=dashes)
        self.on_msg(self._hear)

    def read(self, value: Any) -> tuple[str, ...]:
        """Turn one name or several into a value; ValueError for an unknown method, or for more than four."""
        names = (value,) if isinstance(value, str) else tuple(value)
        for name in names:
            if name and name not in METHODS:
                raise ValueError(f"there is no method {name!r}; the methods are {', '.join(METHODS)}.")
        if len(names) > MOST or len(set(filter(None, names))) < len([name for name in names if name]):
            raise ValueError(f"up to {MOST} different methods race at once; you gave {', '.join(names)}.")
        return names

    def add(self, name: str) -> None:
        """Let another method race, where there is room for it."""
        slots = [*self.value, *[""] * (MOST - len(self.value))]
        if name in METHODS and name not in slots and "" in slots:
            slots[slots.index("")] = name
            self.value = self._trimmed(slots)

    def remove(self, name: str) -> None:
        """Let a method race no longer."""
        self.value = self._trimmed(["" if one == name else one for one in self.value])

    def _trimmed(self, slots: list[str]) -> tuple[str, ...]:
        while slots and not slots[-1]:
            slots.pop()
        return tuple(slots)

    def _hear(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        for act in (self.add, self.remove):
            if act.__name__ in content:
                act(str(content[act.__name__]))


class Cards(anywidget.AnyWidget):  # type: ignore[misc,unused-ignore]
    """One card for each scenario worth seeing; the one that is shown is pressed.

    Parameters
    ----------
    scenarios : mapping of str to mapping
        What the explorer's controls are set to.
    says : mapping of str to str
        What is to be seen, in a few words.
    chosen : str
        The scenario that is shown at first.
    """

    _esm = script("race")
    _css = style()
    part = traitlets.Unicode("cards").tag(sync=True)
    cards: traitlets.List[Any] = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)

    def __init__(self, scenarios: Mapping[str, Mapping[str, Any]], says: Mapping[str, str]) -> None:
        self.scenarios = scenarios
        self._explorer: Any = None
        cards = [
            {"name": name, "says": says[name], "colours": [hues(method) for method in values["methods"]]}
            for name, values in scenarios.items()
        ]
        super().__init__(cards=cards)
        self.on_msg(self._hear)

    def join(self, explorer: Any) -> None:
        """Learn whose cards these are."""
        self._explorer = explorer

    def choose(self, name: str) -> None:
        """Set up a scenario."""
        self._explorer.set(**self.scenarios[name])

    def show(self, scene: Any) -> None:
        """Press the card of the formula and the methods that are shown, if there is one."""
        shown = (scene.surface.text, tuple(racer.name for racer in scene.racers))
        found = (
            name
            for name, values in self.scenarios.items()
            if (values["formula"], values["methods"]) == shown
            and (values["step_size"] == scene.step_size or "gradient descent" not in shown[1])
        )
        self.chosen = next(found, "")

    def _hear(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        if content.get("choose") in self.scenarios:
            self.choose(content["choose"])


# The table beneath `descent`: what each method cost, and where it ended.

HEADINGS = (
    "method", "steps", "f", "∇f", "H", "H·v", "work", "ms", "ended", "at", "kind", "|∇f|",
    "κ of H", "order",
)  # fmt: skip
NOTE = (
    "f, ∇f, H and H·v count evaluations; work counts the numbers they hold in two variables (f 1, ∇f 2, H 3, H·v 2), "
    "without the linear algebra; ms are milliseconds of this run, on this machine; κ of H and the order of convergence "
    "are measured at the end."
)


class CostTable(anywidget.AnyWidget):  # type: ignore[misc,unused-ignore]
    """A row for each method: evaluations, time, where it ended and the kind of that point; written when unfolded."""

    _esm = script("race")
    _css = style()
    part = traitlets.Unicode("table").tag(sync=True)
    value = traitlets.Unicode("").tag(sync=True)
    unfolded = traitlets.Bool(False).tag(sync=True)

    def __init__(self) -> None:
        self._scene: Any = None
        super().__init__()
        self.observe(lambda _change: self._write(), "unfolded")

    def join(self, _explorer: Any) -> None:
        """Need nothing of the explorer."""

    def show(self, scene: Any) -> None:
        """Write the table, if it is looked at and its race is another one."""
        if self._scene is None or scene.racers != self._scene.racers:
            self._scene = scene
            self._write()

    def _write(self) -> None:
        if self.unfolded and self._scene is not None:
            self.value = race_html(self._scene)


def race_html(scene: Any) -> str:
    """Write the table of a race, with words in every cell."""
    rows = [(proper(racer.name), *cells(racer, scene)) for racer in scene.racers]
    table = html_table(HEADINGS, rows, "border-spacing:9px 2px;line-height:1.3", named=True)
    return f'<p style="margin:2px 0;line-height:1.3">{NOTE}</p><div style="overflow-x:auto">{table}</div>'


def cells(racer: Any, scene: Any) -> tuple[str, ...]:
    """Give the cells of one method, its name apart."""
    descent = racer.descent
    order = descent.order()
    level = descent.end is None and descent.gradient_norms[-1] == 0
    kind = "on a plateau" if level else descent.kind
    return (
        str(descent.steps), *(str(count) for count in descent.evaluations.as_tuple()), str(int(racer.work[-1])),
        f"{1000 * descent.seconds:.2f}", descent.outcome, at(descent.points[-1], spans_of(scene)), kind,
        number(descent.gradient_norms[-1]), condition(descent.end), "–" if order is None else f"{order:.2f}",
    )  # fmt: skip


def condition(end: Any) -> str:
    """Say the condition number of H at the end, the largest |λ| over the smallest."""
    if end is None or not np.isfinite(end.eigenvalues).all():
        return "–"
    sizes = np.sort(np.abs(end.eigenvalues))
    return number(sizes[-1] / sizes[0]) if sizes[0] > 1e-14 * sizes[-1] else "∞"
