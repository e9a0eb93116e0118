"""The pages of actors, sources and single records, and the lists of pages."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from stancetracker.addons.site.figures.card import LifeLine, life_card
from stancetracker.addons.site.figures.years import (
    dated_words,
    flagged_words,
    has_remarks,
    mark_beside_issues,
)
from stancetracker.addons.site.pages import wall, words
from stancetracker.addons.site.pages.cards import silence_card, statement_card
from stancetracker.addons.site.pages.feeds import feed_of
from stancetracker.addons.site.pages.page import STYLES_OF_LISTS, Page, address, quotation
from stancetracker.addons.site.pages.quotes import words_in_line
from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.base import wording
from stancetracker.base.text import fold, plural, sort_key
from stancetracker.index import lookup, record_queries
from stancetracker.index.lookup import Actor
from stancetracker.index.queries import Issue, Standing
from stancetracker.index.record_queries import Role, Silence, Statement
from stancetracker.reports import table
from stancetracker.reports.panel import Panel
from stancetracker.reports.remarks import remark_of

T = TypeVar("T")
_OWN_WORDS = ("statement", "silence", "tie", "reply", "correction")
_MOST_IN_A_HEADING: Final = 4
_MOST_TOLD: Final = 160
"""The longest sentence in a page's description, in characters; a longer one is cut."""
_MOST_DESCRIBED: Final = 300
"""The longest description."""


class Item(NamedTuple):
    """An entry of a list: its id, its name, a line about it, and standings with their issues."""

    id: str
    name: str
    line: str
    sort_key: str
    role: Role | None = None
    """The person's role now, written in place of `line` where there is one."""
    standings: Sequence[tuple[Standing, Issue]] = ()
    group: str = ""
    """The heading under which it stands; empty for none."""


def lists(now: Snapshot) -> dict[str, list[Item]]:
    """Return what each list of pages holds, by kind."""
    issues = []
    for issue in now.issues:
        panel = now.panel(issue, now.question.as_of)
        counts = panel.counts
        line = counts.headline(stances=False) if counts.total else _no_counts(panel)
        issues.append(Item(issue.id, issue.title, line, fold(issue.title)))
    items: dict[str, list[Item]] = {
        "issue": issues,
        "person": [],
        "organization": [],
        "source": _sources(now),
    }
    for who in now.actors.values():
        role, standings = now.affiliations.get(who.id), now.by_actor.get(who.id, ())
        key = sort_key(who.kind, who.name, who.sort_name)
        letter = wall.letter_of(key)
        items[who.kind].append(Item(who.id, who.name, "", key, role, standings, letter))
    return items


def _no_counts(panel: Panel) -> str:
    """Return what an issue without a panel holds, in words."""
    if not panel.standings:
        return "No panel, and no record on it counts"
    return f"No panel; {plural(len(panel.standings), 'actor')} with a record"


def list_pages(kind: str, items: Sequence[Item]) -> list[Page]:
    """Return the pages of a list.

    One of too many whole items has these in parts by letter; the first page leads there, and has
    each in brief where they are not too many for that too.
    """
    title, path = address(kind)[:-1].capitalize(), address(kind)
    is_long = len(items) > (wall.LARGE if kind == "person" else wall.MOST_BRIEF)
    parts = wall.by_letter("names", items, lambda item: item.sort_key) if is_long else []

    def list_page(
        folder: str, held: Sequence[Item], label: str = "", parts: Sequence[wall.Slice] = ()
    ) -> Page:
        groups = table.grouped(held, lambda item: item.group)
        contents = {
            "kind": kind,
            "groups": groups,
            "parts_of": parts,
            "is_brief": kind == "source" or bool(parts),
            "label": label,
            "years": None,
        }
        description = f"{title}: {label or f'{len(items):,}'}"
        tools = kind == "person" and bool(held)
        place = f"{path}{folder}"
        return Page(
            "list", place, title, description, contents, styles=STYLES_OF_LISTS, tools=tools
        )

    first = list_page("", items if len(items) <= wall.MOST_BRIEF else [], parts=parts)
    return [first, *(list_page(part.path, part.rows, part.label) for part in parts)]


def _sources(now: Snapshot) -> list[Item]:
    """Return every source under its publisher, with its tier and how many records rest on it."""
    items = []
    for key, cited in now.citations.items():
        named = [origin for _, origin in cited]
        link, number = words.merged(named), len({origin.record for origin in named})
        line = table.joined(" · ", link.tier, plural(number, "record"))
        name = link.text.removeprefix(f"{link.by}, ")
        items.append(Item(key, name, line, fold(f"{link.by} {name}"), group=link.by))
    return sorted(items, key=lambda item: (item.sort_key, item.id))


def actor(now: Snapshot, id: str, has_card: bool = False) -> Page:
    """Return the page of an actor, without ties: those are shown for a whole panel or not at all."""
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
        _other(now, kind, str(record["id"]))
        for kind, held in lookup.others(now.connection, now.question, id).items()
        for record in held
    ]
    records |= {record for _, record, _, _ in others}
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
            dated_words(row.standing)
            + ("; non-public remarks" if has_remarks(row.standing) else ""),
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
    """Return the people of an organization, each once with all their roles in it and where they stand."""
    roles_by_member: dict[tuple[str, str], list[str]] = {}
    for member in record_queries.members(now.connection, now.question, actor=organization):
        roles_by_member.setdefault((member.actor, member.name), []).append(member.role)
    return [
        Item(id, name, ", ".join(dict.fromkeys(roles)), "", standings=now.by_actor.get(id, ()))
        for (id, name), roles in [*roles_by_member.items()][: wall.MOST]
    ]


