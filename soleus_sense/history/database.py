"""Opens the history's file: crash-safe, shared between programs, brought up to date with a copy kept before."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from soleus_sense.errors import SoleusError
from soleus_sense.history.schema import APPLICATION_ID, STEPS, Step

BUSY_S = 10.0
"""How long one program waits for another's save; a save itself takes some milliseconds."""

RETRY_S = 0.02


def open_database(path: Path, steps: Sequence[Step] = STEPS) -> sqlite3.Connection:
    """Open a history, make it where there is none, bring an older one up to date.

    A change of the tables is made in one transaction, after the old file was copied to `NAME.v1.sqlite` (its
    version) beside it.

    Parameters
    ----------
    path : the file; its folder must exist
    steps : how an empty file becomes today's

    Raises
    ------
    SoleusError
        It cannot be opened, is no history, is damaged, or was made by a newer version of this program.
    """
    with sentences(path):
        # Several threads may use it in turn: the caller sees to it that they do not at once.
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            _check(connection, path, len(steps))
            _use_wal(connection)
            # A save that was acknowledged outlives a power cut, not just a crash of this program.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            if _number(connection, "user_version") < len(steps):
                _bring_up_to_date(connection, path, steps)
        except BaseException:
            connection.close()
            raise
    return connection


def wait_at_most(connection: sqlite3.Connection, wait_s: float) -> None:
    """How long a save waits for another program's from now on."""
    connection.execute(f"PRAGMA busy_timeout = {round(1000 * wait_s)}")


@contextmanager
def writing(connection: sqlite3.Connection, path: Path) -> Generator[sqlite3.Connection]:
    """One transaction that writes: all of it is kept, or nothing.

    Raises
    ------
    SoleusError
        The database refuses.
    """
    with sentences(path), _transaction(connection, "BEGIN IMMEDIATE"):
        yield connection


@contextmanager
def reading(connection: sqlite3.Connection, path: Path) -> Generator[sqlite3.Connection]:
    """Several questions to the same state of the database, whatever others write meanwhile."""
    with sentences(path), _transaction(connection, "BEGIN"):
        yield connection


@contextmanager
def sentences(path: Path) -> Generator[None]:
    """Say what SQLite has to complain about in a sentence."""
    try:
        yield
    except UnicodeEncodeError as error:
        # A name or a note that was typed, or came, in another encoding than the system's.
        raise SoleusError(f"{error.object!a} cannot be kept in the history: it holds bytes that are no text.") from None
    except sqlite3.Error as error:
        raise SoleusError(_sentence(path, error)) from error


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Generator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _check(connection: sqlite3.Connection, path: Path, newest: int) -> None:
    """Refuse a file that is not ours before anything in it is touched."""
    # Asked at once: between one question and the next another program may make its tables here.
    with _transaction(connection, "BEGIN"):
        owner, version = _number(connection, "application_id"), _number(connection, "user_version")
        holds_tables = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    if owner != APPLICATION_ID and (owner or holds_tables):
        raise SoleusError(f"{path} is another program's database, not a history; move it away.")
    if version > newest:
        raise SoleusError(
            f"{path} was written by a newer version of this program (form {version}; this one knows {newest}): "
            "bring the program up to date."
        )


def _use_wal(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side.

    Where the file system cannot do this (some network drives), SQLite keeps its rollback journal: slower, as
    safe. The switch itself does not wait for others in SQLite, so it is tried again here.
    """
    give_up_s = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_s:
                raise
            time.sleep(RETRY_S)


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> None:
    with _transaction(connection, "BEGIN IMMEDIATE"):
        version = _number(connection, "user_version")  # again: another program may have been first
        if 0 < version < len(steps):
            _keep_copy(path, version)
        for step in steps[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {max(version, len(steps))}")


def _keep_copy(path: Path, version: int) -> None:
    """Copy the file as it is, under a name of its own; half a copy never gets that name."""
    target, number = path.with_name(f"{path.stem}.v{version}.sqlite"), 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.stem}.v{version}_{number}.sqlite")
    part = target.with_suffix(".part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(path, timeout=BUSY_S)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        part.replace(target)
    except OSError as error:
        raise SoleusError(
            f"{path} was not brought up to date, for no copy could be kept as {target}: {error.strerror or error}."
        ) from None


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _sentence(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    known = {
        sqlite3.SQLITE_BUSY: f"{path} is in use by another program; try again.",
        sqlite3.SQLITE_LOCKED: f"{path} is in use by another program; try again.",
        sqlite3.SQLITE_CANTOPEN: f"{path} cannot be opened; is it a file in a folder that can be written?",
        sqlite3.SQLITE_READONLY: f"{path} cannot be written: it is read-only.",
        sqlite3.SQLITE_FULL: f"{path} cannot grow: the disk is full.",
        sqlite3.SQLITE_NOTADB: f"{path} is no history: it is no SQLite database.",
        sqlite3.SQLITE_CORRUPT: f"{path} is damaged; move it away, or put one of the copies beside it in its place.",
        sqlite3.SQLITE_IOERR: f"{path} cannot be read or written: the disk reports an error.",
    }
    return known.get(code, f"{path} cannot be used: {error}.")
