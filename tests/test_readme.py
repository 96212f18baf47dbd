"""What the README says can be typed works, and what it names exists."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from soleus_sense.cli.app import app
from soleus_sense.evaluation.cases import HELD_OUT_SEED
from soleus_sense.exercises import EXERCISES
from soleus_sense.wearables.kinds import KINDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

VERBS = set(get_command(app).commands)  # pyright: ignore[reportAttributeAccessIssue] - typer's group of commands
NAMED_VERBS = set(re.findall(r"\bsoleus ([a-z]+)", README + CONTRIBUTING))
COMMANDS = re.findall(r"^ +(?:\.venv/bin/)?soleus ([a-z]+.*)$", README, re.MULTILINE)
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_extras_it_promises_can_be_installed():
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]

    named = re.findall(r"extra `\[(\w+)\]`", README)
    assert set(named) == {"files", "sound"}
    assert set(named) <= set(extras)


@pytest.mark.parametrize("target", ["demo", "test"])
def test_a_make_command_stands_alone_on_its_line(target: str):
    assert f"\nmake {target}\n" in README


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)(?=[`\n])", README + CONTRIBUTING))))
def test_a_make_command_exists(target: str):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_verb_that_is_named_exists():
    assert {"live", "analyze", "report"} <= NAMED_VERBS
    assert NAMED_VERBS <= VERBS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_in_a_command_exists(command: str):
    verb, *words = command.split()
    known = {option for parameter in get_command(app).commands[verb].params for option in parameter.opts}  # pyright: ignore[reportAttributeAccessIssue]

    assert {word for word in words if word.startswith("--")} <= known


def test_every_option_in_the_table_of_verbs_exists():
    rows = re.findall(r"^\| `soleus ([a-z]+)` \| (.*) \|$", README, re.MULTILINE)
    helps = {verb: CliRunner().invoke(app, [verb, "--help"]).output for verb, _ in rows}

    assert len(rows) > 5
    for verb, says in rows:
        for option in re.findall(r"`(--[a-z-]+)", says):
            assert re.search(rf"{option}\b", helps[verb]), f"soleus {verb} has no {option}"


def test_the_python_example_runs():
    (example,) = EXAMPLES
    ended = subprocess.run(
        [sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("8 repetitions in 1 set\n")
    assert ended.stdout.count("RepCounted(") == 8


def test_every_kind_of_wearable_is_in_the_table_with_how_it_was_tested():
    rows = [line for line in README.splitlines() if line.startswith("| ") and "-tested |" in line]

    assert len(rows) == len(KINDS)
    for kind in KINDS:
        (row,) = (row for row in rows if row.startswith(f"| {kind.name} "))
        assert f"| {kind.tested}-tested |" in row
        lowest, highest = min(kind.rates_hz), max(kind.rates_hz)
        assert (f"| {lowest:g}–{highest:g} Hz |" if lowest < highest else f"| {lowest:g} Hz |") in row


def test_every_exercise_is_listed():
    assert {key for key in EXERCISES if f"`{key}`" in README} == set(EXERCISES)


def test_the_seeds_for_tuning_are_those_of_the_cases():
    assert f"seeds below {HELD_OUT_SEED} are for tuning" in CONTRIBUTING


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "firmware_notes/adding_a_wearable.md"])
def test_what_a_page_points_to_is_there(page: str):
    text = (ROOT / page).read_text(encoding="utf-8")
    pointed = re.findall(r"\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", text)
    here = [link for pair in pointed for link in pair if link and "://" not in link]
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
        for line in re.findall(r"^#+ .*", text, re.M)
    }

    for link in here:
        file, _, anchor = link.partition("#")
        assert not file or (ROOT / page).parent.joinpath(file).exists(), link
        assert file or anchor in headings, link


def test_every_folder_of_the_layout_is_there():
    folders = re.findall(r"^\| `([a-z_/]+/)` \|", README, re.MULTILINE)

    assert len(folders) > 8
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_pictures_are_small():
    pictures = list((ROOT / "docs").glob("*.png"))

    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > 250_000] == []
