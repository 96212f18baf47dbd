"""`soleus doctor`: each thing that can be wrong is named with its remedy; it runs where there is no Bluetooth."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from memory_room import furnish

from soleus_sense.exercises import Tempo
from soleus_sense.live import interrupt
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.wearables import bluez_checks
from soleus_sense.wearables.bluez_checks import BlueZ
from soleus_sense.wearables.examination import examine
from soleus_sense.wearables.remembered import Remembered, remember

ON = {"Address": "00:11:22:33:44:55", "Powered": True, "Roles": ["central", "peripheral"]}
MINE = Remembered(name="my heel", address="F0:F1:F2:F3:F4:00", kind="soleus", advertised="Soleus A1")
AWAY = Remembered(name="my shin", address="AA:00", kind="polar", advertised="Polar Sense 1")


@pytest.fixture(scope="module")
def recording():
    return simulate(Scenario(tempo=Tempo.parse("1-0-1-0"), reps=1)).recording


@pytest.fixture(autouse=True)
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def examined(**how: Any):
    return {(one.what, one.state): one for one in interrupt.run_to_the_end(examine(seconds=0.3, **how))}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="hides the system bus, which only Linux has")
def test_without_bluetooth_it_says_what_to_do_and_ends_with_two(soleus, monkeypatch, tmp_path):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    ended = soleus("doctor", "--seconds", "0.2")

    assert ended.status == 2
    assert ended.err == "2 things are to be mended, as said for each.\n"
    assert "MEND  D-Bus: The system bus cannot be reached" in ended.out
    assert ended.out.count("      -> ") == ended.out.count("MEND  ") == 2
    assert "`soleus live --demo`" in ended.out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="hides the system bus, which only Linux has")
@pytest.mark.parametrize(
    ("file", "text", "remedy"),
    [
        ("proc/version", "Linux version 5.15 Microsoft", "WSL has no Bluetooth"),
        (".dockerenv", "", "this looks like a container"),
        ("proc/version", "Linux version 6.1", "systemctl start dbus"),
    ],
)
async def test_where_the_bus_is_missing_the_remedy_fits_the_place(monkeypatch, tmp_path, file, text, remedy):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    (finding,), bluez = await bluez_checks.ask_bluez(tmp_path)
    assert bluez is None
    assert remedy in (finding.remedy or "")


@pytest.mark.parametrize(
    ("adapters", "state", "said"),
    [
        ({}, "trouble", "no Bluetooth adapter"),
        ({"hci0": {**ON, "Powered": False}}, "trouble", "switched off"),
        ({"hci0": {**ON, "Roles": ["peripheral"]}}, "trouble", "too old"),
        ({"hci0": ON}, "good", "hci0 (00:11:22:33:44:55) is on."),
    ],
)
def test_adapters_are_judged(adapters, state, said):
    (finding,) = bluez_checks.adapter_findings(BlueZ(adapters))
    assert finding.state == state
    assert said in finding.sentence
    assert (finding.remedy is None) is (state == "good")


def test_a_sensor_that_is_held_is_named_and_other_devices_are_not():
    devices = (
        {"Name": "Polar Sense 1A2B3C4D", "Address": "A0:9E", "Connected": True},
        {"Name": "Polar H10 1A2B3C4D", "Address": "A0:9F", "Connected": False},
        {"Name": "Headphones", "Address": "A0:A0", "Connected": True},
    )
    (finding,) = bluez_checks.holder_findings(BlueZ(devices=devices))
    assert finding.sentence.startswith("Polar Sense 1A2B3C4D is connected to this computer already")
    assert "bluetoothctl disconnect A0:9E" in (finding.remedy or "")


@pytest.mark.parametrize(
    ("said", "state"), [("bluetoothctl: 5.66\n", "good"), ("bluetoothctl: 5.50", "trouble"), ("?", "unsure")]
)
def test_the_version_of_bluez_is_judged(said, state):
    assert bluez_checks.judge_version(said).state == state


def test_switched_off_radios_are_found(tmp_path):
    for number, (kind, soft, hard) in enumerate([("bluetooth", 1, 0), ("wlan", 1, 1), ("bluetooth", 0, 1)]):
        switch = tmp_path / f"sys/class/rfkill/rfkill{number}"
        switch.mkdir(parents=True)
        for name, value in {"type": kind, "soft": soft, "hard": hard, "name": f"hci{number}"}.items():
            (switch / name).write_text(f"{value}\n", encoding="utf-8")
    first, second = bluez_checks.blocked(tmp_path)
    assert first.remedy == "`rfkill unblock bluetooth`"
    assert "hci2 is switched off by the machine itself" in second.sentence


def test_a_program_that_confirms_pairing_is_recognised(tmp_path):
    assert "so this program does" in bluez_checks.agent_finding(tmp_path).sentence
    (tmp_path / "proc/77").mkdir(parents=True)
    (tmp_path / "proc/77/comm").write_text("gnome-shell\n", encoding="utf-8")
    assert bluez_checks.agent_finding(tmp_path).sentence == "GNOME can confirm pairing."


@pytest.mark.parametrize(("system", "remedy"), [("darwin", "System Settings"), ("win32", "Windows holds")])
def test_ones_own_sensors_are_heard_or_held_by_somebody(monkeypatch, recording, system, remedy):
    furnish(monkeypatch, recording, [SoleusFirmware("Soleus A1")])
    found = examined(system=system, remembered=(MINE, AWAY))
    assert "1 of a known kind: Soleus A1" in found["Radio", "good"].sentence
    assert found["Sensor", "good"].sentence.startswith("my heel is heard, ")
    assert "my shin was not heard" in found["Sensor", "unsure"].sentence
    assert remedy in (found["Sensor", "unsure"].remedy or "")


def test_a_silent_room_is_perhaps_nothing(monkeypatch, recording):
    furnish(monkeypatch, recording, [])
    assert "nothing at all was heard" in examined(system="win32")["Radio", "unsure"].sentence


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="hides the system bus, which only Linux has")
def test_findings_are_there_for_programs(soleus, monkeypatch, tmp_path, at_home):
    at_home.mkdir()
    remember(at_home, MINE)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    ended = soleus("doctor", "--seconds", "0.2", "--json", "-")

    document = json.loads(ended.out)
    assert document["schema"] == "soleus-sense/doctor/1"
    assert {"what", "state", "sentence", "remedy"} == set(document["findings"][0])
    assert "trouble" in {finding["state"] for finding in document["findings"]}


def test_a_broken_settings_file_is_one_finding_among_the_others(soleus, monkeypatch, recording, at_home):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={at_home}/nobody")  # whatever runs on this machine
    at_home.mkdir()
    (at_home / "config.toml").write_text("[wearables", encoding="utf-8")
    furnish(monkeypatch, recording, [])
    ended = soleus("doctor", "--seconds", "0.2")

    assert ended.status == 2
    assert "MEND  Settings: " in ended.out
    assert "  Program: " in ended.out


def test_help_has_an_example(soleus):
    assert "Examples:\n    soleus doctor" in soleus("doctor", "--help").out
