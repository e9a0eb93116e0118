"""Advice that an assistant can follow: it has tools with arguments, not commands with flags."""

import re
from typing import Final

from stancetracker.base import wording
from stancetracker.reports.filters import FILTERS

COLUMNS_OF_COMMANDS: Final = ("next", "if_none")
"""The columns of `due` in which stand commands for people."""
_SENTENCES: Final = {
    wording.IF_NONE_FOUND: "For a search that found nothing: `propose` a record of kind silence",
    wording.IF_WATCHED: "",
}
"""Whole lines that an assistant reads otherwise, or not at all."""
_LISTING_ALL: Final = re.compile(r"to list all: stancetracker info --\w+")
_TO_FIND_A_NAME: Final = "`search` finds a name by one of its words"
_TOOL: Final = re.compile(r"(?:run: )?stancetracker (cite|due|report|search|show)\b.*")
_COMMAND: Final = re.compile(r"(?:run: )?(stancetracker [a-z].*)")
_FLAG_WITH_VALUE: Final = re.compile(r"--(section) ([a-z-]+)")
_ALL: Final = re.compile(r"--all\b")
_ARGUMENTS: Final = {
    "as_of",
    "known_by",
    "audience",
    *(filter.name for filter in FILTERS),
    *(flag for filter in FILTERS for flag, _ in filter.switches),
}
_FLAG: Final = re.compile(
    rf"--({'|'.join(sorted(name.replace('_', '-') for name in _ARGUMENTS))})(?![\w-])"
)


def for_assistant(text: str) -> str:
    """Return advice for people, of one line or several, as an assistant can follow it."""
    lines = map(_line_for_assistant, text.split("\n"))
    return "\n".join(line for line in lines if line)


def _line_for_assistant(line: str) -> str:
    if line in _SENTENCES:
        return _SENTENCES[line]
    line = _LISTING_ALL.sub(_TO_FIND_A_NAME, line)
    line = _TOOL.sub(r"ask `\1`", line)
    if _COMMAND.search(line):
        return _COMMAND.sub(r"a person has to run: \1", line)
    line = _FLAG_WITH_VALUE.sub(r'`\1`: "\2"', line)
    line = _ALL.sub("`everyone`: true", line)
    return _FLAG.sub(lambda flag: f"`{flag[1].replace('-', '_')}`", line)
