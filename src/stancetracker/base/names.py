"""Names of records as people type them, and the records that they mean."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from stancetracker.base.errors import AmbiguousNameError, UnknownNameError
from stancetracker.base.text import fold, given_name_first

_PERSON: Final = "person"
_LEAST_LETTERS_OF_A_WORD: Final = 3
"""A shorter word of a title, such as `of`, names no issue."""
_LEAST_LETTERS_OF_A_BEGINNING: Final = 4
_MOST_SUGGESTED: Final = 3
_MOST_COMPARED: Final = 12
"""The nearest names among which to look for different records: each may have several names."""
_LEAST_ALIKE: Final = 0.6
_LEAST_ALIKE_WORD: Final = 0.7
"""A single word is like many others."""
_MOST_LISTED: Final = 20
"""List all ids where none is near, if they are no more than these."""
# To search many names for the nearest takes its time; after some, people know what is wrong.
_MOST_SUGGESTIONS: Final = 25


class Names:
    """Names of records; an id beats an exact name, and that one that differs in case or accents.

    The name of a person may also have the surname first, with a comma after it.
    """

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        """The kind of each id."""
        self._ids: dict[str, set[str]] = defaultdict(set)
        """The ids of the records that have a name."""
        self._spellings: dict[str, dict[str, str]] = defaultdict(dict)
        """By a folded name: the ids that have it, each with the first of its spellings."""
        self._terms: list[tuple[str, str]] = []
        """Words about records, each with an id; they suggest it, and are no name of it."""
        self._suggestions_left = _MOST_SUGGESTIONS

    def add(self, kind: str, id: str, name: str) -> None:
        """Add a name of a record of this kind; its id is one as well."""
        self.kinds[id] = kind
        if kind == _PERSON:
            name = given_name_first(name)
        self._ids[name].add(id)
        self._spellings[fold(name)].setdefault(id, name)

    def add_term(self, id: str, term: str) -> None:
        """Add a word that suggests a record."""
        self._terms.append((term, id))

    def resolve(self, text: str, kinds: Collection[str], role: str = "") -> str:
        """Return the id of the one record of these kinds that a typed text means.

        Where it is nobody's name, a part of one is enough if it fits only one record: a surname, a
        word of an issue's title, or the beginning of an id. Messages name such a
        record by its `role`.

        Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
        """
        ids = self.ids_named(text, kinds) or self._meant_in_part(text, kinds)
        return self._only(ids, text, kinds, role)

    def candidates(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return the ids of all records of these kinds that a typed text may mean, sorted.

        Raises UnknownNameError with the nearest names where there is none.
        """
        ids = self.ids_named(text, kinds) or sorted(self._meant_in_part(text, kinds))
        if not ids:
            raise self._unknown(text, kinds)
        return ids

    def resolve_whole(self, text: str, kinds: Collection[str]) -> str:
        """Return the id of the one record of these kinds that has this name, or id.

        Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
        """
        return self._only(self.ids_named(text, kinds), text, kinds)

    def _only(self, ids: Collection[str], text: str, kinds: Collection[str], role: str = "") -> str:
        if not ids:
            raise self._unknown(text, kinds, role)
        if len(ids) > 1:
            raise AmbiguousNameError(role or " or ".join(kinds), text, sorted(ids))
        [id] = ids
        return id

    def _unknown(self, text: str, kinds: Collection[str], role: str = "") -> UnknownNameError:
        """Return the error that no record of these kinds has this name."""
        role = role or " or ".join(kinds)
        return UnknownNameError(role, text, (), self._suggestion(text, kinds))

    def ids_named(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return every id of these kinds that has a text as its name, sorted."""
        if self.kinds.get(text) in kinds:
            return [text]
        name = given_name_first(text)
        people = {_PERSON} & {*kinds}
        others = {*kinds} - people
        exact = self._of_kinds(self._ids.get(name, ()), people)
        exact += self._of_kinds(self._ids.get(text, ()), others)
        if exact:
            return sorted(exact)
        alike = self._of_kinds(self._spellings.get(fold(name), ()), people)
        alike += self._of_kinds(self._spellings.get(fold(text), ()), others)
        return sorted(alike)

    def _of_kinds(self, ids: Iterable[str], kinds: Collection[str]) -> list[str]:
        return sorted(id for id in ids if self.kinds[id] in kinds)

    def _meant_in_part(self, text: str, kinds: Collection[str]) -> set[str]:
        """Return every id that a text is a surname, words of a title or the beginning of.

        The beginning of an id is also held against every other name that has a word so begun.
        """
        words = _words(text)
        letters = len(words.replace(" ", ""))
        ids = self._with_surname(text, kinds)
        if letters >= _LEAST_LETTERS_OF_A_WORD:
            ids |= self._with_words(f" {words} ", {"issue"} & {*kinds})
        if letters >= _LEAST_LETTERS_OF_A_BEGINNING:
            beginning = fold(text).replace(" ", "-")
            begun = {id for id in self.kinds if id.startswith(beginning)}
            begun = {*self._of_kinds(begun, kinds)}
            if begun:
                ids |= begun | self._with_words(f" {words}", kinds)
        return ids

    def _with_surname(self, text: str, kinds: Collection[str]) -> set[str]:
        if _PERSON not in kinds:
            return set()
        surname = f" {fold(text)}"
        return {
            id
            for folded, spellings in self._spellings.items()
            if folded.endswith(surname)
            for id in self._of_kinds(spellings, (_PERSON,))
        }

    def _with_words(self, words: str, kinds: Collection[str]) -> set[str]:
        """Return the ids of these kinds with a name that has these words, each after a space."""
        return {
            id
            for folded, spellings in self._spellings.items()
            if words in f" {_words(folded)} "
            for id in self._of_kinds(spellings, kinds)
        }

    def _suggestion(self, text: str, kinds: Collection[str]) -> str | None:
        """Return a hint: the names with a word so begun, else the nearest, else all if few."""
        self._suggestions_left -= 1
        if self._suggestions_left < 0:
            return None
        with_word = self._with_word_begun(text, kinds)
        suggestions: list[str] = []
        if len(with_word) <= _MOST_SUGGESTED or len(text) >= _LEAST_LETTERS_OF_A_WORD:
            suggestions = with_word
        suggestions = (
            suggestions or self._nearest(text, kinds) or self._nearest_by_word(text, kinds)
        )
        if suggestions:
            return f"did you mean {' or '.join(suggestions[:_MOST_SUGGESTED])}?"
        ids = self._of_kinds(self.kinds, kinds)
        return f"one of {', '.join(ids)}" if 0 < len(ids) <= _MOST_LISTED else None

    def _with_word_begun(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return the ids of these kinds with a name or term that has a word so begun, sorted."""
        words = _words(text)
        if not words:
            return []
        ids = self._with_words(f" {words}", kinds)
        by_term = (id for term, id in self._terms if f" {words}" in f" {_words(term)}")
        return sorted(ids | {*self._of_kinds(by_term, kinds)})

    def _nearest(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return the nearest names as they are written, each record once."""
        nearest: dict[str, str] = {}
        for folded in _close(text, self._names_of(kinds), _LEAST_ALIKE):
            for id, spelling in self._spellings[folded].items():
                if self.kinds[id] in kinds:
                    nearest.setdefault(id, spelling)
        return list(dict.fromkeys(nearest.values()))

    def _nearest_by_word(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return the ids of the records with the nearest single words in their names."""
        ids_by_word: dict[str, list[str]] = defaultdict(list)
        for folded in self._names_of(kinds):
            for word in _words(folded).split():
                ids_by_word[word] += self._of_kinds(self._spellings[folded], kinds)
        nearest = _close(text, ids_by_word, _LEAST_ALIKE_WORD)
        return list(dict.fromkeys(id for word in nearest for id in ids_by_word[word]))

    def _names_of(self, kinds: Collection[str]) -> list[str]:
        """Return the folded names of the records of these kinds."""
        return [
            folded
            for folded, spellings in self._spellings.items()
            if self._of_kinds(spellings, kinds)
        ]


def _close(text: str, names: Iterable[str], least_alike: float) -> list[str]:
    from difflib import get_close_matches  # only on the way out of a mistake

    return get_close_matches(fold(text), names, _MOST_COMPARED, least_alike)


def _words(text: str) -> str:
    """Return the words of a name or id, folded, with one space between them."""
    letters = (character if character.isalnum() else " " for character in fold(text))
    return " ".join("".join(letters).split())
