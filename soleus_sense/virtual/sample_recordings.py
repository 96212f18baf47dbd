"""Makes the sample recordings of `recordings/`: `python -m soleus_sense.virtual.sample_recordings DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from soleus_sense.errors import RecordingError, SoleusError
from soleus_sense.exercises import Tempo
from soleus_sense.recording.journal import Metadata, write_recording, write_truth
from soleus_sense.virtual.body import Body
from soleus_sense.virtual.movement import Manner
from soleus_sense.virtual.scenario import Scenario, Stance, simulate
from soleus_sense.virtual.sensor import Sensor

WEARABLE = "simulated"

STARTS_UTC = "2025-01-01T09:00:00Z"
"""When the samples say they began: a fixed moment, so that they can be made again byte for byte."""

SAMPLES: dict[str, Scenario] = {
    "heel-standing-slow": Scenario(
        placement="heel",
        posture="standing",
        exercise="standing-calf-raise",
        tempo=Tempo.parse("3-0-1-0"),
        reps=8,
        body=Body(height_m=1.70),
        manner=Manner(wobble_deg=0.3, tremor_m_s2=0.3),
        sensor=Sensor(sample_rate_hz=100),
        seed=101,
    ),
    "heel-seated-push-ups": Scenario(
        placement="heel",
        site="lateral",
        posture="seated",
        exercise="soleus-push-up",
        reps=20,
        lead_in_s=0.6,
        manner=Manner(
            raise_s=(0.5, 0.7),
            bottom_s=(0.4, 0.8),
            lower_shape="fall",
            range_deg=(32.0, 36.0),
            tremor_m_s2=0.1,
            landing_per_s=70.0,
        ),
        sensor=Sensor(has_gyro=False, acc_range_g=16, acc_noise_ug=220),
        seed=102,
    ),
    "heel-step-edge-lost-packets": Scenario(
        placement="heel",
        site="instep",
        posture="standing",
        exercise="eccentric-heel-drop",
        step_edge=True,
        first="drop",
        tempo=Tempo.parse("3-0-1-1"),
        reps=6,
        manner=Manner(bottom_deg=-12.0, range_deg=(36.0, 40.0), wobble_deg=0.4, tremor_m_s2=0.6, sag_share=0.04),
        sensor=Sensor(sample_rate_hz=104, lost_share=0.05, notification_samples=8),
        seed=103,
    ),
    "shin-standing-fast": Scenario(
        placement="shin",
        site="ankle",
        posture="standing",
        exercise="heel-rise-test",
        tempo=Tempo.parse("1-0-1-0"),
        reps=15,
        lead_in_s=0.5,
        manner=Manner(range_kept=0.7, tremor_m_s2=0.8, shank_tremor_deg=0.2, landing_per_s=120.0),
        stance=Stance(tilt_deg=14.0, bow_deg=2.0, skin_share=0.15, sway_deg=0.4),
        sensor=Sensor(sample_rate_hz=100, acc_range_g=4, gyr_range_dps=500),
        seed=104,
    ),
    "shin-seated-slow": Scenario(
        placement="shin",
        site="below-knee",
        posture="seated",
        exercise="seated-calf-raise",
        tempo=Tempo.parse("3-1-1-1"),
        reps=8,
        manner=Manner(tremor_m_s2=0.3, sag_share=0.03),
        stance=Stance(rest_deg=4.0),
        sensor=Sensor(has_gyro=False, acc_noise_ug=400, acc_bias_mg=60, acc_range_g=4),
        seed=105,
    ),
    "shin-standing-mixed": Scenario(
        placement="shin",
        site="ankle",
        posture="standing",
        exercise="standing-calf-raise",
        reps=12,
        lead_in_s=2.0,
        before=(("walk", 8.0),),
        after=(("strap", 5.0),),
        manner=Manner(
            raise_s=(0.5, 1.5),
            top_s=(0.0, 1.5),
            lower_s=(0.5, 4.0),
            bottom_s=(0.2, 1.5),
            lower_shape="mixed",
            partial_share=0.15,
            bump_share=0.2,
            range_kept=0.65,
            tremor_m_s2=0.6,
            shank_tremor_deg=0.15,
        ),
        stance=Stance(tilt_deg=4.0, bow_deg=2.5, sway_deg=0.5),
        sensor=Sensor(sample_rate_hz=50, acc_range_g=4, gyr_bias_dps=3.0),
        seed=106,
    ),
}
"""What each is for stands in the folder's README."""


def write_samples(folder: str | Path) -> list[Path]:
    """Write every sample recording with what is known about it and its truth; the same bytes each time.

    Raises
    ------
    RecordingError
        The folder cannot be made or written to.
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(f"The folder {target} cannot be made: {error.strerror}.") from None
    written: list[Path] = []
    for name, scenario in SAMPLES.items():
        sim = simulate(scenario)
        lost = round(sim.recording.duration_s * scenario.sensor.sample_rate_hz) + 1 - len(sim.recording)
        known = Metadata(
            wearable=WEARABLE,
            placement=scenario.placement,
            side="right",
            start_utc=STARTS_UTC,
            lost_samples=lost,
            exercise=scenario.exercise,
            tempo=sim.recording.tempo,
        )
        path = write_recording(sim.recording, target / f"{name}.csv", known)
        write_truth(path, sim.truth)
        written.append(path)
    return written


def main() -> int:
    """The command: writes into the folder named on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m soleus_sense.virtual.sample_recordings",
        description="Write the six sample recordings with their truth.",
        epilog="example: python -m soleus_sense.virtual.sample_recordings recordings",
    )
    parser.add_argument("folder", help="where to; what is there under the same names is replaced")
    try:
        for path in write_samples(parser.parse_args().folder):
            print(path)
    except SoleusError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
