"""What no test may depend on is how fast the machine is: loops have a clock of their own, examples have no deadline."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from virtual_time import VirtualTimeLoop

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_asyncio_loop_factories() -> dict[str, type[VirtualTimeLoop]]:
    """Every asynchronous test runs in virtual time."""
    return {"virtual time": VirtualTimeLoop}
