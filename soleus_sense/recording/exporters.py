"""An analysis as other programs want it: JSON, and a CSV with one row per repetition."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.motion.samples import Recording

ANALYSIS_SCHEMA = "soleus-sense/analysis/1"

DECIMALS = 6
"""A microsecond, a micrometre, a millionth of a degree: finer digits are the arithmetic's, not the sensor's."""


def analysis_document(
    recording: Recording, analysis: Analysis, more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The recording and what is in it as plain values, ready for JSON.

    Parameters
    ----------
    recording, analysis : what was recorded, and what was found in it
    more : further keys, such as the figures of its exercise

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
    warnings = list(dict.fromkeys((*recording.warnings, *analysis.warnings)))
    found = {**analysis.to_dict(), **(more or {}), "warnings": warnings}
    return _plain({"schema": ANALYSIS_SCHEMA, "recording": about, **found})


def to_json(document: dict[str, Any] | list[dict[str, Any]]) -> str:
    """One analysis document, or a list of them, as text: ASCII, so that no pipe can spoil it, and a last line end."""
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def reps_to_csv(documents: Iterable[dict[str, Any]]) -> str:
    """The repetitions of analysis documents as a tidy CSV.

    Returns
    -------
    text : a header, then a row per repetition: the recording's `path`, then the fields of `Rep`; the cell of what
        could not be measured is empty
    """
    names = [one.name for one in fields(Rep)]
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["path", *names])
    for document in documents:
        for rep in document["reps"]:
            values = (str(rep[name]).lower() if isinstance(rep[name], bool) else rep[name] for name in names)
            rows.writerow([document["recording"]["path"], *values])
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
