"""Economic dispatch: which power station makes how much, so that the demand is met at the least cost.

The cost Σ aᵢPᵢ² + bᵢPᵢ has the Hessian diag(2a); one constraint, Σ Pᵢ = demand, gives all units that are between their
limits the same marginal cost 2aᵢPᵢ + bᵢ: the price of one megawatt more.

Letters: P outputs in MW, a in $/h per MW², b in $/MWh.
"""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
COLUMNS = ("bus", "a", "b", "p_min", "p_max")
MOST_UNITS = 5000
LARGEST = 1e9  # in size, of a number in a table: its square must be far from overflow


@dataclass(frozen=True, eq=False, repr=False)
class Units:
    """Generators with a quadratic cost and limits.

    Attributes
    ----------
    names : tuple of str, length n
    a : ndarray, shape (n,)
        $/h per MW², not negative.
    b : ndarray, shape (n,)
        $/MWh.
    low, high : ndarray, shape (n,)
        Limits in MW.

    Examples
    --------
    >>> thirty_bus()
    6 units, 0 to 335 MW
    """

    names: tuple[str, ...]
    a: Floats
    b: Floats
    low: Floats
    high: Floats

    @property
    def least(self) -> float:
        """The smallest demand that can be met, in MW."""
        return float(self.low.sum())

    @property
    def most(self) -> float:
        """The largest demand that can be met, in MW."""
        return float(self.high.sum())

    def cost(self, outputs: Floats) -> float:
        """Cost in $/h of outputs (n,) in MW."""
        return float((self.a * outputs**2 + self.b * outputs).sum())

    def marginal(self, outputs: Floats) -> Floats:
        """Marginal costs (n,) in $/MWh: the gradient of the cost."""
        slopes: Floats = 2 * self.a * outputs + self.b
        return slopes

    def hessian(self) -> Floats:
        """The Hessian (n, n) of the cost: diag(2a), everywhere the same."""
        return np.diag(2 * self.a)

    def outputs(self, price: float) -> Floats:
        """What every unit makes (n,) where a megawatt hour sells at a price; a unit with a = 0 all or nothing."""
        with np.errstate(divide="ignore", invalid="ignore"):
            free = np.where(
                self.a > 0, (price - self.b) / (2 * self.a), np.where(price > self.b, np.inf, -np.inf)
            )
        made: Floats = np.clip(free, self.low, self.high)
        return made

    def __repr__(self) -> str:
        return f"{len(self.names)} units, {self.least:g} to {self.most:g} MW"


@dataclass(frozen=True, eq=False)
class Dispatch:
    """The cheapest way to meet a demand.

    Attributes
    ----------
    units : Units
    demand : float
        MW.
    outputs : ndarray, shape (n,)
        MW.
    price : float
        The multiplier of the constraint in $/MWh: what one megawatt more costs.
    """

    units: Units
    demand: float
    outputs: Floats
    price: float

    @property
    def cost(self) -> float:
        """In $/h."""
        return self.units.cost(self.outputs)

    @property
    def at_low(self) -> NDArray[np.bool_]:
        """Which units (n,) stand at their lower limit: their first megawatt would cost more than the price."""
        return np.asarray(self.outputs <= self.units.low)

    @property
    def at_high(self) -> NDArray[np.bool_]:
        """Which units (n,) stand at their upper limit: their marginal cost is below the price."""
        return np.asarray(self.outputs >= self.units.high)


def dispatch(units: Units, demand: float) -> Dispatch:
    """Meet a demand at the least cost, exactly: the supply is a broken line in the price.

    Parameters
    ----------
    units : Units
    demand : float
        MW.

    Returns
    -------
    Dispatch

    Raises
    ------
    ValueError
        If the units cannot meet the demand.

    Notes
    -----
    Every unit's output rises along one straight piece of prices, from 2a·P_min + b to 2a·P_max + b. So the total is a
    broken line; it is summed up at its corners and solved on the piece that reaches the demand.

    Examples
    --------
    >>> found = dispatch(thirty_bus(), 189.2)
    >>> round(found.price, 6), round(found.cost, 4)
    (3.789196, 565.206)
    """
    if not units.least <= demand <= units.most:
        raise ValueError(
            f"these units make {units.least:g} to {units.most:g} MW together, so they cannot meet {demand:g} MW."
        )
    corners, totals = _corners(units)
    k = int(np.searchsorted(totals, demand))
    price = float(corners[min(k, len(corners) - 1)])
    if 0 < k < len(corners) and totals[k] > totals[k - 1]:
        below, above = _total(units, corners[k - 1], True), totals[k]
        if demand < below:  # within the jump of a unit whose every megawatt costs the same
            price = float(corners[k - 1])
        else:
            price = float(np.interp(demand, [below, above], corners[k - 1 : k + 1]))
    outputs = units.outputs(price)
    level = (units.a == 0) & (units.b == price)
    missing = demand - outputs.sum()
    if level.any():
        room = (units.high - units.low)[level]
        outputs[level] += room * missing / room.sum() if room.sum() else 0.0
    return Dispatch(units, float(demand), outputs, price)


