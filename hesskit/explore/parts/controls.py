"""The controls that all explorers share. A control has a `value`; one that is a widget is shown."""

import contextlib
import html
import logging
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from ipywidgets import (
    HTML,
    Button,
    Checkbox,
    Dropdown,
    FloatLogSlider,
    FloatSlider,
    HBox,
    IntProgress,
    IntSlider,
    Layout,
    SelectionSlider,
    Text,
    ToggleButton,
    ToggleButtons,
    VBox,
)

from hesskit.explore.parts.drawing import Box
from hesskit.explore.parts.labels import powers
from hesskit.maths.calculus import number
from hesskit.maths.surfaces import GROUPS, FormulaError, Surface, gallery, parse_point

WIDE = {"width": "430px"}  # a Layout of its own for each: one that all share would be closed for all
_ASSETS = Path(__file__).parent / "assets"
THUMBNAILS = _ASSETS / "gallery.webp"  # a tile for each surface, in order; tools/draw_gallery.py makes it


class Slider(anywidget.AnyWidget):  # type: ignore[misc,unused-ignore]
    """What a slider of ipywidgets is to Python, with a view that never rounds what Python set.

    That of ipywidgets puts its knob on a step and sends the step back: t = 1.05 became 1.
    """

    _esm = (_ASSETS / "slider.js").read_text("utf-8")
    _css = (_ASSETS / "slider.css").read_text("utf-8")


class EvenSlider(Slider, FloatSlider):  # type: ignore[misc,unused-ignore]
    """A slider over numbers."""


class WholeSlider(Slider, IntSlider):  # type: ignore[misc,unused-ignore]
    """A slider over whole numbers."""


class LogSlider(Slider, FloatLogSlider):  # type: ignore[misc,unused-ignore]
    """A slider over powers of ten."""


class ChoiceSlider(Slider, SelectionSlider):  # type: ignore[misc,unused-ignore]
    """A slider over a few values, each with its text."""


def choice_slider(label: str, options: Sequence[tuple[str, Any]], value: Any) -> ChoiceSlider:
    """Make a slider over pairs of a text and the value that it means."""
    return ChoiceSlider(
        options=options, value=value, description=label, style={"description_width": "initial"}, layout=WIDE
    )


def slider(label: str, value: float, low: float, high: float, step: float, **keywords: Any) -> EvenSlider:
    """Make a slider whose label is as wide as it needs to be."""
    return EvenSlider(
        value=value, min=low, max=high, step=step, description=label, style={"description_width": "initial"},
        layout=WIDE, **keywords
    )  # fmt: skip


def whole_slider(label: str, value: int, low: int, high: int) -> WholeSlider:
    """Make a slider over whole numbers."""
    return WholeSlider(
        value=value, min=low, max=high, description=label, style={"description_width": "initial"}, layout=WIDE
    )


def complaint(text: str) -> str:
    """Mark up a sentence about an input so that a screen reader speaks it at once; nothing for no text."""
    return f'<p class="complaint" role="alert">{text}</p>' if text else ""


def remark(text: str) -> str:
    """Mark up a sentence that is no complaint; nothing for no text."""
    return f'<p role="status">{html.escape(text)}</p>' if text else ""


class GalleryMenu(anywidget.AnyWidget):  # type: ignore[misc,unused-ignore]
    """A button that opens the gallery: groups of surfaces, each with its picture and its formula.

    Parameters
    ----------
    names : sequence of str
        What is on offer; `value` is the name that was chosen, or empty.
    """

    _esm = (_ASSETS / "gallery_menu.js").read_text("utf-8")
    _css = (_ASSETS / "gallery_menu.css").read_text("utf-8")
    value = traitlets.Unicode("").tag(sync=True)
    # [name, [[surface, formula, why, tile], …]]
    groups: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(self, names: Sequence[str]) -> None:
        tiles = {name: tile for tile, name in enumerate(gallery)}
        wanted = set(names)
        groups = []
        for group in GROUPS:
            rows = [
                [one.name, powers(one.formula).replace("*", "·").replace("-", "−"), one.why, tiles[one.name]]
                for one in gallery.values()
                if one.group == group and one.name in wanted
            ]
            groups += [[group, rows]] if rows else []
        super().__init__(groups=groups)
        self.on_msg(self._asked)

    def _asked(self, _widget: Any, _content: Any, _buffers: Any) -> None:
        """Send the pictures, which a page needs only once the gallery is opened."""
        self.send({"type": "tiles"}, [THUMBNAILS.read_bytes()])


