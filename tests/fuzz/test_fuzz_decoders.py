"""No notification, however broken, brings anything out of a driver but samples and its own errors."""

import pytest
from fuzz_decoders import cases, check, fuzz
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus_sense.wearables.driver import PacketError, StreamEnded
from soleus_sense.wearables.kinds import KINDS

CASES = cases()
BY_KEY = pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)


def test_every_kind_is_under_test():
    assert {case.key.split("+")[0] for case in CASES} == {kind.key for kind in KINDS}


@BY_KEY
def test_a_sound_stream_gives_every_sample(case):
    decoder = case.decoder()
    samples = sum(check(decoder.decode(*notification)) for notification in case.stream)
    assert samples >= 0.9 * 6.0 * 50


@BY_KEY
def test_a_disturbed_stream_gives_samples_and_refusals(case):
    came = fuzz(case, 5100, seed=2)
    assert came["samples"] > 0
    assert came["refused"] > 0
    assert came["stretches"] == 1, "read again at the end"


@BY_KEY
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_any_bytes_are_samples_or_refused(case, data):
    characteristics = sorted({characteristic for characteristic, _ in case.stream})
    decoder = case.decoder()
    for characteristic, body in data.draw(
        st.lists(st.tuples(st.sampled_from(characteristics), st.binary(max_size=260)), max_size=8)
    ):
        try:
            check(decoder.decode(characteristic, body))
        except (PacketError, StreamEnded):
            continue
