"""What the race says: where each method ended, at what kind of point, and what is strange about its path."""

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.lesson_4.trusted_model import Trusted
from hesskit.explore.parts import blanks, conjunction, number, vector
from hesskit.maths.descent import SECOND_ORDER, Descent, words_for
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
FAR = 100.0  # this many sides of the picture away, a path is running away
TINY = 1e-6  # a coordinate below this share of the picture is called 0
SHOWN = 4  # numbers of a sequence before "…"


def race_sentence(scene: Any) -> str:
    """Say what a race shows."""
    if not scene.racers:
        return "No method is chosen: add one or more to see them race."
    parts = []
    for racer in scene.racers:
        facts = [ending(racer.descent, scene), *strange(racer.descent, scene)]
        name = proper(racer.name)
        parts.append(f"{name[0].upper()}{name[1:]}: {'; '.join(filter(None, facts))}.".replace("….", "…"))
    more = [
        at_the_step(scene),
        of_the_model(scene.model) if _steps_from_it(scene) else "",
        start_outside(scene),
        blanks(scene.surface, scene.box),
    ]
    return " ".join(filter(None, [*parts, *more]))


def _steps_from_it(scene: Any) -> bool:
    """Whether the step from the model is worth a word: not between two steps, nor the last of several to an end."""
    descent = next((each.descent for each in scene.racers if each.name in SECOND_ORDER), None)
    if descent is None or scene.step != int(scene.step):
        return False
    return not descent.converged or scene.step < descent.steps or descent.steps == 1


def race_caption(scene: Any) -> str:
    """Say at what each method ended: methods with the same fate together; of one alone the steps too."""
    if not scene.racers:
        return "No method is chosen: add one or more to see them race."
    fates: dict[str, list[str]] = {}
    for racer in scene.racers:
        fates.setdefault(_fate(racer.descent, scene), []).append(proper(racer.name))
    parts = [f"{conjunction(names)} {_agreed(fate, len(names))}" for fate, names in fates.items()]
    alone = scene.racers[0].descent if len(scene.racers) == 1 else None
    if alone is not None and (
        alone.converged or (alone.outcome == "step limit" and not runs_away(alone, scene))
    ):
        parts = [f"{parts[0]} after {steps_in_words(alone.steps)}"]
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def proper(method: str) -> str:
    """Write a method's name with the capitals of a name.

    >>> proper("damped newton"), proper("bfgs")
    ('damped Newton', 'BFGS')
    """
    names = {"newton": "Newton", "newton-cg": "Newton-CG", "bfgs": "BFGS", "l-bfgs": "L-BFGS", "cg": "CG"}
    return " ".join(names.get(word, word) for word in method.split())


def _agreed(fate: str, count: int) -> str:
    """Put a verb into the plural where several methods share the fate.

    >>> _agreed("reaches a saddle", 2), _agreed("is not there yet", 2), _agreed("runs away", 1)
    ('reach a saddle', 'are not there yet', 'runs away')
    """
    verb, _, rest = fate.partition(" ")
    plurals = {"is": "are", "reaches": "reach"}
    return fate if count == 1 else f"{plurals.get(verb, verb.removesuffix('s'))} {rest}"


def _fate(descent: Descent, scene: Any) -> str:
    """Say in a few words what became of a method."""
    if descent.converged:
        kind = descent.kind
        if kind == "inconclusive":
            return "stops where H is singular"
        return f"{_gait(descent)} a {kind}"
    if descent.outcome == "cycle":
        return f"jumps round a {period_of(descent)}-cycle"
    if runs_away(descent, scene):
        return "runs away"
    return "is not there yet" if descent.outcome == "step limit" else "breaks off"


def _gait(descent: Descent) -> str:
    """Say how a method went to its end: it should go down, but it may climb, or keep its height."""
    changes = np.diff(descent.values)
    noise = 1e-12 * float(np.abs(descent.values).max())
    if changes.size and (np.abs(changes) <= noise).all():
        return "walks level to"
    return "climbs to" if changes.size and (changes >= -noise).all() else "reaches"


