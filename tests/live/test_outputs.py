"""What a session says: sentences that can be read aloud, JSON that other programs can trust."""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo
from soleus_sense.exercises.references import reference_sentences
from soleus_sense.live import jsonl, sound
from soleus_sense.live.jsonl import JsonLinesOutput
from soleus_sense.live.outputs import open_output
from soleus_sense.live.plain import PlainOutput, compared_words, lowering_words
from soleus_sense.live.plan import ExerciseBegan, GoalReached, MinutesReached, Plan, RestOver
from soleus_sense.live.prompter import Prompter
from soleus_sense.live.session import Compared, Finished, Said, Searching, SteppedBack, Written
from soleus_sense.live.terminal import ScreenOutput
from soleus_sense.motion.heel_rise_test import HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.reps import (
    PartialRep,
    PhaseChanged,
    RepCounted,
    SetStarted,
    SignalBack,
    SignalLost,
)
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.wearables.stream import Battery, Connected, Retrying, SamplesLost

PLAN = Plan(tempo=Tempo.parse("2-0-1-0"), sets=2, reps=4, rest_s=60)


@pytest.fixture
def everything(four_reps: Simulation, knowing: Any) -> list[Said]:
    """One of each kind, in the order of a workout."""
    recording, rep = four_reps.recording, four_reps.truth[0]
    knowing.push(recording.time_s, recording.acc_m_s2, recording.gyr_rad_s)
    (ended,) = knowing.finish()
    return [
        Searching("Polar Sense 1A2B"),
        Connected("Polar Sense 1A2B", "Polar", 52.0, True, 12, True, ("Samples come 1.4 s late.",), False),
        SetStarted(1, 3.0),
        PhaseChanged("raise", 2.0),
        PhaseChanged("top", 3.0),
        PhaseChanged("lower", 3.1),
        PhaseChanged("bottom", 5.0),
        RepCounted(replace(rep, lower_s=2.04), 5.2),
        RepCounted(replace(rep, lower_s=1.24, flagged=True), 8.2),
        PartialRep(replace(rep, counted=False), 9.0),
        SamplesLost(3, 9.5),
        SignalLost(10.0),
        Retrying("the link was lost", 0.5),
        SignalBack(14.0),
        SamplesLost(400, 14.0),
        SamplesLost(80, 16.0),
        Battery(80),
        Battery(14, warn=True),
        Battery(13),
        Battery(4, warn=True),
        GoalReached(1, 4, 20.0),
        ended,
        RestOver(2, 81.0),
        HeelRiseWarning(1, "pace and height", 7, -1.25, 0.62, 60.0),
        HeelRiseWarning(2, "height", 9, None, None, 64.0),
        HeelRiseResult(24, "second warning", (), 64.0),
        MinutesReached(20.0, 90.0),
        SteppedBack(None),
        Finished(knowing.analysis(), Path("heel.csv"), 483),
        Compared(1, 2.04, 2.0),
        Compared(2, 2.04, None),
        Compared(3, None, 0.9),
        Written((Path("heel.html"), Path("heel.png"))),
        ExerciseBegan(Plan("seated-calf-raise", sets=3, reps=10, most_reps=15, how="one leg, knee bent"), 2, 3),
        RepCounted(replace(rep, lower_s=2.04), 105.2),
    ]


