"""The published table of wearables says what the program says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from soleus_sense.wearables.driver import WearableKind
from soleus_sense.wearables.kinds import KINDS

NOTES = Path(__file__).parents[2] / "firmware_notes" / "wearables.md"
ROWS = {
    cells[0].strip("`"): cells
    for line in NOTES.read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
}


def span(values: tuple[float, ...]) -> str:
    return f"{values[0]:g}–{values[-1]:g}" if len(values) > 1 else f"{values[0]:g}"


def test_every_kind_has_its_row() -> None:
    assert set(ROWS) == {kind.key for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_row_says_what_the_kind_says(kind: WearableKind) -> None:
    _, name, rates, acc_range, gyro, *_, tested = ROWS[kind.key]
    assert name.startswith(kind.name)
    assert rates == span(kind.rates_hz)
    assert acc_range == f"±{span(kind.acc_ranges_g)} g"
    assert (gyro == "no") is (not kind.gyr_ranges_dps)
    assert tested == kind.tested
