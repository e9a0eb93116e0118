"""Commands in hints, which ask the dataset that the command line names."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
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
    """The commands, and the dataset that the command line names, if it names one."""

    commands: ModuleType | None = None
    folder: Path | None = None


def know_commands(commands: ModuleType) -> None:
    """Take hints to name these commands from now on."""
    _Named.commands = commands


def name_dataset(folder: Path | None) -> None:
    """Let commands in hints ask this dataset from now on; None for the one that answers anyway."""
    _Named.folder = folder


def for_dataset(text: str) -> str:
    """Return a text whose commands ask the named dataset: `run: stancetracker -d many check`."""
    if _Named.folder is None:
        return text
    from shlex import quote  # slow to import, and few answers have a hint

    assert _Named.commands is not None
    names = [name for name in plugins.names(_Named.commands) if name not in _OF_NO_DATASET]
    flag = f"-d {quote(str(_Named.folder))} "
    return re.sub(_COMMAND.format("|".join(names)), lambda command: command[0] + flag, text)


def of_problems(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems whose hints ask the named dataset."""
    for problem in problems:
        yield problem._replace(hint=problem.hint and for_dataset(problem.hint))