def test_sentences_are_those_a_person_would_say(everything: list[Said]) -> None:
    text = io.StringIO()
    output = PlainOutput(text, PLAN)
    for said in everything:
        output.say("", said)
    assert text.getvalue().splitlines() == [
        "Looking for Polar Sense 1A2B.",
        "Connected to Polar Sense 1A2B (Polar): 52 samples a second with gyro, battery at 12 %. Paired.",
        "Samples come 1.4 s late.",
        "Set 1.",
        "Up",
        "Top",
        "Down",
        "Bottom",
        "1 of 4: lowered in 2.0 s, target 2 s, good.",
        "2 of 4: lowered in 1.2 s, target 2 s, 0.8 s too fast, samples are missing in it.",
        "Not counted: under half of the usual range.",
        "The signal is lost; the count is kept.",
        "No link: the link was lost. Trying again in 0.5 s.",
        "The signal is back.",
        "80 samples were lost.",
        "The battery is at 14 %: charge it after this workout.",
        "The battery is at 4 %: the sensor may switch itself off at any time.",
        "All 4 done.",
        text.getvalue().splitlines()[18],
        "Rest for 60 s.",
        "The rest is over: set 2.",
        "Warning 1: the pace is lost, 1.2 s early; the height is lost, 62 % of the first rises'. "
        "The next warning ends the test.",
        "Warning 2: the height is lost, under half of the usual.",
        "The test ended at the second warning: 24 repetitions; 25 or more was proposed as normal for adults under 60 "
        "(Lunsford and Perry 1995).",
        *reference_sentences(),
        "20 minutes done.",
        "4 reps in 1 set.",
        "483 samples never arrived; the gaps are marked in the recording.",
        "Saved: heel.csv",
        "Rep 1: lowering truly 2.04 s, counted 2.00 s (−0.04 s).",
        "Rep 2: its lowering took 2.04 s, but it was not counted.",
        "Rep 3: counted with a lowering of 0.90 s, but there was none.",
        "Written: heel.html",
        "Written: heel.png",
        "Exercise 2 of 3: Seated calf raise, 3 × 10–15, one leg, knee bent.",
        "1 of 10–15: lowered in 2.0 s.",
    ]
    assert re.fullmatch(
        r"Set 1 ended: 4 reps, lowering 2\.0 s on average, 100 % within 2 ± 0\.3 s \(our tolerance\), "
        r"lowering times vary by 3 %, \d+ s under tension\.",
        text.getvalue().splitlines()[18],
    )


def test_what_is_to_be_noted_of_a_wearable_is_said_once_and_of_each(everything: list[Said]) -> None:
    text = io.StringIO()
    output = PlainOutput(text, PLAN)
    (connected,) = (said for said in everything if isinstance(said, Connected))
    for sensor in ("left", "right", "left"):
        output.say(sensor, replace(connected, again=True))
    lines = [line.partition(": ")[2] for line in text.getvalue().splitlines()]
    assert lines.count("Samples come 1.4 s late.") == 2
    assert sum(line.startswith("Connected again to") for line in lines) == 3


def test_two_sensors_are_told_apart(everything: list[Said]) -> None:
    text = io.StringIO()
    PlainOutput(text, PLAN).say("left", everything[7])
    assert text.getvalue() == "Left: 1 of 4: lowered in 2.0 s, target 2 s, good.\n"


