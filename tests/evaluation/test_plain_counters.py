"""The plain counters are fair ones: on an easy set they count right."""

import numpy as np
import pytest

from soleus_sense.evaluation.plain_counters import component_peaks, magnitude_peaks
from soleus_sense.exercises import Tempo
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.scenario import Scenario, simulate


@pytest.mark.parametrize("placement", ["heel", "shin"])
@pytest.mark.parametrize("tempo", ["1-0-1-0", "2-0-1-0"])
def test_the_first_component_counts_an_easy_seated_set(placement, tempo):
    sim = simulate(Scenario(placement=placement, posture="seated", tempo=Tempo.parse(tempo), reps=10, lead_in_s=0.5,
                            lead_out_s=0.5))  # fmt: skip

    assert len(component_peaks(sim.recording)) == pytest.approx(10, abs=1)


def test_each_peak_of_an_easy_set_lies_in_a_repetition():
    sim = simulate(Scenario(placement="heel", posture="seated", tempo=Tempo.parse("1-0-1-0"), reps=10))

    inside = [
        any(rep.raise_start_s <= at <= rep.lower_end_s for rep in sim.truth) for at in component_peaks(sim.recording)
    ]

    assert np.mean(inside) > 0.8


def test_turning_the_case_about_changes_no_count():
    sim = simulate(Scenario(placement="heel", posture="seated", tempo=Tempo.parse("2-1-1-1"), reps=8))
    turned = Recording.from_arrays(sim.recording.time_s, -sim.recording.acc_m_s2[:, [2, 0, 1]])

    assert component_peaks(turned) == pytest.approx(component_peaks(sim.recording))
    assert magnitude_peaks(turned) == pytest.approx(magnitude_peaks(sim.recording))


@pytest.mark.parametrize("rate_hz", [20.0, 50.0, 400.0])
@pytest.mark.parametrize("count", [magnitude_peaks, component_peaks])
def test_a_pulse_every_two_seconds_is_counted_at_any_rate(count, rate_hz):
    time_s = np.arange(0, 40, 1 / rate_hz)
    pulse = 2.0 * np.sin(np.pi * time_s) ** 2 * (np.floor(time_s) % 2 == 1)
    acc = np.column_stack((0.1 * pulse, np.zeros_like(pulse), 9.81 + pulse))

    assert len(count(Recording.from_arrays(time_s, acc))) == pytest.approx(20, abs=1)
