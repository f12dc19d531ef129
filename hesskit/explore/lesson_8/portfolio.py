"""Mean and variance: seven markets whose returns are dragged, and what the smallest eigenvalue of Σ does.

Letters: w weights, μ expected excess returns a year, Σ their covariance, δ the risk aversion; H = δΣ.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import (
    Explorer,
    SliderGroup,
    colour,
    conjunction,
    held_dot,
    menu,
    number,
    slider,
    sliding,
    slot_html,
    tick,
)
from hesskit.maths.cases import Markets, best_weights, frontier, implied_returns, seven_markets
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
USUAL = 2.5  # the risk aversion of He and Litterman
LEAST, MOST = 0.0, 14.0  # per cent: expected returns on the picture
WIDEST = 100.0  # per cent: weights on the picture, either way
STACKED = 420  # pixels: with less room the panels stand one below another
POINT = 0.01  # the error in the returns: one percentage point


@lru_cache(maxsize=1)
def world() -> Markets:
    """Read the seven markets once."""
    return seven_markets()


@dataclass(frozen=True, eq=False)
class PortfolioScene:
    """The best weights for some expected returns, and what a small error in these would do."""

    returns: Array  # (7,)
    risk_aversion: float
    pair: tuple[int, int]  # the two markets whose risk is drawn
    error: bool  # whether the returns are off by one point along the eigenvector of the smallest eigenvalue
    weights: Array  # (7,)
    eigenvalues: Array  # (7,), ascending, of Σ
    vector: Array  # (7,), of the smallest

    @property
    def wrong(self) -> Array:
        """The weights (7,) for the returns with the error."""
        return best_weights(world().covariance, self.returns + POINT * self.vector, self.risk_aversion)

    @property
    def moved(self) -> float:
        """How much of the money the error moves: half the sum of all changes."""
        return float(np.abs(self.wrong - self.weights).sum() / 2)

    @property
    def spread(self) -> float:
        """The standard deviation of a year's return."""
        return float(np.sqrt(self.weights @ world().covariance @ self.weights))

    @property
    def mean(self) -> float:
        """The expected excess return of a year."""
        return float(self.returns @ self.weights)

    def risk(self) -> tuple[Array, Array]:
        """Give the Hessian δΣ (2, 2) of the two markets, and their weights (2,) in per cent."""
        both = np.array(self.pair)
        return self.risk_aversion * world().covariance[np.ix_(both, both)], 100 * self.weights[both]

    def caption(self) -> str:
        """Say what an error of one point does, or how the portfolio is."""
        if self.error:
            return (
                f"One percentage point of error, along the eigenvector of the smallest eigenvalue "
                f"{number(self.eigenvalues[0], 2)}, moves {number(100 * self.moved, 2)} % of the money."
            )
        return f"The best weights expect {number(100 * self.mean)} % a year, give or take {number(100 * self.spread)}."

    def sentence(self) -> str:
        """Say returns, weights, and what the eigenvalues of Σ mean for them."""
        names = world().names
        held = conjunction(
            f"{name} {number(100 * w)} % (return {number(100 * r)} %)"
            for name, w, r in zip(names, self.weights, self.returns, strict=True)
        )
        short = [name for name, w in zip(names, self.weights, strict=True) if w < -5e-4]
        sold = f" {conjunction(short)} {'is' if len(short) == 1 else 'are'} sold short." if short else ""
        first, second = (names[k] for k in self.pair)
        return (
            f"With risk aversion δ = {number(self.risk_aversion)} the best weights are {held}.{sold} The "
            f"portfolio expects "
            f"{number(100 * self.mean)} % a year with a standard deviation of {number(100 * self.spread)} "
            f"%. The "
            f"eigenvalues of Σ run from {number(self.eigenvalues[0])} to {number(self.eigenvalues[-1])}: "
            f"an error of one "
            f"percentage point in the returns along the eigenvector of the smallest moves "
            f"{number(100 * self.moved, 2)} % of the money. The ellipses are levels of risk in {first} "
            f"and {second}."
        )


def compute(
    returns: tuple[float, ...], risk_aversion: float, first: int, second: int, error: bool
) -> PortfolioScene:
    """Make the scene of some expected returns (in per cent)."""
    if first == second:
        raise ValueError(f"the two markets of the ellipses are both {world().names[first]}: choose two.")
    covariance, mu = world().covariance, np.array(returns) / 100
    eigenvalues, vectors = np.linalg.eigh(covariance)
    vector = vectors[:, 0] * np.sign(vectors[np.argmax(np.abs(vectors[:, 0])), 0])
    weights = best_weights(covariance, mu, risk_aversion)
    return PortfolioScene(mu, risk_aversion, (first, second), error, weights, eigenvalues, vector)


