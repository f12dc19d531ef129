"""What the logistic explorer says of its scene."""

from typing import TYPE_CHECKING

import numpy as np

from hesskit.explore.words import number, vector

if TYPE_CHECKING:
    from hesskit.explore.lesson_5_logistic import LogisticScene


def logistic_sentence(scene: "LogisticScene") -> str:
    """Say the fit, its standard errors, Newton's steps, and whether the data are separable."""
    count = len(scene.data)
    if scene.loss is None:
        hint = "add points of both labels with the buttons" if not count else "add, move or relabel a point"
        points = "" if not count else f"{count} point{'s' * (count > 1)}: "
        text = f"{points}{scene.problem}; {hint}." if not count else f"{points}{scene.problem}."
        return text[0].upper() + text[1:]
    ridge = f", with a ridge λ = {number(scene.ridge)}" if scene.ridge else ""
    return f"{count} points, {scene.separation}{ridge}. {_newton(scene)} {_gradient(scene)}".strip()


def coefficients(beta: np.ndarray, intercept: bool, digits: int = 6) -> str:
    """Say coefficients: a pair, or one number where there is no intercept.

    Examples
    --------
    >>> coefficients(np.array([0.0, 0.25]), False)
    '0.25'
    """
    scale = float(np.max(np.abs(beta)))
    tidied = [0.0 if abs(one) < 1e-12 * scale else one for one in beta]
    return vector(tidied, digits) if intercept else number(beta[-1], digits)


def _newton(scene: "LogisticScene") -> str:
    descent, intercept = scene.newton, scene.data.intercept
    assert descent is not None and scene.loss is not None and scene.eigenvalues is not None
    start = f"Newton from {coefficients(scene.start, intercept, 3)}"
    steps = f"{descent.steps} step{'s' * (descent.steps != 1)}"
    norm, low = float(np.linalg.norm(descent.points[-1])), float(scene.eigenvalues[-1, 0])
    if descent.converged:
        found = coefficients(descent.points[-1], intercept)
        return f"{start} takes {steps} to β = {found}, a minimum{_errors(scene)}; {_bends(scene)}."
    if scene.loss.no_minimum():
        return (
            f"There is no minimum: a threshold on x tells the labels apart{_nearly(scene)}, so ‖β‖ runs away. {start} "
            f"has ‖β‖ = {number(norm)} after {steps}, λ_min of H has died to {number(low)}, and there are no standard "
            "errors. A ridge λ > 0 cures it."
        )
    return (
        f"{start} fails after {steps} at ‖β‖ = {number(norm)}, where H is as good as singular "
        f"(λ_min = {number(low)}), though the loss is convex and has its minimum at "
        f"β = {coefficients(scene.fit, intercept)}. A line search, a ridge or another start cures it."  # type: ignore[arg-type]
    )


def _nearly(scene: "LogisticScene") -> str:
    return ", but for points on the threshold itself" if scene.separation == "quasi-separable" else ""


def _errors(scene: "LogisticScene") -> str:
    if scene.errors is not None:
        return f", with standard errors {coefficients(scene.errors, scene.data.intercept, 5)}"
    if scene.separation != "overlapping":
        return ": the ridge holds β back, though a threshold on x tells the labels apart"
    return " of the loss with the ridge, for which H⁻¹ gives no standard errors"


def _bends(scene: "LogisticScene") -> str:
    assert scene.eigenvalues is not None
    values = scene.eigenvalues[-1]
    if len(values) == 1:
        return f"H there is {number(values[0], 4)}"
    return f"H there has eigenvalues {number(values[0], 4)} and {number(values[1], 4)}"


def _gradient(scene: "LogisticScene") -> str:
    descent = scene.gradient
    assert descent is not None and scene.loss is not None
    start = f"Gradient descent with t = 1/L = {number(scene.rate)}"
    if descent.converged:
        return f"{start} takes {descent.steps} steps."
    return f"{start} is at loss {number(descent.values[-1])} after {descent.steps} steps{_against(scene)}."


def _against(scene: "LogisticScene") -> str:
    if scene.loss is None or scene.loss.no_minimum():
        return ""
    assert scene.fit is not None
    fit = scene.fit if scene.data.intercept else scene.fit[1:]
    return f"; the least is {number(scene.loss.value(fit))}"
