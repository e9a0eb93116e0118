"""Citations of records, standings, issues and sources: the answer of `cite`."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.errors import UsageError
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.lookup import Origin
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.index.record_queries import Correction
from stancetracker.reports import cells
from stancetracker.reports.bibliography import Citation, Edition, styled
from stancetracker.reports.panel import fetch_panels
from stancetracker.reports.run import Reference, find, redacted, stamped
from stancetracker.reports.table import Report, Section, Shown, joined, plain, public_columns

Values = Mapping[str, Any]
"""The fields of a record as its line has them; a field that is not filled is an empty text."""
Names = Mapping[str, str]
"""The names of actors and the titles of issues, by id."""
_LATER: Final = "give a later --as-of or --known-by"


class CitationRow(NamedTuple):
    """A citation in its styles, with the fields that they are made from."""

    key: str
    kind: str
    record: str | None
    issue: str | None
    actor: str | None
    author: str | None
    title: str
    publisher: str | None
    date: str | None
    source: str | None
    archive_url: str | None
    retrieved: str | None
    text: str
    bibtex: str
    csl_json: str


_SHOWN: Final[tuple[Shown[CitationRow], ...]] = (
    plain("Key", lambda row: row.key),
    plain("Citation", lambda row: row.text),
)


def citation(
    connection: sqlite3.Connection,
    question: Question,
    ref: str,
    edition: Edition | None = None,
    names: Names | None = None,
) -> Report:
    """Cite a record by its id, an actor's standing on each issue, an issue, or a source.

    A source is cited by its address. Standings are on the issues asked for, else on all on which
    the actor has a record or is in the panel, the newest issue first. The edition is that of the
    whole dataset, unless another is given. `names_of` fetches the names once for many citations.

    Raises UsageError for what can't be cited as asked, UnknownNameError and AmbiguousNameError.
    """
    description = queries.dataset_facts(connection)
    edition = edition or _edition(connection, question, description)
    rows = []
    names = names_of(connection) if names is None else names
    for cited in _cited(connection, question, ref, names):
        with_ledger = _with_ledger(cited, description)
        rows.append(_row(_with_source(with_ledger, connection), edition))
    section = Section("citation", public_columns(CitationRow), rows, _SHOWN, key="key")
    return Report("", "", stamped(connection, question, section))


def footnote_texts(
    connection: sqlite3.Connection, question: Question, records: Iterable[str]
) -> dict[str, str]:
    """Return by record the sentence that cites it and its best source, then its other sources."""
    description = queries.dataset_facts(connection)
    edition = _edition(connection, question, description)
    names = names_of(connection)
    kinds = lookup.ids(connection)
    texts = {}
    for record in records:
        cited = _record(connection, question, Reference(kinds[record], record), names)
        cited = _with_source(_with_ledger(cited, description), connection)
        others = [
            joined(", ", _publisher(source), source.address)
            for source in lookup.sources_of(connection, record)
            if source.address != cited.source
        ]
        also = f" Also: {'; '.join(others)}." if others else ""
        texts[record] = styled(cited, edition).text + also
    return texts


def _edition(
    connection: sqlite3.Connection, question: Question, description: Mapping[str, str | None]
) -> Edition:
    return Edition.of_dataset(
        description["title"] or "",
        queries.data_version(connection),
        cells.scope(question),
    )


def _row(cited: Citation, edition: Edition) -> CitationRow:
    styles = styled(cited, edition)
    return CitationRow(
        key=cited.key,
        kind=cited.kind,
        record=cited.record,
        issue=cited.issue,
        actor=cited.actor,
        author=cited.author,
        title=cited.title,
        publisher=cited.publisher,
        date=cited.date,
        source=cited.source,
        archive_url=cited.archive_url,
        retrieved=cited.retrieved,
        text=styles.text,
        bibtex=styles.bibtex,
        csl_json=styles.csl_json,
    )


def _with_ledger(cited: Citation, description: Mapping[str, str | None]) -> Citation:
    """Return a citation of what the ledger says with its publisher and address."""
    publisher = description["publisher"]
    # A check of our own is ours wherever it was printed.
    is_own_check = cited.kind == "silence" and (cited.author or "") == publisher
    if not (cited.is_ours or is_own_check):
        return cited
    return replace(
        cited,
        is_ours=True,
        author=cited.author or publisher,
        publisher=publisher,
        home=description["url"],
    )


def _with_source(cited: Citation, connection: sqlite3.Connection) -> Citation:
    """Return a citation with the best source of its record."""
    best = lookup.best_source(connection, cited.record) if cited.record else None
    if best is None:
        return cited
    publisher = _publisher(best)
    return replace(
        cited,
        source=best.address,
        archive_url=best.archive_url,
        retrieved=best.retrieved,
        via=publisher or best.author,
        publisher=cited.publisher if cited.is_ours else publisher,
    )


def _cited(
    connection: sqlite3.Connection, question: Question, ref: str, names: Names
) -> list[Citation]:
    """Return the citations of a record, a source or standings, without the ledger."""
    if lookup.kind_of(connection, ref) is None:
        sources = lookup.sources_at(connection, ref)  # reads every source
        if sources:
            return [_source(connection, question, ref, sources)]
    reference = find(connection, ref)
    if reference.kind in ("person", "organization"):
        return _standings(connection, question, reference.id, names)
    if question.issues:
        raise UsageError(
            "--issue is for the standing of an actor",
            f"{ref} is of kind {reference.kind}: leave out --issue",
        )
    if reference.kind == "issue":
        return [_issue(connection, question, reference.id)]
    return [_record(connection, question, reference, names)]


def _known_by_suffix(question: Question) -> str:
    """Return the end of a key for what was known by a day; empty without one."""
    return f"-known-{question.known_by}" if question.known_by else ""


def _as_of(question: Question) -> str:
    """Return the end of a key for a standing, or counts, as of a day."""
    audience = f"-{question.audience}" if question.audience != "public" else ""
    return f"-{question.as_of}{_known_by_suffix(question)}{audience}"


def _issue(connection: sqlite3.Connection, question: Question, issue: str) -> Citation:
    """Cite the counts of an issue."""
    [panel] = fetch_panels(connection, question._replace(issues=(issue,)))
    counts, title = panel.counts, panel.issue.title
    if counts.total:
        words = "; ".join((counts.headline().removesuffix("."), *counts.besides()))
    else:
        words = "no panel, so no counts"
    return Citation(
        key=f"{issue}{_as_of(question)}",
        kind="issue",
        record=issue,
        issue=issue,
        date=question.as_of,
        title=title,
        sentence=f"{title}, “{panel.issue.proposition}”: {words}",
    )


def _standings(
    connection: sqlite3.Connection, question: Question, actor: str, names: Names
) -> list[Citation]:
    """Cite the standings of an actor, the newest issue first.

    Raises UsageError when there is none at all, or on an issue asked for.
    """
    standings = {
        standing.issue: standing._replace(name=names[actor])
        for standing in queries.standings(connection, question.issues, actors={actor})
    }
    without = [issue for issue in question.issues if issue not in standings]
    if without or not standings:
        place = " or ".join(without) or "any issue"
        raise UsageError(
            f"{actor} is not in the panel of {place} and has no record on it as of"
            f" {question.as_of}",
            f"run: stancetracker show {actor}",
        )
    return [
        _standing(connection, question, issue, standings[issue.id])
        for issue in queries.issues(connection)
        if issue.id in standings
    ]


def _standing(
    connection: sqlite3.Connection, question: Question, issue: Issue, standing: Standing
) -> Citation:
    """Cite the standing of an actor on an issue.

    It says that the actor replied to any of their records, and who else to the one it rests on.
    """
    actor = standing.actor
    sentence = _standing_sentence(connection, standing, issue)
    replies = _replies(connection, question, standing.evidence or "", but_by=actor)
    return Citation(
        key=f"{actor}-{issue.id}{_as_of(question)}",
        kind="standing",
        record=standing.evidence,
        issue=issue.id,
        actor=actor,
        date=question.as_of,
        title=f"{standing.name} on “{issue.title}”",
        sentence=_marked(sentence, replies),
        names_source=standing.status == "silent" and standing.basis == "reported",
    )


def _standing_sentence(connection: sqlite3.Connection, standing: Standing, issue: Issue) -> str:
    """Return a standing in a sentence that can stand alone."""
    name, issue_title = standing.name, issue.title
    flags = cells.flags(standing._replace(earliest=None))
    replied = (wording.replied_on(standing.replied),) if standing.replied else ()
    if standing.status == "silent":
        sentence = wording.NONE_BY.format(name, issue_title, dates.words(str(standing.earliest)))
        response = wording.response_words(standing.response)
        remark = cells.remark(standing, standing.words)
        checked = cells.checked_beside(standing, remark)
        sentence = wording.with_details(sentence, (checked, response, *flags, *replied))
        return _with_remark(sentence, remark)
    if standing.as_of < issue.since:
        begins = wording.begins(issue.since)
        sentence = wording.UNCHECKED_BEFORE.format(name, issue_title, begins)
        return wording.with_details(sentence, (*flags, *replied))
    if standing.status == "searched":
        sentence = wording.SEARCHED_BY.format(name, issue_title)
        searches = cells.searches(standing)
        return wording.with_details(sentence, (searches, *flags, *replied))
    if standing.evidence is None:
        return wording.with_details(
            wording.UNCHECKED_BY.format(name, issue_title), (*flags, *replied)
        )
    evidence = _statement_values(connection, lookup.values(connection, standing.evidence))
    # The deciding statement is cited by its own stance; that the standing is mixed stands beside.
    mixed = wording.MIXED if standing.stance != evidence["stance"] else ""
    made_known = _made_known(evidence)
    if made_known:  # which says that the remarks were private
        flags = cells.flags(standing._replace(earliest=None, private=False))
    audience = evidence["audience"] if standing.audience == "any" else "public"
    return _statement_sentence(
        evidence, name, issue_title, audience, made_known, mixed, *flags, *replied
    )


def _made_known(values: Values) -> str:
    """Return that words were private, and when they were made known; else nothing."""
    if values["audience"] == "public":
        return ""
    return f"{wording.PRIVATE}; made known {cells.day(values['made_public'])}"


def _with_remark(sentence: str, remark: str) -> str:
    """Return a sentence with what a source wrote about a silence, if it is on record."""
    return f"{sentence}. {remark}" if remark else sentence


def _source(
    connection: sqlite3.Connection, question: Question, ref: str, sources: Sequence[Origin]
) -> Citation:
    """Cite a source by what the records say of it."""
    kinds = lookup.kinds(connection)

    corrections = record_queries.corrections(
        connection, question, to=[source.record for source in sources]
    )
    redacted_records = {
        correction.corrects for correction in corrections if correction.type == "redaction"
    }

    def is_shown(record: str) -> bool:
        values = lookup.values(connection, record)
        has_happened = kinds[values["kind"]].may_have_happened(values, question.as_of)
        return has_happened and record not in redacted_records

    shown_sources = [source for source in sources if is_shown(source.record)]
    if not shown_sources:
        raise UsageError(f"no record as of {question.as_of} cites {ref}", _LATER)
    merged = _merged(shown_sources)
    title = merged.title and f"“{merged.title}”"
    publisher = _publisher(merged)
    return Citation(
        key=f"source-{lookup.source_key(merged.address)}",
        kind="source",
        is_ours=False,
        type="webpage" if merged.url else "document",
        title=merged.title or merged.address,
        author=merged.author,
        publisher=publisher,
        date=merged.published,
        source=merged.address,
        archive_url=merged.archive_url,
        retrieved=merged.retrieved,
        language=merged.language,
        sentence=joined(", ", merged.author, title, publisher, cells.day(merged.published)),
    )


def _merged(sources: Sequence[Origin]) -> Origin:
    """Return the first filled value of each field of several descriptions of a source."""
    values: dict[str, Any] = {}
    for name in Origin._fields:
        filled = filter(None, (getattr(source, name) for source in sources))
        values[name] = next(filled, None)
    return Origin(**values)


def _record(
    connection: sqlite3.Connection, question: Question, reference: Reference, names: Names
) -> Citation:
    """Cite a record."""
    kind, record = reference
    traits = lookup.traits_of(connection, kind)
    values = _values(lookup.values(connection, record))
    if kind == "statement":
        values = _statement_values(connection, values)
    if not traits.may_have_happened(values, question.as_of):
        raise UsageError(f"{record} is not on record as of {question.as_of}", _LATER)
    if redaction := _redaction(connection, question, record):
        raise redacted(record, redaction)
    actors = _actors(values, traits.actors)
    cited = Citation(
        key=f"{record}{_known_by_suffix(question)}",
        kind=kind,
        record=record,
        issue=values["issue"] or None,
        actor=actors[0] if len(actors) == 1 else None,
        date=traits.date(values),
    )
    if kind in _CITERS:
        source = lookup.best_source(connection, record)
        cited = _CITERS[kind](cited, values, names, source)
    else:
        cited = replace(cited, sentence=lookup.in_line(connection, record))
    if not cited.title:
        # A title of somebody's letter is none of ours.
        name = values[traits.name]
        title = f"[{kind.capitalize()}: {name}]" if name else cited.sentence
        cited = replace(cited, title=title)
    if cited.author_id:
        author = lookup.values(connection, cited.author_id)
        cited = replace(cited, author=author["name"])
        if author["kind"] == "person":
            cited = replace(cited, sort_name=author.get("sort_name"))
    return _with_marks(connection, question, cited)


def _actors(values: Values, fields: Sequence[str]) -> list[str]:
    """Return the actors in these fields of a record."""
    actors: list[str] = []
    for field in fields:
        value = values[field]
        actors += value if isinstance(value, list) else [value]
    return [actor for actor in actors if actor]


def names_of(connection: sqlite3.Connection) -> Names:
    """Return the names of all actors, told apart by their ids, and the titles of all issues."""
    names = wording.told_apart({id: actor.name for id, actor in lookup.actors(connection).items()})
    return names | {issue.id: issue.title for issue in queries.issues(connection)}


def _with_marks(connection: sqlite3.Connection, question: Question, cited: Citation) -> Citation:
    """Return a citation that says who replied to its record, and what last withdrew it."""
    record = str(cited.record)
    marks = _replies(connection, question, record)
    withdrawals = _withdrawals(connection, question, record)
    if withdrawals:
        last = withdrawals[-1]
        state = wording.state("", last.type, counts=True)
        marks.append(f"{state} recorded {dates.words(last.recorded)}" if last.recorded else state)
    return replace(cited, sentence=_marked(cited.sentence, marks), mark="; ".join(marks) or None)


def _withdrawals(
    connection: sqlite3.Connection, question: Question, record: str
) -> list[Correction]:
    """Return the corrections that withdraw a record, oldest first."""
    return [
        correction
        for correction in record_queries.corrections(connection, question, to=(record,))
        if correction.corrects == record
    ]


def _redaction(connection: sqlite3.Connection, question: Question, record: str) -> str | None:
    """Return the correction that redacts a record, whose words are shown nowhere, if any does."""
    withdrawals = _withdrawals(connection, question, record)
    return next(
        (correction.id for correction in withdrawals if correction.type == "redaction"), None
    )


def _replies(
    connection: sqlite3.Connection, question: Question, record: str, but_by: str | None = None
) -> list[str]:
    """Return who replied to a record and when, but for one actor."""
    replies = record_queries.replies(connection, question, to=(record,))
    return [
        f"{reply.name} {wording.replied_on(reply.date)}" for reply in replies if reply.by != but_by
    ]


def _marked(sentence: str, marks: Sequence[str]) -> str:
    return f"{sentence} [{'; '.join(marks)}]" if marks else sentence


def _publisher(source: Origin) -> str | None:
    """Return who published a source, and whose text it copies or retells; None for nobody."""
    name, original = source.publisher, source.original_publisher
    if not original:
        return name
    return wording.published_by(name or source.address, original, source.tier)


def _values(values: Values) -> Values:
    """Return a record as its line has it, with the defaults; an empty text where a field isn't."""
    defaults = {"audience": "public", "voice": "self", "stance_basis": "explicit"}
    return defaultdict(str, {**defaults, **values})


