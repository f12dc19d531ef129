"""The names a formula may use, how a run such as `xsin` splits into them, what to say of unknown ones."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .formula_error import FormulaError, excerpt

__all__ = ["CONSTANTS", "FUNCTIONS", "PLAIN_FUNCTIONS", "Vocabulary"]

CONSTANTS = {"e": "e", "pi": "pi", "π": "pi"}

_INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}
PLAIN_FUNCTIONS = (
    *("sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan"),
    *("sinh", "cosh", "tanh", "sech", "csch", "coth", "asinh", "acosh", "atanh"),
    *("exp", "log", "log10", "log2", "sqrt", "cbrt", "abs", "sign"),
)
FUNCTIONS = {
    **{name: name for name in PLAIN_FUNCTIONS},
    **{f"arc{name}": inverse for name, inverse in _INVERSES.items()},
    "ln": "log", "sgn": "sign", "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh",
}  # fmt: skip

_NOT_HERE = {
    "atan2": "atan2 is not available: use atan(y/x)",
    "max": "max is not available: use (a + b + |a - b|)/2 for the larger of a and b",
    "min": "min is not available: use (a + b - |a - b|)/2 for the smaller of a and b",
    **dict.fromkeys(("tg", "ctg"), "unknown name '{}': the tangent is written tan(x), the cotangent cot(x)"),
    **dict.fromkeys(("floor", "ceil", "round", "mod"), "{} is not available: it has no useful derivatives"),
    **dict.fromkeys(("i", "j", "I"), "unknown name '{}': formulas here are real, without the imaginary unit"),
    **dict.fromkeys(("inf", "infinity", "oo", "Infinity"), "{} is not a number: a formula needs finite ones"),
    **dict.fromkeys(("nan", "NaN"), "{} is not a number: a formula needs finite ones"),
}
_LEADING_DIGITS = re.compile("[0-9]+")
_VARIABLE = re.compile(r"[^\W\d_][^\W_]*(?:_[^\W_]+)*\Z")


@dataclass(frozen=True)
class Vocabulary:
    """The names known to one formula: its variables, the constants and the functions.

    Parameters
    ----------
    variables : tuple of str
        Names of the variables; empty when a number is read.
    """

    variables: tuple[str, ...]

    @classmethod
    def of(cls, variables: Sequence[str]) -> "Vocabulary":
        """Check the variables' names and make the vocabulary; FormulaError names the one that will not do."""
        names = (variables,) if isinstance(variables, str) else tuple(variables)
        for name in names:
            if not isinstance(name, str) or len(name) > 20 or not _VARIABLE.match(name):
                shown = excerpt(str(name)) if isinstance(name, str) else type(name).__name__
                raise FormulaError(f"'{shown}' cannot be a variable: use a letter, or x1 and the like")
            if name in CONSTANTS or name in FUNCTIONS:
                raise FormulaError(f"'{name}' cannot be a variable: it already has a meaning of its own")
        if len(set(names)) < len(names):
            raise FormulaError(f"the variables {_listed(names)} are not all different")
        return cls(names)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Map every known name to "variable", "constant" or "function"."""
        known = dict.fromkeys(FUNCTIONS, "function") | dict.fromkeys(CONSTANTS, "constant")
        return known | dict.fromkeys(self.variables, "variable")

    def split(self, run: str) -> list[str] | None:
        """Split a run of letters and digits into known names, longest first; a function may only end it."""
        return self._pieces(run, self._by_length)

    def glued(self, run: str) -> list[str] | None:
        """Split a run in which functions have their arguments glued on, such as `xsin2x`, into names and digits.

        After log come no digits here: log2x could mean two things.
        """
        free: list[str | None] = [None] * len(run) + [
            ""
        ]  # the piece that starts at each place, if the rest splits
        operand = free.copy()
        argument: list[str | None] = [None] * (len(run) + 1)
        for i in range(len(run) - 1, -1, -1):
            names = (name for name in self._operands if run.startswith(name, i))
            operand[i] = next((name for name in names if free[i + len(name)] is not None), None)
            digits = _LEADING_DIGITS.match(run, i)
            argument[i] = digits.group() if digits and operand[digits.end()] else operand[i]
            free[i] = operand[i]
            for name in self._functions_by_length:
                after = argument[i + len(name)] if run.startswith(name, i) else None
                digits_of_log = after is not None and after.isdecimal() and name == "log"
                if run[i:] == name or (after and not digits_of_log and name not in ("log2", "log10")):
                    free[i] = name
                    break
        pieces: list[str] = []
        i = 0
        while i < len(run):
            after_function = bool(pieces) and pieces[-1] in FUNCTIONS
            piece = argument[i] if after_function else free[i]
            if not piece:
                return None
            pieces.append(piece)
            i += len(piece)
        return pieces

    def unknown(self, run: str) -> tuple[str, int]:
        """Say what is wrong with a run that does not split; the sentence and the offset of the trouble."""
        for function in self._functions_by_length:
            rest = run[len(function) :]
            if not run.startswith(function):
                continue
            if function in ("log2", "log10") and self._pieces(rest, self._operands):
                digits = function[3:]
                shown = excerpt(rest)
                return (
                    f"{excerpt(run)} could mean {function}({shown}) or log({digits}{shown}): add brackets",
                    0,
                )
            if self._pieces(rest.lstrip("0123456789"), self._operands) is not None:
                return f"{function} needs an argument: {function}({rest})", 0
        known = self._known_part(run)
        rest = run[known:]
        if known and rest[0].isalpha() and (len(rest) == 1 or _near(rest, FUNCTIONS)):
            return self._sentence(rest), known
        return self._sentence(run), 0

    def listed(self) -> str:
        """Say which variables there are: "this surface has x and y"."""
        if not self.variables:
            return "a number is written without variables"
        return f"this surface has {_listed(self.variables)}"

    @cached_property
    def _by_length(self) -> list[str]:
        return sorted(self.kinds, key=len, reverse=True)

    @cached_property
    def _functions_by_length(self) -> list[str]:
        return [name for name in self._by_length if name in FUNCTIONS]

    @cached_property
    def _operands(self) -> list[str]:
        return [name for name in self._by_length if name in self.variables or name in ("pi", "π")]

    def _pieces(self, run: str, names: list[str]) -> list[str] | None:
        if not run:
            return None
        first: list[str | None] = [None] * len(run) + [""]
        for i in range(len(run) - 1, -1, -1):
            for name in names:
                end = i + len(name)
                if run.startswith(name, i) and first[end] is not None:
                    if self.kinds[name] == "function" and end < len(run):
                        continue
                    first[i] = name
                    break
        pieces: list[str] = []
        i = 0
        while i < len(run):
            name_here = first[i]
            if not name_here:
                return None
            pieces.append(name_here)
            i += len(name_here)
        return pieces

    def _known_part(self, run: str) -> int:
        for end in range(len(run) - 1, 0, -1):
            if self._pieces(run[:end], list(self.variables)) is not None:
                return end
        return 0

    def _sentence(self, name: str) -> str:
        shown = excerpt(name)
        if name in _NOT_HERE:
            return _NOT_HERE[name].format(name)
        lowered = name.lower()
        if lowered != name and self.split(lowered) is not None:
            return f"unknown name '{shown}': did you mean {excerpt(lowered)}?"
        stem = name.rstrip("0123456789")
        if stem != name and self._pieces(stem, self._operands) is not None:
            digits, short = excerpt(name[len(stem) :], 8), excerpt(stem)
            cure = f"write {digits}{short} for a product, {short}^{digits} for a power"
            return f"unknown name '{shown}': {cure}"
        near = _near(lowered, [*FUNCTIONS, *(variable for variable in self.variables if len(variable) > 2)])
        if near:
            return f"unknown name '{shown}': did you mean {near}?"
        return f"unknown name '{shown}': {self.listed()}"


def _near(name: str, names: Sequence[str] | dict[str, str]) -> str:
    if not 2 < len(name) <= 20:
        return ""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.7)
    return close[0] if close else ""


def _listed(names: Sequence[str]) -> str:
    shown = [excerpt(name) for name in names[:6]]
    if len(names) > 6:
        return f"{', '.join(shown)} and {len(names) - 6} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