class FormulaBox(VBox):
    """A box to type f in, and a menu of the gallery; `value` is the last good Surface.

    Below it stands what is wrong with a text, or how it was read where there are two ways.

    Parameters
    ----------
    formula : str or Surface
        What to start from.
    names : sequence of str
        Gallery names on offer in the menu; an empty one shows no menu.
    variables : str
        The variables a formula may use.
    """

    value = traitlets.Instance(Surface)

    def __init__(
        self, formula: Any, names: Sequence[str] | None = None, variables: str = "x y", domain: Any = None
    ) -> None:
        self._variables, self._domain = variables, domain
        self.aside: Callable[[Callable[[], Any], Callable[[Any], None]], None] = _at_once
        surface = self.read(formula)
        self._home, self._by_hand = surface.domain, False
        self.text = Text(
            value=_shown(surface), description=f"f({', '.join(variables.split())}) =", continuous_update=False,
            placeholder="type a formula, then press Enter", layout=Layout(width="330px"),
            style={"description_width": "initial"},
        )  # fmt: skip
        self._starts = names is None  # a choice of a few names is of surfaces that one point suits
        names = list(gallery) if names is None else names
        self.menu = GalleryMenu(names)
        # whether a surface is being chosen, and its own start
        self.choosing: tuple[bool, Any] = (False, None)
        self.note = HTML(value=remark(surface.reading))
        super().__init__([HBox([self.text, self.menu] if names else [self.text])], value=surface)
        self.text.observe(self._typed, "value")
        self.menu.observe(self._chosen, "value")
        self.observe(self._assigned, "value")

    def _surface(self, text: str) -> Surface:
        return Surface(text, self._variables, domain=self._domain)

    def _typed(self, change: dict[str, Any]) -> None:
        self.aside(lambda: self._tried(change["new"]), self._take)

    def _tried(self, text: str) -> tuple[Surface | None, str]:
        """Read a text, and derive what will be needed: the surface, or None, and what is to be said of it."""
        try:
            surface = self._surface(text)
        except FormulaError as error:
            return None, complaint(f"{html.escape(str(error))} {_pointed(error)}")
        except ValueError as error:
            return None, complaint(html.escape(str(error)))
        return _derived(surface), remark(surface.reading)

    def _take(self, found: tuple[Surface | None, str]) -> None:
        surface, said = found
        if surface is not None:
            self.value = surface
        self.note.value = said

    def _chosen(self, change: dict[str, Any]) -> None:
        name = change["new"]
        if name:
            self.aside(lambda: _derived(Surface(name, self._variables)), self._choose)

    def _choose(self, surface: Surface) -> None:
        self.choosing = (self._starts, gallery[surface.name or ""].start)
        try:
            self.value = surface
        finally:
            self.choosing = (False, None)
        self.tidy()

    def _assigned(self, change: dict[str, Any]) -> None:
        """Keep text and menu in step with a value set from outside."""
        if not self._by_hand:
            self._home = change["new"].domain
        if change["new"].text != self.text.value:
            self.tidy()
        if self.menu.value and change["new"].name != self.menu.value:
            self.menu.value = ""  # so that the same name can be chosen again

    def look(self, box: Box | None) -> None:
        """Look at a box that was reached by hand; None is the one that was there at first."""
        wanted = self._home if box is None else viewable(box)
        if wanted is not None:
            self._by_hand = True
            try:
                self.value = self.value.over(wanted)
            finally:
                self._by_hand = False

    def read(self, value: Any) -> Surface:
        """Turn what code assigns, such as a formula's text, into a value; ValueError when it is none."""
        return value if isinstance(value, Surface) else self._surface(value)

    def kept(self, value: Surface) -> str:
        """Give the text or the name that `read` makes this of, in its own view."""
        return value.name or value.text or str(value.expr)

    def tidy(self) -> None:
        """Show the value, and forget what was typed wrong."""
        self.text.unobserve(self._typed, "value")
        self.text.value = _shown(self.value)
        self.text.observe(self._typed, "value")
        self.note.value = remark(self.value.reading)


