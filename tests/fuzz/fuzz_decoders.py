"""Feeds every driver's decoder notifications that are random, mutated, cut, straddled, joined, repeated or lost.

    python -m tests.fuzz.fuzz_decoders --count 1000000 [--kind polar] [--seed 1]

Nothing may come out but whole, finite samples and the driver's own errors, and after any of it the decoder must
read a sound stream again. Prints what came out, and how fast.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.constants import degree, g

from soleus_sense.wearables import espruino, metamotion, movella_dot, movesense, polar, simple_layouts, witmotion
from soleus_sense.wearables import soleus_profile as soleus
from soleus_sense.wearables.driver import Decoder, Packet, PacketError, StreamEnded
from soleus_sense.wearables.pairs import PairsByStamp
from soleus_sense.wearables.polar_frames import Measurement, encode_frame

Notification = tuple[str, bytes]

SOUND_EVERY = 5000
"""So often a sound stretch of the stream follows, and must give its samples."""

SOUND_SHARE = 0.8
"""At least so much of what a fresh decoder reads in it: the first packets may still fit nothing."""

STRETCH_S = 6.0


@dataclass(frozen=True)
class Case:
    """A decoder under test, and the sound stream its wearable sends."""

    key: str
    decoder: Callable[[], Decoder]
    stream: tuple[Notification, ...]


def motion(rate_hz: float, duration_s: float = STRETCH_S) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) m/s² and (n, 3) rad/s of something that moves."""
    time_s = np.arange(0.0, duration_s, 1 / rate_hz)
    tilt = 0.5 + 0.4 * np.sin(3 * time_s)
    acc = g * np.column_stack([np.sin(tilt), 0.1 * np.cos(9 * time_s), np.cos(tilt)])
    return acc, np.column_stack([0.1 * np.sin(time_s), 1.2 * np.cos(3 * time_s), 0.05 * time_s])


def _polar(*, has_gyro: bool) -> Case:
    rate_hz, frame = 104.0, 70
    acc, gyr = motion(rate_hz)
    stream: list[Notification] = [(polar.CONTROL, bytes.fromhex("f0020200000501 40da7f39"))]
    for at in range(0, len(acc) - frame, frame):
        stamp = 8 * 10**17 + round((at + frame) / rate_hz * 1e9)
        counts = np.rint(acc[at : at + frame] / g / 0.000244).astype(np.int64)
        stream.append((polar.DATA, encode_frame(Measurement.ACC, counts, stamp_ns=stamp, frame_type=0x80)))
        if has_gyro:
            turns = np.rint(gyr[at : at + frame] / degree / 0.07).astype(np.int64)
            stream.append((polar.DATA, encode_frame(Measurement.GYRO, turns, stamp_ns=stamp + 999, frame_type=0x80)))
        else:
            plain = np.rint(acc[at : at + 36] / g * 1000).astype(np.int64)
            data = encode_frame(Measurement.ACC, plain, stamp_ns=stamp + 10**8, frame_type=1)
            stream.append((polar.DATA, data))

    def decoder() -> Decoder:
        pairs = PairsByStamp(1 / rate_hz, 1 / rate_hz, tick_s=polar.TICK_S) if has_gyro else None
        return polar.PolarDecoder(0.000244, 0.07, pairs)

    return Case("polar+gyro" if has_gyro else "polar", decoder, tuple(stream))


def _soleus() -> Case:
    acc, gyr = motion(100.0)
    configuration = soleus.Configuration(100, 8, 1000)
    stream = tuple(
        (
            soleus.DATA,
            soleus.encode_data(
                acc[at : at + 10],
                gyr[at : at + 10],
                sequence=65500 + at // 10,
                stamp_us=at * 10_000,
                configuration=configuration,
            ),
        )
        for at in range(0, len(acc), 10)
    )
    return Case("soleus", soleus.SoleusDecoder, stream)


