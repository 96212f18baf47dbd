"""Rate and range are the person's choice: what is sent are the makers' bytes, and what comes out otherwise is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from soleus_sense.errors import SettingsError
from soleus_sense.motion.clock import Timing
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.wearables import movella_dot, movesense, polar, witmotion
from soleus_sense.wearables.choice import Asked, asked_words, choice_notes, offer_sentence
from soleus_sense.wearables.driver import Dialogue, Packet, Read, Settings, Started, Wait, WearableKind, Write, rehearse
from soleus_sense.wearables.kinds import KINDS, find_kind
from soleus_sense.wearables.metamotion import METAMOTION
from soleus_sense.wearables.simple_layouts import BLUEST, THINGY
from soleus_sense.wearables.stream import Connected

COLLECTION = Path(__file__).parents[2].parent / "shared" / "data" / "ble" / "vectors.json"

VERITY_OFFER = bytes.fromhex("f001020000000134000101100002010800040103")
VERITY_GYRO = bytes.fromhex("f001050000000134000101100002" + "04f500f401e803d007040103")
H10_OFFER = bytes.fromhex("f0010200000004190032006400c800010110000203020004000800")


class Nothing:
    def decode(self, characteristic: str, data: bytes) -> tuple[Packet, ...]:
        return ()


def started(rate_hz: float, acc_range_g: float, gyr_range_dps: float | None = None, **more: Any) -> Started:
    return Started(Nothing(), Timing(), rate_hz, gyr_range_dps is not None, acc_range_g, gyr_range_dps, **more)


def told(kind: WearableKind, asked: Asked, in_effect: Started) -> list[str]:
    return list(choice_notes(asked.settings(), in_effect, kind))


def sent(dialogue: Dialogue[Started], answers: list[bytes | None]) -> list[str]:
    """What a start writes, in hexadecimal."""
    steps, _ = rehearse(dialogue, answers)
    return [step.data.hex() for step in steps if isinstance(step, Write)]


def published(device: str) -> dict[str, str]:
    if not COLLECTION.exists():
        pytest.skip("the collection of published packets is not here")
    vectors = json.loads(COLLECTION.read_text(encoding="utf-8"))
    return {one["what"]: one["hex"] for one in vectors if one["device"] == device}


def test_what_is_asked_for_now_goes_before_what_was_asked_for_before() -> None:
    both = Asked(rate_hz=200).or_else(Asked(rate_hz=50, acc_range_g=16))
    assert both == Asked(200, 16)
    assert both.settings() == Settings(rate_hz=200, acc_range_g=16, said=frozenset({"rate_hz", "acc_range_g"}))
    assert Asked().settings() == Settings(), "about 100 Hz and ±8 g where nobody asks"
    assert asked_words(both) == ("200 Hz", "±16 g")


@pytest.mark.parametrize("number", [0.0, -5.0, float("nan"), float("inf")])
def test_what_is_no_number_above_zero_is_refused(number: float) -> None:
    with pytest.raises(SettingsError, match="is no rate: a number above zero"):
        Asked(rate_hz=number)


@pytest.mark.parametrize(
    ("kind", "asked", "in_effect", "said"),
    [
        (METAMOTION, Asked(), started(100, 8, 1000), []),
        (METAMOTION, Asked(100, 8, 1000), started(100, 8, 1000), []),
        (
            METAMOTION,
            Asked(120, 3),
            started(200, 4, 1000),
            [
                "A rate of 120 Hz was asked for; it is set to 200 Hz, the least it has that serves.",
                "A range of ±3 g was asked for; it is set to ±4 g, the least it has that serves.",
            ],
        ),
        (
            METAMOTION,
            Asked(400, 32, 4000),
            started(200, 16, 2000),
            [
                "A rate of 400 Hz was asked for; 200 Hz is the most it has.",
                "A range of ±32 g was asked for; ±16 g is the most it has.",
                "A gyro's range of ±4000 °/s was asked for; ±2000 °/s is the most it has.",
            ],
        ),
        (BLUEST, Asked(), started(20, 2, 2000), ["Its rate is fixed at 20 Hz."]),
        (BLUEST, Asked(100), started(20, 2, 2000), ["Its rate is fixed at 20 Hz; 100 Hz was asked for."]),
        (THINGY, Asked(None, 8), started(100, 2, 2000), ["Its range is fixed at ±2 g; ±8 g was asked for."]),
        (
            polar.POLAR,
            Asked(100, 8, 500),
            started(50, 8, None, rates_hz=(50.0,), acc_ranges_g=(8.0,)),
            [
                "Its rate is fixed at 50 Hz; 100 Hz was asked for.",
                "It sends no rotation, so there is no range of it to choose.",
            ],
        ),
    ],
)
def test_what_comes_out_otherwise_is_said_and_nothing_else(
    kind: WearableKind, asked: Asked, in_effect: Started, said: list[str]
) -> None:
    assert told(kind, asked, in_effect) == said


async def test_the_stream_says_it_when_it_connects(three_reps: Simulation, listen: Any) -> None:
    heard = await listen(three_reps, firmware=SoleusFirmware(), settings=Asked(rate_hz=150).settings())
    (connected,) = heard.of(Connected)
    assert connected.rate_hz == 200
    assert "A rate of 150 Hz was asked for; it is set to 200 Hz, the least it has that serves." in connected.notes


def test_what_a_kind_can_be_set_to_is_said_with_the_options() -> None:
    assert offer_sentence(BLUEST) == "Its kind can be set to: 20 Hz alone; ±2 g alone; ±2000 °/s alone."
    assert offer_sentence(find_kind("microbit")) == "Its kind can be set to: 50 or 100 Hz (--rate); ±2 g alone."
    assert "±2, ±4, ±8 or ±16 g (--range)" in offer_sentence(METAMOTION)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_table_rises_and_holds_what_serves_a_heel_raise(kind: WearableKind) -> None:
    for table in (kind.rates_hz, kind.acc_ranges_g, kind.gyr_ranges_dps):
        assert list(table) == sorted(set(table))
        assert all(value > 0 for value in table)
    assert kind.rates_hz[0] >= 15, "slower than the counter takes"
    assert kind.acc_ranges_g[-1] >= 2, "a fast heel raise reaches nearly that"


def test_a_verity_sense_is_started_with_the_bytes_polar_gives() -> None:
    features, ended = polar.encode_features(["ACC", "GYRO"]), bytes.fromhex("f003020000")
    ended_gyro, begun = bytes.fromhex("f003050000"), bytes.fromhex("f002020000")
    answers = [features, ended, ended_gyro, VERITY_OFFER, begun, VERITY_GYRO, bytes.fromhex("f002050000")]
    written = sent(polar.start(Settings(rate_hz=50, acc_range_g=8)), list(answers))
    assert published("Polar PMD control point")["start ACC Verity 52 Hz 8 g (write)"] in written
    assert written[0] == published("Polar PMD control point")["stop ACC (write)"]


def test_an_h10_is_started_with_what_polar_gives_in_the_order_of_its_offer() -> None:
    features = polar.encode_features(["ECG", "ACC"])
    answers = [features, bytes.fromhex("f003020000"), H10_OFFER, bytes.fromhex("f002020000")]
    *_, written = sent(polar.start(Settings(rate_hz=200, acc_range_g=8)), list(answers))
    given = published("Polar PMD control point")["start ACC H10 200 Hz 8 g (write)"]
    assert (written[:4], len(written)) == (given[:4], len(given))
    assert polar.decode_settings(bytes.fromhex(written[4:])) == polar.decode_settings(bytes.fromhex(given[4:]))


@pytest.mark.parametrize(
    ("acc", "gyr", "settings", "vectors"),
    [
        ("03800101", "1380", Settings(50, 2), ["BMI160 acc config 50 Hz 2g write"]),
        ("03800101", "1380", Settings(100, 16), ["BMI160 100 Hz 16 g"]),
        (
            "03800101",
            "13800001",
            Settings(200, 8, gyr_range_dps=2000),
            ["BMI160 200 Hz 8 g", "gyro BMI160 200 Hz 2000 dps"],
        ),
        ("03800101", "13800001", Settings(50, 2, gyr_range_dps=125), ["gyro BMI160 50 Hz 125 dps", "gyro on"]),
        ("03800400", "1380", Settings(100, 16), ["BMI270 100 Hz 16 g"]),
        ("03800400", "1380", Settings(200, 8), ["BMI270 200 Hz 8 g"]),
        ("03800400", "13800100", Settings(50, 8), ["BMI270 50 Hz 8 g", "acc sampling enable", "gyro sampling enable"]),
    ],
)
def test_a_metamotion_is_started_with_the_bytes_of_its_makers_tests(
    acc: str, gyr: str, settings: Settings, vectors: list[str]
) -> None:
    given = published("MetaMotion command")
    written = sent(METAMOTION.start(settings), [bytes.fromhex(acc), bytes.fromhex(gyr), *[None] * 30][:32])
    for vector in vectors:
        assert given[vector] in written


@pytest.mark.parametrize(("rate_hz", "code"), [(20, "07"), (50, "08"), (100, "09"), (101, "0b"), (200, "0b")])
def test_a_witmotion_is_unlocked_and_set_and_nothing_is_saved(rate_hz: float, code: str) -> None:
    written = sent(witmotion.start(Settings(rate_hz=rate_hz)), [None, None, None])
    assert written == ["ffaa6988b5", f"ffaa03{code}00", "ffaa270300"]


@pytest.mark.parametrize(("rate_hz", "path"), [(26, "/Meas/IMU6/26"), (100, "/Meas/IMU6/104"), (500, "/Meas/IMU6/208")])
def test_a_movesense_is_subscribed_to_at_the_rate_that_serves(rate_hz: float, path: str) -> None:
    written = sent(movesense.start(Settings(rate_hz=rate_hz)), [movesense.encode_response(2, 200), None, None])
    assert bytes.fromhex(written[-1]) == bytes([1, 1]) + path.encode("ascii")


@pytest.mark.parametrize(("rate_hz", "set_to"), [(20, 20), (25, 30), (100, 60)])
def test_a_dot_has_its_rate_at_byte_24_and_says_that_only_it_is_meant(rate_hz: float, set_to: int) -> None:
    written = sent(movella_dot.start(Settings(rate_hz=rate_hz)), [None] * 4)
    assert written == ["010015", "10" + "00" * 23 + set_to.to_bytes(2, "little").hex() + "00" * 6, "010115"]


@pytest.mark.parametrize(
    ("key", "rate_hz", "written"),
    [
        ("adafruit", 50, ["14000000", "14000000"]),
        ("thingy52", 60, ["e8038813e803640000"]),
        ("openearable", 50, ["000101"]),
        ("bluest", 100, []),
        ("microbit", 60, ["0a00"]),
        ("microbit", 50, ["1400"]),
    ],
)
def test_the_simple_ones_are_set_as_their_makers_describe(key: str, rate_hz: float, written: list[str]) -> None:
    assert sent(find_kind(key).start(Settings(rate_hz=rate_hz)), [None] * 4) == written


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_no_start_reads_or_waits_without_end(kind: WearableKind) -> None:
    """A wearable that answers nothing ends a start in an error or a result, within a hundred steps."""
    dialogue = kind.start(Settings())
    try:
        step = next(dialogue)
        for _ in range(200):
            assert isinstance(step, Read | Write | Wait)
            step = dialogue.send(None)
    except Exception as end:
        assert isinstance(end, StopIteration) or type(end).__module__.startswith("soleus_sense")
    else:
        pytest.fail("the start went on for two hundred steps")
