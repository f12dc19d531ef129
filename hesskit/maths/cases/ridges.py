"""Ridges of an image: a line is where one eigenvalue of the image's Hessian is large and the other near zero.

Derivatives of an image exist only at a scale: it is blurred by a Gaussian of σ pixels first, and both are done at once,
exactly, by multiplying its Fourier transform. Multiplied by σ², second derivatives of different scales can be compared.

Letters: σ the scale in pixels, λ₁ and λ₂ the eigenvalues with |λ₁| ≤ |λ₂|, R = |λ₁|/|λ₂|, S = √(λ₁² + λ₂²).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from matplotlib.image import imread
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROUND = 0.5  # β of Frangi et al.: how far from round a blob must be to count as a line
EDGE = 4.0  # standard deviations of the Gaussian by which an image is continued


def retina(rows: slice = slice(None), columns: slice = slice(None)) -> Floats:
    """The green channel of a photograph of a normal retina, from 0 to 1: vessels are dark.

    Parameters
    ----------
    rows, columns : slice
        Which part of its 1411 × 1411 pixels.

    Returns
    -------
    ndarray, shape (rows, columns)

    References
    ----------
    Mikael Häggström, Medical gallery of Mikael Häggström 2014, WikiJournal of Medicine 1 (2); CC0 1.0.

    Examples
    --------
    >>> retina().shape
    (1411, 1411)
    """
    # PNG: programs that read JPEG differ in its last bit, and so would every number
    file: Any
    with files("hesskit.maths.cases").joinpath("data", "retina.png").open("rb") as file:
        brightness = np.asarray(imread(file, format="png"), dtype=float)[rows, columns]
    return np.asarray(np.rint(255 * brightness) / 255)


@dataclass(frozen=True, eq=False)
class ScaleSpace:
    """An image whose Hessian can be asked for at any scale.

    Parameters
    ----------
    image : ndarray, shape (rows, columns)

    Examples
    --------
    >>> y, x = np.mgrid[0:60, 0:60]
    >>> bowl = ScaleSpace(0.01 * (x - 30.0) ** 2)
    >>> (bowl.hessian(2.0)[30, 30].round(4) + 0.0).tolist()  # ∂²/∂x² first
    [[0.02, 0.0], [0.0, 0.0]]
    """

    image: Floats

    @cached_property
    def _padded(self) -> tuple[NDArray[np.complex128], int]:
        """The transform of the image continued as its mirror image, and by how many pixels."""
        wide = min(self.image.shape) // 2
        return np.fft.rfft2(np.pad(self.image, wide, mode="reflect")), wide

    def hessian(self, sigma: float) -> Floats:
        """The Hessian at every pixel, (rows, columns, 2, 2), x (columns) first, after blurring by σ pixels.

        Parameters
        ----------
        sigma : float
            Positive.

        Raises
        ------
        ValueError
            If σ is not positive, or too large for the image.
        """
        transform, wide = self._padded
        if not 0 < EDGE * sigma <= max(wide, EDGE):
            raise ValueError(
                f"the scale must be above 0 and at most {wide / EDGE:g} pixels here, but it is {sigma:g}."
            )
        rows, columns = (size + 2 * wide for size in self.image.shape)
        down = 2 * np.pi * np.fft.fftfreq(rows)[:, None]
        right = 2 * np.pi * np.fft.rfftfreq(columns)
        blurred = transform * np.exp(-(sigma**2) * (right**2 + down**2) / 2)
        inner = slice(wide, -wide or None)
        across, mixed, along = (
            np.fft.irfft2(-blurred * factor, s=(rows, columns))[inner, inner]
            for factor in (right**2, right * down, down**2)
        )
        return np.stack([np.stack([across, mixed], -1), np.stack([mixed, along], -1)], -2)

    def ridges(self, sigmas: Sequence[float], dark: bool = True) -> tuple[Floats, Floats]:
        """How much every pixel looks like a line, from 0 to 1, and at which scale it does most.

        Parameters
        ----------
        sigmas : sequence of float
            The scales, in pixels.
        dark : bool
            Whether lines are darker than what is round them.

        Returns
        -------
        pair of ndarray, shape (rows, columns)

        References
        ----------
        Frangi, Niessen, Vincken and Viergever, MICCAI 1998, LNCS 1496, 130-137.
        """
        best = np.full(self.image.shape, -1.0)
        scale = np.zeros(self.image.shape)
        for sigma in sigmas:
            found = vesselness(sigma**2 * self.hessian(sigma), dark)
            scale = np.where(found > best, sigma, scale)
            best = np.maximum(best, found)
        return best, scale


def ordered_eigenvalues(hessian: Floats) -> tuple[Floats, Floats]:
    """The eigenvalues (...) of symmetric 2 × 2 matrices (..., 2, 2), the smaller in size first.

    Parameters
    ----------
    hessian : ndarray, shape (..., 2, 2)

    Returns
    -------
    pair of ndarray, shape (...)

    Examples
    --------
    >>> low, high = ordered_eigenvalues(np.array([[2.0, 0.0], [0.0, -3.0]]))
    >>> float(low), float(high)
    (2.0, -3.0)
    """
    middle = (hessian[..., 0, 0] + hessian[..., 1, 1]) / 2
    reach = np.hypot((hessian[..., 0, 0] - hessian[..., 1, 1]) / 2, hessian[..., 0, 1])
    outer = np.where(middle >= 0, middle + reach, middle - reach)
    return middle - (outer - middle), outer


def vesselness(hessian: Floats, dark: bool = True) -> Floats:
    """Frangi's measure (...) of Hessians (..., 2, 2): near 1 on a line, 0 on blobs, on flat ground and on lines of the
    other kind.

    Parameters
    ----------
    hessian : ndarray, shape (..., 2, 2)
        Multiplied by σ².
    dark : bool
        Whether lines are darker than what is round them.

    Returns
    -------
    ndarray, shape (...)

    Examples
    --------
    >>> line, blob = np.diag([0.0, 1.0]), np.eye(2)
    >>> vesselness(np.stack([line, blob, -line])).round(2).tolist()
    [0.63, 0.12, 0.0]
    """
    low, high = ordered_eigenvalues(hessian)
    with np.errstate(divide="ignore", invalid="ignore"):
        roundness = np.nan_to_num(low / high) ** 2
    size = low**2 + high**2
    half = size.max() / 4 or 1.0  # c of Frangi et al.: half the largest size
    found: Floats = np.exp(-roundness / (2 * ROUND**2)) * -np.expm1(-size / (2 * half))
    return np.where((high > 0) == dark, found, 0.0)
