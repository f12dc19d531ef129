"""The ways to move one scene that `latency.py` compares; imported by the notebook it opens.

The scene: level curves with a moving point and its eigen-directions, beside a 40 × 40 surface with its quadratic patch.
"""

from typing import Any

import anywidget
import numpy as np
import traitlets
from IPython.display import display
from ipywidgets import FloatSlider, VBox, interact

from hesskit import explore
from hesskit.explore.lesson_1.hessian import HessianPicture, HessianScene, compute
from hesskit.explore.parts.controls import slider
from hesskit.explore.parts.drawing import grid_of, height_range
from hesskit.explore.parts.explorer import Explorer
from hesskit.maths.surfaces.surface import Surface

FORMULA = "x^3 - 3x y^2"
POINT = (0.6, 0.4)
SURFACE = Surface(FORMULA)


def _scene(x: float, y: float) -> HessianScene:
    return compute(SURFACE, (x, y))


def interact_slider() -> None:
    """The usual way: a function under `interact` that redraws the whole figure with pyplot."""
    import matplotlib.pyplot as plt  # noqa: TID251  (the very thing to compare with)

    box = SURFACE.domain

    def draw(x: float = POINT[0], y: float = POINT[1]) -> None:
        scene = _scene(x, y)
        xs, ys, zs = grid_of(SURFACE, box, 90)
        figure = plt.figure(figsize=(8.6, 4))
        flat = figure.add_subplot(1, 2, 1)
        levels = np.linspace(*height_range(zs), 15)
        flat.contourf(xs, ys, zs, levels=levels, cmap="viridis", alpha=0.45)
        flat.contour(xs, ys, zs, levels=levels, colors="grey", linewidths=0.7)
        for direction in scene.eigenvectors.T:
            flat.annotate(
                "",
                scene.point + 0.6 * direction,
                scene.point - 0.6 * direction,
                arrowprops={"arrowstyle": "<->"},
            )
        flat.plot(x, y, "ko")
        depth = figure.add_subplot(1, 2, 2, projection="3d")
        xs, ys, zs = grid_of(SURFACE, box, 41)
        depth.plot_surface(*np.meshgrid(xs, ys), zs, cmap="viridis", alpha=0.55, rstride=1, cstride=1)
        d = np.stack(np.meshgrid(*2 * [0.64 * np.linspace(-1, 1, 9)]), axis=-1)
        patch = scene.value + d @ scene.gradient + 0.5 * np.einsum("...i,ij,...j", d, scene.hessian, d)
        depth.plot_wireframe(x + d[..., 0], y + d[..., 1], patch, color="green")
        depth.plot(x, y, scene.value, "ko")
        plt.show()
        print(scene.sentence())

    interact(draw, x=(-2, 2, 0.02), y=(-2, 2, 0.02))


def hesskit_slider() -> None:
    """hesskit's scene moved by two sliders."""
    controls = {name: slider(name, start, -2, 2, 0.02) for name, start in zip("xy", POINT, strict=True)}
    display(Explorer(controls, _scene, HessianPicture))


def hesskit_drag() -> None:
    """The explorer of lesson 0, dragged on its picture."""
    display(explore.hessian(FORMULA, POINT))


class Floor(anywidget.AnyWidget):
    """The least a kernel can be asked for: a message whose answer changes one pixel; one in flight, the newest wins."""

    _esm = """
    export default { render({ model, el }) {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { className: "latency-floor", width: 430, height: 200 });
      canvas.style = "display: block; background: #ddd; touch-action: none";
      el.append(canvas);
      const context = canvas.getContext("2d");
      let [flying, waiting, held] = [false, null, false];
      const flush = () => {
        if (flying || !waiting) return;
        flying = true;
        model.send(waiting);
        waiting = null;
      };
      canvas.addEventListener("pointerdown", () => (held = true));
      canvas.addEventListener("pointermove", (event) => {
        if (!held) return;
        waiting = { x: event.offsetX, y: event.offsetY };
        flush();
      });
      canvas.addEventListener("pointerup", () => (held = false));
      model.on("change:frame", () => {
        flying = false;
        requestAnimationFrame(() => {
          context.clearRect(0, 0, 1, 1);
          context.fillStyle = model.get("frame") % 2 ? "red" : "blue";
          context.fillRect(0, 0, 1, 1);
        });
        flush();
      });
    } };
    """
    frame = traitlets.Int(0).tag(sync=True)

    def answer(self, *_ignored: Any) -> None:
        """Change what the browser shows, and do nothing else."""
        self.frame += 1


def floor_drag() -> None:
    """An empty handler of an empty message from the picture."""
    floor = Floor()
    floor.on_msg(floor.answer)
    display(floor)


def floor_slider() -> None:
    """An empty handler of a slider."""
    floor, control = Floor(), FloatSlider(min=-2, max=2, step=0.02)
    control.observe(floor.answer, "value")
    display(VBox([control, floor]))


def explorer(name: str) -> None:
    """Any explorer, as a lesson shows it."""
    display(getattr(explore, name)())
