"""An empty history to begin with, and the command line on a home of its own."""

import sys
from dataclasses import dataclass

import pytest

from soleus_sense.cli import main
from soleus_sense.history import History


@dataclass(frozen=True)
class Ended:
    """How a run of the command line ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def path(tmp_path):
    """Where a history may be."""
    return tmp_path / "history.sqlite"


@pytest.fixture
def history(path):
    """A new, empty history."""
    with History(path) as opened:
        yield opened


@pytest.fixture
def soleus(monkeypatch, capsys, tmp_path):
    """Run `soleus` with these arguments, in this process, at the home that holds `history`."""
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))

    def run(*arguments) -> Ended:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["soleus", *map(str, arguments)])
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # typer puts its own in: put ours back after
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ended(int(ended.value.code or 0), printed.out, printed.err)

    return run
