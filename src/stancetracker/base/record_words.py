"""The words of a page about records: what each is, what keeps it from counting, who looked, what changed."""

from __future__ import annotations

from typing import Final

from stancetracker.base import dates, wording
from stancetracker.base.text import plural


def headline(spoken: int, total: int, kind: str, audience: str, none: int, split: str, unchecked: int) -> str:
    """Both counts in a short sentence; the split and the unchecked where there is anything to tell apart."""
    public = "public statement" if audience == "public" else "statement"
    found = (
        f"for {none}, none was found"
        if audience == "public"
        else f"for {none}, no public statement was found"
    )
    parts = (
        f"{spoken} of {wording.actors(total, kind)} made a {public}",
        found + (f" ({split})" if split else ""),
        f"{unchecked} unchecked" if unchecked else "",
    )
    return "; ".join(part for part in parts if part) + "."


def counted(
    count: int, status: str, stance: str | None, split: str = "", reported: int = 0, stale: int = 0
) -> str:
    """What a shape stands for: `6 against`, `2 no public statement found (2 none found; of them 1 with a stale look)`.

    `reported` and `stale` are parts of the count, not of its split.
    """
    if status == "spoke":
        return f"{count} {wording.STANCES[stance or 'neither']}"
    words = "no public statement found" if status == "silent" else "unchecked"
    flags = (
        f"{reported} reported, not public" if reported else "",
        f"{stale} with a stale look" if stale else "",
    )
    flagged = "; ".join(filter(None, flags))
    told = "; ".join(filter(None, (split, f"of them {flagged}" if flagged else "")))
    return f"{count} {words}" + (f" ({told})" if told else "")


def last_looks(first: str, last: str) -> str:
    """The day of the last look; those of others may be earlier: `6 Feb 2026; for some 26 Jan 2026`."""
    return dates.words(last) + (f"; for some {dates.words(first)}" if first != last else "")


NO_DATASET: Final = "A dataset without a title"
FACTS: Final = {
    "as_of": "As of",
    "since": "First day",
    "until": "Last day",
    "last_look": "Last look",
    "triggers": "Triggers",
    "records": "Records",
    "version": "Data version",
}
"""What the first screen of an issue says besides its counts."""
SOURCE_FACTS: Final = {
    "publisher": "Publisher",
    "title": "Title",
    "author": "Author",
    "published": "Published",
    "retrieved": "Retrieved",
    "language": "Language",
    "tier": "Tier",
    "original_publisher": "Original publisher",
    "original_url": "Original address",
    "archive_url": "Archived copy",
    "citation": "Citation",
}
"""What is known of a source; where records differ, each value stands."""
TIES: Final = "Context"
NO_LOOK: Final = "no look on record"


def on_ties(count: int) -> str:
    """That a source is also that of ties, which are shown for whole panels only."""
    verb = "rests" if count == 1 else "rest"
    return f"{plural(count, 'record')} of contracts, donations or attendance {verb} on it, shown with whole panels only"


def finding(day: str, response: str | None, who: str) -> str:
    """That none was found, what came back, and who looked, in a sentence; the day is the look's."""
    came_back = f" ({wording.RESPONSES[response]})" if response and response != "none-found" else ""
    return f"{wording.NONE_FOUND} as of {dates.words(day)}{came_back}" + (f", {who}" if who else "")


def said(audience: str, stance: str) -> str:
    """What a statement is: `Public statement, against`, `Reported, not public: internal statement, against`."""
    words = f"{audience} statement, {wording.STANCES[stance]}"
    return (
        f"Public statement, {wording.STANCES[stance]}"
        if audience == "public"
        else f"Reported, not public: {words}"
    )


def looked(response: str, who: str) -> str:
    """What a look is: `No public statement found, reported by The Example`."""
    came_back = f" ({wording.RESPONSES[response]})" if response != "none-found" else ""
    return f"{wording.NONE_FOUND}{came_back}" + (f", {who}" if who else "")


def as_of(day: str) -> str:
    """The day that a look vouches for."""
    return f"as of {dates.words(day)}"


def made_known(date: str) -> str:
    """When words that were not public became known."""
    return f"made known {dates.interval_words(*dates.parse(date))}"


ALSO_INTERNALLY: Final = "looked internally too"


def searched(where: str | None, internal: bool, asked_on: str | None) -> str:
    """Where somebody looked, and when they asked."""
    parts = (
        f"looked in: {where}" if where else "",
        ALSO_INTERNALLY if internal else "",
        f"asked on {dates.words(asked_on)}" if asked_on else "",
    )
    return "; ".join(part for part in parts if part)


def state(verification: str, withdrawn: str | None, public: bool, reported: bool, counts: bool) -> str:
    """What keeps a statement or look from counting: withdrawn, disputed, not public, or not surely made by the day."""
    if withdrawn:
        return f"record {wording.state(verification, withdrawn, counts=counts)}"
    if verification == "disputed":
        return "disputed"
    if counts:
        return ""
    if public:
        return "its last possible day is later than this day"
    return "not a public statement" if reported else "not public, and not surely known by this day"


REDACTED: Final = "A line was redacted"


def replied(name: str, to: str) -> str:
    """What a reply is."""
    return f"Reply of {name} to {to}"


def withdraws(kind: str, about: str, replacement: str | None) -> str:
    """What a correction does: `A retraction withdraws the record of a statement by Ada, 24 Jan 2026`."""
    if kind == "redaction":
        return REDACTED
    return f"A {kind} withdraws {about}" + (f"; in its place stands {replacement}" if replacement else "")


def recorded(day: str) -> str:
    """When a record came into the ledger."""
    return f"recorded {dates.words(day)}"