def _derived(surface: Surface) -> Surface:
    """Derive and compile a surface ahead; where that takes too long it is said by whatever needs it."""
    with contextlib.suppress(ValueError), np.errstate(all="ignore"):
        surface.at([low for low, _high in surface.domain])
    return surface


def _at_once(make: Callable[[], Any], take: Callable[[Any], None]) -> None:
    take(make())


def _shown(surface: Surface) -> str:
    if surface.name is not None and surface.name in gallery:
        return gallery[surface.name].formula
    return surface.text or str(surface.expr)


def _pointed(error: FormulaError) -> str:
    if error.position is None:
        return ""
    line, caret, _sentence = error.pointed().split("\n", 2)
    start = caret.index("^")
    word = re.match(r"\w+|.|$", line[start:])
    fault = (word[0] if word else "") or " "
    before, after = line[:start], line[start + len(fault) :]
    return f"<code>{html.escape(before)}<u>{html.escape(fault)}</u>{html.escape(after)}</code>"


class PointControl(HBox):
    """A point that is dragged on the picture, or typed; `value` is a tuple of floats."""

    value = traitlets.Tuple()

    def __init__(self, point: Sequence[float], label: str = "go to point") -> None:
        self.box = Text(
            description=label, placeholder="1/2, -1", continuous_update=False, layout=Layout(width="180px"),
            style={"description_width": "initial"},
        )  # fmt: skip
        self.note = HTML()
        super().__init__([self.box], value=tuple(float(number) for number in point))
        self.box.observe(self._typed, "value")

    def _typed(self, change: dict[str, Any]) -> None:
        text = change["new"].strip()
        if not text:
            return
        try:
            self.value = self.read(parse_point(text))
            self.note.value = ""
        except ValueError as error:
            self.note.value = complaint(html.escape(str(error)))

    def read(self, value: Any) -> tuple[float, ...]:
        """Turn what code assigns into a value; ValueError when it has another number of coordinates."""
        point = tuple(float(number) for number in value)
        if len(point) != len(self.value):
            wanted = len(self.value)
            raise ValueError(f"this point needs {wanted} numbers, such as 1/2, -1; you gave {len(point)}")
        return point

    def tidy(self) -> None:
        """Forget what was typed."""
        self.box.value = self.note.value = ""


def reset_button() -> Button:
    """Make the button that puts an explorer back as it was."""
    return Button(description="Reset", tooltip="put everything back as it was", layout=Layout(width="80px"))


def log_slider(label: str, value: float, low: int, high: int, step: float = 0.1) -> LogSlider:
    """Make a slider over powers of ten, from 10^low to 10^high; `step` is in powers of ten."""
    return LogSlider(
        value=value, min=low, max=high, step=step, description=label, style={"description_width": "initial"},
        layout=WIDE,
    )  # fmt: skip


class SliderGroup(VBox):
    """Several sliders that are one control; `value` is the tuple of their values, kept within their limits."""

    value = traitlets.Tuple()

    def __init__(self, sliders: Sequence[Any]) -> None:
        self.sliders = list(sliders)
        self._setting = False
        super().__init__(self.sliders, value=tuple(one.value for one in self.sliders))
        for one in self.sliders:
            one.observe(self._slid, "value")
        self.observe(self._assigned, "value")

    def _slid(self, _change: dict[str, Any]) -> None:
        if not self._setting:
            self.value = tuple(one.value for one in self.sliders)

    def _assigned(self, change: dict[str, Any]) -> None:
        """Put every slider where the value says; the sliders may clamp what is beyond their limits."""
        self._setting = True
        try:
            for one, number in zip(self.sliders, change["new"], strict=True):
                one.value = number
        finally:
            self._setting = False


def menu(label: str, choices: Mapping[str, Any]) -> Dropdown:
    """Make a menu of things by their names; the first is chosen."""
    return Dropdown(
        options=list(choices.items()), description=label, style={"description_width": "initial"}, layout=WIDE
    )


