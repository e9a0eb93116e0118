"""A plain-text ledger of public statements: who spoke, and for whom nothing was found."""

from stancetracker.base import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:  # the name is what type checkers know; importing typing would cost
    from stancetracker.api import Ledger as Ledger
    from stancetracker.api import load as load

__all__ = ("Ledger", "__version__", "load")


def __getattr__(name: str) -> object:
    """Import the Python interface when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from stancetracker import api

    return getattr(api, name)
