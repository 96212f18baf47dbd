"""Repetitions made by hand for the matching and the tables."""

import pytest

from soleus_sense.motion.reps import Rep


@pytest.fixture
def rep():
    """A repetition from its four instants: `rep(1, 2, 2.5, 5)`."""

    def made(raise_start_s, raise_end_s, lower_start_s, lower_end_s, **known) -> Rep:
        return Rep(
            **{
                "index": 1,
                "set": 1,
                "counted": True,
                "raise_start_s": raise_start_s,
                "raise_end_s": raise_end_s,
                "lower_start_s": lower_start_s,
                "lower_end_s": lower_end_s,
                "raise_s": raise_end_s - raise_start_s,
                "top_s": lower_start_s - raise_end_s,
                "lower_s": lower_end_s - lower_start_s,
                "bottom_s": None,
                "range_deg": 30.0,
                "height_m": 0.08,
                "peak_lower_deg_s": 20.0,
                **known,
            }
        )

    return made


@pytest.fixture
def row(rep):
    """So many repetitions one after the other, 1 s up, 2 s down, every 4 s, the first at `starts_s`."""

    def made(count, starts_s=0.0, **known):
        return [
            rep(at, at + 1, at + 1, at + 3, index=n + 1, **known)
            for n, at in enumerate(starts_s + 4.0 * k for k in range(count))
        ]

    return made
