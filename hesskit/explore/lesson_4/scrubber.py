"""The scrubber under a picture of steps: it plays them, and goes on or back by one."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets

ASSETS = Path(__file__).parent / "assets"
END = 1e6  # a step that no path reaches: the cursor stands at the end, however long a path becomes


def script(name: str) -> str:
    """Give one of the scripts of lesson 4, with what they share."""
    return "\n".join((ASSETS / f"{part}.js").read_text("utf-8") for part in ("make", name))


def style() -> str:
    """Give the styles of what stands round a race."""
    return (ASSETS / "race.css").read_text("utf-8")


class StepCursor(traitlets.HasTraits):
    """How many steps are shown; a control without a place of its own: the `Scrubber` shows it."""

    value = traitlets.Float(END)

    def read(self, value: Any) -> float:
        """Turn what code assigns into a value; ValueError when it is no step."""
        try:
            step = float(value)
        except (TypeError, ValueError):
            step = -1.0
        if not step >= 0:
            raise ValueError(f"step is a number from 0 up, not {value!r}.")
        return step


class Scrubber(anywidget.AnyWidget):  # type: ignore[misc,unused-ignore]
    """A bar over the steps of a scene, which says by `longest` how many there are and by `step` where it stands.

    A whole number shows a step that is done; the browser plays through the fractions between. With `resets` it has a
    button that puts the whole explorer back, for one whose controls are not shown.
    """

    _esm = script("scrubber")
    _css = style()
    value = traitlets.Float(0.0).tag(sync=True)
    max = traitlets.Int(0).tag(sync=True)
    resets = traitlets.Bool(False).tag(sync=True)

    def __init__(self, cursor: StepCursor, resets: bool = False) -> None:
        self.cursor = cursor
        self._following = False
        super().__init__(resets=resets)
        self.observe(self._slid, "value")

    def join(self, explorer: Any) -> None:
        """Learn what its Reset puts back."""
        self.on_msg(lambda _widget, content, _buffers: explorer.reset() if content == "reset" else None)

    def show(self, scene: Any) -> None:
        """Fit the bar to the longest path, and stand where the scene stands."""
        self._following = True
        try:
            self.max = int(scene.longest)
            if (
                abs(self.value - scene.step) > 1e-9
            ):  # else the browser, which may have played on, is thrown back
                self.value = float(scene.step)
        finally:
            self._following = False

    def _slid(self, change: dict[str, Any]) -> None:
        if not self._following:
            self.cursor.value = END if change["new"] >= self.max else change["new"]
