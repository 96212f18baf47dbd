"""What a person added by hand is read beside the recording, and given to the sets it was meant for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus_sense.errors import RecordingError
from soleus_sense.live.byhand import ByHand, Correction, Pause, SetEnd, Weight
from soleus_sense.live.byhand import Note as Written
from soleus_sense.motion.reps import Set
from soleus_sense.recording.byhand import Note, Remarks, read_remarks, remarks_path


def set_of(index: int, start_s: float, end_s: float) -> Set:
    return Set(index, start_s, end_s, 5, 0, 3.0, None, None, None, None, 20.0)


SETS = (set_of(1, 10.0, 40.0), set_of(2, 100.0, 130.0), set_of(3, 200.0, 230.0))


def test_what_the_screen_wrote_is_read(tmp_path: Path) -> None:
    by_hand = ByHand(tmp_path / "heel.csv")
    for entry in (Weight(1, 20.0, 3.0), Written(1, "left knee bent – 15°", 4.0), Correction(1, -1, 12.5, paused=True)):
        by_hand.add(entry)
    by_hand.add(SetEnd(1, 41.0))
    by_hand.add(Pause(1, True, 42.0))
    assert read_remarks(tmp_path / "heel.csv") == Remarks(
        ((3.0, 20.0),), ((12.5, -1),), (Note(4.0, "left knee bent – 15°"),)
    )


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    for path in (tmp_path / "heel.csv", Path(), Path(".."), tmp_path / f"{'h' * 250}.csv"):
        assert read_remarks(path) == Remarks()


@pytest.mark.parametrize(
    ("weights_kg", "of_each"),
    [
        ([(5.0, 20.0)], {1: 20, 2: 20, 3: 20}),
        ([(20.0, 20.0)], {1: 20, 2: 20, 3: 20}),
        ([(20.0, 20.0), (60.0, 25.0)], {1: 20, 2: 25, 3: 25}),
        ([(60.0, 25.0)], {1: 25, 2: 25, 3: 25}),
        ([(110.0, 25.0)], {2: 25, 3: 25}),
        ([(300.0, 25.0)], {3: 25}),
        ([(5.0, 20.0), (300.0, 25.0)], {1: 20, 2: 20, 3: 20}),
        ([(5.0, 20.0), (160.0, 0.0)], {1: 20, 2: 20}),
        ([(110.0, 30.0), (5.0, 20.0)], {1: 20, 2: 30, 3: 30}),
    ],
    ids=[
        *("before", "in the first", "changed in a rest", "first said in a rest", "in the second", "after all"),
        *("after all, said before", "taken off", "not in order"),
    ],
)
def test_a_weight_is_of_the_sets_it_was_used_in(
    weights_kg: list[tuple[float, float]], of_each: dict[int, float]
) -> None:
    assert Remarks(weights_kg=tuple(weights_kg)).weights_of(SETS) == of_each
    assert Remarks(weights_kg=tuple(weights_kg)).weights_of(()) == {}


def test_a_correction_is_of_the_set_it_was_made_in_or_of_the_last_before_it() -> None:
    remarks = Remarks(corrections=((1.0, 1), (20.0, 1), (60.0, 1), (150.0, -2), (210.0, 1), (220.0, -1)))
    assert remarks.added_to(SETS) == {1: 3, 2: -2}
    assert remarks.added_to(()) == {}


@given(st.binary(max_size=200))
def test_whatever_is_there_is_read_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, end: bytes
) -> None:
    recording = tmp_path_factory.mktemp("any") / "heel.csv"
    begin = b'{"schema": "soleus-sense/byhand/1"}\n{"type": "note", "set": 1, "text": "sore", "at_s": 4.0}\n'
    remarks_path(recording).write_bytes(begin + end)
    assert read_remarks(recording).notes[0] == Note(4.0, "sore")
    remarks_path(recording).write_bytes(end)
    try:
        assert read_remarks(recording) == Remarks()
    except RecordingError as error:
        assert str(error).endswith("move it away.")


def test_lines_that_say_too_little_and_types_yet_unknown_are_passed_over(tmp_path: Path) -> None:
    remarks_path(tmp_path / "heel.csv").write_text(
        '{"schema": "soleus-sense/byhand/2"}\n[1, 2]\n{"type": "mood", "at_s": 1}\n{"type": "weight", "at_s": 1}\n'
        '{"type": "weight", "at_s": "soon", "weight_kg": 3}\n{"type": "weight", "at_s": 2, "weight_kg": 3}\n'
        '{"type": "weight", "at_s": NaN, "weight_kg": 3}\n{"type": "correction", "at_s": 2, "by": 1e400}\n{"type": "no',
        encoding="utf-8",
    )
    assert read_remarks(tmp_path / "heel.csv") == Remarks(weights_kg=((2.0, 3.0),))


def test_a_folder_of_that_name_is_a_sentence(tmp_path: Path) -> None:
    remarks_path(tmp_path / "heel.csv").mkdir()
    with pytest.raises(RecordingError, match=r"heel\.byhand\.jsonl cannot be read: .*\.$"):
        read_remarks(tmp_path / "heel.csv")