def _witmotion() -> Case:
    acc, gyr = motion(100.0)
    stream = [
        (witmotion.NOTIFY, witmotion.encode_sample(acc[at : at + 3], gyr[at : at + 3])) for at in range(0, 600, 3)
    ]
    answer = witmotion.encode_registers(0x64, np.full(8, 398, dtype=np.int16))
    stream.insert(9, (witmotion.NOTIFY, answer))
    return Case("witmotion", witmotion.WitDecoder, tuple(stream))


def _movesense() -> Case:
    acc, gyr = motion(104.0)
    stream = [
        (movesense.NOTIFY, part)
        for at in range(0, len(acc) - 8, 8)
        for part in movesense.encode_data(acc[at : at + 8], gyr[at : at + 8], stamp_ms=round(at / 0.104))
    ]
    return Case("movesense", partial(movesense.MovesenseDecoder, True, 8), tuple(stream))


def _metamotion() -> Case:
    acc, gyr = motion(100.0)
    chip = metamotion.BMI270
    stream: list[Notification] = [(metamotion.NOTIFY, bytes.fromhex("118c633410"))]
    for at in range(0, len(acc) - 3, 3):
        now = slice(at, at + 3)
        frames = (
            metamotion.encode_frame(metamotion.ACC, chip.acc_packed, acc[now] / g, per_unit=4096.0),
            metamotion.encode_frame(metamotion.GYRO, chip.gyr_packed, gyr[now] / degree, per_unit=32.8),
        )
        stream += [(metamotion.NOTIFY, frame) for frame in frames]
    return Case("metamotion", partial(metamotion.MetaMotionDecoder, chip, 8.0, 1000.0), tuple(stream))


def _dot() -> Case:
    acc, gyr = motion(60.0)
    stream = [
        (movella_dot.MEDIUM, movella_dot.encode_payload(acc[i], gyr[i], stamp_us=2**32 - 10**6 + round(i * 1e6 / 60)))
        for i in range(len(acc))
    ]
    return Case("dot", movella_dot.DotDecoder, tuple(stream))


def _simple(key: str, row: simple_layouts.Row) -> Case:
    acc, gyr = motion(50.0)
    stream: list[Notification] = []
    for i in range(len(acc)):
        header = {"openearable": (0, 36, i * 20_000), "bluest": (i * 6 % 65536,)}.get(key, ())
        rotation = gyr[i : i + 1] if row.layout.gyr_unit else None
        stream.append((row.layout.characteristic, simple_layouts.encode(row.layout, acc[i : i + 1], rotation, header)))
        if row.gyr_layout:
            data = simple_layouts.encode(row.gyr_layout, None, gyr[i : i + 1])
            stream.append((row.gyr_layout.characteristic, data))
    return Case(key, partial(simple_layouts.LayoutDecoder, row.layout, row.gyr_layout), tuple(stream))


def _espruino() -> Case:
    acc, gyr = motion(52.0)
    units = espruino.puck_units(8.0, 1000.0)
    lines = b"".join(
        espruino.encode_lines(acc[i], gyr[i], units, sequence=i, ms=round(i / 0.052)) for i in range(len(acc))
    )
    stream = tuple((espruino.CONSOLE_OUT, lines[at : at + 50]) for at in range(0, len(lines), 50))
    return Case("espruino", partial(espruino.EspruinoDecoder, units), stream)


def cases() -> tuple[Case, ...]:
    """Every driver, each with the stream its wearable sends."""
    return (
        _soleus(),
        _polar(has_gyro=False),
        _polar(has_gyro=True),
        _witmotion(),
        _movesense(),
        _metamotion(),
        _dot(),
        _simple("adafruit", simple_layouts.ADAFRUIT_ROW),
        _simple("thingy52", simple_layouts.THINGY_ROW),
        _simple("openearable", simple_layouts.OPEN_EARABLE_ROW),
        _simple("bluest", simple_layouts.BLUEST_ROW),
        _simple("microbit", simple_layouts.MICROBIT_ROW),
        _espruino(),
    )


