"""What a classifier of one feature is fitted to: points that can be moved, added, removed and relabelled.

Letters: x a feature, y its label, 0 or 1; k counts the points.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import traitlets
from ipywidgets import HTML, Button, Dropdown, HBox, Layout, Text, VBox

from hesskit.explore.parts import complaint, number, tick
from hesskit.maths.statistics import Dataset, orings, read_features, read_labels
from hesskit.maths.surfaces import parse_number

MOST = 40  # points: each can be taken hold of


@dataclass(frozen=True)
class Observations:
    """Labelled points on a line, and which of them is chosen."""

    name: str
    x: tuple[float, ...]
    y: tuple[int, ...]
    limits: tuple[float, float]  # where x may go
    feature: str = "x"
    label: str = "y = 1"
    intercept: bool = True
    chosen: int = 0

    def __len__(self) -> int:
        return len(self.x)

    def moved(self, k: int, x: float, y: int | None = None) -> "Observations":
        """Move one point, give it a label if one is given, and choose it."""
        place = float(min(max(x, self.limits[0]), self.limits[1]))
        labels = self.y if y is None else (*self.y[:k], int(y), *self.y[k + 1 :])
        return replace(self, x=(*self.x[:k], place, *self.x[k + 1 :]), y=labels, chosen=k)

    def added(self, y: int) -> "Observations":
        """Add a point with a label in the widest gap of the line, and choose it."""
        if len(self) >= MOST:
            raise ValueError(f"there is room for {MOST} points: remove one before you add another")
        edges = np.array([self.limits[0], *sorted(self.x), self.limits[1]])
        widest = int(np.argmax(np.diff(edges)))
        place = float(round((edges[widest] + edges[widest + 1]) / 2, 3))
        return replace(self, x=(*self.x, place), y=(*self.y, int(y)), chosen=len(self))

    def removed(self) -> "Observations":
        """Remove the chosen point; the one before it is chosen then."""
        if not len(self):
            raise ValueError("there is no point to remove: add one first")
        k = self.chosen
        rest = {"x": (*self.x[:k], *self.x[k + 1 :]), "y": (*self.y[:k], *self.y[k + 1 :])}
        return replace(self, **rest, chosen=max(k - 1, 0))  # type: ignore[arg-type]

    def relabelled(self) -> "Observations":
        """Give the chosen point the other label."""
        if not len(self):
            raise ValueError("there is no point to relabel: add one first")
        return self.moved(self.chosen, self.x[self.chosen], 1 - self.y[self.chosen])

    def heights(self) -> list[float]:
        """Where each point is drawn: at its label, those that would hide one another stacked outwards."""
        apart, heights = (self.limits[1] - self.limits[0]) / 60, []
        for k, (x, y) in enumerate(zip(self.x, self.y, strict=True)):
            below = sum(
                1
                for other, label in zip(self.x[:k], self.y[:k], strict=True)
                if label == y and abs(other - x) < apart
            )
            heights.append(y + (1 if y else -1) * 0.055 * below)
        return heights


def _challenger() -> Observations:
    data = orings()
    x, y = tuple(float(one) for one in data.X[:, 0]), tuple(int(one) for one in data.y)
    return Observations("orings", x, y, (48.0, 86.0), "launch temperature (°F)", "damage")


def named_observations() -> dict[str, Observations]:
    """Give the sets on offer, by what the menu calls them."""
    return {
        "Challenger O-rings": _challenger(),
        "separable: x = ±1, ±2": Observations("separable", (-2.0, -1.0, 1.0, 2.0), (0, 0, 1, 1), (-3.0, 3.0)),
        "overlapping, no intercept (lesson 5.3)": Observations(
            "overlapping", (-2.0, -1.0, 1.0, 2.0, 0.5), (0, 1, 0, 1, 1), (-3.0, 3.0), intercept=False
        ),
        "an empty playground": Observations("empty", (), (), (-3.0, 3.0)),
    }


def read_observations(data: Any) -> Observations:
    """Turn a name, a Dataset of one feature or a pair (x, y) into observations; ValueError when it is none.

    Examples
    --------
    >>> read_observations("separable").y
    (0, 0, 1, 1)
    >>> read_observations(([1, 2, 4], [0, 1, 1])).limits
    (0.25, 4.75)
    """
    if isinstance(data, Observations):
        return data
    known = {one.name: one for one in named_observations().values()}
    if isinstance(data, str):
        if data not in known:
            raise ValueError(f"there are no data named {data!r}: try one of {', '.join(known)}")
        return known[data]
    own = isinstance(data, Dataset)
    X, y = (data.X, data.y) if own else data
    features = read_features(X)
    if features.shape[1] != 1:
        raise ValueError(
            f"this picture has room for one feature; the data have {features.shape[1]}: choose one"
        )
    if len(features) > MOST:
        raise ValueError(f"this picture has room for {MOST} points; the data have {len(features)}")
    labels = read_labels(y, len(features))
    x = tuple(float(one) for one in features[:, 0])
    margin = 0.25 * (max(x) - min(x)) or 1.0
    words = {"feature": data.names[0], "label": data.label} if own else {}
    limits = (min(x) - margin, max(x) + margin)
    return Observations("own", x, tuple(int(one) for one in labels), limits, **words)


# The control of labelled points: a menu of sets, and buttons for the point that is chosen.


class DataControl(VBox):
    """Labelled points; `value` is an Observations."""

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
            self.place.value = number(value.x[value.chosen], 6) if options else ""
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
        if not isinstance(value, dict):
            return read_observations(value)
        base = self.value if value["name"] == self.value.name else read_observations(value["name"])
        if not len(value["x"]) == len(value["y"]) <= MOST or not set(value["y"]) <= {0, 1}:
            raise ValueError("these are no labelled points")
        one = replace(base, x=(), y=(), chosen=0)
        for x, y in zip(value["x"], value["y"], strict=True):
            one = replace(one, x=(*one.x, 0.0), y=(*one.y, y)).moved(len(one), float(x))
        return replace(one, chosen=min(max(int(value["chosen"]), 0), max(len(one) - 1, 0)))

    def kept(self, value: Observations) -> dict[str, Any]:
        """Give points as JSON that `read` makes these of again."""
        return {"name": value.name, "x": list(value.x), "y": list(value.y), "chosen": value.chosen}

    def tidy(self) -> None:
        """Forget what was wrong."""
        self._follow()
