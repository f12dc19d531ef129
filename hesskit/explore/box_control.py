"""The box that is looked at: typed, or zoomed and moved with buttons."""

import html
from typing import Any

import traitlets
from ipywidgets import HTML, Button, HBox, Layout, Text

from hesskit.explore.controls import complaint
from hesskit.explore.drawing import Box
from hesskit.maths.parsing import parse_point

ZOOM = 0.5
SHIFT = 0.25
_BUTTONS = (
    ("+", "zoom in", (ZOOM, 0, 0)),
    ("−", "zoom out", (1 / ZOOM, 0, 0)),
    ("←", "look further left", (1, -SHIFT, 0)),
    ("→", "look further right", (1, SHIFT, 0)),
    ("↑", "look further up", (1, 0, SHIFT)),
    ("↓", "look further down", (1, 0, -SHIFT)),
)
_FARTHEST = 1e6


def changed_box(box: Box, zoom: float, right: float, up: float) -> Box:
    """Zoom a box about its middle and move it by shares of its sides.

    >>> changed_box(((-2, 2), (-2, 2)), 0.5, 0, 0.25)
    ((-1.0, 1.0), (0.0, 2.0))
    """
    sides = []
    for (low, high), share in zip(box, (right, up), strict=True):
        middle, half = (low + high) / 2 + share * (high - low), zoom * (high - low) / 2
        sides.append((round(middle - half, 9), round(middle + half, 9)))
    return sides[0], sides[1]


class BoxControl(HBox):
    """A box ((x_low, x_high), (y_low, y_high)); follows a formula's own domain when the formula changes."""

    value = traitlets.Tuple()

    def __init__(self, formula: Any) -> None:
        self.text = Text(
            description="box",
            tooltip="x from, x to, y from, y to",
            continuous_update=False,
            layout=Layout(width="190px"),
            style={"description_width": "initial"},
        )
        self.buttons = [
            Button(description=sign, tooltip=tip, layout=Layout(width="34px"))
            for sign, tip, _change in _BUTTONS
        ]
        self.note = HTML()
        super().__init__([self.text, *self.buttons, self.note], value=formula.value.domain)
        self._say()
        self.text.observe(self._typed, "value")
        self.observe(lambda _change: self._say(), "value")
        formula.observe(self._follow, "value")
        for button, (_sign, _tip, change) in zip(self.buttons, _BUTTONS, strict=True):
            button.on_click(lambda _button, change=change: self._change(*change))

    def _follow(self, change: dict[str, Any]) -> None:
        self.value = change["new"].domain

    def _say(self) -> None:
        (x_low, x_high), (y_low, y_high) = self.value
        self.text.value = f"{x_low:.6g}, {x_high:.6g}, {y_low:.6g}, {y_high:.6g}"

    def _change(self, zoom: float, right: float, up: float) -> None:
        box = changed_box(self.value, zoom, right, up)
        if box[0][1] - box[0][0] > 1e-6 and max(abs(edge) for side in box for edge in side) < _FARTHEST:
            self.value = box

    def _typed(self, change: dict[str, Any]) -> None:
        try:
            numbers = [float(number) for number in parse_point(change["new"])]
            if len(numbers) != 4:
                raise ValueError(
                    f"a box needs four numbers (x from, x to, y from, y to); you gave {len(numbers)}"
                )
            x_low, x_high, y_low, y_high = numbers
            if x_low >= x_high or y_low >= y_high:
                raise ValueError("a box must have its smaller number first: x from, x to, y from, y to")
            if max(map(abs, numbers)) > _FARTHEST:
                raise ValueError("a box may reach as far as 1000000, not farther")
        except ValueError as error:
            self.note.value = complaint(html.escape(str(error)))
            return
        self.note.value = ""
        if [round(number, 4) for side in self.value for number in side] != [
            round(number, 4) for number in numbers
        ]:
            self.value = ((x_low, x_high), (y_low, y_high))
