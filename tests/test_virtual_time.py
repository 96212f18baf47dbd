"""The clock that tests run by: hours pass at once, but nobody who works beside the loop is left behind."""

from __future__ import annotations

import asyncio
import socket
import threading
import time

import pytest
import virtual_time

SOON_S = 0.05


async def test_an_hour_passes_at_once_and_what_is_due_first_comes_first() -> None:
    loop, woken = asyncio.get_running_loop(), list[str]()
    began_s = loop.time()

    async def after(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append(name)

    await asyncio.gather(after("late", 3600.0), after("soon", 0.001), after("middle", 60.0))
    assert woken == ["soon", "middle", "late"]
    assert loop.time() - began_s == pytest.approx(3600.0)


async def test_a_machine_that_pauses_takes_no_time() -> None:
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    async with asyncio.timeout(SOON_S):
        time.sleep(2 * SOON_S)  # noqa: ASYNC251 - as when the whole program is stopped
        await asyncio.sleep(SOON_S / 2)
    assert loop.time() - began_s == pytest.approx(SOON_S / 2)


async def test_a_thread_that_works_has_done_so_before_a_long_time_is_over() -> None:
    async with asyncio.timeout(60.0):
        assert await asyncio.to_thread(lambda: time.sleep(SOON_S) or "done") == "done"


async def test_an_hour_after_a_thread_has_worked_passes_at_once_again() -> None:
    await asyncio.to_thread(lambda: None)
    await asyncio.sleep(3600.0)


async def test_what_a_socket_brings_later_comes_before_a_long_time_is_over() -> None:
    here, there = socket.socketpair()
    sending = threading.Timer(SOON_S, there.send, (b"now",))
    with here, there:
        here.setblocking(False)
        sending.start()
        async with asyncio.timeout(60.0):
            assert await asyncio.get_running_loop().sock_recv(here, 8) == b"now"
        sending.join()


async def test_a_machine_that_pauses_takes_no_time_beside_an_open_socket_either() -> None:
    here, there = socket.socketpair()
    with here, there:
        here.setblocking(False)
        async with asyncio.timeout(SOON_S):
            reading = asyncio.ensure_future(asyncio.get_running_loop().sock_recv(here, 8))
            await asyncio.sleep(0)
            time.sleep(2 * SOON_S)  # noqa: ASYNC251
            there.send(b"now")
            assert await reading == b"now"


def test_beside_another_program_time_goes_no_faster_than_it_does() -> None:
    began_s = time.monotonic()
    virtual_time.run(asyncio.sleep(SOON_S), others=1)
    assert time.monotonic() - began_s >= SOON_S
