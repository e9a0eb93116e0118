"""The reports: every file of this folder with a function `report`; its name is the user's word."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from stancetracker import reports
from stancetracker.base.errors import UnknownNameError
from stancetracker.reports.run import Maker


def names() -> list[str]:
    """All reports, as the user names them."""
    return [module.name for module in iter_modules(reports.__path__) if _maker(module.name) is not None]


def _maker(name: str) -> Maker | None:
    found: Maker | None = getattr(import_module(f"{reports.__name__}.{name}"), "report", None)
    return found


def starting(incomplete: str) -> list[str]:
    """The reports whose names begin so, for completion."""
    return [name for name in names() if name.startswith(incomplete)]


def load(name: str) -> Maker:
    """The function that makes a report.

    Raises UnknownNameError when there is none of that name.
    """
    known = names()
    maker = _maker(name) if name in known else None
    if maker is None:
        raise UnknownNameError("report", name, known, f"one of {', '.join(known)}")
    return maker


def about(name: str) -> str:
    """What a report tells, in a line."""
    return (import_module(f"{reports.__name__}.{name}").__doc__ or "").partition("\n")[0]
