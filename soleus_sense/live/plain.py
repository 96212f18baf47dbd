"""A session as sentences, one line each: for screen readers, pipes and logs."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from typing import TextIO

from soleus_sense.exercises import Tempo, find_exercise
from soleus_sense.exercises.findings import findings
from soleus_sense.exercises.references import heel_rise_verdict, reference_sentences
from soleus_sense.exercises.said import signed
from soleus_sense.exercises.walking_settings import own_walking
from soleus_sense.live.both import SidesCompared, both_sentence
from soleus_sense.live.last_time import LastTime
from soleus_sense.live.plan import ExerciseBegan, GoalReached, MinutesReached, Plan, RestOver
from soleus_sense.live.session import Channel, Compared, Finished, Said, Searching, SteppedBack, Written
from soleus_sense.motion.heel_rise_test import MOST_WARNINGS, HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.reps import (
    PartialRep,
    PhaseChanged,
    RepCounted,
    Set,
    SetEnded,
    SetStarted,
    SignalBack,
    SignalLost,
)
from soleus_sense.wearables.stream import EMPTY_BATTERY_PERCENT, Battery, Connected, Retrying, SamplesLost

PHASE_WORDS = {"raise": "Up", "top": "Top", "lower": "Down", "bottom": "Bottom"}

LOSS_WORTH_SAYING = 50
"""Samples: half a second as a rule. Smaller losses do not hurt a count; they are in the sum at the end."""


class PlainOutput:
    """Writes a line for everything that is told, at once.

    Parameters
    ----------
    stream : where to
    plan : what is meant to be done, until the next exercise begins
    """

    def __init__(self, stream: TextIO, plan: Plan) -> None:
        self._stream = stream
        self._plan = plan
        self._counts: dict[tuple[str, int], int] = {}
        self._silent: set[str] = set()
        self._noted: set[tuple[str, str]] = set()

    def say(self, sensor: str, said: Said) -> None:
        """Write the sentences for it."""
        for sentence in self._sentences(sensor, said):
            self._stream.write(f"{told_on(self._stream, led(sensor, sentence))}\n")
        self._stream.flush()

    def tick(self, sensors: Sequence[Channel]) -> None:
        """Nothing is said just because time passes."""

    def close(self) -> None:
        """Nothing is held back."""

    def _sentences(self, sensor: str, said: Said) -> list[str]:
        plan = self._plan
        match said:
            case LastTime():
                return [last_time_sentence(said)]
            case Searching():
                return [f"Looking for {said.wanted or 'a wearable'}."]
            case Connected():
                return self._connected(sensor, said)
            case Retrying():
                return [f"No link: {said.why}. Trying again in {said.after_s:.1f} s."]
            case Battery():
                return [battery_sentence(said)] if said.warn else []
            case SignalLost():
                self._silent.add(sensor)
                return ["The signal is lost; the count is kept."]
            case SignalBack():
                return ["The signal is back."]
            case SamplesLost():
                return self._lost(sensor, said)
            case PhaseChanged():
                return [PHASE_WORDS[said.phase]]
            case SetStarted():
                return [f"Set {said.set}."]
            case RepCounted():
                of_set = sensor, said.rep.set
                count = self._counts[of_set] = self._counts.get(of_set, 0) + 1
                beside = plan.beside(count)
                goal = f"{', ' if beside.startswith('goal') else ' '}{beside}" if beside else ""
                flag = ", samples are missing in it" if said.rep.flagged else ""
                return [f"{count}{goal}: {lowering_words(said.rep.lower_s, plan.tempo)}{flag}."]
            case PartialRep():
                return ["Not counted: under half of the usual range."]
            case GoalReached():
                return [f"{plan.reached(said.reps)}."]
            case MinutesReached():
                return [f"{said.minutes:g} minutes done."]
            case ExerciseBegan():
                self._plan = said.plan
                self._counts.clear()
                return [exercise_sentence(said)]
            case HeelRiseWarning():
                return [warning_sentence(said)]
            case HeelRiseResult():
                return result_sentences(said)
            case SetEnded():
                return [set_words(said.set, plan.tempo), *self._rest(said.set)]
            case RestOver():
                return [f"The rest is over: set {said.next_set}."]
            case Finished():
                return finished_sentences(said)
            case SidesCompared():
                return [both_sentence(said)] if said.over else []
            case Compared():
                return [compared_words(said)]
            case SteppedBack():
                return []
            case Written():
                return [f"Written: {path}" for path in said.paths]

    def _connected(self, sensor: str, said: Connected) -> list[str]:
        """The new link; what is to be noted of the wearable is said once, not after every lost link."""
        link, *notes = connected_sentences(said)
        fresh = [note for note in notes if (sensor, note) not in self._noted]
        self._noted.update((sensor, note) for note in notes)
        return [link, *fresh]

    def _lost(self, sensor: str, said: SamplesLost) -> list[str]:
        if sensor in self._silent:
            self._silent.discard(sensor)
            return []
        return [f"{said.samples} samples were lost."] if said.samples >= LOSS_WORTH_SAYING else []

    def _rest(self, ended: Set) -> list[str]:
        if self._plan.sets is None or ended.index >= self._plan.sets or self._plan.is_heel_rise_test:
            return []
        return [f"Rest for {self._plan.rest_s:.0f} s."]


def led(sensor: str, sentence: str) -> str:
    """`Left: Set 1.`; the sentence alone where there is one sensor."""
    return f"{sensor[0].upper()}{sensor[1:]}: {sentence}" if sensor else sentence


def told_on(stream: TextIO, sentence: str) -> str:
    """A sentence as it is written: on a terminal broken between its words, elsewhere one line."""
    if not stream.isatty():
        return sentence
    columns = shutil.get_terminal_size().columns
    return "\n".join(textwrap.wrap(sentence, columns, break_long_words=False, break_on_hyphens=False))


def last_time_sentence(said: LastTime) -> str:
    """A workout before this one that ended early, and where it is."""
    kept = ", ".join(map(str, said.paths))
    when = f"{said.began.day} {said.began:%B at %H:%M}"
    typed = [f'"{path}"' if " " in str(path) else str(path) for path in said.paths]
    return (
        f"The workout of {when} ended early: {said.why}. What it recorded is saved: {kept} "
        f"(`soleus report {typed[0]}` shows it, `soleus analyze {' '.join(typed)} --save` puts into the history what "
        "is not there yet)."
    )


def connected_sentences(said: Connected) -> list[str]:
    """What a new link is like."""
    battery = "" if said.battery_percent is None else f", battery at {said.battery_percent} %"
    gyro = "with gyro" if said.has_gyro else "without gyro"
    bonded = " Paired." if said.bonded else ""
    how = "Connected again to" if said.again else "Connected to"
    first = f"{how} {said.name} ({said.kind}): {said.rate_hz:g} samples a second {gyro}{battery}.{bonded}"
    return [first, *said.notes]


def battery_sentence(said: Battery) -> str:
    """A warning of the battery."""
    if said.percent <= EMPTY_BATTERY_PERCENT:
        return f"The battery is at {said.percent} %: the sensor may switch itself off at any time."
    return f"The battery is at {said.percent} %: charge it after this workout."


def exercise_words(plan: Plan) -> str:
    """What is meant to be done: `Seated calf raise, 3 × 12, one leg, knee bent`."""
    name = "heel raises" if plan.exercise is None else find_exercise(plan.exercise).name
    return ", ".join(part for part in (name, plan.dose, plan.how) if part)


def exercise_sentence(said: ExerciseBegan) -> str:
    """The next exercise of the day."""
    tempo = "" if said.plan.tempo is None else f" Tempo: {said.plan.tempo.in_words}."
    return f"Exercise {said.number} of {said.of}: {exercise_words(said.plan)}.{tempo}"


def ruling_words(said: HeelRiseWarning) -> str:
    """What a warning is for: `the pace is lost, 1.4 s late`."""
    parts: list[str] = []
    if "pace" in said.why:
        off_s = said.off_beat_s
        by = "" if off_s is None else f", {abs(off_s):.1f} s {'late' if off_s > 0 else 'early'}"
        parts.append(f"the pace is lost{by}")
    if "height" in said.why:
        share = said.height_share
        by = ", under half of the usual" if share is None else f", {100 * share:.0f} % of the first rises'"
        parts.append(f"the height is lost{by}")
    return "; ".join(parts)


def warning_sentence(said: HeelRiseWarning) -> str:
    """A warning of the heel-rise test, and what the next one would do."""
    then = " The next warning ends the test." if said.number == MOST_WARNINGS - 1 else ""
    return f"Warning {said.number}: {ruling_words(said)}.{then}"


def result_sentences(said: HeelRiseResult) -> list[str]:
    """How the heel-rise test ended, and what healthy adults reach."""
    how = "The test ended at the second warning" if said.why == "second warning" else "The test is over"
    return [f"{how}: {heel_rise_verdict(said.reps)}.", *reference_sentences()]


def lowering_words(lower_s: float, tempo: Tempo | None) -> str:
    """How long a lowering took, and how that is against the target."""
    took = f"lowered in {lower_s:.1f} s"
    if tempo is None:
        return took
    if tempo.lower_s is None:
        return f"{took}, " + ("as fast as wanted" if tempo.complies(lower_s) else "should be as fast as possible")
    away_s = lower_s - tempo.lower_s
    verdict = "good" if tempo.complies(lower_s) else f"{abs(away_s):.1f} s too {'slow' if away_s > 0 else 'fast'}"
    return f"{took}, target {tempo.lower_s:g} s, {verdict}"


def set_words(done: Set, tempo: Tempo | None) -> str:
    """A set in one sentence."""
    parts = [f"{done.reps} {'rep' if done.reps == 1 else 'reps'}"]
    if done.partials:
        parts.append(f"{done.partials} not counted")
    if done.lower_s is not None:
        parts.append(f"lowering {done.lower_s:.1f} s on average")
    if done.tempo_compliance is not None and tempo is not None and tempo.lower_s is not None:
        band = f"{tempo.lower_s:g} ± {tempo.lower_tolerance_s:.2g} s"
        parts.append(f"{100 * done.tempo_compliance:.0f} % within {band} (our tolerance)")
    if done.lower_cv is not None:
        parts.append(f"lowering times vary by {100 * done.lower_cv:.0f} %")
    if done.range_kept is not None:
        parts.append(f"range kept {100 * done.range_kept:.0f} %")
    parts.append(f"{done.time_under_tension_s:.0f} s under tension")
    return f"Set {done.index} ended: {', '.join(parts)}."


def finished_sentences(said: Finished) -> list[str]:
    """The end of a sensor's part."""
    analysis = said.analysis
    sets = len(analysis.sets)
    counted = analysis.counted
    sentences = [f"{counted} {'rep' if counted == 1 else 'reps'} in {sets} {'set' if sets == 1 else 'sets'}."]
    sentences += [f"{one.name}: {one.value}." for one in findings(analysis, walking=own_walking()).said]
    sentences += analysis.warnings
    if said.lost_samples:
        sentences.append(f"{said.lost_samples} samples never arrived; the gaps are marked in the recording.")
    if said.path is not None:
        sentences.append(f"Saved: {said.path}")
    return sentences


def compared_words(said: Compared) -> str:
    """A repetition's truth beside what was counted."""
    true_s, counted_s = said.true_lower_s, said.counted_lower_s
    if true_s is None:
        return f"Rep {said.rep}: counted with a lowering of {counted_s:.2f} s, but there was none."
    if counted_s is None:
        return f"Rep {said.rep}: its lowering took {true_s:.2f} s, but it was not counted."
    # The difference of the two that are shown, not one that differs from it by a rounding.
    apart = signed(round(counted_s, 2) - round(true_s, 2), 2)
    return f"Rep {said.rep}: lowering truly {true_s:.2f} s, counted {counted_s:.2f} s ({apart} s)."
