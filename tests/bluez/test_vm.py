"""The script that runs a real bluetoothd in a virtual machine: what it needs is found, and what is missing is said.

The machine itself takes minutes and is no test; `python -m tests.bluez.vm` runs it.
"""

from __future__ import annotations

import gzip
import lzma
import shutil
import sys
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("the virtual machine needs Linux", allow_module_level=True)

from vm import machine
from vm.__main__ import find_daemon
from vm.page import page


def module(folder: Path, name: str, *needs: str) -> None:
    """A module's file, of which only what it says about itself is there."""
    text = b"ELF\0license=GPL\0depends=" + ",".join(needs).encode() + b"\0name=x\0"
    packed = {".ko": bytes, ".gz": gzip.compress, ".xz": lzma.compress}[Path(name).suffix](text)
    (folder / "kernel/drivers").mkdir(parents=True, exist_ok=True)
    (folder / "kernel/drivers" / name).write_bytes(packed)


def kernel(tree: Path, version: str) -> Path:
    modules = tree / "lib/modules" / version
    module(modules, "crc16.ko")
    (tree / "boot").mkdir(parents=True, exist_ok=True)
    (tree / "boot" / f"vmlinuz-{version}").touch()
    return modules


def test_the_newest_kernel_that_has_its_modules_is_taken(tmp_path: Path) -> None:
    for version in ("6.1.0-9-amd64", "6.1.0-56-amd64"):
        kernel(tmp_path, version)
    (tmp_path / "boot/vmlinuz-6.9.0-amd64").touch()
    assert machine.find_kernel(tmp_path).version == "6.1.0-56-amd64"


def test_a_tree_without_a_kernel_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(machine.MachineError, match=r"No kernel .* linux-image .* --tree TREE"):
        machine.find_kernel(tmp_path)


def test_modules_come_after_what_they_need_however_they_are_packed_and_once(tmp_path: Path) -> None:
    folder = kernel(tmp_path, "6.1.0-1-amd64")
    module(folder, "hci_vhci.ko.xz", "bluetooth")
    module(folder, "bluetooth.ko.gz", "rfkill", "ecdh_generic", "crc16")
    module(folder, "ecdh_generic.ko", "ecc")
    module(folder, "ecc.ko")
    module(folder, "rfkill.ko")
    needed = machine.needed_modules(machine.find_kernel(tmp_path), ["ecdh-generic", "built_in", "hci_vhci"])
    names = [path.name.split(".")[0] for path in needed]
    assert names == ["ecc", "ecdh_generic", "rfkill", "crc16", "bluetooth", "hci_vhci"]


@pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="without dbus-daemon that is what is said")
def test_bluetoothd_is_found_where_distributions_put_it(tmp_path: Path) -> None:
    with pytest.raises(machine.MachineError, match=r"no bluetoothd .* apt install bluez"):
        find_daemon(tmp_path)
    daemon = tmp_path / "usr/lib/bluetooth/bluetoothd"
    daemon.parent.mkdir(parents=True)
    daemon.touch()
    assert find_daemon(tmp_path) == daemon


def test_a_tool_that_is_missing_is_said_with_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    folder = kernel(tmp_path, "6.1.0-1-amd64")
    assert folder.is_dir()
    with pytest.raises(machine.MachineError, match=r"There is no qemu-system-x86_64: .* apt install qemu-system-x86"):
        machine.run(machine.find_kernel(tmp_path), "true", tmp_path)


def test_another_processor_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    kernel(tmp_path, "6.1.0-1-arm64")
    with pytest.raises(machine.MachineError, match="made for x86-64, and this machine is aarch64"):
        machine.run(machine.find_kernel(tmp_path), "true", tmp_path)


def test_the_page_says_what_came_out_and_on_what() -> None:
    steps = [
        {"what": "`soleus scan` hears it", "good": True, "figures": {}, "said": ""},
        {"what": "the stream goes on", "good": False, "figures": {"counted": 5, "away": [1.2, 1.3]}, "said": "x"},
    ]
    result = {"kernel": "6.1", "bluez": "5.66", "bleak": "3.1", "emulated": "tcg", "seconds": 300, "steps": steps}
    text = page(result, loss=0.02, reps=6)
    assert "Linux 6.1, BlueZ 5.66, bleak 3.1; QEMU with its processor emulated; 300 s in all." in text
    assert "| `soleus scan` hears it | as it should | – |" in text
    assert "| the stream goes on | **not as it should** | counted: 5; away: 1.2, 1.3 |" in text
