"""The modules in a package's folders, by the names of their files; pkgutil would take its time to import."""

from __future__ import annotations

import os
from collections.abc import Iterable


def names(folders: Iterable[str]) -> list[str]:
    """The names of the modules in these folders that are meant to be found: those without a leading underscore."""
    files = (file.name for folder in folders for file in os.scandir(folder))
    return sorted({file[:-3] for file in files if file.endswith(".py") and not file.startswith("_")})
