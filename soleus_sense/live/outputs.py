"""Which output a session gets: a screen on a terminal, sentences elsewhere, JSON where it is wished."""

from __future__ import annotations

import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

from soleus_sense.errors import SettingsError
from soleus_sense.live.interrupt import run_to_the_end
from soleus_sense.live.jsonl import JsonLinesOutput
from soleus_sense.live.plain import PlainOutput
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Output

T = TypeVar("T")


def open_output(plan: Plan, *, plain: bool = False, jsonl: bool = False, replay: bool = False) -> Output:
    """The output for standard output as it is now.

    Parameters
    ----------
    replay : whether a recording is played

    Raises
    ------
    SettingsError
        Sentences and JSON are both wished.
    """
    if plain and jsonl:
        raise SettingsError("Choose one of --plain and --jsonl.")
    if jsonl:
        return JsonLinesOutput(sys.stdout, plan)
    if plain or not (sys.stdout.isatty() and sys.stdin.isatty()):
        return PlainOutput(sys.stdout, plan)
    from rich.console import Console

    # A terminal that cannot move its cursor (TERM=dumb) would show nothing but the control characters.
    if Console().is_dumb_terminal:
        return PlainOutput(sys.stdout, plan)
    from soleus_sense.live.screen import LiveApp
    from soleus_sense.live.terminal import ScreenOutput

    return ScreenOutput(plan, LiveApp(plan, replay=replay))


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
    from soleus_sense.live.terminal import ScreenOutput

    return run_to_the_end(output.around(work) if isinstance(output, ScreenOutput) else work)
