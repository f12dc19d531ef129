"""What an explorer records for where no kernel will answer: which of its controls, at which values.

A *sweep* names the dials of a recording and says what each of their positions sets.
"""

import itertools
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ipywidgets import FloatLogSlider, FloatSlider, IntSlider, SelectionSlider

from hesskit.explore.words import number
from hesskit.stage.recording import Dial

Settings = Callable[..., Mapping[str, Any]]
NBCONVERT = re.compile(r"(jupyter-)?nbconvert(-script)?(\.exe|\.pyw?)?")
SLIDERS = (FloatSlider, FloatLogSlider, IntSlider, SelectionSlider)
ACROSS, ALONG = 7, 31  # values of each of two dials, and of a single one
FINER = 9  # of each of two, where frames are cheap


@dataclass(frozen=True)
class Sweep:
    """What to record.

    Parameters
    ----------
    dials : tuple of Dial
        What can be set.
    values : tuple of sequence
        The values of each dial, as many as it has texts.
    settings : callable
        `settings(*values)` gives the explorer's controls that a position of the dials sets.
    held : tuple of str, optional
        The handles that go where the dials take them; without it, those whose controls the settings set.
    """

    dials: tuple[Dial, ...]
    values: tuple[Sequence[Any], ...]
    settings: Settings
    held: tuple[str, ...] | None = None

    def positions(self) -> list[Mapping[str, Any]]:
        """Give the settings at every position, the last dial fastest."""
        return [self.settings(*values) for values in itertools.product(*self.values)]


def sweep_of(
    labels: Sequence[str],
    values: Sequence[Sequence[Any]],
    start: Sequence[Any],
    settings: Settings,
    text: Callable[[Any], str] = number,
) -> Sweep:
    """Make a sweep of numbers; the value nearest to the start is replaced by it, so that the start is exact.

    Examples
    --------
    >>> sweep = sweep_of(["κ"], [[1.0, 10.0, 100.0]], [9.0], lambda kappa: {"kappa": kappa})
    >>> sweep.values, sweep.dials[0].start
    (((1.0, 9.0, 100.0),), 1)
    """
    dials, kept = [], []
    for label, line, first in zip(labels, values, start, strict=True):
        nearest = int(np.argmin(np.abs(np.asarray(line, float) - float(first))))
        line = (*line[:nearest], first, *line[nearest + 1 :])
        dials.append(Dial(label, tuple(text(value) for value in line), nearest))
        kept.append(line)
    return Sweep(tuple(dials), tuple(kept), settings)


def point_sweep(explorer: Any, control: str, count: int = ACROSS) -> Sweep:
    """Move a point over a grid of the axes it lives in, which name the dials."""
    axes = next(one for one in explorer.stage.picture.handles if one.name == control).axes
    labels = [text.partition(" (")[0] for text in (axes.get_xlabel() or "x", axes.get_ylabel() or "y")]
    lines = [even(low, high, count) for low, high in (axes.get_xlim(), axes.get_ylim())]
    start = explorer.values[control]
    return sweep_of(labels, lines, start, lambda x, y: {control: (x, y)})


def even(low: float, high: float, count: int = ACROSS) -> list[float]:
    """Give values between two limits, away from both, with few digits.

    Examples
    --------
    >>> even(-2, 2)
    [-1.8, -1.2, -0.6, 0.0, 0.6, 1.2, 1.8]
    >>> even(-2, 2, 9)
    [-1.6, -1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2, 1.6]
    """
    places = max(0, 1 - int(np.floor(np.log10((high - low) / 4))))
    step = (high - low) * (18 // (count - 1)) / 20  # some twentieths of nine tenths of the way
    middle = (low + high) / 2
    return [round(middle + step * (k - (count - 1) / 2), places) + 0.0 for k in range(count)]


def slider_sweep(explorer: Any, control: str, count: int = ALONG) -> Sweep:
    """Move a slider from end to end, over values it can take."""
    widget = explorer.controls[control]
    label, start = widget.description, widget.value
    if isinstance(widget, SelectionSlider):
        texts, values = zip(*widget.options, strict=True)
        dial = Dial(label, texts, values.index(start))
        return Sweep((dial,), (values,), lambda value: {control: value})
    low, high, step = float(widget.min), float(widget.max), float(widget.step)
    steps = np.unique(np.rint(np.linspace(0, (high - low) / step, count)))
    line = [round(low + step * float(one), 10) for one in steps]
    if isinstance(widget, FloatLogSlider):
        line = [float(f"{10**power:.3g}") for power in line]
        return sweep_of([label], [line], [start], lambda value: {control: value})
    kind = int if isinstance(widget, IntSlider) else float
    return sweep_of([label], [[kind(one) for one in line]], [start], lambda value: {control: value})


def sliding(control: str, count: int = ALONG) -> Callable[[Any], Sweep]:
    """Make what a factory gives as `sweep`: move that slider."""
    return lambda explorer: slider_sweep(explorer, control, count)


def turning(explorer: Any) -> Sweep:
    """Turn a direction all the way round, in tens of degrees."""
    line = [float(angle) for angle in range(0, 360, 10)]
    start = [explorer.values["angle"] % 360]
    return sweep_of(["angle of u (degrees)"], [line], start, lambda angle: {"angle": angle})


def usual_sweep(explorer: Any) -> Sweep | None:
    """Choose what to record where a factory does not say: its point, or its first slider; None if it has neither."""
    points = [name for name in explorer.controls if _is_point(explorer, name)]
    if points:
        return point_sweep(explorer, points[0], FINER)
    return next(filter(None, (sweep_for(explorer, name) for name in explorer.controls)), None)


def sweep_for(explorer: Any, control: str) -> Sweep | None:
    """Record the control that a page asks for by name; None where it asks for nothing that this explorer has."""
    if _is_point(explorer, control):
        return point_sweep(explorer, control)
    return slider_sweep(explorer, control) if isinstance(explorer.controls.get(control), SLIDERS) else None


def _is_point(explorer: Any, control: str) -> bool:
    """Tell whether a control is a point of the plane that can be dragged on the picture."""
    value = explorer.values.get(control)
    held = {handle.name for handle in explorer.stage.picture.handles}
    return control in held and isinstance(value, tuple) and len(value) == 2


def recording_is_wanted() -> bool:
    """Tell whether a page without a kernel is being made: by `hesskit`, which says so, or by nbconvert.

    HESSKIT_RECORD in the environment is "1" to record and "0" not to; else it is asked whether nbconvert started the
    kernel.
    """
    said = os.environ.get("HESSKIT_RECORD", "")
    if said:
        return said != "0"
    try:
        import psutil  # type: ignore[import-untyped,unused-ignore]

        words = psutil.Process(os.getppid()).cmdline()[:3]
        return any(NBCONVERT.fullmatch(os.path.basename(word)) for word in words)
    except Exception:  # no such process, no right to ask, or no psutil, as in a browser
        return False
