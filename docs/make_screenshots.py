"""Makes the pictures of the live screen, dark and light, from a real run of the demo.

Nothing is posed: a virtual wearable, the whole Bluetooth path, the counter and the screen.
Run from the repository: `.venv/bin/python docs/make_screenshots.py`. It takes as long as half of the demo does.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from soleus_sense.live.demo import demo_plan, run_demo
from soleus_sense.live.screen import LiveApp
from soleus_sense.live.terminal import ScreenOutput
from soleus_sense.live.workout import Wearing
from soleus_sense.motion.counter import RepCounter

COLUMNS, ROWS = 100, 30
FOLDER = Path(__file__).parent

REPS_BEFORE = 6
"""The picture shows a set that is well under way ..."""

LOWERING_S = 1.8
"""... and a lowering that fills towards its target."""


async def main() -> None:
    """Run the demo on a screen without a terminal, and keep a picture of it."""
    plan = demo_plan(None, None, sets=None, reps=None, rest_s=None)
    app = LiveApp(plan)
    output = ScreenOutput(plan, app)
    with tempfile.TemporaryDirectory() as folder:
        async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
            counters: list[RepCounter] = []

            def counter() -> RepCounter:
                counters.append(RepCounter("heel", plan.exercise, str(plan.tempo)))
                return counters[-1]

            wearing = Wearing(placement="heel", record=Path(folder))
            running = asyncio.ensure_future(run_demo(plan, wearing, output, counter=counter))
            while not running.done():
                await asyncio.sleep(0.05)
                if not counters:
                    continue
                now = counters[0].now
                lowering = now.phase == "lower" and now.at_s - now.phase_since_s >= LOWERING_S
                if now.counted >= REPS_BEFORE and lowering:
                    break
            else:
                await running
                raise SystemExit("The demo ended before the picture could be taken.")
            for name in ("live-screen-light.svg", "live-screen.svg"):
                app.theme = "textual-light" if "light" in name else "textual-dark"
                await pilot.pause()
                keep(app.export_screenshot(title="soleus live --demo"), FOLDER / name)
            running.cancel()
            await asyncio.wait({running})


def keep(picture: str, path: Path) -> None:
    """Write a picture, without the font from afar: it is not fetched where pictures are shown."""
    path.write_text(re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL), encoding="utf-8")
    print(f"Written: {path}")


if __name__ == "__main__":
    asyncio.run(main())
