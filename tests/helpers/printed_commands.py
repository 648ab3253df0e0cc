"""Commands that the pages print: those in blocks, which a reader types, and those named in a sentence."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Not the changelog, which tells of commands as they were.
PAGES = sorted(
    path
    for folder in (".", "docs", "recorded_sessions")
    for path in (ROOT / folder).glob("*.md")
    if path.name != "CHANGELOG.md"
)
PROGRAMS = set(
    "heeldrive make python python3 pip pipx git cd brew py optuna-dashboard circup uv . curl cp mkdir".split()  # noqa: SIM905
)
_BLOCK = re.compile(r"^```\w*\n(.*?)^```|(?:^    .*\n)+", re.MULTILINE | re.DOTALL)


def _text(page):
    """The text of a page, without the recipes, which tests/test_contributing.py carries out."""
    return page.read_text("utf-8").partition("\n## Recipes\n")[0]


def _as_typed(text):
    """The words of a command, or None for anything else."""
    try:
        words = shlex.split(text, comments=True)
    except ValueError:  # an apostrophe: no command
        return None
    if words:
        words[0] = re.sub(r"^\.venv(/bin/|\\Scripts\\)", "", words[0])
    return words if words and words[0] in PROGRAMS and "=" not in "".join(words[1:2]) else None


def in_blocks(page):
    """The commands in the blocks of a page, each as its words, in order."""
    lines = [line for block in _BLOCK.finditer(_text(page)) for line in block[0].splitlines()]
    return [words for line in lines if (words := _as_typed(line.strip()))]


def in_sentences(page):
    """The commands named in the sentences of a page, each as its words."""
    named = re.findall(r"(?<!`)`([^`]+)`(?!`)", _BLOCK.sub("", _text(page)))
    return [words for text in named if (words := _as_typed(text)) and len(words) > 1]
