"""The faces of a mesh are recorded all at once: corners in order, and six digits of colour each."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from hesskit.stage.display_list import record


class Squares(Artist):
    """Two faces, given to whoever takes whole faces."""

    def draw(self, renderer):
        corners = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], float)
        renderer.draw_mesh(np.stack([corners, corners + 5]), np.array([[1, 0, 0], [0, 0.5, 1.2]]))


def test_faces_are_recorded_in_order_with_their_colours():
    figure = Figure(figsize=(1, 1), dpi=100)
    line = figure.add_axes((0, 0, 1, 1)).plot([0, 1], [0, 1])[0]
    squares = Squares()
    squares.set_zorder(0)
    frame = record(figure, [line, squares])
    mesh, stroke = frame["operations"]
    assert (mesh["corners"], mesh["fills"], mesh["lengths"]) == (4, "ff00000080ff", [])
    points = np.frombuffer(frame["points"], "<i2").reshape(-1, 2) / 16
    assert len(points) == 8 + sum(stroke["lengths"])
    assert points[:8].tolist() == [
        [0, 100], [10, 100], [10, 90], [0, 90], [5, 95], [15, 95], [15, 85], [5, 85],
    ]  # fmt: skip
