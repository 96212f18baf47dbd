"""What is wrong with Bluetooth here, if anything: the system's parts, then the radio itself, then one's own sensors."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from soleus_sense.errors import WearableError
from soleus_sense.wearables.discovery import NO_SENSOR_HINT, SCAN_S, Found, Radio, scan
from soleus_sense.wearables.findings import Finding, good, trouble, unsure
from soleus_sense.wearables.radio_trouble import RadioError
from soleus_sense.wearables.remembered import Remembered

_RADIO_REMEDY = {
    "linux": "see above; then `bluetoothctl scan on` shows whether the system itself hears anything",
    "darwin": "System Settings > Bluetooth: switch it on; System Settings > Privacy & Security > Bluetooth: allow the "
    "program this terminal runs in, then quit and start that program again",
    "win32": "Settings > Bluetooth & devices: switch it on; Settings > Privacy & security > Radios: let desktop apps "
    "use it; a PC without Bluetooth 4.0 needs an adapter",
}

_NEARER = "bring a sensor that is switched on near to it, and give an adapter that has one its antenna"

_OWN_ADAPTER = "`--radio usb:0` uses an adapter of your own without the system's Bluetooth."

_HOLDER = (
    "switch it on and bring it near; if it is on, something else holds it: end its maker's app on every phone and "
    "computer around (or their Bluetooth), since a sensor that is connected is not to be heard"
)
_PAIRED_BY_SYSTEM = {
    "win32": " (Settings > Bluetooth & devices > the sensor > Remove device frees one that Windows holds)",
    "darwin": " (System Settings > Bluetooth > Disconnect frees one that macOS holds)",
    "linux": "",
}


async def examine(
    *,
    seconds: float = SCAN_S,
    radio: Radio | None = None,
    remembered: Sequence[Remembered] = (),
    system: str = sys.platform,
    root: Path = Path("/"),
) -> tuple[Finding, ...]:
    """Look at everything, in the order in which one thing needs the other; never raises for want of Bluetooth.

    Parameters
    ----------
    seconds : how long to listen
    radio : another one than the operating system's: the system's parts are then left out
    remembered : the person's own wearables, which should be heard
    system, root : as `sys.platform`, and the root of the file system
    """
    findings = [good("Program", f"{_system()}, Python {platform.python_version()}, bleak {version('bleak')}.")]
    if radio is None and system == "linux":
        from soleus_sense.wearables.bluez_checks import examine_linux

        findings += await examine_linux(root)
    remedy = _RADIO_REMEDY.get(system, "switch Bluetooth on in the system's settings, and let this program use it")
    remedy = remedy if radio is None else _NEARER
    try:
        heard = await scan(seconds, radio=radio)
    except RadioError as error:
        return (*findings, trouble("Radio", error.sentence, error.remedy))
    except WearableError as error:
        sentence = str(error).removesuffix(f" {NO_SENSOR_HINT}")
        return (*findings, trouble("Radio", sentence, f"{remedy}. {_OWN_ADAPTER} {NO_SENSOR_HINT}"))
    return (*findings, radio_finding(heard, seconds, remedy), *_own(heard, seconds, remembered, system))


def radio_finding(heard: Sequence[Found], seconds: float, remedy: str) -> Finding:
    """Whether the radio hears anything."""
    if not heard:
        return unsure("Radio", f"It works, but nothing at all was heard for {seconds:g} s.", remedy)
    known = [found for found in heard if found.kind is not None]
    names = f": {', '.join(found.name for found in known)}" if known else ""
    devices = f"{len(heard)} {'device' if len(heard) == 1 else 'devices'}"
    return good("Radio", f"{devices} heard in {seconds:g} s, {len(known)} of a known kind{names}.")


def _own(heard: Sequence[Found], seconds: float, remembered: Sequence[Remembered], system: str) -> list[Finding]:
    """One finding for each of the person's own wearables."""
    findings: list[Finding] = []
    for one in remembered:
        there = [found for found in heard if found.address == one.address or found.name == one.advertised]
        if there:
            findings.append(good("Sensor", f"{one.name} is heard, −{abs(there[0].rssi_dbm)} dBm."))
        else:
            remedy = _HOLDER + _PAIRED_BY_SYSTEM.get(system, "")
            findings.append(unsure("Sensor", f"{one.name} was not heard within {seconds:g} s.", remedy))
    return findings


def _system() -> str:
    return " ".join(filter(None, (platform.system(), platform.release(), platform.machine())))
