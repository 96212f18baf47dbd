"""What may be wrong with Bluetooth on Linux: the bus, bluetoothd, its adapters, its agent, who holds a sensor."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from soleus_sense.wearables.findings import Finding, good, trouble, unsure
from soleus_sense.wearables.kinds import recognise

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

ANSWER_WITHIN_S = 5.0
"""A service of this machine answers in milliseconds; one that hangs is what is looked for."""

LEAST_BLUEZ = (5, 55)
"""The oldest that bleak supports."""

AGENTS = {
    "gnome-shell": "GNOME",
    "kded5": "KDE",
    "kded6": "KDE",
    "blueman-applet": "Blueman",
    "bluetoothctl": "bluetoothctl",
    "bt-agent": "bt-agent",
    "cinnamon": "Cinnamon",
    "phosh": "Phosh",
}
"""Programs that confirm a bond for the person, by the name of their process."""

_START_BUS = "start it (`sudo systemctl start dbus`)"
_START_BLUEZ = (
    "install and start it: `sudo apt install bluez` (or your system's package), `sudo systemctl enable --now bluetooth`"
)
_CONTAINER = (
    "this looks like a container, and a container has no Bluetooth of its own: run the program on the machine itself, "
    "or hand the machine's bus in (`-v /run/dbus:/run/dbus`)"
)
_WSL = "WSL has no Bluetooth: run the program with Python for Windows"
_GROUP = "`sudo usermod -aG bluetooth $USER`, then log out and in again"


@dataclass(frozen=True)
class BlueZ:
    """What bluetoothd says of itself.

    Attributes
    ----------
    adapters : properties of each adapter, by its name (hci0)
    devices : properties of each device it knows
    """

    adapters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    devices: tuple[Mapping[str, Any], ...] = ()


async def examine_linux(root: Path = Path("/")) -> list[Finding]:
    """Everything that can be known without the radio.

    Parameters
    ----------
    root : of the file system, for tests
    """
    findings: list[Finding] = []
    found, bluez = await ask_bluez(root)
    findings += found
    findings += blocked(root)
    if bluez is not None:
        findings += [await version_finding(), *adapter_findings(bluez), agent_finding(root), *holder_findings(bluez)]
    return findings


async def ask_bluez(root: Path = Path("/")) -> tuple[list[Finding], BlueZ | None]:
    """Ask bluetoothd over the system bus; what it says, or why it does not."""
    from dbus_fast import BusType
    from dbus_fast.aio import MessageBus
    from dbus_fast.errors import DBusError

    bus: MessageBus | None = None
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
            reply = await _managed_objects(bus)
    except PermissionError:
        return [trouble("D-Bus", "This program may not use the system bus.", _GROUP)], None
    except TimeoutError:
        return [trouble("BlueZ", "The Bluetooth service does not answer.", "`sudo systemctl restart bluetooth`")], None
    except (OSError, EOFError, DBusError) as error:
        why = f" ({error})" if str(error) and not isinstance(error, FileNotFoundError) else ""
        return [trouble("D-Bus", f"The system bus cannot be reached{why}.", _bus_remedy(root))], None
    finally:
        if bus is not None:
            bus.disconnect()
    on_bus = good("D-Bus", "The system bus runs.")
    if reply is None:
        return [on_bus, trouble("BlueZ", "The Bluetooth service gave no answer.", _START_BLUEZ)], None
    if reply.error_name:
        denied = reply.error_name.endswith("AccessDenied")
        sentence = "This program may not use BlueZ." if denied else "BlueZ, Linux's Bluetooth service, does not run."
        return [on_bus, trouble("BlueZ", sentence, _GROUP if denied else _START_BLUEZ)], None
    return [on_bus, good("BlueZ", "The Bluetooth service runs.")], _read_objects(reply.body[0])


async def _managed_objects(bus: MessageBus) -> Message | None:
    from dbus_fast import Message

    question = Message(
        destination="org.bluez", path="/", interface="org.freedesktop.DBus.ObjectManager", member="GetManagedObjects"
    )
    return await bus.call(question)


def _read_objects(objects: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> BlueZ:
    adapters: dict[str, Mapping[str, Any]] = {}
    devices: list[Mapping[str, Any]] = []
    for path, interfaces in objects.items():
        for interface, properties in interfaces.items():
            values = {name: variant.value for name, variant in properties.items()}
            if interface == "org.bluez.Adapter1":
                adapters[path.rpartition("/")[2]] = values
            elif interface == "org.bluez.Device1":
                devices.append(values)
    return BlueZ(adapters, tuple(devices))


def _bus_remedy(root: Path) -> str:
    version = _text(root / "proc/version").lower()
    if "microsoft" in version:
        return _WSL
    if (root / ".dockerenv").exists() or (root / "run/.containerenv").exists():
        return _CONTAINER
    return _START_BUS


def blocked(root: Path = Path("/")) -> list[Finding]:
    """Adapters that a switch or the system has silenced (rfkill)."""
    findings: list[Finding] = []
    for switch in sorted((root / "sys/class/rfkill").glob("rfkill*")):
        if _text(switch / "type") != "bluetooth":
            continue
        name = _text(switch / "name") or switch.name
        if _text(switch / "hard") == "1":
            remedy = "use the machine's own switch or key for radios, or its BIOS settings"
            findings.append(trouble("Adapter", f"{name} is switched off by the machine itself.", remedy))
        elif _text(switch / "soft") == "1":
            findings.append(trouble("Adapter", f"{name} is blocked (flight mode?).", "`rfkill unblock bluetooth`"))
    return findings


def adapter_findings(bluez: BlueZ) -> list[Finding]:
    """Whether there is an adapter that is on and can be a central."""
    if not bluez.adapters:
        remedy = "plug in a Bluetooth 4.0 adapter or newer; `dmesg | grep -i bluetooth` tells of missing firmware"
        return [trouble("Adapter", "BlueZ knows no Bluetooth adapter.", remedy)]
    findings: list[Finding] = []
    for name, values in bluez.adapters.items():
        who = f"{name} ({values.get('Address', 'no address')})"
        roles = values.get("Roles")
        if not values.get("Powered"):
            findings.append(trouble("Adapter", f"{who} is switched off.", "`bluetoothctl power on`"))
        elif isinstance(roles, list) and "central" not in roles:
            remedy = "plug in a Bluetooth 4.0 adapter or newer"
            findings.append(trouble("Adapter", f"{who} is too old for Bluetooth Low Energy.", remedy))
        else:
            findings.append(good("Adapter", f"{who} is on."))
    return findings


def holder_findings(bluez: BlueZ) -> list[Finding]:
    """Wearables that are connected to this computer already: whoever holds one keeps it from advertising."""
    findings: list[Finding] = []
    for device in bluez.devices:
        name = str(device.get("Name") or device.get("Alias") or device.get("Address"))
        kind = recognise(name, cast("Iterable[str]", device.get("UUIDs", ())))
        if kind is None or not device.get("Connected"):
            continue
        remedy = f"end the program that uses it, or `bluetoothctl disconnect {device.get('Address', name)}`"
        findings.append(trouble("Sensor", f"{name} is connected to this computer already.", remedy))
    return findings


def agent_finding(root: Path = Path("/")) -> Finding:
    """Whether somebody is there to confirm a bond, besides this program."""
    agents = running_agents(root)
    if agents:
        return good("Agent", f"{' and '.join(agents)} can confirm pairing.")
    return good("Agent", "Nobody else confirms pairing here, so this program does, for sensors without a PIN.")


def running_agents(root: Path = Path("/")) -> list[str]:
    """Programs that run and confirm a bond. BlueZ tells nobody whether there are any, so known ones are looked for."""
    running = {_text(one) for one in (root / "proc").glob("[0-9]*/comm")}
    return sorted({AGENTS[name] for name in running if name in AGENTS})


async def version_finding() -> Finding:
    """Which BlueZ this is, from its own tool: the service does not say."""
    tool = shutil.which("bluetoothctl")
    if tool is None:
        return unsure("BlueZ", "Its version is unknown: there is no bluetoothctl.", "install the whole package bluez")
    asking = partial(subprocess.run, stdin=subprocess.DEVNULL, capture_output=True, timeout=ANSWER_WITHIN_S)
    try:
        asked = await asyncio.to_thread(asking, [tool, "--version"])
    except (OSError, subprocess.TimeoutExpired):
        return unsure("BlueZ", "Its version is unknown: bluetoothctl does not answer.", "`bluetoothctl --version`")
    return judge_version(asked.stdout.decode("utf-8", "replace"))


def judge_version(said: str) -> Finding:
    """Whether that version will do."""
    found = re.search(r"(\d+)\.(\d+)", said)
    if found is None:
        return unsure("BlueZ", "Its version is unknown.", "`bluetoothctl --version`")
    least = ".".join(map(str, LEAST_BLUEZ))
    if (int(found[1]), int(found[2])) < LEAST_BLUEZ:
        return trouble("BlueZ", f"It is version {found[0]}; {least} or newer is needed.", "update the system")
    return good("BlueZ", f"It is version {found[0]}.")


def _text(path: Path) -> str:
    """A small file of the kernel's; empty where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
