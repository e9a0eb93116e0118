"""The pages of a source and of a single record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from stancetracker.addons.site.pages import words
from stancetracker.addons.site.pages.cards import Surroundings, silence_card, statement_card
from stancetracker.addons.site.pages.page import Page, address, quotation
from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.base import wording
from stancetracker.base.text import plural
from stancetracker.index.record_queries import Reply, Silence, Statement
from stancetracker.reports import cells, table
from stancetracker.reports.remarks import remark_of

T = TypeVar("T")

_OWN_WORDS = ("statement", "silence", "tie", "reply", "correction")


_MOST_TOLD: Final = 160
"""The longest sentence in a page's description, in characters; a longer one is cut."""

_MOST_DESCRIBED: Final = 300
"""The longest description."""


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
        "sought": {silence.id: now.sought(silence.id) for silence in silences},
        "issues": now.issues_by_id,
        "replied": _of_ids(asides.replies_by_id, by_kind["reply"]),
        "corrected": _of_ids(asides.corrections_by_id, by_kind["correction"]),
        "others": [
            words.record_line(now.connection, kind, record)
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
    """Return the page of one statement or check, at its permanent address, with all evidence."""
    replies, corrections = now.asides.replies([record.id]), now.asides.corrections([record.id])
    records = {record.id, record.issue}
    records |= {reply.id for reply in replies} | {correction.id for correction in corrections}
    cited = _without_words(now.citation(now.question, record.id, now.shown(records)).text, record)
    sought = now.sought(record.id) if isinstance(record, Silence) else []
    issue = now.issues_by_id[record.issue]
    title = issue.title
    many = words.number_of(sought)
    linked = None
    if isinstance(record, Silence):
        record = words.naming(record, sought)
    elif record.counts:  # machines would read no doubt beside the words
        sources = words.links_of(now.connection, record.id)
        linked = quotation(record, title, now.actors[record.speaker].kind, sources)
    contents = {
        "claim": record,
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
    around = Surroundings(
        title,
        table.joined(" · ", record.id, now.site["title"]),
        now.shown(records).day,
        _answers(replies),
    )
    card = _claim_card(now, record, around) if has_card and record.counts else None
    return Page(
        "claim",
        path,
        heading,
        _in_short(now, record, around.replies),
        contents,
        linked=linked,
        styles=("claim",),
        card=card,
        records=records,
    )


def _without_words(cited: str, record: Statement | Silence) -> str:
    """Return a citation without the words of its record, which stand above it.

    The sentence of a source says who found no statement; in its place the citation does.
    """
    if isinstance(record, Statement):
        return cited.replace(f": “{record.quote}”", "", 1) if record.quote else cited
    remark = cells.remark(record, record.label)
    who = f", {cells.checked(record)}" if record.basis == "reported" else ""
    return cited.replace(f". {remark}", who, 1) if remark else cited


def _answers(replies: Iterable[Reply]) -> str:
    """Return who replied and when: `Ada replied 3 Feb 2026`."""
    return "; ".join(f"{reply.name} {wording.replied(reply.date)}" for reply in replies)


def _claim_card(now: Snapshot, claim: Statement | Silence, around: Surroundings) -> str:
    if isinstance(claim, Statement):
        return statement_card(claim, around, words.links_of(now.connection, claim.id))
    return silence_card(claim, around, now.site["language"])


def _in_short(now: Snapshot, record: Statement | Silence, replies: str) -> str:
    """Return a record in a sentence with who replied.

    The sentence of a silence's source follows whole, where there is room.
    """
    sentence = words.first_words(words.sentence_of(record), _MOST_TOLD)
    sentence = table.joined(". ", sentence, replies)
    if isinstance(record, Statement) or not record.label:
        return sentence
    remark = remark_of(record, now.site["language"])
    with_remark = f"{sentence}. {remark.sentence}"
    return with_remark if len(with_remark) <= _MOST_DESCRIBED else sentence
