"""Every tool agrees with SymPy's derivatives, and falls into its own trap. One file: importing TensorFlow is dear.

A tool that is not here skips its tests visibly; in CI they fail.
"""

import math
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sympy

import hesskit
from hesskit import FormulaError, Surface, hessian
from hesskit.maths.surfaces.functions import FUNCTIONS
from hesskit.maths.tools import TOOLS, MissingTool, Tool, Trapped

ROUTES = ("jax", "torch", "tensorflow", "scipy", "octave")
SOLVERS = ("gurobi", "highs")
POINTS = np.array([[[0.7, -0.4], [1.2, 0.9], [0.31, 1.1]], [[-0.6, 0.8], [-1.1, -0.7], [0.45, -1.3]]])
X, Y = sympy.symbols("x y", real=True)
EVERY_FUNCTION = " + ".join(
    f"{name}({'1.7' if name == 'acosh' else '0.4'} + x y/6)"
    for name in sorted({row.name for row in FUNCTIONS.values()})
)
POWERS = "x^7 y^-2 + sqrt(x^2 + y^2)^3 + 2^x y + (2 + x)^y/(3 + y) + pi x y + 1/3"
SECANTS = sympy.sec(X) + sympy.csc(X) * sympy.cot(X + 1) + sympy.sech(Y) * sympy.coth(X)
PIECES = sympy.Piecewise((X**3 * Y, X > 0), (X**2 + Y**3, True)) + sympy.Heaviside(Y) * X**2
LESSON_1 = Surface("3x^3 - 6y^2 + 3")
FORMULAS = {  # few, for compiling is dear; whether all verbs are tried
    "every function, and powers": (Surface(Surface(EVERY_FUNCTION).expr + Surface(POWERS).expr), False),
    "secants as they are, and pieces": (Surface(SECANTS + PIECES), False),
    "constant": (Surface("3"), False),
    "linear": (Surface("2x - y"), True),
    "one variable": (Surface("sin(x)^2/x", variables="x"), False),
    "three variables": (Surface("x y z + exp(x - y^2) log(4 + z)", variables="x y z"), True),
}


def here(name: str) -> Tool:
    tool = TOOLS[name]
    if not tool.available():
        sentence = f"{tool.title} is not installed here: {tool.install}"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return tool


def points_of(f: Surface) -> np.ndarray:
    n = len(f.variables)
    return np.concatenate([POINTS, POINTS[..., :1] + 0.1], axis=-1)[..., :n]


def agree(found: np.ndarray, exact: np.ndarray) -> bool:
    return found.shape == exact.shape and np.abs(found - exact).max() <= 1e-10 * max(1.0, np.abs(exact).max())


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("route", ROUTES)
def test_every_route_agrees_with_the_formula_s_own_derivatives(route: str, formula: str) -> None:
    here(route)
    f, every_verb = FORMULAS[formula]
    points = points_of(f)
    v = np.linspace(-1, 2, points.size).reshape(points.shape)
    exact = f.hessian(points)
    assert agree(hessian(f, points, route=route), exact)
    if every_verb:
        assert agree(hesskit.gradient(f, points, route=route), f.gradient(points))
        assert agree(hesskit.hvp(f, points, v, route=route), np.einsum("...ij,...j->...i", exact, v))


@pytest.mark.parametrize("route", ROUTES)
def test_the_numbers_of_the_course(route: str) -> None:
    tool, f = here(route), LESSON_1
    assert agree(hessian(f, (1.2, 3.4), route=route), np.array([[21.6, 0], [0, -12]]))
    assert agree(hessian(f, [(-1, 1)], route=route), np.array([[[-18.0, 0], [0, -12]]]))
    assert hessian(f, np.zeros((0, 2)), route=route).shape == (0, 2, 2)
    assert tool.version()[0].isdigit()
    assert route == "scipy" or np.signbit(hessian(f, (0, 0), route=route)).sum() == 1  # −12, and no −0


def own_functions() -> dict[str, Callable[..., object]]:
    def in_jax(p: object) -> object:
        import jax.numpy as jnp

        return jnp.sin(p[0]) * p[1] ** 3

    def in_torch(p: object) -> object:
        import torch

        return torch.sin(p[0]) * p[1] ** 3

    def in_tensorflow(p: object) -> object:
        import tensorflow as tf

        return tf.sin(p[0]) * p[1] ** 3

    return {
        "jax": in_jax,
        "torch": in_torch,
        "tensorflow": in_tensorflow,
        "scipy": lambda x, y: np.sin(x) * y**3,
    }


