"""`soleus pair`: a wearable is met, looked at and remembered, with questions or without; `live` then finds it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from memory_room import furnish

from soleus_sense.exercises import Tempo
from soleus_sense.live import interrupt
from soleus_sense.live.workout import Wanted, Wearing, as_paired, wanted_of
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import Faults
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.remembered import Remembered, read_remembered, remember

LEFT = Remembered(
    name="left heel", address="F0:F1:F2:F3:F4:00", kind="soleus", advertised="Soleus A1", placement="heel", side="left"
)
RIGHT = Remembered(
    name="right heel", address="AA:01", kind="polar", advertised="Polar Sense 1", placement="heel", side="right"
)


@pytest.fixture(scope="module")
def recording():
    return simulate(Scenario(tempo=Tempo.parse("2-0-1-0"), reps=1, lead_in_s=4.0)).recording


@pytest.fixture(autouse=True)
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    return tmp_path


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_options_answer_every_question(soleus, monkeypatch, recording, at_home):
    there = furnish(monkeypatch, recording, [SoleusFirmware("Soleus A1")], secure=True)
    ended = soleus(*("pair", "soleus", "--placement", "heel", "--side", "left", "--as", "my heel", "--seconds", "1.2"))

    assert (ended.status, ended.err) == (0, "")
    assert "Found Soleus A1 (Soleus Sense" in ended.out
    assert "Paired." in ended.out
    assert "battery at 87 %" in ended.out
    assert "It says of itself: maker Soleus Sense, model Virtual wearable, firmware 1.0." in ended.out
    assert "nominal 100 Hz" in ended.out
    assert "Losses: 0 of " in ended.out
    assert "(0.0%), 0 notifications came twice, 0 made no sense." in ended.out
    assert "±8 g, ±1000 °/s" in ended.out
    assert "toes" in ended.out
    assert 'soleus live --device "my heel"' in ended.out
    (kept,) = read_remembered(at_home)
    assert kept == Remembered(
        name="my heel",
        address="F0:F1:F2:F3:F4:00",
        kind="soleus",
        advertised="Soleus A1",
        placement="heel",
        side="left",
    )
    assert not there[0].firmware.streaming


def test_a_person_is_asked_and_may_leave_open(soleus, monkeypatch, recording, at_home):
    furnish(monkeypatch, recording, [SoleusFirmware("Soleus A1")], faults=Faults(loss=0.3, loss_run=1))
    monkeypatch.setattr("sys.stdin", Keyboard("knee\nshin\n-\n\n"))
    ended = soleus("pair", "--seconds", "1.5")

    assert ended.status == 0
    assert ended.out.count("Where will it be worn (heel, shin, or - to leave it open)") == 2
    assert "'knee' is none of these: type heel, shin, or - to leave it open.\n" in ended.out
    assert "bring the sensor nearer" in ended.out
    (kept,) = read_remembered(at_home)
    assert (kept.name, kept.placement, kept.side) == ("shin", "shin", None)


def test_pairing_again_keeps_what_was_said(soleus, monkeypatch, recording, at_home):
    remember(at_home, LEFT)
    furnish(monkeypatch, recording, [SoleusFirmware("Soleus A1")])
    assert soleus("pair", "left heel", "--seconds", "1").status == 0
    assert read_remembered(at_home) == (LEFT,)


def test_a_name_that_another_wearable_has_is_taken_only_when_asked_for(soleus, monkeypatch, recording, at_home):
    remember(at_home, replace(LEFT, address="AA:09"))
    furnish(monkeypatch, recording, [SoleusFirmware("Soleus A1")])
    soleus("pair", "--placement", "heel", "--side", "left", "--seconds", "1")
    assert [one.name for one in read_remembered(at_home)] == ["left heel", "left heel 2"]
    ended = soleus("pair", "--as", "left heel", "--seconds", "1")
    assert "It takes the place of Soleus A1, AA:09, which had that name." in ended.out
    assert [one.address for one in read_remembered(at_home)] == ["F0:F1:F2:F3:F4:00"]


def test_a_wearable_that_lets_nobody_connect_is_not_remembered(soleus, monkeypatch, recording, at_home):
    furnish(monkeypatch, recording, [SoleusFirmware("Soleus A1")], faults=Faults(drop_connects=9))
    ended = soleus("pair", "--seconds", "1")

    assert ended.status == 2
    assert "no link to it can be made" in ended.err
    assert read_remembered(at_home) == ()


def test_remembered_ones_are_listed_and_forgotten(soleus, at_home):
    assert "`soleus pair` remembers one" in soleus("pair", "--list").out
    remember(at_home, LEFT)
    remember(at_home, RIGHT)
    assert "left heel; Soleus Sense" in soleus("pair", "--list").out
    assert "on the right heel" in soleus("pair", "--list").out
    assert soleus("pair", "--forget", "Left Heel").out.startswith("Forgotten: left heel.")
    assert read_remembered(at_home) == (RIGHT,)
    assert soleus("pair", "--forget", "knee").status == 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--placement", "knee"), "no placement 'knee'; choose heel or shin"),
        (("--side", "up"), "no side 'up'; choose left or right"),
        (("--list", "--forget", "x"), "Choose one of --list and --forget"),
    ],
)
def test_settings_that_make_no_sense_are_refused_before_the_radio_is_used(soleus, options, sentence):
    ended = soleus("pair", *options)
    assert ended.status == 2
    assert sentence in ended.err


def test_live_takes_names_sides_and_placement_from_what_was_paired():
    known = (LEFT, RIGHT)
    wanted = wanted_of(("left heel", "RIGHT heel"), known)
    assert [(one.name, one.side, one.known) for one in wanted] == [
        ("left heel", "left", LEFT),
        ("RIGHT heel", "right", RIGHT),
    ]
    assert wanted_of(("left=right heel",), known) == (Wanted("right heel", "left", RIGHT),)
    assert as_paired(Wearing(("left heel", "right heel")), known).placement == "heel"
    assert as_paired(Wearing(("left heel",), "shin"), known).placement == "shin"
    assert as_paired(Wearing(("left heel", "Polar Sense 2")), known).placement == "auto"


def test_live_without_a_name_means_the_only_one_that_was_paired():
    assert as_paired(Wearing(), (LEFT,)).devices == ("left heel",)
    assert as_paired(Wearing(), (LEFT, RIGHT)).devices == ()


def test_live_finds_a_wearable_whose_address_has_changed_by_its_own_name(monkeypatch, recording):
    furnish(monkeypatch, recording, [SoleusFirmware("Soleus B2"), SoleusFirmware("Soleus A1")])
    moved = replace(LEFT, address="AA:BB:CC:DD:EE:FF")

    async def searched() -> str:
        return (await find(moved.address, or_called=moved.advertised, within_s=3)).name

    assert interrupt.run_to_the_end(searched()) == "Soleus A1"


def test_help_has_an_example(soleus):
    assert "Examples:\n    soleus pair" in soleus("pair", "--help").out
