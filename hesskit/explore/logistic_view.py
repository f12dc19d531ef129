"""How much of the loss over two coefficients is shown, and its level curves.

Letters: a, s coefficients of the feature in standard units, in which the loss is a round bowl; β those shown.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hesskit.explore.contours import GAP, level_lines
from hesskit.explore.drawing import Box
from hesskit.maths.logistic import LogisticLoss

if TYPE_CHECKING:
    from hesskit.explore.lesson_5_logistic import LogisticScene

Array = npt.NDArray[np.float64]
FARTHEST = 12.0  # in standard units: beyond it the picture does not follow
LEVELS = np.array([0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1.1, 1.6, 2.2, 3])  # above the least loss
WIDEST = 16.0  # of the grid in a, each way


def standard_units(scene: "LogisticScene") -> tuple[float, float]:
    """Give the middle and the spread of the feature as the model sees it; spread 1 where there is none."""
    z = (np.array(scene.data.x or (0.0,)) - scene.shift) / scene.scale
    spread = float(z.std())
    return float(z.mean()), spread if spread > 1e-9 * (1 + abs(float(z.mean()))) else 1.0


def shown_box(scene: "LogisticScene") -> Box:
    """Give the box of coefficients to show: zero, the minimum and the start are in it; its edges are round."""
    middle, spread = standard_units(scene)
    fit = np.zeros(2) if scene.fit is None else scene.fit
    far = float(np.hypot(fit[0] + fit[1] * middle, fit[1] * spread)) / FARTHEST
    fit = fit / max(far, 1.0)
    sides = []
    for k, least in enumerate((2.5, 2.5 / spread)):
        low, high = min(0.0, fit[k]), max(0.0, fit[k])
        pad = max(0.35 * (high - low), least)
        low, high = low - pad, high + pad
        quantum = _quantum(high - low)
        low, high = min(low, scene.start[k]), max(high, scene.start[k])
        sides.append((float(np.floor(low / quantum) * quantum), float(np.ceil(high / quantum) * quantum)))
    return sides[0], sides[1]


def _quantum(span: float) -> float:
    """Give the largest of 1, 2, 5 times a power of ten that is at most a quarter of a span."""
    power = 10.0 ** np.floor(np.log10(span / 4))
    return float(power * max(digit for digit in (1, 2, 5) if digit * power <= span / 4))


def loss_levels(scene: "LogisticScene", box: Box) -> Array:
    """Find the level curves of the loss in a box, threaded on one line (k, 2), broken by NaN."""
    if scene.loss is None:
        return GAP
    try:
        wide = (
            scene.loss if scene.data.intercept else LogisticLoss(scene.loss.design, scene.loss.y, scene.ridge)
        )
    except ValueError:  # one coefficient can be fitted, but not two
        return GAP
    middle, spread = standard_units(scene)
    corners = np.array([(b + c * middle, c * spread) for b in box[0] for c in box[1]])
    (a_low, s_low), (a_high, s_high) = corners.min(axis=0), corners.max(axis=0)
    fit = scene.fit if scene.fit is not None else np.zeros(2)
    centre = float(np.clip(fit[0] + fit[1] * middle, -FARTHEST, FARTHEST))
    a = np.linspace(max(a_low, centre - WIDEST), min(a_high, centre + WIDEST), 121)
    s = np.linspace(s_low, s_high, 71)
    if a[0] >= a[-1]:
        return GAP
    A, S = np.meshgrid(a, s)
    z = wide.value(np.stack([A - S * middle / spread, S / spread], axis=-1))
    line = level_lines(a, s, z, float(z.min()) + LEVELS)
    return np.column_stack([line[:, 0] - line[:, 1] * middle / spread, line[:, 1] / spread])
