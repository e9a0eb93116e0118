"""Citations of records, standings, issues and sources: the answer of `cite`."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.lookup import Origin
from stancetracker.index.queries import Question
from stancetracker.reports import table
from stancetracker.reports.bibliography import UNSAID, styled
from stancetracker.reports.panel import panel
from stancetracker.reports.run import find, one_issue, stamped
from stancetracker.reports.table import Report, Section, columns, day, joined, plain

COLUMNS: Final = columns(
    "key kind record issue actor author title publisher date source archive_url retrieved text bibtex",
    "csl_json",
)
SHOWN: Final = (plain("Key", "key"), plain("Citation", "text"))
Said = Mapping[str, Any]
Fields = defaultdict[str, Any]
_LATER: Final = "give a later --as-of or --known-by"


def citation(connection: sqlite3.Connection, question: Question, ref: str) -> Report:
    """Cite a record by its id, an actor's standing on an issue, an issue, or a source by its address.

    Raises UsageError for what can't be cited as asked, UnknownNameError and AmbiguousNameError.
    """
    said: dict[str, Any] = {"record": None, "ours": True, **_cited(connection, question, ref)}
    about = queries.dataset_facts(connection)
    # A check of our own is ours wherever it was printed.
    said["ours"] |= said["kind"] == "silence" and said.get("author", "") == about["publisher"]
    if said["ours"]:
        ledger = {
            "author": about["publisher"],
            "publisher": about["publisher"],
            "home": about["url"],
        }
        said = {**ledger, **said}
    if best := lookup.best_source(connection, said["record"]) if said["record"] else None:
        said |= {
            "source": best.address,
            "archive_url": best.archive_url,
            "retrieved": best.retrieved,
        }
        publisher = _publisher(best._asdict())
        said |= {"via": publisher or best.author} | (
            {} if said["ours"] else {"publisher": publisher}
        )
    on_each = {"version": queries.data_version(connection), **question.parameters}
    cited = {**UNSAID, **said, "dataset": about["title"] or "", **on_each}
    row = {**cited, **styled(cited)}
    section = Section("citation", COLUMNS, [row], SHOWN, key="key")
    return Report("", "", stamped(connection, question, section))


def _cited(connection: sqlite3.Connection, question: Question, ref: str) -> Said:
    """Return the fields of a citation of this record or source."""
    named = lookup.sources_at(connection, ref)
    if named and lookup.kind_of(connection, ref) is None:
        return _source(connection, question, ref, named)
    kind, record = find(connection, ref)
    # The key of what the dataset finds as of the day asked about: a standing, or counts.
    known = f"-known-{question.known_by}" if question.known_by else ""
    as_of = f"-{question.as_of}{known}" + (
        f"-{question.audience}" if question.audience != "public" else ""
    )
    if kind in ("person", "organization"):
        said = _standing(connection, question, record)
        return {"key": f"{record}-{said['issue']}{as_of}", "date": question.as_of, **said}
    if question.issues:
        raise UsageError(
            "--issue is for the standing of an actor", f"{ref} is a {kind}: leave out --issue"
        )
    if kind != "issue":
        return {"key": f"{record}{known}", **_record(connection, question, kind, record)}
    asked = panel(connection, question._replace(issues=(record,)))
    counts, title = asked.counts, asked.issue.title
    found = "; ".join((counts.headline().removesuffix("."), *counts.besides()))
    found = found if counts.total else "no panel, so no counts"
    sentence = f"{title}, “{asked.issue.proposition}”: {found}"
    of = {"kind": "issue", "record": record, "issue": record, "title": title, "sentence": sentence}
    return {"key": f"{record}{as_of}", "date": question.as_of, **of}


def _standing(connection: sqlite3.Connection, question: Question, actor: str) -> Said:
    issue = one_issue(connection, question)
    found = queries.standings(connection, (issue.id,), actor=actor)
    if not found:
        raise UsageError(
            f"{actor} is not in the panel of {issue.id} and has no record on it as of {question.as_of}",
            f"give --issue, or run: stancetracker show {actor}",
        )
    [standing] = found
    row, name = standing._asdict(), standing.name
    flags = wording.flags(row)
    if standing.status == "silent":
        checked = wording.NONE_BY.format(name, issue.title, dates.words(str(standing.earliest)))
        told = (wording.checker(row), wording.response_words(standing.response), *flags)
        sentence = wording.with_details(checked, told)
    elif standing.evidence is None:
        sentence = wording.with_details(wording.UNCHECKED_BY.format(name, issue.title), flags)
    else:
        evidence = _fields(lookup.values(connection, standing.evidence))
        # The deciding statement is cited by its own stance; that the standing is mixed is said beside it.
        mixed = wording.MIXED if standing.stance != evidence["stance"] else ""
        audience = evidence["audience"] if standing.audience == "any" else "public"
        sentence = _said(evidence, name, issue.title, audience, mixed, *flags)
    return {
        "kind": "standing",
        "record": standing.evidence,
        "issue": issue.id,
        "actor": actor,
        "title": f"{name} on “{issue.title}”",
        "sentence": sentence,
    }


def _source(
    connection: sqlite3.Connection, question: Question, ref: str, named: Sequence[Origin]
) -> Said:
    kinds = lookup.kinds(connection)

    def is_known(record: str) -> bool:
        values = lookup.values(connection, record)
        return kinds[values["kind"]].is_known(values, question.as_of, question.known_by)

    known = [one for one in named if is_known(one.record)]
    if not known:
        raise UsageError(f"no record as of {question.as_of} cites {ref}", _LATER)
    first = {
        name: next(filter(None, (getattr(one, name) for one in known)), None)
        for name in Origin._fields
    }
    address = str(first["url"] or first["citation"])
    title, published, publisher = first["title"], first["published"], _publisher(first)
    said = joined(", ", first["author"], title and f"“{title}”", publisher, day(first, "published"))
    return {
        **{name: first[name] for name in ("author", "archive_url", "retrieved", "language")},
        "key": f"source-{lookup.source_key(address)}",
        "kind": "source",
        "ours": False,
        "publisher": publisher,
        "type": "webpage" if first["url"] else "document",
        "title": title or address,
        "date": published,
        "source": address,
        "sentence": said,
    }


def _record(connection: sqlite3.Connection, question: Question, kind: str, record: str) -> Said:
    of, fields = lookup.kinds(connection)[kind], _fields(lookup.values(connection, record))
    if not of.is_known(fields, question.as_of, question.known_by):
        raise UsageError(
            f"{record} is not on record as of {question.known_by or question.as_of}", _LATER
        )
    named = (fields[name] for name in of.actors)
    actors = [
        actor for one in named for actor in (one if isinstance(one, list) else [one]) if actor
    ]
    said: dict[str, Any] = {
        "kind": kind,
        "record": record,
        "issue": fields["issue"] or None,
        "actor": actors[0] if len(actors) == 1 else None,
        "date": of.date(fields),
    }
    if kind in _SAID:
        best = lookup.best_source(connection, record)
        fields["best_source"] = _fields({**best._asdict(), "source": best.address} if best else {})
        names = {actor.id: actor.name for actor in lookup.actors(connection).values()}
        names |= {issue.id: issue.title for issue in queries.issues(connection)}
        said |= {
            name: value
            for name, value in _SAID[kind](fields, names).items()
            if value not in ("", None)
        }
    else:
        said["sentence"] = lookup.in_line(connection, record)
    # A title of somebody's letter is none of ours.
    title = f"[{kind.capitalize()}: {fields[of.name]}]" if fields[of.name] else said["sentence"]
    said.setdefault("title", title)
    corrections = record_queries.corrections(connection, question, to=(record,))
    if last := next((one for one in reversed(corrections) if one.corrects == record), None):
        mark = f"{wording.state('', last.type, counts=True)} recorded {dates.words(last.recorded)}"
        said |= {"sentence": f"{said['sentence']} [{mark}]", "mark": mark}
    return said


def _publisher(source: Mapping[str, str | None]) -> str | None:
    """Return who published a source; of a copy its original publisher, then where it was read."""
    name, original = source["publisher"], source["original_publisher"]
    if not original or original == name:
        return name
    return f"{original}, read at {name or source['url'] or source['citation']}"


def _fields(values: Mapping[str, Any]) -> Fields:
    """Return a record as its line has it, with its defaults; a field that is not filled is an empty text."""
    return defaultdict(
        str, {"audience": "public", "voice": "self", "stance_basis": "explicit", **values}
    )


def _said(fields: Fields, name: str, about: str, audience: str, *parts: str) -> str:
    """Return a statement in a sentence, with its quote after a colon, else its summary, marked as one."""
    said = wording.statement_by(
        name, about, fields["stance"], day(fields), audience, fields["stance_basis"]
    )
    said = wording.with_details(
        said, (wording.CHANNELS[fields["channel"]], wording.VOICES[fields["voice"]], *parts)
    )
    if not fields["quote"]:
        return f"{said} [summary: {fields['summary'].removesuffix('.')}]"
    return wording.with_details(
        f"{said}: “{fields['quote']}”", (wording.WORDINGS.get(fields["wording"], ""),)
    )


Names = Mapping[str, str]
_TYPES: Final = {
    "social-post": "post",
    "interview": "interview",
    "op-ed": "article-newspaper",
    "speech": "speech",
    "correspondence": "personal_communication",
}
"""The CSL types of channels; other statements are documents."""


def _statement(fields: Fields, names: Names) -> Said:
    name, about = names[fields["speaker"]], names[fields["issue"]]
    public = fields["audience"] == "public"
    made_known = "" if public else f"reported, not public; made known {day(fields, 'made_public')}"
    disputed = (
        wording.not_counted("disputed", fields["note"])
        if fields["verification"] == "disputed"
        else ""
    )
    own = {
        "type": _TYPES.get(fields["channel"], "document"),
        "genre": wording.CHANNELS[fields["channel"]],
        "author": name,
        "title": fields["quote"] + (" [translation]" if fields["wording"] == "translation" else ""),
        "language": fields["language"],
    }
    # A summary is nobody's words but the ledger's: it has no author, and no title without brackets.
    summary = {"type": "document", "title": wording.SUMMARY_OF.format(name, about, day(fields))}
    sentence = _said(fields, name, about, fields["audience"], made_known, disputed)
    return (own if fields["quote"] else summary) | {"ours": False, "sentence": sentence}


def _silence(fields: Fields, names: Names) -> Said:
    first = fields["best_source"]
    since = dates.words(str(dates.parse(fields["date"]).earliest))
    actors = ", ".join(names[actor] for actor in fields["actors"])
    found = wording.NONE_BY.format(actors, names[fields["issue"]], since)
    who = wording.checker(
        _fields({**first, "basis": fields["basis"], "checked_by": fields["checked_by"]})
    )
    asked_on = f" on {day(fields, 'asked_on')}" if fields["asked_on"] else ""
    sentence = wording.with_details(
        found, (f"{who}{asked_on}", wording.response_words(fields["response"]))
    )
    if fields["basis"] != "reported":
        return {"author": fields["checked_by"], "sentence": sentence}
    return {
        "ours": False,
        "author": fields["checked_by"] or first["original_publisher"] or first["publisher"],
        "type": "document",
        "title": f"[{found}]",
        "sentence": sentence,
    }


def _tie(fields: Fields, names: Names) -> Said:
    amount = _fields(fields["amount"] or {})
    sentence = joined(
        ", ",
        f"{names[fields['actor']]}: {fields['type']}",
        wording.counterparty(fields["type"], names.get(fields["counterparty"])),
        fields["title"],
        wording.money(amount.get("value"), amount["currency"], amount["bound"], amount["of"]),
        f"part of {fields['part_of']}" if fields["part_of"] else "",
        table.tie_day(fields),
    )
    return {"title": sentence, "sentence": sentence}


def _petition(fields: Fields, names: Names) -> Said:
    organizers = ", ".join(names[one] for one in fields["organizers"] or ())
    return {
        "type": "document",
        "genre": "petition",
        "ours": not organizers,
        "author": organizers,
        "title": fields["title"] if organizers else "",
        "sentence": f"{fields['title']}, {day(fields, 'published')}",
    }


def _reply(fields: Fields, names: Names) -> Said:
    name = names[fields["by"]]
    return {
        "type": "document",
        "genre": "reply",
        "ours": False,
        "author": name,
        "title": fields["text"],
        "language": fields["language"],
        "sentence": f"Reply by {name} to {fields['to']}, {day(fields)}: “{fields['text']}”",
    }


def _correction(fields: Fields, _names: Names) -> Said:
    sentence = wording.withdrawal(
        fields["type"], fields["corrects"], fields["reason"], fields["replacement"]
    )
    return {"author": fields["by"], "date": fields["recorded"], "sentence": sentence}


_SAID: Final[dict[str, Callable[[Fields, Names], Said]]] = {
    "statement": _statement,
    "silence": _silence,
    "tie": _tie,
    "petition": _petition,
    "reply": _reply,
    "correction": _correction,
}
"""The words for a record in a citation, by its kind; of any other, its line."""
