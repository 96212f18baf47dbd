"""Makes the README's pictures again: the report that `soleus live --demo` writes, in a browser, light and dark.

    python docs/make_pictures.py

Needs Chromium or Chrome; nothing else of the project does.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

WIDTH, HEIGHT = 900, 915
"""In CSS pixels: the page's first screen, down to the end of the row with the lowering times."""

SCALE = 1.5
"""Letters stay sharp on a dense screen; at 2 the files grow by half for nothing that can be seen."""

COLOURS = 128
"""Charts and letters have few colours; beyond these nothing but the file grows."""

SCHEMES = {"light": 1, "dark": 0}
"""Chromium's own numbers for the colour scheme a page is asked to be shown in."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", default=next(filter(None, map(shutil.which, BROWSERS)), None))
    browser = parser.parse_args().browser
    if browser is None:
        print("No Chromium or Chrome was found; say where it is with --browser.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        page = played_demo(Path(folder))
        for scheme, number in SCHEMES.items():
            shot = Path(folder, f"{scheme}.png")
            photograph(browser, page, shot, number)
            smaller(shot, HERE / f"report-{scheme}.png")
    return 0


def played_demo(home: Path) -> Path:
    """The report of a demo that is played now; it takes a minute."""
    subprocess.run(
        [sys.executable, "-m", "soleus_sense", "live", "--demo", "--plain"],
        env={**os.environ, "SOLEUS_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        check=True,
        timeout=180,
    )
    (page,) = home.rglob("*.html")
    return page


def photograph(browser: str, page: Path, shot: Path, scheme: int) -> None:
    """The top of a web page as a picture."""
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    subprocess.run(
        [
            browser,
            "--headless",
            *as_root,
            "--disable-gpu",
            "--hide-scrollbars",
            f"--force-device-scale-factor={SCALE}",
            f"--blink-settings=preferredColorScheme={scheme}",
            f"--window-size={WIDTH},{HEIGHT}",
            f"--screenshot={shot}",
            page.as_uri(),
        ],
        check=True,
        timeout=120,
        stderr=subprocess.DEVNULL,
    )


def smaller(shot: Path, out: Path) -> None:
    """The same picture with few colours: a third of the bytes."""
    with Image.open(shot) as picture:
        picture.convert("RGB").quantize(COLOURS).save(out, optimize=True)
    print(f"{out.name}: {out.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