def _statement_values(connection: sqlite3.Connection, values: Values) -> Values:
    """Return a statement as its line has it, with defaults and its side in the issue's words."""
    words = wording.sides_of(lookup.values(connection, values["issue"]))
    return _values({**values, "side": words[values["stance"]]})


def _statement_sentence(
    values: Values, name: str, issue_title: str, audience: str, *remarks: str
) -> str:
    """Return a statement in a sentence, with its quote after a colon, else its summary."""
    sentence = wording.statement_by(
        name,
        issue_title,
        values["side"],
        cells.day(values["date"]),
        audience,
        values["stance_basis"],
    )
    channel, voice = wording.CHANNELS[values["channel"]], wording.VOICES[values["voice"]]
    sentence = wording.with_details(sentence, (channel, voice, *remarks))
    if not values["quote"]:
        return f"{sentence} [summary: {values['summary'].removesuffix('.')}]"
    kind = wording.WORDINGS.get(values["wording"], "")
    return wording.with_details(f"{sentence}: “{values['quote']}”", (kind,))


_TYPES: Final = {
    "social-post": "post",
    "interview": "interview",
    "op-ed": "article-newspaper",
    "speech": "speech",
    "correspondence": "personal_communication",
}
"""The CSL types of channels; other statements are documents."""


