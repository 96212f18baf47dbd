"""The loop that leaps: hours pass at once, in order, and the system's own wake-ups still come."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from soleus_sense.virtual.leaping import run_leaping


def test_an_hour_of_waiting_takes_no_time_and_is_all_there() -> None:
    async def wait() -> float:
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time()

    began_s = time.monotonic()
    assert run_leaping(wait()) == pytest.approx(3600)
    assert time.monotonic() - began_s < 60


def test_what_is_due_first_comes_first() -> None:
    async def wait() -> list[tuple[str, float]]:
        loop, woken = asyncio.get_running_loop(), list[tuple[str, float]]()

        async def after(name: str, seconds: float) -> None:
            await asyncio.sleep(seconds)
            woken.append((name, round(loop.time(), 6)))

        await asyncio.gather(after("late", 2.0), after("soon", 0.5), after("middle", 1.25))
        return woken

    assert run_leaping(wait()) == [("soon", 0.5), ("middle", 1.25), ("late", 2.0)]


def test_a_time_limit_ends_what_takes_too_long() -> None:
    async def wait() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(7.5):
                await asyncio.Event().wait()
        return asyncio.get_running_loop().time()

    assert run_leaping(wait()) == pytest.approx(7.5)


def test_what_a_socket_brings_is_taken_before_time_leaps() -> None:
    async def wait() -> tuple[bytes, float]:
        here, there = socket.socketpair()
        with here, there:
            here.setblocking(False)
            there.send(b"now")
            async with asyncio.timeout(60):
                heard = await asyncio.get_running_loop().sock_recv(here, 8)
            return heard, asyncio.get_running_loop().time()

    assert run_leaping(wait()) == (b"now", 0.0)


def test_a_thread_is_waited_for() -> None:
    async def wait() -> str:
        return await asyncio.get_running_loop().run_in_executor(None, lambda: "done")

    assert run_leaping(wait()) == "done"
