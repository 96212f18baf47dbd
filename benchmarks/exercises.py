"""How well exercises are told and counted on simulated people: `python benchmarks/exercises.py`.

Four parts, each on seeds that no constant was chosen on: what `--exercise auto` says of each exercise; steps, heel
touches and stairs against their truth; push-ups by their rate; drops off a step's edge.
"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np

from soleus_sense.evaluation.cases import HELD_OUT_SEED
from soleus_sense.evaluation.exercise_cases import KEYS, push_up_manner, tell
from soleus_sense.evaluation.mixed import OtherPart, Part, play
from soleus_sense.exercises import Tempo
from soleus_sense.exercises.edge import drops
from soleus_sense.exercises.stairs import stairs
from soleus_sense.exercises.toe_walk import toe_walks
from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.gait import find_strides
from soleus_sense.virtual.body import FOOT_SITES, SHIN_SITES
from soleus_sense.virtual.movement import Manner
from soleus_sense.virtual.people import draw_stance
from soleus_sense.virtual.scenario import Scenario, simulate

SENSORS = (("heel", True), ("heel", False), ("shin", True), ("shin", False))
RATES_PER_MIN = (20, 60, 110)


def told(count: int, seed: int) -> None:
    """Print, for each exercise, how often each was suggested."""
    for placement, has_gyro in SENSORS:
        print(f"\nauto, {placement}, {'accelerometer and gyro' if has_gyro else 'accelerometer alone'}:")
        named = right = 0
        for key in KEYS:
            said = Counter[str]()
            among = 0
            for one in tell((key,), placement, has_gyro=has_gyro, seeds=range(seed, seed + count)):
                said[one.suggestion.key or "cannot tell"] += 1
                among += key in {one.suggestion.key, *(other for other, _ in one.suggestion.others)}
            named += count - said["cannot tell"]
            right += said[key]
            words = ", ".join(f"{name} {number}" for name, number in said.most_common())
            print(f"  {key:<22} {words}; named or among the candidates {among} of {count}", flush=True)
        print(f"  of {named} named {right} are right" + (f" ({100 * right / named:.0f} %)" if named else ""))


def walked(count: int, seed: int) -> None:
    """Print steps, heel touches and ways against the truth, at every place on the shoe."""
    print("\nsteps of this foot, accelerometer and gyro, each line", count, "people:")
    for site in FOOT_SITES:
        step_errors: list[int] = []
        touch_errors: list[int] = []
        way_errors: list[int] = []
        steps = 0
        for at in range(seed, seed + count):
            touches = (3, 8, 12)[: at % 4]
            parts: list[Part] = [
                OtherPart("still", 3.0),
                OtherPart("toe-walk", 30.0, touches=touches),
                OtherPart("still", 5.0),
                OtherPart("stairs-up", 30.0),
                OtherPart("still", 3.0),
                OtherPart("stairs-down", 30.0),
                OtherPart("still", 3.0),
            ]
            made = play(parts, site=site, seed=at)
            rec = made.recording
            strides = find_strides(rec.time_s, rec.acc_m_s2, rec.gyr_rad_s)
            walk, climb = toe_walks(strides), stairs(strides)
            steps += sum(map(len, made.contacts_s))
            for part in (1, 3, 5):
                begin_s, end_s = made.spans_s[part]
                seen = sum(begin_s <= one.lift_s < end_s for one in strides)
                step_errors.append(seen - len(made.contacts_s[part]))
            touch_errors.append((-1 if walk is None else walk.heel_touches or 0) - len(touches))
            up, down = (0, 0) if climb is None else (climb.strides_up, climb.strides_down)
            way_errors += [up - len(made.contacts_s[3]), down - len(made.contacts_s[5])]
        print(
            f"  {site:<8} {steps} steps: walks counted exactly {_share(step_errors)}, worst {_worst(step_errors)}; "
            f"heel touches exactly {_share(touch_errors)}, worst {_worst(touch_errors)}; "
            f"ways up and down exactly {_share(way_errors)}, worst {_worst(way_errors)}",
            flush=True,
        )


def pushed(count: int, seed: int) -> None:
    """Print how push-ups are counted by their rate."""
    print("\npush-ups, a minute of each, each line", count, "people:")
    for placement, has_gyro in SENSORS:
        sites = FOOT_SITES if placement == "heel" else SHIN_SITES
        for rate in RATES_PER_MIN:
            errors: list[int] = []
            for at in range(seed, seed + count):
                manner = push_up_manner(np.random.default_rng(at), rate)
                site = sites[at % len(sites)]
                made = simulate(
                    Scenario(placement=placement, site=site, posture="seated", reps=rate, manner=manner, seed=at)
                )
                rec = made.recording if has_gyro else made.recording.without_gyro()
                errors.append(analyze(rec, placement, "soleus-push-up").counted - made.counted)
            sensor = "acc + gyro" if has_gyro else "acc"
            print(
                f"  {placement} {sensor:<10} {rate:>3} a minute: exactly {_share(errors)}, worst {_worst(errors)}",
                flush=True,
            )


def dropped(count: int, seed: int) -> None:
    """Print how drops off an edge are counted, and how far below it they are said to go."""
    print("\ndrops off a step's edge at 3-0-1-0, twelve of each, each line", count, "people:")
    for placement, has_gyro in SENSORS:
        sites = FOOT_SITES if placement == "heel" else SHIN_SITES
        for first in ("raise", "drop"):
            errors: list[int] = []
            depths_deg: list[float] = []
            begun = 0
            for at in range(seed, seed + count):
                rng = np.random.default_rng(at)
                bottom_deg = float(rng.uniform(-15, -5))
                manner = Manner(range_deg=(30.0, 38.0), bottom_deg=bottom_deg)
                made = simulate(
                    Scenario(
                        placement=placement,
                        site=sites[at % len(sites)],
                        step_edge=True,
                        first=first,
                        reps=12,
                        tempo=Tempo.parse("3-0-1-0"),
                        tempo_spread=0.12,
                        manner=manner,
                        stance=draw_stance(rng, site=sites[at % len(sites)]),
                        seed=at,
                    )
                )
                rec = made.recording if has_gyro else made.recording.without_gyro()
                found = analyze(rec, placement, "eccentric-heel-drop")
                errors.append(found.counted - made.counted)
                below = drops(found, rec)
                if below is not None:
                    depths_deg.append(below.below_deg + bottom_deg)
                    begun += below.first == first
            sensor = "acc + gyro" if has_gyro else "acc"
            print(
                f"  {placement} {sensor:<10} first a {first:<5}: exactly {_share(errors)}, worst {_worst(errors)}",
                end="",
            )
            if depths_deg:
                off, most = np.mean(np.abs(depths_deg)), max(depths_deg, key=abs)
                print(f"; below the step off by {off:.1f}° on average, {most:+.1f}° at most", end="")
                print(f"; first motion right {begun} of {count}", end="")
            print(flush=True)


def _share(errors: list[int]) -> str:
    return f"{errors.count(0)} of {len(errors)}"


def _worst(errors: list[int]) -> str:
    return f"{max(errors, key=abs):+d}"


def main() -> None:
    """Print the parts wanted."""
    parser = argparse.ArgumentParser(description="Measure how exercises are told and counted.")
    parser.add_argument("--count", type=int, default=12, help="people of each kind (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=HELD_OUT_SEED, help="the first (default: %(default)s)")
    parser.add_argument("--part", choices=("auto", "walks", "push-ups", "drops"), action="append", help="default: all")
    wanted = parser.parse_args()
    parts = {"auto": told, "walks": walked, "push-ups": pushed, "drops": dropped}
    for name in wanted.part or parts:
        parts[name](wanted.count, wanted.seed)


if __name__ == "__main__":
    main()
