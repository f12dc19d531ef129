"""The controls that all explorers share. A control has a `value`; one that is a widget is shown."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import traitlets
from ipywidgets import (
    HTML,
    Button,
    Checkbox,
    Dropdown,
    FloatLogSlider,
    FloatSlider,
    HBox,
    IntSlider,
    Layout,
    Text,
    ToggleButtons,
    VBox,
)

from hesskit.maths.gallery import gallery
from hesskit.maths.parsing import FormulaError, parse_point
from hesskit.maths.surfaces import Surface

WIDE = Layout(width="430px")


def slider(label: str, value: float, low: float, high: float, step: float, **keywords: Any) -> FloatSlider:
    """Make a slider whose label is as wide as it needs to be."""
    return FloatSlider(
        value=value, min=low, max=high, step=step, description=label, style={"description_width": "initial"},
        layout=WIDE, **keywords
    )  # fmt: skip


def whole_slider(label: str, value: int, low: int, high: int) -> IntSlider:
    """Make a slider over whole numbers."""
    return IntSlider(
        value=value, min=low, max=high, description=label, style={"description_width": "initial"}, layout=WIDE
    )


def complaint(text: str) -> str:
    """Mark up a sentence about an input so that a screen reader speaks it at once; nothing for no text."""
    if not text:
        return ""
    style = "margin:0;padding:2px 8px;border-left:4px solid var(--jp-warn-color1,#b35900);line-height:1.4"
    return f'<p role="alert" style="{style}">{text}</p>'


def remark(text: str) -> str:
    """Mark up a sentence that is no complaint; nothing for no text."""
    return (
        f'<p role="status" style="margin:0;padding:2px 8px;line-height:1.4">{html.escape(text)}</p>'
        * bool(text)
    )


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
        surface = self.read(formula)
        self.text = Text(
            value=_shown(surface), description=f"f({', '.join(variables.split())}) =", continuous_update=False,
            placeholder="type a formula, then press Enter", layout=Layout(width="330px"),
            style={"description_width": "initial"},
        )  # fmt: skip
        names = sorted(gallery) if names is None else names
        self.menu = Dropdown(
            options=[("or choose …", ""), *((name, name) for name in names)], layout=Layout(width="150px")
        )
        self.menu.tooltip = "surfaces from the gallery"
        self.note = HTML(value=remark(surface.reading))
        super().__init__([HBox([self.text, self.menu] if names else [self.text]), self.note], value=surface)
        self.text.observe(self._typed, "value")
        self.menu.observe(self._chosen, "value")
        self.observe(self._assigned, "value")

    def _surface(self, text: str) -> Surface:
        return Surface(text, self._variables, domain=self._domain)

    def _typed(self, change: dict[str, Any]) -> None:
        try:
            self.value = self._surface(change["new"])
            self.note.value = remark(self.value.reading)
        except FormulaError as error:
            self.note.value = complaint(html.escape(str(error))) + _pointed(error)
        except ValueError as error:
            self.note.value = complaint(html.escape(str(error)))

    def _chosen(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self.value = Surface(change["new"], self._variables)
            self.tidy()

    def _assigned(self, change: dict[str, Any]) -> None:
        """Keep text and menu in step with a value set from outside."""
        if change["new"].text != self.text.value:
            self.tidy()
        if self.menu.value and change["new"].name != self.menu.value:
            self.menu.value = ""  # so that the same name can be chosen again

    def read(self, value: Any) -> Surface:
        """Turn what code assigns, such as a formula's text, into a value; ValueError when it is none."""
        return value if isinstance(value, Surface) else self._surface(value)

    def tidy(self) -> None:
        """Show the value, and forget what was typed wrong."""
        self.text.unobserve(self._typed, "value")
        self.text.value = _shown(self.value)
        self.text.observe(self._typed, "value")
        self.note.value = remark(self.value.reading)


def _shown(surface: Surface) -> str:
    if surface.name is not None and surface.name in gallery:
        return gallery[surface.name].formula
    return surface.text or str(surface.expr)


def _pointed(error: FormulaError) -> str:
    if error.position is None:
        return ""
    line, caret, _sentence = error.pointed().split("\n", 2)
    return f'<pre style="margin:0 8px;line-height:1.2">{html.escape(line)}\n{caret}</pre>'


class PointControl(HBox):
    """A point that is dragged on the picture, or typed; `value` is a tuple of floats."""

    value = traitlets.Tuple()

    def __init__(self, point: Sequence[float], label: str = "go to point") -> None:
        self.box = Text(
            description=label, placeholder="1/2, -1", continuous_update=False, layout=Layout(width="180px"),
            style={"description_width": "initial"},
        )  # fmt: skip
        self.note = HTML()
        super().__init__([self.box, self.note], value=tuple(float(number) for number in point))
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


def log_slider(label: str, value: float, low: int, high: int, step: float = 0.1) -> FloatLogSlider:
    """Make a slider over powers of ten, from 10^low to 10^high; `step` is in powers of ten."""
    return FloatLogSlider(
        value=value, min=low, max=high, step=step, description=label, style={"description_width": "initial"},
        layout=WIDE, readout_format=".2g",
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
