"""Which output a session gets: a screen on a terminal, sentences elsewhere, JSON where it is wished."""

from __future__ import annotations

import sys
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from soleus_sense.errors import SettingsError
from soleus_sense.live.interrupt import run_to_the_end
from soleus_sense.live.jsonl import JsonLinesOutput
from soleus_sense.live.plain import PlainOutput
from soleus_sense.live.plan import Plan
from soleus_sense.live.programme import check_ends
from soleus_sense.live.session import Output

T = TypeVar("T")


def open_output(
    plan: Plan,
    *,
    plain: bool = False,
    jsonl: bool = False,
    replay: bool = False,
    quiet: bool = False,
    metronome: bool = False,
    voice: bool = False,
    day: Sequence[Plan] = (),
) -> Output:
    """The output for standard output as it is now, heard too where there is a terminal or a voice is wished.

    A heel-rise test has its metronome without being asked: its pace is the metronome's.

    Parameters
    ----------
    replay : whether a recording is played
    quiet : nothing is to be heard
    metronome : the tempo is to be heard
    voice : the count is to be spoken
    day : a programme's exercises, where there is one

    Raises
    ------
    SettingsError
        Sentences and JSON are both wished, a metronome without a tempo, a voice where there is none, or an exercise
        of the day ends by a key and there are none.
    """
    if plain and jsonl:
        raise SettingsError("Choose one of --plain and --jsonl.")
    if metronome and all(one.tempo is None for one in day or (plan,)):
        raise SettingsError("A metronome needs a tempo: give one, such as --tempo 3-0-1-0.")
    if quiet and voice:
        raise SettingsError("Choose one of --quiet and --voice.")
    from soleus_sense.live.prompter import Prompter
    from soleus_sense.live.sound import Silence, open_player
    from soleus_sense.live.voice import open_voice

    speaker = open_voice() if voice else None

    def spoken(told: Output) -> Output:
        return told if speaker is None else Prompter(told, Silence(), plan, voice=speaker)

    if jsonl:
        check_ends(day)
        return spoken(JsonLinesOutput(sys.stdout, plan))
    if not sys.stdout.isatty():
        check_ends(day)
        return spoken(PlainOutput(sys.stdout, plan))
    from rich.console import Console

    # The screen is drawn on standard error and reads keys: both must be the terminal too. One that cannot move
    # its cursor (TERM=dumb) would show nothing but the control characters.
    on_terminal = sys.stdin.isatty() and sys.stderr.isatty() and not Console().is_dumb_terminal
    if plain or not on_terminal:
        check_ends(day)
        sentences = PlainOutput(sys.stdout, plan)
        player = None if quiet else open_player(None)
        if player is None:
            return spoken(sentences)
        return Prompter(sentences, player, plan, metronome=metronome, voice=speaker)
    from soleus_sense.live.screen import LiveApp
    from soleus_sense.live.terminal import ScreenOutput

    app = LiveApp(plan, replay=replay)
    screen = ScreenOutput(plan, app)
    player = None if quiet else open_player(app.ring)
    if player is None:
        return screen
    prompter = Prompter(screen, player, plan, metronome=metronome, voice=speaker)
    app.offer_mute(prompter.mute)
    return prompter


def run_on(output: Output, work: Coroutine[Any, Any, T]) -> T | None:
    """Run the work of a session to its end, behind the screen where the output is one.

    Returns
    -------
    result : of the work, or None where the person quit

    Raises
    ------
    KeyboardInterrupt, SystemExit
        As of `run_to_the_end`.
    """
    from soleus_sense.live.prompter import Prompter
    from soleus_sense.live.terminal import ScreenOutput

    seen = output.output if isinstance(output, Prompter) else output
    return run_to_the_end(seen.around(work) if isinstance(seen, ScreenOutput) else work)
