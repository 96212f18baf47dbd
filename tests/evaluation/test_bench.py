"""The tables say what happened: a right counter is right in them, a wrong one is wrong, a crash is a failure."""

import json
import sys
from dataclasses import replace

import pytest

from soleus_sense.cli import main
from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.evaluation.accuracy import Method, truth_of
from soleus_sense.evaluation.bench import SCHEMA, Wanted, run_bench
from soleus_sense.evaluation.cases import draw_cases, draw_idles, simulated
from soleus_sense.evaluation.outcomes import SENSORS
from soleus_sense.evaluation.page import markdown
from soleus_sense.evaluation.replay import case_table
from soleus_sense.evaluation.tables import tables
from soleus_sense.motion.reps import Analysis
from soleus_sense.recording.exporters import to_json

WANTED = Wanted(cases=2, minutes=0.1, seed=3, worst=3, processes=1)


def of_truth(change=lambda reps: reps, wanted=WANTED):
    """A stand-in for the analysis that knows the truth of these cases, and changes it."""
    known = {}
    for placement in wanted.placements:
        cases = (*draw_cases(placement, wanted.cases, wanted.seed), *draw_idles(placement, wanted.minutes, wanted.seed))
        for sim in map(simulated, cases):
            known[sim.recording.acc_m_s2[0].tobytes()] = (sim, placement)

    def analyze(recording, placement, *, body_height_m=None):
        sim, there = known[recording.acc_m_s2[0].tobytes()]
        reps = tuple(change(truth_of(sim)))
        return Analysis(reps, (), None, (), there if placement == "auto" else placement)

    return Method(analyze=analyze, live=False)


def wholes(bench):
    return [group for group in bench.groups if not group.trait]


def test_a_perfect_counter_is_perfect_in_every_table():
    bench = run_bench(WANTED, of_truth())

    assert [(one.placement, one.sensor) for one in wholes(bench)] == [(p, s) for p in ("heel", "shin") for s in SENSORS]
    for one in bench.groups:
        assert one.counts.exact_share == one.counts.within_one_share == one.told_nothing.exact_share == 1
        assert (one.missed, one.extra, one.failures) == (0, 0, 0)
        assert one.errors["lower_s"].mean_absolute == 0
        assert one.errors["height_m"].n == one.counts.reps
        assert one.placements_found == one.recordings
    assert {count for one in bench.false_reps for count in one.counted.values()} == {0}


def test_a_late_landing_is_a_bias_of_the_lowering():
    def late(reps):
        return [replace(rep, lower_end_s=rep.lower_end_s + 0.05, lower_s=rep.lower_s + 0.05) for rep in reps]

    for one in wholes(run_bench(WANTED, of_truth(late))):
        assert one.errors["lower_s"].bias == pytest.approx(0.05)
        assert one.errors["lower_s"].mean_absolute == pytest.approx(0.05)
        assert one.errors["lower_end_s"].bias == pytest.approx(0.05)
        assert one.errors["raise_s"].bias == 0
        assert one.counts.exact_share == 1


def test_a_lost_first_repetition_is_missed_in_every_set():
    def without_first(reps):
        return reps[1:]

    for one in wholes(run_bench(WANTED, of_truth(without_first))):
        assert one.missed == one.recordings
        assert one.extra == 0
        assert one.counts.exact < one.counts.sets
        assert one.counts.within_one == one.counts.sets
        assert one.counts.bias == pytest.approx(-one.recordings / one.counts.sets)


def test_what_is_not_measured_is_said_and_no_error():
    def blind(reps):
        return [replace(rep, height_m=None, range_deg=None) for rep in reps]

    bench = run_bench(WANTED, of_truth(blind))

    for one in wholes(bench):
        assert (one.errors["height_m"].n, one.errors["height_m"].mean_absolute) == (0, None)
        assert one.errors["height_m"].unmeasured == one.counts.reps
    heights = [group["errors"]["height_m"] for group in json.loads(to_json(bench.document()))["accuracy"]]
    assert {str(height["mean_absolute"]) for height in heights} == {"None"}
    shown = next(table for table in tables(bench) if table.title == "Errors of matched repetitions")
    height = next(row for row in shown.rows if row[1] == "height, mm")
    assert height[4:] == ("–", "–", "–", "–")


