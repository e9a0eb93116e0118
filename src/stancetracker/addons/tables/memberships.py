"""Keep the roles of people as dated memberships, as the versions of a table say them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from stancetracker.base.dates import add_days

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
