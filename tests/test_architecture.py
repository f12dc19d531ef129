"""The house keeps its shape: no circles, faces, arrows, folders one can overlook; and no text is run as code."""

import ast
from pathlib import Path

import pytest
from house import House

PACKAGE = Path(__file__).resolve().parents[1] / "hesskit"
HOUSE = House(PACKAGE)
FILES = list(HOUSE.files.values())

MATHS = (
    "maths.surfaces",
    "maths.calculus",
    "maths.scale",
    "maths.critical",
    "maths.descent",
    "maths.statistics",
    "maths.cases",
)
WINGS = ("pages", "slides", "site", "homework")
ARROWS = {
    **{room: MATHS[:place] for place, room in enumerate(MATHS)},
    "maths.tools": ("maths.surfaces", "maths.calculus"),
    "stage": (),
    "explore": (*MATHS, "maths.tools", "stage"),
    "course": (*MATHS, "maths.tools", "explore", "stage"),
    "pages": ("course", "stage"),
    "slides": (*MATHS, "course", "pages"),
    "site": (*MATHS, "course", "pages", "stage"),
    "homework": (
        *MATHS,
        "course",
        "pages",
        "explore",
        "stage",
    ),  # a picture to be read is drawn as explorers draw
    "command": ("course", "slides", "site", "homework"),
}
# Short files with one user in their own folder; the list may only shrink.
SLIVERS = {"hesskit.slides.present"}
# Files of more than 600 lines and functions of more than 50 statements, each with its reason.
TABLE = "a table of exercises is one table in one file: that is how it is read"
QUESTIONS = "an assignment's questions are one table in one file: that is how they are read"
LARGE: dict[str, str] = {
    "stage/display_list.py": "what is drawn as polylines: the recorder, its shorter ways, and the frame",
    "course/exercises/lesson_2.py": TABLE,
    "course/exercises/lesson_3.py": TABLE,
    "course/exercises/lesson_4.py": TABLE,
    "course/exercises/lesson_5.py": TABLE,
    "course/exercises/lesson_6.py": TABLE,
    "course/lessons/terms.py": "the glossary is one list of terms, in the order of the lessons",
    "explore/lesson_2/ring.py": "scene and pictures of the ring are one idea: what f does on a small circle",
    "explore/lesson_3/taylor.py": "scene and pictures of the model are one idea: its error, its lowest point",
    "homework/assignments/hw1.py": QUESTIONS,
    "homework/assignments/hw2.py": QUESTIONS,
    "homework/assignments/hw3.py": QUESTIONS,
    "homework/assignments/hw4.py": QUESTIONS,
    "homework/assignments/hw5.py": QUESTIONS,
    "homework/assignments/hw6.py": QUESTIONS,
}
RUNNERS = {"eval", "exec", "compile", "sympify", "parse_expr", "__import__"}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())


def test_no_files_import_one_another_in_a_circle() -> None:
    assert HOUSE.circles() == []


def test_across_folders_only_faces_are_imported() -> None:
    assert HOUSE.past_a_face() == []


def test_no_private_name_is_imported() -> None:
    assert HOUSE.private_names() == []


def test_imports_point_one_way() -> None:
    assert HOUSE.wrong_arrows(ARROWS) == []


def test_every_room_has_its_arrows() -> None:
    rooms = {module.split(".")[1] for module in HOUSE.files if "." in module} - {"lazy"}
    assert rooms == {room.split(".")[0] for room in ARROWS}


def test_the_core_never_imports_a_wing() -> None:
    core = [
        module for module in HOUSE.files if module.split(".")[1:2] not in ([w] for w in (*WINGS, "command"))
    ]
    assert not {o for m in core for o in HOUSE.imports[m] if o.split(".")[1:2] in ([w] for w in WINGS)}


def test_folders_can_be_overlooked() -> None:
    assert HOUSE.crowded_or_lonely_folders() == []


def test_no_idea_is_cut_in_two() -> None:
    assert HOUSE.slivers() == SLIVERS


def test_what_is_large_has_its_reason() -> None:
    assert HOUSE.large() == set(LARGE)
    assert all(len(reason) > 20 for reason in LARGE.values())


def test_no_two_modules_share_a_stem() -> None:
    assert HOUSE.shared_stems() == []


def test_the_map_names_every_file() -> None:
    """CONTRIBUTING.md has a line for each."""
    lines = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    named = {line.split()[0].rstrip("/") for line in lines if line.strip()}
    assert {module.rpartition(".")[2] for module in HOUSE.files} - {"hesskit"} <= named


# --- each rule is shown to fail on a planted fault --------------------------------------------------------


