"""Repetitions, sets and strides made by hand, for tests whose figures can be worked out on paper."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from soleus_sense.exercises import Tempo
from soleus_sense.motion.gait import Stride
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import Analysis, Rep


def rep(at_s: float = 0.0, **known) -> Rep:
    """A second up, a tenth held, two seconds down, 9 cm high."""
    phases = {"raise_s": 1.0, "top_s": 0.1, "lower_s": 2.0, **known}
    ends = [at_s]
    for name in ("raise_s", "top_s", "lower_s"):
        ends.append(ends[-1] + phases[name])
    usual = {"index": 1, "set": 1, "counted": True, "bottom_s": None, "range_deg": 32.0, "height_m": 0.09}
    times = dict(zip(("raise_start_s", "raise_end_s", "lower_start_s", "lower_end_s"), ends, strict=True))
    return Rep(**{**usual, **times, "peak_lower_deg_s": None, **phases})


def analysis(reps=(), *, placement="heel", exercise=None, tempo=None, strides=()) -> Analysis:
    """What an analysis of these would be."""
    target = None if tempo is None else Tempo.parse(tempo)
    numbers = sorted({one.set for one in reps})
    sets = tuple(summarise_set(n, [one for one in reps if one.set == n], target) for n in numbers)
    return Analysis(tuple(reps), sets, None, (), placement, exercise, tempo, tuple(strides))


def push_up_reps(count: int, *, per_min: float = 60.0, from_s: float = 0.0, set_number: int = 1, **known) -> list[Rep]:
    """Push-ups on an even beat: 0.4 s up, a free fall of 0.18 s."""
    phases = {"raise_s": 0.4, "top_s": 0.05, "lower_s": 0.18, "set": set_number, **known}
    return [rep(from_s + 60.0 / per_min * at, **phases) for at in range(count)]


def walk(count: int, *, from_s: float = 0.0, stride_s: float = 1.0, **known) -> list[Stride]:
    """Strides one after another, 0.9 m each on level ground, the heel down."""
    usual = {"length_m": 0.9, "rise_m": 0.0, "turn_deg": 0.0, "way": "level", "heel_deg": 0.0}
    strides = [
        Stride(
            lift_s=from_s + stride_s * at,
            flat_s=from_s + stride_s * (at + 0.5),
            start_s=from_s + stride_s * at,
            **{**usual, **known},
        )
        for at in range(count)
    ]
    return [replace(one, end_s=after.start_s) for one, after in pairwise(strides)] + strides[-1:]


def on_toes(count: int, *, touching: tuple[int, ...] = (), **known) -> list[Stride]:
    """Strides on the toes but for those `touching`; the last ends standing flat, as before every rest."""
    strides = walk(count, **{"length_m": 0.8, "heel_deg": 20.0, **known})
    flat = (*touching, count - 1)
    return [replace(one, heel_deg=0.0) if at in flat else one for at, one in enumerate(strides)]