@pytest.mark.parametrize("route", ROUTES[:4])
def test_a_function_written_for_the_tool_is_taken_and_another_refused_in_a_sentence(route: str) -> None:
    here(route)
    own, exact = own_functions()[route], Surface("sin(x) y^3")
    tolerance = 1e-6 if route == "scipy" else 1e-12  # values alone: half the digits
    v = np.ones_like(POINTS)
    assert np.allclose(
        hessian(own, POINTS, route=route), exact.hessian(POINTS), rtol=tolerance, atol=tolerance
    )
    assert np.allclose(hesskit.gradient(own, POINTS[0, 0], route=route), exact.gradient(POINTS[0, 0]))
    product = hesskit.hvp(own, POINTS, v, route=route)
    assert np.allclose(product, exact.hessian(POINTS).sum(axis=-1), rtol=tolerance, atol=tolerance)
    branching = lambda x, y: x**2 * y if x > 0 else y**3  # noqa: E731  (vmap cannot; a loop over points can)
    if route != "scipy":
        assert hessian(branching, [(1.0, 2.0), (-1.0, 2.0)], route=route).tolist() == [
            [[4, 2], [2, 0]],
            [[0, 0], [0, 12]],
        ]
        for points in ((1.0, 2.0), POINTS):
            with pytest.raises(TypeError, match="cannot follow this function: write it with"):
                hessian(lambda point: point, points, route=route)
        with pytest.raises(
            TypeError, match="cannot follow this function"
        ):  # math hides x: no derivative by it
            hessian(lambda x, y: math.sin(x) * y**2, (1.0, 2.0), route=route)
        with pytest.raises(TypeError, match="cannot follow this function"):
            hesskit.gradient(lambda x, y: float(x) * y**2, POINTS, route=route)
    assert np.allclose(hessian(lambda x: x**3, [(2.0,), (3.0,)], route=route).ravel(), (12, 18))
    with pytest.raises(ValueError, match=r"take another route|has no number"):
        hessian(Surface(sympy.gamma(X + 2) * sympy.besselj(0, Y)), (1.0, 2.0), route=route)


def test_octave_runs_a_file_that_someone_wrote_and_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    here("octave")
    file = tmp_path / "bowl.m"
    file.write_text(hesskit.tools.matlab_code(Surface("x^2 y"), "bowl"))
    assert hessian(file, [(1, 2), (3, 4)], route="octave").tolist() == [[[4, 2], [2, 0]], [[8, 6], [6, 0]]]
    file.write_text("function [f, g, H] = bowl(p)\nf = 1; g = p; H = nosuchthing(p);\nend\n")
    with pytest.raises(RuntimeError, match="Octave refuses: 'nosuchthing' undefined"):
        hessian(file, (1, 2), route="octave")
    file.write_text("function [f, g, H] = bowl(p)\nf = 1; g = p; H = 1;\nend\n")
    with pytest.raises(RuntimeError, match="does not give"):
        hessian(file, (1, 2), route="octave")
    with pytest.raises(ValueError, match=r"such as bowl\.m"):
        hessian(tmp_path / "none.m", (1, 2), route="octave")
    with pytest.raises(TypeError, match="the Path of a function file"):
        hessian(lambda x, y: x, (1, 2), route="octave")


def test_a_matlab_file_keeps_its_own_words_and_jumps_are_nan_in_it() -> None:
    awkward = Surface(sympy.Symbol("i") ** 2 * sympy.Symbol("λ"), variables=["i", "λ"])
    assert "x1 = p(1, :);\nx2 = p(2, :);" in hesskit.tools.matlab_code(awkward)
    for taken in ("two words", "sin", "zeros"):
        with pytest.raises(ValueError, match="a MATLAB function has a name such as"):
            hesskit.tools.matlab_code(awkward, taken)
    with pytest.raises(TypeError, match="written from a Surface, not from a str"):
        hesskit.tools.matlab_code("x^2")
    here("octave")
    assert hessian(awkward, (1, 2), route="octave").tolist() == [[4, 2], [2, 0]]
    counted = Surface("N^2 x", variables="N x")  # the file has an N of its own: how many points there are
    assert hessian(counted, [(1, 2), (3, 4)], route="octave").tolist() == [[[4, 2], [2, 0]], [[8, 6], [6, 0]]]
    kink = Surface("x |x| + |y|")
    assert np.array_equal(hessian(kink, (2, 0), route="octave"), kink.hessian((2, 0)), equal_nan=True)
    assert np.isnan(hessian(kink, (2, 0), route="octave")[1, 1])