def _statement(cited: Citation, values: Values, names: Names, source: Origin | None) -> Citation:
    name, issue_title = names[values["speaker"]], names[values["issue"]]
    disputed = ""
    if values["verification"] == "disputed":
        disputed = wording.not_counted("disputed", values["note"])
    sentence = _statement_sentence(
        values, name, issue_title, values["audience"], _made_known(values), disputed
    )
    cited = replace(cited, is_ours=False, sentence=sentence)
    if not values["quote"]:
        # A summary is nobody's words but the ledger's: it has no author, and a title in brackets.
        summary_of = wording.SUMMARY_OF.format(name, issue_title, cells.day(values["date"]))
        return replace(cited, type="document", title=summary_of)
    translation = " [translation]" if values["wording"] == "translation" else ""
    return replace(
        cited,
        type=_TYPES.get(values["channel"], "document"),
        genre=wording.CHANNELS[values["channel"]],
        author=name,
        author_id=values["speaker"],
        title=f"{values['quote']}{translation}",
        language=values["language"] or None,
    )


class CheckValues(NamedTuple):
    """The check of a silence as its line has it: by whom, how and in which source."""

    basis: str
    checked_by: str | None
    publisher: str | None
    original_publisher: str | None
    source: str | None
    tier: str | None
    date: str
    author: str | None
    published: str | None
    source_language: str | None


