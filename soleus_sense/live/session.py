"""A workout: samples from one or two sensors into the journal and the counter, and what comes of them told on.

The samples are on disk before anything else is done with them. However a session ends, what came until then
is kept: by the plan, by the recording's end, by Ctrl-C, by a closed terminal, by an error.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from numpy.typing import ArrayLike

from soleus_sense.errors import RecordingError
from soleus_sense.live.both import BothSides, SidesCompared
from soleus_sense.live.byhand import ByHand, Correction, Pause, SetEnd
from soleus_sense.live.last_time import LastTime
from soleus_sense.live.plan import ExerciseBegan, GoalReached, MinutesReached, Plan, Progress, RestOver
from soleus_sense.motion.counter import LiveState
from soleus_sense.motion.gait import StrideStream, summarise_gait
from soleus_sense.motion.heel_rise_test import HeelRiseReferee, HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.reps import Analysis, Event, PartialRep, RepCounted, SetEnded
from soleus_sense.motion.samples import SampleBlock
from soleus_sense.recording.journal import ClockMap, JournalWriter, metadata_path
from soleus_sense.wearables.stream import Battery, Connected, Retrying, SamplesLost, StreamItem

if TYPE_CHECKING:
    from soleus_sense.history import Keeper

TICK_S = 0.1
"""How often a screen is drawn anew: ten times a second is smooth for a bar that runs for three."""


@dataclass(frozen=True)
class Rewound:
    """A recording that is played goes back: so much of it has been played now.

    Attributes
    ----------
    blocks : all of it from its beginning; none where it begins anew
    lost_samples : that are missing in them
    """

    blocks: tuple[SampleBlock, ...]
    lost_samples: int


SIGNAL_EVERY_S = 5.0
"""How often the strength of the signal is asked for: who walks away from the computer sees it fall."""


class Source(Protocol):
    """Where samples come from: a wearable's stream, or a recording that is played."""

    def items(self) -> AsyncGenerator[StreamItem | Rewound, None]:
        """Blocks of samples and what happens to the link."""
        ...

    def clock_map(self) -> ClockMap | None:
        """How the sensor's clock maps to UTC, as far as it is known."""
        ...

    async def rssi_dbm(self) -> int | None:
        """How strongly the sensor is heard now; None where nobody tells."""
        ...


class Counter(Protocol):
    """What a session needs of `motion.counter.RepCounter`."""

    def push(self, time_s: ArrayLike, acc_m_s2: ArrayLike, gyr_rad_s: ArrayLike | None = None) -> list[Event]:
        """Take samples; return what they made known."""
        ...

    def end_set(self) -> list[Event]:
        """End the running set now; the next repetition begins another."""
        ...

    def finish(self) -> list[Event]:
        """No more samples come."""
        ...

    def analysis(self) -> Analysis:
        """Everything so far."""
        ...

    @property
    def now(self) -> LiveState:
        """Where the heel is now."""
        ...


@dataclass(frozen=True, slots=True)
class Searching:
    """A wearable is being looked for; None: any of a known kind."""

    wanted: str | None


