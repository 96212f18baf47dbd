"""A spoken count, by the voice that the system has: the program that speaks is started, nothing is installed.

Linux: `spd-say` (speech-dispatcher), else `espeak-ng` or `espeak`. macOS: `say`. Windows: PowerShell with .NET's
`System.Speech` (SAPI). pyttsx3, which wraps the same engines, blocks while it speaks (`runAndWait`) and needs a
library on each of them that most machines do not have; a program can be started and stopped from anywhere.
"""

from __future__ import annotations

import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import IO, Protocol

from soleus_sense.errors import SettingsError

SPEAKS_AT_MOST_S = 20.0
"""The longest thing said is over in ten seconds; a program that takes longer hangs."""

PROGRAMS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    # --wait: it ends when it has spoken, so that it can be broken off.
    "linux": (("spd-say", "--wait", "--"), ("espeak-ng", "--"), ("espeak", "--")),
    "darwin": (("say", "--"),),
}
"""What speaks the words that are its last argument, the best first."""

POWERSHELL = "powershell"

SAPI = (
    "Add-Type -AssemblyName System.Speech; "
    "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "while ($null -ne ($line = [Console]::In.ReadLine())) "
    "{ $voice.SpeakAsyncCancelAll(); [void]$voice.SpeakAsync($line) }"
)
"""PowerShell takes a second to start: one speaks every line it is given, and the newer over the older."""


class Voice(Protocol):
    """Says words."""

    def say(self, words: str) -> None:
        """Say them now; returns at once. What is still being said gives way."""
        ...

    def close(self) -> None:
        """No more is said."""
        ...


class Program:
    """A voice that is a program, started anew for every sentence.

    A thread starts it and waits for it, so that nobody else does. The newest words win: those that wait are
    forgotten, and those that are being said are broken off, for a count that lags is worse than none.

    Parameters
    ----------
    command : the program; the words are added as its last argument
    start : starts it

    State: the running program, the words that wait.
    """

    def __init__(
        self, command: tuple[str, ...], *, start: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen
    ) -> None:
        self._command = command
        self._start = start
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._speaking: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._speak, name="voice", daemon=True)
        self._thread.start()

    def say(self, words: str) -> None:
        """Say them now."""
        self._waiting.put(words)
        self._break_off()

    def close(self) -> None:
        """No more is said; the last words are not broken off."""
        self._waiting.put(None)

    def _break_off(self) -> None:
        with self._lock:
            if self._speaking is not None and self._speaking.poll() is None:
                self._speaking.terminate()

    def _speak(self) -> None:
        while (words := self._newest()) is not None:
            try:
                with self._lock:
                    self._speaking = self._start(
                        [*self._command, words],
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                    )
                self._speaking.wait(SPEAKS_AT_MOST_S)
            except subprocess.TimeoutExpired:
                self._break_off()
            except OSError:
                # It was there when the session began; a workout does not end because its voice does.
                return

    def _newest(self) -> str | None:
        """The words that came last; None: it is closed."""
        words = self._waiting.get()
        while words is not None and not self._waiting.empty():
            newer = self._waiting.get()
            if newer is None:
                self._waiting.put(None)
                return words
            words = newer
        return words


class Sapi:
    """The voice of Windows: one PowerShell that is given a line for every sentence.

    Parameters
    ----------
    start : starts it
    """

    def __init__(self, *, start: Callable[..., subprocess.Popen[str]] = subprocess.Popen) -> None:
        self._process = start(
            [POWERSHELL, "-NoProfile", "-NonInteractive", "-Command", SAPI],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def say(self, words: str) -> None:
        """Say them now."""
        given: IO[str] | None = self._process.stdin
        if given is None or given.closed:
            return
        try:
            given.write(f"{words}\n")
            given.flush()
        except OSError:
            self.close()

    def close(self) -> None:
        """No more is said; it ends with its input."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            try:
                self._process.stdin.close()
            except OSError:
                return


def open_voice(platform: str = sys.platform, *, find: Callable[[str], str | None] = shutil.which) -> Voice:
    """The system's voice.

    Parameters
    ----------
    platform : as `sys.platform` names it
    find : where a program is, or None

    Raises
    ------
    SettingsError
        There is none.
    """
    if platform == "win32" and find(POWERSHELL) is not None:
        return Sapi()
    for command in PROGRAMS.get(platform, PROGRAMS["linux"]):
        if find(command[0]) is not None:
            return Program(command)
    raise SettingsError(
        "There is no voice on this system: install espeak-ng or speech-dispatcher, or leave out --voice."
    )