def tick(label: str, value: bool = False) -> Checkbox:
    """Make a box to tick."""
    return Checkbox(value=value, description=label, indent=False, layout=Layout(width="auto"))


def choice(label: str, choices: Mapping[str, Any], value: Any) -> ToggleButtons:
    """Make buttons of which one is down; `choices` maps what is shown to the value it means."""
    return ToggleButtons(
        options=list(choices.items()), value=value, description=label,
        style={"description_width": "initial", "button_width": "initial"},
    )  # fmt: skip


# The box that is looked at: moved and zoomed by hand on the picture, or typed.

NEAREST, FARTHEST = 1e-6, 1e6


def viewable(box: Box) -> Box | None:
    """Round a box as it is kept; None where it is too small to be told from a point, or farther than is looked.

    >>> viewable(((-2, 2), (0, 1e9)))
    >>> viewable(((-2, 2), (0, 1 / 3)))
    ((-2, 2), (0, 0.333333333))
    """
    (x_low, x_high), (y_low, y_high) = ((round(low, 9), round(high, 9)) for low, high in box)
    near = min(x_high - x_low, y_high - y_low) <= NEAREST
    far = max(map(abs, (x_low, x_high, y_low, y_high))) > FARTHEST
    return None if near or far else ((x_low, x_high), (y_low, y_high))


class BoxControl(HBox):
    """A box ((x_low, x_high), (y_low, y_high)); follows a formula's own domain when the formula changes.

    It is changed on the picture; folded away stands a text, for those who rather type it.
    """

    value = traitlets.Tuple()

    def __init__(self, formula: Any) -> None:
        self.fold = ToggleButton(
            value=False, description="view …", tooltip="type from where to where x and y are drawn",
            layout=Layout(width="auto"),
        )  # fmt: skip
        self.text = Text(
            description="x from, to, y from, to",
            continuous_update=False,
            layout=Layout(width="330px", display="none"),
            style={"description_width": "initial"},
        )
        self.note = HTML()
        self._home, self._by_hand = formula.value.domain, False
        super().__init__([self.fold, self.text], value=self._home)
        self._say()
        self.fold.observe(self._folded, "value")
        self.text.observe(self._typed, "value")
        self.observe(self._changed, "value")
        formula.observe(self._follow, "value")

    def look(self, box: Box | None) -> None:
        """Look at a box that was reached by hand; None is the one that was there at first."""
        wanted = self._home if box is None else viewable(box)
        if wanted is not None:
            self._go(wanted)

    def _go(self, box: Box) -> None:
        self._by_hand = True
        try:
            self.value = box
        finally:
            self._by_hand = False

    def _folded(self, change: dict[str, Any]) -> None:
        self.text.layout.display = None if change["new"] else "none"
        if not change["new"]:
            self.note.value = ""

    def _follow(self, change: dict[str, Any]) -> None:
        self.value = change["new"].domain

    def _changed(self, change: dict[str, Any]) -> None:
        if not self._by_hand:
            self._home = change["new"]
        self._say()

    def _say(self) -> None:
        (x_low, x_high), (y_low, y_high) = self.value
        self.text.value = ", ".join(number(each, 6) for each in (x_low, x_high, y_low, y_high))

    def _typed(self, change: dict[str, Any]) -> None:
        try:
            numbers = [float(number) for number in parse_point(change["new"])]
            if len(numbers) != 4:
                raise ValueError(
                    f"a box needs four numbers (x from, x to, y from, y to); you gave {len(numbers)}"
                )
            x_low, x_high, y_low, y_high = numbers
            if x_low >= x_high or y_low >= y_high:
                raise ValueError("a box must have its smaller number first: x from, x to, y from, y to")
            if max(map(abs, numbers)) > FARTHEST:
                raise ValueError("a box may reach as far as 1000000, not farther")
        except ValueError as error:
            self.note.value = complaint(html.escape(str(error)))
            return
        self.note.value = ""
        if [float(f"{number:.6g}") for side in self.value for number in side] != numbers:
            self._go(((x_low, x_high), (y_low, y_high)))


# A long computation done in rounds: a bar that says how far it is, and a button that stops it or goes on.

log = logging.getLogger("hesskit.explore")


