"""Old recordings analysed again with today's pipeline, and what differs from what the history holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from soleus_sense.errors import SoleusError
from soleus_sense.exercises.target import target_of
from soleus_sense.history.values import SavedRecording, SavedSession
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import Analysis, Rep, Set

SAME_S = 0.005
"""Times closer than this read the same in every table."""

SAME_SHARE = 0.005
"""The same for shares, shown as whole per cent."""

SAME_DEG = 0.5
SAME_M = 0.0005
"""Ranges closer than these read the same: whole degrees, millimetres."""


@dataclass(frozen=True)
class Recomputed:
    """One recording of a session, analysed again.

    Attributes
    ----------
    session, recording : as the history holds them
    analysis : today's; None where the recording could not be analysed
    differences : sentences, none where nothing differs
    problem : why there is no analysis, in a sentence; None where there is one
    missing : the problem is that there is no recording (any more)
    """

    session: SavedSession
    recording: SavedRecording
    analysis: Analysis | None
    differences: tuple[str, ...] = ()
    problem: str | None = None
    missing: bool = False


def recompute(session: SavedSession) -> tuple[Recomputed, ...]:
    """Analyse a session's recordings again, for the exercise and target the session has now; nothing is kept yet."""
    return tuple(_recomputed(session, one) for one in session.recordings)


def differences(before: Analysis, after: Analysis) -> tuple[str, ...]:
    """What differs between two analyses of one recording, to the digits that people are shown."""
    told: list[str] = []
    if before.placement != after.placement:
        told.append(f"placement: {before.placement} → {after.placement}")
    if len(before.sets) != len(after.sets):
        told.append(f"sets: {len(before.sets)} → {len(after.sets)}")
    old, new = ({one.index: one for one in found.sets} for found in (before, after))
    for index in sorted(old.keys() | new.keys()):
        told += _of_set(index, old.get(index), new.get(index))
    return (*told, *_of_reps(before.reps, after.reps))


def _recomputed(session: SavedSession, recording: SavedRecording) -> Recomputed:
    path = recording.worn.path
    if path is None:
        return Recomputed(session, recording, None, problem="its recording was not kept.", missing=True)
    if not path.exists():
        return Recomputed(session, recording, None, problem=f"its recording {path} is gone.", missing=True)
    try:
        today = _analysed(session, recording, path)
    except SoleusError as error:
        return Recomputed(session, recording, None, problem=str(error))
    return Recomputed(session, recording, today, differences(recording.analysis, today))


def _analysed(session: SavedSession, recording: SavedRecording, path: Path) -> Analysis:
    from soleus_sense.motion.analysis import analyze
    from soleus_sense.recording.reader import read_recording

    worn = recording.worn
    found = analyze(
        read_recording(path, units=worn.units),
        worn.placement or "auto",
        session.exercise,
        session.tempo,
        body_height_m=worn.body_height_m,
    )
    # The session's own words win over the recording's: they may have been put right since.
    target = target_of(session.exercise, session.tempo)
    sets = tuple(
        summarise_set(one.index, [rep for rep in found.reps if rep.set == one.index], target) for one in found.sets
    )
    return replace(found, sets=sets, exercise=session.exercise, tempo=session.tempo)


def _of_set(index: int, before: Set | None, after: Set | None) -> list[str]:
    if before is None or after is None:
        there = before or after
        reps = 0 if there is None else there.reps
        return [f"set {index}: {'gone' if after is None else 'new'} ({reps} {'rep' if reps == 1 else 'reps'})"]
    told: list[str] = []
    if before.reps != after.reps:
        told.append(f"{before.reps} → {after.reps} reps")
    if before.partials != after.partials:
        told.append(f"{before.partials} → {after.partials} partials")
    for name, old, new, same, scale, digits, unit in (
        ("lowering", before.lower_s, after.lower_s, SAME_S, 1, 2, "s"),
        ("within the target", before.tempo_compliance, after.tempo_compliance, SAME_SHARE, 100, 0, "%"),
        ("time under tension", before.time_under_tension_s, after.time_under_tension_s, 0.5, 1, 0, "s"),
        ("range kept", before.range_kept, after.range_kept, SAME_SHARE, 100, 0, "%"),
    ):
        if _differs(old, new, same):
            texts = ["–" if value is None else f"{scale * value:.{digits}f}" for value in (old, new)]
            told.append(f"{name} {texts[0]} → {texts[1]} {unit}")
    return [f"set {index}: {'; '.join(told)}"] if told else []


def _of_reps(before: Sequence[Rep], after: Sequence[Rep]) -> list[str]:
    """How many repetitions of both analyses have other figures, and by how much at most."""
    pairs = [(old, new) for old in before if (new := _same_rep(old, after)) is not None]
    told: list[str] = []
    for name, what, unit, digits, same, scale in (
        ("raise_s", "raises", "s", 2, SAME_S, 1.0),
        ("top_s", "tops", "s", 2, SAME_S, 1.0),
        ("lower_s", "lowerings", "s", 2, SAME_S, 1.0),
        ("range_deg", "turns", "°", 0, SAME_DEG, 1.0),
        ("height_m", "heights", "cm", 1, SAME_M, 100.0),
    ):
        changed = [(getattr(old, name), getattr(new, name)) for old, new in pairs]
        moved = [(old, new) for old, new in changed if _differs(old, new, same)]
        if moved:
            most = max((abs(new - old) for old, new in moved if old is not None and new is not None), default=None)
            by = "" if most is None else f", by {scale * most:.{digits}f} {unit} at most"
            told.append(f"{what}: {len(moved)} of {len(pairs)} changed{by}")
    return told


def _same_rep(old: Rep, among: Sequence[Rep]) -> Rep | None:
    """The repetition that shares the most time with this one's way up and down, if any does."""

    def shared_s(new: Rep) -> float:
        return min(old.lower_end_s, new.lower_end_s) - max(old.raise_start_s, new.raise_start_s)

    best = max(among, key=shared_s, default=None)
    return best if best is not None and shared_s(best) > 0 else None


def _differs(old: float | None, new: float | None, same: float) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(new - old) > same
