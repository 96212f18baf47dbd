"""A virtual wearable of every kind the program knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from soleus_sense.errors import SettingsError
from soleus_sense.virtual.dot_firmware import DotFirmware
from soleus_sense.virtual.espruino_firmware import EspruinoFirmware
from soleus_sense.virtual.firmware import Firmware
from soleus_sense.virtual.layout_firmware import BOARDS, LayoutFirmware
from soleus_sense.virtual.metamotion_firmware import MetaMotionFirmware
from soleus_sense.virtual.movesense_firmware import MovesenseFirmware
from soleus_sense.virtual.polar_firmware import PolarFirmware
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.witmotion_firmware import WitMotionFirmware

FIRMWARES: dict[str, Callable[[], Firmware]] = {
    "soleus": SoleusFirmware,
    "polar": PolarFirmware,
    "witmotion": WitMotionFirmware,
    "movesense": MovesenseFirmware,
    "metamotion": MetaMotionFirmware,
    "dot": DotFirmware,
    **{key: partial(LayoutFirmware, board) for key, board in BOARDS.items()},
    "espruino": EspruinoFirmware,
}
"""By the key of the kind, as `wearables.kinds` has it; what each is called by default is its maker's way."""


def new_firmware(kind: str) -> Firmware:
    """A fresh firmware of that kind.

    Raises
    ------
    SettingsError
        No such kind; the sentence names those there are.
    """
    if kind not in FIRMWARES:
        raise SettingsError(f"There is no virtual wearable {kind!r}; choose one of {', '.join(FIRMWARES)}.")
    return FIRMWARES[kind]()
