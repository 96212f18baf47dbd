"""Bytes to vectors, and the one check every wearable's numbers must pass: could a leg have done that?"""

from __future__ import annotations

import numpy as np
from scipy.constants import degree, g

from soleus_sense.motion.samples import FloatArray
from soleus_sense.wearables.driver import PacketError

MOST_ACC_M_S2 = 64 * g
"""Four times the widest range of any wearable here; beyond it (or not a number) the bytes are not a sample."""

MOST_GYR_RAD_S = 8000 * degree
"""Four times the widest range of any gyro here."""


def vectors(body: bytes, number: str, *, columns: int = 3) -> FloatArray:
    """Rows of `columns` numbers, one row per sample.

    Parameters
    ----------
    body : nothing but numbers
    number : numpy's name of one, such as "<i2" or "<f4"
    columns : numbers per row

    Returns
    -------
    (n, columns) as float64

    Raises
    ------
    PacketError
        Empty, or no whole number of rows.
    """
    row_bytes = np.dtype(number).itemsize * columns
    if not body or len(body) % row_bytes:
        raise PacketError(f"A packet holds {len(body)} bytes of samples, no whole number of samples of {row_bytes}.")
    # A signalling NaN is a plain NaN to us: `plausible` refuses it, and widening it need not warn.
    with np.errstate(invalid="ignore"):
        return np.frombuffer(body, dtype=number).reshape(-1, columns).astype(np.float64)


def plausible(*, acc_m_s2: FloatArray | None = None, gyr_rad_s: FloatArray | None = None) -> None:
    """Refuse numbers that no wearable measures; for layouts that could carry them (floats, wide integers).

    Raises
    ------
    PacketError
        Not a finite number, or far beyond any range.
    """
    if acc_m_s2 is not None and not (np.abs(acc_m_s2) <= MOST_ACC_M_S2).all():
        raise PacketError("A packet holds an acceleration that no wearable measures.")
    if gyr_rad_s is not None and not (np.abs(gyr_rad_s) <= MOST_GYR_RAD_S).all():
        raise PacketError("A packet holds a rotation that no wearable measures.")
