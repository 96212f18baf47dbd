"""An empty history to begin with."""

import pytest

from soleus_sense.history import History


@pytest.fixture
def path(tmp_path):
    """Where a history may be."""
    return tmp_path / "history.sqlite"


@pytest.fixture
def history(path):
    """A new, empty history."""
    with History(path) as opened:
        yield opened
