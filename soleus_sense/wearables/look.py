"""A short look at a wearable's stream: does it keep its rate, lose samples, lie still, and which way is up?"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass

import numpy as np
from scipy.constants import degree, g

from soleus_sense.errors import WearableError
from soleus_sense.motion.samples import FloatArray, SampleBlock
from soleus_sense.wearables.discovery import Found, Radio
from soleus_sense.wearables.driver import Settings
from soleus_sense.wearables.link import Patience
from soleus_sense.wearables.stream import Battery, Connected, Health, Retrying, SamplesLost, WearableStream

LOOK_S = 5.0
"""Long enough to measure a rate to a per cent and to see a loss of one in a hundred."""

FIRST_SAMPLE_WITHIN_S = 75.0
"""Connecting and bonding, each twice: then the person is better told than kept."""

STILL_M_S2 = 0.5
"""Acceleration of a sensor that lies or stands still varies by less, even on a leg that trembles."""

STILL_DEG = 5.0
"""And its direction turns by less from the first half of the look to the second."""

RATE_OFF = 0.03
"""Crystals keep 0.01 %, the free-running oscillators in cheap sensors 1-3 %; more is another rate."""

LOSS_WORTH_SAYING = 0.01
"""Below one in a hundred samples a loss is bridged and nobody notices."""

GRAVITY_OFF = 0.08
"""The sensors in use are off by 40-80 mg; more is a wrong scale."""

ALONG_AXIS_DEG = 15.0
"""Nearer than this to an axis, that axis points up: straps are no spirit levels."""

COARSE_HZ = 50.0
"""Slower samples time a lowering to more than 20 ms."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a short look at the stream showed.

    Attributes
    ----------
    duration_s : of the samples, in the sensor's time
    samples, lost_samples, duplicates, misread : how many came, are missing, came again, made no sense
    nominal_hz : the rate it was set to
    measured_hz : the rate it keeps, lost samples counted; None where too few notifications came
    still : whether it lay still; else noise and direction are worth little
    acc_noise_m_s2, gyr_noise_rad_s : standard deviation of one axis from sample to sample; no gyro: None
    gyr_offset_rad_s : what the gyro shows on average
    largest_acc_m_s2 : largest magnitude
    gravity_m_s2 : magnitude of the mean acceleration
    up : (3,) unit vector, in the sensor's axes: at rest an accelerometer shows the push from below
    """

    duration_s: float
    samples: int
    lost_samples: int
    duplicates: int
    misread: int
    nominal_hz: float
    measured_hz: float | None
    still: bool
    acc_noise_m_s2: float
    gyr_noise_rad_s: float | None
    gyr_offset_rad_s: float | None
    largest_acc_m_s2: float
    gravity_m_s2: float
    up: tuple[float, float, float]

    @property
    def lost_share(self) -> float:
        """Missing samples among all that were taken."""
        return self.lost_samples / (self.samples + self.lost_samples)


async def look_at(
    found: Found,
    *,
    seconds: float = LOOK_S,
    radio: Radio | None = None,
    patience: Patience | None = None,
    settings: Settings | None = None,
) -> tuple[Connected, Look]:
    """Connect, bond where it is wanted, and watch the stream for a while from its first sample on.

    Parameters
    ----------
    seconds : how long
    radio, patience, settings : as of `WearableStream`

    Raises
    ------
    WearableError
        It cannot be connected or bonded, or it sends nothing.
    """
    stream = WearableStream(found, radio=radio, patience=patience, settings=settings, asks_identity=True)
    blocks: list[SampleBlock] = []
    connected: Connected | None = None
    lost, why = 0, "it sends no samples"
    async with aclosing(stream.items()) as items:
        try:
            async with asyncio.timeout(FIRST_SAMPLE_WITHIN_S) as limit:
                async for item in items:
                    match item:
                        case Connected():
                            connected = connected or item
                        case Retrying():
                            why = item.why
                        case SamplesLost():
                            lost += item.samples
                        case SampleBlock():
                            if not blocks:
                                limit.reschedule(asyncio.get_running_loop().time() + seconds)
                            blocks.append(item)
                        case Battery() | _:
                            pass
        except TimeoutError:
            pass
    if connected is None or not blocks:
        raise WearableError(f"{found.name} was connected to, but not a sample came: {why}.")
    return connected, judged(blocks, nominal_hz=connected.rate_hz, lost_samples=lost, health=stream.health)


def judged(blocks: Sequence[SampleBlock], *, nominal_hz: float, lost_samples: int = 0, health: Health) -> Look:
    """What these blocks show; at least one."""
    time_s = np.concatenate([block.time_s for block in blocks])
    acc = np.concatenate([block.acc_m_s2 for block in blocks])
    turns = [block.gyr_rad_s for block in blocks if block.gyr_rad_s is not None]
    gyr = np.concatenate(turns) if turns else None
    mean = acc.mean(axis=0)
    gravity = float(np.linalg.norm(mean))
    up = mean / gravity if gravity else mean
    return Look(
        duration_s=float(time_s[-1] - time_s[0]),
        samples=len(acc),
        lost_samples=lost_samples,
        duplicates=health.duplicates,
        misread=health.misread,
        nominal_hz=nominal_hz,
        measured_hz=_rate_hz(blocks, lost_samples),
        still=_is_still(acc),
        acc_noise_m_s2=_noise(acc),
        gyr_noise_rad_s=None if gyr is None else _noise(gyr),
        gyr_offset_rad_s=None if gyr is None else float(np.linalg.norm(gyr.mean(axis=0))),
        largest_acc_m_s2=float(np.sqrt((acc * acc).sum(axis=1)).max()),
        gravity_m_s2=gravity,
        up=(float(up[0]), float(up[1]), float(up[2])),
    )


def up_words(up: Sequence[float]) -> str:
    """Which of the sensor's axes points up: "+z", or "between +z and -y (30° from +z)"."""
    order = sorted(range(3), key=lambda axis: -abs(up[axis]))
    first, second = (f"{'+' if up[axis] >= 0 else '−'}{'xyz'[axis]}" for axis in order[:2])
    away = math.acos(min(1.0, abs(up[order[0]]))) / degree
    return first if away <= ALONG_AXIS_DEG else f"between {first} and {second} ({away:.0f}° from {first})"


