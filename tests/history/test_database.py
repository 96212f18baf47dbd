"""The file is safe: brought up to date after a copy, never mistaken for another's, and every trouble is a sentence."""

import sqlite3
from contextlib import closing

import pytest
from made import BEGAN, add_session, analysis_of

from soleus_sense.errors import SoleusError
from soleus_sense.history import History
from soleus_sense.history.schema import STEPS
from soleus_sense.recording.byhand import SetRemarks

NEXT = (*STEPS, ("ALTER TABLE sessions ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'",))
"""A version that does not exist yet."""


def version_of(path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("PRAGMA user_version").fetchone()[0]


def reps_in(path) -> int:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return database.execute("SELECT count(*) FROM reps").fetchone()[0]


def test_a_new_history_has_todays_version(history, path):
    assert version_of(path) == len(STEPS)


def test_an_older_history_is_brought_up_to_date_after_a_copy(path):
    with History(path) as history:
        add_session(history, analysis_of([3.0, 2.9]))

    with History(path, steps=NEXT) as history:
        assert history.sessions()[0].reps == 2

    assert version_of(path) == len(NEXT)
    copy = path.with_name("history.v2.sqlite")
    assert (version_of(copy), reps_in(copy)) == (len(STEPS), 2)
    with History(copy) as old:
        assert old.sessions()[0].reps == 2


def test_a_history_of_the_first_version_keeps_all_that_was_in_it(path):
    History(path, steps=STEPS[:1]).close()
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("INSERT INTO sessions (began_utc, utc_offset_min) VALUES ('2026-03-02T12:00:00.000000Z', 60)")
        old.execute("INSERT INTO recordings (session_id) VALUES (1)")
        old.execute(
            "INSERT INTO sets VALUES (1, 1, 2.0, 9.0, 1, 0, 3.0, NULL, NULL, NULL, NULL, 4.0, 22.5)",
        )
        old.execute(
            "INSERT INTO reps VALUES (1, 1, 1, 1, 2.0, 3.0, 3.0, 6.0, 1.0, 0.0, 3.0, NULL, 30.0, 0.08, 40.0, 0)",
        )

    with History(path) as history:
        (kept,) = history.session(1).recordings

    assert (kept.analysis.sets[0].lower_s, kept.analysis.reps[0].height_m) == (3.0, 0.08)
    assert kept.remarks == SetRemarks({1: 22.5})
    assert version_of(path.with_name("history.v1.sqlite")) == 1


def test_a_second_copy_leaves_the_first_alone(path):
    path.with_name("history.v2.sqlite").write_bytes(b"precious")
    History(path).close()

    History(path, steps=NEXT).close()

    assert path.with_name("history.v2.sqlite").read_bytes() == b"precious"
    assert version_of(path.with_name("history.v2_2.sqlite")) == len(STEPS)


def test_a_step_that_fails_changes_nothing(path):
    with History(path) as history:
        add_session(history, analysis_of([3.0]))
    broken = (*STEPS, (NEXT[-1][0], "INSERT INTO nowhere VALUES (1)"))

    with pytest.raises(SoleusError, match="nowhere"):
        History(path, steps=broken)

    assert version_of(path) == len(STEPS)
    with History(path, steps=NEXT) as history:
        assert history.sessions()[0].reps == 1


def test_a_history_of_today_is_not_copied(path):
    for _ in range(2):
        History(path).close()
    assert [one.name for one in path.parent.iterdir()] == ["history.sqlite"]


def test_a_newer_history_is_left_alone(path):
    History(path, steps=NEXT).close()
    before = path.read_bytes()

    with pytest.raises(SoleusError, match=r"newer version of this program .*bring the program up to date\.$"):
        History(path)

    assert path.read_bytes() == before


def test_another_programs_database_is_left_alone(path):
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE sessions (cookie TEXT)")
    before = path.read_bytes()

    with pytest.raises(SoleusError, match=r"another program's database"):
        History(path)

    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_a_sentence(path):
    path.write_text("time_s,acc_x_m_s2\n" * 1000, encoding="utf-8")

    with pytest.raises(SoleusError, match=r"history\.sqlite is no history: it is no SQLite database\.$"):
        History(path)


def test_a_damaged_file_is_a_sentence(path):
    with History(path) as history:
        for i in range(30):
            add_session(history, analysis_of([3.0] * 40), days=i)
    whole = bytearray(path.read_bytes())
    whole[4096 : len(whole) : 7] = b"\xa5" * len(whole[4096 : len(whole) : 7])
    path.write_bytes(whole)

    with pytest.raises(SoleusError, match=r"history\.sqlite is damaged"), History(path) as history:
        history.sessions()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(SoleusError, match="cannot be opened"):
        History(tmp_path / "nowhere" / "history.sqlite")


def test_a_full_disk_is_a_sentence_and_costs_only_what_was_being_saved(history):
    kept = add_session(history, analysis_of([3.0]))
    pages = history._database.execute("PRAGMA page_count").fetchone()[0]
    history._database.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(SoleusError, match="the disk is full"):
        add_session(history, analysis_of([3.0] * 400), days=1)

    history._database.execute("PRAGMA max_page_count = 100000")
    assert [one.id for one in history.sessions()] == [kept]


def test_a_file_that_another_program_holds_for_long_is_a_sentence(history, path):
    history.wait_at_most(0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SoleusError, match=r"in use by another program; try again\.$"):
            history.begin_session(began=BEGAN)

    history.begin_session(began=BEGAN)


def test_one_looks_while_another_writes(history, path):
    add_session(history, analysis_of([3.0]))
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM sessions")
        assert len(history.sessions()) == 1
        writer.execute("ROLLBACK")


def test_a_save_outlives_a_power_cut(history):
    """Not just a crash of the program: the disk has it before the save returns."""
    assert history._database.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert history._database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_closed_history_leaves_one_file(path):
    with History(path) as history:
        add_session(history, analysis_of([3.0]))
    assert [one.name for one in path.parent.iterdir()] == ["history.sqlite"]
