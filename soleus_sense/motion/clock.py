"""When each sample was taken: the sensor's clock unwrapped, and mapped to the host's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """What a sensor's packets say about time.

    Attributes
    ----------
    tick_s : seconds per tick of the stamp, or None where packets carry no stamp
    stamp_wraps : the stamp counts modulo this, or None where it never wraps
    sequence_wraps : the running number counts modulo this, or None where packets carry none
    sequence_counts_samples : the running number is of the first sample, not of the packet
    """

    tick_s: float | None = None
    stamp_wraps: int | None = None
    sequence_wraps: int | None = None
    sequence_counts_samples: bool = False
