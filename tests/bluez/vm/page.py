"""The result of the virtual machine as a page."""

from __future__ import annotations

from typing import Any

HEAD = """# On a real bluetoothd

Bleak, which this program uses, talks to BlueZ, the Bluetooth of Linux. The ordinary tests put a hand-made BlueZ in its
place. Here the real one runs: an unchanged `bluetoothd` on the kernel's own Bluetooth, in a virtual machine, on a
virtual controller (`/dev/vhci`) with a virtual wearable within its reach. There is no radio in it: no interference, no
distance, and no hardware of any maker.

The wearable speaks the Soleus Sense profile and lets only bonded hosts read, write and listen; {loss:g} % of its
notifications are lost, in bursts. It plays two sets of {reps} repetitions, and three times the link is lost.
"""

FOUND = """
## What it has shown

- Without a desktop nobody confirms a bond, and BlueZ then refuses even one without a PIN: a wearable with keys seemed
  not to answer. Since then the program confirms it itself, for the wearable it links to and for no other.
- Disconnecting after every lost link, before connecting again, is enough for one copy of each notification.
- The kernel drops an advertisement of more than 31 bytes, which a virtual controller lets through: name and service
  have to share them, or the name goes into the scan response.
"""

AGAIN = """
## Again

    python -m tests.bluez.vm --write firmware_notes/bluez.md

makes this page anew; `--show` prints what the programs said. It needs Linux on x86-64 with QEMU, busybox (static),
cpio and dbus-daemon, a kernel that can be read with its modules, and bluetoothd; nobody has to be root, and the machine
is not changed. Where the kernel cannot be read or BlueZ is not installed, unpacked packages do:

    apt-get download bluez linux-image-{kernel}
    for package in *.deb; do dpkg -x "$package" tree; done
    python -m tests.bluez.vm --tree tree

What is what: `tests/bluez/vm/machine.py` makes the virtual machine, whose root is that of the machine it runs on, read
only; `in_guest.py` does in it what the table says.
"""


def page(result: dict[str, Any], *, loss: float, reps: int) -> str:
    """The page of a result of `in_guest.py`.

    Parameters
    ----------
    result : as in `result.json`, with `seconds` (of the whole run) and `emulated` (how)
    loss, reps : share of lost notifications, repetitions of a set
    """
    how = "its processor emulated" if result["emulated"] == "tcg" else "on the machine's own processor"
    on = (
        f"Linux {result['kernel']}, BlueZ {result['bluez']}, bleak {result['bleak']}; QEMU with {how}; "
        f"{result['seconds']} s in all."
    )
    rows = [
        f"| {step['what']} | {'as it should' if step['good'] else '**not as it should**'} | {_figures(step)} |"
        for step in result["steps"]
    ]
    table = "\n".join(["| what | came out | measured |", "|---|---|---|", *rows])
    return f"{HEAD.format(loss=100 * loss, reps=reps)}\n{on}\n\n{table}\n{FOUND}{AGAIN.format(kernel=result['kernel'])}"


_YES_NO = {"True": "yes", "False": "no"}


def _figures(step: dict[str, Any]) -> str:
    parts: list[str] = []
    for what, value in step["figures"].items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else _YES_NO.get(str(value), value)
        parts.append(f"{what}: {shown}")
    return "; ".join(parts) or "–"
