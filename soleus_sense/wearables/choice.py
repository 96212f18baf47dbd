"""Rate and ranges as a person asks for them, and what is said of those that a wearable then takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

from soleus_sense.errors import SettingsError
from soleus_sense.wearables.driver import Settings, Started, WearableKind


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for; None where nobody did.

    Attributes
    ----------
    rate_hz : samples a second
    acc_range_g : largest acceleration, g
    gyr_range_dps : largest rotation, degrees a second

    Raises
    ------
    SettingsError
        One is no number above zero.
    """

    rate_hz: float | None = None
    acc_range_g: float | None = None
    gyr_range_dps: float | None = None

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if value is not None and not (math.isfinite(value) and value > 0):
                raise SettingsError(f"{value:g} is no {_WORDS[one.name]}: a number above zero is wanted.")

    def or_else(self, before: Asked) -> Asked:
        """The same, with what was asked for before where nothing is asked for now."""
        return Asked(
            before.rate_hz if self.rate_hz is None else self.rate_hz,
            before.acc_range_g if self.acc_range_g is None else self.acc_range_g,
            before.gyr_range_dps if self.gyr_range_dps is None else self.gyr_range_dps,
        )

    def settings(self) -> Settings:
        """What a driver is to set: the usual (about 100 Hz, ±8 g) where nobody asked."""
        said = {one.name: value for one in fields(self) if (value := getattr(self, one.name)) is not None}
        return Settings(**said, said=frozenset(said))


_WORDS = {"rate_hz": "rate", "acc_range_g": "range", "gyr_range_dps": "range of the gyro"}


def asked_words(asked: Asked) -> tuple[str, ...]:
    """What was asked for, in a few words each."""
    forms = (("{:g} Hz", asked.rate_hz), ("±{:g} g", asked.acc_range_g), ("±{:g} °/s", asked.gyr_range_dps))
    return tuple(form.format(value) for form, value in forms if value is not None)


def choice_notes(settings: Settings, started: Started, kind: WearableKind) -> tuple[str, ...]:
    """A sentence for each of rate and ranges that is not what was asked for; and for a fixed rate that is low.

    Parameters
    ----------
    settings : wanted, and which of them somebody asked for
    started : what the wearable took
    kind : what it can be set to, where `started` does not say it of this very one
    """
    notes: list[str] = []
    rates = started.rates_hz or kind.rates_hz
    if "rate_hz" in settings.said:
        notes += _note("rate", settings.rate_hz, started.rate_hz, rates, "{:g} Hz")
    elif len(rates) == 1 and started.rate_hz < settings.rate_hz:
        notes.append(f"Its rate is fixed at {started.rate_hz:g} Hz.")
    if "acc_range_g" in settings.said:
        ranges = started.acc_ranges_g or kind.acc_ranges_g
        notes += _note("range", settings.acc_range_g, started.acc_range_g, ranges, "±{:g} g")
    if "gyr_range_dps" in settings.said:
        if started.gyr_range_dps is None:
            notes.append("It sends no rotation, so there is no range of it to choose.")
        else:
            fixed = kind.gyr_ranges_dps
            notes += _note("gyro's range", settings.gyr_range_dps, started.gyr_range_dps, fixed, "±{:g} °/s")
    return tuple(notes)


def offer_sentence(kind: WearableKind) -> str:
    """What a kind of wearable can be set to, and by which options."""
    rates, ranges, turns = kind.rates_hz, kind.acc_ranges_g, kind.gyr_ranges_dps
    parts = [
        _offer("--rate", rates, "", "Hz"),
        _offer("--range", ranges, "±", "g"),
        *([_offer("--gyro-range", turns, "±", "°/s")] if turns else []),
    ]
    return f"Its kind can be set to: {'; '.join(parts)}."


def _note(what: str, wanted: float, got: float, offered: Sequence[float], form: str) -> list[str]:
    if got == wanted:
        return []
    asked, in_effect = form.format(wanted), form.format(got)
    if len(offered) == 1:
        return [f"Its {what} is fixed at {in_effect}; {asked} was asked for."]
    if got > wanted:
        return [f"A {what} of {asked} was asked for; it is set to {in_effect}, the least it has that serves."]
    return [f"A {what} of {asked} was asked for; {in_effect} is the most it has."]


def _offer(option: str, values: Sequence[float], sign: str, unit: str) -> str:
    if len(values) == 1:
        return f"{sign}{values[0]:g} {unit} alone"
    numbers = [f"{sign}{value:g}" for value in values]
    return f"{', '.join(numbers[:-1])} or {numbers[-1]} {unit} ({option})"
