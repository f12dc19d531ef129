"""The smallest picture there is, for tests and examples: one dot on one pair of axes, and one 3-D axes."""

from dataclasses import dataclass

from mpl_toolkits.mplot3d.axes3d import Axes3D

from hesskit.stage.picture import LIGHT, Handle, Picture, Theme, dress


@dataclass(frozen=True)
class DotScene:
    """Where the dot is, and what the axes' title says."""

    x: float
    y: float
    title: str = "a dot"

    def caption(self) -> str:
        """Say that there is a dot."""
        return "A dot in the unit square."

    def sentence(self) -> str:
        """Say where the dot is."""
        return f"The dot is at ({self.x:g}, {self.y:g})."


class DotPicture(Picture):
    """A dot that can be dragged over the unit square, above a surface that can be turned."""

    width, height = 400, 200
    readout = '<span data-slot="x"></span>'

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.axes = dress(self.figure.add_axes((0.1, 0.1, 0.4, 0.8)), theme)
        self.axes.set(xlim=(0, 1), ylim=(0, 1))
        (self.dot,) = self.axes.plot([0], [0], "o", color=theme.point)
        self.move(self.dot)
        self.handles = [Handle("point", "the dot", self.dot)]
        depth = self.figure.add_axes((0.55, 0.05, 0.4, 0.9), projection="3d")
        assert isinstance(depth, Axes3D)
        self.turnable = [depth]

    def update(self, scene: DotScene) -> bool:
        """Move the dot; a new title changes the background."""
        self.dot.set_data([scene.x], [scene.y])
        changed = self.axes.get_title() != scene.title
        self.axes.set_title(scene.title)
        return changed

    def numbers(self, scene: DotScene) -> dict[str, str]:
        """Fill the only slot."""
        return {"x": f"{scene.x:g}"}
