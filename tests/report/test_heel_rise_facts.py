"""A heel-rise test is reported as one."""

from __future__ import annotations

from soleus_sense.exercises import Tempo
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.report.facts import quality_facts


def test_a_heel_rise_test_is_reported_with_its_warnings_and_what_healthy_adults_reach() -> None:
    reps = [
        Rep(n, 1, True, 2.0 * n, 2.0 * n + 0.8, 2.0 * n + 0.8, 2.0 * n + 1.6, 0.8, 0.0, 0.8, 0.4, 30.0, height, 60.0)
        for n, height in enumerate([*[0.1] * 20, 0.06, 0.06], start=1)
    ]
    one = summarise_set(1, reps, Tempo.parse("1-0-1-0"))
    said = {
        fact.name: fact
        for fact in quality_facts(Analysis(tuple(reps), (one,), None, (), "heel", "heel-rise-test"), one)
    }
    assert said["Heel rises"].value == "22"
    assert "Lunsford and Perry 1995" in said["Heel rises"].meaning
    assert said["Warnings"].value == "2 (height at rise 21; height at rise 22)"
    other = quality_facts(Analysis(tuple(reps), (one,), None, (), "heel", "standing-calf-raise"), one)
    assert "Heel rises" not in {fact.name for fact in other}
