"""Plug-ins, each a module in a folder that holds nothing else, and optional libraries.

A folder of plug-ins is a package of the core. Where the package has ADDONS, each add-on may have a
folder of that name, whose modules are plug-ins like those of the core.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from stancetracker.base.errors import MissingLibraryError, UnknownNameError

_ADDONS: Final = "stancetracker.addons"


def names(package: ModuleType) -> list[str]:
    """Return the names of a package's plug-ins, sorted, as a person types them: `import`."""
    return sorted(_modules(package))


def known_name(package: ModuleType, name: str, role: str, *also: str) -> str:
    """Return `name` if a plug-in, or one of `also`, has it.

    Raises UnknownNameError, which calls it by its `role`, for another.
    """
    every = [*also, *names(package)]
    if name not in every:
        raise UnknownNameError(role, name, every)
    return name


def load(package: ModuleType, name: str, role: str) -> Any:
    """Import the plug-in of this name and return its module.

    Raises UnknownNameError when there is none.
    """
    modules = _modules(package)
    if name not in modules:
        raise UnknownNameError(role, name, sorted(modules))
    return import_module(modules[name])


def description(package: ModuleType, name: str, role: str) -> str:
    """Return the first line of a plug-in's docstring."""
    return (load(package, name, role).__doc__ or "").partition("\n")[0]


def folders(name: str) -> Sequence[tuple[str, str]]:
    """Return the folder of this name of each add-on that has one: as a package, and its path."""
    return _folders(tuple(import_module(_ADDONS).__path__)).get(name, ())


@cache
def _folders(places: tuple[str, ...]) -> Mapping[str, list[tuple[str, str]]]:
    """Return what the add-ons in these places have, by name of folder; listed once in a process."""
    folders_by_name = defaultdict(list)
    for place in places:
        for addon in sorted(os.scandir(place), key=lambda entry: entry.name):
            if not addon.is_dir():
                continue
            for entry in os.scandir(addon.path):
                package = f"{_ADDONS}.{addon.name}.{entry.name}"
                folders_by_name[entry.name].append((package, entry.path))
    return folders_by_name


def _modules(package: ModuleType) -> Mapping[str, str]:
    """Map each name to its module; the folders are listed, since pkgutil is slow to import."""
    places = [(package.__name__, path) for path in package.__path__]
    if shared := getattr(package, "ADDONS", None):
        places += folders(shared)
    return _modules_in(tuple(places))


@cache
def _modules_in(places: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Map each name to its module in these packages and folders; listed once in a process."""
    modules = {}
    for parent, path in places:
        for file in os.scandir(path):
            if file.name.endswith(".py") and not file.name.startswith("_"):
                stem = file.name.removesuffix(".py")
                modules[stem.removesuffix("_").replace("_", "-")] = f"{parent}.{stem}"
    return modules


def require(feature: str, libraries: Iterable[str], extra: str | None) -> None:
    """Require that the libraries of a feature are installed.

    Raises MissingLibraryError, with the line that installs the first missing one.
    """
    from importlib.util import find_spec  # few commands need any

    for library in libraries:
        if find_spec(library) is None:
            raise MissingLibraryError(feature, library, extra or "")
