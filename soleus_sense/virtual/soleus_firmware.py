"""The firmware of a virtual wearable that speaks the Soleus Sense profile."""

from __future__ import annotations

from collections.abc import Iterable

from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.firmware import Advertised, Can, Exposed, Sent
from soleus_sense.wearables import soleus_profile as profile
from soleus_sense.wearables.driver import Refused
from soleus_sense.wearables.soleus_profile import Configuration, ControlError, Op, State, Status

AT_FIRST = Configuration(rate_hz=100, acc_range_g=8, gyr_range_dps=1000)


class SoleusFirmware:
    """Obeys the control requests of `firmware_notes/ble_profile.md`.

    Parameters
    ----------
    name : advertised
    has_gyro : False: a request for the gyro is granted without it, and the status says so
    highest_rate_hz : what the chip can do
    """

    def __init__(self, name: str = "Soleus Sense A1", *, has_gyro: bool = True, highest_rate_hz: int = 400) -> None:
        self.advertised = Advertised(name, (profile.SERVICE,))
        self.characteristics = (
            Exposed(profile.CONTROL, profile.SERVICE, Can.WRITE),
            Exposed(profile.STATUS, profile.SERVICE, Can.READ | Can.NOTIFY),
            Exposed(profile.DATA, profile.SERVICE, Can.NOTIFY),
        )
        self.blinked = 0
        """How often it was asked to show itself."""
        self._has_gyro = has_gyro
        self._highest_rate_hz = highest_rate_hz
        self._configuration = AT_FIRST if has_gyro else Configuration(AT_FIRST.rate_hz, AT_FIRST.acc_range_g, 0)
        self._state = State.IDLE
        self._sequence = 0
        self._payload = 20

    @property
    def rate_hz(self) -> float:
        return float(self._configuration.rate_hz)

    @property
    def streaming(self) -> bool:
        return self._state == State.STREAMING

    def connected(self, payload: int) -> None:
        self._payload = payload

    def disconnected(self) -> None:
        self._state = State.IDLE

    def read(self, characteristic: str, clock_s: float) -> bytes:
        status = Status(self._state, self._configuration, self._highest_rate_hz, self._sequence, round(clock_s * 1e6))
        return profile.encode_status(status)

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        if not data:
            raise Refused("The request is empty.", ControlError.WRONG_LENGTH)
        match data[0]:
            case Op.CONFIGURE:
                self._configure(profile.decode_configure(data))
            case Op.START:
                self._alone(data, 1)
                self._state = State.STREAMING
            case Op.STOP:
                self._alone(data, 1)
                self._state = State.IDLE
            case Op.IDENTIFY:
                self._alone(data, 2)
                self.blinked += 1
            case _:
                raise Refused("The request is unknown.", ControlError.UNKNOWN_OP)
        return ()

    def samples_per_notification(self) -> int:
        return profile.samples_per_notification(self._payload, self._configuration)

    def notifications(self, block: SampleBlock) -> Iterable[Sent]:
        data = profile.encode_data(
            block.acc_m_s2,
            block.gyr_rad_s,
            sequence=self._sequence,
            stamp_us=round(float(block.time_s[0]) * 1e6),
            configuration=self._configuration,
        )
        self._sequence += 1
        return ((profile.DATA, data),)

    def _configure(self, wanted: Configuration) -> None:
        if self._state == State.STREAMING:
            raise Refused("Rate and ranges are set while no samples are sent.", ControlError.WRONG_STATE)
        if wanted.rate_hz > self._highest_rate_hz:
            raise Refused("The chip is not that fast.", ControlError.OUT_OF_RANGE)
        gyr_range_dps = wanted.gyr_range_dps if self._has_gyro else 0
        self._configuration = Configuration(wanted.rate_hz, wanted.acc_range_g, gyr_range_dps)

    def _alone(self, data: bytes, length: int) -> None:
        if len(data) != length:
            raise Refused("The request has the wrong length.", ControlError.WRONG_LENGTH)
