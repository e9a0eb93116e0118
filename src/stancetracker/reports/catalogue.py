"""The reports: every file of this folder with a function `report`; its name is the user's word."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import ModuleInfo, iter_modules
from typing import Any

from stancetracker import reports
from stancetracker.base.errors import UnknownNameError
from stancetracker.reports.run import Maker


def names() -> list[str]:
    """All reports, as the user names them."""
    return [module.name for module in iter_modules(reports.__path__) if _is_report(module)]


def _is_report(module: ModuleInfo) -> bool:
    """Whether a file defines `report`; read, not imported, since others of this folder are slow to import."""
    found = module.module_finder.find_spec(module.name, None)
    assert found is not None
    assert found.origin is not None
    return "\ndef report(" in Path(found.origin).read_text(encoding="utf-8")


def starting(incomplete: str) -> list[str]:
    """The reports whose names begin so, for completion."""
    return [name for name in names() if name.startswith(incomplete)]


def load(name: str) -> Maker:
    """The function that makes a report.

    Raises UnknownNameError when there is none of that name.
    """
    known = names()
    if name not in known:
        raise UnknownNameError("report", name, known, f"one of {', '.join(known)}")
    maker: Maker = _module(name).report
    return maker


def about(name: str) -> str:
    """What a report tells, in a line."""
    return (_module(name).__doc__ or "").partition("\n")[0]


def _module(name: str) -> Any:
    return import_module(f"{reports.__name__}.{name}")
