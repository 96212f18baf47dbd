"""A radio of one's own: a Bluetooth controller on USB, a serial port or a network, driven by Bumble from this program.

For machines whose system has no Bluetooth, or none that works. The controller is opened when it is first used, and
opened again when it was lost (an adapter that was pulled out and put back) the next time it is used.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from pathlib import Path
from typing import Any

from bumble.core import BaseBumbleError
from bumble.device import Device
from bumble.hci import Address
from bumble.keys import JsonKeyStore, MemoryKeyStore
from bumble.transport import open_transport
from bumble.transport.common import Transport

from soleus_sense.wearables.bumble_backend import address_of, backend_of, just_works
from soleus_sense.wearables.discovery import Radio
from soleus_sense.wearables.radio_trouble import RadioError, explain, no_answer

OPEN_WITHIN_S = 10.0
"""A network name may take seconds to be looked up; everything else is there at once."""

START_WITHIN_S = 15.0
"""A controller answers each of some forty requests in milliseconds; one whose firmware is loaded first takes longer."""

CLOSE_WITHIN_S = 2.0

KEYS_FILE = "radio-keys.json"
"""Bonds made over such a radio; the operating system keeps its own elsewhere."""


class PrivateKeys(JsonKeyStore):
    """Bumble's file of keys, for nobody else to read."""

    async def save(self, db: dict[str, dict[str, dict[str, Any]]]) -> None:
        await super().save(db)
        self.filename.chmod(0o600)


class BumbleRadio:
    """A host over the transport `spec`; it belongs to the event loop that runs when it is first used.

    Parameters
    ----------
    spec : as Bumble names transports; checked by `radio_spec.check_radio`
    folder : where bonds are kept; None: nowhere
    """

    def __init__(self, spec: str, folder: Path | None = None) -> None:
        self.connecting = asyncio.Lock()
        self.scanning = asyncio.Lock()
        self.bonded: set[str] = set()
        self._spec = spec
        self._keys = None if folder is None else folder / KEYS_FILE
        self._starting = asyncio.Lock()
        self._transport: Transport | None = None
        self._host: Device | None = None
        # Bumble tells its troubles to whoever prints its log; what a person needs of them is in our errors.
        self._quiet = logging.NullHandler()
        logging.getLogger("bumble").addHandler(self._quiet)

    @property
    def radio(self) -> Radio:
        """For `discovery` and `stream`."""
        scanner, client = backend_of(self)
        return Radio(scanner, client)

    async def host(self) -> Device:
        """The powered device over this radio.

        Raises
        ------
        RadioError
            It cannot be opened, or no controller answers.
        """
        async with self._starting:
            if self._transport is not None and self._transport.source.terminated.done():
                await self._let_go()
            if self._host is None:
                try:
                    self._host = await self._started()
                except BaseException:
                    await self._let_go()
                    raise
        return self._host

    async def close(self) -> None:
        """Let go of the controller."""
        await self._let_go()
        logging.getLogger("bumble").removeHandler(self._quiet)

    async def _started(self) -> Device:
        address, keys = self._identity()
        try:
            async with asyncio.timeout(OPEN_WITHIN_S):
                self._transport = transport = await open_transport(self._spec)
        except Exception as error:  # each transport raises what its library raises
            raise explain(self._spec, error) from error
        host = Device.with_hci("Soleus Sense", address, transport.source, transport.sink)
        host.pairing_config_factory = just_works
        host.keystore = keys
        try:
            async with asyncio.timeout(START_WITHIN_S):
                await host.power_on()
        except (TimeoutError, BaseBumbleError, OSError) as error:
            raise no_answer(self._spec) from error
        self.bonded = {address_of(name) for name, _ in await keys.get_all()}
        return host

    def _identity(self) -> tuple[Address, JsonKeyStore | MemoryKeyStore]:
        """This computer's address and the keys that belong to it: a bond is one between two addresses.

        Raises
        ------
        RadioError
            The file of keys is broken.
        """
        if self._keys is None:
            return Address.generate_static_address(), MemoryKeyStore()
        try:
            known: Any = json.loads(self._keys.read_text(encoding="utf-8"))
            address = Address(next(iter(known)))
        except FileNotFoundError:
            address = Address.generate_static_address()
        except (OSError, ValueError, TypeError, StopIteration, BaseBumbleError) as error:
            raise RadioError(
                f"The bonds in {self._keys} cannot be read.", "remove the file, and pair the wearables again"
            ) from error
        return address, PrivateKeys(str(address), str(self._keys))

    async def _let_go(self) -> None:
        host, self._host = self._host, None
        transport, self._transport = self._transport, None
        with suppress(Exception):  # what is gone cannot be switched off
            async with asyncio.timeout(CLOSE_WITHIN_S):
                if host is not None:
                    await host.power_off()
        with suppress(Exception):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                if transport is not None:
                    await transport.close()
                    await asyncio.sleep(0)  # what it stands on is closed in the loop's next round
