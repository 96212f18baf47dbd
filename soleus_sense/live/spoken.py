"""What a voice says of a session: the count and little else, short enough to be over before the next repetition."""

from __future__ import annotations

from soleus_sense.live.plain import exercise_words
from soleus_sense.live.plan import ExerciseBegan, GoalReached, MinutesReached, Plan, RestOver
from soleus_sense.live.session import Said
from soleus_sense.motion.heel_rise_test import HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.reps import PartialRep, RepCounted, SetEnded, SignalBack, SignalLost


class Words:
    """Turns what happens into a few words.

    Parameters
    ----------
    plan : what is meant to be done, until the next exercise begins

    State: the count of the running set of each sensor.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._counts: dict[tuple[str, int], int] = {}

    def of(self, sensor: str, said: Said) -> str:
        """The words, or "" where the ear needs none."""
        match said:
            case RepCounted():
                of_set = sensor, said.rep.set
                count = self._counts[of_set] = self._counts.get(of_set, 0) + 1
                # The last one of the set is said with its goal.
                words = "" if count == self._plan.reps else f"{count}"
            case GoalReached():
                words = f"{said.reps}, done"
            case MinutesReached():
                words = f"{said.minutes:g} minutes, done"
            case PartialRep():
                words = "not counted"
            case SetEnded() if not self._plan.is_heel_rise_test:
                words = f"set {said.set.index} over"
            case RestOver():
                words = f"set {said.next_set}"
            case ExerciseBegan():
                self._plan = said.plan
                self._counts.clear()
                words = f"next, {exercise_words(said.plan).replace('×', 'times')}"
            case HeelRiseWarning():
                words = f"warning, {said.why}"
            case HeelRiseResult():
                words = f"the test is over, {said.reps}"
            case SignalLost():
                words = "signal lost"
            case SignalBack():
                words = "signal back"
            case _:
                words = ""
        return f"{sensor} {words}" if sensor and words else words
