"""The public face is the one other people's scripts rely on, where the check of it is at hand."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHECK = ROOT / "../shared/contract/check.py"


@pytest.mark.skipif(not CHECK.is_file(), reason="shared/contract/check.py is not here")
def test_the_contract_holds():
    ended = subprocess.run(
        [sys.executable, CHECK], cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