@dataclass(frozen=True)
class Finished:
    """A sensor's part of the session is over and saved.

    Attributes
    ----------
    analysis : everything that was counted
    path : its recording, or None where none was written
    lost_samples : samples that never arrived
    """

    analysis: Analysis
    path: Path | None
    lost_samples: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One repetition of a simulated person, and what was counted of it; None where one is without the other.

    Attributes
    ----------
    rep : number of the repetition
    true_lower_s, counted_lower_s : how long its lowering was, and was measured to be
    """

    rep: int
    true_lower_s: float | None
    counted_lower_s: float | None


@dataclass(frozen=True, slots=True)
class SteppedBack:
    """A replay stands at an earlier moment.

    Attributes
    ----------
    last : the repetition that was told last then; None before the first
    trail : (seconds, travel) of the time before, as far as it is shown
    """

    last: RepCounted | PartialRep | None
    trail: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Written:
    """Files that were made of the session."""

    paths: tuple[Path, ...]


Said = (
    Event
    | Connected
    | Retrying
    | SamplesLost
    | Battery
    | GoalReached
    | MinutesReached
    | RestOver
    | ExerciseBegan
    | HeelRiseWarning
    | HeelRiseResult
    | LastTime
    | Searching
    | Finished
    | SidesCompared
    | Compared
    | SteppedBack
    | Written
)
"""What a session tells its output."""


class Output(Protocol):
    """Where a session is told: sentences, JSON or a screen."""

    def say(self, sensor: str, said: Said) -> None:
        """Something happened at the sensor of that name ("" where there is only one)."""
        ...

    def tick(self, sensors: Sequence[Channel]) -> None:
        """Time has passed."""
        ...

    def close(self) -> None:
        """Nothing more comes."""
        ...


class Channel:
    """One sensor of the session: its source, its journal, its counter.

    Parameters
    ----------
    name : "left", "right" or what tells it from the others; "" where there is only one
    source : its samples
    counter : fresh
    journal : opened, or None to keep nothing
    plan : what is meant to be done
    progress : how far it is with the plan already; None: not begun
    anew : makes a fresh counter, where a recording is played that can go back
    """

    def __init__(
        self,
        name: str,
        source: Source,
        counter: Counter,
        *,
        journal: JournalWriter | None,
        plan: Plan,
        progress: Progress | None = None,
        anew: Callable[[], Counter] | None = None,
    ) -> None:
        self.name = name
        self.source = source
        self.counter = counter
        self.journal = journal
        self.progress = progress or Progress(plan)
        self.referee = HeelRiseReferee() if plan.is_heel_rise_test else None
        """Follows a heel-rise test."""
        self.marks_s: list[float] = []
        """The newest sample's time when each repetition or partial was told: where a replay can be stepped to."""
        self._anew = anew
        self._steps = StrideStream()
        self.newest_s = -math.inf
        """The newest sample's time."""
        self._left = False
        self.by_hand = ByHand(None if journal is None else journal.path)
        """What the person adds; the sensor's count is never changed."""
        self.paused = False
        """Whether repetitions are taken off again by hand as they come."""
        self.begun = False
        """Whether samples have come."""
        self.lost_samples = 0
        self.rate_hz: float | None = None
        """What the sensor said it sends."""
        self.rssi_dbm: int | None = None
        """How strongly it was heard last; None where nobody tells."""
        self.keeper: Keeper | None = None
        """Keeps the sets in the history; None: they are not kept there."""
        self.closed = False
        self.problem: RecordingError | None = None
        """Why the recording's last samples may not be on the disk, once it is closed."""

    @property
    def done(self) -> bool:
        """Nothing more of the plan is to be done: the sets, the minutes or the test are over, or it was left."""
        return self._left or self.progress.done or (self.referee is not None and self.referee.over)

    def leave(self) -> None:
        """The person leaves the rest of the plan undone."""
        self._left = True

    def take(self, item: StreamItem | Rewound) -> list[Said]:
        """Keep and count what came; return what is to be told.

        Raises
        ------
        RecordingError
            The disk takes no more.
        """
        if self.closed:
            return []
        if isinstance(item, Rewound):
            return [self._go_back(item)]
        if not isinstance(item, SampleBlock):
            if isinstance(item, Connected):
                self.rate_hz = item.rate_hz
            if isinstance(item, SamplesLost):
                self.lost_samples += item.samples
                if self.journal is not None:
                    self.journal.note_loss(item.samples)
            return [item]
        if not len(item):
            return []
        if self.journal is not None:
            self.journal.append(item)
        self.begun = True
        self.newest_s = float(item.time_s[-1])
        self._steps.push(item.time_s, item.acc_m_s2, item.gyr_rad_s)
        said = self._planned(self.counter.push(item.time_s, item.acc_m_s2, item.gyr_rad_s))
        if self.referee is not None:
            said += self.referee.at(self.newest_s)
        return [*said, *self.progress.at(self.newest_s)]

    def _go_back(self, back: Rewound) -> SteppedBack:
        """Count what was played until then once more, without a word."""
        if self._anew is None:
            raise RuntimeError("only a recording that is played goes back")
        plan = self.progress.plan
        marks_s, self.marks_s = self.marks_s, []
        self.counter, self.progress, self._steps = self._anew(), Progress(plan), StrideStream()
        self.referee = None if self.referee is None else HeelRiseReferee()
        self.begun, self.lost_samples, self.newest_s = False, back.lost_samples, -math.inf
        told: list[RepCounted | PartialRep] = []
        trail: list[tuple[float, float]] = []
        for block in back.blocks:
            told += [one for one in self.take(block) if isinstance(one, RepCounted | PartialRep)]
            trail.append((self.counter.now.at_s, self.counter.now.travel))
        # The blocks are longer than those that were played: what was told when is known from then.
        self.marks_s = [at_s for at_s in marks_s if back.blocks and at_s <= back.blocks[-1].time_s[-1]]
        return SteppedBack(told[-1] if told else None, tuple(trail))

    def close(self) -> list[Said]:
        """No more comes: save, then count to the end; return what is to be told. Closing twice is harmless.

        Where no sample ever came, no empty recording is left behind. A disk that takes no more keeps nobody from
        hearing what was counted: it is in `problem`.
        """
        if self.closed:
            return []
        self.closed = True
        path = None
        if self.journal is not None:
            path = self.journal.path
            known = self.source.clock_map()
            if known is not None:
                self.journal.note_clock(known)
            try:
                self.journal.close()
            except RecordingError as error:
                self.problem = error
            if not self.begun:
                path.unlink(missing_ok=True)
                metadata_path(path).unlink(missing_ok=True)
                self.by_hand.discard()
        if not self.begun:
            return []
        said = self._planned(self.counter.finish())
        if self.referee is not None:
            said += self.referee.finish(self.newest_s)
        analysis = self._walked(self.counter.analysis())
        if self.keeper is not None:
            self.keeper.finish(self.name, analysis, lost_samples=self.lost_samples, sample_rate_hz=self.rate_hz)
        return [*said, Finished(analysis, path, self.lost_samples)]

    @property
    def counted(self) -> int:
        """Repetitions of the running set, or of the last one: the sensor's count with the person's corrections."""
        return max(self.progress.counted + self.by_hand.correction(self.progress.set), 0)

    def end_set(self) -> list[Said]:
        """End the running set by hand, or the rest before the next one; return what is to be told.

        Raises
        ------
        RecordingError
            The disk takes no more.
        """
        if self.closed or not self.begun:
            return []
        if not self.counter.now.set:
            self.progress.end_rest()
            return []
        self.by_hand.add(SetEnd(self.progress.set, self.counter.now.at_s))
        return self._planned(self.counter.end_set())

    def correct(self, by: int) -> None:
        """Add repetitions to the running set's count, or take some off; the sensor's own count stays as it is.

        Raises
        ------
        RecordingError
            The disk takes no more.
        """
        if self.begun and self.counted + by >= 0:
            self.by_hand.add(Correction(self.progress.set, by, self.counter.now.at_s, paused=self.paused))

    def pause(self, paused: bool) -> None:
        """Begin or end a pause: samples are kept, and what the sensor counts meanwhile is taken off by hand.

        Raises
        ------
        RecordingError
            The disk takes no more.
        """
        if self.begun and paused != self.paused:
            self.paused = paused
            self.by_hand.add(Pause(self.progress.set, paused, self.counter.now.at_s))

    def _walked(self, analysis: Analysis) -> Analysis:
        """The analysis with the steps of a sensor on the foot, as the recording's own has them."""
        if analysis.placement != "heel":
            return analysis
        strides = self._steps.finish()
        return replace(analysis, gait=summarise_gait(strides), strides=strides)

    def _planned(self, events: Sequence[Event]) -> list[Said]:
        said: list[Said] = []
        for event in events:
            said.append(event)
            if isinstance(event, RepCounted | PartialRep):
                self.marks_s.append(self.newest_s)
            if self.keeper is not None:
                self.keeper.hear(self.name, event, self.counter.analysis)
            said.extend(self.progress.after(event))
            if self.referee is not None:
                said.extend(self.referee.hear(event))
            if self.paused and isinstance(event, RepCounted):
                self.correct(-1)
        return said