def test_a_crash_is_a_case_that_failed_and_stands_first_among_the_worst():
    def broken(reps):
        raise ZeroDivisionError("no cycle")

    bench = run_bench(replace(WANTED, minutes=0), of_truth(broken))

    for one in wholes(bench):
        assert one.failures == one.recordings
        assert one.counts.exact == 0
        assert one.missed == one.counts.reps
    assert bench.worst[0].failure == "ZeroDivisionError: no cycle"
    assert len(bench.worst) == 3


def test_false_repetitions_are_counted_by_the_hour(row):
    def busy(reps):
        return reps or row(2)

    bench = run_bench(WANTED, of_truth(busy))

    for one in bench.false_reps:
        pieces = 11 if one.activity == "total" else 1
        assert one.counted == dict.fromkeys(SENSORS, 2 * pieces)
        assert one.per_hour(2) == pytest.approx(2 / one.hours)
        assert one.hours >= pieces * WANTED.minutes / 60
    heel = [one for one in bench.false_reps if one.placement == "heel"]
    assert sum(one.hours for one in heel[:11]) == pytest.approx(heel[11].hours)
    assert [one.activity for one in heel[10:]] == ["everything", "total", "toe-walk"]


def test_the_page_and_the_document_hold_every_table():
    bench = run_bench(WANTED, of_truth())
    shown = tables(bench)

    page = markdown(bench, shown, "soleus bench --cases 2")

    assert page.startswith("# How exact, how fast\n\nMade by `soleus bench --cases 2`")
    assert "seeds used for tuning" in page
    for table in shown:
        assert f"## {table.title}" in page
        assert {len(row) for row in table.rows} == {len(table.columns)}
    document = json.loads(to_json(bench.document()))
    assert document["schema"] == SCHEMA
    assert [one["case"] for one in document["worst"]] == [one.case.name for one in bench.worst]
    assert document["speed"] == {"whole": [], "live": []}


def test_only_all_of_them_are_a_hundred_percent():
    from soleus_sense.evaluation.tables import _percent

    assert (_percent(1.0), _percent(2999 / 3000), _percent(0.5), _percent(None)) == ("100 %", "99.9 %", "50 %", "–")


def test_a_case_is_shown_repetition_by_repetition():
    case = draw_cases("heel", 1, seed=3)[0]
    table = case_table(case, SENSORS[0], of_truth(lambda reps: reps[1:]))

    assert table.title == f"{case.name}, acc + gyro"
    assert table.rows[0][1] == "–"
    assert all(row[0] == row[1] for row in table.rows[1:])
    assert len(table.rows) == len(simulated(case).truth)


def test_wrong_names_and_folders_are_said_before_any_work(tmp_path):
    with pytest.raises(SettingsError, match="No case"):
        run_bench(Wanted(named=("heel",)))
    with pytest.raises(RecordingError, match="none of the real recordings"):
        run_bench(Wanted(data=tmp_path))


@pytest.fixture
def soleus(monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["soleus", *map(str, arguments)])
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # typer puts its own in: put ours back after
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run


def test_the_verb_writes_a_document_and_a_page(soleus, tmp_path):
    status, out, err = soleus(
        "bench", "--placement", "heel", "--cases", 1, "--minutes", 0, "--seed", 3, "--processes", 1, "--worst", 1,
        "--json", "-", "--write", tmp_path / "page.md",
    )  # fmt: skip

    assert (status, err) == (0, "")
    assert json.loads(out)["schema"] == SCHEMA
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "`soleus bench --placement heel --cases 1 --minutes 0 --seed 3 --worst 1 --write " in page
    assert "## Counting" in page


def test_the_verb_shows_one_case_and_saves_it(soleus, tmp_path):
    from soleus_sense.recording.journal import read_truth

    status, out, _ = soleus("bench", "--case", "heel-seated-medium-3", "--save", tmp_path, "--processes", 1)

    assert status == 0
    assert "heel-seated-medium-3, acc + gyro" in out
    assert len(read_truth(tmp_path / "heel-seated-medium-3.csv")) >= 5


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--placement", "knee"), "no placement 'knee'"),
        (("--case", "heel-slow"), "No case is called 'heel-slow'"),
        (("--save", "."), "--save writes the cases named with --case"),
        (("--data", "no-such-folder"), "none of the real recordings"),
        (("--json", "-", "--write", "-"), "Only one output"),
    ],
)
def test_what_cannot_be_is_one_sentence(soleus, options, sentence):
    status, _, err = soleus("bench", *options)

    assert status == 2
    assert sentence in err
    assert len(err.splitlines()) == 1
