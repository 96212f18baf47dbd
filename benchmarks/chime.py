"""How late the chime of a landing is, from a virtual wearable to a virtual sound card: `python benchmarks/chime.py`.

By a clock that leaps over the waits, which leaves out what this machine takes to compute; `--real` plays one set in
real time, with everything.
"""

from __future__ import annotations

import argparse
import asyncio

from soleus_sense.evaluation.chime import Chimes, chimes_of
from soleus_sense.virtual.leaping import run_leaping

AIM_S = 0.4
"""The chime is to be heard within this of the landing, at the 95th percentile."""

TEMPI = ("2-0-1-0", "3-0-1-0", "1-0-1-0", "2-1-1-1")


def show(what: str, sets: list[Chimes]) -> None:
    """Print one line."""
    whole = Chimes(tuple(late for one in sets for late in one.late_s), sum(one.landings for one in sets))
    median_s, most_s = whole.percentile_s(50), whole.percentile_s(95)
    print(
        f"{what:<22} {len(whole.late_s):>5} of {whole.landings:<5} {median_s or 0:>8.3f} s {most_s or 0:>8.3f} s"
        f"   × the aim of {AIM_S:g} s: {(most_s or 0) / AIM_S:.2f}",
        flush=True,
    )


def main() -> None:
    """Print how late the chimes are."""
    parser = argparse.ArgumentParser(description="Measure from the heel's landing to the chime.")
    parser.add_argument("--sets", type=int, default=2, help="of each tempo (default: %(default)s)")
    parser.add_argument("--real", action="store_true", help="one set at the heel in real time, half a minute")
    wanted = parser.parse_args()
    print(f"{'':<22} {'chimes of landings':>14} {'median':>8} {'95th percentile':>16}")
    if wanted.real:
        show("heel, real time", [asyncio.run(chimes_of("heel", reps=10))])
        return
    for placement in ("heel", "shin"):
        sets = [
            run_leaping(chimes_of(placement, tempo=tempo, seed=1_000_000 + seed))
            for tempo in TEMPI
            for seed in range(wanted.sets)
        ]
        show(placement, sets)


if __name__ == "__main__":
    main()
