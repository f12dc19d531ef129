"""What a classifier of one feature is fitted to: points that can be moved, added, removed and relabelled.

Letters: x a feature, y its label, 0 or 1; k counts the points.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hesskit.maths.datasets import Dataset, orings
from hesskit.maths.labelled import read_features, read_labels

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
    return Observations("orings", x, y, (48.0, 86.0), "launch temperature (°F)", "distress")


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