def _other(now: Snapshot, kind: str, record: str) -> tuple[str, str, str, str]:
    """Return a record of a kind that has no words of its own: its kind, its id, its day and its line."""
    date = lookup.traits_of(now.connection, kind).date(lookup.values(now.connection, record))
    return (
        kind,
        record,
        words.interval(date) if date else "",
        lookup.in_line(now.connection, record),
    )


def _sought(now: Snapshot, silence: str) -> list[Actor]:
    """Return the actors of a silence, each once, as they are listed."""
    return [
        now.actors[actor]
        for actor in dict.fromkeys(lookup.values(now.connection, silence)["actors"])
    ]


def source(now: Snapshot, key: str) -> Page:
    """Return the page of the source with this id, the start of the SHA-256 of its address."""
    cited = now.citations[key]
    named = [origin for _, origin in cited]
    by_kind: dict[str, dict[str, None]] = defaultdict(dict)
    for kind, origin in cited:
        by_kind[kind][origin.record] = None
    silences = _latest_first(now, by_kind["silence"])
    asides = now.asides
    held = [record for records in by_kind.values() for record in records]
    replies = asides.replies(held)
    contents = {
        "link": words.merged(named),
        "facts": words.facts(named),
        "ties": len(by_kind["tie"]),
        "statements": _latest_first(now, by_kind["statement"]),
        "silences": silences,
        "sought": {silence.id: _sought(now, silence.id) for silence in silences},
        "issues": now.issues_by_id,
        "replied": _of_ids(asides.replies_by_id, by_kind["reply"]),
        "corrected": _of_ids(asides.corrections_by_id, by_kind["correction"]),
        "others": [
            _other(now, kind, record)
            for kind, records in by_kind.items()
            if kind not in _OWN_WORDS
            for record in records
        ],
        "replies": replies,
    }
    label, number = words.merged(named).text, len(held)
    description = f"{plural(number, 'record')} {'rests' if number == 1 else 'rest'} on {label}"
    records = {*held, *(reply.id for reply in replies)}
    return Page("source", address("source", key), label, description, contents, records=records)


def _of_ids(by_id: Mapping[str, T], ids: Iterable[str]) -> list[T]:
    """Return what stands under these ids; an id under which nothing stands is passed over."""
    return [by_id[id] for id in ids if id in by_id]


def _latest_first(now: Snapshot, ids: Iterable[str]) -> list[Statement | Silence]:
    """Return the statements and silences with these ids, the redacted left out."""
    return sorted(
        _of_ids(now.records, ids),
        key=lambda record: (record.date_earliest, record.date_latest, record.id),
        reverse=True,
    )


def claim(now: Snapshot, record: Statement | Silence, has_card: bool = False) -> Page:
    """Return the page of one statement or check: its permanent address, with all evidence for it."""
    replies, corrections = now.asides.replies([record.id]), now.asides.corrections([record.id])
    records = {record.id, record.issue}
    records |= {reply.id for reply in replies} | {correction.id for correction in corrections}
    question = now.question._replace(actors="any")
    cited = now.citation(question, record.id, now.shown(records)).text
    sought = _sought(now, record.id) if isinstance(record, Silence) else []
    issue = now.issues_by_id[record.issue]
    title = issue.title
    many = _many(sought)
    cited = cited.replace(_words_in_citation(now, record), "")  # they stand above
    linked = None
    if isinstance(record, Silence):
        record = record._replace(name=many or ", ".join(actor.name for actor in sought))
    elif record.counts:  # machines would read no doubt beside the words
        sources = words.links_of(now.connection, record.id)
        linked = quotation(record, title, now.actors[record.speaker].kind, sources)
    contents = {
        "one": record,
        "sought": sought,
        "many": many,
        "title": title,
        "proposition": issue.proposition,
        "cited": cited,
        "replies": replies,
        "corrections": corrections,
        "is_said": isinstance(record, Statement),
    }
    path, heading = address("record", record.id), f"{record.name}: {title}"
    # What doesn't count is not shared as if it did.
    card = _claim_card(now, record, title) if has_card and record.counts else None
    return Page(
        "claim",
        path,
        heading,
        _in_short(now, record),
        contents,
        linked=linked,
        styles=("claim",),
        card=card,
        records=records,
    )


def _many(sought: Sequence[Actor]) -> str:
    """Return how many actors a silence has, where they are too many to be named in a heading."""
    if len(sought) <= _MOST_IN_A_HEADING:
        return ""
    kinds = {who.kind for who in sought}
    return wording.actors(len(sought), kinds.pop() if len(kinds) == 1 else "any")


def _words_in_citation(now: Snapshot, record: Statement | Silence) -> str:
    """Return the words of a record as its citation has them; empty for none."""
    if isinstance(record, Statement):
        return f": “{record.quote}”" if record.quote else ""
    return f" [{remark_of(record, now.site['language']).sentence}]" if record.label else ""


def _claim_card(now: Snapshot, claim: Statement | Silence, issue: str) -> str:
    ledger = table.joined(" · ", claim.id, now.site["title"])
    if isinstance(claim, Statement):
        sources = words.links_of(now.connection, claim.id)
        return statement_card(claim, issue, sources, ledger)
    return silence_card(claim, claim.name, issue, ledger, now.site["language"])


def _in_short(now: Snapshot, record: Statement | Silence) -> str:
    """Return a record in a sentence; that of a silence's source follows whole, where there is room."""
    sentence = words.first_words(words.sentence_of(record), _MOST_TOLD)
    if isinstance(record, Statement) or not record.label:
        return sentence
    remark = remark_of(record, now.site["language"])
    with_remark = f"{sentence}. {remark.sentence}"
    return with_remark if len(with_remark) <= _MOST_DESCRIBED else sentence
