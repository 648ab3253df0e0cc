"""The settings as people meet them, made from the one table: docs/settings.md and firmware/settings.toml."""

import json
from collections.abc import Iterator

from heeldrive import REASONS, declared
from heeldrive.settings import Setting

_TOML_HEAD = """\
# Heeldrive's settings. Everything here has a default: take the "# " off a line to change it, save, and the
# board starts again. A value that is not taken shows "ConF" on the digits and why on the serial console.
"""

_MARKDOWN_HEAD = """\
# Settings

Made by `make pages` from the table in `signal/heeldrive/settings.py`; do not edit.

The board reads them from `settings.toml` on its drive, the laptop from a file given with `--settings`. Whole
numbers and words only. A name or value that is not right is answered with its name and range, and the default
is used meanwhile on the board.

| name | default | range | meaning |
|---|---|---|---|
"""

# Why a cycle did not count, in the wearer's words: events.py has the names, this the words.
REASON_WORDS = {
    "shallow": "The thigh did not go down far enough, or not far enough from where it started.",
    "too_fast": "The whole cycle was shorter than a controlled rep, or the thigh moved like a kick.",
    "too_slow": "It came back, but took longer than a rep may.",
    "no_return": "It went down and did not come back up to a top: sitting down, most often.",
    "long_hold": "It stayed at the bottom longer than a hold: kneeling, or a chair.",
    "walking": "The body was jolted as steps, stairs and pedals do.",
    "leg_raised": "The thigh came up while the body stayed where it was: a raised knee, a step, a pedal.",
    "not_ready": "Nobody stood still and no rep was counted shortly before.",
    "sideways": "The thigh went another way than in the reps before.",
    "seated": "At the bottom the thigh lay stiller than a muscle can hold it: on a chair.",
    "gap": "Samples were missing in the middle of it.",
    "alone": "It was quick, as sitting down and getting up is, and no reps like it stood beside it.",
}


def allowed(setting: Setting) -> str:
    """The values a setting takes, in words."""
    if setting.choices:
        return "one of " + ", ".join(str(choice) for choice in setting.choices)
    return f"{setting.smallest} to {setting.largest}"


def toml_text() -> str:
    """`firmware/settings.toml` as it is shipped: every setting, commented out, with its meaning and range."""
    return "\n".join([_TOML_HEAD, *_toml_lines()])


def _toml_lines() -> Iterator[str]:
    for setting in declared():
        meaning = setting.meaning[0].upper() + setting.meaning[1:]
        yield f"# {meaning} ({allowed(setting)}; default {setting.default})."
        yield f"# {setting.name} = {json.dumps(setting.default)}\n"


def markdown_text() -> str:
    """`docs/settings.md`: the settings and the reasons for refusals."""
    rows = [
        f"| `{setting.name}` | {setting.default} | {allowed(setting)} | {setting.meaning} |"
        for setting in declared()
    ]
    reasons = [f"| `{reason}` | {REASON_WORDS[reason]} |" for reason in REASONS if reason]
    return (
        _MARKDOWN_HEAD
        + "\n".join(rows)
        + "\n\n## Why a cycle was refused\n\n| reason | what was seen |\n|---|---|\n"
        + "\n".join(reasons)
        + "\n"
    )
