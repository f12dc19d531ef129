"""What a case is: an input, and what is wrong with what hesskit said of it; and how a complaint is found.

A case is made from a family's name and a seed alone, so that every finding can be repeated.
"""

import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mpmath
import numpy as np

from hesskit.maths.critical.classify import NotCritical
from hesskit.maths.critical.finder import critical_points
from hesskit.maths.surfaces.lexer import FormulaError
from hesskit.maths.surfaces.surface import Surface

BUDGET = 3.0  # seconds of work that one answer may take
SLACK = 0.5  # what loading and compiling may add
_HESSKIT = str(Path(__file__).parents[2] / "hesskit")
mpmath.mp.dps = 40


@dataclass
class Case:
    """One input with its complaints; empty where all is well."""

    name: str
    complaints: list[str] = field(default_factory=list)
    answer: Any = None

    def complain(self, sentence: str) -> None:
        """Record what is wrong."""
        self.complaints.append(sentence)

    def attempt(self, what: str, action: Callable[[], Any], budget: float | None = None) -> Any:
        """Do something; only our own errors with a sentence may come out of it, and in time. None after an error."""
        began = time.process_time()
        try:
            result = action()
        except (FormulaError, NotCritical) as error:
            self._check_sentence(what, error)
            result = None
        except ValueError as error:
            self._check_sentence(what, error)
            frames = traceback.extract_tb(error.__traceback__)
            if not frames[-1].filename.startswith(_HESSKIT):
                self.complain(f"{what}: a ValueError that is not ours: {error}")
            result = None
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(last.filename).name}:{last.lineno}"
            self.complain(f"{what}: {type(error).__name__} at {place}: {error}")
            result = None
        spent = time.process_time() - began
        if budget is not None and spent > budget + SLACK:
            self.complain(f"{what}: {spent:.1f} s of work, more than its {budget:g} s")
        return result

    def _check_sentence(self, what: str, error: Exception) -> None:
        text = str(error)
        if not (10 < len(text) < 400 and " " in text and text.isprintable()):
            self.complain(f"{what}: {type(error).__name__} without a sentence: {text!r}")


def find(case: Case, surface: Surface, box: Sequence[Any] | None = None) -> Any:
    """Run critical_points within its budget."""
    return case.attempt("critical_points", lambda: critical_points(surface, box, budget=BUDGET), BUDGET)


Expected = Iterable[tuple[Sequence[float], str]]


def compare(case: Case, found: Any, expected: Expected, scale: float = 1.0, others: bool = False) -> None:
    """Complain of points that are missing, false, or of another nature than expected; `others` allows more points.

    Parameters
    ----------
    expected : iterable of (point, nature)
        A nature "" is not compared. Inside the box, not on its border.
    scale : float
        The size of the box: points are the same within 1e-6 of it.
    """
    if found is None:
        return
    left = [p for p in found if p.set is None]
    for point, nature in expected:
        near = [
            p for p in left if np.abs(np.asarray(p.point) - np.asarray(point, float)).max() <= 1e-6 * scale
        ]
        if not near:
            said = (
                "though it is said to be complete"
                if found.complete
                else "and the list says it may be incomplete"
            )
            case.complain(f"missing: {nature} at {list(map(float, point))}, {said}")
            continue
        if len(near) > 1:
            case.complain(f"twice: {list(map(float, point))}")
        if nature and near[0].nature != nature:
            case.complain(f"nature: {near[0].nature} is said at {list(map(float, point))}, {nature} is right")
        for one in near:
            left.remove(one)
    if not others:
        for one in left:
            case.complain(
                f"false: {one.nature} at {one.point.tolist()} (eigenvalues {one.eigenvalues.tolist()})"
            )


def near_zero_of(gradient: Callable[..., Sequence[Any]], point: Sequence[float], reach: float) -> bool:
    """Tell whether a zero of a gradient, by mpmath's own Newton iteration, lies within reach of a point."""
    try:
        root = mpmath.findroot(gradient, [mpmath.mpf(float(c)) for c in point], tol=1e-30, maxsteps=60)
    except (ValueError, ZeroDivisionError, TypeError, OverflowError):
        return False
    return max(abs(float(mpmath.re(r)) - float(c)) for r, c in zip(root, point, strict=True)) <= reach
