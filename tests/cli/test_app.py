"""The program as a whole: quick help, an honest exit status, never a traceback for what a person can mend."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import soleus_sense
from soleus_sense.cli import ascii_signs

VERBS = ("live", "replay", "analyze", "report", "simulate", "bench")
HEAVY = ("numpy", "scipy", "pandas", "matplotlib", "vqf", "bleak", "bumble", "textual", "jinja2")


def python(*arguments, **options):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120, **options
    )


def test_help_names_every_verb(soleus):
    ended = soleus("--help")

    assert ended.status == 0
    for verb in VERBS:
        assert f"  {verb}  " in ended.out


@pytest.mark.parametrize("group", [(), ("history",), ("exercises",)])
def test_no_verb_is_described_in_half_a_sentence(soleus, monkeypatch, group):
    monkeypatch.setenv("COLUMNS", "80")

    described = soleus(*group, "--help").out.partition("Commands:\n")[2].splitlines()

    assert len(described) > 3
    assert [line for line in described if not line.endswith(".") or line.endswith("...")] == []


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_no_sign_is_lost_where_the_console_cannot_say_it(encoding, heel):
    ended = python(
        *("-m", "soleus_sense", "analyze", heel, "--tempo", "2-0-1-0"),
        env={**os.environ, "PYTHONIOENCODING": encoding},
        encoding=encoding,
    )

    assert "within 2.0 +- 0.3 s" in ended.stdout.replace("±", "+-").replace("\u00a0", " ")
    assert "?" not in ended.stdout
    assert "−0.01 → 3 ° ⚡".encode("ascii", ascii_signs.ERRORS) == b"-0.01 -> 3 deg ?"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(soleus, verb):
    ended = soleus(verb, "--help")

    assert ended.status == 0
    assert f"Examples:\n    soleus {verb} " in ended.out


def test_the_help_of_live_names_every_radio_and_what_pair_remembers(soleus):
    from soleus_sense.wearables.radio_spec import WAYS

    told = " ".join(soleus("live", "--help").out.split())

    assert [way for way in WAYS if f"{way}:" not in told] == []
    assert "[default: (as paired, else auto)]" in told


def test_help_waits_for_no_heavy_library():
    script = (
        "import sys; sys.argv = ['soleus', '--help']\n"
        "from soleus_sense.cli import main\n"
        "try: main()\n"
        f"finally: print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )

    ended = python("-c", script)

    assert ended.returncode == 0
    assert ended.stderr.strip() == "[]"


def test_python_dash_m_is_the_same_program():
    ended = python("-m", "soleus_sense", "--version")

    assert (ended.returncode, ended.stdout) == (0, f"soleus {soleus_sense.__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("dance",), "No such command 'dance'; see `soleus --help`."),
        (("--dance",), "No such option: --dance; see `soleus --help`."),
        (("analyze",), "Missing argument 'FILE'; see `soleus analyze --help`."),
        (("analyze", "--tempo"), "Option '--tempo' requires an argument; see `soleus VERB --help`."),
        (
            ("analyze", "--placment", "heel"),
            "No such option: --placment (Possible options: --placement); see `soleus analyze --help`.",
        ),
        (
            ("exercises", "calibrate-step", "a.csv"),
            "Missing option '--metres'; see `soleus exercises calibrate-step --help`.",
        ),
        (
            ("simulate", "a.csv", "--reps", "x"),
            "Invalid value for '--reps': it takes a whole number; see `soleus simulate --help`.",
        ),
        (
            ("simulate", "a.csv", "--rest", "x"),
            "Invalid value for '--rest': it takes a number; see `soleus simulate --help`.",
        ),
        (
            ("simulate", "a.csv", "--reps", "0"),
            "Invalid value for '--reps': the least is 1; see `soleus simulate --help`.",
        ),
        (
            ("exercises", "calibrate-step", "a.csv", "--metres", "-1"),
            "Invalid value for '--metres': the least is 1; see `soleus exercises calibrate-step --help`.",
        ),
        (
            ("live", "--demo", "--device", "foo"),
            "The demo brings a wearable of its own: leave --device out, or --demo.",
        ),
        (("live", "--sides", "3"), "Invalid value for '--sides': the most is 2; see `soleus live --help`."),
    ],
)
def test_what_is_no_verb_option_or_value_is_one_sentence_with_status_two(soleus, arguments, sentence):
    ended = soleus(*arguments)

    assert (ended.status, ended.out, ended.err) == (2, "", f"{sentence}\n")


def test_no_arguments_show_the_help(soleus):
    ended = soleus()

    assert ended.status == 2
    assert "Usage: soleus" in ended.err


def test_ctrl_c_ends_with_130(soleus, monkeypatch, heel):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("soleus_sense.recording.reader.read_recording", interrupted)
    ended = soleus("analyze", heel)

    assert ended.status == 130
    assert "Traceback" not in ended.err


def test_ctrl_c_at_a_question_ends_with_130(soleus, monkeypatch):
    def interrupted(*_, **__):
        raise typer.Abort

    monkeypatch.setattr("soleus_sense.home.home", interrupted)

    assert soleus("pair", "--list").status == 130


def test_ctrl_c_while_the_program_is_still_being_loaded_ends_with_130_and_no_traceback():
    ended = python(
        "-c",
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from soleus_sense.cli import main\n"
        "main()",
    )

    assert (ended.returncode, ended.stderr) == (130, "")


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of Unix")
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("analyze", "FILE"),
        ("analyze", "FILE", "--csv", "-"),
        ("replay", "FILE", "--plain", "--speed", "0"),
        ("exercises", "show", "soleus-push-up"),
    ],
)
def test_a_pipe_that_closes_early_ends_every_verb_quietly_and_alike(heel, arguments):
    taken, given = os.pipe()
    os.close(taken)
    typed = [str(heel) if one == "FILE" else one for one in arguments]

    ended = subprocess.run(
        [sys.executable, "-m", "soleus_sense", *typed], stdout=given, stderr=subprocess.PIPE, text=True, timeout=120
    )
    os.close(given)

    assert ended.returncode == 141, ended.stderr
    assert [line for line in ended.stderr.splitlines() if not line.startswith(f"{heel}: ")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of Unix")
@pytest.mark.parametrize("arguments", [("dance",), ("analyze", "none.csv"), ("history", "edit", "1")])
def test_a_sentence_that_nobody_reads_ends_alike(arguments, tmp_path):
    taken, given = os.pipe()
    os.close(taken)
    command = [sys.executable, "-m", "soleus_sense", *arguments]
    env = {**os.environ, "SOLEUS_HOME": str(tmp_path)}

    ended = subprocess.run(command, stdout=given, stderr=given, env=env, timeout=120)
    os.close(given)

    assert ended.returncode == 141


def test_the_python_face_is_whole():
    for name in soleus_sense.__all__:
        assert getattr(soleus_sense, name) is not None
    assert set(soleus_sense.__all__) <= set(dir(soleus_sense))
    with pytest.raises(AttributeError, match="has no attribute 'dance'"):
        soleus_sense.dance  # noqa: B018


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_standard_output_on_a_full_disk_is_one_sentence():
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "soleus_sense", "--help"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )

    assert (ended.returncode, ended.stderr) == (2, "Standard output cannot be used: No space left on device.\n")
