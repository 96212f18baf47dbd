"""The kinds of wearable this program knows, and which of them an advertisement is."""

from __future__ import annotations

from collections.abc import Iterable

from soleus_sense.errors import SettingsError
from soleus_sense.wearables.driver import WearableKind
from soleus_sense.wearables.espruino import ESPRUINO
from soleus_sense.wearables.metamotion import METAMOTION
from soleus_sense.wearables.movella_dot import MOVELLA_DOT
from soleus_sense.wearables.movesense import MOVESENSE
from soleus_sense.wearables.polar import POLAR
from soleus_sense.wearables.simple_layouts import ADAFRUIT, BLUEST, MICROBIT, OPEN_EARABLE, THINGY
from soleus_sense.wearables.soleus_profile import SOLEUS
from soleus_sense.wearables.witmotion import WITMOTION

KINDS: tuple[WearableKind, ...] = (
    SOLEUS,
    POLAR,
    WITMOTION,
    MOVESENSE,
    METAMOTION,
    MOVELLA_DOT,
    ADAFRUIT,
    THINGY,
    OPEN_EARABLE,
    BLUEST,
    MICROBIT,
    ESPRUINO,
)
"""A new wearable's file adds one name here."""


def recognise(name: str | None, services: Iterable[str] = (), companies: Iterable[int] = ()) -> WearableKind | None:
    """The kind an advertisement is most surely of, or None."""
    services, companies = tuple(services), tuple(companies)
    likeness, kind = max(
        ((kind.likeness(name, services, companies), kind) for kind in KINDS), key=lambda found: found[0]
    )
    return kind if likeness else None


def find_kind(key: str) -> WearableKind:
    """The kind of that key.

    Raises
    ------
    SettingsError
        No such kind; the sentence names those there are.
    """
    for kind in KINDS:
        if kind.key == key:
            return kind
    raise SettingsError(f"There is no wearable kind {key!r}; choose one of {', '.join(kind.key for kind in KINDS)}.")
