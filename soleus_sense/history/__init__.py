"""The history: every session, set and repetition in one SQLite file, and what weeks of them show."""

from soleus_sense.history.keeper import Keeper
from soleus_sense.history.store import FILE_NAME, History, newest_session
from soleus_sense.history.values import Correction, SavedRecording, SavedSession, SessionFigures, SessionId, Worn

__all__ = [
    "FILE_NAME",
    "Correction",
    "History",
    "Keeper",
    "SavedRecording",
    "SavedSession",
    "SessionFigures",
    "SessionId",
    "Worn",
    "newest_session",
]
