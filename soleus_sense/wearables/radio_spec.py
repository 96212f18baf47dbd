"""How another radio than the operating system's is named: `usb:0`, `serial:PORT`, `tcp-client:HOST:PORT`, …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from soleus_sense.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a Bluetooth controller.

    Attributes
    ----------
    pattern : of what stands after the colon
    example : a whole name
    what : in words
    """

    pattern: re.Pattern[str]
    example: str
    what: str


_DRIVER = r"(\[driver=\w+\])?"
"""Realtek's and Intel's adapters want firmware first; Bumble finds out which by itself, and can be told."""

WAYS = {
    "usb": Way(
        re.compile(_DRIVER + r"(\d+|[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}([/#][^/#!]+)?|\d+-[\d.]+)!?"),
        "usb:0",
        "an adapter on this machine's USB: the first is 0; or VENDOR:PRODUCT, four hexadecimal digits each",
    ),
    "serial": Way(
        re.compile(r"[^,]+(,(\d+|rtscts|dsrdtr|delay|resync))*"),
        "serial:/dev/ttyACM0,1000000",
        "a board with controller firmware: its port, then its speed and rtscts where it needs them",
    ),
    "tcp-client": Way(
        re.compile(r".+:\d{1,5}"),
        "tcp-client:127.0.0.1:9001",
        "a controller that another program or machine shares: HOST:PORT",
    ),
    "hci-socket": Way(re.compile(r"\d*"), "hci-socket:0", "an adapter of Linux's while its own Bluetooth is down"),
}
"""The transports of Bumble with a controller at their other end that a person may have."""

HIGHEST_PORT = 65535


def check_radio(spec: str | None) -> None:
    """Refuse a name that names no radio, before anything is opened.

    Parameters
    ----------
    spec : as after `--radio`; None for the operating system's own

    Raises
    ------
    SettingsError
        It is none; the sentence shows what one looks like.
    """
    if spec is None:
        return
    scheme, _, rest = spec.partition(":")
    way = WAYS.get(scheme)
    if way is None:
        examples = ", ".join(one.example for one in WAYS.values())
        raise SettingsError(f"There is no radio {spec!r}; it is named like one of these: {examples}.")
    port = rest.rpartition(":")[2]
    if not way.pattern.fullmatch(rest) or (scheme == "tcp-client" and not 0 < int(port) <= HIGHEST_PORT):
        raise SettingsError(f"{spec!r} names no radio; it looks like {way.example} ({way.what}).")
