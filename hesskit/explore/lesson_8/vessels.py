"""Vessels of a retina: the Hessian of the image at a point and a scale, and where it says that there is a line.

Letters: σ the scale in pixels; λ₁ and λ₂ the eigenvalues of σ²H with |λ₁| ≤ |λ₂|, in per cent of the brightness.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import (
    Explorer,
    PointControl,
    Sweep,
    by_sign,
    colour,
    double_arrow,
    matrix_html,
    matrix_numbers,
    number,
    slider,
    slot_html,
    sweep_of,
    tick,
    vector,
)
from hesskit.maths.cases import ScaleSpace, ordered_eigenvalues, retina, vesselness
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
PART = slice(330, 842)  # of the photograph: 512 pixels either way, with vessels of every width
START = (287.0, 102.0)
FINEST, COARSEST = 1.0, 12.0  # σ
SCALES = (1.5, 2.5, 4.0, 6.0, 9.0)  # of which the best counts
SURE = 0.12  # so much of Frangi's measure is called a vessel


@lru_cache(maxsize=1)
def photograph() -> ScaleSpace:
    """Read the part of the retina once."""
    return ScaleSpace(retina(PART, PART))


@lru_cache(maxsize=32)
def _bends(sigma: float) -> Array:
    """Give σ²H at every pixel, in per cent."""
    return 100 * sigma**2 * photograph().hessian(sigma)


@lru_cache(maxsize=32)
def _lines(sigma: float | None) -> tuple[Array, Array]:
    """Give Frangi's measure at every pixel, and the scale it was found at; None is the best of all scales."""
    if sigma is None:
        return photograph().ridges(SCALES)
    found = vesselness(_bends(sigma))
    return found, np.full(found.shape, sigma)


@dataclass(frozen=True, eq=False)
class VesselsScene:
    """The Hessian of the image at one point and one scale."""

    point: Array  # (2,), column and row
    sigma: float
    every: bool  # whether the right picture takes the best of all scales
    hessian: Array  # (2, 2), σ²H in per cent
    likeness: float  # Frangi's measure here, as the right picture shows it
    found_at: float  # the scale it was found at

    @property
    def eigenvalues(self) -> tuple[float, float]:
        """λ₁ and λ₂, the smaller in size first."""
        low, high = ordered_eigenvalues(self.hessian)
        return float(low), float(high)

    @property
    def directions(self) -> tuple[Array, Array]:
        """Unit vectors (2,) along and across: the eigenvectors of λ₁ and λ₂."""
        values, vectors = np.linalg.eigh(self.hessian)
        along, across = (0, 1) if abs(values[0]) <= abs(values[1]) else (1, 0)
        vectors = vectors * np.where(
            vectors[0] < 0, -1.0, 1.0
        )  # a direction without a sense: let it point right
        return vectors[:, along], vectors[:, across]

    def caption(self) -> str:
        """Say whether this is a vessel, and by which eigenvalues."""
        low, high = (number(value, 2) for value in self.eigenvalues)
        if self.likeness >= SURE:
            return f"A vessel: the brightness bends by {high} % across it and by {low} % along it."
        if self.eigenvalues[1] < 0:
            return f"No vessel: the strongest bend, {high} %, is downward, as on something bright."
        return f"No vessel: the bends {high} % and {low} % are small, or much alike."

    def sentence(self) -> str:
        """Say the point, the Hessian, its directions, and the measure."""
        low, high = self.eigenvalues
        along, across = self.directions
        which = (
            f"the best of the scales {', '.join(number(one) for one in SCALES)}, found at σ = {number(self.found_at)}"
            if self.every
            else "at this scale"
        )
        return (
            f"At column {number(self.point[0], 4)} and row {number(self.point[1], 4)}, blurred by σ = "
            f"{number(self.sigma)} pixels, σ²H has the eigenvalues {number(low)} % along {vector(along, 2)} and "
            f"{number(high)} % along {vector(across, 2)}. On a dark line one is large and positive, across it, and "
            f"the other near 0, along it. Frangi's measure is {number(self.likeness, 2)} here ({which}), where 0 is "
            "no line and 1 a perfect one."
        )


def compute(point: tuple[float, float], sigma: float, every: bool) -> VesselsScene:
    """Make the scene of one point and scale."""
    place = np.clip(np.array(point, float), 0, np.array(photograph().image.shape[::-1]) - 1)
    column, row = np.round(place).astype(int)
    measured, scale = _lines(None if every else round(float(sigma), 2))
    hessian = _bends(round(float(sigma), 2))[row, column]
    return VesselsScene(
        place, float(sigma), every, hessian, float(measured[row, column]), float(scale[row, column])
    )


