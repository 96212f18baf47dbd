"""What a live screen shows of one sensor, as words and numbers: told what happens, asked what to draw."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from soleus_sense.exercises import Tempo
from soleus_sense.exercises.said import signed
from soleus_sense.live.figures import clock
from soleus_sense.live.plain import battery_sentence, exercise_words, ruling_words
from soleus_sense.live.plan import ExerciseBegan, GoalReached, MinutesReached, Plan, RestOver
from soleus_sense.live.programme import counted
from soleus_sense.live.session import Channel, Said, Searching, SteppedBack
from soleus_sense.motion.counter import LiveState
from soleus_sense.motion.heel_rise_test import MOST_WARNINGS, HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.reps import PartialRep, RepCounted, SetEnded, SetStarted, SignalBack, SignalLost
from soleus_sense.wearables.stream import Battery, Connected, Retrying

TRACE_S = 10.0
"""How much of the heel's travel is shown: two to three slow repetitions."""

TOLD_TICKS = 30
"""A banner that needs nothing to be done goes away after so many ticks: three seconds."""

BETWEEN = " · "
"""Between the parts of a line."""

SETS_NAMED = 6
"""The counts of so many sets that are done are named, the older ones not."""


@dataclass(frozen=True, slots=True)
class Banner:
    """A sentence over the full width; `kind` is "bad", "good" or "plain"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The last lowering against its target; `kind` is "good", "off" or "plain"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One sensor's part of the screen.

    Attributes
    ----------
    count : repetitions of the set, in figures
    goal : what stands beside the count
    phase : "raise", "top", "lower", "bottom", "rest", "ready" or "waiting"
    running : the phase's time, or the rest's, in figures; "" for none
    clock : phase and time in words, such as `lower 1.8 / 3.0 s`
    running_s, target_s : for the bar
    verdict : the last lowering
    sets : this set, the sets done, the rest
    edge : what is of interest now and then only
    at_s, travel : the trace's points
    now_s : the trace's right edge
    """

    count: str
    goal: str
    phase: str
    running: str
    clock: str
    running_s: float
    target_s: float | None
    verdict: Verdict
    sets: str
    edge: str
    at_s: tuple[float, ...]
    travel: tuple[float, ...]
    now_s: float


