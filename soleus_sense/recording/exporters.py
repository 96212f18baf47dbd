"""An analysis as other programs want it: JSON, and a CSV with one row per repetition."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.motion.samples import Recording

ANALYSIS_SCHEMA = "soleus-sense/analysis/1"

DECIMALS = 6
"""A microsecond, a micrometre, a millionth of a degree: finer digits are the arithmetic's, not the sensor's."""


def analysis_document(recording: Recording, analysis: Analysis) -> dict[str, Any]:
    """The recording and what is in it as plain values, ready for JSON.

    Parameters
    ----------
    recording, analysis : what was recorded, and what was found in it

    Returns
    -------
    document : `schema`, `recording`, then the fields of the analysis; what could not be measured is None, no
        number in it is NaN or infinite
    """
    about = {
        "path": recording.path,
        "format": recording.format,
        "duration_s": recording.duration_s,
        "sample_rate_hz": recording.sample_rate_hz,
        "samples": len(recording),
        "has_gyro": recording.has_gyro,
        "gaps": [list(gap) for gap in recording.gaps],
    }
    return _plain({"schema": ANALYSIS_SCHEMA, "recording": about, **analysis.to_dict()})


def to_json(document: dict[str, Any] | list[dict[str, Any]]) -> str:
    """One analysis document, or a list of them, as text that ends its line."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def reps_to_csv(analysed: Iterable[tuple[Recording, Analysis]]) -> str:
    """The repetitions of one or more recordings as a tidy CSV.

    Returns
    -------
    text : a header, then a row per repetition: `path`, then the fields of `Rep`; the cell of what could not be
        measured is empty
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["path", *(one.name for one in fields(Rep))])
    for recording, analysis in analysed:
        for rep in analysis.reps:
            values = _plain(asdict(rep)).values()
            rows.writerow([recording.path, *(str(v).lower() if isinstance(v, bool) else v for v in values)])
    return text.getvalue()


def _plain(value: Any) -> Any:
    """The same value with rounded numbers and None for those that are not finite."""
    if isinstance(value, float):
        return round(float(value), DECIMALS) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
