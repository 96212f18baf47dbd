"""The command line as a person meets it: arguments in; status, standard output and standard error out."""

import sys
from dataclasses import dataclass

import pytest

from soleus_sense.cli import main


@dataclass(frozen=True)
class Ended:
    """How a run of the command line ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def soleus(monkeypatch, capsys):
    """Run `soleus` with these arguments, in this process."""

    def run(*arguments) -> Ended:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["soleus", *map(str, arguments)])
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # typer puts its own in: put ours back after
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ended(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def heel(tmp_path, soleus):
    """A simulated set of three repetitions, and the `.csv` it is in."""
    file = tmp_path / "heel.csv"
    soleus("simulate", file, "--reps", 3, "--tempo", "2-0-1-0", "--seed", 4)
    return file


@pytest.fixture
def truth_as_analysis(monkeypatch):
    """Lets the analysis of a simulated recording be its truth: what is printed is then known to the digit."""
    from soleus_sense.exercises import Tempo
    from soleus_sense.motion import analysis
    from soleus_sense.motion.quality import summarise_set
    from soleus_sense.motion.reps import Analysis
    from soleus_sense.recording.journal import read_truth

    def analyze(recording, placement="auto", exercise=None, tempo=None, *, body_height_m=None):
        reps = read_truth(recording.path) or ()
        target = Tempo.parse(tempo) if tempo else None
        sets = [summarise_set(n, [rep for rep in reps if rep.set == n], target) for n in {rep.set for rep in reps}]
        said = (f"The body height is {body_height_m}.",)
        return Analysis(reps, tuple(sets), None, said, recording.placement or placement, exercise, tempo)

    monkeypatch.setattr(analysis, "analyze", analyze)
