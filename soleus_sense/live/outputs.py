"""Which output a session gets: a drawing on a terminal, sentences elsewhere, JSON where it is wished."""

from __future__ import annotations

import sys

from soleus_sense.errors import SettingsError
from soleus_sense.live.jsonl import JsonLinesOutput
from soleus_sense.live.plain import PlainOutput
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Output


def open_output(plan: Plan, *, plain: bool = False, jsonl: bool = False) -> Output:
    """The output for standard output as it is now.

    Raises
    ------
    SettingsError
        Sentences and JSON are both wished.
    """
    if plain and jsonl:
        raise SettingsError("Choose one of --plain and --jsonl.")
    if jsonl:
        return JsonLinesOutput(sys.stdout, plan)
    if plain or not sys.stdout.isatty():
        return PlainOutput(sys.stdout, plan)
    from rich.console import Console

    from soleus_sense.live.panel import PanelOutput

    console = Console()
    # A terminal that cannot move its cursor (TERM=dumb) would get the drawing once, at the end.
    return PlainOutput(sys.stdout, plan) if console.is_dumb_terminal else PanelOutput(console, plan)
