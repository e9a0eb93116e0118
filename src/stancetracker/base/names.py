"""Names as people type them, and the ids they mean: the one rule for reading and for contributing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from stancetracker.base.errors import AmbiguousNameError, UnknownNameError
from stancetracker.base.text import fold

_MOST_SUGGESTED: Final = 3
_LOOKED_AT: Final = 12
# To look for the nearest of many names takes its time; after some, people know what is wrong.
_MOST_SUGGESTIONS: Final = 25


class Names:
    """What records go by: an id goes before an exact name, and that before one blind to case and accents."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        """The kind of each id."""
        self._exact: dict[str, dict[str, None]] = defaultdict(dict)
        self._alike: dict[str, dict[str, None]] = defaultdict(dict)
        self._called: dict[str, dict[str, str]] = defaultdict(dict)
        self._suggestions = _MOST_SUGGESTIONS

    def add(self, kind: str, name: str, called: str) -> None:
        """Take down that the record `name` is called so."""
        self.kinds[name] = kind
        self._exact[called][name] = None
        self._alike[fold(called)][name] = None
        self._called[name].setdefault(fold(called), called)

    def resolve(self, text: str, kinds: Collection[str]) -> str:
        """The id of the one record of these kinds that a text means.

        Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
        """
        what, found = " or ".join(kinds), self.meant(text, kinds)
        if not found:
            raise UnknownNameError(what, text, (), self._suggest(text, kinds))
        if len(found) > 1:
            raise AmbiguousNameError(what, text, found)
        return found[0]

    def meant(self, text: str, kinds: Collection[str]) -> list[str]:
        """Every id that a text may mean among records of these kinds, sorted."""
        if self.kinds.get(text) in kinds:
            return [text]
        for known, name in ((self._exact, text), (self._alike, fold(text))):
            if found := sorted(one for one in known.get(name, ()) if self.kinds[one] in kinds):
                return found
        return []

    def _suggest(self, text: str, kinds: Collection[str]) -> str | None:
        """The nearest names as they are written, each record once."""
        from difflib import get_close_matches  # only on the way out of a mistake

        self._suggestions -= 1
        if self._suggestions < 0:
            return None
        owners = {
            alike: [one for one in found if self.kinds[one] in kinds] for alike, found in self._alike.items()
        }
        known = [alike for alike, found in owners.items() if found]
        shown: dict[str, str] = {}
        for alike in get_close_matches(fold(text), known, n=_LOOKED_AT, cutoff=0.6):
            for one in owners[alike]:
                shown.setdefault(one, self._called[one][alike])
        nearest = list(dict.fromkeys(shown.values()))[:_MOST_SUGGESTED]
        return f"did you mean {' or '.join(nearest)}?" if nearest else None
