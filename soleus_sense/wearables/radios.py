"""Which radio the verbs use: the operating system's own, or the one a person names."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from soleus_sense.wearables.discovery import Radio
from soleus_sense.wearables.radio_spec import check_radio


@asynccontextmanager
async def open_radio(spec: str | None, folder: Path | None = None) -> AsyncGenerator[Radio | None]:
    """Inside, this radio is there to be used; the system's own is None, as everywhere.

    Parameters
    ----------
    spec : as after `--radio`; None for the operating system's own
    folder : the home folder, where bonds over another radio are kept

    Raises
    ------
    SettingsError
        It names no radio. Whether it is there shows when it is used (`RadioError`).
    """
    check_radio(spec)
    if spec is None:
        yield None
        return
    from soleus_sense.wearables.bumble_radio import BumbleRadio

    own = BumbleRadio(spec, folder)
    try:
        yield own.radio
    finally:
        await own.close()
