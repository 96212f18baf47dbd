"""The count is spoken by the system's own voice, and nobody waits for it."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from soleus_sense.cli.live import live
from soleus_sense.errors import SettingsError
from soleus_sense.live import voice as voices
from soleus_sense.live.plan import ExerciseBegan, GoalReached, Plan, RestOver
from soleus_sense.live.prompter import Prompter
from soleus_sense.live.sound import Silence
from soleus_sense.live.spoken import Words
from soleus_sense.live.voice import Program, Sapi, open_voice
from soleus_sense.motion.heel_rise_test import HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.reps import PartialRep, Rep, RepCounted, SetStarted, SignalLost

REP = RepCounted(Rep(1, 1, True, 0, 1, 1, 3, 1.0, 0.0, 2.0, None, None, None, None), 5.0)


@dataclass
class Speaking:
    """A program that speaks until it is told to have finished."""

    words: str
    over: threading.Event = field(default_factory=threading.Event)
    broken_off: bool = False

    def wait(self, timeout: float) -> int:
        assert self.over.wait(10)
        return 0

    def poll(self) -> int | None:
        return 0 if self.over.is_set() else None

    def terminate(self) -> None:
        self.broken_off = True
        self.over.set()


@dataclass
class Starter:
    """Starts speaking programs and remembers them."""

    started: list[Speaking] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, command: list[str], **_: Any) -> Any:
        with self.changed:
            self.started.append(Speaking(command[-1]))
            self.changed.notify_all()
            return self.started[-1]

    def until(self, true: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(true, 10)


def test_the_newest_count_breaks_off_the_one_before() -> None:
    starter = Starter()
    voice = Program(("speak", "--"), start=starter)
    voice.say("1")
    starter.until(lambda: len(starter.started) == 1)
    voice.say("2")
    starter.until(lambda: len(starter.started) == 2)
    assert [(one.words, one.broken_off) for one in starter.started] == [("1", True), ("2", False)]
    starter.started[1].over.set()
    voice.close()


def test_the_last_words_are_said_though_the_session_is_over() -> None:
    starter = Starter()
    voice = Program(("speak", "--"), start=starter)
    voice.say("the test is over, 24")
    voice.close()
    starter.until(lambda: len(starter.started) == 1)
    assert starter.started[0].words == "the test is over, 24"
    assert not starter.started[0].broken_off
    starter.started[0].over.set()


def test_a_voice_that_goes_away_ends_nothing() -> None:
    gone = threading.Event()

    def missing(*_: Any, **__: Any) -> Any:
        gone.set()
        raise FileNotFoundError

    voice = Program(("speak", "--"), start=missing)
    voice.say("1")
    assert gone.wait(10)
    voice.say("2")
    voice.close()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for a voice is a shell script")
def test_a_real_program_is_given_the_words(tmp_path: Path) -> None:
    heard = tmp_path / "heard.txt"
    script = tmp_path / "espeak-ng"
    script.write_text(f'#!/bin/sh\nshift\nprintf "%s\\n" "$1" > "{heard}.new" && mv "{heard}.new" "{heard}"\n')
    script.chmod(0o755)
    ended = threading.Event()

    def start(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(*arguments, **options)
        process.wait(10)
        ended.set()
        return process

    voice = Program((str(script), "--"), start=start)
    voice.say("-7 and $HOME; `date`")
    assert ended.wait(10)
    assert heard.read_text() == "-7 and $HOME; `date`\n"
    voice.close()


class PowerShell:
    def __init__(self) -> None:
        self.stdin = io.StringIO()
        self.command: list[str] = []

    def __call__(self, command: list[str], **_: Any) -> Any:
        self.command = command
        return self


def test_on_windows_one_powershell_speaks_every_line() -> None:
    shell = PowerShell()
    voice = Sapi(start=shell)
    voice.say("1")
    voice.say("2")
    assert shell.stdin.getvalue() == "1\n2\n"
    assert "System.Speech" in shell.command[-1]
    voice.close()
    voice.say("3")
    voice.close()
    assert shell.stdin.closed


@pytest.mark.parametrize(
    ("platform", "there", "taken"),
    [
        ("linux", {"spd-say", "espeak-ng"}, "spd-say"),
        ("linux", {"espeak-ng", "espeak"}, "espeak-ng"),
        ("darwin", {"say"}, "say"),
        ("freebsd14", {"espeak"}, "espeak"),
    ],
)
def test_each_system_speaks_with_what_it_has(
    platform: str, there: set[str], taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, ...]] = []
    monkeypatch.setattr(voices, "Program", opened.append)
    monkeypatch.setattr(voices, "Sapi", lambda: opened.append(("powershell",)))
    open_voice(platform, find=lambda name: name if name in there else None)
    assert [one[0] for one in opened] == [taken]
    open_voice("win32", find=lambda name: name)
    assert opened[-1] == ("powershell",)


def test_where_there_is_no_voice_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="install espeak-ng"):
        live(demo=True, voice=True)
    with pytest.raises(SettingsError, match="one of --quiet and --voice"):
        live(demo=True, voice=True, quiet=True)
    assert list(tmp_path.iterdir()) == []


def test_the_count_is_said_and_the_goal_with_the_last_one() -> None:
    words = Words(Plan(reps=3))
    said = [words.of("", one) for one in (SetStarted(1, 1.0), REP, REP, REP, GoalReached(1, 3, 9.0), REP)]
    assert said == ["", "1", "2", "", "3, done", "4"]
    assert words.of("", replace(REP, rep=replace(REP.rep, set=2))) == "1"
    assert words.of("left", REP) == "left 1"
    assert words.of("", PartialRep(REP.rep, 9.0)) == "not counted"
    assert words.of("", RestOver(2, 60.0)) == "set 2"
    assert words.of("", SignalLost(70.0)) == "signal lost"


def test_a_test_and_a_programme_are_led_by_the_voice() -> None:
    words = Words(Plan("heel-rise-test"))
    assert words.of("", HeelRiseWarning(1, "pace", 7, 1.2, None, 15.0)) == "warning, pace"
    assert words.of("", HeelRiseResult(24, "stopped", (), 60.0)) == "the test is over, 24"
    began = ExerciseBegan(Plan("seated-calf-raise", sets=3, reps=12, how="one leg"), 2, 3)
    assert words.of("", began) == "next, Seated calf raise, 3 times 12, one leg"


def test_muted_is_silent_and_what_happens_is_told_on(notebook: Any) -> None:
    class Spoken:
        def __init__(self) -> None:
            self.words: list[str] = []
            self.closed = False

        def say(self, words: str) -> None:
            self.words.append(words)

        def close(self) -> None:
            self.closed = True

    spoken = Spoken()
    prompter = Prompter(notebook, Silence(), Plan(), voice=spoken)
    prompter.say("", REP)
    prompter.mute(True)
    prompter.say("", REP)
    prompter.mute(False)
    prompter.say("", REP)
    prompter.close()
    assert (spoken.words, spoken.closed) == (["1", "3"], True)
    assert len(notebook.of(RepCounted)) == 3
