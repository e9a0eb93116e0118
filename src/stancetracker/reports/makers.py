"""The reports by name: each with the options that it alone takes, and what became of older ones."""

from collections.abc import Collection
from functools import partial
from typing import Final

from stancetracker.base import plugins
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.reports import catalogue
from stancetracker.reports.caveats import with_reasons
from stancetracker.reports.run import Maker

MOVED: Final = {"beside": "report matrix --beside", "moves": "report speech --moved"}
"""What to type in place of a report that is gone."""


def maker(name: str, options: Collection[str] = ()) -> Maker:
    """Return the function that makes a report, with these of its options.

    Raises UnknownNameError for a name of no report, UsageError for an option that it doesn't take.
    """
    if name in MOVED:
        error = UnknownNameError("report", name, ())
        error.hint = f"it is now: {MOVED[name]}"
        raise error
    module = plugins.load(catalogue, name, "report")
    for option in options:
        if option not in _options(name):
            owners = _owners(option)
            hint = f"it is an option of: {', '.join(f'report {owner}' for owner in owners)}"
            raise UsageError(f"--{option} doesn't apply to this report", hint)
    make: Maker = module.report
    return with_reasons(partial(make, **dict.fromkeys(options, True)) if options else make)


def _owners(option: str) -> list[str]:
    """Return the reports that take an option; raises UnknownNameError where none does."""
    names = plugins.names(catalogue)
    owners = [name for name in names if option in _options(name)]
    if not owners:
        options = {known_option for name in names for known_option in _options(name)}
        raise UnknownNameError("option of a report", option, sorted(options))
    return owners


def _options(name: str) -> Collection[str]:
    """Return the options that a report alone takes."""
    options: Collection[str] = getattr(plugins.load(catalogue, name, "report"), "OPTIONS", ())
    return options