def period_of(descent: Descent) -> int:
    """Count the points of the cycle that a method goes round."""
    return next(
        k
        for k in range(2, descent.steps + 1)
        if np.allclose(descent.points[-1], descent.points[-1 - k], rtol=1e-9, atol=0)
    )


def spans_of(scene: Any) -> Array:
    """The sides of the picture (2,)."""
    return np.array([high - low for low, high in scene.box])


def at(point: Any, spans: Array, digits: int = 3) -> str:
    """Say a point; a coordinate that is nothing on the picture is 0."""
    return vector(np.where(np.abs(point) < TINY * spans, 0.0, point), digits)


def exact(point: Any) -> str:
    """Say a point by small fractions where it is one, up to rounding.

    >>> exact([1.25, -0.90625]), exact([0.1234, 1])
    ('(5/4, −29/32)', '(0.123, 1)')
    """
    near = [Fraction(float(value)).limit_denominator(64) for value in point]
    if any(abs(float(fraction) - value) > 1e-12 for fraction, value in zip(near, point, strict=True)):
        return vector(point)
    return f"({', '.join(str(fraction).replace('-', '−') for fraction in near)})"


def steps_in_words(count: int) -> str:
    """Say how many steps.

    >>> steps_in_words(1), steps_in_words(6)
    ('1 step', '6 steps')
    """
    return f"{count} step{'' if count == 1 else 's'}"


def runs_away(descent: Descent, scene: Any) -> bool:
    """Whether a path that did not converge left for places far beyond the picture."""
    with np.errstate(over="ignore"):
        gone = np.abs((descent.points - descent.points[0]) / spans_of(scene)).max() > FAR
    return bool(not descent.converged and gone)


def ending(descent: Descent, scene: Any) -> str:
    """Say where a method ended, and the kind of that point."""
    spans, last, taken = spans_of(scene), descent.points[-1], steps_in_words(descent.steps)
    if descent.converged:
        if descent.steps == 0:
            return f"it starts at {at(last, spans)}, {words_for(descent.end)}, and stays"
        return f"{taken} to {at(last, spans)}, {words_for(descent.end)}"
    if descent.outcome == "cycle":
        period = period_of(descent)
        around = " ↔ ".join(exact(point) for point in descent.points[-period:])
        return f"jumps round a {period}-cycle, {around}, and never arrives"
    if runs_away(descent, scene):
        sizes = _sequence(np.linalg.norm(descent.points, axis=1), 5)
        return f"runs away: its distances from (0, 0) are {sizes}{_although(descent, scene.surface)}"
    if descent.outcome == "step limit":
        size = number(descent.gradient_norms[-1])
        return f"not there after {taken}: it stands at {at(last, spans)}, where |∇f| = {size}"
    return descent.stopped[0].lower() + descent.stopped[1:].rstrip(".")


def _although(descent: Descent, surface: Surface) -> str:
    """Say that f looks convex along the path, as far as rounding lets H be told."""
    far = np.flatnonzero(np.linalg.norm(descent.points, axis=1) > 1e3)
    near = descent.points[: far[0]] if far.size else descent.points
    if descent.method not in SECOND_ORDER or not len(near):
        return ""
    with np.errstate(all="ignore"):
        H = surface.hessian(near)
    convex = np.isfinite(H).all() and (np.linalg.eigvalsh(H) > 0).all()
    return f", although H is positive definite at the first {len(near)} points" if convex else ""


def _sequence(values: Array, count: int = SHOWN) -> str:
    shown = [number(value) for value in values[:count]]
    return " → ".join([*shown, "…"] if len(values) > count else shown)


def strange(descent: Descent, scene: Any) -> list[str]:
    """Say what a learner might not expect of a path."""
    if descent.outcome == "cycle":
        return []
    facts = [against_the_limit(descent, scene)]
    if runs_away(descent, scene) or descent.steps == 0:
        return facts
    outside = _first_outside(descent.points, scene)
    return [
        *facts,
        rises(descent.values),
        pace(descent),
        f"it leaves the picture at step {outside}" if outside else "",
    ]