def look_sentences(look: Look, connected: Connected) -> list[str]:
    """What was seen, for the person: numbers first, then what is to be done about them."""
    measured = "too few notifications to measure" if look.measured_hz is None else f"{look.measured_hz:.1f} Hz"
    noise = f"{look.acc_noise_m_s2 / g * 1000:.1f} mg"
    if look.gyr_noise_rad_s is not None and look.gyr_offset_rad_s is not None:
        noise_dps, offset_dps = look.gyr_noise_rad_s / degree, look.gyr_offset_rad_s / degree
        noise += f" and {noise_dps:.2f} °/s; the gyro is {offset_dps:.1f} °/s off zero"
    ranges = [] if connected.acc_range_g is None else [f"±{connected.acc_range_g:g} g"]
    ranges += [] if connected.gyr_range_dps is None else [f"±{connected.gyr_range_dps:g} °/s"]
    lost = f"{look.lost_samples} of {look.samples + look.lost_samples} samples lost ({look.lost_share:.1%})"
    return [
        f"Rate: {measured}, nominal {look.nominal_hz:g} Hz.",
        f"Losses: {lost}, {look.duplicates} notifications came twice, {look.misread} made no sense.",
        *([f"Range: {', '.join(ranges)}; the largest seen was {look.largest_acc_m_s2 / g:.2f} g."] if ranges else []),
        f"Noise: {noise}.",
        f"Gravity: {look.gravity_m_s2 / g:.2f} g; up is {up_words(look.up)} of the sensor.",
        *_advice(look),
    ]


def _advice(look: Look) -> list[str]:
    said: list[str] = []
    if not look.still:
        said.append("It moved: hold it still for the noise, gravity and direction to mean something.")
    elif abs(look.gravity_m_s2 / g - 1) > GRAVITY_OFF:
        said.append("Gravity should read 1 g: this sensor's scale is off, or the kind was not recognised rightly.")
    if look.measured_hz is not None and abs(look.measured_hz / look.nominal_hz - 1) > RATE_OFF:
        said.append("The rate is not the nominal one; times are taken from the measured one, so they are right.")
    if look.lost_share > LOSS_WORTH_SAYING:
        said.append("Losses like this can hide a repetition: bring the sensor nearer, away from the body's far side.")
    if (look.measured_hz or look.nominal_hz) < COARSE_HZ:
        said.append(f"Below {COARSE_HZ:.0f} Hz the times of quick repetitions are coarse.")
    return said


def mount_picture(placement: str | None, up: Sequence[float]) -> str:
    """The sensor where it is worn, seen from the side with the toes to the right, and which of its axes is up."""
    drawn = _LOOSE if placement is None else _FOOT.get(placement, _LOOSE)
    return drawn.replace("UP", f"↑ up: {up_words(up)}")


_FOOT = {
    "heel": """
          |     |
          |     |        UP
          |     |
         /      |
     [■]|        \\__
        |           \\____
        \\________________)   toes
""".strip("\n"),
    "shin": """
          |     |
          |    [■]       UP
          |     |
         /      |
        |        \\__
        |           \\____
        \\________________)   toes
""".strip("\n"),
}
_LOOSE = "     [■]       UP"


def _rate_hz(blocks: Sequence[SampleBlock], lost_samples: int) -> float | None:
    """Samples per second from the end of the first block to the end of the last: blocks end on measured times."""
    span_s = float(blocks[-1].time_s[-1] - blocks[0].time_s[-1])
    count = sum(len(block) for block in blocks[1:]) + lost_samples
    return count / span_s if span_s > 0 else None


def _noise(values: FloatArray) -> float:
    """Of one axis, from second differences, which slow motion does not reach: white noise comes out √6 larger."""
    if len(values) < 3:
        return 0.0
    differences = np.diff(values, n=2, axis=0)
    return float(np.sqrt(np.mean(differences**2) / 6))


def _is_still(acc: FloatArray) -> bool:
    magnitude = np.sqrt((acc * acc).sum(axis=1))
    half = len(acc) // 2
    if not half:
        return True
    first, second = acc[:half].mean(axis=0), acc[half:].mean(axis=0)
    size = float(np.linalg.norm(first) * np.linalg.norm(second))
    cosine = float(first @ second) / size if size else 1.0
    return float(magnitude.std()) < STILL_M_S2 and math.acos(max(-1.0, min(1.0, cosine))) / degree < STILL_DEG
