"""Decide whom a name in a table means, by the organizations of all who have that name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any, Final, NamedTuple

from stancetracker.addons.tables.values import Cells
from stancetracker.base import wording
from stancetracker.base.dates import parse
from stancetracker.base.errors import DateError
from stancetracker.base.text import fold, given_name_first, slug
from stancetracker.contribute.names import Names

SAME: Final = "same"
ANOTHER: Final = "another"
_PERSON: Final = ("person",)
_ORGANIZATION: Final = ("organization",)
_LEAST_LETTERS: Final = 3
"""A shorter word of a role, such as `of`, is like many others."""
_LIKE_MANY: Final = {"the", "and", "for"}
_BEFORE_ALL_DAYS: Final = ""
_AFTER_ALL_DAYS: Final = "9999-12-31"

Membership = Mapping[str, Any]


class NamedPerson(NamedTuple):
    """A person as a row names them."""

    name: str
    text_of_id: str
    """The name, or what stands for it where no id can be made of it."""
    memberships: Sequence[Membership]
    """The roles of the row."""
    says_roles: bool
    """True if cells of the row give the roles; false where every row has the same."""
    was_in_row: Callable[[str], bool]
    """Return whether the table had somebody, by id, in this row before."""
    may_be_new: bool


class Choice(NamedTuple):
    """The person whom a row means, of several who have or may have the name."""

    id: str
    distinct_from: tuple[str, ...] = ()
    """The ids of people on record with the name who are others."""
    has_new_roles: bool = False
    """True for somebody on record who gets the roles of the row."""
    known_as: str = ""
    """The roles of somebody on record whom the name alone says; else empty."""


class Namesakes:
    """The people whom the names of a table may mean, on record and in its earlier rows.

    A name means the person of that name who has an organization of the row. Where nobody has, it
    is a question, unless the days of the roles tell them apart.
    """

    def __init__(self, names: Names) -> None:
        """Begin a table; `names` are those of the dataset."""
        self.names = names
        self._new_ids: defaultdict[str, dict[str, None]] = defaultdict(dict)
        """The ids of the people whom rows make, by their names without accents and case."""
        self._roles_in_table: defaultdict[str, list[Membership]] = defaultdict(list)
        """The roles that rows give people, by id."""
        self._new_organizations: dict[str, str] = {}
        """The names of the organizations that rows make, by id."""
        self._roles_on_record = cache(self._read_roles)
        self._names_of_organization = cache(self._read_names_of_organization)

    def ids(self, name: str) -> list[str]:
        """Return the ids of all who have a name: those on record first."""
        on_record = self.names.ids_named(name, _PERSON)
        return [*dict.fromkeys([*on_record, *self._new_ids[_key(name)]])]

    def is_new(self, id: str) -> bool:
        """Return whether a person is in the table alone."""
        return self.names.kind_of(id) is None

    def add(self, id: str, name: str, memberships: Iterable[Membership]) -> None:
        """Add a person whom a row means, with the roles that it gives them."""
        if self.is_new(id):
            self._new_ids[_key(name)][id] = None
        roles = self._roles_in_table[id]
        roles += [membership for membership in memberships if membership not in roles]

    def add_organization(self, id: str, name: str) -> None:
        """Add an organization that a row makes."""
        self._new_organizations.setdefault(id, name)

    def choose(self, person: NamedPerson, cells: Cells) -> Choice | None:
        """Return the person whom a row means, of those who have the name, or another.

        Return None where that is a question, or where nobody can be chosen: the row is rejected.
        """
        ids = self.ids(person.name)
        if id := self._id_of_row(person, ids):
            return Choice(id)
        agreeing = [id for id in ids if self._agrees(person, id)]
        if len(agreeing) == 1:
            return self._choice_of(agreeing[0], person)
        if agreeing:
            several = "as several are so called; give the mapping an `id`"
            cells.reject(f"{person.name} could be {', '.join(agreeing)}, {several}")
            return None
        if choice := self._answer(person, ids, cells):
            return choice
        self._ask(person, ids, cells)
        return None

    def _id_of_row(self, person: NamedPerson, ids: Sequence[str]) -> str:
        """Return the id that a row has, or that it had before; an empty text if there is none."""
        if person.name in ids:
            return person.name
        before = [id for id in ids if person.was_in_row(id)]
        return before[0] if len(before) == 1 else ""

    def _choice_of(self, id: str, person: NamedPerson) -> Choice:
        """Return somebody who agrees with a row, and whether the name alone says so."""
        is_by_name_alone = not self.is_new(id) and not self._has_role_in_common(person, id)
        return Choice(id, known_as=self._in_words(self._roles(id)) if is_by_name_alone else "")

    def _answer(self, person: NamedPerson, ids: Sequence[str], cells: Cells) -> Choice | None:
        """Return the person whom an answer names, or days tell; None where there is no answer."""
        if cells.answer == ANOTHER and person.may_be_new:
            id = _id_of_another(person)
            on_record = [id for id in ids if not self.is_new(id)]
            return Choice(id, tuple(on_record)) if id else None
        if cells.answer == SAME and len(ids) == 1:
            return Choice(ids[0], has_new_roles=True)
        if cells.answer in ids:
            return Choice(cells.answer, has_new_roles=True)
        later_or_earlier = [id for id in ids if _are_apart(person.memberships, self._roles(id))]
        if len(ids) == len(later_or_earlier) == 1:
            return Choice(ids[0], has_new_roles=True)
        return None

    def _ask(self, person: NamedPerson, ids: Sequence[str], cells: Cells) -> None:
        known = [f"{self._in_words(self._roles(id))} ({id})" for id in ids]
        roles = self._in_words(person.memberships)
        text = wording.NAMESAKE.format(person.name, wording.named(known), roles)
        choices = [SAME] if len(ids) == 1 else [*ids]
        cells.ask(text, (*choices, ANOTHER) if person.may_be_new else tuple(choices))

    # Roles and organizations

    def _roles(self, id: str) -> list[Membership]:
        return [*self._roles_on_record(id), *self._roles_in_table[id]]

    def _read_roles(self, id: str) -> Sequence[Membership]:
        memberships: Sequence[Membership] = self.names.values(id).get("memberships", ())
        return memberships

    def _agrees(self, person: NamedPerson, id: str) -> bool:
        """Return whether somebody may be the person of a row: no role says otherwise."""
        says_roles = person.says_roles and person.memberships
        return not says_roles or self._has_role_in_common(person, id)

    def _has_role_in_common(self, person: NamedPerson, id: str) -> bool:
        pairs = product(person.memberships, self._roles(id))
        return any(self._is_one_role(row, known) for row, known in pairs)

    def _is_one_role(self, role: Membership, other: Membership) -> bool:
        """Return whether two roles have one organization, or say the same without it.

        If only one has an organization, they must share a word.
        """
        organizations = [role.get("organization"), other.get("organization")]
        if all(organizations):
            return self._are_one(*map(str, organizations))
        if any(organizations):
            return not self._words(role).isdisjoint(self._words(other))
        words = frozenset(_split(str(role.get("role", ""))))
        more = frozenset(_split(str(other.get("role", ""))))
        return words <= more or more <= words

    def _are_one(self, organization: str, other: str) -> bool:
        """Return whether a name of one organization has all words of a name of the other."""
        pairs = product(
            self._names_of_organization(organization), self._names_of_organization(other)
        )
        return any(words <= more or more <= words for words, more in pairs)

    def _read_names_of_organization(self, name: str) -> list[frozenset[str]]:
        """Return the words of each name of an organization, which is named by its id or a name."""
        ids = self.names.ids_named(name, _ORGANIZATION)
        names = [name, self._new_organizations.get(name, "")]
        names += [text for id in ids for text in self.names.names_of(id)]
        return [words for text in names if (words := frozenset(_split(text)))]

    def _words(self, role: Membership) -> frozenset[str]:
        """Return the words of a role and of the names of its organization."""
        words = set(_split(str(role.get("role", ""))))
        if organization := role.get("organization"):
            words.update(*self._names_of_organization(str(organization)))
        return frozenset(word for word in words if len(word) >= _LEAST_LETTERS) - _LIKE_MANY

    def _in_words(self, memberships: Iterable[Membership]) -> str:
        roles = (
            ", ".join(filter(None, (role.get("role"), self._called(role.get("organization")))))
            for role in memberships
        )
        return "; ".join(dict.fromkeys(roles))

    def _called(self, organization: str | None) -> str:
        if not organization:
            return ""
        ids = self.names.ids_named(organization, _ORGANIZATION)
        if not ids:
            return self._new_organizations.get(organization, organization)
        return str(self.names.values(ids[0]).get("name", ""))


def _key(name: str) -> str:
    return slug(name, whole=True) or fold(given_name_first(name))


def _id_of_another(person: NamedPerson) -> str:
    """Return an id of the name, and of what the row says beside it."""
    for membership in person.memberships:
        place = membership.get("organization") or membership.get("role") or ""
        if id := slug(f"{person.text_of_id} {place}", whole=True):
            return id
    return ""


def _split(text: str) -> Iterator[str]:
    """Yield the words of a text, without case and accents."""
    letters = (character if character.isalnum() else " " for character in fold(text))
    yield from "".join(letters).split()


def _are_apart(roles: Iterable[Membership], others: Iterable[Membership]) -> bool:
    """Return whether no day of some roles can be one of the others."""
    return not any(_overlap(role, other) for role, other in product(roles, others))


def _overlap(role: Membership, other: Membership) -> bool:
    first, last = _period(role)
    other_first, other_last = _period(other)
    return first <= other_last and other_first <= last


def _period(role: Membership) -> tuple[str, str]:
    """Return the first and last day of a role that are possible."""
    try:
        start, end = role.get("start_date"), role.get("end_date")
        first = parse(str(start)).earliest if start else None
        last = parse(str(end)).latest if end else _AFTER_ALL_DAYS
    except DateError:  # which is reported elsewhere
        return _BEFORE_ALL_DAYS, _AFTER_ALL_DAYS
    return first or _BEFORE_ALL_DAYS, last
