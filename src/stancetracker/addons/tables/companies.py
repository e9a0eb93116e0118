"""Organizations whose names differ by nothing but a legal form, such as Acme and Acme Inc."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from stancetracker.base.text import fold

_LEGAL_FORMS: Final = frozenset(
    {
        *("ag", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated"),
        *("limited", "llc", "llp", "ltd", "nv", "plc", "sa", "sarl", "se", "spa", "the"),
    }
)


class Company(NamedTuple):
    """An organization by its id and one of its names."""

    id: str
    name: str


def alike(companies: Iterable[Company]) -> Iterator[tuple[Company, Company]]:
    """Yield organizations with an earlier one whose name is the same but for a legal form."""
    first_by_words: dict[frozenset[str], Company] = {}
    for company in companies:
        words = _words(company.name)
        first = first_by_words.setdefault(words, company)
        if words and first.id != company.id:
            yield first, company


def _words(name: str) -> frozenset[str]:
    """Return the words of a name without those of a legal form."""
    letters = (character if character.isalnum() else " " for character in fold(name))
    return frozenset("".join(letters).split()) - _LEGAL_FORMS