class VesselsPicture(Picture):
    """Left: the photograph, the point, its directions along and across. Right: where there are lines."""

    width, height = 880, 450
    readout = (
        f'<div class="row"><span>σ²<i>H</i> = {matrix_html("H", 2)} %</span><span>λ₁ = {slot_html("low")} %</span>'
        f"<span>λ₂ = {slot_html('high')} %</span><span>line: {slot_html('line')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        rows, columns = photograph().image.shape
        view: dict[str, Any] = {"xlim": (0, columns - 1), "ylim": (rows - 1, 0), "aspect": "equal"}
        self.left = dress(
            self.figure.add_axes((0.055, 0.09, 0.43, 0.83)), theme, "a retina: drag the point over a vessel"
        )
        self.left.set(**view)
        self.left.imshow(photograph().image, cmap="gray", vmin=0.05, vmax=0.62, aspect="equal")
        self.right = dress(self.figure.add_axes((0.545, 0.09, 0.43, 0.83)), theme, "")
        self.lines = self.right.imshow(
            np.zeros((rows, columns)), cmap="gray", vmin=0, vmax=0.7, aspect="equal"
        )
        self.right.set(**view, yticklabels=[])
        self.shown: Any = None
        # on a photograph the paper is always dark
        rim: dict[str, Any] = {"mec": "#ffffff", "mew": 1.6, "zorder": 6}
        (self.ring,) = self.left.plot([], [], color="#ffffff", lw=1.2, ls=(0, (2, 2)), zorder=4)
        (self.along,) = self.left.plot([], [], color="#ffffff", lw=2.2, ls=(0, (1, 1.2)), zorder=5)
        (self.across,) = self.left.plot([], [], lw=2.6, zorder=5)
        (self.dot,) = self.left.plot([0], [0], "o", color="#000000", ms=8, **rim)
        (self.twin,) = self.right.plot([0], [0], "o", color=colour(theme, "model"), ms=8, **rim)
        style: dict[str, Any] = {
            "fontsize": 10,
            "weight": "bold",
            "color": "#ffffff",
            "ha": "center",
            "va": "center",
        }
        self.names = [self.left.text(0, 0, word, zorder=7, **style) for word in ("along", "across")]
        self.move(self.ring, self.along, self.across, self.dot, self.twin, *self.names)
        self.handles = [Handle("point", "the point of the image", self.dot)]

    def update(self, scene: VesselsScene) -> bool:
        """Move the point and its directions; redraw the lines for another scale."""
        wanted = None if scene.every else round(scene.sigma, 2)
        changed = (wanted, scene.every) != self.shown
        if changed:
            self.shown = (wanted, scene.every)
            self.lines.set_data(_lines(wanted)[0])
            self.right.set_title(
                "lines, at the best scale of each"
                if scene.every
                else f"lines at σ = {number(scene.sigma)} pixels",
                color=self.theme.ink,
                fontsize=11,
            )
        turn = np.linspace(0, 2 * np.pi, 61)
        self.ring.set_data(
            scene.point[0] + scene.sigma * np.cos(turn), scene.point[1] + scene.sigma * np.sin(turn)
        )
        reach = 26 + 1.5 * scene.sigma
        pairs = zip((self.along, self.across), scene.directions, self.names, strict=True)
        for line, direction, name in pairs:
            line.set_data(*double_arrow(scene.point, direction, reach, np.ones(2)))
            side = direction if direction @ (np.array([255.0, 255.0]) - scene.point) > 0 else -direction
            name.set_position(tuple(scene.point + (reach + 18 + 18 * abs(side[0])) * side))
        self.across.set(**by_sign(self.theme, scene.eigenvalues[1]))
        for dot in (self.dot, self.twin):
            dot.set_data(scene.point[:1], scene.point[1:])
        return changed

    def still_key(self) -> Any:
        """One background for each scale."""
        return self.shown

    def numbers(self, scene: VesselsScene) -> dict[str, str]:
        """Fill the readout."""
        low, high = scene.eigenvalues
        return matrix_numbers(scene.hessian, "H") | {
            "low": number(low), "high": number(high), "line": number(scene.likeness, 2)
        }  # fmt: skip


def vessels(point: tuple[float, float] = START, sigma: float = 4.0, every: bool = False) -> Explorer:
    """Explore the vessels of a retina: drag a point over the image, and see its Hessian find the line.

    Parameters
    ----------
    point : pair of float
        Column and row, from 0 to 511.
    sigma : float
        The scale, from 1 to 12 pixels.
    every : bool
        Whether the right picture takes the best of several scales for every pixel.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the scale is out of range.

    Examples
    --------
    >>> vessels().caption[:8]
    'A vessel'
    """
    if not FINEST <= sigma <= COARSEST:
        raise ValueError(f"the scale σ is between {FINEST:g} and {COARSEST:g} pixels, but it is {sigma!r}.")
    controls = {
        "point": PointControl(point), "sigma": slider("scale σ (pixels)", float(sigma), FINEST, COARSEST, 0.5),
        "every": tick("the best of several scales", every),
    }  # fmt: skip
    return Explorer(controls, compute, VesselsPicture, sweep=_roaming)


def _roaming(explorer: Explorer) -> Sweep:
    """Take the point over a part of the image in which there are vessels of several widths."""
    lines = [[float(column) for column in range(263, 312, 6)], [float(row) for row in range(78, 127, 6)]]
    return sweep_of(["column", "row"], lines, explorer.values["point"], lambda x, y: {"point": (x, y)})
