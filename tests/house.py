"""The shape of a Python package: which file imports which, what its faces offer, and the rules of the design."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LONGEST_FILE, MOST_STATEMENTS, SHORT_FILE, FEWEST_FILES, MOST_FILES, DEEPEST = 600, 50, 120, 3, 12, 4


@dataclass(frozen=True)
class Use:
    """One name that a file imports: from which module, and where that leads."""

    line: int
    module: str
    name: str


@dataclass(frozen=True)
class House:
    """A package on disk; `root` is its folder."""

    root: Path

    @cached_property
    def files(self) -> dict[str, Path]:
        """Every Python file by its module's dotted name; a package by its own."""
        found = {}
        for path in sorted(self.root.rglob("*.py")):
            parts = (self.root.name, *path.relative_to(self.root).with_suffix("").parts)
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        return found

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        return {module: ast.parse(path.read_text(encoding="utf-8")) for module, path in self.files.items()}

    def is_folder(self, module: str) -> bool:
        return module in self.files and self.files[module].name == "__init__.py"

    def folder(self, module: str) -> str:
        return module if self.is_folder(module) else module.rpartition(".")[0]

    def within(self, folder: str) -> list[str]:
        """The modules that lie in a folder itself, its face among them."""
        return [module for module in self.files if self.folder(module) == folder]

    def _stub(self, module: str) -> ast.Module | None:
        path = self.files[module].with_suffix(".pyi")
        return ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else None

    def uses(self, module: str) -> list[Use]:
        """What a file imports of this package, inside functions and under TYPE_CHECKING too."""
        return list(self._uses(self.trees[module], self.folder(module)))

    def _uses(self, tree: ast.Module, folder: str) -> Iterator[Use]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name in self.files:
                        yield Use(node.lineno, alias.name, "")
            elif isinstance(node, ast.ImportFrom):
                parts = folder.split(".")
                base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
                module = ".".join(filter(None, [base, node.module]))
                if module not in self.files:
                    continue
                for alias in node.names:
                    inner = f"{module}.{alias.name}"
                    yield (
                        Use(node.lineno, inner, "")
                        if inner in self.files and not self._offers(module, alias.name)
                        else Use(node.lineno, module, alias.name)
                    )

    def _offers(self, module: str, name: str) -> bool:
        return self.is_folder(module) and name in self.face(module)

    def face(self, folder: str) -> set[str]:
        """The names in a folder's `__all__`, or in its stub where it is loaded lazily."""
        if stub := self._stub(folder):
            return {
                alias.asname or alias.name
                for node in stub.body
                if isinstance(node, ast.ImportFrom)
                for alias in node.names
            }
        for node in self.trees[folder].body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                return set(ast.literal_eval(node.value))
        return set()

    def leads_to(self, use: Use) -> str:
        """The file that an import loads; a lazy face leads to the home of the name alone."""
        if use.name and self.is_folder(use.module) and (stub := self._stub(use.module)):
            for own in self._uses(stub, use.module):
                if own.name == use.name or own.module == f"{use.module}.{use.name}":
                    return own.module
        return use.module

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """The files each file loads."""
        return {m: {self.leads_to(use) for use in self.uses(m)} - {m} for m in self.files}

    # --- the rules -------------------------------------------------------------------------------------

    def circles(self) -> list[list[str]]:
        """Groups of files that import one another (Tarjan's strongly connected components)."""
        number: dict[str, int] = {}
        low: dict[str, int] = {}
        stack: list[str] = []
        found = []

        def visit(module: str) -> None:
            number[module] = low[module] = len(number)
            stack.append(module)
            for other in sorted(self.imports[module]):
                if other not in number:
                    visit(other)
                    low[module] = min(low[module], low[other])
                elif other in stack:
                    low[module] = min(low[module], number[other])
            if low[module] == number[module]:
                group = stack[stack.index(module) :]
                del stack[stack.index(module) :]
                if len(group) > 1:
                    found.append(sorted(group))

        for module in self.files:
            if module not in number:
                visit(module)
        return found

    def past_a_face(self) -> list[str]:
        """Imports across folders of what no face offers; a face may name what lies below it or in the root."""
        faults = []
        for module in self.files:
            here = self.folder(module)
            for use in self.uses(module):
                in_root = use.module.count(".") == 1 and not self.is_folder(use.module)
                below = use.module.startswith(f"{module}.")
                if self.folder(use.module) == here or (self.is_folder(module) and (below or in_root)):
                    continue
                if not self._offers(use.module, use.name) and not (
                    use.name == "" and self.is_folder(use.module)
                ):
                    faults.append(f"{module}:{use.line} takes {use.name or 'all'} of {use.module}")
        return faults

    def private_names(self) -> list[str]:
        """Imports of a name that another file keeps to itself."""
        return [
            f"{module}:{use.line} takes {use.module}.{use.name}"
            for module in self.files
            for use in self.uses(module)
            if use.name.startswith("_") and not use.name.startswith("__")
        ]

    def wrong_arrows(self, arrows: dict[str, Iterable[str]]) -> list[str]:
        """Imports from one room into another that no arrow allows; a room is a prefix, the longest one counts."""

        def room(module: str) -> str:
            return max(
                (r for r in arrows if f"{module}.".startswith(f"{self.root.name}.{r}.")), key=len, default=""
            )

        faults = []
        for module in self.files:
            own = room(module)
            for use in self.uses(module):
                other = room(self.leads_to(use))
                if own and other and other != own and other not in arrows[own]:
                    faults.append(f"{module}:{use.line} takes {use.module}: {own} may not use {other}")
        return faults

    def crowded_or_lonely_folders(self) -> list[str]:
        """Folders with more files than one can overlook, or fewer than deserve a folder."""
        faults = []
        for folder in filter(self.is_folder, self.files):
            count = len(self.within(folder))
            inner = any(self.is_folder(m) and m.startswith(f"{folder}.") for m in self.files)
            if count > MOST_FILES or (count < FEWEST_FILES and not inner):
                faults.append(f"{folder}: {count} files")
            if folder.count(".") > DEEPEST - 1:
                faults.append(f"{folder}: {folder.count('.') + 1} folders deep")
        return faults

    def slivers(self) -> set[str]:
        """Short files that one file of their own folder uses and nothing else does: two halves of one idea."""
        users: dict[str, set[str]] = defaultdict(set)
        for module, others in self.imports.items():
            for other in others:
                users[other].add(module)
        return {
            module
            for module, path in self.files.items()
            if not self.is_folder(module)
            and len(path.read_text(encoding="utf-8").splitlines()) < SHORT_FILE
            and len(users[module]) == 1
            and self.folder(next(iter(users[module]))) == self.folder(module)
            and not self.is_folder(next(iter(users[module])))
        }

    def large(self) -> set[str]:
        """Files and functions past the alarm, by name; JavaScript files too."""
        found = set()
        for path in [*self.files.values(), *self.root.rglob("*.js")]:
            if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE:
                found.add(path.relative_to(self.root).as_posix())
        for module, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    statements = sum(isinstance(inner, ast.stmt) for inner in ast.walk(node)) - 1
                    if statements > MOST_STATEMENTS:
                        found.add(f"{self.files[module].relative_to(self.root).as_posix()}:{node.name}")
        return found

    def shared_stems(self) -> list[str]:
        """Names that two modules have."""
        stems = Counter(m.rpartition(".")[2] for m in self.files if not self.is_folder(m))
        return sorted(stem for stem, count in stems.items() if count > 1)
