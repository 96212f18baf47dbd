"""A radio in memory: Bumble's virtual controllers on one link, and bleak on top of them. No adapter, no root.

It has no connection interval, no interference and no supervision time-out of its own: what a real link does
to a stream, the virtual wearable does (`wearable.Faults`).
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager
from typing import Any

from bumble.controller import Controller
from bumble.device import Device
from bumble.hci import (
    Address,
    HCI_ErrorCode,
    HCI_Read_RSSI_ReturnParameters,
    HCI_StatusReturnParameters,
)
from bumble.host import Host
from bumble.link import LocalLink
from bumble.ll import TerminateInd
from bumble.transport.common import AsyncPipeSink, Transport

from soleus_sense.wearables.bumble_backend import backend_of, installed, just_works
from soleus_sense.wearables.discovery import Radio

HOST_ADDRESS = "C0:C1:C2:C3:C4:C5"


NEAR_DBM = -50
"""Everything in the room is heard as strongly as Bumble's virtual advertisements are."""


class Antenna(Controller):
    """A virtual controller that tells how strongly it hears a link, and begins anew when told to, as real ones do."""

    def on_hci_reset_command(self, command: Any) -> HCI_StatusReturnParameters:
        """End the links that a host before left open, such as a program that was killed: it says no goodbye."""
        for link in tuple(self.le_connections.values()):
            link.send_ll_control_pdu(TerminateInd(HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR))
            del self.le_connections[link.peer_address]
        return super().on_hci_reset_command(command)

    def on_hci_read_rssi_command(self, command: Any) -> HCI_Read_RSSI_ReturnParameters:
        """Answer the question."""
        return HCI_Read_RSSI_ReturnParameters(HCI_ErrorCode.SUCCESS, command.handle, NEAR_DBM)


class MemoryRadio:
    """One room full of radio: a host that scans and connects, and whatever peripherals are put into it.

    It belongs to the event loop that runs when it is made.
    """

    def __init__(self) -> None:
        self._air = LocalLink()
        self._host: Device | None = None
        self._starting = asyncio.Lock()
        self.connecting = asyncio.Lock()
        self.scanning = asyncio.Lock()
        self.bonded: set[str] = set()

    def device(self, name: str, address: str) -> Device:
        """A new Bumble device with a controller of its own; add services, power it on, advertise."""
        controller = Antenna(name, link=self._air)
        device = Device(name=name, address=Address(address), host=Host(controller, AsyncPipeSink(controller)))
        device.pairing_config_factory = just_works
        return device

    def controller(self, name: str, transport: Transport) -> Controller:
        """A new controller in this room for a host at the other end of `transport`: a system's, another program's."""
        return Antenna(name, host_source=transport.source, host_sink=transport.sink, link=self._air)

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
