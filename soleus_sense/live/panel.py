"""A session on a terminal, in a few lines: the count, the phase and its running time, the last lowering."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from soleus_sense.exercises import Tempo
from soleus_sense.live.plain import (
    compared_words,
    connected_sentences,
    finished_sentences,
    lowering_words,
    set_words,
)
from soleus_sense.live.plan import GoalReached, Plan, RestOver
from soleus_sense.live.session import Channel, Compared, Finished, Said, Searching, Written
from soleus_sense.motion.counter import LiveState
from soleus_sense.motion.reps import PartialRep, RepCounted, SetEnded, SignalBack, SignalLost
from soleus_sense.wearables.stream import Battery, Connected, Retrying

BAR_CELLS = 30
BAR_SHARE = 1.5
"""The bar is this many targets long, so that a slow phase can be seen to run over its mark."""

OPEN_BAR_S = 4.0
"""How long the bar is where there is no target."""

_DIGITS = {
    "0": "███ █ █ █ █ █ █ ███",
    "1": " █  ██   █   █  ███",
    "2": "███   █ ███ █   ███",
    "3": "███   █ ███   █ ███",
    "4": "█ █ █ █ ███   █   █",
    "5": "███ █   ███   █ ███",
    "6": "███ █   ███ █ █ ███",
    "7": "███   █  █   █   █ ",
    "8": "███ █ █ ███ █ █ ███",
    "9": "███ █ █ ███   █ ███",
}
"""Three by five blocks each, row after row with a space between."""

_PHASES = {"raise": ("UP", "cyan"), "top": ("TOP", "blue"), "lower": ("DOWN", "yellow"), "bottom": ("BOTTOM", "blue")}


class PanelOutput:
    """Draws the session in place; what is worth keeping is printed above it.

    Parameters
    ----------
    console : a terminal
    plan : what is meant to be done
    """

    def __init__(self, console: Console, plan: Plan) -> None:
        self._plan = plan
        self._lowering: dict[str, str] = {}
        self._trouble: dict[str, str] = {}
        self._live = Live(console=console, auto_refresh=False)
        self._live.start()

    def say(self, sensor: str, said: Said) -> None:
        """Note it for the next drawing, or print it for good."""
        match said:
            case RepCounted():
                self._lowering[sensor] = lowering_words(said.rep.lower_s, self._plan.tempo)
            case PartialRep():
                self._lowering[sensor] = "not counted: under half of the usual range"
            case Retrying():
                self._trouble[sensor] = f"no link: {said.why}"
            case SignalLost():
                self._trouble[sensor] = "the signal is lost; the count is kept"
            case SignalBack():
                self._trouble.pop(sensor, None)
            case Searching():
                self._trouble[sensor] = f"looking for {said.wanted or 'a wearable'}"
            case Connected():
                self._trouble.pop(sensor, None)
                if not said.again:
                    self._print(sensor, connected_sentences(said))
            case Battery():
                self._print(sensor, [f"The battery is at {said.percent} %."] if said.low else [])
            case SetEnded():
                self._print(sensor, [set_words(said.set, self._plan.tempo)])
            case GoalReached():
                self._print(sensor, [f"All {said.reps} done."])
            case RestOver():
                self._print(sensor, [f"The rest is over: set {said.next_set}."])
            case Finished():
                self._print(sensor, finished_sentences(said))
            case Compared():
                self._print(sensor, [compared_words(said)])
            case Written():
                self._print(sensor, [f"Written: {path}" for path in said.paths])
            case _:
                pass

    def tick(self, sensors: Sequence[Channel]) -> None:
        """Draw every sensor as it is now."""
        self._live.update(Group(*(self._sensor(one) for one in sensors)), refresh=True)

    def close(self) -> None:
        """Leave the terminal as it was, the drawing in it."""
        self._live.stop()

    def _sensor(self, channel: Channel) -> Panel:
        state = channel.counter.now if channel.begun else None
        grid = Table.grid(padding=(0, 4))
        grid.add_row(
            Text(big_number(channel.progress.counted), style="bold"),
            self._phase(channel.name, state),
        )
        return Panel(grid, title=channel.name or None, title_align="left", expand=False)

    def _phase(self, sensor: str, state: LiveState | None) -> Group:
        plan, trouble = self._plan, self._trouble.get(sensor)
        goal = "" if plan.reps is None else f"of {plan.reps}"
        where = "" if state is None or not state.set else f"set {state.set}{f' of {plan.sets}' if plan.sets else ''}"
        lines: list[Text] = [Text("   ".join(filter(None, (goal, where))) or " ")]
        if state is None:
            lines += [Text(trouble or "waiting for the first samples"), Text(" ")]
        else:
            word, colour = _PHASES[state.phase]
            running_s = max(0.0, state.at_s - state.phase_since_s)
            target_s = target_of(plan.tempo, state.phase)
            lines.append(Text.assemble((f"{word:<7}", f"bold {colour}"), running_bar(running_s, target_s)))
            lines.append(Text(trouble, style="bold red") if trouble else Text(" "))
        lines.append(Text(self._lowering.get(sensor, " ")))
        lines.append(Text("" if plan.tempo is None else plan.tempo.in_words, style="dim"))
        return Group(*lines)

    def _print(self, sensor: str, sentences: Sequence[str]) -> None:
        lead = f"{sensor}: " if sensor else ""
        for sentence in sentences:
            self._live.console.print(lead + sentence, markup=False, highlight=False, soft_wrap=True)


def big_number(number: int) -> str:
    """A number five lines high."""
    rows = [" ".join(_DIGITS[digit][4 * row : 4 * row + 3] for digit in str(number)) for row in range(5)]
    return "\n".join(rows)


def running_bar(running_s: float, target_s: float | None) -> str:
    """A bar of the time a phase has taken, with its target marked, and the same in figures."""
    full_s = OPEN_BAR_S if not target_s else target_s * BAR_SHARE
    filled = min(BAR_CELLS, round(BAR_CELLS * running_s / full_s))
    cells = list("━" * filled + "─" * (BAR_CELLS - filled))
    if target_s:
        cells[round(BAR_CELLS / BAR_SHARE) - 1] = "┃"
    figures = f"{running_s:.1f} s" if not target_s else f"{running_s:.1f} / {target_s:g} s"
    return f"{''.join(cells)} {figures}"


def target_of(tempo: Tempo | None, phase: str) -> float | None:
    """The target seconds of a phase, or None."""
    if tempo is None:
        return None
    return {"raise": tempo.raise_s, "top": tempo.top_s, "lower": tempo.lower_s, "bottom": tempo.bottom_s}[phase]
