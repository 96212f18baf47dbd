"""`soleus scan`: what is in reach, for people, for pipes and for programs."""

from __future__ import annotations

import io
import json
import sys

import pytest
from memory_room import advertising, furnish
from rich.console import Console

from soleus_sense.exercises import Tempo
from soleus_sense.virtual.firmware import Advertised
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.wearables.remembered import Remembered, remember


@pytest.fixture(scope="module")
def recording():
    return simulate(Scenario(tempo=Tempo.parse("1-0-1-0"), reps=1)).recording


@pytest.fixture(autouse=True)
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def room(monkeypatch, recording):
    """One of ours, a Polar that tells its battery, a kettle, and something with a name that would move the cursor."""
    furnish(
        monkeypatch,
        recording,
        [
            SoleusFirmware("Soleus A1"),
            advertising(Advertised("Polar Sense 1A2B3C4D", company=(0x006B, b"\x01"), battery_percent=64)),
            advertising(Advertised("Kettle")),
            advertising(Advertised("\x1b[2JTrap")),
        ],
    )


def test_known_wearables_are_lines_and_the_others_are_counted(soleus, room):
    ended = soleus("scan", "--seconds", "0.4")

    assert (ended.status, ended.err) == (0, "")
    assert "Soleus A1; F0:F1:F2:F3:F4:00; " in ended.out
    (polar,) = [line for line in ended.out.splitlines() if "Polar Sense" in line]
    assert "dBm; battery 64 %; Polar Verity Sense, OH1, H10; vector-tested, on hardware by nobody yet" in polar
    assert "Kettle" not in ended.out
    assert "2 devices of unknown kinds not shown; --all shows all." in ended.out


def test_all_shows_the_unknown_too_and_names_cannot_steer_the_terminal(soleus, room):
    ended = soleus("scan", "--seconds", "0.4", "--all")

    assert "Kettle; F0:F1:F2:F3:F4:02; " in ended.out
    assert "unknown kind" in ended.out
    assert "\x1b" not in ended.out
    assert "[2JTrap" in ended.out


def test_json_holds_what_was_heard(soleus, room):
    ended = soleus("scan", "--seconds", "0.4", "--json", "-")

    document = json.loads(ended.out)
    assert document["schema"] == "soleus-sense/scan/1"
    assert document["heard"] == 4
    (polar,) = [one for one in document["wearables"] if one["kind"] == "polar"]
    assert polar["battery_percent"] == 64
    assert (polar["tested"], polar["hardware_tested"]) == ("vector", False)
    strengths = [one["rssi_dbm"] for one in document["wearables"]]
    assert strengths == sorted(strengths, reverse=True)


def test_on_a_terminal_it_is_a_table_with_the_names_one_has_given(soleus, room, at_home, monkeypatch):
    remember(at_home, Remembered(name="left heel", address="F0:F1:F2:F3:F4:00", kind="soleus", advertised="Soleus A1"))
    drawn = io.StringIO()
    monkeypatch.setattr(
        "rich.console.Console", lambda **_: Console(file=drawn, force_terminal=True, width=140, highlight=False)
    )
    monkeypatch.setenv("TERM", "xterm")

    soleus("scan", "--seconds", "0.4")

    assert "left heel (Soleus A1)" in drawn.getvalue()
    assert "▮" in drawn.getvalue()
    assert "Kettle" not in drawn.getvalue()


def test_an_empty_room_is_said_with_what_to_do(soleus, monkeypatch, recording):
    furnish(monkeypatch, recording, [])
    ended = soleus("scan", "--seconds", "0.2")

    assert ended.status == 0
    assert "No wearable of a known kind was heard within 0.2 s" in ended.out
    assert "`soleus doctor`" in ended.out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="hides the system bus, which only Linux has")
def test_without_bluetooth_it_is_one_sentence_and_status_two(soleus, monkeypatch, tmp_path):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    ended = soleus("scan")

    assert ended.status == 2
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert "Bluetooth" in ended.err


def test_help_has_an_example(soleus):
    assert "Examples:\n    soleus scan" in soleus("scan", "--help").out
