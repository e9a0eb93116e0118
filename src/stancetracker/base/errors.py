"""Every error that can stop the program, with its exit status.

StancetrackerError
├── UsageError (2)         a question that can't be answered as asked
│   ├── UnknownNameError       no such thing; suggests the nearest
│   ├── AmbiguousNameError     more than one such thing; lists them all
│   ├── DateError              not a date, or an ambiguous one
│   ├── NoDatasetError         no dataset where one was named or looked for
│   ├── MissingLibraryError    a library is not installed; says how to install it
│   └── QueryError             SQL that is refused or does not run
├── WriteError (1)         a write refused or failed; nothing was changed
├── ServeError (1)         nothing can be served at this port
└── BrokenDatasetError (3) the dataset does not load, so no answer is given

Errors in data are not exceptions: they are `Problem` values, each with its place, its severity and
a hint.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Final, Literal, NamedTuple

from stancetracker.base import DISTRIBUTION

Severity = Literal["fatal", "error", "notice"]
_MOST_LISTED: Final = 40
"""List all known names where none is near, if they are no more than these."""
_MOST_SUGGESTED: Final = 3
_LEAST_ALIKE: Final = 0.6


class StancetrackerError(Exception):
    """Stop the program with one clear line, perhaps a hint, and an exit status."""

    exit_status: ClassVar[int] = 1
    folder: Path | None = None
    """The folder of the dataset with its problems, where they are in files that can be opened."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(StancetrackerError):
    """A question that can't be answered as asked."""

    exit_status = 2


class UnknownNameError(UsageError):
    """Nothing goes by this name.

    The hint is the nearest known names, else `otherwise`, else all if they are few.
    """

    def __init__(
        self, role: str, name: str, known_names: Iterable[str], otherwise: str | None = None
    ) -> None:
        names = tuple(known_names)
        hint = did_you_mean(name, names) or otherwise or None
        if not hint and 0 < len(names) <= _MOST_LISTED:
            hint = f"one of {', '.join(names)}"
        super().__init__(f"unknown {role}: {name}", hint)


class AmbiguousNameError(UsageError):
    """More than one thing goes by this name; all of them are listed, if they are few."""

    def __init__(self, role: str, name: str, matches: Sequence[str]) -> None:
        listed = ", ".join(matches[:_MOST_LISTED])
        more = len(matches) - _MOST_LISTED
        hint = f"it could be {listed}"
        if more > 0:
            hint += f" and {more:,} more"
        super().__init__(f"ambiguous {role}: {name}", hint)


class DateError(UsageError):
    """A text that is not a date, or an ambiguous one."""


class NoDatasetError(UsageError):
    """No dataset where one was named or looked for."""


class MissingLibraryError(UsageError):
    """A library that this needs is not installed; the hint is the line that installs it."""

    def __init__(self, feature: str, library: str, extra: str) -> None:
        message = f"{feature} needs {library}, which is not installed"
        super().__init__(message, f'pip install "{DISTRIBUTION}[{extra}]"')


class QueryError(UsageError):
    """SQL that is refused or does not run."""


class WriteError(StancetrackerError):
    """A write was refused or failed; nothing was changed."""


class ServeError(StancetrackerError):
    """Nothing can be served at this port."""


class BrokenDatasetError(StancetrackerError):
    """The dataset does not load, so no answer is given."""

    exit_status = 3

    def __init__(self, problems: Sequence[object], folder: Path | None = None) -> None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        message = f"the dataset does not load ({count}), so no answer is given"
        super().__init__(message, "run: stancetracker check")
        self.problems = tuple(problems)
        self.folder = folder


class Place(NamedTuple):
    """A place in a dataset: a file relative to its folder, a line and a column, both from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """A fault in the data."""

    place: Place
    code: str
    severity: Severity
    message: str
    hint: str | None = None
    line_text: str | None = None
    """The line it is in, for the caret; None where a file or folder is at fault."""
    record: str | None = None
    """The id of the record at fault, where it has one."""


class Rule(NamedTuple):
    """A code that a problem can have: its severity, title, and an explanation of what to do."""

    code: str
    severity: Severity
    title: str
    explanation: str

    @property
    def paragraphs(self) -> list[str]:
        """Return the paragraphs of the explanation; a wrong and a right example are one each."""
        paragraphs = re.split(r"\n\n|\n(?=wrong: |right: )", self.explanation.strip())
        return [" ".join(paragraph.split()) for paragraph in paragraphs if paragraph]


def nearest(name: str, known_names: Iterable[str], least_alike: float = _LEAST_ALIKE) -> list[str]:
    """Return the known names nearest to `name`, the nearest first, at most three."""
    from difflib import get_close_matches  # only on the way out of a mistake

    folded = {candidate.casefold(): candidate for candidate in known_names}
    matches = get_close_matches(name.casefold(), folded, _MOST_SUGGESTED, least_alike)
    return [folded[match] for match in matches]


def did_you_mean(name: str, known_names: Iterable[str]) -> str | None:
    """Suggest the known names nearest to `name`, as a sentence, or None."""
    return suggestion(nearest(name, known_names))


def suggestion(answers: Iterable[str]) -> str | None:
    """Suggest these answers, as a sentence; None where there are none."""
    words = " or ".join(answers)
    return f"did you mean {words}?" if words else None
