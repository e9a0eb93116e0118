"""Plug-ins, each a module in a folder that holds nothing else, and the optional libraries they need."""

import os
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Any

from stancetracker.base.errors import MissingLibraryError, UnknownNameError


def names(package: ModuleType) -> list[str]:
    """Return the names of a package's plug-ins as a person types them, sorted: `import_` is `import`."""
    return sorted(_modules(package))


def known(package: ModuleType, name: str, what: str, *also: str) -> str:
    """Return `name`, a plug-in's or one of `also`; raises UnknownNameError, with the word `what`, for another."""
    every = [*also, *names(package)]
    if name not in every:
        raise UnknownNameError(what, name, every)
    return name


def load(package: ModuleType, name: str, what: str) -> Any:
    """Import the plug-in of this name and return its module; raises UnknownNameError when there is none."""
    return import_module(f"{package.__name__}.{_modules(package)[known(package, name, what)]}")


def about(package: ModuleType, name: str, what: str) -> str:
    """Return the first line of a plug-in's docstring."""
    return (load(package, name, what).__doc__ or "").partition("\n")[0]


def _modules(package: ModuleType) -> dict[str, str]:
    """Map each name to its module; the folder is listed, since pkgutil is slow to import."""
    files = (file.name for folder in package.__path__ for file in os.scandir(folder))
    stems = (name[:-3] for name in files if name.endswith(".py") and not name.startswith("_"))
    return {stem.removesuffix("_").replace("_", "-"): stem for stem in stems}


def require(what: str, libraries: Iterable[str], extra: str | None) -> None:
    """Raise MissingLibraryError, with the line that installs it, where one of these is not installed."""
    from importlib.util import find_spec  # few commands need any

    for library in libraries:
        if find_spec(library) is None:
            raise MissingLibraryError(what, library, extra or "")
