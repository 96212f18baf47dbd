"""A small virtual machine whose root is this machine's, read only: its kernel, its first file system, its run.

Everything a guest writes is forgotten, but for one folder that both share. Nothing is installed and nobody has to be
root: QEMU, busybox (static) and cpio are enough, and a kernel with its modules.
"""

from __future__ import annotations

import gzip
import lzma
import os
import platform
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MODULES = (
    "drbg",  # the kernel's Bluetooth draws its keys from these three
    "hmac",
    "sha256_generic",
    "virtio_pci",
    "9pnet_virtio",
    "9p",
    "crc32c_generic",
    "overlay",
    "ecb",  # and encrypts with these; bluetoothd does through af_alg
    "aes_generic",
    "cmac",
    "ecdh_generic",
    "af_alg",
    "algif_hash",
    "algif_skcipher",
    "uhid",
    "hci_vhci",
)
"""What the guest needs, in the order in which it is loaded; a kernel may have any of it built in."""

APPLETS = ("sh", "mount", "insmod", "mkdir", "switch_root", "echo")
MEMORY_MB = 1536

_UNPACKED = {".ko": bytes, ".gz": gzip.decompress, ".xz": lzma.decompress}


class MachineError(Exception):
    """Something the virtual machine needs is not there; the sentence says what to install."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A kernel image and the modules that belong to it."""

    image: Path
    modules: Path

    @property
    def version(self) -> str:
        """As in `uname -r`."""
        return self.modules.name


def find_kernel(tree: Path) -> Kernel:
    """The newest kernel in a tree: the root, or what an unpacked package holds.

    Raises
    ------
    MachineError
        There is none that can be read with its modules.
    """
    for modules in sorted(_folders(tree), key=_by_number, reverse=True):
        for image in (tree / "boot" / f"vmlinuz-{modules.name}", modules / "vmlinuz"):
            if image.is_file() and os.access(image, os.R_OK):
                return Kernel(image, modules)
    raise MachineError(
        f"No kernel with its modules can be read in {tree}: fetch one (Debian, Ubuntu: `apt-get download` the "
        "linux-image package that `apt-cache depends linux-image-amd64` names), unpack it (`dpkg -x FILE.deb TREE`) "
        "and say --tree TREE."
    )


def run(kernel: Kernel, start: str, shared: Path, *, within_s: float = 300.0) -> tuple[Path, str]:
    """Boot, let `/bin/sh` in the guest do `start`, and end; the guest's `/shared` is `shared`.

    Parameters
    ----------
    start : lines of shell, run as root in the guest
    within_s : the guest is ended after this

    Returns
    -------
    The file with the guest's console, and how it was emulated ("kvm" or "tcg")

    Raises
    ------
    MachineError
        A tool is missing, or the processor is of another kind.
    """
    if platform.machine() not in ("x86_64", "AMD64"):
        raise MachineError(f"The virtual machine is made for x86-64, and this machine is {platform.machine()}.")
    qemu = _tool("qemu-system-x86_64", "qemu-system-x86")
    console = shared / "console.txt"
    shared.joinpath("start.sh").write_text(
        f"{start}\nsync\necho o > /proc/sysrq-trigger\nwhile :; do :; done\n", encoding="utf-8"
    )
    how = "kvm" if has_kvm() else "tcg"
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "initrd"
        first.write_bytes(first_files(kernel))
        command = [qemu, "-accel", how, "-cpu", "max", "-smp", "2", "-m", str(MEMORY_MB)]
        command += ["-nodefaults", "-no-reboot", "-display", "none", "-serial", "stdio"]
        command += ["-kernel", str(kernel.image), "-initrd", str(first)]
        command += ["-append", "console=ttyS0 quiet loglevel=3 panic=-1"]
        command += ["-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"]
        command += ["-virtfs", f"local,path={shared},mount_tag=shared,security_model=none"]
        # Where the time is up, what it wrote until then is its result.
        with console.open("wb") as told, suppress(subprocess.TimeoutExpired):
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=told, stderr=told, timeout=within_s)
    return console, how


def has_kvm() -> bool:
    """Whether the processor itself can run the guest; in a machine that is virtual too, it may hang without a word."""
    nested = " hypervisor" in Path("/proc/cpuinfo").read_text(encoding="utf-8")
    return not nested and os.access("/dev/kvm", os.R_OK | os.W_OK)


def first_files(kernel: Kernel) -> bytes:
    """The first file system, as the kernel wants it: busybox, the modules, `init.sh`.

    Raises
    ------
    MachineError
        A tool is missing.
    """
    busybox, cpio = _tool("busybox", "busybox-static"), _tool("cpio", "cpio")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for place in ("bin", "modules", "proc", "sys", "dev"):
            (root / place).mkdir()
        shutil.copy(busybox, root / "bin" / "busybox")
        for applet in APPLETS:
            (root / "bin" / applet).symlink_to("busybox")
        shutil.copy(Path(__file__).with_name("init.sh"), root / "init")
        (root / "init").chmod(0o755)
        order: list[str] = []
        for path in needed_modules(kernel, MODULES):
            name = path.name.split(".ko")[0] + ".ko"
            (root / "modules" / name).write_bytes(_unpacked(path))
            order.append(name)
        (root / "modules" / "order").write_text("".join(f"{name}\n" for name in order), encoding="utf-8")
        names = "\n".join(str(one.relative_to(root)) for one in root.rglob("*"))
        packed = subprocess.run(
            [cpio, "-o", "-H", "newc", "--quiet"], cwd=root, input=names.encode(), capture_output=True
        )
    if packed.returncode:
        raise MachineError(f"cpio failed: {packed.stderr.decode(errors='replace').strip()}")
    return gzip.compress(packed.stdout, 1)


def needed_modules(kernel: Kernel, names: Iterable[str]) -> list[Path]:
    """The files of these modules and of all they depend on, each after what it needs; built-in ones have none."""
    files = {_name(path): path for path in kernel.modules.rglob("*.ko*") if path.is_file()}
    ordered: list[Path] = []

    def add(name: str) -> None:
        path = files.get(name.replace("-", "_"))
        if path is None or path in ordered:
            return
        for one in _dependencies(_unpacked(path)):
            add(one)
        if path not in ordered:
            ordered.append(path)

    for name in names:
        add(name)
    return ordered


def shell_words(*words: str | Path) -> str:
    """These words as one line of shell."""
    return shlex.join(map(str, words))


def _dependencies(module: bytes) -> Sequence[str]:
    """What a module says it depends on, in the text it carries about itself."""
    found = re.search(rb"\0depends=([^\0]*)\0", module)
    return [name for name in found[1].decode().split(",") if name] if found else []


def _unpacked(path: Path) -> bytes:
    if path.suffix == ".zst":
        return subprocess.run([_tool("zstd", "zstd"), "-dcq", path], check=True, capture_output=True).stdout
    return _UNPACKED[path.suffix](path.read_bytes())


def _name(path: Path) -> str:
    return path.name.split(".ko")[0].replace("-", "_")


def _folders(tree: Path) -> list[Path]:
    # In a root where /lib is a link to /usr/lib both names lead to the same.
    found = {path.resolve() for place in ("lib", "usr/lib") for path in (tree / place / "modules").glob("*")}
    return [path for path in found if (path / "kernel").is_dir()]


def _by_number(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.name)]


def _tool(name: str, package: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        raise MachineError(f"There is no {name}: install it (Debian, Ubuntu: `sudo apt install {package}`).")
    return found
