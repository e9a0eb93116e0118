"""Put off running modules that somebody imports by name and then hardly ever uses.

What PEP 810 calls a lazy import, for imports in code that is not ours: a module that has only been found stands in
the place of the one that is meant, and becomes it when something in it is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any, Final

_ONE_AT_A_TIME: Final = RLock()
_running: Final[set[str]] = set()


def put_off(names: Iterable[str]) -> None:
    """Let modules written in Python run when something in them is asked for, not when they are imported.

    Those that have been imported stay as they are, and those that are not there stay away.
    """
    for name in names:
        spec = None if name in sys.modules else PathFinder.find_spec(name)
        if spec is not None:
            sys.modules[name] = _Found(spec)


class _Found(ModuleType):
    """A module that has been found and has not been run."""

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        self.__spec__, self.__loader__, self.__file__ = spec, spec.loader, spec.origin

    def __getattr__(self, name: str) -> Any:
        """Run the module, and give what was asked for; Python comes here for what it does not find."""
        with _ONE_AT_A_TIME:
            if type(self) is _Found:
                _run(self)
        return getattr(self, name)


def _run(module: ModuleType) -> None:
    """Run a module; only then does it become an ordinary one, so that other threads wait for the whole.

    Raises what the module raises, and AttributeError where it asks itself for what it does not have yet.
    """
    spec = module.__spec__
    if module.__name__ in _running or spec is None or spec.loader is None:
        raise AttributeError(f"module {module.__name__!r} is being imported")
    _running.add(module.__name__)
    try:
        spec.loader.exec_module(module)
        module.__class__ = ModuleType
    finally:
        _running.discard(module.__name__)
