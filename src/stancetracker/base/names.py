"""Names of records as people type them, and the records that they mean."""

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from stancetracker.base.errors import AmbiguousNameError, UnknownNameError
from stancetracker.base.text import fold

_MOST_SUGGESTED: Final = 3
_MOST_COMPARED: Final = 12
"""The nearest names among which to look for different records: each may have several names."""
_LEAST_ALIKE: Final = 0.6
_MOST_LISTED: Final = 20
"""List all ids where none is near, if they are no more than these."""
# To search many names for the nearest takes its time; after some, people know what is wrong.
_MOST_SUGGESTIONS: Final = 25


class Names:
    """Names of records; an id beats an exact name, and that one that differs in case or accents."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        """The kind of each id."""
        self._ids: dict[str, set[str]] = defaultdict(set)
        """The ids of the records that have a name."""
        self._spellings: dict[str, dict[str, str]] = defaultdict(dict)
        """By a folded name: the ids that have it, each with the first of its spellings."""
        self._suggestions_left = _MOST_SUGGESTIONS

    def add(self, kind: str, id: str, name: str) -> None:
        """Add a name of a record of this kind; its id is one as well."""
        self.kinds[id] = kind
        self._ids[name].add(id)
        self._spellings[fold(name)].setdefault(id, name)

    def resolve(
        self, text: str, kinds: Collection[str], what: str = "", *, begun: bool = False
    ) -> str:
        """Return the id of the one record of these kinds that a text means.

        Messages call such a record `what`. With `begun`, a surname or the beginning of an id is
        enough if it fits only one.

        Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
        """
        what = what or " or ".join(kinds)
        ids = self.meant(text, kinds)
        if begun and not ids:
            ids = self._begun(text, kinds)
        if not ids:
            raise UnknownNameError(what, text, (), self._suggestion(text, kinds))
        if len(ids) > 1:
            raise AmbiguousNameError(what, text, ids)
        return ids[0]

    def meant(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return every id of these kinds that a text may mean, sorted."""
        if self.kinds.get(text) in kinds:
            return [text]
        exact = self._of_kinds(self._ids.get(text, ()), kinds)
        return exact or self._of_kinds(self._spellings.get(fold(text), ()), kinds)

    def _of_kinds(self, ids: Collection[str], kinds: Collection[str]) -> list[str]:
        return sorted(id for id in ids if self.kinds[id] in kinds)

    def _begun(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return every id that begins with a text, and of all people with this surname, sorted."""
        beginning = fold(text).replace(" ", "-")
        ids = {id for id in self.kinds if beginning and id.startswith(beginning)}
        surname = f" {fold(text)}"
        for folded, spellings in self._spellings.items():
            if folded.endswith(surname):
                ids.update(self._of_kinds(spellings, ("person",)))
        return self._of_kinds(ids, kinds)

    def _suggestion(self, text: str, kinds: Collection[str]) -> str | None:
        """Return a hint: the nearest names, else the ids that a text begins, else all if few."""
        self._suggestions_left -= 1
        if self._suggestions_left < 0:
            return None
        nearest = self._nearest(text, kinds) or self._begun(text, kinds)
        if nearest:
            return f"did you mean {' or '.join(nearest[:_MOST_SUGGESTED])}?"
        ids = self._of_kinds(self.kinds, kinds)
        return f"one of {', '.join(ids)}" if 0 < len(ids) <= _MOST_LISTED else None

    def _nearest(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return the nearest names as they are written, each record once."""
        from difflib import get_close_matches  # only on the way out of a mistake

        candidates = [
            folded
            for folded, spellings in self._spellings.items()
            if any(self.kinds[id] in kinds for id in spellings)
        ]
        nearest: dict[str, str] = {}
        for folded in get_close_matches(fold(text), candidates, _MOST_COMPARED, _LEAST_ALIKE):
            for id, spelling in self._spellings[folded].items():
                if self.kinds[id] in kinds:
                    nearest.setdefault(id, spelling)
        return list(dict.fromkeys(nearest.values()))
