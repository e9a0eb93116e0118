"""The kinds of export: a file each in this folder. Adding the file is enough; help, completion and tests follow."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final, Protocol, cast

from stancetracker.base.errors import UnknownNameError, did_you_mean
from stancetracker.base.plugins import require
from stancetracker.publish import export

if TYPE_CHECKING:
    from stancetracker.publish.export.material import Material

# Every other file of this folder is a kind.
HELPERS: Final = frozenset({"kinds", "material", "placing", "run"})


class Kind(Protocol):
    """What the file of a kind holds; its docstring's first line is its help."""

    FOLDER: bool
    """Whether an export is a folder."""
    LIBRARIES: tuple[str, ...]
    """What must be installed, as it is imported."""
    EXTRA: str | None
    """The extra that installs it."""
    NOTES: tuple[str, ...]
    """What to tell whoever exports."""
    __doc__: str | None

    def write(self, material: Material, path: Path, raw: bool) -> None:
        """Write the export to a file that is not there, or into an empty folder."""

    def ours(self, path: Path) -> frozenset[str] | None:
        """The names of all that an export in this folder has, None where it is no export; of a file, None."""


def names() -> list[str]:
    """All kinds, as the user names them."""
    return sorted(module.name for module in iter_modules(export.__path__) if module.name not in HELPERS)


def starting(incomplete: str) -> list[str]:
    """The kinds whose names begin so, for completion."""
    return [name for name in names() if name.startswith(incomplete)]


def known(name: str) -> str:
    """The name itself.

    Raises UnknownNameError when no kind has it.
    """
    if name not in (every := names()):
        raise UnknownNameError(
            "kind of export", name, every, did_you_mean(name, every) or f"one of {', '.join(every)}"
        )
    return name


def load(name: str) -> Kind:
    """Import a kind.

    Raises UnknownNameError when there is none of that name, MissingLibraryError when what it needs is not installed.
    """
    kind = cast(Kind, import_module(f"{export.__name__}.{known(name)}"))
    require(f"export {name}", kind.LIBRARIES, kind.EXTRA)
    return kind
