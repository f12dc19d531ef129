"""What a Hessian costs: the memory and the time of H, of a solve with it, of a product H·v and of conjugate gradients.

The function is f = Σ (exp(xᵢ) − xᵢ) + ½ (Σ xᵢ)² of lesson 4, in n variables: H = diag(exp x) + 11ᵀ has no zero entry,
and yet H·v = exp(x) v + Σ v is two sweeps over a vector. Memory is counted, 8 bytes a number. Time is counted at first,
at 10⁹ operations a second, and measured on this machine when the learner asks for it: not before, and in a few seconds.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.patches import Rectangle

from hesskit.explore.parts import (
    DASHES,
    Explorer,
    Progress,
    colour,
    held_dot,
    log_slider,
    number,
    sample,
    sliding,
    slot_html,
    stamped,
)
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
LOWEST, HIGHEST = 1, 8  # powers of ten of n
LAPTOP = 16e9  # bytes, until this machine's own are known
RATE = 1e9  # operations a second, until they are measured
STEPS = 30  # of conjugate gradients to eight digits, about, whatever n is
TOLERANCE = 1e-8
NAMES = ("H", "solve", "product", "cg")
LABELS = {
    "H": "H itself",
    "solve": "solve H d = −∇f",
    "product": "one product H·v",
    "cg": "solve by CG, products alone",
}
METHODS = {"H": "newton", "solve": "damped newton", "product": "newton-cg", "cg": "linear cg"}
BYTES = {"H": (8, 2), "solve": (16, 2), "product": (24, 1), "cg": (40, 1)}  # bytes = a nᵇ: matrices, vectors
OPERATIONS = {"H": (1, 2), "solve": (2 / 3, 3), "product": (3, 1), "cg": (13 * STEPS, 1)}
SIZES = {"dense": (128, 256, 512, 1024, 2048), "vectors": (1_000, 10_000, 100_000, 1_000_000, 4_000_000)}
ROUNDS = 1 + len(SIZES["dense"])  # in the first nothing is measured
LONGEST = 1.5  # seconds: what would take longer is not measured
FEWEST, FITTED = 2, 4  # sizes to which a power is fitted, the largest


def matrix(x: Array) -> Array:
    """Build H (n, n) at a point."""
    found = np.ones((len(x), len(x)))
    found[np.diag_indices(len(x))] += np.exp(x)
    return found


def slope(x: Array) -> Array:
    """Give ∇f (n,)."""
    return np.asarray(np.exp(x) - 1 + x.sum())


def product(x: Array, v: Array) -> Array:
    """Give H v (n,) without H."""
    return np.asarray(np.exp(x) * v + v.sum())


def by_products(x: Array) -> tuple[Array, int]:
    """Solve H d = −∇f by conjugate gradients: d, and how many products it took.

    >>> x = np.linspace(-1, 1, 50)
    >>> bool(np.allclose(matrix(x) @ by_products(x)[0], -slope(x), atol=1e-6))
    True
    """
    d, r = np.zeros_like(x), -slope(x)
    p, first = r.copy(), float(np.linalg.norm(r))
    steps, squared = 0, float(r @ r)
    while squared**0.5 > TOLERANCE * first and steps < 10 * STEPS:
        turned = product(x, p)
        size = squared / float(p @ turned)
        d, r = d + size * p, r - size * turned
        before, squared = squared, float(r @ r)
        p, steps = r + squared / before * p, steps + 1
    return d, steps


def own_memory() -> float | None:
    """Bytes of memory this machine has; None where it does not say."""
    try:
        found = float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):  # Windows
        try:
            import psutil  # type: ignore[import-untyped,unused-ignore]

            found = float(psutil.virtual_memory().total)
        except Exception:
            return None
    return found if found > 0 else None


@dataclass(eq=False)
class Bench:
    """What has been measured: seconds by name and n. Each size is measured once."""

    clock: Callable[[], float] = perf_counter
    memory: float | None = None  # bytes of this machine
    seconds: dict[str, dict[int, float]] = field(default_factory=lambda: {name: {} for name in NAMES})
    done: int = 1

    def prepare(self, rounds: int) -> None:
        """Measure what the first so many rounds ask for and has not been measured."""
        self.memory = self.memory or own_memory()
        while self.done < rounds:
            self._measure("dense", SIZES["dense"][self.done - 1])
            self._measure("vectors", SIZES["vectors"][self.done - 1])
            self.done += 1

    def _measure(self, kind: str, n: int) -> None:
        x = np.linspace(-1, 1, n)
        if kind == "vectors":
            self._time("product", n, lambda: product(x, x))
            self._time("cg", n, lambda: by_products(x))
        elif not self._too_long("solve", n):
            h, right = matrix(x), -slope(x)
            self._time("H", n, lambda: matrix(x))
            self._time("solve", n, lambda: np.linalg.solve(h, right))

    def _too_long(self, name: str, n: int) -> bool:
        """Guess from the size before whether one takes too long; the smallest two, which take no time, never do."""
        known = self.seconds[name]
        return len(known) >= FEWEST and known[max(known)] * (n / max(known)) ** OPERATIONS[name][1] > LONGEST

    def _time(self, name: str, n: int, work: Callable[[], Any]) -> None:
        """Keep the shortest of a few runs."""
        if self._too_long(name, n):
            return
        runs: list[float] = []
        while len(runs) < 7 and sum(runs) < 0.15:
            begun = self.clock()
            work()
            runs.append(self.clock() - begun)
        self.seconds[name][n] = max(min(runs), 1e-9)


@dataclass(frozen=True, eq=False)
class CostScene:
    """The costs at one n, counted or measured."""

    n: int
    memory: float  # bytes: this machine's, or a laptop's
    own: bool  # whether they are this machine's
    seconds: Mapping[str, Mapping[int, float]]  # measured

    def bytes_of(self, name: str, n: Any = None) -> Any:
        """Count the bytes at n (...)."""
        factor, power = BYTES[name]
        return factor * np.asarray(self.n if n is None else n, float) ** power

    @property
    def measured(self) -> bool:
        """Whether enough has been measured to fit powers."""
        return all(len(self.seconds[name]) >= FEWEST for name in NAMES)

    def law(self, name: str) -> tuple[float, float]:
        """Give a and b of seconds = a nᵇ: fitted where enough has been measured, else counted."""
        if not self.measured:
            factor, power = OPERATIONS[name]
            return factor / RATE, float(power)
        sizes = sorted(self.seconds[name])[-FITTED:]
        power, log = np.polyfit(np.log(sizes), np.log([self.seconds[name][n] for n in sizes]), 1)
        return float(np.exp(log)), float(power)

    def seconds_of(self, name: str, n: Any = None) -> Any:
        """Give the seconds at n (...) by the law."""
        factor, power = self.law(name)
        return factor * np.asarray(self.n if n is None else n, float) ** power

    @property
    def fits(self) -> bool:
        """Whether H fits into the memory."""
        return bool(self.bytes_of("H") <= self.memory)

    @property
    def whose(self) -> str:
        """Whose memory it is."""
        return "this machine" if self.own else "a laptop"

    def caption(self) -> str:
        """Say whether H still fits, beside a product H·v."""
        n, size, vectors = (
            number(self.n),
            bytes_said(self.bytes_of("H")),
            bytes_said(self.bytes_of("product")),
        )
        if self.fits:
            return f"At n = {n} H takes {size}, and a product H·v takes {vectors}."
        return f"At n = {n} H would take {size}, which does not fit; a product H·v, at {vectors}, does not notice."

    def sentence(self) -> str:
        """Say memory and time of all four at n, where H fills the memory, and the powers of n."""
        size = bytes_said(self.memory)
        most = number(float(f"{(self.memory / 8) ** 0.5:.2g}"))
        fits = "fits into" if self.fits else "does not fit into"
        how = "measured on this machine and fitted" if self.measured else "counted at 10⁹ operations a second"
        each = "; ".join(
            f"{LABELS[name]}: {bytes_said(self.bytes_of(name))} and {time_said(self.seconds_of(name))}"
            for name in NAMES
        )
        powers = (
            ", ".join(f"{number(self.law(name)[1], 2)} for {LABELS[name]}" for name in NAMES)
            if self.measured
            else "2 for H, 3 for the solve, and 1 for H·v and for CG"
        )
        return (
            f"Memory and time against the number n of variables, on log–log axes; time is {how}. At n = "
            f"{number(self.n)}: {each}. H {fits} the {size} of {self.whose}, which it fills at about n = {most}. "
            f"The powers of n in the time are {powers}: polynomial, none of them exponential."
        )


UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")
SPANS = (
    (1e-6, "µs"),
    (1e-3, "ms"),
    (1.0, "s"),
    (60.0, "minutes"),
    (3600.0, "hours"),
    (86400.0, "days"),
    (31557600.0, "years"),
)


def bytes_said(size: float) -> str:
    """Say a size in bytes.

    >>> bytes_said(8e6), bytes_said(24000.0), bytes_said(8e16)
    ('8 MB', '24 kB', '80 PB')
    """
    step = min(int(np.log10(max(size, 1)) + 1e-9) // 3, len(UNITS) - 1)
    return f"{number(size / 1000.0**step)} {UNITS[step]}"


def time_said(seconds: float) -> str:
    """Say a time.

    >>> time_said(2e-5), time_said(0.5), time_said(7200), time_said(6.3e14)
    ('20 µs', '500 ms', '2 hours', '2·10⁷ years')
    """
    unit, name = next((one for one in reversed(SPANS) if seconds >= one[0] * (1 - 1e-9)), SPANS[0])
    return f"{number(seconds / unit, 2 if unit > 1 else 3)} {name}"


def cost(n: float = 1000) -> Explorer:
    """Explore what a Hessian costs: drag the number n of variables until H no longer fits, and look at H·v.

    Times are counted at first. The button measures them on this machine, in a few seconds.

    Parameters
    ----------
    n : float
        How many variables, from 10 to 10⁸.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If n is outside its limits.

    Examples
    --------
    >>> cost(1000).caption
    'At n = 1000 H takes 8 MB, and a product H·v takes 24 kB.'
    >>> cost(1e6).caption
    'At n = 10⁶ H would take 8 TB, which does not fit; a product H·v, at 24 MB, does not notice.'
    """
    if not 10**LOWEST <= n <= 10**HIGHEST:
        raise ValueError(f"n is from 10 to 10⁸ on this picture, not {n:g}.")
    bench = Bench()

    def compute(n: float, rounds: int) -> CostScene:
        if rounds == 1:
            return CostScene(round(n), LAPTOP, False, {name: {} for name in NAMES})
        bench.prepare(rounds)  # at once, where a browser has no threads
        seconds = {name: dict(bench.seconds[name]) for name in NAMES}
        return CostScene(round(n), bench.memory or LAPTOP, bench.memory is not None, seconds)

    progress = Progress(ROUNDS, bench.prepare, "measured here", go="Measure on this machine", start=1)
    controls = {"n": log_slider("variables n", float(n), LOWEST, HIGHEST), "rounds": progress}
    explorer = Explorer(
        controls,
        compute,
        CostPicture,
        {"n": lambda place: float(f"{10 ** place[0]:.2g}")},
        sweep=sliding("n", 29),
    )
    progress.join(explorer)
    return explorer


# The picture of `cost`, drawn in powers of ten, so that a key moves the handle by the same factor everywhere.

SHOWN = np.array([LOWEST, HIGHEST], float)
LEFT = {3: "1 kB", 6: "1 MB", 9: "1 GB", 12: "1 TB", 15: "1 PB"}
RIGHT = {
    -6: "1 µs",
    -3: "1 ms",
    0: "1 s",
    np.log10(3600): "1 hour",
    np.log10(31557600): "1 year",
    np.log10(31557600) + 3: "1000 years",
    np.log10(31557600) + 6: "10⁶ years",
}
LOW_BYTES, HIGH_BYTES = 2.0, 17.5
LOW_TIME, HIGH_TIME = -8.0, 15.5


class CostPicture(Picture):
    """Left: memory against n, and the memory there is. Right: time against n, counted or measured."""

    width, height = 860, 430
    readout = (
        f'<div class="row"><span>n = {slot_html("n")}</span><span>H: {slot_html("H")}</span>'
        f"<span>solve: {slot_html('solve')}</span><span>H·v: {slot_html('product')}</span>"
        f"<span>CG: {slot_html('cg')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.store = dress(
            self.figure.add_axes((0.075, 0.22, 0.4, 0.68)), theme, "memory", xlabel="variables n"
        )
        self.clock = dress(
            self.figure.add_axes((0.585, 0.22, 0.4, 0.68)), theme, "time", xlabel="variables n"
        )
        for axes, ticks, ends in (
            (self.store, LEFT, (LOW_BYTES, HIGH_BYTES)),
            (self.clock, RIGHT, (LOW_TIME, HIGH_TIME)),
        ):
            axes.set(xlim=SHOWN, ylim=ends)
            axes.set_xticks([2, 4, 6, 8], ["100", "10⁴", "10⁶", "10⁸"])
            axes.set_yticks(list(ticks), list(ticks.values()))
            axes.grid(True, color=theme.faint, alpha=0.3, lw=0.6)
        self.beyond: Any = self.store.add_patch(Rectangle((0, 0), 10, 20, color=theme.ink, alpha=0.1, lw=0))
        self.limit = self.store.axhline(0, color=theme.ink, lw=1.2)
        self.tag = self.store.text(1.1, 0, "", color=theme.ink, fontsize=9, va="bottom", parse_math=False)
        self._make_moving(theme)
        self.figure.legend(
            handles=[sample(theme, k, METHODS[name], LABELS[name]) for k, name in enumerate(NAMES)],
            loc="lower center", ncols=4, fontsize=9, frameon=False, labelcolor=theme.ink, handlelength=3,
        )  # fmt: skip
        self._shown: tuple[float, bool, bool] | None = None

    def _make_moving(self, theme: Theme) -> None:
        self.sizes, self.times, self.dots, self.spots = {}, {}, {}, {}
        for k, name in enumerate(NAMES):
            look = {"color": colour(theme, METHODS[name]), "lw": 1.8, "ls": DASHES[k]}
            marked = {**look, "lw": 1.1, "ls": "-"}
            factor, power = BYTES[name]
            self.store.plot(SHOWN, np.log10(factor) + power * SHOWN, **look)
            (self.times[name],) = self.clock.plot([], [], **look)
            (self.dots[name],) = self.clock.plot([], [], **marked)
            (self.sizes[name],) = self.store.plot([], [], **marked)
            (self.spots[name],) = self.clock.plot([], [], **marked)
        self.ruler = [axes.plot([], [], color=theme.faint, lw=1.2)[0] for axes in (self.store, self.clock)]
        self.dot = held_dot(self.store, theme, 10, mew=1.6, zorder=8)
        self.move(
            *self.ruler,
            *self.times.values(),
            *self.dots.values(),
            *self.sizes.values(),
            *self.spots.values(),
            self.dot,
        )
        self.handles = [Handle("n", "the number n of variables, left and right", self.dot, rides=True)]

    def update(self, scene: Any) -> bool:
        """Move what stands at n; the memory, and whether times are measured, belong to the background."""
        x = float(np.log10(scene.n))
        for k, name in enumerate(NAMES):
            at = np.log10(scene.bytes_of(name))
            self.sizes[name].set_data(*stamped(self.store, [x], [at], k))
            self.spots[name].set_data(*stamped(self.clock, [x], [np.log10(scene.seconds_of(name))], k))
            self.times[name].set_data(SHOWN, np.log10(scene.seconds_of(name, 10**SHOWN)))
            known = scene.seconds[name]
            self.dots[name].set_data(
                *stamped(self.clock, np.log10(list(known)), np.log10(list(known.values())), k)
            )
        for line, (low, high) in zip(
            self.ruler, ((LOW_BYTES, HIGH_BYTES), (LOW_TIME, HIGH_TIME)), strict=True
        ):
            line.set_data([x, x], [low, high])
        self.dot.set_data([x], [np.log10(scene.bytes_of("H"))])
        still = scene.memory, scene.own, scene.measured
        if still == self._shown:
            return False
        self._shown = still
        height = float(np.log10(scene.memory))
        self.beyond.set_bounds(SHOWN[0], height, SHOWN[1] - SHOWN[0], HIGH_BYTES - height)
        self.limit.set_ydata([height, height])
        self.tag.set(
            position=(1.15, height + 0.15), text=f"beyond the\n{bytes_said(scene.memory)} of\n{scene.whose}"
        )
        how = "measured here, and fitted" if scene.measured else "counted, at 10⁹ operations a second"
        self.clock.set_title(f"time: {how}", color=self.theme.ink, fontsize=11)
        return True

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        each = {
            name: f"{bytes_said(scene.bytes_of(name))}, {time_said(scene.seconds_of(name))}" for name in NAMES
        }
        return {"n": number(scene.n), **each}