def the_statement(name: str, date: str) -> str:
    """The record of a statement as a part of a sentence: a record is withdrawn, never the words."""
    return f"the record of a statement by {name}, {dates.interval_words(*dates.parse(date))}"


def the_look(names: str, day: str) -> str:
    """A look as a part of a sentence."""
    return f"the record of a look for {names}, as of {dates.words(day)}"


def the_tie(kind: str, name: str) -> str:
    """A tie as a part of a sentence."""
    return f"the record of {'an' if kind[0] == 'a' else 'a'} {kind} of {name}"


def the_reply(name: str, date: str) -> str:
    """A reply as a part of a sentence."""
    return f"the reply of {name}, {dates.interval_words(*dates.parse(date))}"


def the_correction(day: str) -> str:
    """A correction as a part of a sentence."""
    return f"the correction recorded {dates.words(day)}"


A_RECORD: Final = "a record"
TIERS: Final = (
    "A source is primary where it holds the words themselves, secondary where it tells of them, and a reprint where it"
    " is somebody else's copy of a text."
)


def stale(days: int) -> str:
    """When a look is called stale."""
    return (
        f"A look is stale when it is more than {plural(days, 'day')} older than the day asked about, or than the"
        " issue's last day where that is earlier, or older than a trigger: whoever spoke since then may be missing"
        " here."
    )


def on_issue(words: str, title: str) -> str:
    """The same about an issue, where it stands apart from it."""
    return f"{words}, on “{title}”"


def tier(tier: str | None, original: str | None) -> str:
    """How near a source is to the words, and whose text it is: `reprint of The Verge`, `secondary, after WIRED`."""
    if tier is None:
        return ""
    if original:
        return f"reprint of {original}" if tier == "reprint" else f"{tier}, after {original}"
    return tier


def with_primary(count: int, total: int) -> str:
    """How many of the records of a page have a source that holds the words themselves."""
    found = f"{count:,} {'has' if count == 1 else 'have'}" if count else "none has"
    return f"Of {plural(total, 'statement or look', 'statements and looks')} here, {found} a primary source."


def source(publisher: str | None, title: str | None, published: str | None, address: str) -> str:
    """What a source is called: who published it, its title, its day; its address where it has neither name."""
    day = dates.interval_words(*dates.parse(published)) if published else ""
    named = [part for part in (publisher, f"“{title}”" if title else None) if part] or [address]
    return ", ".join((*named, *([day] if day else ())))


def held(role: str, organization: str | None, start: str | None, end: str | None) -> str:
    """A role on record: `CEO, Apple (began 1 Jan–31 Dec 2011)`."""
    days = "; ".join(
        f"{verb} {dates.interval_words(*dates.parse(day))}"
        for verb, day in (("began", start), ("ended", end))
        if day
    )
    return ", ".join(part for part in (role, organization) if part) + (f" ({days})" if days else "")


def on_record(role: str, issues: int) -> str:
    """A line about an actor: the role, and on how many issues there is a standing."""
    count = f"on {plural(issues, 'issue')}" if issues else "no record on an issue"
    return " · ".join(part for part in (role, count) if part)


def cited_by(tier: str, count: int) -> str:
    """A line about a source: how near it is, and how many records rest on it."""
    return " · ".join(part for part in (tier, plural(count, "record")) if part)


def without_panel(actors: int) -> str:
    """A line about an issue without a panel."""
    return f"No panel; {plural(actors, 'actor')} with a record"


NOT_ON_RECORD: Final = "no record on this issue"


def became(day: str, words: str) -> str:
    """That something was recorded, with its day."""
    return f"Recorded {dates.words(day)}: {words[:1].lower()}{words[1:]}"


def said_by(name: str, audience: str, stance: str, date: str) -> str:
    """That somebody spoke: `public statement by Ada, in favor, 21–22 Jan 2026`."""
    words = f"{audience} statement by {name}, {wording.STANCES[stance]}, {dates.interval_words(*dates.parse(date))}"
    return words if audience == "public" else f"reported, not public: {words}"


def none_by(names: str, day: str, response: str, who: str) -> str:
    """That somebody looked and found none: `no public statement by Ada found as of 20 Jan 2026 (no reply), …`."""
    came_back = f" ({wording.RESPONSES[response]})" if response != "none-found" else ""
    told = f"no public statement by {names} found as of {dates.words(day)}{came_back}"
    return f"{told}, {who}" if who else told


def others_elsewhere(count: int) -> str:
    """That more have a record than can be shown on a page."""
    return (
        f"{count:,} actors who are not of a panel have a record on this issue, too many for this page;"
        " each has a page, and the data beside this one list them."
    )


def and_more(count: int) -> str:
    """That a list is cut."""
    return f"And {count:,} more."


def redacted(reason: str) -> str:
    """That a line is gone, and why."""
    return f"{REDACTED}: {reason}"


def made_by(who: str) -> str:
    """Who made a correction."""
    return f"by {who}"


def about_issue(title: str, words: str) -> str:
    """A sentence about one of several issues."""
    return f"{title}: {words}"


SOURCES_ELSEWHERE: Final = (
    "The sources of this issue are not listed here: each has a page, and the list has all of them."
)
NO_CONTEXT: Final = (
    "The panel is too large for a context that could be read whole, so there is none for anybody."
)


def rule(text: str) -> str:
    """The rule of a panel."""
    return f"The panel: {text}"


def data(version: str) -> str:
    """Which data this was made of."""
    return f"Data {version}."


NO_ESTIMATE: Final = (
    "A panel is fixed by its rule. Its counts are about its actors alone"
    " and estimate nothing about any others."
)
