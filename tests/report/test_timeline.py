"""Two recordings on one timeline: the report says how far apart the legs come down, where the clocks are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from soleus_sense.exercises import Tempo
from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.reps import Analysis
from soleus_sense.motion.samples import Recording
from soleus_sense.recording.journal import ClockMap, Metadata, write_recording
from soleus_sense.recording.reader import read_recording
from soleus_sense.report import write_session_report
from soleus_sense.report.timeline import lag_between
from soleus_sense.virtual.scenario import Scenario, simulate

UTC_S = 1_700_000_000.0


@pytest.fixture(scope="module")
def legs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Recording, Analysis]]:
    """The same set on both legs; the right one's clock began 40 s later, and it is 0.3 s behind."""
    folder = tmp_path_factory.mktemp("legs")
    felt = simulate(Scenario(tempo=Tempo.parse("1-0-1-0"), reps=4, seed=3)).recording
    made: list[tuple[Recording, Analysis]] = []
    for side, utc_s, zero_s in (("left", UTC_S, 0.0), ("right", UTC_S + 40.3, 40.0)):
        moved = replace(felt, time_s=felt.time_s - zero_s)
        path = write_recording(moved, folder / f"{side}.csv", Metadata(side=side, clock=ClockMap(utc_s)))
        recording = read_recording(path)
        made.append((recording, analyze(recording, placement="heel")))
    return made


def test_clocks_that_began_at_different_times_are_one_timeline(legs: list[tuple[Recording, Analysis]]) -> None:
    recordings, analyses = zip(*legs, strict=True)
    assert lag_between(recordings, analyses) == pytest.approx(0.3, abs=0.001)
    assert lag_between(recordings[::-1], analyses[::-1]) == pytest.approx(-0.3, abs=0.001)


def test_without_a_clock_or_a_file_nothing_is_said(legs: list[tuple[Recording, Analysis]]) -> None:
    recordings, analyses = zip(*legs, strict=True)
    assert lag_between([recordings[0], replace(recordings[1], path=None)], analyses) is None
    assert lag_between([recordings[0], replace(recordings[1], format="csv")], analyses) is None


def test_the_report_says_who_is_later(legs: list[tuple[Recording, Analysis]], tmp_path: Path) -> None:
    write_session_report(*legs[0], tmp_path / "both.html", other=legs[1])
    page = (tmp_path / "both.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Down apart" in page
    assert "0.30 s" in page
    assert "right after left" in page
