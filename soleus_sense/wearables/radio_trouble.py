"""Why a radio other than the operating system's cannot be used, and what to do about it."""

from __future__ import annotations

import errno
import socket
import sys

from soleus_sense.errors import WearableError

_PULLED_OUT = "plug it in; `lsusb` (Linux) or the system's device list shows what is plugged in"

_USB_PERMISSION = {
    "linux": 'let yourself in: write SUBSYSTEM=="usb", ATTR{bDeviceClass}=="e0", MODE="0666" into '
    "/etc/udev/rules.d/70-bluetooth-usb.rules (as root), and plug it in again",
    "win32": "give it the WinUSB driver with Zadig; Windows itself does not use it from then on",
    "darwin": "macOS does not let go of adapters it uses itself: take one that it does not, or run as root",
}
_USB_BUSY = {
    "linux": "end the other program that uses it, or the system's own Bluetooth (`sudo systemctl stop bluetooth`)",
    "win32": "end the other program that uses it, or give it the WinUSB driver with Zadig",
}
_SERIAL_PERMISSION = {"linux": "`sudo usermod -aG dialout $USER`, then log out and in again"}
_SERIAL_ABSENT = {
    "linux": "plug it in; `ls /dev/serial/by-id` shows what is there",
    "darwin": "plug it in; `ls /dev/tty.usb*` shows what is there",
    "win32": "plug it in; the Device Manager shows its COM port",
}
_OTHER_PROGRAM = "end the other program that uses it"
_SHARED = "start what shares the controller there, and mind its port"
_SOCKET_PERMISSION = "run it as root: Linux hands out a whole adapter to nobody else"
_SOCKET_BUSY = "put the adapter down first: `sudo systemctl stop bluetooth`, `sudo hciconfig hci0 down`"

_LIBUSB = {
    "linux": "`sudo apt install libusb-1.0-0`, or your system's package",
    "darwin": "`brew install libusb`",
    "win32": "`pip install libusb-package`",
}


class RadioError(WearableError):
    """A radio that cannot be used.

    Attributes
    ----------
    sentence : what is wrong
    remedy : what to do
    """

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(f"{sentence.rstrip('.')}: {remedy}.")
        self.sentence = sentence
        self.remedy = remedy


def explain(spec: str, error: Exception, system: str = sys.platform) -> RadioError:
    """The sentence and the remedy for what opening the radio `spec` raised, on this kind of system."""
    if isinstance(error, RadioError):
        return error
    if isinstance(error, ImportError):
        missing = error.name or "that it needs"
        return RadioError(f"For {spec} the Python library {missing} is missing.", f"`pip install {missing}`")
    scheme = spec.partition(":")[0]
    known = {"usb": _usb, "serial": _serial, "tcp-client": _network, "hci-socket": _socket}[scheme](spec, error, system)
    if known is not None:
        return known
    why = f" ({error})" if str(error) else ""
    return RadioError(f"The radio {spec} cannot be used{why}.", "try another one, or leave out --radio")


def no_answer(spec: str) -> RadioError:
    """Something is there, and does not speak as a controller does."""
    remedies = {
        "serial": "its firmware must be a Bluetooth controller's (HCI over UART), and its speed must be the one given",
        "tcp-client": "what shares it must speak HCI as a UART does (as Bumble's tcp-server), to one program at a time",
    }
    remedy = remedies.get(spec.partition(":")[0], "pull it out and plug it in again")
    return RadioError(f"{spec} does not answer as a Bluetooth controller does.", remedy)


def _usb(spec: str, error: Exception, system: str) -> RadioError | None:
    kind, text = type(error).__name__, str(error)
    if text == "device not found" or kind in ("USBErrorNoDevice", "USBErrorNotFound"):
        return RadioError(f"There is no Bluetooth adapter {spec}.", _PULLED_OUT)
    if text.startswith("no compatible interface"):
        return RadioError(f"{spec} is no Bluetooth adapter.", "take another one; usb:0 is the first that is one")
    if kind in ("USBErrorAccess", "USBErrorNotSupported"):
        remedy = _USB_PERMISSION.get(system, _USB_PERMISSION["linux"])
        return RadioError(f"This program may not open {spec}.", remedy)
    if kind == "USBErrorBusy":
        return RadioError(f"{spec} is in use.", _USB_BUSY.get(system, _OTHER_PROGRAM))
    if kind == "USBErrorOther":
        remedy = "on the machine itself there is one; a container or a virtual machine has to be handed the adapter"
        return RadioError(f"There is no USB here for {spec}.", remedy)
    if "libusb" in text.lower() and not kind.startswith("USBError"):
        return RadioError(f"For {spec} the library libusb is missing.", _LIBUSB.get(system, _LIBUSB["linux"]))
    return None


def _serial(spec: str, error: Exception, system: str) -> RadioError | None:
    number, text = getattr(error, "errno", None), str(error)
    # On Windows the error's number is only in its text.
    if number == errno.ENOENT or "FileNotFoundError" in text:
        return RadioError(f"There is no port {_place(spec)}.", _SERIAL_ABSENT.get(system, _SERIAL_ABSENT["linux"]))
    if number in (errno.EBUSY, errno.EAGAIN) or (system == "win32" and "PermissionError" in text):
        return RadioError(f"{_place(spec)} is in use.", _OTHER_PROGRAM)
    if f"({errno.ENOTTY}," in text:
        return RadioError(f"{_place(spec)} is no serial port.", _SERIAL_ABSENT.get(system, _SERIAL_ABSENT["linux"]))
    if number in (errno.EACCES, errno.EPERM):
        return RadioError(
            f"This program may not open {_place(spec)}.", _SERIAL_PERMISSION.get(system, "run it as root")
        )
    return None


def _network(spec: str, error: Exception, _system: str) -> RadioError | None:
    host, _, port = spec.partition(":")[2].rpartition(":")
    if isinstance(error, socket.gaierror):
        return RadioError(f"There is no machine {host!r} to be found.", "mind its name, or use its number")
    if isinstance(error, ConnectionRefusedError):
        return RadioError(f"Nobody listens at {host}, port {port}.", _SHARED)
    if isinstance(error, TimeoutError | OSError):
        return RadioError(f"{host}, port {port}, cannot be reached.", _SHARED)
    return None


def _socket(spec: str, error: Exception, system: str) -> RadioError | None:
    if "not supported" in str(error) and system == "linux":
        return RadioError("This Python was built without Bluetooth.", "take the system's Python, or usb: or serial:")
    if "not supported" in str(error):
        return RadioError(f"{spec} is a thing of Linux alone.", "take usb: or serial:")
    match getattr(error, "errno", None):
        case errno.EPERM | errno.EACCES:
            return RadioError(f"This program may not open {spec}.", _SOCKET_PERMISSION)
        case errno.EBUSY:
            return RadioError(f"{spec} is in use.", _SOCKET_BUSY)
        case errno.ENODEV:
            return RadioError(
                f"There is no Bluetooth adapter {spec}.", "plug one in; `ls /sys/class/bluetooth` shows them"
            )
        case errno.EAFNOSUPPORT:
            return RadioError("This machine's Linux knows no Bluetooth.", "take usb: or serial:, which need none of it")
        case _:
            return None


def _place(spec: str) -> str:
    return spec.partition(":")[2].partition(",")[0]
