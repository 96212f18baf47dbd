"""What healthy adults reach in the heel-rise test, as published: to hold one's own count against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """A published figure.

    Attributes
    ----------
    people : who was measured
    figure : what they reached, in words
    by : authors and year, as a sentence cites them
    source : where it was published
    """

    people: str
    figure: str
    by: str
    source: str


NORMAL_REPS = 25
"""Proposed by Lunsford and Perry as the least of a normal calf."""

HEEL_RISE_REFERENCES = (
    Reference(
        people="203 adults of 20 to 59 years",
        figure=f"28 ± 11 repetitions (mean, standard deviation); {NORMAL_REPS} or more was proposed as normal",
        by="Lunsford and Perry 1995",
        source="Phys Ther 75:694, doi:10.1093/ptj/75.8.694",
    ),
    Reference(
        people="566 adults of 20 to 81 years, on a 10° incline",
        figure="half of the men did 24 repetitions or more, half of the women 21 or more",
        by="Hébert-Losier et al. 2017",
        source="Physiotherapy 103:446, doi:10.1016/j.physio.2017.03.002",
    ),
)
"""Both tested one leg at a time, each until it could no more."""


def heel_rise_verdict(reps: int) -> str:
    """A count of the heel-rise test beside what was proposed as normal: `26: 25 or more was proposed as normal.`"""
    return (
        f"{reps} {'repetition' if reps == 1 else 'repetitions'}; {NORMAL_REPS} or more was proposed as normal "
        f"for adults under 60 (Lunsford and Perry 1995)"
    )


def reference_sentences() -> tuple[str, ...]:
    """Each reference in a sentence with its source, and how to read them."""
    each = [f"{one.people}: {one.figure} ({one.by}, {one.source})." for one in HEEL_RISE_REFERENCES]
    return (
        *each,
        "Age, sex, weight and the incline change what is usual: compare your two legs, and yourself over time.",
    )
