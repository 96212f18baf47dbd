"""Units: as a person or a column name says them, or as physics shows them where nobody does."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

import numpy as np
from scipy.constants import g as G

from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.motion.samples import LEAST_SAMPLE_RATE_HZ, FloatArray, Recording

FACTORS: dict[str, dict[str, float]] = {
    "acc": {"g": G, "mg": G / 1000, "m/s²": 1.0},
    "gyr": {"dps": float(np.pi / 180), "mdps": float(np.pi / 180_000), "rad/s": 1.0},
    "time": {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9},
}
"""SI of one unit: m/s², rad/s, s."""

SPELLINGS = {
    "m_s2": "m/s²",
    "m/s2": "m/s²",
    "m/s^2": "m/s²",
    "m_s^2": "m/s²",
    "m/s/s": "m/s²",
    "mps2": "m/s²",
    "ms2": "m/s²",
    "ms-2": "m/s²",
    "ms^-2": "m/s²",
    "deg/s": "dps",
    "deg_s": "dps",
    "degs": "dps",
    "°/s": "dps",
    "º/s": "dps",
    "\ufffd/s": "dps",
    "mdeg/s": "mdps",
    "rad_s": "rad/s",
    "rads": "rad/s",
    "rps": "rad/s",
    "sec": "s",
    "seconds": "s",
    "msec": "ms",
    "millis": "ms",
    "milliseconds": "ms",
    "µs": "us",
    "μs": "us",
    "usec": "us",
    "micros": "us",
    "microseconds": "us",
    "nsec": "ns",
    "nanos": "ns",
    "nanoseconds": "ns",
}
"""Other ways the units are written."""

GRAVITY = {"g": 1.0, "m/s²": G, "mg": 1000.0}
"""The magnitude of gravity in each unit of acceleration."""

GRAVITY_RATIO = 1.25
"""Over a whole recording the median magnitude stays this near gravity: offsets are under 10 %, motion averages."""

LARGEST_RATE_HZ = 1000.0
SMALLEST_RATE_HZ = 10.0
"""Motion sensors are read at 10–1000 Hz: less than the thousandfold between two units of time."""

TURN_CUTOFF_HZ = 1.0
"""Below this most of a foot's acceleration is gravity; over it, the foot's own."""

TURN_WINDOW_S = 0.5
"""Turns are compared over this time: half a quick raise, so that a raise and its lowering do not cancel."""

LEAST_TURN_RAD = 0.02
"""One degree in half a second; less is a leg at rest, whose noise and offsets say nothing about a unit."""

LEAST_AGREEMENT = 0.5
"""Correlation of the two turns; recorded heel raises give 0.86–0.98."""

TURN_RATIO = 4.0
"""Recorded heel raises and walks give 0.6–2.2; a wrong unit is off by 57."""

FASTEST_TURN_RAD_S = 70.0
"""4000 °/s, the widest range of any motion sensor: faster cannot be rad/s."""


@dataclass(frozen=True, slots=True)
class Units:
    """The units somebody said, each None where nobody did: keys of `FACTORS`."""

    acc: str | None = None
    gyr: str | None = None
    time: str | None = None

    @classmethod
    def parse(cls, text: str | None) -> Units:
        """Read `acc=g,gyr=dps,time=ms`, any of the three.

        Raises
        ------
        SettingsError
            Another quantity, another unit, or no `=`.
        """
        said: dict[str, str] = {}
        for part in (text or "").split(","):
            if not part.strip():
                continue
            quantity, equals, unit = (piece.strip() for piece in part.partition("="))
            if not equals or quantity not in FACTORS:
                raise SettingsError(f"The unit {part.strip()!r} is not understood: write acc=…, gyr=… or time=….")
            known = named_unit(unit, quantity)
            if known is None:
                raise SettingsError(f"{unit!r} is no unit of {quantity}: choose one of {', '.join(FACTORS[quantity])}.")
            said[quantity] = known
        return cls(**said)

    def over(self, other: Units) -> Units:
        """These units, and the other's where these are silent."""
        return Units(*(getattr(self, one.name) or getattr(other, one.name) for one in fields(self)))


def named_unit(text: str, quantity: str) -> str | None:
    """The unit of `quantity` ("acc", "gyr", "time") that a text names, or None."""
    plain = text.strip().lower()
    unit = SPELLINGS.get(plain, plain)
    return unit if unit in FACTORS[quantity] else None


def split_unit(name: str) -> tuple[str, str | None]:
    """A column's name without its unit, and the unit as written: `acc_x_m_s2` → `acc_x`, `m_s2`.

    A unit stands at the end, in brackets or after `_`; whether it fits the quantity is for `named_unit` to say.
    """
    bracketed = re.fullmatch(r"(.*?)\s*[(\[]\s*([^()\[\]]*?)\s*[)\]]\s*", name)
    if bracketed:
        return bracketed[1], bracketed[2] or None
    known = {*SPELLINGS, *(unit for units in FACTORS.values() for unit in units)}
    for unit in sorted(known, key=len, reverse=True):
        if name.lower().endswith(("_" + unit, " " + unit)):
            return name[: -len(unit) - 1], name[-len(unit) :]
    return name, None


