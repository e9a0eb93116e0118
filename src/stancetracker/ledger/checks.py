"""The checks of a whole dataset: one function a check.

A function's name is the code of the problems it finds, the first line of its docstring their title, the rest
their explanation. To add one, write it here and name it in `CHECKS`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from inspect import cleandoc
from typing import Any, Final, NamedTuple

from stancetracker.base import dates
from stancetracker.base.problems import Place, Problem
from stancetracker.base.vocabulary import Severity
from stancetracker.ledger import dataset as datasets
from stancetracker.ledger.dataset import Dataset, Entry, Finding
from stancetracker.ledger.fields import date_fields, reach
from stancetracker.ledger.jsonl import order
from stancetracker.ledger.lookalikes import skeleton
from stancetracker.ledger.model import (
    Correction,
    Event,
    Issue,
    Organization,
    Person,
    Petition,
    Record,
    Reply,
    Silence,
    Statement,
)
from stancetracker.ledger.model import Dataset as DatasetRecord
from stancetracker.ledger.rules import LINE_RULES, Rule
from stancetracker.ledger.scan import Path
from stancetracker.ledger.view import View, first


class Found(NamedTuple):
    """What a check finds: the record, which value of it, and what is wrong."""

    entry: Entry[Any] | None
    """None where the dataset as a whole is meant."""
    path: Path
    message: str
    hint: str | None = None


Finds = Iterator[Found]
# Dates that may lie ahead: a term of office, a contract's period, an issue's last day.
_MAY_LIE_AHEAD: Final = ("start_date", "end_date", "period")


def silence_contradicted(view: View, today: str) -> Finds:
    """A silence although the actor had spoken

    A look says that up to its first possible day nobody found a public statement. Here is one, by the same
    actor on the same issue, that was surely public before that day. One of the two is wrong: retract the look
    (a `correction` with the statement as its evidence), or mend the date of the statement. A statement of the
    very day of the look is no contradiction.

    wrong: statement of person-a dated 2026-01-20, silence of person-a dated 2026-01-26
    right: the same two, and {"kind":"correction","corrects":"silence-...","type":"retraction",...}
    """
    spoke: dict[tuple[str, str], tuple[str, str]] = {}
    for entry in view.standing(Statement):
        statement = entry.record
        if statement.audience == "public" and statement.verification != "disputed":
            pair, said = (statement.speaker, statement.issue), (view.days(statement)[1], entry.id)
            spoke[pair] = min(said, spoke.get(pair, said))
    for look in view.standing(Silence):
        start, _ = view.days(look.record)
        for number, actor in enumerate(look.record.actors):
            day, name = spoke.get((actor, look.record.issue), (start, ""))
            if day < start:
                message = f"{actor} spoke by {day} ({name}), before this look of {start}"
                yield Found(look, ("actors", number), message, "correct the look, or the statement")


def silence_before_issue(view: View, today: str) -> Finds:
    """A look dated before its issue began

    Before an issue's `since`, everyone is unchecked; a look that vouches for such a day says nothing.
    """
    for entry in view.of(Silence):
        since, (start, _) = view.since(entry.record), view.days(entry.record)
        if since and start < since:
            yield Found(entry, ("date",), f"the issue begins on {since}, this look is of {start}")


def statement_before_issue(view: View, today: str) -> Finds:
    """A statement dated before its issue began

    Words from before an issue's `since` are about something else, or `since` is too late.
    """
    for entry in view.of(Statement):
        since, (_, end) = view.since(entry.record), view.days(entry.record)
        if since and end < since:
            yield Found(entry, ("date",), f"the issue begins on {since}, this was said by {end}")


def statement_after_recorded(view: View, today: str) -> Finds:
    """A statement recorded before it can have been made

    Its `date`, or the day it was made public, lies after the day it was recorded.
    """
    for entry in view.of(Statement):
        yield from _after_recorded(entry, "date", view.since(entry.record))
        yield from _after_recorded(entry, "made_public", view.since(entry.record))


def silence_after_recorded(view: View, today: str) -> Finds:
    """A look recorded before it can have been made

    Nobody can vouch for days to come.
    """
    for entry in view.of(Silence):
        yield from _after_recorded(entry, "date", None)


def reply_after_recorded(view: View, today: str) -> Finds:
    """A reply recorded before it can have been given

    Its `date` lies after the day it was recorded.
    """
    for entry in view.of(Reply):
        yield from _after_recorded(entry, "date", None)


def _after_recorded(entry: Entry[Any], name: str, since: str | None) -> Finds:
    text, recorded = getattr(entry.record, name), entry.record.recorded
    if text and first(dates.parse(text), since) > recorded:
        yield Found(entry, (name,), f"{text} is after it was recorded, on {recorded}")


def future_date(view: View, today: str) -> Finds:
    """A day that is yet to come

    Records tell what happened, so `recorded`, the date of a record and those of its sources are not after
    today (in UTC). Terms of office, periods of contracts and the days of an issue may lie ahead.
    """
    for entry in view.entries:
        for path, day in _days(entry.record):
            if first(dates.parse(day)) > today:
                yield Found(entry, path, f"{day} is in the future; today is {today}")


def _days(record: Record) -> Iterator[tuple[Path, str]]:
    fields = date_fields(type(record))
    patterns = [field.pattern for field in fields if field.pattern[-1] not in _MAY_LIE_AHEAD]
    for pattern in (*patterns, ("recorded",), ("asked_on",), ("sources", "*", "retrieved")):
        yield from reach(record, pattern)


def made_public_before_date(view: View, today: str) -> Finds:
    """Made public before it was said

    `made_public` is the day someone else made internal or private words known.
    """
    for entry in view.of(Statement):
        made_public = entry.record.made_public
        if made_public and dates.parse(made_public).latest < view.days(entry.record)[0]:
            yield Found(entry, ("made_public",), f"made public {made_public}, said {entry.record.date}")


def asked_after_look(view: View, today: str) -> Finds:
    """Asked after the look was over

    `asked_on` is the day we asked, and the look's date the day up to which nothing was found.
    """
    for entry in view.of(Silence):
        asked_on, (_, end) = entry.record.asked_on, view.days(entry.record)
        if asked_on and asked_on > end:
            yield Found(entry, ("asked_on",), f"asked on {asked_on}, but the look ends on {end}")


def event_on_other_issue(view: View, today: str) -> Finds:
    """A statement at an event of another issue

    The `event` of a statement must list the statement's issue among its own.
    """
    for entry in view.of(Statement):
        event = view.named(entry.record.event or "", Event)
        if event and entry.record.issue not in event.issues:
            yield Found(entry, ("event",), f"{event.id} is about {', '.join(event.issues)}")


def demand_on_other_issue(view: View, today: str) -> Finds:
    """A statement that backs a demand of another issue

    The petition of each demand must be about the statement's issue.
    """
    for entry in view.of(Statement):
        for number, demand in enumerate(entry.record.demands):
            petition = view.named(demand.partition("/")[0], Petition)
            if petition and petition.issue != entry.record.issue:
                yield Found(entry, ("demands", number), f"{petition.id} is about {petition.issue}")


def correction_of_correction(view: View, today: str) -> Finds:
    """A correction of a correction

    Corrections are not corrected, so that what is withdrawn stays so on every branch. Add the right record
    anew instead.
    """
    for entry in view.of(Correction):
        if view.named(entry.record.corrects, Correction):
            yield Found(entry, ("corrects",), f"{entry.record.corrects} is a correction")


def replacement_other_kind(view: View, today: str) -> Finds:
    """A replacement of another kind, or by itself

    A statement is superseded by another statement, a look by another look.
    """
    for entry in view.of(Correction):
        old, new = view.by_id.get(entry.record.corrects), view.by_id.get(entry.record.replacement or "")
        if old and new and (old is new or type(old.record) is not type(new.record)):
            what = "itself" if old is new else f"{new.id}, which is of another kind"
            yield Found(entry, ("replacement",), f"{old.id} can't be replaced by {what}")


def corrected_before_recorded(view: View, today: str) -> Finds:
    """A correction recorded before what it corrects

    One of the two days is wrong: a record must be known before it can be corrected.
    """
    for entry in view.of(Correction):
        old = view.by_id.get(entry.record.corrects)
        recorded = getattr(old.record, "recorded", "") if old else ""
        if entry.record.recorded < recorded:
            yield Found(entry, ("recorded",), f"{entry.record.corrects} was recorded later, on {recorded}")


def response_mismatch(view: View, today: str) -> Finds:
    """A response that does not go with the basis

    `none-found` says that nobody was asked, so it does not go with `asked`; and who only searched, without
    asking, has no reply, refusal or evasion to tell of: `own-search` goes with `none-found` alone. Whoever
    asked and searched writes two looks. `reported` goes with any.
    """
    for entry in view.of(Silence):
        basis, response = entry.record.basis, entry.record.response
        if basis != "reported" and (basis == "asked") == (response == "none-found"):
            yield Found(entry, ("response",), f"`{response}` does not go with the basis `{basis}`")


def issue_ends_before_it_starts(view: View, today: str) -> Finds:
    """An issue that ends before it starts

    `until` is the last day on which anything is due, and not before `since`.
    """
    for entry in view.of(Issue):
        until = entry.record.until
        if until and until < entry.record.since:
            yield Found(entry, ("until",), f"{until} is before {entry.record.since}")


def membership_ends_before_it_starts(view: View, today: str) -> Finds:
    """A role that ends before it starts

    The `end_date` of a membership is not before its `start_date`.
    """
    for entry in view.of(Person):
        for number, member in enumerate(entry.record.memberships):
            if not member.start_date or not member.end_date:
                continue
            if dates.parse(member.end_date).latest < first(dates.parse(member.start_date)):
                message = f"{member.end_date} is before {member.start_date}"
                yield Found(entry, ("memberships", number, "end_date"), message)


def trigger_after_until(view: View, today: str) -> Finds:
    """A trigger after its issue is over

    A trigger makes older looks stale, and after an issue's `until` nothing is due.
    """
    for entry in view.of(Event):
        for number, name in enumerate(entry.record.issues):
            issue = view.issues.get(name)
            day = first(dates.parse(entry.record.date), issue.since if issue else None)
            if entry.record.trigger and issue and issue.until and day > issue.until:
                yield Found(entry, ("issues", number), f"{issue.id} ended on {issue.until}")


def panel_twice(view: View, today: str) -> Finds:
    """An actor who is twice in a panel

    Each counts once.
    """
    for entry in view.of(Issue):
        yield from _twice(entry, "panel", entry.record.panel)


def actor_twice(view: View, today: str) -> Finds:
    """An actor who is twice in a look

    Each is named once.
    """
    for entry in view.of(Silence):
        yield from _twice(entry, "actors", entry.record.actors)


def _twice(entry: Entry[Any], name: str, actors: tuple[str, ...]) -> Finds:
    seen: set[str] = set()
    for number, actor in enumerate(actors):
        if actor in seen:
            yield Found(entry, (name, number), f"{actor} stands twice")
        seen.add(actor)


def reply_before_date(view: View, today: str) -> Finds:
    """A reply given before what it answers

    The `date` of a reply is not before that of the statement or look it answers.
    """
    for entry in view.of(Reply):
        answered = view.by_id.get(entry.record.to)
        if answered and isinstance(answered.record, (Statement, Silence)):
            start, _ = view.days(answered.record)
            if dates.parse(entry.record.date).latest < start:
                yield Found(entry, ("date",), f"{entry.record.date} is before {answered.id} of {start}")


def no_dataset_record(view: View, today: str) -> Finds:
    """A dataset without a name

    A line says what the dataset is called, who publishes it and under which licence:

    {"kind":"dataset","title":"...","publisher":"...","licence":"CC-BY-4.0","contact":"..."}
    """
    if view.whole and not view.of(DatasetRecord):
        message = "no `dataset` record says who publishes this, and under which licence"
        yield Found(None, (), message, "stancetracker check --explain no-dataset-record")


def second_hand_only(view: View, today: str) -> Finds:
    """A statement known at second hand only

    None of its sources is `primary`: the speaker's own post, letter, speech or filing. Add one if there is
    one.
    """
    for entry in view.standing(Statement):
        if all(source.tier != "primary" for source in entry.record.sources):
            yield Found(entry, ("sources",), "no primary source")


def possible_duplicate(view: View, today: str) -> Finds:
    """Two statements that may be one

    The same speaker, issue and days, and the same quote or the same address. If they are one, keep the better
    record and add the other's source to it.
    """
    groups: dict[tuple[str, ...], list[Entry[Statement]]] = defaultdict(list)
    for entry in view.standing(Statement):
        pair = (entry.record.speaker, entry.record.issue)
        words = [entry.record.quote] if entry.record.quote else []
        for key in {*words, *(source.url for source in entry.record.sources if source.url)}:
            groups[(*pair, key)].append(entry)
    told = set()
    for group in groups.values():
        for earlier, later in _overlapping(view, group):
            if later.id not in told:
                told.add(later.id)
                message = f"may be the same as {earlier.id} at {earlier.place}"
                yield Found(later, (), message, "if it is, keep one, with the sources of both")


def _overlapping(
    view: View, group: list[Entry[Statement]]
) -> Iterator[tuple[Entry[Statement], Entry[Statement]]]:
    """Pairs of neighbours whose days overlap, the one that stands first in the dataset first."""
    by_day = sorted(group, key=lambda entry: (view.days(entry.record), view.position[entry.place]))
    latest = by_day[0]
    for entry in by_day[1:]:
        if view.days(latest.record)[1] >= view.days(entry.record)[0]:
            earlier, later = sorted((latest, entry), key=lambda entry: view.position[entry.place])
            yield earlier, later
        latest = max(latest, entry, key=lambda entry: view.days(entry.record)[1])


def confusable_names(view: View, today: str) -> Finds:
    """Two actors with one name

    Their names or aliases are the same but for case, accents or look-alike characters, such as Cyrillic
    letters for Latin ones. A filter by that name finds both, or the wrong one.
    """
    names: list[tuple[str, Entry[Any], Path]] = []
    for actor in view.actors:
        names.append((actor.record.name, actor, ("name",)))
        names += [(other, actor, ("other_names", n)) for n, other in enumerate(actor.record.other_names)]
    yield from _confusable(view, names)


def confusable_ids(view: View, today: str) -> Finds:
    """Two ids that look alike

    They differ only by hyphens or by characters that look alike, as 0 and o, 1 and l, rn and m.
    """
    named = (Person, Organization, Issue, Event, Petition)
    entries = (entry for kind in named for entry in view.of(kind))
    yield from _confusable(view, [(entry.id, entry, ("id",)) for entry in entries], ids=True)


def _confusable(view: View, names: list[tuple[str, Entry[Any], Path]], *, ids: bool = False) -> Finds:
    known: dict[str, tuple[str, Entry[Any]]] = {}
    for name, entry, path in sorted(names, key=lambda item: view.position[item[1].place]):
        first_name, first_entry = known.setdefault(skeleton(name, ids=ids), (name, entry))
        if first_entry.id != entry.id:
            other = f"{first_name} ({first_entry.id} at {first_entry.place})"
            yield Found(entry, path, f"{name} is easily taken for {other}")


class Check(NamedTuple):
    """A check of a whole dataset, and how bad what it finds is."""

    run: Callable[[View, str], Finds]
    severity: Severity

    @property
    def code(self) -> str:
        """The code of its problems."""
        return self.run.__name__.replace("_", "-")


CHECKS: Final[tuple[Check, ...]] = (
    Check(silence_contradicted, "error"),
    Check(silence_before_issue, "error"),
    Check(statement_before_issue, "error"),
    Check(statement_after_recorded, "error"),
    Check(silence_after_recorded, "error"),
    Check(reply_after_recorded, "error"),
    Check(future_date, "error"),
    Check(made_public_before_date, "error"),
    Check(asked_after_look, "error"),
    Check(event_on_other_issue, "error"),
    Check(demand_on_other_issue, "error"),
    Check(correction_of_correction, "error"),
    Check(replacement_other_kind, "error"),
    Check(corrected_before_recorded, "error"),
    Check(response_mismatch, "error"),
    Check(issue_ends_before_it_starts, "error"),
    Check(membership_ends_before_it_starts, "error"),
    Check(trigger_after_until, "error"),
    Check(panel_twice, "error"),
    Check(actor_twice, "error"),
    Check(reply_before_date, "error"),
    Check(no_dataset_record, "notice"),
    Check(second_hand_only, "notice"),
    Check(possible_duplicate, "notice"),
    Check(confusable_names, "notice"),
    Check(confusable_ids, "notice"),
)


def check(dataset: Dataset, today: str, *, notices: bool = True) -> tuple[Problem, ...]:
    """Every problem of a dataset: of its lines, of how they fit together, and of what they say; by place.

    Without `notices`, what only a notice would be told of is not looked for.
    """
    view = View(dataset)
    checks = [one for one in CHECKS if notices or one.severity != "notice"]
    found = [_problem(dataset, one, found) for one in checks for found in one.run(view, today)]
    return tuple(sorted((*dataset.problems, *found), key=order))


def _problem(dataset: Dataset, check: Check, found: Found) -> Problem:
    if found.entry is None:
        # A file that is there, or would be.
        place = Place(min(dataset.parts, default="dataset.jsonl"), 1)
        return Problem(place, check.code, check.severity, found.message, found.hint)
    finding = Finding(found.entry, found.path, check.code, found.message, found.hint)
    return datasets.problem(dataset, finding, check.severity)


def rules() -> tuple[Rule, ...]:
    """Every code that a problem can carry, explained."""
    return (*LINE_RULES, *(_rule(check) for check in CHECKS))


def _rule(check: Check) -> Rule:
    title, _, explanation = cleandoc(check.run.__doc__ or "").partition("\n\n")
    return Rule(check.code, check.severity, title, explanation)
