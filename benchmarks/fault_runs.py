"""A minute on every kind of wearable with every trouble, from scan to count: `python benchmarks/fault_runs.py`.

Losses told stand in brackets where the wearable's packets carry neither times nor numbers: a loss then shows only as a
lower rate, and what comes twice cannot be told from what comes once.
"""

from __future__ import annotations

import argparse
import logging
import sys

from soleus_sense.errors import WearableError
from soleus_sense.evaluation.fault_runs import MODELS, TROUBLES, FaultRun, fault_run, fault_set


def main() -> None:
    """Print one line for each model and trouble; the exit status tells whether all went as they should."""
    parser = argparse.ArgumentParser(description="Run every wearable through every trouble.")
    parser.add_argument("--model", action="append", choices=MODELS, help="only this one; may be given again")
    parser.add_argument("--trouble", action="append", choices=TROUBLES, help="only this one; may be given again")
    parser.add_argument("--seeds", type=int, default=1, help="of the chances, one run for each (default: %(default)s)")
    wanted = parser.parse_args()
    logging.getLogger("bumble").setLevel(logging.CRITICAL)
    played = fault_set()
    print(f"{played.counted} repetitions in {played.recording.duration_s:.0f} s; times leap, so a run takes seconds.")
    print(f"{'wearable':<20} {'trouble':<17} {'counted':>8} {'links':>6} {'due':>6} {'lost':>10} {'told':>7}  wrong")
    runs = passed = 0
    for model in wanted.model or MODELS:
        for trouble in wanted.trouble or TROUBLES:
            for seed in range(1, wanted.seeds + 1):
                runs += 1
                lead = f"{model:<20} {trouble:<17}"
                try:
                    run = fault_run(model, trouble, played, seed=seed)
                except WearableError as error:
                    print(f"{lead} {error}", flush=True)
                    continue
                passed += not run.wrong
                print(f"{lead} {_figures(run)}", flush=True)
    print(f"{passed} of {runs} runs as they should be.")
    sys.exit(passed < runs)


def _figures(run: FaultRun) -> str:
    told = f"{run.reported}" if run.tells_losses else f"({run.reported})"
    wrong = "; ".join(run.wrong)
    counted = f"{run.counted}/{run.true}"
    lost = f"{run.lost}" if run.lost >= 0 else f"{-run.lost} twice"
    return f"{counted:>8} {run.links:>6} {run.due:>6} {lost:>10} {told:>7}  {wrong}".rstrip()


if __name__ == "__main__":
    main()
