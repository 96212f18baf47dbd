"""What the person adds stands beside the sensor's count, never over it, and is on disk at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.live.byhand import ByHand, Correction, Note, Weight, byhand_path, weight_of
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Channel, Finished
from soleus_sense.live.sources import RecordingSource
from soleus_sense.motion.reps import SetEnded
from soleus_sense.recording.journal import JournalWriter
from soleus_sense.virtual.scenario import Simulation


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_entry_is_on_disk_when_it_is_made(tmp_path: Path) -> None:
    by_hand = ByHand(tmp_path / "heel.csv")
    assert not (tmp_path / "heel.byhand.jsonl").exists()
    by_hand.add(Weight(1, 20.0, 3.0))
    by_hand.add(Note(1, "left knee bent – 15°", 4.0))
    assert lines_of(tmp_path / "heel.byhand.jsonl") == [
        {"schema": "soleus-sense/byhand/1"},
        {"type": "weight", "set": 1, "weight_kg": 20.0, "at_s": 3.0},
        {"type": "note", "set": 1, "text": "left knee bent – 15°", "at_s": 4.0},
    ]
    assert by_hand.weight_kg == 20.0


def test_corrections_add_up_by_set() -> None:
    by_hand = ByHand()
    for set_number, by in ((1, 1), (1, -1), (1, -1), (2, 1)):
        by_hand.add(Correction(set_number, by, 0.0))
    assert (by_hand.correction(1), by_hand.correction(2), by_hand.correction()) == (-1, 1, 0)


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    byhand_path(tmp_path / "heel.csv").mkdir()
    with pytest.raises(RecordingError, match="cannot be written"):
        ByHand(tmp_path / "heel.csv").add(Note(1, "x", 0.0))


@pytest.mark.parametrize(("text", "weight_kg"), [("20", 20.0), ("7.5 kg", 7.5), ("7,5KG", 7.5), ("0", 0.0)])
def test_weights_are_read_as_people_write_them(text: str, weight_kg: float) -> None:
    assert weight_of(text) == weight_kg


@pytest.mark.parametrize("text", ["", "heavy", "-5", "5000", "nan"])
def test_what_is_no_weight_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="no weight"):
        weight_of(text)


@pytest.fixture
def channel(four_reps: Simulation, knowing: Any, tmp_path: Path) -> Channel:
    source = RecordingSource(four_reps.recording, speed=0)
    journal = JournalWriter(tmp_path / "heel.csv")
    return Channel("", source, knowing, journal=journal, plan=Plan(sets=2, reps=4))


def half(simulation: Simulation) -> int:
    """Samples until the second repetition has counted."""
    return int((simulation.recording.time_s <= simulation.truth[1].lower_end_s + 0.1).sum())


def test_a_correction_stands_beside_the_sensors_count(channel: Channel, four_reps: Simulation) -> None:
    channel.correct(1)
    assert channel.counted == 0, "before the first samples there is nothing to correct"
    channel.take(four_reps.recording.block(0, half(four_reps)))
    channel.correct(-1)
    assert (channel.counted, channel.progress.counted, channel.counter.now.counted) == (1, 2, 2)
    channel.correct(-1)
    channel.correct(-1)
    assert channel.counted == 0
    (finished,) = [said for said in channel.close() if isinstance(said, Finished)]
    assert finished.analysis.counted == 2


def test_what_counts_in_a_pause_is_taken_off_and_said_so(
    channel: Channel, four_reps: Simulation, tmp_path: Path
) -> None:
    cut = half(four_reps)
    channel.take(four_reps.recording.block(0, cut))
    channel.pause(True)
    channel.pause(True)
    channel.take(four_reps.recording.block(cut, len(four_reps.recording)))
    channel.pause(False)
    assert (channel.counted, channel.progress.counted) == (2, 4)
    kinds = [(line.get("type"), line.get("paused")) for line in lines_of(tmp_path / "heel.byhand.jsonl")[1:]]
    assert kinds == [("pause", None), ("correction", True), ("correction", True), ("pause", None)]
    channel.close()
    assert len((tmp_path / "heel.csv").read_text().splitlines()) == len(four_reps.recording) + 1


def test_a_set_ended_by_hand_ends_once_and_a_rest_can_be_cut_short(channel: Channel, four_reps: Simulation) -> None:
    assert channel.end_set() == []
    channel.take(four_reps.recording.block(0, half(four_reps)))
    (ended,) = channel.end_set()
    assert isinstance(ended, SetEnded)
    at_s = channel.counter.now.at_s
    assert channel.progress.rest_left_s(at_s) == pytest.approx(60 - (at_s - four_reps.truth[1].lower_end_s))
    assert channel.end_set() == []
    assert channel.progress.rest_left_s(at_s) is None
    channel.close()


def test_a_session_without_a_sample_leaves_nothing_beside_it(channel: Channel, tmp_path: Path) -> None:
    channel.by_hand.add(Note(0, "nothing came", 0.0))
    channel.close()
    assert list(tmp_path.iterdir()) == []
