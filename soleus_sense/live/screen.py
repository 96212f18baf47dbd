"""The live screen: the count from three metres, the phase against its target, the last lowering, the travel."""

from __future__ import annotations

import asyncio
import math
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from soleus_sense.errors import SettingsError, SoleusError
from soleus_sense.exercises import find_exercise
from soleus_sense.live.both import SidesCompared, both_words
from soleus_sense.live.byhand import Note, Weight, weight_of
from soleus_sense.live.dialogs import Ask, Help, Sure
from soleus_sense.live.figures import bar, big, trace
from soleus_sense.live.last_time import LastTime
from soleus_sense.live.plan import ExerciseBegan, Plan
from soleus_sense.live.session import Channel, Said
from soleus_sense.live.sources import Pace, RecordingSource
from soleus_sense.live.view import BETWEEN, TOLD_TICKS, TRACE_S, Banner, SensorView, Shown
from soleus_sense.motion.reps import PartialRep, RepCounted

LAST_TIME_TICKS = 2 * TOLD_TICKS
"""News of the last workout is unexpected, and longer."""

LONGEST_WHY = 60
"""Characters: an error with a path in it is printed after the session, where there is room for it."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A key: what is pressed, what it calls, what stands at the foot and in the help."""

    key: str
    action: str
    cap: str
    label: str
    help: str


_LIVE_KEYS = (
    _Key("s", "end_set", "s", "set", "end the set, or the rest before the next one"),
    _Key("p,space", "pause", "p", "pause", "pause: what is counted meanwhile is taken off by hand"),
    _Key("u,minus", "correct(-1)", "u", "undo one", "take one repetition off, beside the sensor's count"),
    _Key("a,plus", "correct(1)", "a", "add one", "add one repetition, beside the sensor's count"),
    _Key("n", "note", "n", "note", "keep a note beside the recording"),
    _Key("w", "weigh", "w", "weight", "the weight used from now on"),
)
_REPLAY_KEYS = (
    _Key("p,space", "pause", "p", "pause", "stand still, and go on"),
    _Key("right,full_stop", "step", "→", "next rep", "on to the next repetition, and stand still there"),
    _Key("left,comma", "step_back", "←", "rep before", "back to the repetition before, and stand still there"),
    _Key("plus", "faster(2)", "+", "faster", "twice as fast"),
    _Key("minus", "faster(0.5)", "-", "slower", "half as fast"),
)
_NEXT_KEY = _Key("e", "next_exercise", "e", "next exercise", "leave the rest of this exercise, on to the next")
_SIDE_KEY = _Key("x", "other_side", "x", "side", "the side that undo and add are for")
_MUTE_KEY = _Key("m", "mute", "m", "mute", "sound off and on")
_LAST_KEYS = (
    _Key("q", "leave", "q", "quit", "quit; asks once, everything is saved"),
    _Key("question_mark", "explain", "?", "help", "this"),
)
_QUIET_KEYS = (
    _Key("t", "theme", "t", "light or dark", "light or dark"),
    _Key("ctrl+c,ctrl+q", "interrupt", "^C", "end at once", "end at once; everything is saved"),
)
"""They work, and stand in the help, not at the foot."""

_NOTHING_SAVED = {"leave": "quit; asks once", "interrupt": "end at once"}
"""What the help says of these where a recording is played: nothing new is there to be saved."""


