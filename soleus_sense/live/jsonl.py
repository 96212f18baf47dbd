"""A session as JSON, one object per line, each written at once: for other programs. Schema `soleus-sense/live/1`.

The first line is `{"schema": "soleus-sense/live/1", "type": "start", "exercise", "tempo", "sets", "reps", "rest_s"}`.
Every line after it has `"type"` and `"sensor"` ("left", "right", a name, or "" where there is only one); times
`at_s` are seconds of that sensor's clock since its first sample, and `utc_s` beside them are the same on the one clock
that all sensors share, in seconds since 1970 UTC (null while it is not known, and of a recording that is played).

| type | further fields |
|---|---|
| `last_time` | `began_utc, why, paths`: a workout before this one that ended early |
| `searching` | `wanted` (or null) |
| `connected` | `name, kind, identity, rate_hz, has_gyro, acc_range_g, gyr_range_dps, battery_percent, bonded, notes, again` |
| `retrying` | `why, after_s` |
| `battery` | `percent, low` (15 % or less), `warn` (the first time that it is low, or nearly empty) |
| `phase` | `phase` (raise, top, lower, bottom), `at_s` |
| `rep`, `partial` | `rep` (all fields of a repetition), `at_s`; `rep` also has `target_lower_s, complies` |
| `set_started` | `set, at_s` |
| `set_ended` | `set` (all fields of a set), `at_s` |
| `goal_reached` | `set, reps, at_s` |
| `minutes_reached` | `minutes, at_s` |
| `exercise` | `number, of, exercise, tempo, sets, reps, most_reps, minutes, rest_s, how`: the next of a programme's day |
| `warning` | `number, why` (pace, height, or both), `attempt, off_beat_s, height_share, at_s`; of a heel-rise test |
| `test_result` | `reps, why` (second warning or stopped), `warnings, references` (each `people, figure, by, source`), `at_s` |
| `rest_over` | `next_set, at_s` |
| `samples_lost` | `samples, at_s` |
| `signal_lost`, `signal_back` | `at_s` |
| `finished` | `path` (or null), `lost_samples`, `analysis` (`placement, exercise, tempo, sets, reps, gait, warnings`), `clock` (`utc_at_zero_s, rate`, or null) |
| `sides` | `set` (null: the whole workout), `over`, `names`, and of each, in their order, `reps, lower_s, range` (in `range_unit`); `symmetry` (`reps, range, lower_s`, per cent), `lag_s` (how much later the second comes down); of two sensors, after each repetition, `sensor` is "" |
| `compared` | `rep, true_lower_s, counted_lower_s`; of a simulated person only |
| `stepped_back` | `last` (or null), `trail`; of a replay on a screen only |
| `written` | `paths` of the files that were made |

What could not be measured is null. New types and fields may come; none of these goes away within version 1.
"""  # noqa: E501 - a row of the table is one line

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC
from typing import Any, TextIO

from soleus_sense.exercises.references import HEEL_RISE_REFERENCES
from soleus_sense.live.both import SidesCompared
from soleus_sense.live.last_time import LastTime
from soleus_sense.live.plan import ExerciseBegan, GoalReached, MinutesReached, Plan, RestOver
from soleus_sense.live.session import Channel, Compared, Finished, Said, Searching, SteppedBack, Written
from soleus_sense.motion.heel_rise_test import HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.reps import (
    PartialRep,
    PhaseChanged,
    RepCounted,
    SetEnded,
    SetStarted,
    SignalBack,
    SignalLost,
)
from soleus_sense.recording.journal import ClockMap
from soleus_sense.wearables.stream import Battery, Connected, Retrying, SamplesLost

SCHEMA = "soleus-sense/live/1"