def rises(values: Array) -> str:
    """Say at which step f rises, if at any; beyond rounding.

    >>> rises(np.array([24.2, 4.73, 1412, 0.056, 0]))
    'f does not fall at every step: 24.2 → 4.73 → 1412 → 0.056 → …'
    """
    noise = 1e-12 * max(1e-300, float(np.nanmax(np.abs(values), initial=0.0)))
    up = np.flatnonzero(np.diff(values) > noise)
    if not up.size:
        return ""
    first = int(up[0])
    if first < SHOWN - 1:
        return f"f does not fall at every step: {_sequence(values)}"
    return f"f rises at step {first + 1}, from {number(values[first])} to {number(values[first + 1])}"


def pace(descent: Descent) -> str:
    """Say the measured order of convergence, or the ratio of steps that shrink evenly."""
    order = descent.order()
    lengths = np.linalg.norm(np.diff(descent.points, axis=0), axis=1)
    even = len(lengths) > 3 and lengths[-3:].all() and np.ptp(lengths[-3:] / lengths[-4:-1]) < 1e-4
    if even and (order is None or order < 1.1) and lengths[-1] < 0.999 * lengths[-2]:
        ratio = float(lengths[-1] / lengths[-2])
        simple = Fraction(ratio).limit_denominator(9)
        said = str(simple) if abs(float(simple) - ratio) < 1e-6 else number(ratio)
        return f"only linear: each step is {said} of the one before"
    return "" if order is None else f"measured order {order:.2f}"


def against_the_limit(descent: Descent, scene: Any) -> str:
    """Compare a fixed step size with 2/M, where M is known: on a convex quadratic."""
    if descent.method != "gradient descent" or scene.surface.hessian_matrix.free_symbols:
        return ""
    largest = float(np.linalg.eigvalsh(scene.surface.at(descent.points[0])[2])[-1])
    if not largest > 0:
        return ""
    eta, limit = scene.step_size, 2 / largest
    return f"η = {number(eta)} is {'below' if eta < limit else 'not below'} 2/M = {number(limit)}"


def _first_outside(points: Array, scene: Any) -> int:
    lows, highs = np.array(scene.box).T
    beyond = np.flatnonzero(((points < lows) | (points > highs)).any(axis=1))
    return int(beyond[0]) if beyond.size else 0


def at_the_step(scene: Any) -> str:
    """Say f where the markers stand, on the way."""
    if scene.step != int(scene.step) or not 0 < scene.step < scene.longest:
        return ""
    step, stands = int(scene.step), []
    for racer in scene.racers:
        value = racer.descent.values[min(step, racer.descent.steps)]
        stands.append(f"{number(value)} ({proper(racer.name)})")
    return f"At step {step} f is {', '.join(stands)}."


def start_outside(scene: Any) -> str:
    """Say that the start is not on the picture."""
    lows, highs = np.array(scene.box).T
    hidden = ((scene.start < lows) | (scene.start > highs)).any()
    return f"The start {vector(scene.start)} is outside the box: zoom out to see it." if hidden else ""


def of_the_model(model: Trusted | None) -> str:
    """Say where the step under the cursor does not descend, and why."""
    if model is None or not model.slope >= 0:
        return ""
    low, high = np.linalg.eigvalsh(model.hessian)
    slope = number(model.slope * np.linalg.norm(model.gradient) * np.linalg.norm(model.centre - model.point))  # type: ignore[operator]
    return (
        f"At {vector(model.point)} the gradient is {vector(model.gradient)} and H has eigenvalues "
        f"{_hundredths(low)} and {_hundredths(high)}: the step of {proper(model.method)} has slope {slope}, "
        "so it does not descend."
    )


def _hundredths(value: float) -> str:
    return number(value) if abs(value) < 0.1 else f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")
