"""Packets that vendors and owners published decode to the values published with them."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.constants import degree, g

from soleus_sense.wearables import metamotion, movella_dot, polar
from soleus_sense.wearables.polar_frames import Measurement, decode_frame

COLLECTION = Path(__file__).parents[2].parent / "shared" / "data" / "ble" / "vectors.json"

if not COLLECTION.exists():
    pytest.skip(
        "the collection of published packets is not here; each driver's own tests stand", allow_module_level=True
    )

VECTORS = json.loads(COLLECTION.read_text(encoding="utf-8"))


def of(device):
    chosen = [vector for vector in VECTORS if vector["device"] == device]
    return [pytest.param(bytes.fromhex(v["hex"]), v["expect"], v["what"], id=v["what"][:60]) for v in chosen]


def as_whole_frame(data):
    """A frame cut short in print, with its last block's count lowered to what can still be read."""
    out, at = bytearray(data[:16]), 16
    while at + 2 < len(data):
        width, count = data[at], data[at + 1]
        readable = min(count, 8 * (len(data) - at - 2) // (3 * width))
        end = at + 2 + (3 * width * readable + 7) // 8
        out += bytes([width, readable]) + data[at + 2 : end]
        if readable < count:
            break
        at = end
    return bytes(out)


def test_every_vector_belongs_to_a_test_below():
    tested = {"Polar H10", "Polar Verity Sense", "Polar PMD control point", "MetaMotion", "MetaMotion command"}
    others = {vector["device"] for vector in VECTORS} - tested - {"Movella/Xsens DOT"}
    assert others == {"RuuviTag DF5 (manufacturer 0x0499)"}, "a RuuviTag advertises once a second: too slow"


@pytest.mark.parametrize(("data", "expect", "what"), of("Polar H10") + of("Polar Verity Sense"))
def test_polar_frames(data, expect, what):
    compressed = data[9] & 0x80
    frame = decode_frame(as_whole_frame(data) if compressed and "cut" in what else data)
    assert frame is not None
    assert frame.stamp_ns == expect["ts_ns"]
    values = frame.values
    if "counts" in expect:
        assert frame.needs_factor
        np.testing.assert_array_equal(values, expect["counts"])
    if "mg" in expect:
        scale = expect["factor"] * 1000 if frame.needs_factor else 1.0
        np.testing.assert_allclose(values * scale, expect["mg"], rtol=1e-6)
    for key in ("mg_first5", "mg_first3", "counts_first2"):
        if key in expect:
            np.testing.assert_array_equal(values[: len(expect[key])], expect[key])
    if "counts_last" in expect:
        assert len(values) == expect["n"]
        np.testing.assert_array_equal(values[-1], expect["counts_last"])
    if "norm_mg" in expect:
        assert len(values) == 50
        magnitude = np.rint(np.linalg.norm(values, axis=1))
        assert [magnitude.min(), magnitude.max()] == expect["norm_mg"]
    if "blocks" in expect:
        assert len(values) == 1 + sum(decodable for _, _, decodable in expect["blocks"])


def test_polar_factor():
    (vector,) = (v for v in VECTORS if isinstance(v["expect"], dict) and "factor_bytes" in v["expect"])
    parameters = bytes([polar.Setting.FACTOR, 1]) + bytes.fromhex(vector["expect"]["factor_bytes"])
    (factor,) = polar.decode_settings(parameters)[polar.Setting.FACTOR]
    assert factor == pytest.approx(vector["expect"]["factor"], rel=1e-3)


@pytest.mark.parametrize(("data", "expect", "what"), of("Polar PMD control point"))
def test_polar_requests_and_answers(data, expect, what):
    setting = polar.Setting
    if what.startswith("feature read"):
        assert polar.decode_features(data) == set(expect.split(", "))
    elif what.startswith("settings query"):
        answer = polar.decode_answer(data)
        assert (answer.op, answer.measurement, answer.error, answer.more) == (1, Measurement.ACC, 0, False)
        offer = polar.decode_settings(answer.parameters)
        assert list(offer[setting.RATE]) == expect["rate"]
        assert list(offer[setting.RESOLUTION]) == expect["res"]
        assert list(offer[setting.RANGE]) == expect["range_g"]
        assert list(offer.get(setting.CHANNELS, ())) == expect.get("channels", [])
    elif what.startswith("gyro settings"):
        offer = polar.decode_settings(data)
        assert list(offer[setting.RATE]) == expect["rate"]
        assert list(offer[setting.RANGE]) == expect["range_dps"]
        assert list(offer[setting.CHANNELS]) == expect["channels"]
    elif what.startswith("start ACC H10"):
        chosen = {setting.RANGE: 8, setting.RATE: 200, setting.RESOLUTION: 16}
        assert polar.encode_request(polar.Op.START, Measurement.ACC, chosen) == data
    elif what.startswith("start ACC Verity"):
        chosen = {setting.RATE: 52, setting.RESOLUTION: 16, setting.RANGE: 8, setting.CHANNELS: 3}
        assert polar.encode_request(polar.Op.START, Measurement.ACC, chosen) == data
    elif what.startswith("stop ACC"):
        assert polar.encode_request(polar.Op.STOP, Measurement.ACC) == data
    else:
        assert what.startswith("SDK mode on")
        assert polar.encode_request(polar.Op.START, Measurement.SDK_MODE) == data


@pytest.mark.parametrize(("data", "expect", "what"), of("MetaMotion"))
def test_metamotion_samples(data, expect, what):
    is_acc = data[0] == metamotion.ACC
    table = metamotion.ACC_LSB_PER_G if is_acc else metamotion.GYR_LSB_PER_DPS
    (full_range,) = (key for key, lsb in table.items() if lsb == expect["lsb_per_unit"])
    assert f"{full_range:.0f} {'g' if is_acc else 'dps'}" in what
    chip = metamotion.BMI270 if data[:2] == b"\x03\x05" else metamotion.BMI160
    if is_acc:
        decoder = metamotion.MetaMotionDecoder(chip, full_range, None)
        (packet,) = decoder.decode(metamotion.NOTIFY, data)
        np.testing.assert_allclose(packet.acc_m_s2 / g, expect["values"], atol=6e-4)
    else:
        decoder = metamotion.MetaMotionDecoder(chip, 8.0, full_range)
        acc_register = chip.acc_packed if len(data) == 20 else chip.acc_single
        assert decoder.decode(metamotion.NOTIFY, bytes([metamotion.ACC, acc_register]) + bytes(len(data) - 2)) == ()
        (packet,) = decoder.decode(metamotion.NOTIFY, data)
        np.testing.assert_allclose(packet.gyr_rad_s / degree, expect["values"], atol=6e-4)


METAMOTION_WRITES = {
    "BMI160 acc config 50 Hz 2g write": metamotion.encode_acc_config(metamotion.BMI160, 50, 2),
    "BMI160 100 Hz 16 g": metamotion.encode_acc_config(metamotion.BMI160, 100, 16),
    "BMI160 200 Hz 8 g": metamotion.encode_acc_config(metamotion.BMI160, 200, 8),
    "BMI270 100 Hz 16 g": metamotion.encode_acc_config(metamotion.BMI270, 100, 16),
    "BMI270 200 Hz 8 g": metamotion.encode_acc_config(metamotion.BMI270, 200, 8),
    "BMI270 50 Hz 8 g": metamotion.encode_acc_config(metamotion.BMI270, 50, 8),
    "acc sampling enable": metamotion.encode_sampling(metamotion.ACC, True),
    "acc sampling disable": metamotion.encode_sampling(metamotion.ACC, False),
    "acc notify on": metamotion.encode_listen(metamotion.ACC, metamotion.BMI160.acc_single, True),
    "acc notify off": metamotion.encode_listen(metamotion.ACC, metamotion.BMI160.acc_single, False),
    "gyro BMI160 200 Hz 2000 dps": metamotion.encode_gyr_config(200, 2000),
    "gyro BMI160 50 Hz 125 dps": metamotion.encode_gyr_config(50, 125),
    "gyro on": metamotion.encode_power(metamotion.GYRO, True),
    "gyro off": metamotion.encode_power(metamotion.GYRO, False),
    "gyro sampling enable": metamotion.encode_sampling(metamotion.GYRO, True),
    "gyro BMI160 notify on": metamotion.encode_listen(metamotion.GYRO, metamotion.BMI160.gyr_single, True),
    "battery read": bytes([metamotion.SETTINGS, metamotion.READ_BATTERY]),
}


@pytest.mark.parametrize(("data", "expect", "what"), of("MetaMotion command"))
def test_metamotion_requests_and_answers(data, expect, what):
    assert expect is None
    if what in METAMOTION_WRITES:
        assert METAMOTION_WRITES[what] == data
    elif what.startswith("battery answer"):
        assert metamotion.decode_battery(data) == (99, 4148)
    elif what.startswith("module info acc"):
        assert metamotion.decode_chip(data) is (metamotion.BMI160 if "BMI160" in what else metamotion.BMI270)
    elif what.startswith("module info gyro"):
        assert metamotion.decode_has_gyro(data)
    else:
        assert what.startswith("MAC answer")
        decoder = metamotion.MetaMotionDecoder(metamotion.BMI160, 8.0, None)
        assert decoder.decode(metamotion.NOTIFY, data) == (), "an answer about the address holds no samples"


@pytest.mark.parametrize(("data", "expect", "what"), of("Movella/Xsens DOT"))
def test_dot(data, expect, what):
    if what.startswith("REAL control"):
        found = movella_dot.decode_measuring(data)
        assert (found.kind, found.running, found.mode) == (expect["type"], expect["running"], expect["mode"])
        assert movella_dot.encode_measuring(found) == data
    else:
        stamp_us, rows = movella_dot.decode_vectors(data, 1)
        assert stamp_us == expect["us"]
        np.testing.assert_allclose(rows[0], expect["mps2"], rtol=1e-6)
