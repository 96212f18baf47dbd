"""Cues stand where the tempo says, are told apart, and are heard at once."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from soleus_sense.cli.app import app
from soleus_sense.cli.metronome import metronome
from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.exercises import Tempo
from soleus_sense.live import sound
from soleus_sense.live.cues import COUNT_IN_S, CUES, SOUND_RATE_HZ, Beat, beats, cycle, cycle_s, write_wav
from soleus_sense.live.plan import ExerciseBegan, Plan, RestOver
from soleus_sense.live.prompter import Prompter
from soleus_sense.live.session import Channel
from soleus_sense.live.sound import Bell, Mixer, open_player
from soleus_sense.live.sources import RecordingSource
from soleus_sense.motion.heel_rise_test import HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.reps import Rep, RepCounted, SetEnded
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.wearables.stream import Connected

TEMPO = Tempo.parse("3-0-1-0")
CONNECTED = Connected("Polar Sense", "Polar", 52.0, True, None, True, (), False)


def read_wav(path: Path) -> np.ndarray[Any, Any]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, SOUND_RATE_HZ)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def tones_of(heard: np.ndarray[Any, Any]) -> list[tuple[float, float]]:
    """Start in seconds and pitch in Hz of every tone, found in the sound itself."""
    loud = np.flatnonzero(np.abs(heard) > 0.02)
    # Tones are apart by more than the longest half wave.
    cuts = np.flatnonzero(np.diff(loud) > 0.005 * SOUND_RATE_HZ) + 1
    tones: list[tuple[float, float]] = []
    for part in np.split(loud, cuts):
        piece = heard[part[0] : part[-1] + 1]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 16))
        tones.append((part[0] / SOUND_RATE_HZ, float(np.argmax(spectrum)) * SOUND_RATE_HZ / (1 << 16)))
    return tones


@pytest.mark.parametrize("tempo", ["3-0-1-0", "2.5-1-X-2", "1-0-1-0", "3-0-3-2"])
def test_tones_stand_where_the_tempo_says(tempo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "set.wav"
    metronome(tempo, reps=4, wav=path)
    assert capsys.readouterr().out == f"Written: {path}\n"
    lower_s, bottom_s, raise_s, top_s = (0.5 if part == "X" else float(part) for part in tempo.split("-"))
    expected = [(0.0, 660.0), (1.0, 660.0), (2.0, 660.0)]
    for number in range(4):
        at_s = 3.0 + number * (lower_s + bottom_s + raise_s + top_s)
        expected.append((at_s, 880.0))
        expected += [(at_s + raise_s, 1174.7)] if top_s else []
        down_s = at_s + raise_s + top_s
        expected.append((down_s, 440.0))
        expected += [(down_s + second, 440.0) for second in range(1, 9) if second < lower_s]
        expected += [(down_s + lower_s, 293.7)] if bottom_s else []
    found = tones_of(read_wav(path))[: len(expected)]
    for (at_s, pitch_hz), (true_s, true_hz) in zip(found, expected, strict=True):
        assert at_s == pytest.approx(true_s, abs=0.02)
        assert pitch_hz == pytest.approx(true_hz, rel=0.05)


def test_the_metronome_is_a_verb(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["metronome", "1-0-1-0", "--reps", "1", "--wav", str(tmp_path / "one.wav")])
    assert (done.exit_code, done.output) == (0, f"Written: {tmp_path / 'one.wav'}\n")
    assert len(read_wav(tmp_path / "one.wav")) / SOUND_RATE_HZ == pytest.approx(5.0, abs=0.3)


def test_the_metronome_does_not_drift_in_an_hour() -> None:
    tempo = Tempo.parse("2.1-0-0.7-0.3")
    last = [beat for beat in beats(tempo, 1200) if beat.cue == "raise"][-1]
    assert last.at_s == pytest.approx(COUNT_IN_S + 1199 * 3.1, abs=1e-6)


def test_every_phase_has_a_pitch_of_its_own_and_none_is_too_loud() -> None:
    pitches = [tones_of(np.asarray(CUES[phase]))[0][1] for phase in ("raise", "top", "lower", "bottom")]
    ratios = np.diff(np.log2(np.sort(pitches)))
    assert ratios.min() > 4 / 12
    assert max(np.abs(cue).max() for cue in CUES.values()) <= 0.5
    assert len(tones_of(np.asarray(CUES["fast"]))) == 2


def test_a_tempo_of_nothing_and_a_place_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no time at all"):
        metronome("0-0-0-0")
    with pytest.raises(SettingsError, match=r"\.wav"):
        metronome("3-0-1-0", wav=tmp_path / "set.mp3")
    with pytest.raises(RecordingError, match="there is no folder"):
        metronome("3-0-1-0", wav=tmp_path / "nowhere" / "set.wav")
    (tmp_path / "set.wav").mkdir()
    with pytest.raises(RecordingError, match="cannot be written"):
        write_wav(tmp_path / "set.wav", CUES["rep"])


def test_phases_without_length_have_no_cue() -> None:
    assert cycle(TEMPO) == (Beat(0.0, "raise"), Beat(1.0, "lower"), Beat(2.0, "second"), Beat(3.0, "second"))
    assert cycle_s(Tempo.parse("3-1-X-0")) == 4.5


def test_cues_at_once_are_mixed_and_begin_with_the_next_frames() -> None:
    mixer = Mixer()
    assert not mixer.fill(64).any()
    mixer.play(CUES["raise"])
    first = mixer.fill(500)
    mixer.play(CUES["lower"])
    rest = np.concatenate([mixer.fill(500) for _ in range(20)])
    assert np.array_equal(first, CUES["raise"][:500])
    both = np.zeros(10_000, dtype=np.float32)
    both[: len(CUES["raise"]) - 500] += CUES["raise"][500:]
    both[: len(CUES["lower"])] += CUES["lower"]
    assert np.allclose(rest, both, atol=1e-6)


async def test_the_bell_rings_once_for_a_repetition_and_twice_for_too_fast() -> None:
    rung: list[int] = []
    bell = Bell(lambda: rung.append(1))
    for cue, times in (("rep", 1), ("second", 0), ("fast", 2)):
        rung.clear()
        bell.play(cue)
        await asyncio.sleep(1.0)
        assert len(rung) == times


def test_without_a_sound_card_the_bell_rings_and_without_a_terminal_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(sound.importlib, "import_module", missing)
    assert isinstance(open_player(lambda: None), Bell)
    assert open_player(None) is None
    with pytest.raises(SettingsError, match="--wav"):
        metronome("3-0-1-0")


class Heard:
    """A player that remembers."""

    def __init__(self) -> None:
        self.cues: list[str] = []
        self.closed = False

    def play(self, cue: str) -> None:
        self.cues.append(cue)

    def close(self) -> None:
        self.closed = True


def rep_of(lower_s: float) -> RepCounted:
    return RepCounted(Rep(1, 1, True, 0, 1, 1, 1 + lower_s, 1.0, 0.0, lower_s, None, None, None, None), 5.0)


def test_a_chime_for_a_repetition_and_a_double_tone_for_too_fast(notebook: Any) -> None:
    heard = Heard()
    prompter = Prompter(notebook, heard, Plan(tempo=TEMPO))
    for lower_s in (3.0, 1.9, 4.5):
        prompter.say("", rep_of(lower_s))
    assert heard.cues == ["rep", "fast", "rep"]
    assert len(notebook.of(RepCounted)) == 3
    prompter.muted = True
    prompter.say("", rep_of(3.0))
    prompter.close()
    assert (len(heard.cues), heard.closed) == (3, True)


def test_each_second_of_a_lowering_is_heard_once_up_to_its_target(
    notebook: Any, four_reps: Simulation, knowing: Any
) -> None:
    from dataclasses import replace

    heard = Heard()
    prompter = Prompter(notebook, heard, Plan(tempo=TEMPO))
    channel = Channel("", RecordingSource(four_reps.recording), knowing, journal=None, plan=Plan(tempo=TEMPO))
    channel.begun = True
    for number in range(60):
        knowing._now = replace(knowing.now, at_s=number / 10, phase="lower" if number < 50 else "bottom")
        prompter.tick([channel])
    assert heard.cues == ["second"] * 3
    assert notebook.ticks == 60


async def test_the_metronome_runs_from_the_link_on_and_rests_with_the_set(
    notebook: Any, four_reps: Simulation, knowing: Any
) -> None:
    heard = Heard()
    prompter = Prompter(notebook, heard, Plan(tempo=Tempo.parse("1-0-1-0")), metronome=True)
    prompter.say("", CONNECTED)
    prompter.say("", CONNECTED)
    await asyncio.sleep(COUNT_IN_S + 3.5)
    assert heard.cues == ["count-in"] * COUNT_IN_S + ["raise", "lower", "raise", "lower"]
    recording = four_reps.recording
    knowing.push(recording.time_s, recording.acc_m_s2)
    (ended,) = knowing.finish()
    assert isinstance(ended, SetEnded)
    prompter.say("", ended)
    count = len(heard.cues)
    await asyncio.sleep(60.0)
    assert len(heard.cues) == count
    prompter.say("", RestOver(2, 80.0))
    await asyncio.sleep(1.5)
    assert heard.cues[count:] == ["count-in", "count-in"]
    prompter.close()


async def test_a_heel_rise_test_has_its_metronome_without_being_asked(notebook: Any) -> None:
    heard = Heard()
    test = Plan("heel-rise-test", Tempo.parse("1-0-1-0"))
    prompter = Prompter(notebook, heard, Plan())
    prompter.say("", CONNECTED)
    await asyncio.sleep(60.0)
    assert heard.cues == []
    prompter.say("", ExerciseBegan(test, 2, 2))
    prompter.say("", RestOver(1, 60.0))
    await asyncio.sleep(COUNT_IN_S + 2.5)
    assert heard.cues == ["count-in"] * COUNT_IN_S + ["raise", "lower", "raise"]
    prompter.say("", HeelRiseWarning(1, "pace", 7, 1.2, None, 70.0))
    assert "warning" in heard.cues
    prompter.say("", HeelRiseResult(20, "second warning", (), 75.0))
    count = len(heard.cues)
    await asyncio.sleep(60.0)
    assert len(heard.cues) == count