def test_every_event_is_one_json_object_written_at_once(everything: list[Said]) -> None:
    class Pipe(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    pipe = Pipe()
    output = JsonLinesOutput(pipe, PLAN)
    for said in everything:
        output.say("left", said)
    assert pipe.flushed == len(everything) + 1
    start, *lines = (json.loads(line) for line in pipe.getvalue().splitlines())
    assert start == {
        "schema": "soleus-sense/live/1",
        "type": "start",
        "exercise": None,
        "tempo": "2-0-1-0",
        "sets": 2,
        "reps": 4,
        "rest_s": 60,
    }
    assert all(line["sensor"] == "left" for line in lines)
    rep = lines[7]
    assert (rep["type"], rep["target_lower_s"], rep["complies"], rep["rep"]["lower_s"]) == ("rep", 2.0, True, 2.04)
    assert {"type": "battery", "sensor": "left", "percent": 14, "low": True, "warn": True} in lines
    assert lines[-3]["paths"] == ["heel.html", "heel.png"]
    assert (lines[-2]["exercise"], lines[-2]["most_reps"], lines[-2]["of"]) == ("seated-calf-raise", 15, 3)
    (result,) = [line for line in lines if line["type"] == "test_result"]
    assert (result["reps"], result["why"]) == (24, "second warning")
    assert ["Lunsford" in one["by"] for one in result["references"]] == [True, False]


def test_the_schemas_table_lists_every_type_and_its_fields(everything: list[Said]) -> None:
    rows = re.findall(r"^\| (`.*?`) \| (.*) \|$", jsonl.__doc__ or "", flags=re.MULTILINE)
    described = {name: fields for names, fields in rows for name in re.findall(r"`(\w+)`", names)}
    text = io.StringIO()
    output = JsonLinesOutput(text, PLAN)
    for said in everything:
        output.say("", said)
    for line in map(json.loads, text.getvalue().splitlines()[1:]):
        for name in set(line) - {"type", "sensor", "utc_s", "target_lower_s", "complies"}:
            assert re.search(rf"\b{name}\b", described[line["type"]]), (line["type"], name)


@pytest.mark.parametrize(
    ("lower_s", "tempo", "words"),
    [
        (2.94, "3-0-1-0", "lowered in 2.9 s, target 3 s, good"),
        (1.9, "3-0-1-0", "lowered in 1.9 s, target 3 s, 1.1 s too fast"),
        (4.0, "3-0-1-0", "lowered in 4.0 s, target 3 s, 1.0 s too slow"),
        (0.4, "X-0-1-0", "lowered in 0.4 s, as fast as wanted"),
        (0.9, "X-0-1-0", "lowered in 0.9 s, should be as fast as possible"),
        (0.9, None, "lowered in 0.9 s"),
    ],
)
def test_a_lowering_is_judged_in_words(lower_s: float, tempo: str | None, words: str) -> None:
    assert lowering_words(lower_s, None if tempo is None else Tempo.parse(tempo)) == words


def test_without_a_terminal_sentences_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    output = open_output(PLAN)
    output.say("", SetStarted(1, 0.0))
    output.close()
    assert capsys.readouterr().out == "Set 1.\n"


def test_sentences_and_json_at_once_are_refused() -> None:
    with pytest.raises(SettingsError, match="one of"):
        open_output(PLAN, plain=True, jsonl=True)


@pytest.mark.parametrize(("term", "kind"), [("xterm-256color", ScreenOutput), ("dumb", PlainOutput)])
def test_a_terminal_gets_the_screen_if_it_can_move_its_cursor(
    term: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def missing() -> None:
        raise ImportError

    monkeypatch.setattr(sound, "Speaker", missing)
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stderr", Terminal())
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", term)
    output = open_output(PLAN, quiet=True)
    output.close()
    assert type(output) is kind
    heard = open_output(PLAN)
    heard.close()
    # Without a sound card it is the screen that rings, and sentences are not interrupted by a bell.
    assert (type(heard.output) if isinstance(heard, Prompter) else type(heard)) is kind


def test_a_screen_is_not_drawn_into_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{name}", Terminal())
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert isinstance(open_output(PLAN, quiet=True), PlainOutput)


def test_a_metronome_needs_a_tempo() -> None:
    with pytest.raises(SettingsError, match="needs a tempo"):
        open_output(Plan(), metronome=True)


@pytest.mark.parametrize(
    ("true_s", "counted_s", "says"),
    [(3.066, 3.084, "truly 3.07 s, counted 3.08 s (+0.01 s)"), (3.004, 3.001, "truly 3.00 s, counted 3.00 s (0.00 s)")],
)
def test_an_error_is_the_difference_of_what_is_shown(true_s, counted_s, says):
    assert says in compared_words(Compared(1, true_s, counted_s))


def test_a_count_past_its_goal_is_not_of_it(four_reps):
    text = io.StringIO()
    output = PlainOutput(text, Plan(reps=3))
    for rep in four_reps.truth:
        output.say("", RepCounted(rep, 1.0))
    assert [line.partition(":")[0] for line in text.getvalue().splitlines()] == [
        "1 of 3",
        "2 of 3",
        "3 of 3",
        "4, goal 3",
    ]


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [40, 80, 100])
def test_on_a_terminal_a_sentence_is_broken_between_its_words(monkeypatch, columns):
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((columns, 24)))
    sentence = "The battery is at 4 %: the sensor may switch itself off at any time."
    told, piped = Terminal(), io.StringIO()
    for stream in (told, piped):
        PlainOutput(stream, Plan()).say("left", Battery(4, warn=True))
    assert piped.getvalue() == f"Left: {sentence}\n"
    assert told.getvalue().split() == f"Left: {sentence}".split()
    assert max(map(len, told.getvalue().splitlines())) <= columns
