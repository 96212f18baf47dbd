"""What leaves the history for other programs is what is in it."""

import csv
import io
import json
import sys

import pytest
from made import add_session, analysis_of

from soleus_sense.errors import SettingsError
from soleus_sense.history import export
from soleus_sense.motion.reps import Gait
from soleus_sense.recording.byhand import Note, Remarks


@pytest.fixture
def sessions(history):
    """Two sessions, the second with a partial, a weight, a note and steps."""
    add_session(history, analysis_of([3.0, 2.9], [3.1]))
    second = add_session(
        history,
        analysis_of([2.0, 2.1], exercise=None, tempo=None, placement="shin", height_m=None, gait=Gait(5, 6.0, None)),
        days=1,
        weight_kg=12.5,
    )
    history.edit(second, note="Tired, sore;\nhappy")
    remarks = Remarks(corrections=((3.0, 2),), notes=(Note(4.5, "a rail to hold"),))
    history.save_whole(second, history.session(second).recordings[0].analysis, remarks=remarks)
    return [history.session(one.id) for one in history.sessions()]


def rows_of(sessions, rows: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export.to_csv(sessions, rows))))


def test_json_holds_every_session_set_repetition_and_correction(sessions):
    document = json.loads(json.dumps(export.document(sessions), allow_nan=False))

    assert document["schema"] == "soleus-sense/history/1"
    first, second = document["sessions"]
    assert [one["lower_s"] for one in first["recordings"][0]["reps"]] == [3.0, 2.9, 3.1]
    assert first["recordings"][0]["sets"][0]["tempo_compliance"] == 1.0
    assert second["recordings"][0]["weights_kg"] == {"1": 12.5}
    assert second["recordings"][0]["gait"]["strides"] == 5
    assert (second["exercise"], second["recordings"][0]["reps"][0]["height_m"]) == (None, None)
    assert second["recordings"][0]["added_reps"] == {"1": 2}
    assert second["recordings"][0]["notes"] == [{"at_s": 4.5, "text": "a rail to hold"}]
    assert second["corrections"][0]["after"] == "Tired, sore;\nhappy"


def test_a_row_may_be_a_repetition_a_set_or_a_session(sessions):
    assert [row["lower_s"] for row in rows_of(sessions, "reps")] == ["3.0", "2.9", "3.1", "2.0", "2.1"]
    assert [(row["index"], row["reps"], row["added_reps"]) for row in rows_of(sessions, "sets")] == [
        ("1", "2", "0"),
        ("2", "1", "0"),
        ("1", "2", "2"),
    ]
    columns = ("sets", "reps", "strides", "distance_m", "added_reps")
    assert [tuple(row[name] for name in columns) for row in rows_of(sessions, "sessions")] == [
        ("2", "3", "", "", "0"),
        ("1", "2", "5", "", "2"),
    ]


def test_every_row_says_what_session_it_is_of(sessions):
    first, *_, last = rows_of(sessions, "reps")

    assert (first["session"], first["exercise"], first["tempo"]) == ("1", "seated-calf-raise", "3-0-1-0")
    assert last["note"] == "Tired, sore;\nhappy"
    assert (last["exercise"], last["height_m"], last["weight_kg"], last["counted"]) == ("", "", "12.5", "true")
    assert last["began"] == sessions[1].began.isoformat(timespec="seconds")


def test_an_empty_history_is_a_header(history):
    assert export.to_csv([], "sets").splitlines() == [",".join(export.columns_of("sets"))]
    assert export.document([])["sessions"] == []


def test_a_row_of_something_else_is_refused(sessions):
    with pytest.raises(SettingsError, match="choose one of reps, sets, sessions"):
        export.to_csv(sessions, "muscles")


def test_parquet_without_pyarrow_is_a_sentence(sessions, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SettingsError, match=r"^Parquet needs the package pyarrow, which is not installed: .*\.$"):
        export.write_parquet(sessions, "reps", tmp_path / "reps.parquet")


@pytest.mark.parametrize("rows", export.ROWS)
def test_parquet_holds_what_the_csv_holds(sessions, rows, tmp_path):
    pytest.importorskip("pyarrow", reason="the extra [files] is not installed")
    import pandas as pd

    export.write_parquet(sessions, rows, tmp_path / "rows.parquet")

    frame = pd.read_parquet(tmp_path / "rows.parquet")
    assert list(frame.columns) == list(export.columns_of(rows))
    for row, cells in zip(frame.itertuples(index=False), export.table(sessions, rows), strict=True):
        assert [None if pd.isna(cell) else cell for cell in row] == list(cells)


def test_an_empty_history_is_a_parquet_file_of_the_same_kind(sessions, tmp_path):
    pytest.importorskip("pyarrow", reason="the extra [files] is not installed")
    import pyarrow.parquet as pq

    for name, kept in (("some", sessions), ("none", [])):
        export.write_parquet(kept, "reps", tmp_path / f"{name}.parquet")
    some, none = (pq.read_schema(tmp_path / f"{name}.parquet") for name in ("some", "none"))
    assert none.names == some.names
    assert [none.field(name).type for name in ("lower_s", "exercise")] == [
        some.field(name).type for name in ("lower_s", "exercise")
    ]