class SensorView:
    """Collects what one sensor's part of the screen shows.

    Parameters
    ----------
    plan : what is meant to be done
    replay : whether a recording is played, which has no signal

    State: the last lowering, the link, the banner and how long it stays, the travel of the last ten seconds.
    """

    def __init__(self, plan: Plan, *, replay: bool = False) -> None:
        self._plan = plan
        self._replay = replay
        self._verdict = Verdict("plain", "")
        self._battery: int | None = None
        self._link: Connected | None = None
        self._silent = False
        self._banner: Banner | None = None
        self._banner_ticks = 0
        self._points: deque[tuple[float, float]] = deque()
        self._exercise = ""
        self._announced: Banner | None = None

    @property
    def banner(self) -> Banner | None:
        """What is to be said over the full width now."""
        return self._banner or self._announced

    def hear(self, said: Said) -> None:
        """Note what happened."""
        match said:
            case RepCounted():
                self._verdict = verdict_of(said.rep.lower_s, self._plan.tempo)
            case PartialRep():
                self._verdict = Verdict("off", "✗ not counted: under half of the usual range")
            case Searching():
                self._say("plain", f"Looking for {said.wanted or 'a wearable'}", stays=True)
            case Connected():
                self._link, self._battery = said, said.battery_percent
                if not self._silent:
                    self._say("good", f"Connected to {said.name}")
            case Battery():
                self._battery = said.percent
                if said.warn:
                    self._say("bad", battery_sentence(said).rstrip("."))
            case SignalLost():
                self._silent = True
                self._say("bad", "SIGNAL LOST · the count is kept", stays=True)
            case Retrying():
                self._silent = True
                self._say("bad", f"NO LINK · {said.why} · the count is kept", stays=True)
            case SignalBack():
                self._silent = False
                self._say("good", "SIGNAL BACK")
            case GoalReached():
                self._say("good", self._plan.reached(said.reps))
            case MinutesReached():
                self._say("good", f"{said.minutes:g} minutes done")
            case ExerciseBegan():
                self._plan, self._verdict = said.plan, Verdict("plain", "")
                self._exercise = f"exercise {said.number} of {said.of}"
                # It stands until the first repetition, with other news before it: there is much to set up.
                words = f"Exercise {said.number} of {said.of}: {exercise_words(said.plan)}"
                self._banner, self._announced = None, Banner("plain", words)
            case SetStarted():
                self._announced = None
            case HeelRiseWarning():
                ends = " · one more ends the test" if said.number < MOST_WARNINGS else ""
                self._say("bad", f"WARNING {said.number}: {said.why.upper()} LOST{ends}")
                self._verdict = Verdict("off", f"✗ {ruling_words(said)}")
            case HeelRiseResult():
                self._say("good", f"The test is over: {said.reps} repetitions", stays=True)
            case SteppedBack():
                self._points = deque(said.trail)
                self._verdict = Verdict("plain", "")
                if said.last is not None:
                    self.hear(said.last)
            case SetEnded():
                self._say("plain", f"Set {said.set.index} ended: {said.set.reps} counted")
            case RestOver():
                self._say("good", f"The rest is over: set {said.next_set}")
            case _:
                pass

    def tick(self, channel: Channel) -> Shown:
        """Time has passed: what is to be drawn now."""
        if self._banner is not None and self._banner_ticks:
            self._banner_ticks -= 1
            if not self._banner_ticks:
                self._banner = None
        state = channel.counter.now if channel.begun else None
        if state is not None:
            self._remember(state)
        phase, running, words, running_s, target_s = self._phase(channel, state)
        return Shown(
            count=str(channel.counted),
            goal=self._goal(channel),
            phase=phase,
            running=running,
            clock=words,
            running_s=running_s,
            target_s=target_s,
            verdict=self._verdict,
            sets=self._sets(channel, state),
            edge=self._edge(channel),
            at_s=tuple(at_s for at_s, _ in self._points),
            travel=tuple(travel for _, travel in self._points),
            now_s=0.0 if state is None else state.at_s,
        )

    def _goal(self, channel: Channel) -> str:
        if self._plan.minutes is not None:
            return f"{clock(channel.progress.exercised_s)} of {clock(60 * self._plan.minutes)}"
        return self._plan.beside(channel.counted)

    def _say(self, kind: str, text: str, *, stays: bool = False) -> None:
        self._banner, self._banner_ticks = Banner(kind, text), 0 if stays else TOLD_TICKS

    def _remember(self, state: LiveState) -> None:
        if not self._points or state.at_s > self._points[-1][0]:
            self._points.append((state.at_s, state.travel))
        # One point more than is shown, so that the line reaches the left edge.
        while len(self._points) > 1 and self._points[1][0] < state.at_s - TRACE_S:
            self._points.popleft()

    def _phase(self, channel: Channel, state: LiveState | None) -> tuple[str, str, str, float, float | None]:
        """Phase, its figures, its words, its seconds, its target."""
        if state is None:
            return "waiting", "", "waiting for the first samples", 0.0, None
        progress = channel.progress
        if state.phase == "bottom" and not state.set:
            if not counted(self._plan):
                return "ready", "", "walk; e when you are done", 0.0, None
            if progress.rest_since_s is None:
                return "ready", "", "ready: a set begins with its first repetition", 0.0, None
            left_s = progress.rest_left_s(state.at_s)
            if left_s is not None:
                planned_s = progress.rest_planned_s
                return "rest", clock(left_s), f"rest, {clock(left_s)} left", planned_s - left_s, planned_s
            rested_s = max(state.at_s - progress.rest_since_s, 0.0)
            return "rest", clock(rested_s), f"rest for {clock(rested_s)} so far", 0.0, None
        running_s = max(state.at_s - state.phase_since_s, 0.0)
        target_s = target_of(self._plan.tempo, state.phase)
        goal = f" / {target_s:.1f}" if target_s else ""
        return state.phase, f"{min(running_s, 99.9):.1f}", f"{state.phase} {running_s:.1f}{goal} s", running_s, target_s

    def _sets(self, channel: Channel, state: LiveState | None) -> str:
        planned, progress = self._plan.sets, channel.progress
        parts = [self._exercise] if self._exercise else []
        of = f" of {planned}" if planned else ""
        if channel.paused:
            parts.append("PAUSED: nothing counts")
        if state is not None and state.set:
            parts.append(f"set {state.set}{of}")
        elif progress.done:
            parts.append("all sets done")
        elif state is not None:
            parts.append(f"next: set {progress.ended_sets + 1}{of}")
        if channel.referee is not None:
            parts.append(f"warnings {len(channel.referee.warnings)} of {MOST_WARNINGS}")
        corrected = channel.by_hand.correction(progress.set)
        if corrected:
            parts.append(f"sensor {progress.counted}, by hand {signed(corrected)}")
        if progress.ended:
            counts = [max(reps + channel.by_hand.correction(index), 0) for index, reps in progress.ended]
            parts.append("done: " + ", ".join(str(count) for count in counts[-SETS_NAMED:]))
        return BETWEEN.join(parts)

    def _edge(self, channel: Channel) -> str:
        parts: list[str] = []
        if self._battery is not None:
            low = " LOW" if Battery(self._battery).low else ""
            parts.append(f"battery {self._battery} %{low}")
        if self._link is not None:
            parts.append(f"{self._link.rate_hz:g} Hz")
        heard = "" if channel.rssi_dbm is None else f" −{abs(channel.rssi_dbm)} dBm"
        if self._silent:
            parts.append("signal lost")
        elif not self._replay:
            parts.append(f"signal ok{heard}")
        parts.append(f"{channel.lost_samples} lost")
        if channel.by_hand.weight_kg is not None:
            parts.append(f"{channel.by_hand.weight_kg:g} kg")
        return BETWEEN.join(parts)


def verdict_of(lower_s: float, tempo: Tempo | None) -> Verdict:
    """A lowering against its target, with a sign before the words: never by colour alone."""
    took = f"lowered in {lower_s:.1f} s"
    if tempo is None:
        return Verdict("plain", took)
    if tempo.lower_s is None:
        if tempo.complies(lower_s):
            return Verdict("good", f"✓ good: {took}, as fast as wanted")
        return Verdict("off", f"▼ too slow: {took}, as fast as possible")
    target = f"target {tempo.lower_s:g} s"
    if tempo.complies(lower_s):
        return Verdict("good", f"✓ good: {took}, {target}")
    away_s = lower_s - tempo.lower_s
    how = "▼ too slow" if away_s > 0 else "▲ too fast"
    return Verdict("off", f"{how}: {took}, {target}")


def target_of(tempo: Tempo | None, phase: str) -> float | None:
    """The target seconds of a phase, or None."""
    if tempo is None:
        return None
    return {"raise": tempo.raise_s, "top": tempo.top_s, "lower": tempo.lower_s, "bottom": tempo.bottom_s}[phase]
