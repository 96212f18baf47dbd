"""Numbers as people read them, no finer than they are known, and the headlines that say how it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import fmean

from soleus_sense.exercises import EXERCISES, X_LIMIT_S, Tempo
from soleus_sense.exercises.said import ABSENT, NBSP
from soleus_sense.motion.quality import FEWEST_FOR_RANGE_KEPT, RANGE_GROUP, Symmetry
from soleus_sense.motion.reps import Analysis, Gait, Rep, Set
from soleus_sense.report.pick import MANY, counted_of, is_passive, ranges_of, target_of

FINE_RATE_HZ = 50.0
"""From this rate on the samples lie 0.02 s apart or closer, and a second decimal of a time means something."""

NOTABLE_S = 0.2
"""A change of the lowering under this is within what one lowering's time is known to (about ± 0.1 s each)."""

NOTABLE_LOSS = 0.10
"""A loss of range under this may be none: where ranges vary by 3 %, the best three of thirty lie 6 % over the mean."""


NO_DEVICE = "A training aid, not a medical device."
"""What every page ends with."""

STEPS = 2
"""A stride of the foot that wears the sensor is a step of each foot."""


def seconds(value_s: float | None, digits: int = 1, *, unit_shown: bool = True) -> str:
    """`2.9 s`; a dash where it was not measured."""
    if value_s is None:
        return ABSENT
    return _plain(value_s, digits) + (f"{NBSP}s" if unit_shown else "")


def clock(value_s: float) -> str:
    """`0:07`, `12:30`, `1:02:05`."""
    whole = round(max(0.0, value_s))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def span(value_s: float) -> str:
    """`48 s`, `12 min 30 s`, `1 h 2 min`."""
    whole = round(value_s)
    if whole < 120:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def length(value: float | None, unit: str, *, unit_shown: bool = True) -> str:
    """A range: whole degrees, or millimetres as `8.4 cm`."""
    if value is None:
        return ABSENT
    text = _plain(value, 0 if unit == "°" else 1)
    if not unit_shown:
        return text
    return f"{text}°" if unit == "°" else f"{text}{NBSP}{unit}"


def percent(share: float | None) -> str:
    """`92 %`."""
    return ABSENT if share is None else f"{_plain(100 * share, 0)}{NBSP}%"


def day_words(day: date) -> str:
    """`2 March 2026`."""
    return f"{day.day} {day:%B %Y}"


def count(number: int, noun: str) -> str:
    """`1 rep`, `12 reps`; a thin space between thousands."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}".replace(",", "\u2009")


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def target_words(target: Tempo) -> str:
    """`3.0 ± 0.45 s`, the band of a lowering; or what X allows."""
    if target.lower_s is None:
        return f"{X_LIMIT_S:g}{NBSP}s, as fast as possible"
    return f"{target.lower_s:.1f} ± {target.lower_tolerance_s:.2g} s".replace(" ", NBSP)


def tempo_words(target: Tempo) -> str:
    """What always stands beside the notation: `lower-bottom-raise-top: 3 s down, no pause, 1 s up, no hold`."""
    return f"lower-bottom-raise-top: {target.in_words}"


def set_headline(analysis: Analysis, one: Set) -> str:
    """How a set went, in a sentence: `12 reps, 11 lowered within 3.0 ± 0.45 s; the last three were …`."""
    reps = counted_of(analysis, one.index)
    if not reps or not one.reps:
        return f"No repetition was counted{_partials(one.partials, so=True)}."
    told = f"{count(one.reps, 'rep')}{_comma(analysis)}{_lowered(analysis, [one])}"
    return f"{told}{_ending(analysis, one, reps)}{_partials(one.partials)}."


def session_headline(analysis: Analysis) -> str:
    """How the session went, in a sentence or two."""
    sets = [one for one in analysis.sets if one.reps]
    partials = sum(not rep.counted for rep in analysis.reps)
    exercise = EXERCISES.get(analysis.exercise or "")
    if analysis.gait is not None and exercise is not None and exercise.posture == "walking":
        reps = f"; {count(analysis.counted, 'rep')} besides" if sets else ""
        return f"{walk_words(analysis.gait)}{reps}."
    if not sets:
        walk = "" if analysis.gait is None else f"; a walk of {count(STEPS * analysis.gait.strides, 'step')} was seen"
        return f"No repetition was counted{_partials(partials, so=True)}{walk}."
    if len(sets) == 1:
        return set_headline(analysis, sets[0])
    total = sum(one.reps for one in sets)
    dose = f"{len(sets)} sets, {count(total, 'rep')}"
    if len(sets) <= 6:
        dose += f" ({listed([str(one.reps) for one in sets])})"
    return f"{dose}{_comma(analysis)}{_lowered(analysis, sets)}{_between(analysis, sets)}{_partials(partials)}."


def sides_headline(names: tuple[str, str], sides: tuple[Analysis, Analysis], found: Symmetry) -> str:
    """Both legs in a sentence."""
    counts = listed([f"{name} {count(side.counted, 'rep')}" for name, side in zip(names, sides, strict=True)])
    indices = [
        f"{what} {percent(value / 100)}"
        for what, value in (("reps", found.reps), ("range", found.range), ("lowering time", found.lower_s))
        if value is not None
    ]
    told = (
        f"; symmetry of {listed(indices)} ({percent(1.0)} is equal)"
        if indices and all(s.counted for s in sides)
        else ""
    )
    return f"{counts[0].upper()}{counts[1:]}{told}."


def walk_words(gait: Gait) -> str:
    """A walk: `80 steps in 48 s, 98 a minute, about 24 m; 76 stayed on the toes`; steps are both feet's."""
    told = f"{count(STEPS * gait.strides, 'step')} in {span(gait.walking_s)}"
    if gait.cadence_steps_min is not None:
        told += f", {gait.cadence_steps_min:.0f} a minute"
    if gait.distance_m is not None:
        told += f", about {gait.distance_m:.0f}{NBSP}m"
    kinds = ((gait.strides_on_toes, "stayed on the toes"), (gait.strides_up, "led up"), (gait.strides_down, "led down"))
    ways = [f"{STEPS * strides} {how}" for strides, how in kinds if strides]
    return f"{told}; {listed(ways)}" if ways else told