def planted(folder: Path, files: dict[str, str]) -> House:
    """A small package with a fault in it."""
    root = folder / "planted"
    for name, text in {"__init__.py": "", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return House(root)


def test_a_circle_through_an_import_in_a_function_is_seen(tmp_path: Path) -> None:
    house = planted(
        tmp_path,
        {
            "a.py": "from planted.b import g\n",
            "b.py": "def g():\n    from planted.c import h\n",
            "c.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from planted.a import f\n",
        },
    )
    assert house.circles() == [["planted.a", "planted.b", "planted.c"]]


def test_a_circle_through_a_face_is_seen_and_a_lazy_face_is_looked_through(tmp_path: Path) -> None:
    files = {
        "room/__init__.py": 'from planted.room.one import f\n__all__ = ["f"]\n',
        "room/one.py": "from planted.hall import g\n",
        "hall.py": "from planted.room import f\n",
    }
    house = planted(tmp_path / "eager", files)
    assert house.circles() == [["planted.hall", "planted.room", "planted.room.one"]]
    stub = "from planted.room.two import f as f\n"
    lazy = {**files, "room/__init__.py": "", "room/__init__.pyi": stub, "room/two.py": ""}
    assert planted(tmp_path / "lazy", lazy).circles() == []


@pytest.mark.parametrize(
    "line", ["from planted.room.one import f", "from planted.room import one", "from planted.room import g"]
)
def test_an_import_past_a_face_is_seen(tmp_path: Path, line: str) -> None:
    room = {
        "room/__init__.py": 'from planted.room.one import f\n__all__ = ["f"]\n',
        "room/one.py": "f = g = 1\n",
    }
    hall = {"hall/__init__.py": "", "hall/a.py": f"def go():\n    {line}\n"}
    assert len(planted(tmp_path, {**room, **hall}).past_a_face()) == 1
    assert (
        planted(tmp_path / "right", {**room, "hall/a.py": "from planted.room import f\n"}).past_a_face() == []
    )


def test_a_private_name_is_seen(tmp_path: Path) -> None:
    house = planted(tmp_path, {"a.py": "_f = 1\n", "b.py": "from planted.a import _f\n"})
    assert house.private_names() == ["planted.b:1 takes planted.a._f"]


def test_a_thirteenth_file_and_a_lonely_one_are_seen(tmp_path: Path) -> None:
    many = {f"room/m{number}.py": "" for number in range(12)} | {"room/__init__.py": ""}
    few = {"den/__init__.py": "", "den/only.py": ""}
    deep = {f"{'a/' * depth}__init__.py": "" for depth in range(1, 5)}
    root = {f"r{number}.py": "" for number in range(3)}
    assert planted(tmp_path, many | few | deep | root).crowded_or_lonely_folders() == [
        "planted.a.a.a.a: 1 files",
        "planted.a.a.a.a: 5 folders deep",
        "planted.den: 2 files",
        "planted.room: 13 files",
    ]


def test_a_wing_imported_by_the_core_is_seen(tmp_path: Path) -> None:
    files = {"core/__init__.py": "", "core/a.py": "def go():\n    from planted.wing import f\n"}
    house = planted(tmp_path, {**files, "wing/__init__.py": 'f = 1\n__all__ = ["f"]\n'})
    fault = "planted.core.a:2 takes planted.wing: core may not use wing"
    assert house.wrong_arrows({"core": (), "wing": ("core",)}) == [fault]


def test_slivers_large_files_and_shared_stems_are_seen(tmp_path: Path) -> None:
    house = planted(
        tmp_path,
        {
            "a.py": "from planted.b import f\n",
            "b.py": "f = 1\n",
            "long.js": "\n" * 700,
            "room/__init__.py": "",
            "room/b.py": "def f():\n" + "    x = 1\n" * 51,
        },
    )
    assert house.slivers() == {"planted.b"}
    assert house.large() == {"long.js", "room/b.py:f"}
    assert house.shared_stems() == ["b"]


# --- what no file may do -----------------------------------------------------------------------------------


@each_file
def test_no_text_is_run_as_code(path: Path) -> None:
    """A method such as `re.compile` means something else; sympify runs text unless it is strict."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else ""
            attribute = called.attr if isinstance(called, ast.Attribute) else ""
            assert name not in RUNNERS, f"line {node.lineno}: {name}"
            if attribute == "sympify" and any(ast.unparse(word) == "strict=True" for word in node.keywords):
                continue
            assert attribute not in {"sympify", "parse_expr"}, f"line {node.lineno}: {attribute}"


@each_file
def test_pyplot_stays_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "pyplot" not in {word for node in ast.walk(ast.parse(text)) for word in _imported_words(node)}


def _imported_words(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {word for alias in node.names for word in alias.name.split(".")}
    if isinstance(node, ast.ImportFrom):
        return {*(node.module or "").split("."), *(alias.name for alias in node.names)}
    return set()
