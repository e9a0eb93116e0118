"""The formats: a file each in this folder. Adding the file is enough; help, `-f` and the tests follow."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

from stancetracker import render
from stancetracker.base import modules
from stancetracker.base.errors import UnknownNameError, did_you_mean

if TYPE_CHECKING:  # a command needs no more than the names
    from stancetracker.render.look import Look
    from stancetracker.reports.report import Report, Section

# Every other file of this folder that has no leading underscore is a format.
HELPERS: Final = frozenset({"cells", "charts", "formats", "look", "pages", "problems"})


class Format(Protocol):
    """What a format file holds; its docstring's first line is its help."""

    EXTENSIONS: tuple[str, ...]
    """The endings of files in this format, without the dot."""
    __doc__: str | None

    def render(self, report: Report, section: Section, look: Look) -> Iterator[str]:
        """Put into text the one section, or, where people read it, the report's sections."""


def names() -> list[str]:
    """All formats, as the user names them."""
    return [name for name in modules.names(render.__path__) if name not in HELPERS]


def known(name: str, own: tuple[str, ...] = ()) -> str:
    """The name itself; `own` are formats that a command has besides.

    Raises UnknownNameError when no format has it.
    """
    if name not in (formats := [*own, *names()]):
        hint = did_you_mean(name, formats) or f"one of {', '.join(formats)}"
        raise UnknownNameError("format", name, formats, hint)
    return name


def starting(incomplete: str) -> list[str]:
    """The formats whose names begin so, for completion."""
    return [name for name in names() if name.startswith(incomplete)]


def load(name: str) -> Format:
    """Import a format.

    Raises UnknownNameError when there is none of that name.
    """
    return cast(Format, import_module(f"{render.__name__}.{known(name)}"))


def about(name: str) -> str:
    """What a format is, in a line."""
    return (load(name).__doc__ or "").partition("\n")[0]


def for_extension(extension: str) -> str | None:
    """The format of files with this ending, or None."""
    lower = extension.casefold()
    return next((name for name in names() if lower in load(name).EXTENSIONS), None)
