"""A programme's day is done exercise by exercise, as it is prescribed or as a person wants it otherwise."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from soleus_sense.cli.live import live
from soleus_sense.errors import RecordingError, SettingsError, WearableError
from soleus_sense.exercises import Tempo
from soleus_sense.exercises.programmes import find_programme, parse_programme, programme_keys
from soleus_sense.history import History
from soleus_sense.live.course import course_of
from soleus_sense.live.day import Day
from soleus_sense.live.demo import Demo, run_demo_day
from soleus_sense.live.keeping import Keeping
from soleus_sense.live.plain import PlainOutput
from soleus_sense.live.plan import ExerciseBegan, MinutesReached, Plan, Progress, RestOver
from soleus_sense.live.programme import check_ends, plans_of
from soleus_sense.live.session import Channel, Finished
from soleus_sense.live.sources import SharedSource
from soleus_sense.live.workout import Wearing, find_worn
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.reps import Rep, RepCounted, Set, SetEnded
from soleus_sense.motion.samples import SampleBlock
from soleus_sense.recording.journal import read_metadata
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import VirtualWearable
from soleus_sense.wearables.discovery import Radio
from soleus_sense.wearables.stream import StreamItem

REP = Rep(1, 1, True, 0, 1, 1, 3, 1.0, 0.0, 2.0, None, None, None, None)

MIXED = b"""
name = "Mixed"
[[weeks]]
from = 1
to = 2
days_a_week = 3
[[weeks.exercises]]
exercise = "standing-calf-raise"
legs = "one"
knee = "bent"
sets = 2
reps = [10, 15]
tempo = "2-0-1-0"
rest_s = 75
note = "On a step."
[[weeks.exercises]]
exercise = "soleus-push-up"
minutes = 20
[[weeks.exercises]]
exercise = "toe-walk"
sets = 3
metres = [20, 30]
"""


def counter_of(plan: Plan) -> RepCounter:
    return RepCounter("heel", plan.exercise, None if plan.tempo is None else str(plan.tempo))


def test_what_is_prescribed_is_planned() -> None:
    raises, push_ups, walk = plans_of(parse_programme(MIXED, source="mixed.toml"))
    assert raises == Plan(
        "standing-calf-raise",
        Tempo.parse("2-0-1-0"),
        sets=2,
        reps=10,
        rest_s=75.0,
        ends=True,
        most_reps=15,
        how="one leg, knee bent, On a step",
    )
    assert (raises.goal, raises.dose) == ("10–15", "2 × 10–15")
    assert (push_ups.minutes, push_ups.sets, push_ups.reps, push_ups.tempo, push_ups.dose) == (
        20,
        None,
        None,
        None,
        "20 min",
    )
    assert (walk.sets, walk.reps, walk.how) == (None, None, "3 × 20–30 m")


def test_what_a_person_says_wins_over_the_programme() -> None:
    programme = parse_programme(MIXED, source="mixed.toml")
    (only,) = plans_of(programme, 2, exercise="standing-calf-raise", tempo="3-0-1-0", sets=1, reps=5, rest_s=20.0)
    assert (only.sets, only.goal, str(only.tempo), only.rest_s) == (1, "5", "3-0-1-0", 20.0)
    (push_ups,) = plans_of(programme, exercise="soleus-push-up", reps=30)
    assert (push_ups.minutes, push_ups.sets, push_ups.reps) == (None, 1, 30)


@pytest.mark.parametrize("key", programme_keys())
def test_every_week_of_every_programme_that_comes_along_can_be_done(key: str) -> None:
    programme = find_programme(key)
    for week in range(1, programme.length_weeks + 1):
        plans = plans_of(programme, week)
        assert all(plan.ends and plan.dose for plan in plans)
        check_ends(plans)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"programme": "couch"}, "There is no programme 'couch'"),
        ({"programme": "beyer", "week": 13}, "no week 13"),
        ({"programme": "beyer", "exercise": "toe-walk"}, "has no toe-walk; it has heavy-slow-resistance"),
        ({"week": 2}, "name one with --programme"),
        ({"programme": "beyer", "record": Path("set.csv")}, "makes 3 recordings"),
        ({"programme": "soleus-minutes", "metronome": True}, "needs a tempo"),
    ],
)
def test_a_day_that_cannot_be_is_refused_before_anything_is_done(
    options: dict[str, Any], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    with pytest.raises((SettingsError, RecordingError), match=sentence):
        live(demo=True, **options)
    assert list(tmp_path.iterdir()) == []


def test_walking_ends_by_a_key_and_so_needs_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mixed.toml").write_bytes(MIXED)
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path / "home"))
    with pytest.raises(SettingsError, match="Toe walk ends by a key"):
        live(programme=str(tmp_path / "mixed.toml"), plain=True)


def test_minutes_are_those_spent_in_sets_and_the_running_set_may_go_on() -> None:
    progress = Progress(Plan("soleus-push-up", minutes=1.0, ends=True))

    def rep(number: int, at_s: float) -> list[Any]:
        return list(
            progress.after(RepCounted(replace(REP, set=number, raise_start_s=at_s - 2, lower_end_s=at_s), at_s))
        )

    for at_s in range(2, 41, 2):
        assert rep(1, float(at_s)) == []
    progress.after(SetEnded(Set(1, 0.0, 40.0, 20, 0, None, None, None, None, None, 40.0), 50.0))
    assert progress.exercised_s == 40.0
    assert rep(2, 102.0) == []
    assert rep(2, 120.0) == [MinutesReached(1.0, 120.0)]
    assert not progress.done
    assert rep(2, 122.0) == []
    progress.after(SetEnded(Set(2, 100.0, 122.0, 3, 0, None, None, None, None, None, 9.0), 132.0))
    assert progress.done


def played(plans: Sequence[Plan], output: Any, folder: Path) -> tuple[Demo, ...]:
    wearing = Wearing(placement="heel", record=folder)
    return run_leaping(run_demo_day(plans, wearing, output, counter=counter_of))


@pytest.mark.parametrize("key", programme_keys())
def test_the_demo_follows_every_programme_to_its_end(key: str, notebook: Any, tmp_path: Path) -> None:
    """Its shortest form: one set of three, or half a minute."""
    plans = plans_of(find_programme(key), sets=None if key == "soleus-minutes" else 1)
    plans = tuple(
        replace(plan, minutes=0.5, reps=None, sets=None)
        if plan.minutes
        else replace(plan, reps=3, most_reps=None, rest_s=10)
        for plan in plans
    )
    demos = played(plans, notebook, tmp_path)
    assert [one.number for one in notebook.of(ExerciseBegan)] == list(range(1, len(plans) + 1))
    assert [demo.plan for demo in demos] == list(plans)
    assert [demo.analysis.counted for demo in demos] == [len(demo.truth) for demo in demos]
    assert len(notebook.of(Finished)) == len({demo.path for demo in demos}) == len(plans)
    for demo in demos:
        known = read_metadata(demo.path)
        assert known is not None
        assert (known.exercise, known.lost_samples) == (demo.plan.exercise, 0)
        assert demo.plan.exercise is not None
        assert demo.plan.exercise in demo.path.name


def test_between_exercises_the_link_stays_and_the_rest_counts_down(notebook: Any, tmp_path: Path) -> None:
    plans = plans_of(find_programme("alfredson"), sets=1, reps=2, rest_s=20.0)
    text = io.StringIO()
    played(plans, PlainOutput(text, plans[0]), tmp_path)
    said = text.getvalue()
    assert said.count("Connected to") == 1
    first = "Exercise 1 of 2: Eccentric heel drop, 1 × 2, one leg, knee straight, body weight, later a backpack."
    assert said.index(first) < said.index("2 reps in 1 set.") < said.index("Exercise 2 of 2: ")
    assert said.index("Exercise 2 of 2: ") < said.index("The rest is over: set 1.") < said.rindex("Set 1.\n")


def test_each_exercise_is_a_workout_of_its_own_in_the_history(notebook: Any, tmp_path: Path) -> None:
    plans = plans_of(find_programme("silbernagel-start"), sets=1, reps=2, rest_s=20.0)[1:3]
    path = tmp_path / "history.sqlite"

    async def work_out() -> Day:
        radio, loop = MemoryRadio(), asyncio.get_running_loop()
        wearing = Wearing(("Soleus A1",), "heel", record=tmp_path)
        recording = course_of(plans, "heel").recording
        day = Day(plans, wearing, notebook, counter=counter_of, keep=lambda plan: Keeping(plan, path=path))
        async with VirtualWearable(radio, recording, firmware=SoleusFirmware("Soleus A1")) as wearable:
            worn = await find_worn(wearing, notebook, recordings=2, radio=radio.radio, clock=loop.time)
            running = asyncio.create_task(day.run(worn))
            await wearable.finished.wait()
            await asyncio.sleep(0.5)
            day.stop()
            await running
        return day

    day = run_leaping(work_out())
    assert day.problem is None
    with History(path) as history:
        kept = {one.exercise: (one.reps, one.tempo) for one in history.sessions()}
    assert kept == {"standing-calf-raise": (2, "2-0-1-0"), "seated-calf-raise": (2, "3-0-1-0")}


def test_who_leaves_an_exercise_is_at_the_next(notebook: Any, tmp_path: Path) -> None:
    plans = plans_of(find_programme("silbernagel-start"), sets=1, reps=5, rest_s=20.0)[:2]

    class Leaving(type(notebook)):
        def say(self, sensor: str, said: Any) -> None:
            super().say(sensor, said)
            if isinstance(said, RepCounted) and len(self.of(ExerciseBegan)) == 1 and len(self.of(RepCounted)) == 2:
                for channel in self.channels:
                    channel.leave()

        def tick(self, sensors: Sequence[Channel]) -> None:
            self.channels = sensors

    output = Leaving()
    demos = played(plans, output, tmp_path)
    assert [demo.plan for demo in demos] == list(plans)
    assert demos[0].analysis.counted == 2


def blocks(count: int, error: Exception | None = None) -> Any:
    class Source:
        closed = False

        async def items(self) -> AsyncGenerator[StreamItem, None]:
            import numpy as np

            try:
                for number in range(count):
                    await asyncio.sleep(0)
                    yield SampleBlock(np.array([float(number)]), np.ones((1, 3)))
                if error is not None:
                    raise error
            finally:
                self.closed = True

        def clock_map(self) -> None:
            return None

        async def rssi_dbm(self) -> None:
            return None

    return Source()


async def test_nothing_is_lost_between_two_exercises() -> None:
    source = blocks(100)
    taken: list[float] = []
    async with SharedSource(source) as shared:
        for most in (3, 40, 1000):
            async with aclosing(shared.items()) as items:
                async for item in items:
                    assert isinstance(item, SampleBlock)
                    taken.append(float(item.time_s[0]))
                    if len(taken) == most:
                        break
    assert taken == list(range(100))
    assert source.closed


async def test_a_stream_that_breaks_breaks_the_exercise_that_runs() -> None:
    async with SharedSource(blocks(2, WearableError("It is broken."))) as shared:
        for _ in range(2):
            with pytest.raises(WearableError, match="broken"):
                async for _ in shared.items():
                    pass


def test_the_rest_before_an_exercise_is_that_of_the_one_before() -> None:
    progress = Progress(Plan(sets=3, reps=5, rest_s=30.0), rest_since_s=100.0, rest_s=90.0)
    assert progress.rest_left_s(130.0) == progress.rest_planned_s - 30.0 == 60.0
    assert progress.at(189.0) == []
    assert progress.at(190.0) == [RestOver(1, 190.0)]
    assert progress.rest_left_s(191.0) is None


def test_a_demo_of_a_day_is_json_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from soleus_sense.live import outputs

    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    monkeypatch.setattr(outputs, "run_to_the_end", run_leaping)
    monkeypatch.setattr("soleus_sense.report.write_session_report", lambda *_, **__: ("page.html",))
    live(programme="seated-raises", sets=1, reps=2, demo=True, jsonl=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (began,) = [line for line in lines if line["type"] == "exercise"]
    assert (began["exercise"], began["sets"], began["reps"], began["number"], began["of"]) == (
        "seated-calf-raise",
        1,
        2,
        1,
        1,
    )
    assert sum(line["type"] == "rep" for line in lines) == 2
    assert lines[-1]["type"] == "written"


def test_the_command_line_leads_through_a_day_and_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from soleus_sense.live import outputs
    from soleus_sense.wearables import radios

    plans = plans_of(find_programme("alfredson"), sets=1, reps=2, rest_s=15.0)
    # Who has done everything rests, and the sensor goes on: here before a third exercise that nobody asked for.
    recording = course_of((*plans, plans[0]), "heel").recording
    notes: list[int] = []

    @asynccontextmanager
    async def open_radio(spec: str | None, home: Path) -> AsyncGenerator[Radio, None]:
        radio = MemoryRadio()
        async with VirtualWearable(radio, recording, firmware=SoleusFirmware("Soleus A1")) as wearable:
            yield radio.radio
            notes.append(len(list((home / "running").iterdir())))
            assert wearable.links == 1

    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    monkeypatch.setattr(radios, "open_radio", open_radio)
    monkeypatch.setattr(outputs, "run_to_the_end", run_leaping)
    live(programme="alfredson", placement="heel", sets=1, reps=2, rest=15.0, plain=True)
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.count("2 reps in 1 set.") == 2
    assert len(list((tmp_path / "recordings").glob("*eccentric-heel-drop*.csv"))) == 2
    with History(tmp_path / "history.sqlite") as history:
        assert [(one.exercise, one.reps) for one in history.sessions()] == [("eccentric-heel-drop", 2)] * 2
    assert notes == [1]
    assert list((tmp_path / "running").iterdir()) == []
