"""The page of a person or an organization."""

from collections import Counter
from collections.abc import Collection, Sequence

from stancetracker.addons.site.figures.card import LifeLine, life_card
from stancetracker.addons.site.figures.years import (
    dated_words,
    flagged_words,
    has_remarks,
    mark_beside_issues,
)
from stancetracker.addons.site.pages import wall, words
from stancetracker.addons.site.pages.feeds import feed_of
from stancetracker.addons.site.pages.lists import Item
from stancetracker.addons.site.pages.page import STYLES_OF_LISTS, Page, address
from stancetracker.addons.site.pages.quotes import words_in_line
from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.base import wording
from stancetracker.index import lookup, record_queries
from stancetracker.index.queries import Issue, Standing
from stancetracker.index.record_queries import Role, Statement
from stancetracker.reports.table import joined


def actor(now: Snapshot, id: str, has_card: bool = False) -> Page:
    """Return the page of an actor, without ties: they are shown for a whole panel or not at all."""
    who, own = now.actors[id], lookup.values(now.connection, id)
    role, material = now.roles.get(id, ""), now.material_of(id)
    standings = sorted(now.by_actor.get(id, ()), key=lambda pair: (pair[1].since, pair[1].id))
    rows = [
        (issue, row)
        for standing, issue in standings
        for row in wall.rows_of(now, issue, [standing], material)
    ]
    records = {id, *(issue.id for issue, _ in rows), *wall.records_of(row for _, row in rows)}
    records |= {reply.id for reply in now.asides.replies([id])}
    others = [
        words.record_line(now.connection, kind, str(record["id"]))
        for kind, held in lookup.others(now.connection, now.question, id).items()
        for record in held
    ]
    records |= {line.id for line in others}
    contents = {
        "who": who,
        "role": role,
        "affiliation": now.affiliations.get(id),
        "other_names": own.get("other_names", ()),
        "memberships": _memberships(now, id) if who.kind == "person" else [],
        "members": _members(now, id) if who.kind == "organization" else [],
        "identifiers": own.get("identifiers", {}).items(),
        "rows": rows[::-1],
        "life": rows,
        "summary": _on_issues(rows),
        "others": others,
    }
    named = f"{who.name}, {role}" if role else who.name
    description = f"{named}. {contents['summary']} {_each_issue(rows)}" if rows else named
    path, has_own_card = address(who.kind, id), has_card and rows and who.kind == "person"
    card = _card(now, who.name, role, rows, records) if has_own_card else None
    files = {"feed.xml": feed_of(now, path, who.name, material.records.values())}
    return Page(
        "actor",
        path,
        who.name,
        description,
        contents,
        files=files,
        styles=STYLES_OF_LISTS,
        card=card,
        records=records,
    )


def _memberships(now: Snapshot, person: str) -> list[tuple[Role, str]]:
    """Return the roles of a person on record, each with the days on which it began and ended."""
    dated_roles = []
    for held in record_queries.memberships(now.connection, actor=person):
        ends = (("began", held.start_date), ("ended", held.end_date))
        days = "; ".join(f"{verb} {words.interval(day)}" for verb, day in ends if day)
        dated_roles.append((held, days))
    return dated_roles


def _on_issues(rows: Sequence[tuple[Issue, wall.Row]]) -> str:
    """Return on how many issues an actor is on record, those without them in the panel apart."""
    standings = [row.standing for _, row in rows]
    return wording.on_issues(
        Counter(standing.status for standing in standings if standing.panel),
        Counter(standing.status for standing in standings if not standing.panel),
    )


def _each_issue(rows: Sequence[tuple[Issue, wall.Row]]) -> str:
    """Return the standing on each issue in a line."""
    return "; ".join(_on_issue(issue, row.standing) for issue, row in rows) + "."


def _on_issue(issue: Issue, standing: Standing) -> str:
    """Return a standing with its issue, beside which it says that it is outside the panel."""
    outside = "" if standing.panel else wording.OUTSIDE
    words = flagged_words(standing._replace(panel=True))
    return f"{wording.with_details(issue.title, (outside,))}: {words}"


def _card(
    now: Snapshot,
    name: str,
    role: str,
    rows: Sequence[tuple[Issue, wall.Row]],
    records: Collection[str],
) -> str:
    """Draw the card of a person: a line an issue, in order of time."""
    lines = [
        LifeLine(
            issue.since[:4],
            mark_beside_issues(row.standing),
            issue.title,
            joined(
                "; ",
                dated_words(row.standing),
                has_remarks(row.standing) and wording.PRIVATE,
                row.standing.replied and "replied",
            ),
            _quote_of(row),
        )
        for issue, row in rows
    ]
    shown = now.shown(records)
    summary = _on_issues(rows)
    day = wording.recorded_by(shown.day)
    return life_card(role, name, lines, summary, f"{now.site['title']} · {day}") + "\n"


def _quote_of(row: wall.Row) -> str:
    """Return the words that a standing rests on, in quotation marks; empty without any."""
    basis = row.evidence
    if isinstance(basis, Statement) and basis.quote:
        return f"“{words_in_line(basis)}”"
    return ""


def _members(now: Snapshot, organization: str) -> list[Item]:
    """Return the people of an organization, each once with all roles in it and where they stand."""
    roles_by_member: dict[tuple[str, str], list[str]] = {}
    for member in record_queries.members(now.connection, now.question, actor=organization):
        roles_by_member.setdefault((member.actor, member.name), []).append(member.role)
    return [
        Item(id, name, ", ".join(dict.fromkeys(roles)), "", standings=now.by_actor.get(id, ()))
        for (id, name), roles in [*roles_by_member.items()][: wall.MOST]
    ]