class Session:
    """Runs the channels side by side until they, the plan or the person end it.

    Parameters
    ----------
    channels : one per sensor
    output : is told everything
    """

    def __init__(self, channels: Sequence[Channel], output: Output) -> None:
        self.channels = tuple(channels)
        self.output = output
        self._stopped = asyncio.Event()
        self._both = _both_of(self.channels)

    def stop(self) -> None:
        """End the session as soon as may be; everything is saved."""
        self._stopped.set()

    async def run(self) -> None:
        """Run to the end; cancelling it ends it too, with everything saved.

        Raises
        ------
        SoleusError
            A wearable cannot be connected, or the disk takes no more; what came before is saved.
        """
        loop = asyncio.get_running_loop()
        pumps = [loop.create_task(self._pump(channel)) for channel in self.channels]
        helpers = [loop.create_task(work) for work in (self._stopped.wait(), self._tick(), self._watch_signals())]
        everything = asyncio.gather(*pumps)
        try:
            await asyncio.wait({everything, *helpers}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            everything.cancel()
            for task in (*pumps, *helpers):
                task.cancel()
            try:
                self._close()
            finally:
                await asyncio.gather(everything, *pumps, *helpers, return_exceptions=True)
        for task in (*pumps, *helpers):
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def _pump(self, channel: Channel) -> None:
        async with aclosing(channel.source.items()) as items:
            async for item in items:
                for said in channel.take(item):
                    self._tell(channel.name, said)
                if all(one.progress.plan.ends and one.done for one in self.channels):
                    self.stop()

    def _tell(self, sensor: str, said: Said) -> None:
        """Tell it, and what it means for both sides."""
        self.output.say(sensor, said)
        if self._both is not None and isinstance(said, RepCounted | SetEnded):
            for compared in self._both.hear(sensor, said):
                self.output.say("", compared)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.output.tick(self.channels)

    async def _watch_signals(self) -> None:
        while True:
            await asyncio.sleep(SIGNAL_EVERY_S)
            for channel in self.channels:
                channel.rssi_dbm = await channel.source.rssi_dbm()

    def _close(self) -> None:
        """Save every channel, whatever happens to the others; then tell."""
        told: list[tuple[str, Said]] = []
        errors: list[Exception] = []
        for channel in self.channels:
            try:
                told += [(channel.name, said) for said in channel.close()]
                errors += [channel.problem] if channel.problem else []
            except Exception as error:
                errors.append(error)
        for name, said in told:
            self._tell(name, said)
        whole = None if self._both is None else self._both.whole()
        if whole is not None:
            self.output.say("", whole)
        if errors:
            raise errors[0]


def _both_of(channels: Sequence[Channel]) -> BothSides | None:
    """What compares two sensors; None where there is another number of them."""
    if len(channels) != 2:
        return None
    by_name = {channel.name: channel for channel in channels}

    def on_one_clock(sensor: str, at_s: float) -> float | None:
        known = by_name[sensor].source.clock_map()
        return None if known is None else known.utc_at_zero_s + known.rate * at_s

    left, right = channels
    return BothSides(
        (left.name, right.name), on_one_clock, lambda sensor, number: by_name[sensor].by_hand.correction(number)
    )