def disturbed(stream: Sequence[Notification], chance: random.Random) -> list[Notification]:
    """One or two notifications that come instead of a sound one."""
    at = chance.randrange(len(stream))
    characteristic, data = stream[at]
    match chance.randrange(10):
        case 0:
            return [(characteristic, chance.randbytes(chance.randrange(0, 64)))]
        case 1:
            return [(characteristic, chance.randbytes(chance.randrange(0, 513)))]
        case 2:
            return [(characteristic, data[: chance.randrange(len(data) + 1)])]
        case 3:
            return [(characteristic, data[chance.randrange(len(data)) :])]
        case 4:
            cut = chance.randrange(len(data) + 1)
            return [(characteristic, data[:cut]), (characteristic, data[cut:])]
        case 5:
            return [(characteristic, data + stream[(at + 1) % len(stream)][1])]
        case 6:
            return [(characteristic, data)] * 2
        case 7:
            return [(characteristic, data + chance.randbytes(chance.randrange(1, 20)))]
        case 8:
            changed = bytearray(data)
            for _ in range(chance.randrange(1, 6)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            return [(characteristic, bytes(changed))]
        case _:
            head = data[: chance.randrange(1, 13)]
            return [(characteristic, head + chance.randbytes(chance.randrange(0, 250)))]


def check(packets: Sequence[Packet]) -> int:
    """The number of samples; whatever is no sample is an error of the driver."""
    samples = 0
    for packet in packets:
        acc, gyr = packet.acc_m_s2, packet.gyr_rad_s
        if acc.ndim != 2 or acc.shape[1] != 3 or not len(acc) or not np.isfinite(acc).all():
            raise AssertionError(f"no acceleration: {acc!r}")
        if gyr is not None and (gyr.shape != acc.shape or not np.isfinite(gyr).all()):
            raise AssertionError(f"no rotation: {gyr!r}")
        if not isinstance(packet.stamp, int | None) or not isinstance(packet.sequence, int | None):
            raise AssertionError(f"no stamp or number: {packet.stamp!r}, {packet.sequence!r}")
        samples += len(acc)
    return samples


def fuzz(case: Case, count: int, seed: int) -> Counter[str]:
    """Feed `count` notifications; what came out, by name.

    Raises
    ------
    AssertionError
        A packet that is none, or a sound stretch that is not read again.
    Exception
        Whatever else the decoder raised.
    """
    chance = random.Random(f"{case.key} {seed}")
    fresh = case.decoder()
    in_sound = sum(check(fresh.decode(*sound)) for sound in case.stream)
    decoder, came = case.decoder(), Counter[str]()
    in_order = 0

    def feed(characteristic: str, data: bytes) -> int:
        nonlocal decoder
        came["notifications"] += 1
        try:
            samples = check(decoder.decode(characteristic, data))
        except PacketError:
            came["refused"] += 1
            return 0
        except StreamEnded:
            came["ended"] += 1
            decoder = case.decoder()
            return 0
        came["samples"] += samples
        return samples

    while came["notifications"] < count:
        if chance.random() < 0.3:
            in_order = (in_order + 1 + (chance.random() < 0.1)) % len(case.stream)
            feed(*case.stream[in_order])
        else:
            for characteristic, data in disturbed(case.stream, chance):
                feed(characteristic, data)
        if came["notifications"] // SOUND_EVERY > came["stretches"]:
            came["stretches"] += 1
            samples = sum(feed(*sound) for sound in case.stream)
            if samples < SOUND_SHARE * in_sound:
                raise AssertionError(f"{case.key}: {samples} of {in_sound} samples after {came['notifications']:,}")
    return came


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1_000_000, help="notifications per driver")
    parser.add_argument("--kind", help="only this driver")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(f"{'driver':<12} {'notifications':>13} {'samples':>11} {'refused':>9} {'ended':>7} {'per second':>11}")
    for case in cases():
        if asked.kind in (None, case.key):
            began = time.perf_counter()
            came = fuzz(case, asked.count, asked.seed)
            rate = came["notifications"] / (time.perf_counter() - began)
            numbers = f"{came['notifications']:>13,} {came['samples']:>11,} {came['refused']:>9,} {came['ended']:>7,}"
            print(f"{case.key:<12} {numbers} {rate:>11,.0f}", flush=True)
    print("Nothing came out but samples and the drivers' own errors.")


if __name__ == "__main__":
    main()
