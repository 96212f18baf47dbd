"""The Soleus Sense profile: both ways the same, as published in `firmware_notes/ble_profile.md`."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import degree, g

from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.wearables import soleus_profile as profile
from soleus_sense.wearables.driver import PacketError, Read, Refused, Settings, Write, rehearse
from soleus_sense.wearables.soleus_profile import Configuration, ControlError, State, Status

PAGE = Path(__file__).parents[2] / "firmware_notes" / "ble_profile.md"
VECTORS = re.findall(r"^\| `([0-9a-f ]+)` \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)

CONFIGURATIONS = st.builds(
    Configuration,
    st.sampled_from([int(rate) for rate in profile.RATES_HZ]),
    st.sampled_from([int(one) for one in profile.ACC_RANGES_G]),
    st.sampled_from([0, *(int(one) for one in profile.GYR_RANGES_DPS)]),
)


def vector(about: str) -> bytes:
    (data,) = [data for data, meaning in VECTORS if meaning.startswith(about)]
    return bytes.fromhex(data)


def test_the_published_uuids_are_those_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for uuid in (profile.SERVICE, profile.CONTROL, profile.STATUS, profile.DATA):
        assert uuid in page


def test_published_requests_are_what_the_program_writes() -> None:
    assert profile.encode_configure(Configuration(100, 8, 1000)) == vector("configure 100 Hz, ±8 g, ±1000 °/s")
    assert profile.encode_configure(Configuration(50, 4, 0)) == vector("configure 50 Hz, ±4 g, no gyro")
    assert [step.data for step in rehearse(profile.stop(), [None])[0] if isinstance(step, Write)] == [vector("stop")]
    assert rehearse(profile.identify(), [None])[0] == [Write(profile.CONTROL, vector("identify"))]


def test_the_published_status_means_what_the_page_says() -> None:
    status = profile.decode_status(vector("status"))
    assert status == Status(State.STREAMING, Configuration(100, 8, 1000), 400, 258, 12_500_000)
    assert profile.encode_status(status) == vector("status")


def test_published_data_mean_what_the_page_says() -> None:
    both = profile.decode_data(vector("data, one sample"))
    assert (both.sequence, both.stamp, both.stamped_sample, len(both)) == (7, 1_000_000, 0, 1)
    assert both.acc_m_s2 == pytest.approx(np.array([[0.5, -0.25, 1.0]]) * g)
    assert both.gyr_rad_s == pytest.approx(np.array([[125.0, -62.5, 0.0]]) * degree)
    alone = profile.decode_data(vector("data, two samples"))
    assert (alone.sequence, alone.stamp, alone.gyr_rad_s) == (65535, 4_294_967_295, None)
    assert alone.acc_m_s2 == pytest.approx(np.array([[0, 0, 1.0], [-2.0, 2.0 * 32767 / 32768, 0]]) * g)


@given(
    CONFIGURATIONS,
    st.lists(st.tuples(*[st.floats(-1, 1)] * 6), min_size=1, max_size=30),
    st.integers(0, 2**20),
    st.integers(0, 2**40),
)
def test_what_is_encoded_is_decoded_within_a_count(
    configuration: Configuration, values: list[tuple[float, ...]], sequence: int, stamp_us: int
) -> None:
    share = np.array(values)
    acc_full = configuration.acc_range_g * g
    gyr_full = configuration.gyr_range_dps * degree
    gyr = share[:, 3:] * gyr_full if configuration.gyr_range_dps else None
    data = profile.encode_data(
        share[:, :3] * acc_full, gyr, sequence=sequence, stamp_us=stamp_us, configuration=configuration
    )
    packet = profile.decode_data(data)
    assert (packet.sequence, packet.stamp) == (sequence % 65536, stamp_us % 2**32)
    assert np.abs(packet.acc_m_s2 - share[:, :3] * acc_full).max() <= 1.01 * acc_full / 32768
    assert (packet.gyr_rad_s is None) == (gyr is None)
    if gyr is not None and packet.gyr_rad_s is not None:
        assert np.abs(packet.gyr_rad_s - gyr).max() <= 1.01 * gyr_full / 32768


@given(CONFIGURATIONS, st.integers(20, 512))
def test_a_notification_is_filled_but_never_overfilled(configuration: Configuration, payload: int) -> None:
    count = profile.samples_per_notification(payload, configuration)
    zeros = np.zeros((count, 3))
    data = profile.encode_data(zeros, zeros, sequence=0, stamp_us=0, configuration=configuration)
    assert len(data) <= payload
    size = 12 if configuration.gyr_range_dps else 6
    held_s = (count + 1) / configuration.rate_hz
    assert payload - len(data) < size or held_s > profile.LONGEST_HOLD_S


@given(st.binary(max_size=300))
def test_other_bytes_are_refused_as_such_or_read(data: bytes) -> None:
    for decode in (profile.decode_data, profile.decode_status):
        try:
            decode(data)
        except PacketError:
            continue


@given(st.integers(0, 300))
def test_a_cut_notification_is_refused_or_holds_fewer_samples(length: int) -> None:
    zeros = np.zeros((19, 3))
    whole = profile.encode_data(zeros, zeros, sequence=1, stamp_us=2, configuration=Configuration(100, 8, 1000))
    cut = whole[:length]
    if len(cut) > 8 and (len(cut) - 8) % 12 == 0:
        assert len(profile.decode_data(cut)) == (len(cut) - 8) // 12
    else:
        with pytest.raises(PacketError):
            profile.decode_data(cut)


def test_the_least_that_serves_is_asked_for() -> None:
    idle = profile.encode_status(Status(State.IDLE, Configuration(25, 2, 0), 200, 0, 0))
    set_up = profile.encode_status(Status(State.IDLE, Configuration(100, 8, 1000), 200, 0, 0))
    steps, started = rehearse(profile.start(Settings(rate_hz=80, acc_range_g=5)), [idle, None, set_up, None])
    assert steps == [
        Read(profile.STATUS),
        Write(profile.CONTROL, vector("configure 100 Hz, ±8 g, ±1000 °/s")),
        Read(profile.STATUS),
        Write(profile.CONTROL, vector("start")),
    ]
    assert (started.rate_hz, started.acc_range_g, started.gyr_range_dps, started.has_gyro) == (100.0, 8.0, 1000.0, True)


def test_a_wearable_that_streams_already_is_stopped_first() -> None:
    busy = profile.encode_status(Status(State.STREAMING, Configuration(25, 2, 0), 25, 0, 0))
    steps, started = rehearse(profile.start(Settings()), [busy, None, None, busy, None])
    assert steps[1] == Write(profile.CONTROL, vector("stop"))
    assert (started.rate_hz, started.has_gyro) == (25.0, False)


@pytest.mark.parametrize(
    ("request_bytes", "code"),
    [
        (b"", ControlError.WRONG_LENGTH),
        (b"\x09", ControlError.UNKNOWN_OP),
        (b"\x02\x00", ControlError.WRONG_LENGTH),
        (b"\x01\x64\x00\x08", ControlError.WRONG_LENGTH),
        (profile.encode_configure(Configuration(101, 8, 1000)), ControlError.OUT_OF_RANGE),
        (profile.encode_configure(Configuration(100, 7, 1000)), ControlError.OUT_OF_RANGE),
        (profile.encode_configure(Configuration(400, 8, 1000)), ControlError.OUT_OF_RANGE),
    ],
)
def test_senseless_requests_are_refused_with_the_published_code(request_bytes: bytes, code: ControlError) -> None:
    firmware = SoleusFirmware(highest_rate_hz=200)
    with pytest.raises(Refused) as refused:
        firmware.written(profile.CONTROL, request_bytes)
    assert refused.value.code == code
    assert re.search(rf"0x{code:02x}\b", PAGE.read_text(encoding="utf-8"))


def test_rate_and_ranges_stay_while_samples_are_sent() -> None:
    firmware = SoleusFirmware()
    firmware.written(profile.CONTROL, vector("start"))
    with pytest.raises(Refused) as refused:
        firmware.written(profile.CONTROL, vector("configure 50 Hz, ±4 g, no gyro"))
    assert refused.value.code == ControlError.WRONG_STATE
    assert firmware.rate_hz == 100.0
