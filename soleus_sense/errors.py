"""What can go wrong that a person can mend: each error is one sentence, shown without a traceback."""


class SoleusError(Exception):
    """Anything the program refuses; its text is a sentence for the person at the keyboard."""


class RecordingError(SoleusError):
    """A recording that cannot be read, understood or written."""


class WearableError(SoleusError):
    """A wearable, or the radio to it, that cannot be used."""


class SettingsError(SoleusError):
    """A setting that makes no sense: an unknown exercise, tempo, placement or unit."""
