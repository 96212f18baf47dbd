"""Days as people give them: 2026-03-01, 2026-03, 2026, today, or so long ago (6w)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from soleus_sense.errors import SettingsError

_AGO = re.compile(r"(\d{1,4})\s*(d|w|m|y)(?:\w*)", re.IGNORECASE)
_DAYS = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}


def day_of(text: str, *, end: bool = False, today: date | None = None) -> date:
    """The day that is meant; of a month or a year its first, or its last where `end`.

    Parameters
    ----------
    text : `2026-03-01`, `2026-03`, `2026`, `today`, `30d`, `6w`, `3m`, `1y` (ago)
    today : None: this machine's

    Raises
    ------
    SettingsError
        It is no day.
    """
    wanted, now = text.strip(), today or date.today()
    if wanted.lower() == "today":
        return now
    ago = _AGO.fullmatch(wanted)
    try:
        if ago:
            return now - timedelta(days=round(int(ago[1]) * _DAYS[ago[2].lower()]))
        parts = [int(part) for part in wanted.split("-")] if re.fullmatch(r"\d{4}(-\d{1,2}){0,2}", wanted) else []
        match parts:
            case [year]:
                return date(year, 12, 31) if end else date(year, 1, 1)
            case [year, month]:
                return date(year, month, monthrange(year, month)[1] if end else 1)
            case [year, month, day]:
                return date(year, month, day)
            case _:
                pass
    except (ValueError, OverflowError):
        pass
    raise SettingsError(f"{text!r} is no day: write 2026-03-01, 2026-03, 2026, or how long ago, such as 6w or 30d.")
