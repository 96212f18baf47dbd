"""Confirms a bond on a Linux machine where nobody else does: one without a desktop, such as a Raspberry Pi.

BlueZ asks an agent before it bonds, even where there is no PIN to compare. A desktop brings one. Without one it
refuses, and the answer to a protected request never comes. So while a link is made this program confirms bonds with
the wearable that the link is to, and with no other device.

Source: BlueZ's `doc/org.bluez.Agent.rst` and `doc/org.bluez.AgentManager.rst`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bleak import BleakClient
from bleak.backends import BleakBackend

from soleus_sense.wearables.bluez_checks import running_agents

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

PATH = "/org/soleus_sense/agent"
AGENT = "org.bluez.Agent1"
MANAGER = "org.bluez.AgentManager1"
REJECTED = "org.bluez.Error.Rejected"

CAPABILITY = "NoInputNoOutput"
"""Sensors have no display: nothing is compared or typed. One that wants a PIN is paired by the desktop's agent."""

CONFIRMS = {"RequestConfirmation", "RequestAuthorization", "AuthorizeService"}
"""What is granted to the wearable; `Release` and `Cancel` are only answered, whatever else is refused."""

ANSWER_WITHIN_S = 2.0
"""A service of this machine answers in milliseconds."""


class Confirmer:
    """Answers what BlueZ asks about one device.

    State: whether it was asked to confirm a bond.

    Parameters
    ----------
    address : of the device
    """

    def __init__(self, address: str) -> None:
        self.asked = False
        self._device = f"/dev_{address.upper().replace(':', '_')}"

    def answer(self, message: Message) -> Message | bool:
        """The answer to a call of BlueZ's; False for messages that are for somebody else."""
        from dbus_fast import Message, MessageType

        if message.message_type is not MessageType.METHOD_CALL or (message.path, message.interface) != (PATH, AGENT):
            return False
        if message.member in ("Release", "Cancel"):
            return Message.new_method_return(message)
        ours = bool(message.body) and str(message.body[0]).endswith(self._device)
        if not ours or message.member not in CONFIRMS:
            return Message.new_error(message, REJECTED, "Not asked for")  # pyright: ignore[reportArgumentType]
        self.asked = True
        return Message.new_method_return(message)


@asynccontextmanager
async def confirming(client: BleakClient, *, root: Path = Path("/")) -> AsyncGenerator[Confirmer]:
    """Inside, bonds with the client's device are confirmed, where it is BlueZ's and nobody else confirms.

    Parameters
    ----------
    root : of the file system, for tests

    Where no agent can be registered everything goes on without one.
    """
    confirmer = Confirmer(client.address)
    bus = None
    if client.backend_id is BleakBackend.BLUEZ_DBUS and not running_agents(root):
        bus = await _registered(confirmer)
    try:
        yield confirmer
    finally:
        if bus is not None:
            bus.disconnect()  # BlueZ forgets an agent whose connection is closed


async def _registered(confirmer: Confirmer) -> MessageBus | None:
    from dbus_fast import BusType, MessageType
    from dbus_fast.aio import MessageBus
    from dbus_fast.errors import DBusError

    bus: MessageBus | None = None
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
            bus.add_message_handler(confirmer.answer)
            for member, signature, body in (
                ("RegisterAgent", "os", [PATH, CAPABILITY]),
                ("RequestDefaultAgent", "o", [PATH]),
            ):
                reply = await bus.call(_to_manager(member, signature, body))
                if reply.message_type is not MessageType.METHOD_RETURN:
                    bus.disconnect()
                    return None
    except (DBusError, OSError, EOFError):
        if bus is not None:
            bus.disconnect()
        return None
    return bus


def _to_manager(member: str, signature: str, body: list[Any]) -> Message:
    from dbus_fast import Message

    return Message(
        destination="org.bluez",
        path="/org/bluez",
        interface=MANAGER,
        member=member,
        signature=signature,
        body=body,
    )
