"""Outputs never take the place of what nobody can make again, and are there whole or not at all."""

import os
import sys
from pathlib import Path

import pytest

from soleus_sense.history import History
from soleus_sense.live.byhand import ByHand, Weight
from soleus_sense.recording.byhand import remarks_path
from soleus_sense.recording.reader import read_recording

pytestmark = pytest.mark.usefixtures("truth_as_analysis", "at_home")


@pytest.fixture
def at_home(monkeypatch, tmp_path):
    """A home of one's own."""
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path / "home"))


@pytest.fixture
def recorded(heel):
    """A recording with everything that may stand beside one."""
    ByHand(heel).add(Weight(1, 12.0, 1.0))
    return heel


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(soleus, folder: Path, *arguments) -> str:
    """The sentence with which the command line refuses, and nothing on the disk is another."""
    before = contents(folder)
    ended = soleus(*arguments)
    assert contents(folder) == before
    assert (ended.status, len(ended.err.splitlines())) == (2, 1)
    return ended.err.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ("analyze", "FILE", "--csv", "OUT"),
        ("analyze", "FILE", "--json", "OUT"),
        ("report", "FILE", "--output", "OUT"),
        ("report", "FILE", "--png", "OUT"),
        ("report", "FILE", "--pdf", "OUT"),
        ("trend", "--output", "OUT"),
        ("trend", "--png", "OUT"),
        ("history", "export", "--csv", "OUT"),
        ("history", "export", "--json", "OUT"),
        ("doctor", "--json", "OUT"),
        ("bench", "--write", "OUT"),
        ("bench", "--json", "OUT"),
    ],
)
def test_no_output_takes_the_place_of_a_recording_or_of_what_stands_beside_it(soleus, recorded, tmp_path, arguments):
    beside = (recorded.with_suffix(".json"), recorded.with_suffix(".truth.json"), remarks_path(recorded))
    for kept in (recorded, *beside):
        said = [{"FILE": recorded, "OUT": kept}.get(one, one) for one in arguments]

        assert refused(soleus, tmp_path, *said).endswith("and is not written over: choose another name.")


def test_a_name_forgotten_after_csv_costs_no_recording(soleus, heel, tmp_path):
    sentence = refused(soleus, tmp_path, "analyze", "--csv", heel, tmp_path / "other.csv")

    assert sentence == f"{heel} is a recording, and is not written over: choose another name."


def test_a_link_to_a_recording_is_the_recording(soleus, heel, tmp_path):
    link = tmp_path / "reps.csv"
    link.symlink_to(heel)

    refused(soleus, tmp_path, "analyze", heel, "--csv", link)


@pytest.mark.parametrize(
    "header",
    ["time_s,acc_x_g,acc_y_g,acc_z_g", "t,ax,ay,az,gx,gy,gz", "time,x,y,z", "time_s,acc_x,acc_x,acc_y,acc_z"],
)
def test_somebody_elses_recording_is_one_too(soleus, heel, tmp_path, header):
    foreign = tmp_path / "foreign.csv"
    row = ",".join("1" * len(header.split(",")))
    foreign.write_text(f"{header}\n{row}\n{row}\n", encoding="utf-8")

    refused(soleus, tmp_path, "analyze", heel, "--csv", foreign)


def test_what_is_read_is_not_written_over_whatever_it_is(soleus, tmp_path):
    programme = tmp_path / "mine.toml"
    programme.write_text("name = 'mine'\n", encoding="utf-8")
    odd = tmp_path / "odd.csv"
    odd.write_text("no recording\n", encoding="utf-8")

    refused(soleus, tmp_path, "trend", "--programme", programme, "--output", programme)
    refused(soleus, tmp_path, "analyze", odd, "--csv", odd)


def test_the_history_and_the_settings_are_not_written_over(soleus, heel, tmp_path):
    soleus("analyze", heel, "--save")
    (tmp_path / "home" / "config.toml").write_text("# mine\n", encoding="utf-8")

    refused(soleus, tmp_path, "trend", "--output", tmp_path / "home" / "history.sqlite")
    for verb in ("doctor", "scan"):
        refused(soleus, tmp_path, verb, "--json", tmp_path / "home" / "config.toml")
    with History() as history:
        assert len(history.sessions()) == 1


def test_two_outputs_do_not_share_a_file(soleus, heel, tmp_path):
    page = tmp_path / "x.html"

    sentence = refused(soleus, tmp_path, "report", heel, "--output", page, "--png", tmp_path / "." / "x.html")

    assert sentence == f"Two outputs cannot go to the same file ({page}): choose another name for one."


@pytest.mark.parametrize("options", [("--csv", "out.csv"), ("--json", "out.json")])
def test_an_older_table_is_replaced(soleus, heel, tmp_path, options):
    option, name = options
    for _ in range(2):
        assert soleus("analyze", heel, option, tmp_path / name).status == 0

    soleus("analyze", heel, "--save")
    for rows in ("reps", "sets", "sessions"):
        for _ in range(2):
            assert soleus("history", "export", option, tmp_path / name, "--rows", rows).status == 0


def test_the_analysis_may_stand_beside_a_recording_that_has_no_other_json(soleus, heel):
    heel.with_suffix(".json").unlink()

    for _ in range(2):
        assert soleus("analyze", heel, "--json", heel.with_suffix(".json")).status == 0


def test_a_link_keeps_pointing_where_it_points(soleus, heel, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "reps.csv"
    link.symlink_to(tmp_path / "elsewhere" / "reps.csv")

    soleus("analyze", heel, "--csv", link)

    assert link.is_symlink()
    assert link.read_text(encoding="utf-8").startswith("path,index,")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a named pipe")
def test_an_output_may_be_a_pipe(soleus, heel, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    taker = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    soleus("analyze", heel, "--csv", pipe)

    taken = os.read(taker, 10_000)
    os.close(taker)
    assert taken.startswith(b"path,index,")


@pytest.fixture
def little_room():
    """A disk on which no file can be longer than 1000 bytes."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="limits the length of files")
@pytest.mark.parametrize(
    "arguments",
    [("report", "heel.csv", "--output", "OUT"), ("analyze", "heel.csv", "--json", "OUT"), ("simulate", "OUT")],
)
def test_a_full_disk_leaves_what_was_there_and_nothing_by_halves(soleus, heel, monkeypatch, request, arguments):
    monkeypatch.chdir(heel.parent)
    old = heel.parent / "old.csv"
    soleus("simulate", old, "--reps", 2)
    fresh = heel.parent / "fresh.csv"
    before = contents(heel.parent)

    request.getfixturevalue("little_room")
    for out in (fresh, *((old,) if arguments[0] == "simulate" else ())):
        ended = soleus(*(out if one == "OUT" else one for one in arguments))

        assert ended.status == 2
        assert "cannot be written" in ended.err
        assert contents(heel.parent) == before
    assert len(read_recording(old)) > 100
