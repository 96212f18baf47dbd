"""`soleus metronome`: a tempo for the ear, to practise without a sensor."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from soleus_sense.cli.common import check_outputs

WAV_REPS = 10
"""A file must end somewhere: a usual set."""


def metronome(
    tempo: Annotated[
        str, typer.Argument(help="Seconds of lower-bottom-raise-top, X for as fast as possible.", metavar="3-0-1-0")
    ],
    reps: Annotated[
        int | None,
        typer.Option(min=1, max=1000, help="How many repetitions; until Ctrl-C where not said.", show_default=False),
    ] = None,
    wav: Annotated[
        Path | None,
        typer.Option(help="Write the sound to this file instead, ten repetitions long.", metavar="PATH"),
    ] = None,
) -> None:
    """Play a tempo, for training without a sensor.

    A tone sounds for each phase, a tick for each second of the lowering. Three ticks count in. Without the extra
    [sound] the terminal's bell rings for up and down.

    \b
    Examples:
      soleus metronome 3-0-1-0
      soleus metronome 3-0-1-2 --reps 12 --wav set.wav
    """
    from soleus_sense.errors import SettingsError
    from soleus_sense.exercises import Tempo
    from soleus_sense.live.cues import beats, cycle, render, write_wav

    target = Tempo.parse(tempo)
    cycle(target)
    if wav is not None:
        check_outputs(wav)
        if wav.suffix.lower() != ".wav":
            raise SettingsError(f"{wav} does not end in .wav.")
        write_wav(wav, render(target, reps or WAV_REPS))
        print(f"Written: {wav}")
        return

    from soleus_sense.live.sound import open_player

    player = open_player(_ring if sys.stdout.isatty() else None)
    if player is None:
        raise SettingsError("There is no sound here and no terminal to ring: write a file with --wav PATH.")
    print(f"{target.in_words}. Ctrl-C ends it.")
    words = {"raise": "up", "top": "hold", "lower": "down", "bottom": "rest"}
    began_s = time.monotonic()
    try:
        for beat in beats(target, reps):
            time.sleep(max(began_s + beat.at_s - time.monotonic(), 0.0))
            player.play(beat.cue)
            if beat.cue in words:
                print(words[beat.cue], flush=True)
        time.sleep(0.2)  # the last cue is still sounding
    finally:
        player.close()


def _ring() -> None:
    sys.stdout.write("\a")
    sys.stdout.flush()
