"""Ctrl-C, a closed terminal and a polite kill end the work by cancelling it, so that it can save."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Windows has no SIGHUP."""

SIGNAL_WORDS = {
    int(getattr(signal, name)): words
    for name, words in (("SIGHUP", "its terminal was closed"), ("SIGTERM", "it was told to end"))
    if hasattr(signal, name)
}
"""What a signal that ended the work means, by its number."""


def run_to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` in an event loop; a signal cancels it and lets it finish its cleaning up.

    A second signal of the same kind ends the program at once.

    Raises
    ------
    KeyboardInterrupt
        It was ended by Ctrl-C.
    SystemExit
        It was ended by another signal; the status is 128 + its number, as shells have it.
    """
    heard: list[int] = []

    async def main() -> T:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()

        def end(number: int) -> None:
            heard.append(number)
            loop.remove_signal_handler(number)
            task.cancel()

        if sys.platform != "win32":  # there the loop's own handling of Ctrl-C cancels the task as well
            for number in ENDING:
                loop.add_signal_handler(number, end, number)
        return await task

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        if not heard:
            raise
    except OSError:
        # A terminal that was closed takes no last words.
        if not heard:
            raise
    _forget_closed()
    if heard[0] == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + heard[0])


def _forget_closed() -> None:
    """Where the terminal is gone, let what is still to be printed go nowhere: it would hide how the work ended."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
                os.dup2(nowhere.fileno(), stream.fileno())
