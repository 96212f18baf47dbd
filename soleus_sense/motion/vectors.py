"""Rows of three numbers: lengths, components, the axis they turn on; in the same bits however many rows there are."""

from __future__ import annotations

import numpy as np
from scipy.linalg import get_lapack_funcs

from soleus_sense.motion.samples import FloatArray

(_SYEVD,) = get_lapack_funcs(("syevd",), dtype=np.float64)
"""As `numpy.linalg.eigh` calls it, without the half of its time that it looks at its arguments for."""


def lengths(vectors: FloatArray) -> FloatArray:
    """(n,) length of each of (n, 3) vectors."""
    return np.sqrt(vectors[:, 0] ** 2 + vectors[:, 1] ** 2 + vectors[:, 2] ** 2)


def shortened(vectors: FloatArray, most: float) -> FloatArray:
    """(n, 3) the vectors, those longer than `most` brought down to it."""
    return vectors * (most / np.maximum(lengths(vectors), most))[:, None]


def along(vectors: FloatArray, way: FloatArray) -> FloatArray:
    """(n,) component of (n, 3) vectors along a (3,) unit vector."""
    return vectors[:, 0] * way[0] + vectors[:, 1] * way[1] + vectors[:, 2] * way[2]


def dot(one: FloatArray, other: FloatArray) -> float:
    """Scalar product of two (3,) vectors."""
    return float(one[0] * other[0] + one[1] * other[1] + one[2] * other[2])


def angle_between(one: FloatArray, other: FloatArray) -> float:
    """Angle between two (3,) unit vectors, radians."""
    return float(np.arccos(min(max(dot(one, other), -1.0), 1.0)))


def cross(one: FloatArray, other: FloatArray) -> FloatArray:
    """(3,) vector product of two (3,) vectors."""
    (a, b, c), (x, y, z) = one.tolist(), other.tolist()
    return np.array([b * z - c * y, c * x - a * z, a * y - b * x])


def crosses(one: FloatArray, other: FloatArray) -> FloatArray:
    """(n, 3) vector product of each of (n, 3) vectors with another's."""
    out = np.empty_like(one)
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        out[:, i] = one[:, j] * other[:, k] - one[:, k] * other[:, j]
    return out


def main_axis(vectors: FloatArray) -> FloatArray:
    """(3,) unit vector along which (n, 3) vectors are longest, about zero; its sign is arbitrary."""
    return _SYEVD(vectors.T @ vectors, lower=1)[1][:, -1]