class Progress(HBox):
    """How many rounds of a computation to show; `value` counts them.

    Where no browser is looking (a notebook that is run by a machine, a test) every round is done at once. Once one is,
    another question starts again from the first round, and a thread does the others, one after another.

    Parameters
    ----------
    rounds : int
        How many there are.
    prepare : callable
        `prepare(k)` does the first k rounds for what the controls say now, and keeps them; it may be called on
        another thread, and must not touch a widget.
    label : str
        What the bar is called.
    go : str
        What the button says that does the rest.
    start : int, optional
        How many rounds are shown at first; all of them if it is not said.
    """

    value = traitlets.Int()

    def __init__(
        self,
        rounds: int,
        prepare: Callable[[int], Any],
        label: str,
        go: str = "Continue",
        start: int | None = None,
    ) -> None:
        self.rounds, self.prepare, self.go = rounds, prepare, go
        self.live = False  # whether a browser has spoken
        self.thread: threading.Thread | None = None
        self._token: object | None = None  # of the thread that may go on
        self._lock: Any = threading.RLock()
        self.bar = IntProgress(
            value=rounds, min=0, max=rounds, description=label, style={"description_width": "initial"},
            layout=Layout(width="260px"),
        )  # fmt: skip
        self.button = Button(layout=Layout(width="auto", min_width="90px"))
        super().__init__([self.bar, self.button], value=rounds if start is None else start)
        self._show()
        self.button.on_click(lambda _button: self._pressed())
        self.observe(lambda _change: self._show(), "value")

    @property
    def running(self) -> bool:
        """Whether a thread is at work on what is asked now."""
        return self._token is not None and self.value < self.rounds

    def join(self, explorer: Any) -> None:
        """Learn whose progress this is: its lock keeps the thread and the cells apart."""
        self._lock = explorer.stage.lock
        explorer.stage.on_msg(self._hear)

    def follow(self, *controls: Any) -> None:
        """Start again whenever one of these controls asks another question; call it before they join an explorer."""
        for control in controls:
            control.observe(lambda _change: self.restart(), "value")

    def restart(self) -> None:
        """Begin with the first round, or do them all where no browser is looking."""
        with self._lock:
            self._token = None
            self.value = 1 if self.live else self.rounds
            if self.live:
                self._begin()

    def cancel(self) -> None:
        """Stop after the round that is being done."""
        with self._lock:
            self._token = None
            self._show()

    def read(self, value: Any) -> int:
        """Turn what code assigns into a value; ValueError when there is no such round."""
        if int(value) != value or not 1 <= value <= self.rounds:
            raise ValueError(f"the rounds are counted from 1 to {self.rounds}; you gave {value!r}")
        return int(value)

    def kept(self, value: int) -> None:
        """Leave nothing to a notebook that is opened again: what was computed is computed anew."""

    def close(self) -> None:
        """Stop, and leave the page."""
        self.cancel()
        super().close()

    def _hear(self, _widget: Any, _content: Any, _buffers: Any) -> None:
        self.live = True

    def _pressed(self) -> None:
        if self.running:
            self.cancel()
        elif self.value < self.rounds:
            self._begin()

    def _begin(self) -> None:
        token = self._token = object()
        self.thread = threading.Thread(target=self._work, args=(token,), daemon=True, name="hesskit-progress")
        try:
            self.thread.start()
        except RuntimeError:  # a kernel in the browser has no threads
            self.thread = None
            self.value = self.rounds
        self._show()

    def _work(self, token: object) -> None:
        try:
            while self._token is token and self.value < self.rounds:
                wanted = self.value + 1
                self.prepare(wanted)
                with self._lock:
                    if self._token is token and self.value == wanted - 1:
                        self.value = wanted
        except Exception:
            log.exception("round %d could not be done", self.value + 1)
            self.cancel()

    def _show(self) -> None:
        """Say on the bar and on the button how things stand."""
        done = self.value >= self.rounds
        self.bar.value = self.value
        self.bar.bar_style = "success" if done else "info" if self.running else "warning"
        self.button.description = "Cancel" if done or self.running else self.go
        self.button.tooltip = "stop here" if done or self.running else "do the rest"
        self.button.disabled = done
