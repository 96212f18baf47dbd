"""What the live screen asks and explains over itself: a line of text, whether to quit, the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

Answer = TypeVar("Answer")


class _Once(ModalScreen[Answer]):
    """Takes one answer: keys that come while it closes are not another."""

    answered = False

    def answer(self, answer: Answer) -> None:
        """Close with this answer, unless there is one."""
        if not self.answered:
            self.answered = True
            self.dismiss(answer)


class Ask(_Once[str | None]):
    """Asks for a line of text; Escape gives None.

    Parameters
    ----------
    question : what is asked
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", show=False)]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(f"{self._question}\n(Enter keeps it, Escape leaves it)", markup=False)
            yield Input()

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        """Enter."""
        self.answer(submitted.value.strip() or None)

    def action_leave(self) -> None:
        """Escape."""
        self.answer(None)


class Sure(_Once[bool]):
    """Asks once whether to quit: `y`, `q` and Enter do, every other key does not.

    Parameters
    ----------
    saved : whether there is something to save, and it is
    """

    def __init__(self, *, saved: bool = True) -> None:
        super().__init__()
        self._saved = saved

    def compose(self) -> ComposeResult:
        question = "Quit? Everything is saved." if self._saved else "Quit?"
        yield Static(f"{question}\n\ny  yes, quit\nn  no, go on", markup=False)

    def on_key(self, key: events.Key) -> None:
        """Any key decides."""
        key.stop()
        self.answer(key.key in ("y", "q", "enter"))


class Help(_Once[None]):
    """Explains the keys; any key closes it.

    Parameters
    ----------
    keys : each key's name and what it does
    """

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        rows = [f"{key:<6}{does}" for key, does in self._keys]
        with VerticalScroll():
            yield Static("\n".join((*rows, "", "Any key closes this.")), markup=False)

    def on_key(self, key: events.Key) -> None:
        """Any key."""
        key.stop()
        self.answer(None)
