"""Two legs at once: each has its wearable, its recording and its count."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Finished, Searching
from soleus_sense.live.workout import Wanted, Wearing, check_record, find_worn, open_session, wanted_of
from soleus_sense.motion.reps import RepCounted
from soleus_sense.recording.journal import read_metadata
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import Faults, VirtualWearable


async def test_two_wearables_are_counted_and_kept_apart(
    four_reps: Simulation, knowing_of: Any, notebook: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger="bumble")
    radio = MemoryRadio()
    worn = [
        VirtualWearable(radio, four_reps.recording, firmware=SoleusFirmware(name), address=address, faults=faults)
        for name, address, faults in (
            ("Soleus A1", "F0:F1:F2:F3:F4:01", Faults()),
            ("Soleus B2", "F0:F1:F2:F3:F4:02", Faults(loss=0.15, seed=4)),
        )
    ]
    async with worn[0], worn[1]:
        session = await open_session(
            Wearing(("right=Soleus B2", "left=Soleus A1"), "heel", record=tmp_path),
            Plan(),
            notebook,
            counter=lambda: knowing_of(four_reps.truth),
            radio=radio.radio,
        )
        running = asyncio.create_task(session.run())
        await asyncio.gather(*(one.finished.wait() for one in worn))
        await asyncio.sleep(0.05)
        session.stop()
        await running
    finished = {name: said for name, said in notebook.told if isinstance(said, Finished)}
    assert set(finished) == {"left", "right"}
    assert finished["left"].lost_samples == 0
    assert finished["right"].lost_samples > 0
    for side, said in finished.items():
        assert said.path is not None
        known = read_metadata(said.path)
        assert known is not None
        assert (known.side, known.lost_samples) == (side, said.lost_samples)
        kept = read_recording(said.path)
        assert abs(len(kept) + said.lost_samples - len(four_reps.recording)) <= 20
        assert sum(isinstance(one, RepCounted) for name, one in notebook.told if name == side) == 4


@pytest.mark.parametrize(
    ("devices", "names"), [(("left=A",), [""]), (("left=A", "right=B"), ["left", "right"])], ids=["one", "two"]
)
async def test_one_sensor_alone_is_looked_for_without_a_name(
    devices: tuple[str, ...], names: list[str], notebook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def heard(name: str, **_: Any) -> Any:
        return SimpleNamespace(name=name, address=name, kind=None)

    monkeypatch.setattr("soleus_sense.live.workout.WearableStream", lambda *_, **__: None)
    monkeypatch.setattr("soleus_sense.live.workout.find", heard)
    worn = await find_worn(Wearing(devices), notebook)
    assert [name for name, said in notebook.told if isinstance(said, Searching)] == names == [one.name for one in worn]


def test_sides_are_read_off_the_devices() -> None:
    assert wanted_of(()) == (Wanted(None, None),)
    assert wanted_of(("left=Polar Sense", "Right=A0:9E:1A:00:00:00")) == (
        Wanted("Polar Sense", "left"),
        Wanted("A0:9E:1A:00:00:00", "right"),
    )
    assert wanted_of(("WT901=2",)) == (Wanted("WT901=2", None),)
    with pytest.raises(SettingsError, match="Two wearables at most"):
        wanted_of(("a", "b", "c"))


def test_a_recording_is_never_put_over_another(tmp_path: Path) -> None:
    (tmp_path / "heel.csv").touch()
    with pytest.raises(RecordingError, match="never overwritten"):
        check_record(tmp_path / "heel.csv", 1)
    check_record(tmp_path, 2)
    check_record(tmp_path / "new.csv", 1)