class PortfolioPicture(Picture):
    """Left: returns to drag, and the weights beside them. Right: the frontier, and ellipses of risk in "
    "two markets."""

    width, height = 960, 440
    readout = (
        f'<div class="row"><span>expected = {slot_html("mean")}</span><span>standard deviation = '
        f"{slot_html('spread')}</span>"
        f"<span>λ<sub>min</sub>(Σ) = {slot_html('low')}</span><span>an error of 1 point moves "
        f"{slot_html('moved')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        names = world().names
        self.places = np.arange(len(names))[::-1].astype(float)
        rows: dict[str, Any] = {"ylim": (-0.6, len(names) - 0.4), "yticks": self.places}
        self.left = dress(
            self.figure.add_axes((0.085, 0.2, 0.2, 0.7)), theme, "expected returns: drag", xlabel="% a year"
        )
        self.left.set(xlim=(LEAST, MOST), **rows)
        self.left.set_yticklabels(names)
        self.bars = dress(
            self.figure.add_axes((0.305, 0.2, 0.265, 0.7)), theme, "best weights", xlabel="% of the money"
        )
        self.bars.set(xlim=(-WIDEST, WIDEST), **rows)
        self.bars.set_yticklabels([])
        self.front = dress(
            self.figure.add_axes((0.715, 0.64, 0.27, 0.27)),
            theme,
            "the least risk for each return",
            xlabel="standard deviation (%)",
            ylabel="return (%)",
        )
        self.front.set(xlim=(0, 40), ylim=(0, 15))
        self.round = dress(
            self.figure.add_axes((0.735, 0.13, 0.235, 0.33)), theme, "levels of risk; dashed: flattest"
        )
        self.round.set(xlim=(-WIDEST, WIDEST), ylim=(-WIDEST, WIDEST))
        self.pair: tuple[int, int] | None = None
        for axes in (self.left, self.bars):
            axes.grid(axis="y", color=theme.faint, lw=0.4, alpha=0.5)
        self.bars.axvline(0, color=theme.faint, lw=0.8)
        self._make_moving(theme)

    def _make_moving(self, theme: Theme) -> None:
        self.dots = [held_dot(self.left, theme) for _ in self.places]
        (self.long,) = self.bars.plot(
            [], [], color=colour(theme, "model"), lw=9, solid_capstyle="butt", zorder=2, label="held"
        )
        (self.short,) = self.bars.plot(
            [], [], color=colour(theme, "down"), lw=9, solid_capstyle="butt", zorder=2, label="sold short"
        )
        (self.wrong,) = self.bars.plot(
            [], [], "D", color=theme.paper, mec=theme.ink, mew=1.6, ms=7, zorder=4, label="with the error"
        )
        self.shares = [
            self.bars.text(1.07 * WIDEST, y, "", fontsize=9, va="center", color=theme.ink)
            for y in self.places
        ]
        (self.curve,) = self.front.plot([], [], color=theme.ink, lw=1.6, zorder=2)
        (self.here,) = self.front.plot(
            [0], [0], "o", color=colour(theme, "model"), ms=8, mec=theme.paper, zorder=4
        )
        self.levels = [self.round.plot([], [], color=theme.faint, lw=1.1, zorder=2)[0] for _ in range(4)]
        (self.axis,) = self.round.plot(
            [], [], color=colour(theme, "down"), lw=1.6, ls=(0, (4, 1.5)), zorder=3
        )
        (self.centre,) = self.round.plot(
            [0], [0], "o", color=colour(theme, "model"), ms=8, mec=theme.paper, zorder=4
        )
        self.bars.legend(
            handles=[self.long, self.short, self.wrong],
            loc="upper center",
            bbox_to_anchor=(0.3, -0.14),
            ncols=3,
            fontsize=9,
            frameon=False,
            labelcolor=theme.ink,
            columnspacing=1.0,
            handletextpad=0.5,
            handlelength=1.2,
        )
        self.move(
            *self.dots, self.long, self.short, self.wrong, *self.shares, self.curve, self.here, *self.levels
        )
        self.move(self.axis, self.centre)
        self.handles = [
            Handle(f"return {k}", f"the expected return of {name}", dot, rides=True)
            for k, (name, dot) in enumerate(zip(world().names, self.dots, strict=True))
        ]

    def arrange(self, room: float) -> None:
        """Name the markets again where the weights stand below the returns."""
        if room < STACKED:
            self.bars.set_yticklabels(world().names)
        super().arrange(room)

    def update(self, scene: PortfolioScene) -> bool:
        """Move all; the axes of the ellipses are redrawn for other markets."""
        changed = scene.pair != self.pair
        if changed:
            self.pair = scene.pair
            first, second = (world().names[k] for k in scene.pair)
            self.round.set(xlabel=f"{first} (%)", ylabel=f"{second} (%)")
        for dot, y, value in zip(self.dots, self.places, 100 * scene.returns, strict=True):
            dot.set_data([value], [y])
        self._place_bars(scene)
        targets = np.linspace(0.001, 0.15, 80)
        with np.errstate(all="ignore"):
            wide = frontier(world().covariance, scene.returns, targets)
        self.curve.set_data(100 * wide, 100 * targets)
        self.here.set_data([100 * scene.spread], [100 * scene.mean])
        self._place_ellipses(scene)
        return changed

    def _place_bars(self, scene: PortfolioScene) -> None:
        """Draw a bar for each market, its number beside it, and where the error would put it."""
        percent = 100 * scene.weights
        gap = np.full(len(percent), np.nan)
        for line, kept in ((self.long, percent >= 0), (self.short, percent < 0)):
            ends = np.stack([np.zeros(len(percent)), np.where(kept, percent, np.nan), gap], axis=1)
            line.set_data(ends.ravel(), np.repeat(self.places, 3))
        wrong = np.clip(100 * scene.wrong, -WIDEST, WIDEST)
        self.wrong.set_data(wrong, self.places)
        self.wrong.set_visible(scene.error)
        for text, value in zip(self.shares, percent, strict=True):
            text.set_text(f"{number(value)} %")

    def _place_ellipses(self, scene: PortfolioScene) -> None:
        """Draw levels of the quadratic of two weights round the best ones, and its flattest direction."""
        hessian, centre = scene.risk()
        values, vectors = np.linalg.eigh(hessian)
        turn = np.linspace(0, 2 * np.pi, 121)
        circle = np.stack([np.cos(turn), np.sin(turn)])
        for line, size in zip(self.levels, (12, 24, 36, 48), strict=True):
            ring = vectors @ (circle * (size * np.sqrt(values.max() / values))[:, None])
            line.set_data(*(centre[:, None] + ring))
        reach = 48 * np.sqrt(values.max() / values[0])
        along = np.stack([centre - reach * vectors[:, 0], centre + reach * vectors[:, 0]], axis=1)
        self.axis.set_data(*along)
        self.centre.set_data(centre[:1], centre[1:])

    def numbers(self, scene: PortfolioScene) -> dict[str, str]:
        """Fill the readout."""
        return {
            "mean": f"{number(100 * scene.mean)} %",
            "spread": f"{number(100 * scene.spread)} %",
            "low": number(scene.eigenvalues[0]),
            "moved": f"{number(100 * scene.moved, 2)} %",
        }


def portfolio(risk_aversion: float = USUAL, error: bool = False) -> Explorer:
    """Explore mean and variance: drag a market's expected return, and see the best weights follow.

    It starts at the returns for which the world's own portfolio is the best: δΣw.

    Parameters
    ----------
    risk_aversion : float
        δ, from 1 to 10.
    error : bool
        Whether the weights are shown, too, for returns that are off by one percentage point.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the risk aversion is out of range.

    Examples
    --------
    >>> portfolio(error=True).caption
    'One percentage point of error, along the eigenvector of the smallest eigenvalue 0.0079, moves 47 % of the money.'
    """
    if not 1 <= risk_aversion <= 10:
        raise ValueError(f"the risk aversion is between 1 and 10, but it is {risk_aversion!r}.")
    start = 100 * implied_returns(world().covariance, world().weights, USUAL)
    names = {name: k for k, name in enumerate(world().names)}
    returns = SliderGroup(
        [
            slider(name, round(float(one), 2), LEAST, MOST, 0.05)
            for name, one in zip(names, start, strict=True)
        ]
    )
    first, second = menu("risk in", names), menu("and", names)
    first.value, second.value = names["Germany"], names["France"]
    controls = {
        "risk_aversion": slider("risk aversion δ", risk_aversion, 1.0, 10.0, 0.1),
        "returns": returns,
        "first": first,
        "second": second,
        "error": tick("an error of one point in the returns", error),
    }

    def moved(k: int, position: tuple[float, float]) -> dict[str, Any]:
        """Set one return of the seven."""
        values = list(returns.value)
        values[k] = round(min(max(position[0], LEAST), MOST), 2)
        return {"returns": tuple(values)}

    translate = {f"return {k}": lambda position, k=k: moved(k, position) for k in range(len(names))}
    return Explorer(controls, compute, PortfolioPicture, translate, sweep=sliding("risk_aversion"))