def test_an_octave_that_dies_or_takes_too_long_is_a_sentence_and_the_next_one_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here("octave")
    from hesskit.maths.tools import octave

    (tmp_path / "quits.m").write_text("function [f, g, H] = quits(p)\nexit(1);\nend\n")
    (tmp_path / "waits.m").write_text("function [f, g, H] = waits(p)\nwhile true pause(0.05); end\nend\n")
    with pytest.raises(RuntimeError, match="Octave has ended without an answer"):
        hessian(tmp_path / "quits.m", (1, 2), route="octave")
    assert hessian(LESSON_1, (0, 0), route="octave")[1, 1] == -12
    with monkeypatch.context() as patch:
        patch.setattr(octave, "PATIENCE", 0.5)
        with pytest.raises(RuntimeError, match=r"no answer within 0\.5 seconds"):
            hessian(tmp_path / "waits.m", (1, 2), route="octave")
    assert hessian(LESSON_1, (0, 0), route="octave")[1, 1] == -12


# --- traps -------------------------------------------------------------------------------------------------


def sprung(name: str, trap: str) -> Trapped:
    tool = here(name)
    (one,) = [each for each in tool.traps if each.name == trap]
    return one.spring(LESSON_1, np.array([1.2, 3.4]))


@pytest.mark.parametrize("name", ["jax", "torch", "tensorflow"])
def test_float32_loses_nine_digits_and_no_setting_is_left_behind(name: str) -> None:
    found = sprung(name, "float32").hessian
    error = np.abs(found - [[21.6, 0], [0, -12]]).max()
    assert 1e-8 < error < 1e-5
    assert np.abs(hessian(LESSON_1, (1.2, 3.4), route=name) - [[21.6, 0], [0, -12]]).max() < 1e-13
    if name == "jax":
        import jax

        assert not jax.config.jax_enable_x64


@pytest.mark.parametrize("name", ["jax", "torch"])
def test_whole_numbers_are_refused(name: str) -> None:
    found = sprung(name, "integers")
    assert found.hessian is None
    assert "refuses whole numbers" in found.said


def test_int32_rounds_silently_in_octave() -> None:
    assert sprung("octave", "integers").hessian.tolist() == [[18, 0], [0, -12]]


def test_clairaut_s_function_is_nan_at_the_origin_in_jax() -> None:
    assert np.isnan(sprung("jax", "nan").hessian).all()


def test_tensorflow_traces_a_graph_for_every_python_number() -> None:
    found = sprung("tensorflow", "retracing")
    assert found.said.startswith("3 points as Python numbers: 3 graphs traced")
    assert agree(found.hessian, np.array([[21.6, 0], [0, -12]]))


def test_success_is_not_minimum_in_scipy() -> None:
    found = sprung("scipy", "success")
    assert np.linalg.eigvalsh(found.hessian)[0] < 0
    assert "SciPy says success" in found.said


# --- SciPy's minimisers and the quadratic programs ---------------------------------------------------------


def test_the_table_of_minimisers_has_every_method_and_reads_the_kind_from_the_hessian() -> None:
    table = hesskit.tools.compare_minimizers(Surface("100(y - x^2)^2 + (1 - x)^2"), (-1.2, 1))
    assert len(table.rows) == 10
    assert all(row.success and row.kind == "minimum" for row in table.rows)
    assert all((row.work[2] > 0) == (row.fed == "hess") == (row.work[3] == 0) for row in table.rows)
    saddle = hesskit.tools.compare_minimizers(Surface("x^2 - y^2 + y^4"), (1, 0))
    assert any(row.success and row.kind == "saddle" for row in saddle.rows)
    refused = [row for row in saddle.rows if row.method == "dogleg"]
    assert all(not row.success for row in refused)
    assert "saddle" in repr(saddle) and "<th scope='row'>dogleg</th>" in saddle._repr_html_()


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_quadratic_program_holds_the_hessian_and_finds_the_minimum(solver: str) -> None:
    tool, f = here(solver), Surface("2x^2 + x y + y^2 - 3x + 1")
    assert tool.hessian(f, POINTS).tolist() == f.hessian(POINTS).tolist()
    assert agree(tool.gradient(f, POINTS), f.gradient(POINTS))
    assert agree(tool.hvp(f, POINTS, POINTS), np.einsum("...ij,...j->...i", f.hessian(POINTS), POINTS))
    answer = hesskit.tools.solve_quadratic(f, solver)
    assert np.allclose(answer.point, (6 / 7, -3 / 7), atol=1e-5)
    assert np.isclose(answer.value, f.value(answer.point))
    with pytest.raises(ValueError, match="this one has degree 3"):
        hesskit.tools.solve_quadratic(Surface("x^3"), solver)


