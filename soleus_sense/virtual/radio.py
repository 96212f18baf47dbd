"""A radio in memory: Bumble's virtual controllers on one link, and bleak on top of them. No adapter, no root.

It has no connection interval, no interference and no supervision time-out of its own: what a real link does
to a stream, the virtual wearable does (`wearable.Faults`).
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager

from bumble.controller import Controller
from bumble.device import Device
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.pairing import PairingConfig, PairingDelegate
from bumble.transport.common import AsyncPipeSink

from soleus_sense.virtual.bleak_backend import backend_of, installed
from soleus_sense.wearables.discovery import Radio

HOST_ADDRESS = "C0:C1:C2:C3:C4:C5"


class MemoryRadio:
    """One room full of radio: a host that scans and connects, and whatever peripherals are put into it.

    It belongs to the event loop that runs when it is made.
    """

    def __init__(self) -> None:
        self._air = LocalLink()
        self._host: Device | None = None
        self._starting = asyncio.Lock()
        self.connecting = asyncio.Lock()
        self.bonded: set[str] = set()

    def device(self, name: str, address: str) -> Device:
        """A new Bumble device with a controller of its own; add services, power it on, advertise."""
        controller = Controller(name, link=self._air)
        device = Device(name=name, address=Address(address), host=Host(controller, AsyncPipeSink(controller)))
        device.pairing_config_factory = _just_works
        return device

    async def host(self) -> Device:
        """The device that stands for this computer, powered on at its first use."""
        async with self._starting:
            if self._host is None:
                host = self.device("host", HOST_ADDRESS)
                await host.power_on()
                self._host = host
        return self._host

    @property
    def radio(self) -> Radio:
        """For `discovery` and `stream`: use this radio instead of the operating system's."""
        scanner, client = backend_of(self)
        return Radio(scanner, client)

    def installed(self) -> AbstractContextManager[None]:
        """Inside, bleak uses this radio without being told."""
        return installed(self)


def _just_works(_connection: object) -> PairingConfig:
    """Bonding with encryption and without a PIN, as sensors without a display do it."""
    delegate = PairingDelegate(PairingDelegate.IoCapability.NO_OUTPUT_NO_INPUT)
    return PairingConfig(sc=True, mitm=False, bonding=True, delegate=delegate)