_TYPES: dict[type, str] = {
    LastTime: "last_time",
    Searching: "searching",
    Connected: "connected",
    Retrying: "retrying",
    Battery: "battery",
    PhaseChanged: "phase",
    RepCounted: "rep",
    PartialRep: "partial",
    SetStarted: "set_started",
    SetEnded: "set_ended",
    GoalReached: "goal_reached",
    MinutesReached: "minutes_reached",
    ExerciseBegan: "exercise",
    HeelRiseWarning: "warning",
    HeelRiseResult: "test_result",
    RestOver: "rest_over",
    SamplesLost: "samples_lost",
    SignalLost: "signal_lost",
    SignalBack: "signal_back",
    Finished: "finished",
    SidesCompared: "sides",
    Compared: "compared",
    SteppedBack: "stepped_back",
    Written: "written",
}


class JsonLinesOutput:
    """Writes the schema above.

    Parameters
    ----------
    stream : where to
    plan : what is meant to be done, until the next exercise begins
    """

    def __init__(self, stream: TextIO, plan: Plan) -> None:
        self._stream = stream
        self._plan = plan
        self._sensors: dict[str, Channel] = {}
        self._write(
            {
                "schema": SCHEMA,
                "type": "start",
                "exercise": plan.exercise,
                "tempo": None if plan.tempo is None else str(plan.tempo),
                "sets": plan.sets,
                "reps": plan.reps,
                "rest_s": plan.rest_s,
            }
        )

    def say(self, sensor: str, said: Said) -> None:
        """Write the line for it."""
        fields = self._fields(said)
        if "at_s" in fields:
            fields["utc_s"] = self._utc_s(sensor, fields["at_s"])
        if isinstance(said, Finished):
            known = self._clock(sensor)
            fields["clock"] = None if known is None else asdict(known)
        self._write({"type": _TYPES[type(said)], "sensor": sensor, **fields})

    def tick(self, sensors: Sequence[Channel]) -> None:
        """Nothing is written just because time passes; the sensors' clocks are looked up when something is."""
        self._sensors = {channel.name: channel for channel in sensors}

    def close(self) -> None:
        """Nothing is held back."""

    def _utc_s(self, sensor: str, at_s: float | None) -> float | None:
        """That sensor's time on the one clock that all of them share; None while it is not known."""
        known = self._clock(sensor)
        return None if known is None or at_s is None else round(known.utc_at_zero_s + known.rate * at_s, 3)

    def _clock(self, sensor: str) -> ClockMap | None:
        return self._sensors[sensor].source.clock_map() if sensor in self._sensors else None

    def _fields(self, said: Said) -> dict[str, Any]:
        match said:
            case Finished():
                path = None if said.path is None else str(said.path)
                return {"path": path, "lost_samples": said.lost_samples, "analysis": said.analysis.to_dict()}
            case LastTime():
                began_utc = said.began.astimezone(UTC).isoformat()
                return {"began_utc": began_utc, "why": said.why, "paths": [str(path) for path in said.paths]}
            case Written():
                return {"paths": [str(path) for path in said.paths]}
            case ExerciseBegan():
                self._plan = plan = said.plan
                return {
                    "number": said.number,
                    "of": said.of,
                    "exercise": plan.exercise,
                    "tempo": None if plan.tempo is None else str(plan.tempo),
                    "sets": plan.sets,
                    "reps": plan.reps,
                    "most_reps": plan.most_reps,
                    "minutes": plan.minutes,
                    "rest_s": plan.rest_s,
                    "how": plan.how,
                }
            case HeelRiseResult():
                return {**asdict(said), "references": [asdict(one) for one in HEEL_RISE_REFERENCES]}
            case Battery():
                return {"percent": said.percent, "low": said.low, "warn": said.warn}
            case RepCounted():
                tempo = self._plan.tempo
                target = {
                    "target_lower_s": None if tempo is None else tempo.lower_s,
                    "complies": None if tempo is None else tempo.complies(said.rep.lower_s),
                }
                return {**asdict(said), **target}
            case _:
                return asdict(said)

    def _write(self, line: dict[str, Any]) -> None:
        self._stream.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
        self._stream.flush()
