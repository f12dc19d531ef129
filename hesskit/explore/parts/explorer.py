"""An explorer: controls, a pure `compute(controls) → scene`, and a picture on a Stage."""

import base64
import itertools
import logging
import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

import numpy as np
import traitlets
from ipywidgets import FloatLogSlider, FloatSlider, HBox, IntSlider, SelectionSlider, VBox, Widget

from hesskit.explore.parts.controls import FormulaBox, PointControl, reset_button
from hesskit.explore.parts.drawing import Box, outside, starts_in
from hesskit.explore.parts.labels import number
from hesskit.stage import LIGHT, LIVING, STAGE_STYLE, THEMES, Dial, Picture, Scene, Stage, Theme, Transaction

# What an explorer records for where no kernel will answer: which of its controls, at which values.

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


log = logging.getLogger("hesskit.explore")
WAIT = 0.4  # s that what is done after it waits for what was typed
Translation = Callable[[Any], Any]
Sweeping = Callable[["Explorer"], Sweep | None]


@dataclass(frozen=True, repr=False)
class Still:
    """A picture that does not move, above its caption, with the sentence that says all it shows."""

    png: bytes
    sentence: str
    width: int  # CSS pixels

    def __repr__(self) -> str:
        return self.sentence

    def _repr_mimebundle_(self, **_keywords: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        image = base64.b64encode(self.png).decode("ascii")
        metadata = {"image/png": {"alt": self.sentence, "width": self.width}}
        return {"text/plain": self.sentence, "image/png": image}, metadata


class CardStage(Stage):  # type: ignore[misc,unused-ignore]
    """A Stage that brings the style of the card it stands on: of the controls above it and the tables below."""

    _css = STAGE_STYLE + (Path(__file__).parent / "assets" / "card.css").read_text("utf-8")


@final
class Explorer(VBox):
    """Something to play with: every control moves the picture, and the picture's handles move the controls.

    Parameters
    ----------
    controls : mapping of str to control
        Anything with an observable `value`; shown in this order when it is a widget.
    compute : callable
        `compute(**values) -> Scene`. A ValueError is a learner's: its sentence is shown and the picture stays.
    picture : callable
        Makes the Picture for a Theme.
    translate : mapping of str to callable, optional
        For a handle that is not the control of the same name: turns its position into that control's value,
        or into a mapping of control names to values. "view" turns what is drawn into the box that is looked at.
    companions : sequence of widgets, optional
        Shown beneath the stage; `join(explorer)` tells each whose it is, `show(scene)` of every new scene.
    sweep : callable, optional
        Says what to record for where no kernel will answer: `sweep(explorer) -> Sweep`.
    sweeps : mapping of str to callable, optional
        What else may be asked for by name, beside the controls' own names.

    Notes
    -----
    In a live front-end it shows its stage; anywhere else (GitHub, nbconvert, a notebook without a kernel) a still
    picture, whose alternative text is the scene's sentence, above its caption.
    """

    def __init__(
        self,
        controls: Mapping[str, Any],
        compute: Callable[..., Scene],
        picture: Callable[[Theme], Picture],
        translate: Mapping[str, Translation] | None = None,
        companions: Sequence[Any] = (),
        sweep: Sweeping = usual_sweep,
        sweeps: Mapping[str, Sweeping] | None = None,
    ) -> None:
        self.controls = dict(controls)
        self.companions = tuple(companions)
        self._compute = compute
        self._translate = dict(translate or {})
        with np.errstate(all="ignore"):
            self.scene = compute(**self.values)
        self._paper = THEMES.get(
            os.environ.get("HESSKIT_THEME", ""), LIGHT
        )  # a dark deck's stills are dark too
        self.stage = CardStage(picture, self.scene, self._paper)
        self._change = Transaction(self.stage.lock, self._refresh)
        self._sweep, self._sweeps = sweep, dict(sweeps or {})
        self._start = self.values
        self._making: object | None = None  # the newest of what is made aside
        self._leaps = False  # a change that is worth a glide
        self.reset_button = reset_button()
        self.reset_button.on_click(lambda _button: self.reset())
        shown = [control for control in self.controls.values() if isinstance(control, Widget)]
        notes = [one.note for one in shown if hasattr(one, "note") and one.note not in one.children]
        parts = [HBox([*shown, self.reset_button]), HBox(notes), self.stage, *self.companions]
        parts[0].add_class("hesskit-controls")
        parts[1].add_class("hesskit-notes")
        super().__init__([one for one in parts if one is not parts[1] or notes])
        self.add_class("hesskit-card")
        if "formula" in self.controls:
            self.controls["formula"].aside = self._aside
            self.controls["formula"].observe(self._bring_in, "value")
        for control in self.controls.values():
            control.observe(self._changed, "value")
        self.stage.on_move(self._moved)
        self.stage.on_look(self._looked)
        self.stage.on_resume(self._resumed)
        for companion in self.companions:
            companion.join(self)
            companion.show(self.scene)

    @property
    def values(self) -> dict[str, Any]:
        """What the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def sentence(self) -> str:
        """What is to be seen, in words."""
        return self.stage.sentence

    @property
    def caption(self) -> str:
        """The idea of what is to be seen, as it stands under the picture."""
        return self.stage.caption

    @property
    def message(self) -> str:
        """What was wrong with the last input; empty when nothing was."""
        return self.stage.message

    def set(self, **values: Any) -> "Explorer":
        """Set several controls and recompute once; returns itself, so that a cell can end with it."""
        unknown = sorted(set(values) - set(self.controls))
        if unknown:
            raise ValueError(f"no control named {unknown[0]!r}: this explorer has {', '.join(self.controls)}")
        read = {
            name: getattr(self.controls[name], "read", _as_it_is)(value) for name, value in values.items()
        }
        if "formula" in read:
            self._making = None  # what is being read for a text comes too late
        with self._change:
            for name, value in read.items():
                self.controls[name].value = value
        return self

    def reset(self) -> None:
        """Put every control and every surface back as it was at the start, and forget what was typed wrong."""
        self.set(**self._start)
        self.stage.home()
        for control in self.controls.values():
            if hasattr(control, "tidy"):
                control.tidy()

    def _moved(self, name: str, position: tuple[float, float]) -> None:
        self.set(**self._meant(name, position))

    def _meant(self, name: str, position: tuple[float, float]) -> Mapping[str, Any]:
        """Turn a handle's position into the controls' values that it stands for."""
        value = self._translate[name](position) if name in self._translate else position
        return value if isinstance(value, Mapping) else {name: value}

    def _bring_in(self, change: dict[str, Any]) -> None:
        """Put a point where another surface wants it: at its own start, or inside its box."""
        box: Any = change["new"].domain
        if len(box) != 2:
            return
        moved = change["new"].expr == change["old"].expr  # a view moved by hand may lose sight of a point
        points = [control for name, control in self.controls.items() if _is_point(self, name)]
        choosing, own = getattr(self.controls["formula"], "choosing", (False, None))
        if choosing or (not moved and any(outside(point.value, box) for point in points)):
            with self._change:
                for point, place in zip(points, starts_in(box, len(points), own), strict=True):
                    point.value = place

    def _looked(self, view: Box | None) -> None:
        """Look where a hand moved the view to."""
        control: Any = self.controls.get("box") or self.controls.get("formula")
        if hasattr(control, "look"):
            drawn: Any = self._translate.get("view", _as_it_is)
            control.look(view if view is None else drawn(view))

    def _left(self) -> dict[str, Any]:
        """Give as JSON what is not as it was at the start, where that can be said so."""
        found = {}
        for name, value in self.values.items():
            if value is self._start[name] or value == self._start[name]:
                continue
            control = self.controls[name]
            kept = getattr(control, "kept", _kept)(value)
            if kept is None and hasattr(control, "label"):  # of a menu of things that are not plain
                kept = {"label": control.label}
            if kept is not None:
                found[name] = kept
        return found

    def _resumed(self, left: dict[str, Any]) -> None:
        """Go on where a learner left; what a notebook says that is not of this explorer changes nothing."""
        before = self.values
        try:
            self.set(
                **{name: _read(self.controls[name], left[name]) for name in self.controls if name in left}
            )
        except (ValueError, TypeError, KeyError, traitlets.TraitError):
            self.set(**before)

    def _aside(self, make: Callable[[], Any], take: Callable[[Any], None]) -> None:
        """Make something and take it; where a browser looks, no drag waits long for that, and the newest counts."""
        token = self._making = object()

        def work() -> None:
            try:
                with self.stage.working():
                    made = make()
                    with self.stage.lock:
                        if self._making is token:
                            take(made)
            except Exception as error:
                log.exception("something could not be made aside")
                self.stage.refuse(
                    f"Something went wrong inside hesskit ({type(error).__name__}): press Reset."
                )

        if not self.stage.live:
            return work()
        thread = threading.Thread(target=work, daemon=True, name="hesskit-aside")
        try:
            thread.start()
        except RuntimeError:  # a kernel in the browser has no threads
            return work()
        thread.join(WAIT)  # most is done by then, and in order

    def _changed(self, change: Any) -> None:
        with self._change:  # alone it is a change of its own, within `set` a part of that
            self._leaps = self._leaps or isinstance(change["owner"], PointControl | FormulaBox)

    def _refresh(self) -> None:
        try:
            glide, self._leaps = self._leaps, False
            with self.stage.working(), np.errstate(all="ignore"):  # numpy's warnings are not for learners
                scene = self._compute(**self.values)
                self.stage.left = self._left()
                self.stage.show(scene, glide)
            self.scene = scene
            for companion in self.companions:
                companion.show(scene)
        except ValueError as error:
            self.stage.refuse(str(error))
        except Exception as error:
            log.exception("the explorer could not compute %r", self.values)
            self.stage.refuse(
                f"Something went wrong inside hesskit ({type(error).__name__}): "
                "the last good picture stays; press Reset, or run the cell again."
            )

    def record(self, sweep: Sweep | None = None) -> "Explorer":
        """Record this explorer for where no kernel will answer: an exported page, a slide.

        There, sliders of the page's own (and a drag, to the nearest of what was recorded) move the picture, the numbers
        and the sentence; the controls, which would be dead, are left out.

        Parameters
        ----------
        sweep : Sweep, optional
            What to record; each explorer knows what is worth it.

        Returns
        -------
        Explorer
            Itself, so that a cell can end with it.
        """
        with self.stage.lock:
            if sweep is None:
                asked = os.environ.get("HESSKIT_SWEEP", "")
                named = self._sweeps[asked](self) if asked in self._sweeps else sweep_for(self, asked)
                sweep = named or self._sweep(self)
            if sweep is not None:
                scenes = (self._compute(**{**self.values, **settings}) for settings in sweep.positions())
                self.stage.record(
                    scenes, sweep.dials, self._held(sweep) if sweep.held is None else sweep.held
                )
            self.children = [self.stage]
        return self

    def _held(self, sweep: Sweep) -> list[str]:
        """Name the handles that move nothing but what a sweep sets."""
        settable = sweep.positions()[0].keys()
        handles = self.stage.picture.handles
        return [one.name for one in handles if self._meant(one.name, one.position).keys() <= settable]

    def still(self) -> "Still":
        """Give the present picture as it is printed: it does not move."""
        return Still(self.stage.still(theme=self._paper), self.sentence, round(self.stage.picture.width))

    def _repr_mimebundle_(self, **keywords: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        if not self.stage.recording and recording_is_wanted():
            self.record()
        found = super()._repr_mimebundle_(**keywords)
        live = dict(found[0] if isinstance(found, tuple) else found or {})
        bundle, metadata = self.still()._repr_mimebundle_()
        return {**live, **bundle, LIVING: {"kind": "picture"}}, metadata


def _as_it_is(value: Any) -> Any:
    return value


def _kept(value: Any) -> Any:
    """Give a control's value as JSON; None where it is nothing plain."""
    if isinstance(value, tuple):
        parts = [_kept(part) for part in value]
        return None if None in parts else parts
    return value if isinstance(value, bool | int | float | str) else None


def _read(control: Any, kept: Any) -> Any:
    """Turn JSON into what a control is set to."""
    if isinstance(kept, dict) and hasattr(control, "label"):
        return dict(control.options)[kept["label"]]
    return tuple(_read(None, part) for part in kept) if isinstance(kept, list) else kept