def _silence(cited: Citation, values: Values, names: Names, source: Origin | None) -> Citation:
    first_day = dates.words(str(dates.parse(values["date"]).earliest))
    actors = wording.any_of([names[actor] for actor in values["actors"]])
    none_found = wording.NONE_BY.format(actors, names[values["issue"]], first_day)
    check = CheckValues(
        basis=values["basis"],
        checked_by=values["checked_by"] or None,
        publisher=source and source.publisher,
        original_publisher=source and source.original_publisher,
        source=source and source.address,
        tier=source and source.tier,
        date=values["date"],
        author=source and source.author,
        published=source and source.published,
        source_language=source and source.language,
    )
    remark = cells.remark(check, values["label"])
    checked = cells.checked_beside(check, remark)
    if values["asked_on"]:
        checked += f" on {cells.day(values['asked_on'])}"
    response = wording.response_words(values["response"])
    sentence = wording.with_details(none_found, (checked, response))
    sentence = _with_remark(sentence, remark)
    cited = replace(cited, sentence=sentence)
    if check.basis != "reported":
        return replace(cited, author=check.checked_by)
    return replace(
        cited,
        is_ours=False,
        author=_author_of(check),
        type="document",
        title=f"[{none_found}]",
        names_source=True,
    )


def _author_of(check: CheckValues) -> str | None:
    """Return whose words a reported silence rests on: of a copy, those of its original."""
    publishers = check.original_publisher, check.publisher
    if check.tier == "secondary" and check.publisher:
        publishers = check.publisher, check.original_publisher
    if check.checked_by and check.checked_by not in publishers:
        return check.checked_by
    return next(filter(None, publishers), None)


