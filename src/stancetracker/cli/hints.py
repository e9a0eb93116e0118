"""Commands in hints, which ask the dataset that the command line names."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from stancetracker.base.errors import Problem

_OF_NO_DATASET: Final = ("help", "init", "schema")
# Compiled where it is used, as few answers have a hint.
_COMMAND: Final = rf"""(?x)
    \bstancetracker[ ]
    (?! (?: {"|".join(_OF_NO_DATASET)} ) \b )
    (?! [^\n]* --help )
    (?= [a-z] )
"""


class _Named:
    """The dataset that the command line names, if it names one."""

    folder: Path | None = None


def name_dataset(folder: Path | None) -> None:
    """Let commands in hints ask this dataset from now on; None for the one that answers anyway."""
    _Named.folder = folder


def for_dataset(text: str) -> str:
    """Return a text whose commands ask the named dataset: `run: stancetracker -d many check`."""
    if _Named.folder is None:
        return text
    from shlex import quote  # slow to import, and few answers have one

    flag = f"-d {quote(str(_Named.folder))} "
    return re.sub(_COMMAND, lambda command: command[0] + flag, text)


def of_problems(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems whose hints ask the named dataset."""
    for problem in problems:
        yield problem._replace(hint=problem.hint and for_dataset(problem.hint))
