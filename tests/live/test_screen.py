"""The live screen: what it shows, that it fits, and what its keys do."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from textual import events
from textual.widget import Widget
from textual.widgets import Input, Static

from soleus_sense.exercises import Tempo
from soleus_sense.live.both import SidesCompared
from soleus_sense.live.byhand import Correction, Note, Weight
from soleus_sense.live.dialogs import Ask, Help, Sure
from soleus_sense.live.last_time import LastTime
from soleus_sense.live.plan import ExerciseBegan, Plan
from soleus_sense.live.screen import Bar, Figure, Line, LiveApp, SensorPane, Trace, light_terminal
from soleus_sense.live.session import Channel, Searching
from soleus_sense.live.sources import RecordingSource
from soleus_sense.live.view import TOLD_TICKS, SensorView, verdict_of
from soleus_sense.motion.counter import LiveState
from soleus_sense.motion.heel_rise_test import HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.quality import Symmetry
from soleus_sense.motion.reps import RepCounted, SetStarted, SignalBack, SignalLost
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.wearables.stream import Battery, Connected, Retrying

PLAN = Plan(tempo=Tempo.parse("3-0-1-0"), sets=3, reps=12, rest_s=60)
CONNECTED = Connected("Polar Sense 1A2B", "Polar", 52.0, True, 87, True, (), False)

SIZES = ((80, 24), (120, 40), (50, 30))


@dataclass
class Posed:
    """A counter that is where it is put."""

    now: LiveState
    knowing: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.knowing, name)


@pytest.fixture
def pose(four_reps: Simulation, knowing_of: Any) -> Any:
    """Makes channels that stand in a given state."""

    def posed(name: str = "", *, plan: Plan = PLAN, **state: Any) -> Channel:
        now = LiveState(20.0, "lower", 18.2, 0.4, 11, 2, 11)
        counter = Posed(replace(now, **state), knowing_of(four_reps.truth))
        channel = Channel(name, RecordingSource(four_reps.recording), counter, journal=None, plan=plan)
        channel.begun = True
        channel.progress.counted, channel.progress.set = 11, 2
        return channel

    return posed


def words(app: LiveApp, selector: str) -> str:
    return app.query(selector).first(Line).words


async def test_a_slow_lowering_is_seen_to_fill_towards_its_target(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        channel = pose(at_s=19.0)
        app.show([channel])
        await pilot.pause()
        channel.counter.now = replace(channel.counter.now, at_s=20.0)
        app.show([channel])
        assert words(app, ".clock") == "lower 1.8 / 3.0 s"
        assert words(app, ".phase") == "LOWER"
        assert words(app, ".goal") == "of 12"
        assert [figure.text for figure in app.query(Figure)] == ["11", "1.8"]
        drawn = app.query_one(Bar).draw()
        assert drawn.count("█") == pytest.approx(len(drawn) * 1.8 / 4.5, abs=1)
        assert set(app.query_one(Trace).draw()) > {"\n", "\u2800"}


async def test_the_last_lowering_is_judged_in_words_as_well_as_in_colour(pose: Any, four_reps: Simulation) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        for lower_s, text, kind in (
            (2.9, "✓ good: lowered in 2.9 s, target 3 s", "good"),
            (1.9, "▲ too fast: lowered in 1.9 s, target 3 s", "off"),
            (3.9, "▼ too slow: lowered in 3.9 s, target 3 s", "off"),
        ):
            app.hear("", RepCounted(replace(four_reps.truth[0], lower_s=lower_s), 9.0))
            app.show([pose()])
            await pilot.pause()
            line = app.query(".verdict").last(Line)
            assert (line.words, line.has_class("good"), line.has_class("off")) == (text, kind == "good", kind == "off")


def test_without_a_target_a_lowering_is_told_and_not_judged() -> None:
    assert verdict_of(1.9, None).text == "lowered in 1.9 s"
    assert verdict_of(0.4, Tempo.parse("X-0-1-0")).kind == "good"
    assert verdict_of(0.9, Tempo.parse("X-0-1-0")).text == "▼ too slow: lowered in 0.9 s, as fast as possible"


async def test_the_rest_counts_down_and_the_sets_done_are_named(pose: Any, knowing: Any, four_reps: Simulation) -> None:
    recording = four_reps.recording
    knowing.push(recording.time_s, recording.acc_m_s2)
    (ended,) = knowing.finish()
    channel = pose(phase="bottom", set=0, at_s=ended.set.end_s + 15.0)
    channel.progress.after(replace(ended, set=replace(ended.set, index=2)))
    shown = SensorView(PLAN).tick(channel)
    assert (shown.phase, shown.running, shown.clock) == ("rest", "45", "rest, 45 left")
    assert (shown.running_s, shown.target_s) == pytest.approx((15.0, 60.0))
    channel.by_hand.add(Correction(2, -1, 0.0))
    assert SensorView(PLAN).tick(channel).sets == "next: set 2 of 3 · sensor 11, by hand −1 · done: 3"
    channel.end_set()
    assert SensorView(PLAN).tick(channel).clock == "rest for 15 so far"


async def test_a_lost_signal_stays_over_the_full_width_until_it_is_back(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        banner = app.query_one("#banner", Line)
        app.hear("", Searching(None))
        assert banner.words == "Looking for a wearable"
        app.hear("", CONNECTED)
        app.hear("", SignalLost(5.0))
        app.hear("", Retrying("the link was lost", 0.5))
        channel = pose()
        for _ in range(2 * TOLD_TICKS):
            app.show([channel])
        await pilot.pause()
        assert (banner.words, banner.has_class("bad")) == ("NO LINK · the link was lost · the count is kept", True)
        assert banner.region.width == 80
        assert words(app, ".edge") == "battery 87 % · 52 Hz · signal lost · 0 lost"
        app.hear("", SignalBack(9.0))
        assert (banner.words, banner.has_class("good")) == ("SIGNAL BACK", True)
        for _ in range(TOLD_TICKS + 1):
            app.show([channel])
        await pilot.pause()
        assert (banner.words, banner.display) == ("", False)


async def test_the_signals_strength_stands_at_the_edge_where_somebody_tells_it(pose: Any) -> None:
    channel = pose()
    assert "dBm" not in SensorView(PLAN).tick(channel).edge
    channel.rssi_dbm = -61
    assert SensorView(PLAN).tick(channel).edge == "signal ok −61 dBm · 0 lost"


async def test_what_comes_next_stands_until_it_is_begun_whatever_is_said_meanwhile(pose: Any) -> None:
    app = LiveApp(PLAN)
    plan = Plan("seated-calf-raise", PLAN.tempo, sets=3, reps=10, most_reps=15, how="one leg, knee bent")
    async with app.run_test(size=(80, 24)) as pilot:
        assert "next exercise" not in str(app.query_one("#keys").render())
        channel = pose(plan=plan, set=0, phase="bottom")
        app.show([channel])
        app.hear("", ExerciseBegan(plan, 2, 3))
        announced = "Exercise 2 of 3: Seated calf raise, 3 × 10–15, one leg, knee bent"
        banner = app.query_one("#banner", Line)
        assert banner.words == announced
        app.hear("", CONNECTED)
        assert banner.words == "Connected to Polar Sense 1A2B"
        for _ in range(TOLD_TICKS + 1):
            app.show([channel])
        await pilot.pause()
        assert banner.words == announced
        assert words(app, ".goal") == "of 10–15"
        assert words(app, ".sets").startswith("exercise 2 of 3 · ")
        assert "Seated calf raise" in words(app, "#head")
        app.hear("", SetStarted(1, 9.0))
        assert banner.words == ""
        assert "next exercise" in str(app.query_one("#keys").render())
        await pilot.press("e")
        assert channel.done


def test_walking_is_ended_by_its_key(pose: Any) -> None:
    plan = Plan("toe-walk", ends=True, how="3 × 20–30 m")
    channel = pose(plan=plan, phase="bottom", set=0)
    assert SensorView(plan).tick(channel).clock == "walk; e when you are done"
    channel.leave()
    assert channel.done


async def test_minutes_are_counted_towards_their_goal(pose: Any) -> None:
    plan = Plan("soleus-push-up", minutes=10.0, ends=True)
    channel = pose(plan=plan)
    channel.progress.after(RepCounted(replace(channel.counter.knowing._waiting[0], lower_end_s=129.0, set=9), 129.0))
    assert SensorView(plan).tick(channel).goal.endswith(" of 10:00")


async def test_a_warning_of_the_heel_rise_test_is_a_banner_and_a_verdict(pose: Any) -> None:
    plan = Plan("heel-rise-test", Tempo.parse("1-0-1-0"), sets=1, ends=True)
    app = LiveApp(plan)
    async with app.run_test(size=(50, 30)) as pilot:
        channel = pose(plan=plan)
        channel.referee.warnings.append(HeelRiseWarning(1, "height", 18, None, 0.68, 40.0))
        app.show([channel])
        app.hear("", channel.referee.warnings[0])
        app.show([channel])
        await pilot.pause()
        banner = app.query_one("#banner", Line)
        assert (banner.words, banner.has_class("bad")) == ("WARNING 1: HEIGHT LOST · one more ends the test", True)
        assert words(app, ".verdict") == "✗ the height is lost, 68 % of the first rises'"
        assert words(app, ".sets") == "set 2 of 1 · warnings 1 of 2"
        assert cut_words(app) == []
        app.hear("", HeelRiseResult(18, "second warning", (), 42.0))
        assert banner.words == "The test is over: 18 repetitions"


async def test_a_workout_that_ended_early_is_told_of_over_the_full_width(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(50, 30)) as pilot:
        app.hear("", LastTime(datetime.now(UTC), "its terminal was closed", ()))
        app.hear("", Searching(None))
        await pilot.pause()
        banner = app.query_one("#banner", Line)
        assert banner.words == "The last workout ended early: its terminal was closed. It is saved."
        assert cut_words(app) == []
        app.hear("", LastTime(datetime.now(UTC), f"/{'very/long/' * 8}heel.csv cannot be written: it is full", ()))
        await pilot.pause()
        assert banner.words == "The last workout ended early. It is saved."
        for _ in range(2 * TOLD_TICKS + 1):
            app.show([pose()])
        await pilot.pause()
        assert banner.words == "Looking for a wearable"


def cut_words(app: LiveApp) -> list[str]:
    """Sentences that do not fit where they stand."""
    lines = [line for line in app.query(Line) if line.display and line.words]

    def rows(line: Line) -> int:
        width = max(line.content_size.width, 1)
        return sum(len(textwrap.wrap(row, width)) for row in str(line.render()).splitlines())

    return [line.words for line in lines if rows(line) > line.content_size.height]


def overlapping(app: LiveApp) -> list[tuple[Widget, Widget]]:
    leaves = [one for one in app.screen.query("*") if not one.children and one.display and one.region.area]
    return [(a, b) for n, a in enumerate(leaves) for b in leaves[n + 1 :] if a.region.overlaps(b.region)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("names", [("",), ("left", "right")])
@pytest.mark.parametrize("trouble", [False, True])
async def test_nothing_is_cut_and_nothing_overlaps(
    size: tuple[int, int], names: tuple[str, ...], trouble: bool, pose: Any, four_reps: Simulation
) -> None:
    app = LiveApp(PLAN)
    app.offer_mute(lambda muted: None)
    channels = [pose(name) for name in names]
    async with app.run_test(size=size) as pilot:
        for channel in channels:
            channel.lost_samples = 1483
            channel.rssi_dbm = -101
            channel.by_hand.add(Weight(1, 22.5, 0.0))
            channel.by_hand.add(Correction(2, -1, 0.0))
            channel.progress.ended += [(1, 12), (2, 11)]
            app.hear(channel.name, CONNECTED)
            app.hear(channel.name, RepCounted(replace(four_reps.truth[0], lower_s=1.9), 9.0))
            if trouble:
                app.hear(channel.name, SignalLost(5.0))
        app.show(channels)
        await pilot.pause()
        for _ in range(1 if trouble else TOLD_TICKS + 1):
            app.show(channels)
        await pilot.pause()
        assert app.query_one("#banner").display == trouble
        assert cut_words(app) == []
        assert overlapping(app) == []
        screen = app.screen.region
        assert all(screen.contains_region(one.region) for one in app.screen.query("*"))
        assert min(figure.draw().count("\n") for figure in app.query(".count").results(Figure)) >= 4
        foot = app.query_one("#keys")
        assert foot.region.bottom == size[1]
        assert all(cap in str(foot.render()) for cap in ("s set", "u undo one", "m mute", "q quit", "? help"))


@pytest.mark.parametrize("size", [(60, 16), (20, 6), (200, 60)])
async def test_any_terminal_shows_the_count(size: tuple[int, int], pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=size) as pilot:
        app.show([pose()])
        await pilot.pause()
        app.show([pose()])
        count = app.query(".count").first(Figure)
        assert count.text == "11"
        assert count.draw().count("\n") >= (4 if size[1] >= 16 else 0)
        assert overlapping(app) == []


async def test_undo_and_add_stand_beside_the_sensors_count(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        channel = pose()
        app.show([channel])
        await pilot.press("u", "u", "a")
        app.show([channel])
        assert (channel.counted, channel.progress.counted) == (10, 11)
        assert app.query(Figure).first().text == "10"
        assert words(app, ".sets") == "set 2 of 3 · sensor 11, by hand −1"


async def test_corrections_go_to_the_side_that_is_chosen(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(120, 40)) as pilot:
        left, right = pose("left"), pose("right")
        app.show([left, right])
        await pilot.press("x", "u")
        app.show([left, right])
        assert (left.counted, right.counted) == (11, 10)
        assert [line.words for line in app.query(".name").results(Line)] == ["LEFT", "▸ RIGHT ◂"]


async def test_set_pause_note_and_weight(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        channel = pose()
        app.show([channel])
        await pilot.press("p")
        app.show([channel])
        assert channel.paused
        assert words(app, "#banner") == "PAUSED · p goes on"
        await pilot.press("space", "n")
        assert not channel.paused
        assert isinstance(app.screen, Ask)
        await pilot.press(*"hurts", "enter", "w", *"22,5", "enter")
        notes = [one for one in channel.by_hand.entries if isinstance(one, Note | Weight)]
        assert notes == [Note(2, "hurts", 20.0), Weight(2, 22.5, 20.0)]
        await pilot.press("w", *"lots", "enter")
        assert "no weight" in words(app, "#banner")
        await pilot.press("n", "x", "escape")
        assert len(channel.by_hand.entries) == 4
        assert not app.screen.query(Input)


async def test_the_screen_goes_on_behind_a_question(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show([pose()])
        await pilot.press("question_mark")
        assert isinstance(app.screen, Help)
        app.show([pose(at_s=21.0)])
        app.hear("", Battery(9, warn=True))
        await pilot.press("x")
        assert words(app, "#banner") == "The battery is at 9 %: charge it after this workout"


async def test_quitting_is_asked_once(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show([pose()])
        await pilot.press("q")
        assert isinstance(app.screen, Sure)
        await pilot.press("n")
        assert app.is_running
        assert not isinstance(app.screen, Sure)
        await pilot.press("q", "y")
        await pilot.pause()
        assert not app.is_running


async def test_keys_pressed_while_a_dialog_closes_do_not_break_the_screen(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show([pose()])
        for dialog in (Help([]), Sure()):
            app.push_screen(dialog)
            await pilot.pause()
            for key in "xx":
                dialog.on_key(events.Key(key, key))
            await pilot.pause()
            assert len(app.screen_stack) == 1


async def test_a_set_ended_by_hand_is_told(four_reps: Simulation, knowing: Any) -> None:
    app = LiveApp(PLAN)
    channel = Channel("", RecordingSource(four_reps.recording), knowing, journal=None, plan=PLAN)
    channel.take(four_reps.recording.block(0, len(four_reps.recording)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.show([channel])
        await pilot.press("s")
        assert words(app, "#banner") == "Set 1 ended: 4 counted"
    assert channel.progress.ended == [(1, 4)]


async def test_sound_is_a_key_away_where_there_is_any() -> None:
    app, told = LiveApp(PLAN), list[bool]()
    async with app.run_test(size=(80, 24)) as pilot:
        assert "mute" not in str(app.query_one("#keys").render())
        await pilot.press("m")
    app = LiveApp(PLAN)
    app.offer_mute(told.append)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "mute" in str(app.query_one("#keys").render())
        await pilot.press("m", "m")
    assert told == [True, False]


async def test_each_phase_has_its_colour_as_well_as_its_word(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        seen: dict[str, Any] = {}
        for phase in ("raise", "top", "lower", "bottom"):
            for _ in range(2):
                app.show([pose(phase=phase)])
                await pilot.pause()
            (segment,) = app.query_one(Bar).render_line(0)
            seen[words(app, ".phase")] = segment.style
        assert list(seen) == ["RAISE", "TOP", "LOWER", "BOTTOM"]
        assert len(set(seen.values())) == 4


async def test_light_and_dark_are_a_key_apart(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        dark = app.current_theme.dark
        for _ in range(2):
            app.show([pose()])
            await pilot.pause()
        before = {one: next(iter(one.render_line(0))).style for one in app.query("Figure, Bar, Trace").results(Widget)}
        await pilot.press("t")
        await pilot.pause()
        assert app.current_theme.dark != dark
        for one, style in before.items():
            (segment,) = one.render_line(0)
            assert segment.style == one.rich_style != style
    assert [light_terminal(text) for text in ("0;15", "0;default;7", "15;0", "")] == [True, True, False, False]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (50, 30), (40, 30)])
async def test_both_sides_symmetry_stands_under_them(pose: Any, size: tuple[int, int]) -> None:
    app = LiveApp(PLAN)
    compared = SidesCompared(
        set=2,
        over=False,
        names=("left", "right"),
        reps=(5, 5),
        lower_s=(3.0, 2.9),
        range=(9.0, 7.8),
        range_unit="cm",
        symmetry=Symmetry(None, 86.7, 96.7),
        lag_s=0.21,
    )
    async with app.run_test(size=size) as pilot:
        app.show([pose("left"), pose("right")])
        app.hear("", compared)
        await pilot.pause()
        both = app.query_one("#both", Line)
        assert both.words == "symmetry: range ▼ 87 %, lowering 97 %  ·  right down 0.21 s later"
        assert cut_words(app) == []
        assert both.region.bottom <= app.query_one("#keys").region.y
        assert [pane.region.height >= 15 for pane in app.query(SensorPane)] == [True, True]


async def test_a_line_of_parts_is_broken_between_them(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(100, 30)) as pilot:
        channels = [pose("left"), pose("right")]
        for channel in channels:
            channel.rssi_dbm = -50
            app.hear(channel.name, replace(CONNECTED, rate_hz=100.0))
        app.show(channels)
        await pilot.pause()
        app.show(channels)
        await pilot.pause()
        edge = app.query(".edge").first(Line)
        assert str(edge.render()).splitlines() == ["battery 87 % · 100 Hz · signal ok −50 dBm", "0 lost"]


async def test_a_phases_name_is_whole_or_not_there(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(40, 30)) as pilot:
        app.show([pose("left"), pose("right")])
        await pilot.pause()
        app.show([pose("left"), pose("right")])
        await pilot.pause()
        assert cut_words(app) == []
        assert words(app, ".clock").startswith("lower ")


async def test_a_replay_has_no_signal_and_nothing_to_save(pose: Any) -> None:
    app = LiveApp(PLAN, replay=True)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show([pose()])
        await pilot.pause()
        assert words(app, ".edge") == "0 lost"
        await pilot.press("q")
        asked = str(app.screen.query_one(Static).render())
        assert asked.startswith("Quit?") and "saved" not in asked
        await pilot.press("n", "question_mark")
        await pilot.pause()
        assert "saved" not in str(app.screen.query_one(Static).render())


async def test_one_sensor_has_no_line_for_both(pose: Any) -> None:
    app = LiveApp(PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show([pose()])
        await pilot.pause()
        assert not app.query_one("#both").display
