"""Every kind of wearable says of itself what the rest of the program relies on."""

import re

import pytest

from soleus_sense.motion.samples import LEAST_SAMPLE_RATE_HZ
from soleus_sense.wearables.kinds import KINDS, find_kind, recognise

NAMES = {
    "soleus": "Soleus-0001",
    "polar": "Polar Sense 0A1B2C3D",
    "witmotion": "WT901BLE68",
    "movesense": "Movesense 204730000081",
    "metamotion": "MetaWear",
    "dot": "Xsens DOT",
    "adafruit": "CLUE",
    "thingy52": "Thingy",
    "openearable": "OpenEarable-1A2B",
    "bluest": "AM1V400",
    "microbit": "BBC micro:bit [zuvag]",
    "espruino": "Puck.js 9e03",
}
EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@EACH
def test_its_name_is_its_own(kind):
    assert recognise(NAMES[kind.key]) is kind
    assert [other.key for other in KINDS if other.likeness(NAMES[kind.key])] == [kind.key]
    assert find_kind(kind.key) is kind


@EACH
def test_uuids_are_whole_and_written_as_they_arrive(kind):
    for uuid in (*kind.notifies, *kind.services):
        assert UUID.fullmatch(uuid), uuid


@EACH
def test_what_it_can_be_set_to_rises_and_can_time_a_heel_raise(kind):
    for offered in (kind.rates_hz, kind.acc_ranges_g, kind.gyr_ranges_dps):
        assert list(offered) == sorted(set(offered))
    assert kind.rates_hz[0] >= LEAST_SAMPLE_RATE_HZ
    assert kind.acc_ranges_g


def test_keys_and_services_are_unique():
    assert len({kind.key for kind in KINDS}) == len(KINDS)
    services = [service for kind in KINDS for service in kind.services]
    assert len(set(services)) == len(services)


def test_a_stranger_is_nobody():
    for name in ("Polar Vantage 1234", "Headphones", "", None):
        assert recognise(name) is None


def test_only_packets_somebody_published_count_as_vector_tested():
    assert {kind.key for kind in KINDS if kind.tested == "vector"} == {"soleus", "polar", "metamotion"}