def added_words(counted: int, added: int) -> str:
    """What was corrected by hand: `1 rep added by hand: 13 in all`."""
    what = "added" if added > 0 else "taken off"
    return f"{count(abs(added), 'rep')} {what} by hand: {max(counted + added, 0)} in all"


def exercise_name(exercise: str | None) -> str:
    """The exercise's name, or what is known of it."""
    known = EXERCISES.get(exercise or "")
    return known.name if known is not None else exercise or "Heel raises"


def kilograms(weight_kg: float | None, *, unit_shown: bool = True) -> str:
    """`22.5 kg`: pounds are kept to the hundredth of a kilogram; a dash where nobody said."""
    if weight_kg is None:
        return ABSENT
    text = f"{weight_kg:.2f}".rstrip("0").rstrip(".")
    return text + (f"{NBSP}kg" if unit_shown else "")


def compliant(one: Set) -> int | None:
    """How many lowerings of a set complied; None without a target."""
    return None if one.tempo_compliance is None else round(one.tempo_compliance * one.reps)


def _lowered(analysis: Analysis, sets: Sequence[Set]) -> str:
    """What the lowerings were like, against the target where there is one."""
    target = target_of(analysis)
    total = sum(one.reps for one in sets)
    if is_passive(analysis):
        from soleus_sense.exercises.push_ups import rate_of  # brings scipy, which no other headline needs

        time_s = sum(one.end_s - one.start_s for one in sets)
        rate = rate_of([rep for one in sets for rep in counted_of(analysis, one.index)])
        pace = "" if rate is None else f" ({rate:.0f} a minute)"
        return f"in {span(time_s)}{pace}; a free drop, so the lowering has no target"
    within = [compliant(one) for one in sets]
    if target is None or None in within:
        times = [one.lower_s * one.reps for one in sets if one.lower_s is not None]
        return f"lowered in {seconds(sum(times) / total)}{' on average' if total > 1 else ''}"
    good = sum(some for some in within if some is not None)
    return f"{_how_many(good, total)}lowered within {target_words(target)}"


def _how_many(good: int, total: int) -> str:
    if total == 1:
        return "" if good else "not "
    return "all " if good == total else f"{good or 'none'} "


def _comma(analysis: Analysis) -> str:
    """`3 000 reps in 62 min`, but `12 reps, 11 lowered …`."""
    return " " if is_passive(analysis) else ", "


def _ending(analysis: Analysis, one: Set, reps: Sequence[Rep]) -> str:
    """What the last three were like; nothing of it in a short set, or where the best three are three of very many."""
    if not FEWEST_FOR_RANGE_KEPT <= len(reps) <= MANY:
        return ""
    told: list[str] = []
    first = fmean(rep.lower_s for rep in reps[:RANGE_GROUP])
    change_s = fmean(rep.lower_s for rep in reps[-RANGE_GROUP:]) - first
    if target_of(analysis) is not None and abs(change_s) >= NOTABLE_S:
        told.append(f"{seconds(abs(change_s))} {'slower' if change_s > 0 else 'faster'} than the first three")
    if one.range_kept is not None and 1 - one.range_kept >= NOTABLE_LOSS:
        told.append(f"{percent(1 - one.range_kept)} lower than the best three")
    if told:
        return f"; the last three were {listed(told)}"
    return "; steady to the end" if one.range_kept is not None or target_of(analysis) is not None else ""


def _between(analysis: Analysis, sets: Sequence[Set]) -> str:
    """What changed from the first set to the last."""
    first, last = sets[0], sets[-1]
    told: list[str] = []
    if first.lower_s is not None and last.lower_s is not None and target_of(analysis) is not None:
        change_s = last.lower_s - first.lower_s
        if abs(change_s) >= NOTABLE_S:
            told.append(f"{seconds(abs(change_s))} {'slower' if change_s > 0 else 'faster'}")
    means = [ranges_of(counted_of(analysis, one.index)) for one in (first, last)]
    if means[0].unit == means[1].unit and means[0].measured and means[1].measured:
        kept = fmean(means[1].measured) / max(fmean(means[0].measured), 1e-9)
        if 1 - kept >= NOTABLE_LOSS:
            told.append(f"{percent(1 - kept)} lower")
    return f"; the last set was {listed(told)} than the first" if told else ""


def _partials(number: int, *, so: bool = False) -> str:
    if not number:
        return ""
    if so:
        return f"; {count(number, 'motion')} stayed too small to count (partial)"
    return f"; {count(number, 'partial')} not counted"


def _plain(value: float, digits: int) -> str:
    """Rounded, a real minus sign, and never minus nothing."""
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = f"{0:.{digits}f}"
    return text.replace("-", "−")
