"""The program as a whole: quick help, an honest exit status, never a traceback for what a person can mend."""

import subprocess
import sys
from pathlib import Path

import pytest

import soleus_sense

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


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(soleus, verb):
    ended = soleus(verb, "--help")

    assert ended.status == 0
    assert f"Examples:\n    soleus {verb} " in ended.out


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
    "arguments",
    [("dance",), ("analyze",), ("analyze", "--speed", "9"), ("--dance",), ("simulate", "a.csv", "--reps", "x")],
)
def test_what_is_no_verb_or_option_is_said_with_status_two(soleus, arguments):
    ended = soleus(*arguments)

    assert ended.status == 2
    assert "Error: " in ended.err
    assert ended.out == ""


def test_no_arguments_show_the_help(soleus):
    ended = soleus()

    assert "Usage: soleus" in ended.out + ended.err


def test_ctrl_c_ends_with_130(soleus, monkeypatch, heel):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("soleus_sense.recording.reader.read_recording", interrupted)
    ended = soleus("analyze", heel)

    assert ended.status == 130
    assert "Traceback" not in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's pipe")
def test_a_pipe_that_closes_early_is_no_error_to_talk_about():
    ended = subprocess.run(
        f"{sys.executable} -m soleus_sense --help | true", shell=True, capture_output=True, text=True, timeout=60
    )

    assert ended.stderr == ""


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