def _tie(cited: Citation, values: Values, names: Names, source: Origin | None) -> Citation:
    amount = _values(values["amount"] or {})
    owner = names[values["actor"]]
    recipient = values["recipient"]
    if recipient:
        owner = wording.sold_by(owner, [names.get(recipient, recipient)])
    sentence = joined(
        ", ",
        f"{owner}: {values['type']}",
        wording.counterparty(values["type"], names.get(values["counterparty"])),
        values["title"],
        wording.money(amount.get("value"), amount["currency"], amount["bound"], amount["of"]),
        values["part_of"] and f"part of {values['part_of']}",
        cells.day(values["date"]) or cells.day(values["period"]),
    )
    return replace(cited, title=sentence, sentence=sentence)


def _petition(cited: Citation, values: Values, names: Names, source: Origin | None) -> Citation:
    organizers = ", ".join(names[organizer] for organizer in values["organizers"] or ())
    return replace(
        cited,
        type="document",
        genre="petition",
        is_ours=not organizers,
        author=organizers or None,
        title=values["title"] if organizers else "",
        sentence=f"{values['title']}, {cells.day(values['published'])}",
    )


def _reply(cited: Citation, values: Values, names: Names, source: Origin | None) -> Citation:
    name, day = names[values["by"]], cells.day(values["date"])
    return replace(
        cited,
        type="document",
        genre="reply",
        is_ours=False,
        author=name,
        author_id=values["by"],
        title=values["text"],
        language=values["language"] or None,
        sentence=f"Reply by {name} to {values['to']}, {day}: “{values['text']}”",
    )


def _correction(cited: Citation, values: Values, names: Names, source: Origin | None) -> Citation:
    sentence = wording.correction(values, values["corrects"])
    return replace(
        cited, author=values["editor"] or None, date=values["recorded"], sentence=sentence
    )


_CITERS: Final[dict[str, Callable[[Citation, Values, Names, Origin | None], Citation]]] = {
    "statement": _statement,
    "silence": _silence,
    "tie": _tie,
    "petition": _petition,
    "reply": _reply,
    "correction": _correction,
}
"""The functions that word a record in a citation, by its kind; any other is cited by its line."""
