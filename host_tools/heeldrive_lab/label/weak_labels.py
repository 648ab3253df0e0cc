"""Annotations from what the wearer told the board by its button, for a session that nobody has annotated.

They are weak: a rep that the board asked about and the wearer did not deny may still be none, and a movement
that the board did not count is none. They are used where they are made, and never written.
"""

from pathlib import Path

from heeldrive_lab.label.labels import Labels
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.recording import Recording, read_recording
from heeldrive_lab.sessions.wearer_markers import NOT_A_REP, WAS_A_REP, matches


def has_answers(session: Path) -> bool:
    """Whether the board asked about a rep in this session, and the wearer answered or let it pass as a yes.

    Raises:
        SessionError: the session cannot be read.
    """
    texts = [text for _, text in read_recording(session).markers]
    return any(matches(text, answer) for text in texts for answer in (NOT_A_REP, WAS_A_REP))


def weak_annotations(session: Path, recording: Recording) -> Annotations:
    """The reps that the board counted, with the wearer's corrections: each one not denied was a rep.

    Args:
        session: the session file.
        recording: what it holds.

    Raises:
        SessionError: the detector counts no rep in it.
    """
    labels = Labels(session, recording=recording)
    labels.accept()
    labels.take_hints()
    return Annotations(session.name, labels.rows)
