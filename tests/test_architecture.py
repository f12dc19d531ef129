"""The house keeps its shape: imports point one way, files and functions are short, no text is run as code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "hesskit"
FILES = sorted(PACKAGE.rglob("*.py"))
MAY_IMPORT = {
    "maths": {"maths"},
    "stage": {"stage"},
    "explore": {"explore", "maths", "stage"},
    "course": {"course", "explore", "maths", "stage"},
}
FILE_LINES, FUNCTION_LINES = 250, 35
RUNNERS = {"eval", "exec", "compile", "sympify", "parse_expr", "__import__"}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def rooms_imported(path: Path) -> Iterator[str]:
    """The rooms a file imports from, inside functions too; `hesskit` itself counts as one."""
    package = ("hesskit", *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [base, node.module]))
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("hesskit."))


@each_file
def test_imports_point_one_way(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0]
    if room in MAY_IMPORT:
        rooms = {name for name in rooms_imported(path) if name in MAY_IMPORT}
        assert rooms <= MAY_IMPORT[room]


def test_the_rooms_are_those_of_the_design() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert rooms == set(MAY_IMPORT)


def is_a_table(path: Path) -> bool:
    """A lesson's exercises are one table in one file, however long: that is how they are read."""
    return path.parent.name == "exercises" and path.name.startswith("lesson_")


@each_file
def test_files_stay_short(path: Path) -> None:
    assert is_a_table(path) or len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


@each_file
def test_functions_stay_short(path: Path) -> None:
    long = {}
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1
            if lines > FUNCTION_LINES:
                long[node.name] = lines
    assert long == {}


@each_file
def test_no_text_is_run_as_code(path: Path) -> None:
    """A method such as `re.compile` means something else; sympify runs text unless it is strict."""
    for node in ast.walk(tree_of(path)):
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
