"""Keep the roles of people as dated memberships, as the versions of a table say them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from stancetracker.addons.tables.existing import Existing
from stancetracker.base import wording
from stancetracker.base.dates import add_days, words

Role = tuple[str, str]
"""A role and the id of its organization, or an empty text."""
_OF_TABLE: Final = {"role", "organization", "start_date"}
"""The fields of a membership that a version writes; one with others is an editor's."""
_UNDATED: Final = {"role", "organization"}
"""The fields of a membership that a version wrote before versions were remembered."""


class Days(NamedTuple):
    """The days of two versions, one after the other."""

    before: str
    now: str


def role_of(membership: Mapping[str, Any]) -> Role:
    """Return the role of a membership."""
    return str(membership.get("role", "")), str(membership.get("organization", ""))


def held(memberships: Iterable[Mapping[str, Any]]) -> tuple[Role, ...]:
    """Return the roles that have not ended."""
    return tuple(role_of(membership) for membership in memberships if _is_held(membership))


def _is_held(membership: Mapping[str, Any]) -> bool:
    return "end_date" not in membership


def are_undated(memberships: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether the roles that have not ended say nothing else of themselves."""
    return all(membership.keys() <= _UNDATED for membership in memberships if _is_held(membership))


def roles_said(before: Iterable[Role], now: Iterable[Role]) -> tuple[Role, ...]:
    """Return the roles that a row has by now: a row without a role changes nothing."""
    return tuple(dict.fromkeys(now)) or tuple(before)


def changed(
    memberships: list[dict[str, Any]], before: Iterable[Role], now: Iterable[Role], days: Days
) -> list[dict[str, Any]]:
    """Return memberships in which roles that a table says no more have ended, and new ones begun.

    The old role ends on the day of the last version that said it. What an editor wrote is left.
    """
    old = tuple(before)
    new = tuple(now)
    ended = [role for role in old if role not in new]
    end = days.before if days.before < days.now else add_days(days.now, -1)
    result = [_ended(membership, ended, end) for membership in memberships]
    # One that began and ended with versions of one day was never held.
    result = [
        membership
        for membership in result
        if membership.get("start_date", "") <= membership.get("end_date", "~")
    ]
    begun = [role for role in new if role not in old and role not in held(result)]
    return [*result, *(_begun(role, days.now) for role in begun)]


def _begun(role: Role, day: str) -> dict[str, Any]:
    title, organization = role
    membership = {"role": title, "organization": organization, "start_date": day}
    return {name: value for name, value in membership.items() if value}


def _ended(membership: dict[str, Any], ended: list[Role], end: str) -> dict[str, Any]:
    is_of_table = membership.keys() <= _OF_TABLE and role_of(membership) in ended
    return {**membership, "end_date": end} if is_of_table else membership


class RoleUpdates:
    """The roles of people on record, as a version of a table changes them."""

    def __init__(
        self,
        existing: Existing,
        roles: Mapping[str, tuple[list[Role], list[Role]]],
        days: Days,
        *,
        is_remembered: bool,
    ) -> None:
        """Take the roles that the table had before and has now, by actor, and the days of both.

        `is_remembered` says that those of before are surely the table's, as its memory has them.
        """
        self._existing = existing
        self._roles = roles
        self._days = days
        self._is_remembered = is_remembered
        self.notes: list[str] = []

    def updated(self, actor: str, new_roles: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Return a person with the roles that the table says by now, and with new roles."""
        person = self._with_roles_now(actor)
        memberships = person.get("memberships", [])
        new = [role for role in new_roles if role_of(role) not in held(memberships)]
        if not new:
            return person
        written = self._existing.values_as_written(actor)
        if person == self._existing.values(actor):
            person = written
        different = [role for at, role in enumerate(new) if role not in new[:at]]
        return {**person, "memberships": [*person["memberships"], *different]}

    def _with_roles_now(self, actor: str) -> dict[str, Any]:
        """Return an actor with the roles that the table says by now."""
        value = self._existing.values(actor)
        before, now = self._roles.get(actor, ([], []))
        if "memberships" not in value or not before or set(before) == set(now):
            return value
        if not self._is_remembered and not self._may_change(value, before, now):
            return value
        written = self._existing.values_as_written(actor)
        memberships = changed(written["memberships"], before, now, self._days)
        if memberships != written["memberships"]:
            self._note(written, memberships, goes_on=set(before) <= set(now))
        return {**written, "memberships": memberships}

    def _note(
        self, actor: Mapping[str, Any], memberships: list[dict[str, Any]], *, goes_on: bool
    ) -> None:
        """Note the roles that begin; `goes_on` says that the table still has all those before."""
        new = [membership for membership in memberships if membership not in actor["memberships"]]
        begun = [role for membership in new for role in held([membership])]
        if not begun:
            text = wording.ROLE_ENDED
        elif goes_on:
            text = wording.ROLE_GOES_ON
        elif any(membership not in memberships for membership in actor["memberships"]):
            text = wording.ROLE_NOW
        else:
            text = wording.ROLE_BESIDE
        roles = ", ".join(map(self._in_words, begun))
        self.notes.append(text.format(actor["name"], roles, words(self._days.now)))

    def _may_change(
        self, actor: Mapping[str, Any], before: Iterable[Role], now: Iterable[Role]
    ) -> bool:
        """Return whether the roles on record are surely those that a table said before.

        Without a memory, an editor may have written those that have a date, or some of more than
        the table says; that they are left is named.
        """
        memberships = actor["memberships"]
        if set(now) <= set(map(role_of, memberships)):
            return False
        if are_undated(memberships) and len(set(before)) <= len(set(now)):
            return True
        by_table = self._named(now)
        on_record = self._named(before)
        self.notes.append(wording.WHOSE_ROLES.format(actor["name"], by_table, on_record))
        return False

    def _named(self, roles: Iterable[Role]) -> str:
        return wording.named([self._in_words(role) for role in dict.fromkeys(roles)])

    def _in_words(self, role: Role) -> str:
        title, organization = role
        return f"{title} of {self._existing.name_of(organization)}" if organization else title
