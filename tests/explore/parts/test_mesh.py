"""A lit mesh hides what is behind it, and nothing else: refereed by rays through the pixels."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from hesskit import explore
from hesskit.explore.parts import Mesh, OccludedLine, mesh, solid_axes
from hesskit.maths.surfaces import Surface
from hesskit.stage.display_list import record
from hesskit.stage.picture import DARK, LIGHT, new_figure

BOX = ((-2.0, 2.0), (-1.0, 3.0))
SQUARE = ((-2.0, 2.0), (-2.0, 2.0))


def drawn(formula, box=SQUARE, theme=LIGHT, view=(30, -60)):
    figure = new_figure(theme, 400, 400)
    axes = solid_axes(figure, (0, 0, 1, 1), theme, view=view)
    made = Mesh(axes, theme)
    made.draw(Surface(formula), box)
    FigureCanvasAgg(figure).draw()
    return made


def test_a_mesh_has_the_surface_on_its_corners():
    made = drawn("x^2 - y", BOX, DARK)
    corners, colours = made.faces.corners, made.faces.colours
    assert corners.shape == colours.shape == (1600, 4, 3)
    assert Surface("x^2 - y").value(corners[..., :2]) == pytest.approx(corners[..., 2])
    assert made.axes.get_zlim()[1] == made.high and made.axes.get_zlim()[0] < made.low, "room for the floor"


def test_a_mesh_of_nothing_draws_nothing():
    made = drawn("sqrt(-1 - x^2)")
    assert not len(made.faces.corners) and not made.hides(np.zeros((1, 3))).any()


def test_ripples_have_a_finer_mesh():
    assert mesh.fine_count(Surface("x^2 + y^2"), SQUARE) == 41
    assert mesh.fine_count(Surface("sin(10x)sin(10y)"), SQUARE) > 41


@pytest.mark.parametrize("view", [(30, -60), (8, 20), (75, 200), (-20, 100)])
@pytest.mark.parametrize("formula", ["x^2 - y^2", "exp(-x^2 - y^2)", "sin(2x) + y/3"])
def test_what_is_hidden_is_what_a_ray_to_the_eye_meets(formula, view):
    made = drawn(formula, view=view)
    surface, eye = Surface(formula), mesh.eye_of(made.axes)
    low, high = np.array(made.axes.get_w_lims()).reshape(3, 2).T
    points = np.random.default_rng(1).uniform(low, high, (200, 3))
    away = points[:, 2] - surface.value(points[:, :2])
    points = points[abs(away) > 0.06 * (high - low)[2]]
    expected = []
    for point in points:
        way = point + np.linspace(0, 1, 20001)[:, None] * (eye - point)
        inside = way[((way >= low) & (way <= high)).all(axis=1)]
        gap = inside[:, 2] - surface.value(inside[:, :2])
        expected.append(gap.min() < 0 < gap.max())
    assert np.mean(made.hides(points) == expected) > 0.97  # but for rays that graze it


def test_a_pole_hides_nothing():
    made = drawn("1/x", view=(30, -90))
    assert not made.hides(np.array([[-0.01, 0.0, made.high - 0.01], [0.01, 0.0, made.low + 0.1]])).any()


def test_of_a_line_the_hidden_part_is_pale_and_dotted():
    made = drawn("exp(-3(x^2 + y^2))", view=(12, -90))
    line = OccludedLine(made.axes, made, color="#ff0000", lw=2)
    line.set_data_3d([-1.9, *np.linspace(-1, 1, 41), 1.9], np.full(43, 1.2), np.full(43, 0.3))
    first, second = record(made.axes.figure, [line])["operations"]
    assert (first["stroke"], first["dash"]) == ("#ff0000ff", []) and second["dash"]
    assert second["stroke"] == "#ff00008c" and 10 < sum(second["lengths"]) < 43
    assert line.get_alpha() is None and line.get_linestyle() == "-" and len(line.get_data_3d()[0]) == 43
    made.axes.view_init(elev=12, azim=90)  # from the other side it is in front
    assert len(record(made.axes.figure, [line])["operations"]) == 1


@pytest.mark.parametrize("azimuth", [-90, 90])
def test_the_point_and_its_patch_go_behind_the_hill(azimuth):
    explorer = explore.hessian("exp(-3(x^2 + y^2))", (0, 0.9))
    stage = explorer.stage
    stage._receive(
        None, {"type": "turn", "turner": 0, "azimuth": azimuth, "elevation": 12, "final": True}, []
    )
    picture = stage.picture
    point = np.array(picture.peak.get_data_3d(), float).reshape(3, -1).T
    assert picture.mesh.hides(point).tolist() == [azimuth == -90]
    explorer.reset()
    assert (picture.depth.azim, picture.depth.elev) == (-60, 30), "Reset turns it back"
    assert stage.frame["turns"] == [[-60, 30]]


def test_the_light_is_on_one_side_and_the_faces_are_opaque():
    made = drawn("exp(-x^2 - y^2)")
    corners, colours = made.faces.corners, made.faces.colours
    middles, brightness = corners.mean(axis=1), colours.mean(axis=(1, 2))
    ring = np.abs(np.hypot(*middles[:, :2].T) - 0.8) < 0.06  # of one height, hence of one colour
    towards = middles[ring, :2] @ mesh.LIGHT_FROM[:2]
    assert np.corrcoef(towards, brightness[ring])[0, 1] > 0.9
    assert colours.shape[-1] == 3


@pytest.mark.parametrize("view", [(30, -60), (90, -90), (0, 0), (5, -90)])
def test_no_two_numbers_of_the_axes_collide(view):
    made = drawn("x^2 - y^2", view=view)
    pen = FigureCanvasAgg(made.axes.figure).get_renderer()
    boxes = [
        label.get_window_extent(pen)
        for axis in (made.axes.xaxis, made.axes.yaxis, made.axes.zaxis)
        for tick in axis.get_major_ticks()[: len(axis.get_majorticklocs())]
        for label in (tick.label1,)
        if label.get_text()
    ]
    assert len(boxes) >= 4
    assert not [1 for k, one in enumerate(boxes) for other in boxes[:k] if one.overlaps(other)]


@pytest.mark.parametrize("name", ["shapes", "quadratic_form"])
def test_the_form_is_round_and_small_on_the_wire(name):
    explorer = getattr(explore, name)()
    frame = explorer.stage.frame
    (faces,) = [one for one in frame["operations"] if "fills" in one]
    assert len(faces["fills"]) // 6 == mesh.SPOKES * mesh.RINGS >= 150
    rim = explorer.stage.picture.form.faces.corners[:, :, :2].reshape(-1, 2)
    assert np.hypot(*rim.T).max() == pytest.approx(1)
    assert len(frame["points"]) < 16_000
