"""Runs the program on a real bluetoothd, in a virtual machine made for that moment; anyone on Linux can.

    python -m tests.bluez.vm [--tree TREE] [--write firmware_notes/bluez.md] [--show]

It needs QEMU, busybox (static), cpio and dbus-daemon; bluetoothd and a kernel with its modules from this machine, or
from packages unpacked in the folder TREE. Nobody has to be root, and nothing is changed on this machine. It takes six
to nine minutes, most of them because two sets are played in their own time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .in_guest import LOSS, SCENARIO
from .machine import MachineError, find_kernel, run, shell_words
from .page import page

REPOSITORY = Path(__file__).parents[3]

WITHIN_S = 900.0
"""Where the processor is emulated too, everything but the set itself takes five times as long."""

DAEMONS = ("usr/libexec/bluetooth/bluetoothd", "usr/lib/bluetooth/bluetoothd", "usr/sbin/bluetoothd")

START = """
export PATH={tools}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PYTHONPATH={repository} PYTHONDONTWRITEBYTECODE=1 HOME=/run
mkdir -p /var/lib/bluetooth
ip link set lo up 2>/dev/null
cd /run
{program}
"""


def main() -> int:
    """The command line; 0 where every step came out as it should."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--tree", type=Path, default=Path("/"), help="the root of unpacked packages of kernel and BlueZ"
    )
    parser.add_argument("--write", type=Path, help="write the result as a page")
    parser.add_argument("--show", action="store_true", help="show what the programs printed, of good steps too")
    asked = parser.parse_args()
    tree = asked.tree.resolve()
    try:
        daemon = find_daemon(tree)
        kernel = find_kernel(tree)
        began_s = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            shared = Path(folder)
            script = Path(__file__).with_name("in_guest.py")
            program = shell_words(sys.executable, script, "/shared", daemon)
            start = START.format(
                tools=shell_words(tree / "usr/bin"), repository=shell_words(REPOSITORY), program=program
            )
            console, how = run(kernel, start, shared, within_s=WITHIN_S)
            written = shared / "result.json"
            if not written.exists():
                print(console.read_text(errors="replace")[-4000:], file=sys.stderr)
                raise MachineError("The virtual machine ended without a result; its console is above.")
            result: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
            if not all(step["good"] for step in result["steps"]):
                print(console.read_text(errors="replace")[-4000:], file=sys.stderr)
                print((shared / "bluetoothd.txt").read_text(errors="replace")[-4000:], file=sys.stderr)
    except MachineError as error:
        print(error, file=sys.stderr)
        return 2
    result |= {"emulated": how, "seconds": round(time.monotonic() - began_s)}
    for step in result["steps"]:
        print(f"{'good' if step['good'] else 'FAILED'}  {step['what']}: {json.dumps(step['figures'])}")
        if step["said"] and (asked.show or not step["good"]):
            print("".join(f"        {line}\n" for line in step["said"].splitlines()))
    if asked.write is not None:
        asked.write.write_text(page(result, loss=LOSS, reps=SCENARIO.reps), encoding="utf-8")
    return 0 if all(step["good"] for step in result["steps"]) else 1


def find_daemon(tree: Path) -> Path:
    """Where bluetoothd is in that tree.

    Raises
    ------
    MachineError
        There is none, or no bus for it.
    """
    if shutil.which("dbus-daemon") is None:
        raise MachineError("There is no dbus-daemon: install it (Debian, Ubuntu: `sudo apt install dbus-daemon`).")
    for place in DAEMONS:
        if (tree / place).is_file():
            return tree / place
    raise MachineError(
        f"There is no bluetoothd in {tree}: install it (Debian, Ubuntu: `sudo apt install bluez`), or unpack its "
        "package (`apt-get download bluez`, `dpkg -x FILE.deb TREE`) and say --tree TREE."
    )


if __name__ == "__main__":
    sys.exit(main())
