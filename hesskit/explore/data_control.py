"""The control of labelled points: a menu of sets, and buttons for the point that is chosen."""

import html
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import traitlets
from ipywidgets import HTML, Button, Dropdown, HBox, Layout, Text, VBox

from hesskit.explore.controls import complaint, tick
from hesskit.explore.observations import Observations, named_observations, read_observations
from hesskit.explore.words import number
from hesskit.maths.parsing import parse_number


class DataControl(VBox):
    """Labelled points; `value` is an Observations.

    Parameters
    ----------
    data : str, Observations, Dataset or pair
        What to start from.
    """

    value = traitlets.Instance(Observations)

    def __init__(self, data: Any) -> None:
        start = read_observations(data)
        sets = named_observations()
        if start.name not in {one.name for one in sets.values()}:
            sets = {"your data": start, **sets}
        self._following = False
        narrow = {"description_width": "initial"}
        self.menu = Dropdown(
            options=list(sets.items()), description="data", style=narrow, layout=Layout(width="330px")
        )
        self.points = Dropdown(description="point", style=narrow, layout=Layout(width="200px"))
        self.place = Text(
            description="x =", continuous_update=False, style=narrow, layout=Layout(width="110px")
        )
        self.intercept = tick("intercept", start.intercept)
        self.buttons = {
            "Add 0": self._button("Add 0", "add a point with label 0", lambda value: value.added(0)),
            "Add 1": self._button("Add 1", "add a point with label 1", lambda value: value.added(1)),
            "Remove": self._button("Remove", "remove the chosen point", Observations.removed),
            "Relabel": self._button(
                "Relabel", "give the chosen point the other label", Observations.relabelled
            ),
        }
        self.note = HTML()
        row = HBox(
            [self.points, self.place, *self.buttons.values(), self.intercept],
            layout=Layout(flex_flow="row wrap", align_items="center"),
        )
        super().__init__([self.menu, row, self.note], value=start)
        self._follow()
        self.menu.observe(self._opened, "value")
        self.points.observe(self._chosen, "value")
        self.place.observe(self._typed, "value")
        self.intercept.observe(self._ticked, "value")
        self.observe(lambda _change: self._follow(), "value")

    def _button(self, name: str, tip: str, change: Callable[[Observations], Observations]) -> Button:
        button = Button(description=name, tooltip=tip, layout=Layout(width="80px"))
        button.on_click(lambda _button: self._try(change))
        return button

    def _try(self, change: Callable[[Observations], Observations]) -> None:
        """Change the points, or say why not."""
        try:
            self.value = change(self.value)
        except ValueError as error:
            self.note.value = complaint(html.escape(str(error)))

    def _opened(self, change: dict[str, Any]) -> None:
        if not self._following and change["new"] is not None:
            self.value = change["new"]

    def _chosen(self, change: dict[str, Any]) -> None:
        if not self._following and change["new"] is not None:
            self.value = replace(self.value, chosen=change["new"])

    def _ticked(self, change: dict[str, Any]) -> None:
        if not self._following:
            self.value = replace(self.value, intercept=change["new"])

    def _typed(self, change: dict[str, Any]) -> None:
        if self._following or not change["new"].strip():
            return
        self._try(lambda value: self._placed(value, change["new"]))

    @staticmethod
    def _placed(value: Observations, text: str) -> Observations:
        if not len(value):
            raise ValueError("there is no point to move: add one first")
        place = float(parse_number(text))
        low, high = value.limits
        if not low <= place <= high:
            raise ValueError(f"x goes from {number(low)} to {number(high)} here; you gave {number(place)}")
        return value.moved(value.chosen, place)

    def _follow(self) -> None:
        """Show the value in every part, and forget what was wrong."""
        self._following = True
        try:
            value = self.value
            # without x, which stands beside it: a list of options that changed at every pixel of a drag is slow
            options = [(f"{k + 1}: label {y}", k) for k, y in enumerate(value.y)]
            if tuple(options) != self.points.options:
                self.points.options = options
            self.points.value = value.chosen if options else None
            self.place.value = f"{value.x[value.chosen]:.6g}" if options else ""
            self.intercept.value = value.intercept
            opened = [one for _name, one in self.menu.options if one.name == value.name]
            self.menu.value = opened[0] if opened else None
            for name in ("Remove", "Relabel"):
                self.buttons[name].disabled = not options
            self.place.disabled = not options
        finally:
            self._following = False
        self.note.value = ""

    def read(self, value: Any) -> Observations:
        """Turn what code assigns, such as the name of a set, into a value; ValueError when it is none."""
        return read_observations(value)

    def tidy(self) -> None:
        """Forget what was wrong."""
        self._follow()
