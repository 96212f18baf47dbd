"""`make` says what is in the way before it makes anything."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[1] / "Makefile"

OLD_PYTHON = f"""#!/bin/sh
[ "$1" = -c ] || exit 99
exec {sys.executable} -c '
import sys
sys.version_info, sys.version = (3, 10, 4), "3.10.4 (main)"
exec(sys.argv[1])' "$2"
"""
"""A Python that takes itself for an old one, and makes no environment."""


@pytest.mark.skipif(shutil.which("make") is None or sys.platform == "win32", reason="no make here")
def test_a_python_that_is_too_old_is_named_and_nothing_is_left_behind(tmp_path):
    old = tmp_path / "python3.10"
    old.write_text(OLD_PYTHON, encoding="utf-8")
    old.chmod(0o755)
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(MAKEFILE, folder)

    ended = subprocess.run(["make", "demo", f"PYTHON={old}"], cwd=folder, capture_output=True, text=True, timeout=60)

    assert ended.returncode == 2
    assert "Soleus Sense needs Python 3.11 or newer, and this is 3.10.4: " in ended.stderr
    assert [path.name for path in folder.iterdir()] == ["Makefile"]