class Line(Static):
    """Words that are drawn again only when they change."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", markup=False, id=id, classes=classes)
        self.words = ""

    def show(self, words: str) -> None:
        """Show these words."""
        if words != self.words:
            self.words = words
            self.update(words, layout=False)


class Parts(Line):
    """Words of several parts: where they take more than one line, they are broken between parts if there is room."""

    def show(self, words: str) -> None:
        """Show these words."""
        if words != self.words:
            self.words = words
            self._fill()

    def on_resize(self) -> None:
        """A new width."""
        self._fill()

    def _fill(self) -> None:
        lines = [""]
        for part in self.words.split(BETWEEN):
            longer = f"{lines[-1]}{BETWEEN}{part}" if lines[-1] else part
            if lines[-1] and len(longer) > self.content_size.width:
                lines.append(part)
            else:
                lines[-1] = longer
        self.update("\n".join(lines) if len(lines) <= self.content_size.height else self.words, layout=False)


class _Drawn(Widget):
    """Something drawn to its size, each of its lines again only when it changes.

    A whole widget's text would be laid out anew ten times a second; these lines need no layout.
    """

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._lines: list[str] = []
        self._colours: Style | None = None

    def draw(self) -> str:
        """What to draw, in lines no longer than the widget is wide."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw again where it is different."""
        width, height = self.size
        drawn = self.draw().splitlines() if width and height else []
        above = max((height - len(drawn)) // 2, 0)
        lines = [*[""] * above, *drawn, *[""] * (height - above - len(drawn))]
        lines = [line.center(width) for line in lines[:height]]
        changed = [y for y, (old, new) in enumerate(zip(self._lines, lines, strict=False)) if old != new]
        whole = len(self._lines) != len(lines)
        self._lines = lines
        if whole:
            self.refresh()
        elif changed:
            self.refresh(Region(0, changed[0], width, changed[-1] - changed[0] + 1))

    def on_resize(self) -> None:
        """A new size."""
        self.redraw()

    def render_line(self, y: int) -> Strip:
        """One line as it was drawn last."""
        width = self.size.width
        line = self._lines[y] if y < len(self._lines) else ""
        if self._colours is None:
            self._colours = self.rich_style
        return Strip([Segment(line.ljust(width)[:width], self._colours)], width)

    def notify_style_update(self) -> None:
        """Other colours from now on."""
        super().notify_style_update()
        self._colours = None


class Figure(_Drawn):
    """A number as large as fits.

    Parameters
    ----------
    room_for : the largest number whose size it keeps
    """

    def __init__(self, room_for: str, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._room_for = room_for
        self.text = ""

    def show(self, text: str) -> None:
        """Show this number."""
        if text != self.text:
            self.text = text
            self.redraw()

    def draw(self) -> str:
        """The number."""
        return big(self.text, columns=self.size.width, rows=self.size.height, room_for=self._room_for)


class Bar(_Drawn):
    """A phase's time, filling towards its target."""

    _running_s = 0.0
    _target_s: float | None = None

    def show(self, running_s: float, target_s: float | None) -> None:
        """Show this time."""
        self._running_s, self._target_s = running_s, target_s
        self.redraw()

    def draw(self) -> str:
        """The bar, over all its lines."""
        line = bar(self._running_s, self._target_s, columns=self.size.width)
        return "\n".join([line] * self.size.height)


class Trace(_Drawn):
    """The heel's travel of the last seconds, drawn at every other tick: all of it changes each time."""

    _shown: Shown | None = None
    _due = False

    def show(self, shown: Shown) -> None:
        """Show these points."""
        self._shown = shown
        self._due = not self._due
        if self._due:
            self.redraw()

    def draw(self) -> str:
        """The line."""
        if self._shown is None:
            return ""
        return trace(
            self._shown.at_s,
            self._shown.travel,
            now_s=self._shown.now_s,
            span_s=TRACE_S,
            columns=self.size.width,
            rows=self.size.height,
        )


class SensorPane(Vertical):
    """Everything about one sensor."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._side = name
        self._side_line = Line(classes="name")
        self._count_figure = Figure("00", classes="count")
        self._goal_line = Line(classes="goal")
        self._phase_line = Line(classes="phase")
        self._time_figure = Figure("0.0", classes="running")
        self._clock_line = Line(classes="clock")
        self._time_bar = Bar()
        self._verdict_line = Line(classes="verdict")
        self._sets_line = Parts(classes="sets")
        self._travel_trace = Trace()
        self._edge_line = Parts(classes="edge")
        self._phase_shown = ""

    def compose(self) -> ComposeResult:
        yield self._side_line
        with Horizontal(classes="figures"):
            with Vertical(classes="left"):
                yield self._count_figure
                yield self._goal_line
            with Vertical(classes="right"):
                yield self._time_figure
                yield self._phase_line
        yield self._clock_line
        yield self._time_bar
        yield self._verdict_line
        yield self._sets_line
        yield self._travel_trace
        yield self._edge_line

    def show(self, shown: Shown, *, chosen: bool) -> None:
        """Show this."""
        self._side_line.show(f"▸ {self._side.upper()} ◂" if chosen else self._side.upper())
        self._side_line.set_class(chosen, "chosen")
        self._count_figure.show(shown.count)
        self._goal_line.show(shown.goal)
        self._phase_line.show(shown.phase.upper())
        self._time_figure.show(shown.running)
        self._clock_line.show(shown.clock)
        self._time_bar.show(shown.running_s, shown.target_s)
        if shown.phase != self._phase_shown:
            for one in (self._phase_line, self._time_figure, self._clock_line, self._time_bar):
                one.remove_class(self._phase_shown or "none").add_class(shown.phase)
            self._phase_shown = shown.phase
        self._verdict_line.show(shown.verdict.text)
        self._verdict_line.set_class(shown.verdict.kind == "good", "good")
        self._verdict_line.set_class(shown.verdict.kind == "off", "off")
        self._sets_line.show(shown.sets)
        self._travel_trace.show(shown)
        self._edge_line.show(shown.edge)


class Foot(Static):
    """The keys, in as many lines as they need: no key's words are ever cut."""

    def __init__(self, *, id: str) -> None:
        super().__init__("", markup=False, id=id)
        self._keys: tuple[_Key, ...] = ()

    def show(self, keys: tuple[_Key, ...]) -> None:
        """Show these keys."""
        self._keys = keys
        self._fill()

    def on_resize(self, resized: events.Resize) -> None:
        """A new width."""
        self._fill()

    def _fill(self) -> None:
        lines: list[Text] = [Text()]
        for key in self._keys:
            item = Text.assemble((key.cap, "bold reverse"), " ", key.label)
            if lines[-1] and len(lines[-1]) + 2 + len(item) > self.content_size.width:
                lines.append(Text())
            if lines[-1]:
                lines[-1].append("  ")
            lines[-1].append_text(item)
        self.update(Text("\n").join(lines))


class LiveApp(App[None]):
    """The screen of one session.

    Parameters
    ----------
    plan : what is meant to be done
    replay : whether a recording is played: it can be held, stepped and hurried, and is not corrected
    """

    CSS_PATH = "screen.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-normal"), (110, "-wide")]  # noqa: RUF012 - Textual's own type
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (18, "-low"), (36, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "interrupt", "end at once", show=False, priority=True)
    ]

    def __init__(self, plan: Plan, *, replay: bool = False) -> None:
        super().__init__()
        self.animation_level = "none"
        self.theme = "textual-light" if light_terminal(os.environ.get("COLORFGBG", "")) else "textual-dark"
        self.ready = asyncio.Event()
        """Set when it is drawn and takes what it is told."""
        self._plan = plan
        self._replay = replay
        self._in_day = False
        self._muted = False
        self._on_mute: Callable[[bool], None] | None = None
        self._views: dict[str, SensorView] = {}
        self._panes: dict[str, SensorPane] = {}
        self._channels: tuple[Channel, ...] = ()
        self._chosen = 0
        self._notice: Banner | None = None
        self._notice_ticks = 0
        self._head = Line(id="head")
        self._banner = Line(id="banner")
        self._sensors = Horizontal(id="sensors")
        self._both = Line(id="both")
        self._foot = Foot(id="keys")
        for key in (*_REPLAY_KEYS, *_LAST_KEYS, *_QUIET_KEYS) if replay else (*_LIVE_KEYS, *_LAST_KEYS, *_QUIET_KEYS):
            self.bind(key.key, key.action, description=key.label)
        self.bind(_MUTE_KEY.key, _MUTE_KEY.action)
        self.bind(_SIDE_KEY.key, _SIDE_KEY.action)
        self.bind(_NEXT_KEY.key, _NEXT_KEY.action)

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._banner
        yield self._sensors
        yield self._both
        yield self._foot

    def on_mount(self) -> None:
        """Everything stands before the first sensor is there."""
        self._foot.show(self._keys())
        self._show_head()
        self._show_banner()

    def on_ready(self) -> None:
        """The first frame is on the terminal."""
        self.ready.set()

    def offer_mute(self, on_mute: Callable[[bool], None]) -> None:
        """There is sound: a key turns it off (True) and on again."""
        self._on_mute = on_mute

    def ring(self) -> None:
        """Ring the terminal's bell."""
        if self.is_running:
            self.bell()

    # -- told by the session ------------------------------------------------------------------------------------

    def hear(self, sensor: str, said: Said) -> None:
        """Something happened at that sensor, or it is known of both."""
        if isinstance(said, SidesCompared):
            self._both.show(both_words(said, short=True))
            return
        if isinstance(said, ExerciseBegan):
            self._both.show("")
            self._begin_exercise(said)
        if isinstance(said, LastTime):
            why = f": {said.why}" if len(said.why) <= LONGEST_WHY else ""
            self._tell("plain", f"The last workout ended early{why}. It is saved.", ticks=LAST_TIME_TICKS)
            return
        self._view(sensor).hear(said)
        self._show_banner()

    def hold_at(self, said: Said) -> None:
        """A step ends with the repetition it was for: before the next samples come, and so before it is drawn."""
        pace = self._pace
        if pace is not None and pace.stepping and isinstance(said, RepCounted | PartialRep):
            pace.hold()

    def show(self, channels: Sequence[Channel]) -> None:
        """Time has passed: draw every sensor as it is now."""
        if tuple(channels) != self._channels:
            self._take(tuple(channels))
        for number, channel in enumerate(self._channels):
            shown = self._view(channel.name).tick(channel)
            self._panes[channel.name].show(shown, chosen=number == self._chosen)
        if self._notice_ticks:
            self._notice_ticks -= 1
            if not self._notice_ticks:
                self._notice = None
        self._show_head()
        self._show_banner()

    def _begin_exercise(self, said: ExerciseBegan) -> None:
        """It is of every sensor, though it is told once."""
        self._plan, self._in_day = said.plan, said.of > 1
        for view in self._views.values():
            view.hear(said)
        self._foot.show(self._keys())

    def _take(self, channels: tuple[Channel, ...]) -> None:
        self._channels = channels
        # What was said while a wearable was looked for may have gone to a name that it does not have in the end.
        names = {channel.name for channel in channels}
        self._views = {name: view for name, view in self._views.items() if name in names}
        self._panes = {channel.name: SensorPane(channel.name) for channel in channels}
        self._sensors.remove_children()
        self._sensors.mount(*self._panes.values())
        self.screen_stack[0].set_class(len(channels) > 1, "-two")
        self._foot.show(self._keys())

    def _view(self, sensor: str) -> SensorView:
        if sensor not in self._views:
            self._views[sensor] = SensorView(self._plan, replay=self._replay)
        return self._views[sensor]

    def _show_head(self) -> None:
        plan, pace = self._plan, self._pace
        parts = ["Soleus Sense"]
        if pace is not None:
            parts.append(f"replay ×{pace.speed:g}" + (" · held" if pace.held else ""))
        if plan.exercise is not None:
            parts.append(find_exercise(plan.exercise).name)
        if plan.tempo is not None:
            parts.append(plan.tempo.in_words)
        if self._muted:
            parts.append("muted")
        # Where there is no room for all of it, the name goes first, then what the tempo makes clear.
        while len(parts) > 1 and len(" · ".join(parts)) > self.size.width - 2:
            parts.pop(0)
        self._head.show(" · ".join(parts))

    def _show_banner(self) -> None:
        banners = [
            (f"{name.upper()}: {view.banner.text}" if name and len(self._views) > 1 else view.banner.text, view.banner)
            for name, view in self._views.items()
            if view.banner is not None
        ]
        bad = [one for one in banners if one[1].kind == "bad"]
        own = [] if self._notice is None else [(self._notice.text, self._notice)]
        paused = [] if not any(one.paused for one in self._channels) else [("PAUSED · p goes on", Banner("plain", ""))]
        chosen = bad or own or paused or banners
        self._banner.show("   ".join(text for text, _ in chosen))
        for kind in ("bad", "good", "plain"):
            self._banner.set_class(bool(chosen) and chosen[0][1].kind == kind, kind)

    # -- keys ---------------------------------------------------------------------------------------------------

    def _keys(self) -> tuple[_Key, ...]:
        keys = _REPLAY_KEYS if self._replay else _LIVE_KEYS
        sound = () if self._on_mute is None else (_MUTE_KEY,)
        side = (_SIDE_KEY,) if len(self._channels) > 1 and not self._replay else ()
        day = (_NEXT_KEY,) if self._in_day else ()
        return (*keys, *day, *side, *sound, *_LAST_KEYS)

    @property
    def _pace(self) -> Pace | None:
        source = self._channels[0].source if self._channels else None
        return source.pace if isinstance(source, RecordingSource) else None

    def _tell(self, kind: str, text: str, *, ticks: int = TOLD_TICKS) -> None:
        self._notice, self._notice_ticks = Banner(kind, text), ticks
        self._show_banner()

    def _do(self, what: Callable[[], None]) -> None:
        """Do it; what goes wrong is said over the full width, and the session goes on."""
        try:
            what()
        except SoleusError as error:
            self._tell("bad", str(error))

    def action_end_set(self) -> None:
        """End the running set, or the rest."""

        def end() -> None:
            for channel in self._channels:
                for said in channel.end_set():
                    self.hear(channel.name, said)

        self._do(end)

    def action_pause(self) -> None:
        """Pause or go on."""
        pace = self._pace
        if self._replay and pace is not None:
            pace.release() if pace.held else pace.hold()
            return
        paused = not any(channel.paused for channel in self._channels)
        self._do(lambda: [channel.pause(paused) for channel in self._channels].clear())

    def action_correct(self, by: int) -> None:
        """Add one to the chosen side's count, or take one off."""
        if self._channels:
            self._do(lambda: self._channels[self._chosen].correct(by))

    def action_other_side(self) -> None:
        """Corrections are for the other side from now on."""
        if self._channels:
            self._chosen = (self._chosen + 1) % len(self._channels)

    def action_note(self) -> None:
        """Ask for a note and keep it."""

        def keep(text: str | None) -> None:
            if text is not None:
                self._do(lambda: self._add(lambda at: Note(at.progress.set, text, at.counter.now.at_s)))

        self.push_screen(Ask("A note to this session:"), keep)

    def action_weigh(self) -> None:
        """Ask for the weight and keep it."""

        def keep(text: str | None) -> None:
            if text is None:
                return
            try:
                weight_kg = weight_of(text)
            except SettingsError as error:
                self._tell("bad", str(error))
                return
            self._do(lambda: self._add(lambda at: Weight(at.progress.set, weight_kg, at.counter.now.at_s)))

        self.push_screen(Ask("The weight used from now on, in kilograms:"), keep)

    def _add(self, entry_of: Callable[[Channel], Note | Weight]) -> None:
        for channel in self._channels:
            channel.by_hand.add(entry_of(channel))
        self._tell("good", "Kept")

    def action_step(self) -> None:
        """On to the next repetition."""
        if self._pace is not None:
            self._pace.release(step=True)

    def action_step_back(self) -> None:
        """Back to the repetition before this moment; from the first one to the beginning."""
        pace = self._pace
        if pace is not None:
            newest_s, marks_s = self._channels[0].newest_s, self._channels[0].marks_s
            pace.back(max((at_s for at_s in marks_s if at_s < newest_s), default=-math.inf))

    def action_next_exercise(self) -> None:
        """Leave the rest of this exercise undone."""
        if self._in_day:
            for channel in self._channels:
                channel.leave()

    def action_faster(self, times: float) -> None:
        """Play faster or slower."""
        if self._pace is not None:
            self._pace.faster(times)

    def action_mute(self) -> None:
        """Sound off or on."""
        if self._on_mute is not None:
            self._muted = not self._muted
            self._on_mute(self._muted)

    def action_theme(self) -> None:
        """Light or dark."""
        self.theme = "textual-dark" if self.theme == "textual-light" else "textual-light"

    def action_explain(self) -> None:
        """The keys in whole sentences."""
        told = _NOTHING_SAVED if self._replay else {}
        self.push_screen(Help([(key.cap, told.get(key.action, key.help)) for key in (*self._keys(), *_QUIET_KEYS)]))

    def action_leave(self) -> None:
        """Ask once, then quit."""

        def decide(sure: bool | None) -> None:
            if sure:
                self.exit()

        self.push_screen(Sure(saved=not self._replay), decide)

    def action_interrupt(self) -> None:
        """End as Ctrl-C ends a program, everything saved."""
        signal.raise_signal(signal.SIGINT)


def light_terminal(colorfgbg: str) -> bool:
    """Whether the terminal says of itself that its background is light (`COLORFGBG`, set by several)."""
    background = colorfgbg.rpartition(";")[2]
    return background in ("7", "15")
