"""Two legs side by side: symmetry while a set runs and when it is over, and who is later, on one clock."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from soleus_sense.live.both import BothSides, SidesCompared, both_sentence, both_words
from soleus_sense.live.byhand import Correction
from soleus_sense.live.jsonl import JsonLinesOutput
from soleus_sense.live.plain import PlainOutput
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Channel, Session
from soleus_sense.live.sources import RecordingSource
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import Rep, RepCounted, SetEnded
from soleus_sense.motion.sides import lag_s
from soleus_sense.virtual.scenario import Simulation

LATER_S = 0.2


@pytest.fixture
def left(four_reps: Simulation) -> tuple[Rep, ...]:
    return four_reps.truth


@pytest.fixture
def right(left: tuple[Rep, ...]) -> tuple[Rep, ...]:
    """Lowers in nine tenths of the time, rises to eight tenths of the height, on a clock that is 100 s ahead."""

    def moved(rep: Rep) -> Rep:
        later = {
            name: getattr(rep, name) + 100.0 + LATER_S
            for name in ("raise_start_s", "raise_end_s", "lower_start_s", "lower_end_s")
        }
        return replace(rep, lower_s=0.9 * rep.lower_s, height_m=0.8 * (rep.height_m or 0), **later)

    return tuple(moved(rep) for rep in left)


def both() -> BothSides:
    return BothSides(("left", "right"), lambda side, at_s: at_s - (100.0 if side == "right" else 0.0))


def told(of: BothSides, side: str, reps: Iterable[Rep]) -> list[SidesCompared]:
    return [one for rep in reps for one in of.hear(side, RepCounted(rep, rep.lower_end_s))]


def ended(of: BothSides, side: str, reps: tuple[Rep, ...]) -> list[SidesCompared]:
    return of.hear(side, SetEnded(summarise_set(1, reps, None), reps[-1].lower_end_s))


def test_a_set_is_compared_while_it_runs_and_when_it_is_over(left: tuple[Rep, ...], right: tuple[Rep, ...]) -> None:
    sides = both()
    assert told(sides, "left", left) == []
    running = told(sides, "right", right)
    assert len(running) == 4
    assert not any(one.over for one in running)
    assert ended(sides, "left", left)[0].over is False
    (over,) = ended(sides, "right", right)
    assert (over.set, over.over, over.reps) == (1, True, (4, 4))
    assert over.symmetry.reps == 100
    assert over.symmetry.lower_s == pytest.approx(90)
    assert over.symmetry.range == pytest.approx(80)
    assert over.lag_s == pytest.approx(LATER_S)
    assert sides.whole() is None, "it would say the same again"


def test_several_sets_are_compared_as_a_whole_too(left: tuple[Rep, ...], right: tuple[Rep, ...]) -> None:
    sides = both()
    told(sides, "left", left)
    told(sides, "left", [replace(rep, set=2) for rep in left])
    told(sides, "right", right)
    whole = sides.whole()
    assert whole is not None
    assert (whole.set, whole.reps, whole.symmetry.reps) == (None, (8, 4), 50)


def test_what_was_taken_off_by_hand_is_no_repetition(left: tuple[Rep, ...], right: tuple[Rep, ...]) -> None:
    sides = BothSides(("left", "right"), lambda side, at_s: None, lambda side, number: -1 if side == "left" else 0)
    told(sides, "left", left)
    told(sides, "right", right)
    ended(sides, "left", left)
    (over,) = ended(sides, "right", right)
    assert (over.reps, over.symmetry.reps) == ((3, 4), 75)
    assert over.symmetry.lower_s == pytest.approx(90)
    assert "left 3 and right 4 reps" in both_sentence(over)


def test_a_repetition_ahead_is_no_difference_yet_and_two_are(left: tuple[Rep, ...], right: tuple[Rep, ...]) -> None:
    sides = both()
    told(sides, "left", left[:1])
    (equal,) = told(sides, "right", right[:1])
    (ahead,) = told(sides, "left", left[1:2])
    (two_ahead,) = told(sides, "left", left[2:3])
    assert equal.symmetry.reps is None
    assert ahead.symmetry.reps is None
    assert two_ahead.symmetry.reps == pytest.approx(100 / 3)
    assert ended(sides, "left", left[:3])[0].over is False
    (over,) = ended(sides, "right", right[:1])
    assert over.symmetry.reps == pytest.approx(100 / 3)


def test_one_side_alone_is_compared_with_nothing(left: tuple[Rep, ...]) -> None:
    sides = both()
    assert told(sides, "left", left) == []
    assert ended(sides, "left", left) == []
    assert sides.whole() is None


def test_without_a_common_clock_nobody_is_later(left: tuple[Rep, ...], right: tuple[Rep, ...]) -> None:
    sides = BothSides(("left", "right"), lambda side, at_s: None)
    told(sides, "left", left)
    assert told(sides, "right", right)[-1].lag_s is None


def test_legs_that_take_turns_have_no_lag() -> None:
    first = [10.0, 14.0, 18.0, 22.0]
    assert lag_s(first, [at_s + 0.3 for at_s in first]) == pytest.approx(0.3)
    assert lag_s(first, [at_s - 0.3 for at_s in first]) == pytest.approx(-0.3)
    assert lag_s(first, [at_s + 2.0 for at_s in first]) is None
    assert lag_s(first, [at_s + 60.0 for at_s in first]) is None
    assert lag_s(first[:2], first[:2]) is None
    assert lag_s(first, [first[0], *first[2:]]) == 0


def test_what_is_said_of_both(left: tuple[Rep, ...], right: tuple[Rep, ...]) -> None:
    sides = both()
    told(sides, "left", left)
    told(sides, "right", right)
    ended(sides, "left", left)
    (over,) = ended(sides, "right", right)
    assert both_sentence(over) == (
        "Set 1, both sides: left 4 and right 4 reps; symmetry (usual pass mark 90 %): reps 100 %, range 80 %, "
        "lowering 90 %; right down 0.20 s later."
    )
    short = both_words(replace(over, lag_s=-0.01), short=True)
    assert short == "symmetry: reps 100 %, range ▼ 80 %, lowering 90 %  ·  down together"


def test_a_running_set_is_told_to_programs_and_not_to_people(left: tuple[Rep, ...], right: tuple[Rep, ...]) -> None:
    sides, text, lines = both(), io.StringIO(), io.StringIO()
    told(sides, "left", left)
    compared = told(sides, "right", right)[-1]
    PlainOutput(text, Plan()).say("", compared)
    assert text.getvalue() == ""
    PlainOutput(text, Plan()).say("", replace(compared, set=None, over=True))
    assert text.getvalue().startswith("Both sides: left 4 and right 4 reps;")
    JsonLinesOutput(lines, Plan()).say("", compared)
    line: dict[str, Any] = json.loads(lines.getvalue().splitlines()[-1])
    assert (line["type"], line["sensor"], line["set"], line["over"]) == ("sides", "", 1, False)
    assert line["symmetry"]["lower_s"] == pytest.approx(90)
    assert line["symmetry"]["reps"] is None


async def test_a_session_compares_what_is_left_by_hand(four_reps: Simulation, knowing_of: Any, notebook: Any) -> None:
    channels = [
        Channel(
            side, RecordingSource(four_reps.recording, speed=0), knowing_of(four_reps.truth), journal=None, plan=Plan()
        )
        for side in ("left", "right")
    ]
    channels[0].by_hand.add(Correction(1, -1, 0.0))
    await Session(channels, notebook).run()
    over = notebook.of(SidesCompared)[-1]
    assert isinstance(over, SidesCompared)
    assert (over.reps, over.symmetry.reps) == ((3, 4), 75)
