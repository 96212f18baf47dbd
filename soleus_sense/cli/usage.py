"""What is said of a command line that cannot be understood: one sentence, as of everything else that can be mended."""

from __future__ import annotations

import re

import typer

PLAINER = (
    (r"Input should be a valid integer\b.*", "it takes a whole number"),
    (r"Input should be a valid number\b.*", "it takes a number"),
    (r"Input should be a finite number", "it takes a number"),
    (r"Input should be greater than or equal to (\S+)", r"the least is \1"),
    (r"Input should be less than or equal to (\S+)", r"the most is \1"),
)
"""What typer says of a value, and the same in words for people. What is not here is said in typer's."""


def usage_sentence(error: typer.TyperException) -> str:
    """The option or argument, what is wrong with it, and where its help is."""
    wrong = " ".join(error.format_message().split()).rstrip(".")
    for theirs, ours in PLAINER:
        wrong = re.sub(theirs, ours, wrong)
    context = getattr(error, "ctx", None)  # typer's kinds of error that have one are not public
    return f"{wrong}; see `{context.command_path if context else 'soleus VERB'} --help`."
