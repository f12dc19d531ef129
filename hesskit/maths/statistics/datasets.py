"""Real data that ship with the course, each with its source and licence.

Letters: X is a table (m, features), y its labels (m,), 0 or 1.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.statistics.hidden_layer import Network
from hesskit.maths.statistics.logistic_loss import LogisticLoss

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Observations with a yes-or-no answer each.

    Attributes
    ----------
    name : str
    X : ndarray, shape (m, features)
    y : ndarray, shape (m,)
        0 or 1.
    names : tuple of str
        The features, with their units.
    label : str
        What y = 1 means.
    rows : tuple of str, length m
        What each row is.
    source : str
    licence : str

    Examples
    --------
    >>> orings()
    The Challenger O-rings: 23 rows, temperature (°F) → thermal distress of an O-ring (7 of 23)
    """

    name: str
    X: Floats
    y: Floats
    names: tuple[str, ...]
    label: str
    rows: tuple[str, ...]
    source: str
    licence: str

    def __post_init__(self) -> None:
        for array in (self.X, self.y):
            array.setflags(write=False)

    def __repr__(self) -> str:
        yes = f"{int(self.y.sum())} of {len(self.y)}"
        return f"{self.name}: {len(self.y)} rows, {', '.join(self.names)} → {self.label} ({yes})"

    def only(self, *names: str) -> "Dataset":
        """The same rows with some of the features.

        Parameters
        ----------
        *names : str
            The features, or the beginnings of their names.

        Raises
        ------
        ValueError
            If there is no such feature.

        Examples
        --------
        >>> penguins().only("body mass").X.shape
        (333, 1)
        """
        chosen = []
        for name in names:
            found = [k for k, own in enumerate(self.names) if own.startswith(name)]
            if not found:
                raise ValueError(f"there is no feature {name!r}; the features are {', '.join(self.names)}.")
            chosen.append(found[0])
        return Dataset(
            self.name, self.X[:, chosen].copy(), self.y, tuple(self.names[k] for k in chosen), self.label, self.rows,
            self.source, self.licence,
        )  # fmt: skip

    def loss(self, ridge: float = 0.0) -> LogisticLoss:
        """The logistic loss of these data, with an intercept.

        Examples
        --------
        >>> orings().loss().fit().points[-1].round(6).tolist()
        [15.042902, -0.232163]
        """
        return LogisticLoss(self.X, self.y, ridge, names=self.names)

    def network(self, hidden: int = 8, ridge: float = 0.0) -> Network:
        """The logistic loss of a small network on these data, every feature standardised.

        Examples
        --------
        >>> penguins().network(hidden=8).n
        49
        """
        return Network((self.X - self.X.mean(axis=0)) / self.X.std(axis=0), self.y, hidden, ridge=ridge)


def _table(name: str) -> list[dict[str, str]]:
    text = files("hesskit.maths.statistics").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _columns(table: list[dict[str, str]], names: Sequence[str]) -> Floats:
    return np.array([[float(row[name]) for name in names] for row in table])


def orings() -> Dataset:
    """The 23 recorded Space Shuttle flights before the Challenger accident: launch temperature and O-ring distress.

    Returns
    -------
    Dataset

    References
    ----------
    Report of the Presidential Commission on the Space Shuttle Challenger Accident (1986); Dalal, Fowlkes and Hoadley,
    Journal of the American Statistical Association 84 (1989) 945-957.

    Examples
    --------
    >>> orings().X[:3, 0].tolist(), orings().y[:3].tolist()
    ([66.0, 70.0, 69.0], [0.0, 1.0, 0.0])
    """
    table = _table("challenger_orings.csv")
    source = (
        "Report of the Presidential Commission on the Space Shuttle Challenger Accident (1986); analysed by Dalal, "
        "Fowlkes and Hoadley, Journal of the American Statistical Association 84 (1989) 945-957"
    )
    return Dataset(
        "The Challenger O-rings", _columns(table, ["temperature_f"]), _columns(table, ["distress"])[:, 0],
        ("temperature (°F)",), "thermal distress of an O-ring", tuple(f"flight {row['flight']}" for row in table),
        source, "public domain (a work of the United States government)",
    )  # fmt: skip


def penguins() -> Dataset:
    """Measurements of 333 penguins, in millimetres and in grams: features on very unequal scales.

    Returns
    -------
    Dataset

    References
    ----------
    Gorman, Williams and Fraser, PLoS ONE 9(3) (2014) e90081; Horst, Hill and Gorman, palmerpenguins (2020).

    Examples
    --------
    >>> penguins().X[0].tolist()
    [39.1, 18.7, 181.0, 3750.0]
    """
    table = _table("palmer_penguins.csv")
    columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    source = (
        "Gorman, Williams and Fraser, PLoS ONE 9(3) (2014) e90081; compiled by Horst, Hill and Gorman, "
        "palmerpenguins (2020)"
    )
    names = ("bill length (mm)", "bill depth (mm)", "flipper length (mm)", "body mass (g)")
    return Dataset(
        "The Palmer penguins", _columns(table, columns), _columns(table, ["male"])[:, 0], names, "male",
        tuple(row["species"] for row in table), source, "CC0 1.0 (public domain dedication)",
    )  # fmt: skip