def infer_acc(acc: FloatArray) -> tuple[str, str]:
    """The unit in which the usual magnitude of (n, 3) accelerations is gravity, and the reason in words.

    Raises
    ------
    RecordingError
        It is gravity in none of them.
    """
    magnitudes = np.sqrt((acc * acc).sum(axis=1))
    magnitudes = magnitudes[np.isfinite(magnitudes)]
    if not len(magnitudes):
        return "m/s²", "no sample is usable"
    usual = float(np.median(magnitudes))
    for unit, gravity in GRAVITY.items():
        if gravity / GRAVITY_RATIO <= usual <= gravity * GRAVITY_RATIO:
            return unit, f"its usual magnitude is {usual:.4g}"
    raise RecordingError(
        f"The acceleration's usual magnitude is {usual:.3g}, which is gravity neither in g (1) nor in m/s² (9.81) "
        "nor in mg (1000): either gravity was taken out of it, then use the sensor's raw acceleration, "
        "or its unit must be said, such as acc=g."
    )


def infer_time(time: FloatArray) -> tuple[str, str]:
    """The unit in which the usual step of (n,) times is that of a motion sensor, and the reason in words.

    Raises
    ------
    RecordingError
        No unit gives a plausible rate.
    """
    steps = np.diff(time[np.isfinite(time)])
    steps = steps[steps > 0]
    if not len(steps):
        return "s", "it does not move"
    step = float(np.median(steps))
    if step == 1:
        raise RecordingError(
            "The time column counts up by 1, which may be milliseconds or samples: say time=ms if it is milliseconds, "
            "else put in a column of times."
        )
    for unit, factor in FACTORS["time"].items():
        rate_hz = 1 / (step * factor)
        if SMALLEST_RATE_HZ * 0.999 <= rate_hz <= LARGEST_RATE_HZ * 1.001:
            return unit, f"{rate_hz:.4g} Hz"
    rates = ", ".join(f"{1 / (step * factor):.3g} Hz in {unit}" for unit, factor in FACTORS["time"].items())
    raise RecordingError(
        f"The time column's usual step is {step:.3g}, in no unit the pace of a motion sensor ({rates}; "
        f"at least {LEAST_SAMPLE_RATE_HZ:.0f} Hz is needed): say its unit, such as time=ms."
    )


def infer_gyr(recording: Recording) -> tuple[str, str]:
    """The unit in which rotation turns gravity as the accelerometer saw it turn, and the reason in words.

    Parameters
    ----------
    recording : acceleration in SI, `gyr_rad_s` in the unit to be found

    Raises
    ------
    RecordingError
        There is too little turning, or the two do not agree.

    Notes
    -----
    A direction fixed in the room turns by −ω × g in the sensor's frame, whichever way round the
    accelerometer's sign is. Both turns are low-passed alike and compared over windows: their correlation says
    whether they are the same motion, the ratio of their sizes which unit it was in. A mirrored axis (some
    breakout boards have one) makes the correlation negative and leaves the ratio as it is.
    """
    gyr = recording.gyr_rad_s
    unsure = "say which, with gyr=dps or gyr=rad/s"
    if gyr is None:
        return "rad/s", "there is no gyro"
    speed = np.sqrt((gyr * gyr).sum(axis=1))
    fastest = float(np.quantile(speed, 0.999))
    if fastest > FASTEST_TURN_RAD_S:
        return "dps", f"{fastest:.0f} rad/s would be faster than any sensor measures"
    seen, turned = _turns(recording)
    if len(seen) < 2 or float(np.sqrt((seen * seen).sum(axis=1).mean())) < LEAST_TURN_RAD:
        raise RecordingError(f"The rotation may be in °/s or rad/s, and the sensor turns too little to tell: {unsure}.")
    size_seen, size_turned = float(np.linalg.norm(seen)), float(np.linalg.norm(turned))
    agreement = float((seen * turned).sum() / (size_seen * size_turned)) if size_turned else 0.0
    if abs(agreement) >= LEAST_AGREEMENT:
        for unit in ("dps", "rad/s"):
            ratio = size_turned * FACTORS["gyr"][unit] / size_seen
            if 1 / TURN_RATIO <= ratio <= TURN_RATIO:
                mirrored = ", though the other way: an axis may be mirrored" if agreement < 0 else ""
                return unit, "it turns as gravity turns" + mirrored
    raise RecordingError(
        f"The rotation may be in °/s or rad/s, and it does not turn as gravity turns in the acceleration: {unsure}."
    )


def _turns(recording: Recording) -> tuple[FloatArray, FloatArray]:
    """How gravity's direction turned in each window: as accelerometer and as gyro saw it, both (windows, 3)."""
    from scipy.signal import butter, sosfiltfilt

    gyr = recording.gyr_rad_s if recording.gyr_rad_s is not None else np.zeros_like(recording.acc_m_s2)
    rate_hz = recording.sample_rate_hz
    window = max(1, round(TURN_WINDOW_S * rate_hz))
    if len(recording) < 4 * window:
        return np.empty((0, 3)), np.empty((0, 3))
    low_pass = butter(2, TURN_CUTOFF_HZ, fs=rate_hz, output="sos")
    gravity = np.asarray(sosfiltfilt(low_pass, recording.acc_m_s2, axis=0))
    gravity /= np.maximum(np.linalg.norm(gravity, axis=1, keepdims=True), 1e-9)
    turning = np.asarray(sosfiltfilt(low_pass, np.cross(gravity, gyr), axis=0))
    turned = np.cumsum(turning[:-1] * np.diff(recording.time_s)[:, None], axis=0)
    return np.diff(gravity[:-1:window], axis=0), np.diff(turned[::window], axis=0)
