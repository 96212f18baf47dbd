"""A programme's day as plans: one for each exercise that is prescribed in a week, or as a person wants it otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo, find_exercise
from soleus_sense.exercises.programmes import Prescription, Programme
from soleus_sense.live.plan import REST_S, Plan


def plans_of(
    programme: Programme,
    week: int = 1,
    *,
    exercise: str | None = None,
    tempo: str | None = None,
    sets: int | None = None,
    reps: int | None = None,
    rest_s: float | None = None,
) -> tuple[Plan, ...]:
    """What is done on a day of that week, in the order of the programme.

    Parameters
    ----------
    week : from 1
    exercise : only this one of the day's; None: all
    tempo, sets, reps, rest_s : instead of what is prescribed, where given

    Raises
    ------
    SettingsError
        The programme has no such week, that week no such exercise, or there is no such exercise or tempo.
    """
    if exercise is not None:
        find_exercise(exercise)
    prescribed = programme.week(week).exercises
    chosen = [one for one in prescribed if exercise in (None, one.exercise)]
    if not chosen:
        there = ", ".join(dict.fromkeys(one.exercise for one in prescribed))
        raise SettingsError(f"Week {week} of {programme.name} has no {exercise}; it has {there}.")
    return tuple(_plan(one, tempo=tempo, sets=sets, reps=reps, rest_s=rest_s) for one in chosen)


def counted(plan: Plan) -> bool:
    """Whether the exercise ends by what is counted of it; walking ends by a key."""
    return plan.exercise is None or find_exercise(plan.exercise).posture != "walking"


def check_ends(plans: Sequence[Plan]) -> None:
    """Refuse a day that needs a key where there are none.

    Raises
    ------
    SettingsError
        An exercise of it ends by a key.
    """
    for plan in plans:
        if not counted(plan):
            raise SettingsError(
                f"{find_exercise(plan.exercise or '').name} ends by a key, and there are none without the screen: "
                "run it in a terminal, without --plain and --jsonl."
            )


def _plan(one: Prescription, *, tempo: str | None, sets: int | None, reps: int | None, rest_s: float | None) -> Plan:
    fewest, most = one.reps or (None, None)
    by_reps = fewest is not None or reps is not None
    target = tempo or one.tempo
    # Who wants repetitions gets them also where minutes are prescribed.
    return Plan(
        exercise=one.exercise,
        tempo=None if target is None else Tempo.parse(target),
        sets=(sets or one.sets) if by_reps else sets,
        reps=reps or fewest,
        rest_s=rest_s if rest_s is not None else REST_S if one.rest_s is None else one.rest_s,
        ends=True,
        most_reps=None if reps is not None else most,
        minutes=one.minutes if not by_reps and sets is None else None,
        how=_how(one),
    )


def _how(one: Prescription) -> str:
    parts = [
        f"{one.legs} {'leg' if one.legs == 'one' else 'legs'}" if one.legs else "",
        f"knee {one.knee}" if one.knee else "",
        one.load,
        one.note.rstrip("."),
    ]
    metres = "" if one.metres is None else one.dose
    return ", ".join(part for part in (metres, *parts) if part)
