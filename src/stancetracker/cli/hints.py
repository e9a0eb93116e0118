"""Commands in hints, which ask the dataset that the command line names."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from stancetracker.base import plugins
from stancetracker.base.errors import Problem

_OF_NO_DATASET: Final = ("help", "init", "schema")
# `stancetracker list`, and neither `stancetracker help` nor `the stancetracker contributors`.
_COMMAND: Final = r"""(?x)
    \bstancetracker[ ]
    (?! [^\n]* --help )
    (?= (?: {} ) \b )
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
    # Slow, and few answers have a hint.
    from shlex import quote

    from stancetracker.cli import commands

    names = [name for name in plugins.names(commands) if name not in _OF_NO_DATASET]
    flag = f"-d {quote(str(_Named.folder))} "
    return re.sub(_COMMAND.format("|".join(names)), lambda command: command[0] + flag, text)


def of_problems(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems whose hints ask the named dataset."""
    for problem in problems:
        yield problem._replace(hint=problem.hint and for_dataset(problem.hint))
