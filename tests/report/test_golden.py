"""The charts look as they did when a person last looked at them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import golden_charts
import matplotlib as mpl
import numpy as np
import pytest
from golden_charts import CHARTS, FOLDER, MADE_WITH, alone, one_set
from PIL import Image

from soleus_sense.report import plot_lowering

TOLERANCE = 3.0
"""Root mean square of the difference, of 255. The same matplotlib draws the same; a bar 0.2 s longer makes 9."""

pytestmark = pytest.mark.skipif(
    not mpl.__version__.startswith(f"{MADE_WITH}."),
    reason=f"the pictures were made with matplotlib {MADE_WITH}, this is {mpl.__version__}",
)


def pixels(picture: bytes | Path) -> np.ndarray:
    with Image.open(BytesIO(picture) if isinstance(picture, bytes) else picture) as opened:
        return np.asarray(opened.convert("RGB"), dtype=np.float64)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    assert one.shape == other.shape
    return float(np.sqrt(np.mean((one - other) ** 2)))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_looks_as_it_did(name: str, tmp_path: Path) -> None:
    drawn = CHARTS[name]()
    (tmp_path / f"{name}.png").write_bytes(drawn)
    difference = apart(pixels(FOLDER / f"{name}.png"), pixels(drawn))
    assert difference < TOLERANCE, (
        f"{tmp_path / name}.png differs by {difference:.1f}; where it is as it should be: python "
        f"{Path(golden_charts.__file__).name} {name}"
    )


def test_a_bar_of_another_length_is_seen() -> None:
    longer = one_set().with_reps(lambda rep: replace(rep, lower_s=2.7) if rep.index == 3 else rep)
    drawn = alone(lambda ax: plot_lowering(longer.analysis, ax))
    assert apart(pixels(FOLDER / "lowering.png"), pixels(drawn)) > TOLERANCE


def test_every_picture_is_of_a_chart() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(CHARTS)