def test_gurobi_takes_an_indefinite_q_unless_nonconvex_is_0_and_highs_refuses_it(
    capfd: pytest.CaptureFixture,
) -> None:
    f = Surface("x^2 + 3xy + y^2")
    here("gurobi")
    taken, strict = (hesskit.tools.solve_quadratic(f, "gurobi", nonconvex=way) for way in (None, 0))
    assert taken.value == pytest.approx(-4) and "indefinite" in taken.said
    assert strict.refused and "Q matrix is not positive semi-definite" in strict.said
    here("highs")
    refused = hesskit.tools.solve_quadratic(f, "highs")
    assert refused.refused and "convex programs only" in refused.said
    assert capfd.readouterr() == ("", "")  # no solver says anything of its own


@pytest.mark.parametrize("route", ["jax", "torch", "tensorflow", "octave"])
def test_a_formula_that_would_take_a_tool_too_long_is_a_sentence(
    route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(route)

    def spent(_work: Callable[[], object], what: str, *_rest: object) -> None:
        raise FormulaError(f"{what} takes more time or memory than there is")

    monkeypatch.setattr("hesskit.maths.tools.tool.required", spent)
    with pytest.raises(FormulaError, match=r"^[a-z]+ this formula (for|with) .* takes more time or memory"):
        hessian(Surface("x^5 y^4"), (1, 2), route=route)


def test_the_solvers_run_with_the_network_cut_and_say_nothing_of_their_own(tmp_path: Path) -> None:
    for solver in SOLVERS:
        here(solver)
    cut = shutil.which("bwrap")
    if cut is None:
        sentence = (
            "Cutting the network needs bubblewrap, and there is none here: install the package bubblewrap."
        )
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    code = (
        "from hesskit import Surface, tools\n"
        "for solver in ('highs', 'gurobi'): print(tools.solve_quadratic(Surface('x^2 + 3y^2 - 2x'), solver))"
    )
    command = [cut, "--dev-bind", "/", "/", "--unshare-net", sys.executable, "-c", code]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("GRB", "GUROBI"))}
    ran = subprocess.run(
        command, capture_output=True, text=True, check=True, env=bare | {"HOME": str(tmp_path)}
    )
    first, second = ran.stdout.splitlines()  # and no banner
    assert first.startswith("HiGHS: the least value in the box is −1,")
    assert second.startswith("Gurobi: the least value in the box is −1,")
    assert ran.stderr == ""


# --- what is not here --------------------------------------------------------------------------------------


def test_a_missing_tool_is_one_sentence_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    for name in ("jax", "torch", "tensorflow", "gurobipy", "highspy"):
        monkeypatch.setitem(sys.modules, name, None)
    from hesskit.maths.tools import octave

    octave.close()
    for name, wanted in {**dict.fromkeys(ROUTES[:3], "hesskit"), "octave": "apt-get install octave"}.items():
        with pytest.raises(MissingTool, match=rf"is not installed here; .*{wanted}") as caught:
            hessian(LESSON_1, (1, 2), route=name)
        assert "\n" not in str(caught.value)
    for solver in SOLVERS:
        with pytest.raises(MissingTool, match="is not installed here"):
            hesskit.tools.solve_quadratic(Surface("x^2"), solver)


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys, hesskit; from hesskit import Surface, hessian;"
        "[t.available() for t in hesskit.tools.TOOLS.values()];"
        "hessian(Surface('x^2'), (1, 2)); [t.version() for t in hesskit.tools.TOOLS.values()];"
        "print(*{'jax', 'torch', 'tensorflow', 'gurobipy', 'highspy', 'scipy'} & {*sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (ran.stdout.strip(), ran.stderr.strip()) == ("", "")


@pytest.mark.parametrize("route", ["", "JAX", "matlab"])
def test_an_unknown_route_is_refused(route: str) -> None:
    with pytest.raises(ValueError, match="'tensorflow', 'scipy' or 'octave', not"):
        hessian(LESSON_1, (1, 2), route=route)
