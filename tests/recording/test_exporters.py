"""What is exported is plain: no NaN, empty cells for what is absent, names as documented."""

import csv
import io
import json
from dataclasses import fields, replace

import numpy as np

from soleus_sense.motion.reps import Analysis, Gait, Rep, Set
from soleus_sense.motion.samples import Recording
from soleus_sense.recording.exporters import analysis_document, reps_to_csv, to_json

REP = Rep(1, 1, True, 1.0, 2.0, 2.5, 5.50000004, 1.0, 0.5, 3.0, None, 31.5, None, float("nan"))
SET = Set(1, 1.0, 5.5, 1, 0, 3.0, 1.0, None, None, None, 4.5)
ANALYSIS = Analysis((REP,), (SET,), Gait(4, 5.0, float("inf")), ("A sentence.",), "heel", None, "3-0-1-0")


def recording(path="heel.csv"):
    time_s = np.concatenate([np.arange(100), np.arange(150, 250)]) / 100
    return Recording.from_arrays(time_s, np.full((200, 3), 5.66), path=path, format="csv")


def parsed(text):
    def refuse(word):
        raise ValueError(word)

    return json.loads(text, parse_constant=refuse)


def test_the_json_has_the_documented_shape():
    document = parsed(to_json(analysis_document(recording(), ANALYSIS)))

    assert document["schema"] == "soleus-sense/analysis/1"
    assert document["recording"] == {
        "path": "heel.csv",
        "format": "csv",
        "duration_s": 2.49,
        "sample_rate_hz": 100.0,
        "samples": 200,
        "has_gyro": False,
        "gaps": [[0.99, 1.5]],
    }
    assert (document["placement"], document["exercise"], document["tempo"]) == ("heel", None, "3-0-1-0")
    assert list(document["reps"][0]) == [one.name for one in fields(Rep)]
    assert list(document["sets"][0]) == [one.name for one in fields(Set)]
    assert document["warnings"] == ["A sentence."]


def test_what_was_not_measured_is_null_in_json():
    document = parsed(to_json(analysis_document(recording(), ANALYSIS)))

    assert document["reps"][0]["height_m"] is None
    assert document["reps"][0]["peak_lower_deg_s"] is None
    assert document["gait"]["cadence_steps_min"] is None


def test_what_the_reader_assumed_is_among_the_warnings_once():
    read = replace(recording(), warnings=("Assumed.", "A sentence."))

    assert analysis_document(read, ANALYSIS)["warnings"] == ["Assumed.", "A sentence."]


def test_no_gait_is_null_in_json():
    assert parsed(to_json(analysis_document(recording(), replace(ANALYSIS, gait=None))))["gait"] is None


def test_the_csv_has_a_row_per_repetition_and_empty_cells_for_what_is_absent():
    rows = list(csv.DictReader(io.StringIO(reps_to_csv([analysis_document(recording(), ANALYSIS)]))))

    assert list(rows[0]) == ["path", *(one.name for one in fields(Rep))]
    assert len(rows) == 1
    assert (rows[0]["path"], rows[0]["counted"], rows[0]["lower_end_s"]) == ("heel.csv", "true", "5.5")
    assert rows[0]["bottom_s"] == rows[0]["height_m"] == rows[0]["peak_lower_deg_s"] == ""


def test_several_recordings_share_one_csv():
    text = reps_to_csv(analysis_document(recording(path), ANALYSIS) for path in ("a,b.csv", "c.csv"))

    assert [row["path"] for row in csv.DictReader(io.StringIO(text))] == ["a,b.csv", "c.csv"]


def test_a_recording_without_repetitions_gives_a_header_alone():
    assert len(reps_to_csv([analysis_document(recording(), replace(ANALYSIS, reps=()))]).splitlines()) == 1