@lru_cache(maxsize=8)
def _corners(units: Units) -> tuple[Floats, Floats]:
    """Give the prices (k,) at which a unit leaves a limit, and the totals made there, before what jumps comes in."""
    corners = np.unique(np.concatenate([units.marginal(units.low), units.marginal(units.high)]))
    return corners, np.array([units.outputs(price).sum() for price in corners])


def _total(units: Units, price: float, after: bool) -> float:
    """The output of all units at a price, after those with a flat marginal cost have come in."""
    made = units.outputs(price)
    flat = (units.a == 0) & (units.b == price)
    return float(np.where(flat & after, units.high, made).sum())


def thirty_bus() -> Units:
    """The six generators of the 30-bus test case; its demand is 189.2 MW.

    Returns
    -------
    Units

    References
    ----------
    Alsac and Stott, IEEE Transactions PAS-93 (1974) 745-751; costs of Ferrero et al. (1997), as in PYPOWER's case30.

    Examples
    --------
    >>> thirty_bus().names
    ('1', '2', '22', '27', '23', '13')
    """
    text = files("hesskit.maths.cases").joinpath("data", "dispatch_case30.csv").read_text(encoding="utf-8")
    return _read(text, "dispatch_case30.csv")


def read_units(path: str | Path) -> Units:
    """Read generators from a CSV file with the columns bus, a, b, p_min, p_max; lines that begin with # are left out.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Units

    Raises
    ------
    ValueError
        With one sentence, if there is no such file or it does not hold what is wanted, and where.

    Examples
    --------
    >>> read_units("nowhere.csv")
    Traceback (most recent call last):
    ...
    ValueError: there is no file nowhere.csv here; give the path of a CSV file with the columns bus, a, b, p_min, p_max.
    """
    place, wanted = Path(path).expanduser(), ", ".join(COLUMNS)
    if not place.is_file():
        raise ValueError(
            f"there is no file {path} here; give the path of a CSV file with the columns {wanted}."
        )
    try:
        text = place.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{place.name} cannot be read as text; save it as a CSV file in UTF-8.") from None
    return _read(text, place.name)


def _read(text: str, name: str) -> Units:
    """Read the table, or say in one sentence what is wrong in which row."""
    lines = [
        (k, line) for k, line in enumerate(text.splitlines(), 1) if line.strip() and line.lstrip()[0] != "#"
    ]
    if not lines:
        raise ValueError(f"{name} has no rows; it needs the columns {', '.join(COLUMNS)}.")
    header = [word.strip() for word in _cells(lines[0][1], lines[0][0], name)]
    if missing := [column for column in COLUMNS if column not in header]:
        wanted = f"it needs the columns {', '.join(COLUMNS)}, separated by commas"
        raise ValueError(f"{name} has no column {missing[0]!r}; {wanted}.")
    if not 1 <= len(lines) - 1 <= MOST_UNITS:
        raise ValueError(f"{name} has {len(lines) - 1} units; there must be 1 to {MOST_UNITS}.")
    names: list[str] = []
    rows: list[list[float]] = []
    for k, line in lines[1:]:
        cells = dict(zip(header, _cells(line, k, name), strict=False))
        names.append(cells.get("bus", "").strip() or str(len(names) + 1))
        rows.append([_number(cells.get(column, ""), column, k, name) for column in COLUMNS[1:]])
        _check(rows[-1], k, name)
    a, b, low, high = np.array(rows).T
    return Units(tuple(names), a, b, low, high)


def _cells(line: str, row: int, name: str) -> list[str]:
    """Take a row apart."""
    try:
        return next(csv.reader([line]))
    except csv.Error:
        raise ValueError(f"row {row} of {name} cannot be read; each cell must be a short text.") from None


def _number(text: str, column: str, row: int, name: str) -> float:
    """Read one cell."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"row {row} of {name} has {text.strip()!r} as {column}; a number is needed there.")
    if abs(value) > LARGEST:
        raise ValueError(
            f"row {row} of {name} has {text.strip()} as {column}, which is beyond ±{LARGEST:.0f}."
        )
    return value


def _check(row: Sequence[float], k: int, name: str) -> None:
    """Refuse a unit that cannot be."""
    a, _b, low, high = row
    if a < 0:
        raise ValueError(
            f"row {k} of {name} has a = {a:g}; a cost that bends down (a < 0) has no single price."
        )
    if not low <= high:
        raise ValueError(f"row {k} of {name} has p_min = {low:g} above p_max = {high:g}.")
