"""Sessions whose figures are known beforehand."""

from __future__ import annotations

import pytest
import sessions_made
from sessions_made import MakeSession


@pytest.fixture
def make_session() -> MakeSession:
    """`make_session([3.0, 2.9], [30, 28])` is one set of two; a list of lists is several sets."""
    return sessions_made.make_session
