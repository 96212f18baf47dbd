"""What a chip on a strap makes of a motion: resonance, bandwidth, noise, bias, scale, clipping, clock, losses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import signal
from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.motion.samples import FloatArray
from soleus_sense.virtual.body import KINEMATIC_RATE_HZ

STRAP_DAMPING = (0.15, 0.4)
"""Damping ratios of a case on a strap on skin."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """A chip, its settings and its strap. Biases and mounting are drawn within these bounds.

    Attributes
    ----------
    sample_rate_hz : nominal
    has_gyro : False leaves the rotation out
    acc_range_g, gyr_range_dps : full scale; beyond it the output clips
    bits : of one axis
    acc_noise_ug, gyr_noise_mdps : densities per square root of a hertz
    acc_bias_mg, gyr_bias_dps : greatest offset of an axis
    scale_error : greatest error of an axis's scale
    bandwidth_share : the chip's low-pass, as a share of the sample rate
    strap_hz : resonance of case, strap and skin
    clock_error : seconds the sensor's clock gains per second
    jitter_s : root mean square of irregular sampling (phones)
    lost_share : share of samples that never arrive
    notification_samples : samples that are lost together
    seed : of its biases and of how it sits, so that it is the same one in several recordings; None: drawn anew in each
    """

    sample_rate_hz: float = 100.0
    has_gyro: bool = True
    acc_range_g: float = 8.0
    gyr_range_dps: float = 1000.0
    bits: int = 16
    acc_noise_ug: float = 160.0
    gyr_noise_mdps: float = 8.0
    acc_bias_mg: float = 40.0
    gyr_bias_dps: float = 1.0
    scale_error: float = 0.01
    bandwidth_share: float = 0.4
    strap_hz: float = 30.0
    clock_error: float = 30e-6
    jitter_s: float = 0.0
    lost_share: float = 0.0
    notification_samples: int = 5
    seed: int | None = None


def random_rotation(rng: np.random.Generator) -> FloatArray:
    """(3, 3) any orientation, each as likely as the next (a unit quaternion, Shoemake 1992)."""
    w, x, y, z = (lambda q: q / np.linalg.norm(q))(rng.standard_normal(4))
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def sense(
    rng: np.random.Generator,
    sensor: Sensor,
    force_m_s2: FloatArray,
    rate_rad_s: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray | None]:
    """The samples a sensor gives of the motion it feels.

    Parameters
    ----------
    force_m_s2, rate_rad_s : (n, 3) on the kinematic grid, in the segment's axes

    Returns
    -------
    time_s (m,) of the sensor's clock, acc_m_s2 (m, 3), gyr_rad_s (m, 3) or None
    """
    own = rng if sensor.seed is None else np.random.default_rng(sensor.seed)
    mount = random_rotation(own)
    last_s = (len(force_m_s2) - 1) / KINEMATIC_RATE_HZ
    true_rate_hz = sensor.sample_rate_hz * (1 + sensor.clock_error)
    count = int(last_s * true_rate_hz) + 1
    nominal_s = np.arange(count) / sensor.sample_rate_hz
    true_s = np.arange(count) / true_rate_hz
    if sensor.jitter_s:
        # Less than half a step, so that samples keep their order.
        shift = np.clip(rng.normal(0, sensor.jitter_s, count), -0.4 / true_rate_hz, 0.4 / true_rate_hz)
        true_s, nominal_s = np.clip(true_s + shift, 0, last_s), nominal_s + shift
    damping = own.uniform(*STRAP_DAMPING)
    bandwidth_hz = sensor.bandwidth_share * sensor.sample_rate_hz
    filters = np.vstack((_strap(sensor.strap_hz, damping), _low_pass(bandwidth_hz)))

    def channel(truth: FloatArray, unit: float, full: float, noise: float, bias: float) -> FloatArray:
        steady = signal.sosfilt_zi(filters)[:, :, None] * truth[0]
        felt, _ = signal.sosfilt(filters, truth, axis=0, zi=steady)
        taken = np.column_stack([np.interp(true_s, np.arange(len(felt)) / KINEMATIC_RATE_HZ, one) for one in felt.T])
        taken = taken @ mount
        taken *= 1 + own.uniform(-sensor.scale_error, sensor.scale_error, 3)
        taken += unit * own.uniform(-bias, bias, 3)
        taken += unit * noise * np.sqrt(bandwidth_hz) * rng.standard_normal(taken.shape)
        step = full * unit / 2 ** (sensor.bits - 1)
        return np.clip(np.round(taken / step), -(2 ** (sensor.bits - 1)), 2 ** (sensor.bits - 1) - 1) * step

    acc = channel(force_m_s2, GRAVITY_M_S2, sensor.acc_range_g, 1e-6 * sensor.acc_noise_ug, 1e-3 * sensor.acc_bias_mg)
    gyr = (
        channel(rate_rad_s, np.pi / 180, sensor.gyr_range_dps, 1e-3 * sensor.gyr_noise_mdps, sensor.gyr_bias_dps)
        if sensor.has_gyro
        else None
    )
    kept = arrived(rng, count, sensor.lost_share, sensor.notification_samples)
    return nominal_s[kept], acc[kept], None if gyr is None else gyr[kept]


def arrived(
    rng: np.random.Generator, samples: int, lost_share: float, together: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(n,) which samples arrive: notifications are lost whole, in bursts of about two (Gilbert's channel)."""
    if lost_share <= 0:
        return np.ones(samples, dtype=np.bool_)
    notifications = -(-samples // together)
    lost = np.zeros(notifications, dtype=np.bool_)
    draws = rng.random(notifications)
    leave = 0.5
    enter = leave * lost_share / (1 - lost_share)
    bad = False
    for i, one in enumerate(draws.tolist()):
        bad = one >= leave if bad else one < enter
        lost[i] = bad
    lost[0] = lost[-1] = False
    return ~np.repeat(lost, together)[:samples]


def _strap(resonance_hz: float, damping: float) -> FloatArray:
    """(1, 6) a case on a spring: it follows slow motion, rings at its resonance, misses what is faster."""
    # The bilinear transform of w²/(s² + 2 z w s + w²), written out.
    omega, double = 2 * np.pi * resonance_hz, 2 * KINEMATIC_RATE_HZ
    stiff, loss = omega**2, 2 * damping * omega * double
    lead = double**2 + loss + stiff
    return np.array([[stiff, 2 * stiff, stiff, lead, 2 * (stiff - double**2), double**2 - loss + stiff]]) / lead


def _low_pass(bandwidth_hz: float) -> FloatArray:
    """(k, 6) the chip's own filter."""
    highest_hz = 0.45 * KINEMATIC_RATE_HZ
    return np.asarray(signal.butter(2, min(bandwidth_hz, highest_hz), fs=KINEMATIC_RATE_HZ, output="sos"))
