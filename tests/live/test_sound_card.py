"""What is played reaches a sound card, and the chime comes while the landing is still felt."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest

from soleus_sense.evaluation.chime import chimes_of, virtual_sound_card
from soleus_sense.live import sound
from soleus_sense.live.cues import CUES, SOUND_RATE_HZ
from soleus_sense.live.sound import Bell, Speaker, open_player
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.sound_card import PERIOD_FRAMES, PERIODS_AHEAD


def test_a_cue_is_heard_a_buffer_after_it_is_played() -> None:
    async def play() -> tuple[list[float], list[float]]:
        with virtual_sound_card() as card:
            speaker = Speaker()
            loop = asyncio.get_running_loop()
            played: list[float] = []
            for cue in ("rep", "fast", "rep"):
                await asyncio.sleep(0.7)
                speaker.play(cue)
                played.append(loop.time())
            await asyncio.sleep(1.0)
            speaker.close()
            (stream,) = card.streams
            assert stream.closed
            assert np.abs(stream.sound).max() <= 1.0
            return [played[0], played[2]], stream.heard_at_s(CUES["rep"])

    played, heard = run_leaping(play())
    assert len(heard) == 2
    buffer_s = PERIODS_AHEAD * PERIOD_FRAMES / SOUND_RATE_HZ
    for played_s, heard_s in zip(played, heard, strict=True):
        assert buffer_s <= heard_s - played_s <= buffer_s + PERIOD_FRAMES / SOUND_RATE_HZ + 1e-6


def test_from_the_landing_to_the_chime_it_takes_less_than_two_fifths_of_a_second() -> None:
    chimes = run_leaping(chimes_of("heel", reps=10))
    assert (len(chimes.late_s), chimes.landings) == (10, 10)
    late_s = chimes.percentile_s(95)
    assert late_s is not None
    assert late_s < 0.4


def test_a_sound_card_that_refuses_leaves_the_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    with virtual_sound_card() as card:

        def refuses(**_: Any) -> Any:
            raise card.PortAudioError("Error querying device -1")

        monkeypatch.setattr(card, "OutputStream", refuses)
        with pytest.raises(OSError, match="device -1"):
            sound.Speaker()
        assert isinstance(open_player(lambda: None), Bell)
        assert open_player(None) is None
