"""Records as cards and pages show them, one by one."""

from __future__ import annotations

from stancetracker.base import dates, record_words, wording
from stancetracker.index import lookup
from stancetracker.index.lookup import Who
from stancetracker.index.recorded import Corrected, Happened, Looked, Replied, Said
from stancetracker.reports.pages import links, told
from stancetracker.reports.pages.values import Asking, Entry


def of_statement(now: Asking, said: Said, kind: str) -> Entry:
    """A statement of a person or an organization, whether or not it counts."""
    public = said.audience == "public"
    return Entry(
        id=said.id,
        kind="statement",
        actor=said.speaker,
        actor_kind=kind,
        name=said.name,
        issue=said.issue,
        mark=said.stance if public else "reported",
        when=_day(said.date),
        words=record_words.said(said.audience, said.stance),
        quote=said.quote,
        language=said.language if said.quote else None,
        wording=wording.WORDINGS[said.wording or "verbatim"],
        summary=said.summary,
        where=_where(said),
        state=record_words.state(said.verification, said.withdrawn, public, said.reported, said.counts),
        counts=said.counts,
        recorded=record_words.recorded(said.recorded),
        sources=links.of_record(now.connection, said.id),
        note=said.note,
    )


def _where(said: Said) -> str:
    """Channel, voice, and when words that were not public became known."""
    parts = (
        wording.CHANNELS[said.channel],
        wording.VOICES[said.voice],
        record_words.made_known(said.made_public) if said.made_public else "",
    )
    return ", ".join(part for part in parts if part)


def of_look(now: Asking, look: Looked, sought: Who | None, names: str) -> Entry:
    """A look for one actor; or, without one, for all whom it names."""
    who = wording.looked(look.basis, look.checked_by, look.publisher, look.source)
    return Entry(
        id=look.id,
        kind="look",
        actor=sought.id if sought else None,
        actor_kind=sought.kind if sought else None,
        name=names,
        issue=look.issue,
        mark="silent",
        when=record_words.as_of(look.date_earliest),
        words=record_words.looked(look.response, who),
        quote=None,
        language=None,
        wording="",
        summary=None,
        where=record_words.searched(look.searched, look.includes_internal, look.asked_on),
        state=record_words.state("", look.withdrawn, public=True, reported=False, counts=look.counts),
        counts=look.counts,
        recorded=record_words.recorded(look.recorded),
        sources=links.of_record(now.connection, look.id),
        note=look.note,
    )


def of_reply(now: Asking, reply: Replied) -> Entry:
    """A reply, in the words and the language of who gave it."""
    by = lookup.who(now.connection, reply.by)
    about = told.about(now.connection, reply.about)
    return _plain(
        now,
        reply.id,
        "reply",
        _day(reply.date),
        record_words.replied(reply.name, about),
        actor=by,
        quote=reply.text,
        language=reply.language,
        recorded=record_words.recorded(reply.recorded),
    )


def of_correction(now: Asking, correction: Corrected) -> Entry:
    """A correction and its reason; of a redaction, only that a line was redacted."""
    redaction = correction.type == "redaction"
    about = "" if redaction else told.about(now.connection, correction.corrects)
    replacement = told.about(now.connection, correction.replacement) if correction.replacement else None
    return _plain(
        now,
        correction.id,
        "correction",
        dates.words(correction.recorded),
        record_words.withdraws(correction.type, about, replacement),
        summary=correction.reason,
        where=record_words.made_by(correction.by) if correction.by else "",
        recorded=record_words.recorded(correction.recorded),
    )


def of_event(now: Asking, event: Happened) -> Entry:
    """An event, or a trigger."""
    # A remark about an event that is no trigger may be context about some of a panel, so it is left out.
    kind, note_of = ("trigger", "event") if event.trigger else ("event", None)
    return _plain(now, event.id, kind, _day(event.date), event.title, issue=event.issue, note_of=note_of)


def of_petition(now: Asking, petition: str) -> Entry:
    """A petition, dated by its publication."""
    facts = {fact.field: str(fact.value) for fact in lookup.facts(now.connection, "petition", petition)}
    when = _day(facts["published"])
    return _plain(now, petition, "petition", when, facts["title"], issue=facts["issue"], note_of="petition")


def _plain(
    now: Asking,
    record: str,
    kind: str,
    when: str,
    words: str,
    *,
    actor: Who | None = None,
    issue: str | None = None,
    quote: str | None = None,
    language: str | None = None,
    summary: str | None = None,
    where: str = "",
    recorded: str = "",
    note_of: str | None = None,
) -> Entry:
    """A record that takes no side: nothing keeps it from counting."""
    return Entry(
        id=record,
        kind=kind,
        actor=actor.id if actor else None,
        actor_kind=actor.kind if actor else None,
        name=actor.name if actor else None,
        issue=issue,
        mark=None,
        when=when,
        words=words,
        quote=quote,
        language=language,
        wording="",
        summary=summary,
        where=where,
        state="",
        counts=True,
        recorded=recorded,
        sources=links.of_record(now.connection, record),
        note=lookup.note(now.connection, note_of, record) if note_of else None,
    )


def _day(date: str) -> str:
    return dates.interval_words(*dates.parse(date))
