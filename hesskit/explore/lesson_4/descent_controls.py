"""The controls of `descent` alone: which methods race, and the bar that steps and plays along their paths."""

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets
from ipywidgets import HTML, Button, HBox, IntSlider, Layout, Play, VBox, jslink

from hesskit.explore.lesson_4.descent_sentence import at, spans_of
from hesskit.explore.parts import complaint, number, slider, tick
from hesskit.maths.calculus import html_table
from hesskit.maths.descent import METHODS

MOST = 4  # methods at once: so many can be told apart
SLOWEST, FASTEST = 1.0, 20.0  # steps a second


class MethodsControl(VBox):
    """Boxes to tick, one a method; `value` names those that race, each in the slot whose colour it has.

    A slot that was given up is "", so that the others keep their colours; the next method ticked takes it.
    """

    value = traitlets.Tuple()

    def __init__(self, methods: Sequence[str]) -> None:
        self.boxes = {name: tick(name) for name in METHODS}
        for name, box in self.boxes.items():
            box.tooltip = METHODS[name]
        self.note = HTML()
        self._setting = False
        super().__init__(
            [HBox(list(self.boxes.values()), layout=Layout(flex_flow="row wrap", width="100%")), self.note],
            value=self.read(methods),
        )
        self._show()
        for box in self.boxes.values():
            box.observe(self._ticked, "value")
        self.observe(lambda _change: self._show(), "value")

    def read(self, value: Any) -> tuple[str, ...]:
        """Turn one name or several into a value; ValueError for an unknown method, or for more than four."""
        names = (value,) if isinstance(value, str) else tuple(value)
        for name in names:
            if name and name not in METHODS:
                raise ValueError(f"there is no method {name!r}; the methods are {', '.join(METHODS)}.")
        if len(names) > MOST or len(set(filter(None, names))) < len([name for name in names if name]):
            raise ValueError(f"up to {MOST} different methods race at once; you gave {', '.join(names)}.")
        return names

    def _ticked(self, change: dict[str, Any]) -> None:
        if self._setting:
            return
        name = change["owner"].description
        slots = [*self.value, *[""] * (MOST - len(self.value))]
        if not change["new"]:
            slots[slots.index(name)] = ""
        elif "" in slots:
            slots[slots.index("")] = name
        else:
            self._show()
            self.note.value = complaint(
                f"{MOST} methods race at most: untick one before {html.escape(name)}."
            )
            return
        while slots and not slots[-1]:
            slots.pop()
        self.value = tuple(slots)

    def _show(self) -> None:
        """Tick what races, and forget what was refused."""
        self._setting = True
        try:
            for name, box in self.boxes.items():
                box.value = name in self.value
        finally:
            self._setting = False
        self.note.value = ""

    def tidy(self) -> None:
        """Forget what was refused."""
        self.note.value = ""


class StepCursor(traitlets.HasTraits):
    """How many steps have been made; a control without a place of its own: the `StepBar` shows it."""

    value = traitlets.Int(0)

    def read(self, value: Any) -> int:
        """Turn what code assigns into a value; ValueError when it is no step."""
        if int(value) != value or value < 0:
            raise ValueError(f"step is a whole number from 0 up, not {value!r}.")
        return int(value)


class StepBar(HBox):
    """A step slider with buttons for one step, Play, and its speed."""

    def __init__(self, cursor: StepCursor) -> None:
        self.cursor = cursor
        self.slider = IntSlider(
            value=0, min=0, max=1, description="step", style={"description_width": "initial"},
            layout=Layout(width="330px"),
        )  # fmt: skip
        self.play = Play(value=0, min=0, max=1, interval=250, show_repeat=False)
        self.back = Button(description="◀", tooltip="one step back", layout=Layout(width="40px"))
        self.forward = Button(description="▶", tooltip="one step on", layout=Layout(width="40px"))
        self.speed = slider("steps a second", 4, SLOWEST, FASTEST, 1, readout_format=".0f")
        self.speed.layout = Layout(width="250px")
        super().__init__(
            [self.play, self.slider, self.back, self.forward, self.speed],
            layout=Layout(flex_flow="row wrap", align_items="center"),
        )
        jslink((self.play, "value"), (self.slider, "value"))  # in the browser: no message goes round twice
        self._following = False
        self.slider.observe(self._slid, "value")
        self.back.on_click(lambda _button: self._go(-1))
        self.forward.on_click(lambda _button: self._go(1))
        self.speed.observe(self._hurry, "value")

    def join(self, _explorer: Any) -> None:
        """Needs nothing of its explorer but the cursor."""

    def show(self, scene: Any) -> None:
        """Fit the range to the longest path, and stand where the scene stands."""
        self._following = True
        try:
            for widget in (self.slider, self.play):
                widget.max = max(scene.longest, 1)
            if self.slider.value != scene.step:  # else Play, which may be ahead by now, would be thrown back
                self.slider.value = self.play.value = scene.step
        finally:
            self._following = False

    def _slid(self, change: dict[str, Any]) -> None:
        if not self._following:
            self.cursor.value = change["new"]

    def _go(self, steps: int) -> None:
        self.cursor.value = min(max(self.slider.value + steps, 0), self.slider.max)

    def _hurry(self, change: dict[str, Any]) -> None:
        self.play.interval = round(1000 / change["new"])


class PresetButtons(VBox):
    """One button for each thing worth seeing."""

    def __init__(self, presets: Any) -> None:
        self.presets = presets
        self.buttons = {name: Button(description=name, layout=Layout(width="auto")) for name in presets}
        row = HBox(list(self.buttons.values()), layout=Layout(flex_flow="row wrap", width="100%"))
        super().__init__([HTML("<b>See each of these:</b>"), row])

    def join(self, explorer: Any) -> None:
        """Learn whose buttons these are."""
        for name, button in self.buttons.items():
            button.on_click(lambda _button, values=self.presets[name]: explorer.set(**values))

    def show(self, scene: Any) -> None:
        """Stay as they are."""


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


class CostTable(HTML):
    """A row for each method: evaluations, time, where it ended and the kind of that point."""

    def join(self, _explorer: Any) -> None:
        """Need nothing of the explorer."""

    def show(self, scene: Any) -> None:
        """Write the table."""
        self.value = race_html(scene)


def race_html(scene: Any) -> str:
    """Write the table of a race, with words in every cell."""
    rows = [(racer.name, *cells(racer, scene)) for racer in scene.racers]
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
