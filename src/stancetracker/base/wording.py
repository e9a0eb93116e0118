"""The words in front of people: every standing, flag and count is put into words here alone.

Each standing has a shape and words besides any colour; none is better than another.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, vocabulary
from stancetracker.base.text import plural

FORBIDDEN: Final = (
    r"refus(?:e|es|ed|ing)",
    r"fail(?:s|ed|ing)?",
    r"ignor(?:e|es|ed|ing)",
    r"still",
    r"finally",
    r"br(?:oke|eaks?|oken|eaking) (?:his|her|its|their|the) silence",
)
"""Patterns of words that judge; they stand in no sentence of ours."""

MARKS: Final = {
    "against": "●",
    "favor": "◆",
    "mixed": "◐",
    "undecided": "△",
    "neither": "□",
    "silent": "○",
    "searched": "◌",
    "unchecked": "·",
    "private": "◧",
    "uncounted": "×",
}
SIDES: Final = {
    "against": "against the proposition",
    "favor": "for the proposition",
    "mixed": "on both sides",
    "undecided": "undecided",
    "neither": "no side in these words",
}
"""The words for each stance on an issue that has none of its own."""
RESPONSES: Final = {word: word.replace("-", " ") for word in vocabulary.RESPONSES}
PARTS_OF_NONE_FOUND: Final = {**RESPONSES, "none-found": "not known to have been asked"}
"""What came back, within a count of all those for whom none was found."""
CHANNELS: Final = {word: word.replace("-", " ") for word in vocabulary.CHANNELS} | {
    "op-ed": "op-ed",
    "unknown": "channel unknown",
}
VOICES: Final = {
    "self": "",
    "spokesperson": "through a spokesperson",
    "cosigned": "as a cosignatory",
}
WORDINGS: Final = {"verbatim": "", "excerpt": "excerpt", "translation": "translation"}
BOUNDS: Final = {"exact": "", "about": "about ", "at-least": "at least ", "at-most": "up to "}
_AMOUNTS_OF: Final = {"obligated": " obligated", "award": " awarded", "ceiling": " possible"}
NONE_FOUND: Final = "No public statement found"
SEARCHED: Final = "Searched, no statement found"
NEVER_LOOKED_FOR: Final = "Never looked for"
UNANSWERED: Final = "nobody answers for it"
"""The words beside a silence that rests on a page for which nobody answers."""
TURNED_UP: Final = "turned up: {}"
STATUSES: Final = {
    "spoke": "On record",
    "silent": NONE_FOUND,
    "searched": SEARCHED,
    "unchecked": NEVER_LOOKED_FOR,
}
"""What stands above those of a status; nobody stands under the heading of another."""
BY_FIRST_WORDS: Final = "earliest first (by last possible day)"
BY_NAME: Final = "by name"
BY_ORGANIZATION: Final = "by organization"
HOW_TO_READ: Final = (
    "How to read this: “no public statement found” means that someone checked and found none, or"
    " that a source says so, up to the day given; it says nothing about later days, nor about why."
    " “Searched, no statement found” claims less: somebody looked in some places on that day."
    " “Never looked for” means that no check and no search is on record."
)
CONTEXT: Final = (
    "Context for the whole panel, whoever spoke, by one rule for everybody. A tie stands under"
    " whose it is: a person, or an organization in which somebody has the role given here on that"
    " day; no parent or subsidiary is followed. A company's acts are not those of its people, nor"
    " is a reseller's contract its own. “None for this issue” means that those on record bear on"
    " other issues, or on none; “not looked up”, that neither a tie nor a search for one is on"
    " record."
)
EVERY_ISSUE: Final = "Every issue side by side"
EACH_SIDE_IN_ITS_WORDS: Final = (
    "Issues stand in order of time, each side in the words of its own issue; the two sides of one"
    " issue are not those of another. An empty place: outside that issue's panel."
)
BESIDE: Final = (
    "A person's words are not their organization's, nor the reverse. “Never looked for” means that"
    " no check of that actor on this issue is on record, so nothing is compared there."
)
ONE_OF_TWO: Final = (
    "One of the two has a statement on record, and no public statement of the other was found."
)
OF_A_STATUS: Final = (
    "Only those of the status asked for are listed; nothing on record links a tie to a status."
)
ON_OTHER_ISSUES: Final = "none for this issue"
NO_TIES: Final = (
    "No ties of this panel that bear on the issue are on record, nor any search for them."
)
DISPUTED_TIES: Final = "Recorded as disputed, so not included in the amounts above."
AMOUNTS: Final = (
    "Exact amounts are added up where owner, other party, type, source, currency and what they"
    " count are the same: never a part to its whole, nor what was bought through resellers to what"
    " was bought from the owner. Sources may count the same money twice, so there is no total."
)
EACH_TIE: Final = "Each of {}: --section {}"
DEMANDS: Final = (
    "“Nothing recorded” means that no counting statement names the demand; it does not mean that"
    " anyone searched for one. What someone said about the issue as a whole need not be about the"
    " demand."
)
SIGNATORIES: Final = (
    "Private persons who signed are counted, never named. Anyone tracked here who signed has a"
    " statement of their own on the issue that it is about."
)
QUERY_OF_SIGNATORIES: Final = (
    "To list the statements of those who signed:"
    " stancetracker query \"SELECT issue, speaker, date FROM statement WHERE voice = 'cosigned'\""
)
OUTSIDE: Final = "outside the panel"
NO_ISSUE: Final = "No issue is on record"
MOST_NAMED: Final = 10
NOTHING_RECORDED: Final = "Nothing recorded"
LANGUAGES: Final = {
    "ar": "Arabic",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""The names of common languages by their tags; another is called by its tag."""
LANGUAGE_OF_QUOTES: Final = "Quotes are in the language of their source; translations are marked."
NOT_COUNTED: Final = "On record, but not counted: no standing rests on any of these."
NOT_RECORDED: Final = "not on record"
OVER: Final = "Nobody is rechecked on {} whose last day has passed"
IF_NONE_FOUND: Final = (
    "For a search that found nothing: stancetracker add silence --actor NAME --issue ISSUE"
)
IF_WATCHED: Final = (
    "stancetracker watch proposes a silence only where it has read all feeds since the issue began,"
    " without a gap, and names the others: search for those by hand"
)
DAY_PASSED: Final = {"since": "{}: its first day was {}", "until": "{}: nothing is due after {}"}
PRIVATE: Final = "private words"
PRIVATE_REMARKS: Final = "private remarks made known"
RENDERED: Final = "“{}” (translation into {})"
CONTEXT_ALONE: Final = (
    "Context beside the standings, not part of any. `report ties` shows the ties of a whole panel"
    " by one rule for everybody."
)
MIXED: Final = "standing on both sides, since another statement may be just as late"
NO_ESTIMATE: Final = (
    "The panel was fixed by the rule above. Its counts are about these actors alone and estimate"
    " nothing about anyone else."
)
RATES: Final = (
    "Each row counts the panel of its own issue, as each was last checked. Two rows compare no more"
    " than their panels do."
)
NOTHING_ON: Final = "Nothing to list on: {}."
NO_ESTIMATES: Final = (
    "Each panel was fixed by its rule above. Its counts are about its actors alone and estimate"
    " nothing about anyone else."
)
LABELLED: Final = "in the source's word: {}"
LEFT_OUT: Final = "Disputed, so not counted and not listed: {}."
KNOWN_AT: Final = "As the ledger stood at revision {} (commit {})."
MEANING_CHANGED: Final = "Changes of meaning"
RECORDED_EARLIER: Final = "{}; recorded on {}"
NO_CHECK: Final = "No check on record, {}: {}."
SIGNED: Final = "at least {:,}"
PARTS: Final = "Not added, each being part of a larger amount: {}."
BASES: Final = "explicit: the words say “{}” themselves; inferred: it is read from something else"
NOT_CONFIRMED: Final = "new here: {}; make sure that each is on the right side"
RECORDED_AS: Final = "recorded as “{}”: {}"
ANSWERED: Final = "reply to {}: “{}”"
MATCHED: Final = "Shown are records that match; a standing may rest on others: show NAME."
ONE_SOURCE: Final = "On one source alone: {} of {}."
NONE_BY: Final = "No public statement by {} on “{}” was found up to {}"
SUMMARY_OF: Final = "[Summary of a statement by {} on “{}”, {}]"
UNCHECKED_BY: Final = "Nobody has looked for a public statement by {} on “{}”"
UNCHECKED_BEFORE: Final = "Nobody looked for a statement by {} on “{}”: {}"
SEARCHED_BY: Final = "A search found no statement by {} on “{}”"


def mark(status: str, stance: str | None) -> str:
    """Return the mark of a standing."""
    return MARKS[stance if status == "spoke" and stance else status]


def mark_of(statement: Mapping[str, Any]) -> str:
    """Return the name of a statement's mark: its stance, or why no public standing rests on it."""
    if statement["withdrawn"] or statement["verification"] == "disputed":
        return "uncounted"
    if statement.get("statement_audience", statement["audience"]) != "public":
        return "private"
    return str(statement["stance"]) if statement["counts"] else "uncounted"


def sides(favor: str | None, against: str | None) -> dict[str, str]:
    """Return the words for each stance on an issue, which may have its own for two of them."""
    return {
        **SIDES,
        "favor": favor or SIDES["favor"],
        "against": against or SIDES["against"],
    }


def sides_of(issue: Mapping[str, Any]) -> dict[str, str]:
    """Return what each stance is called on an issue, given its record."""
    words = issue.get("stance_words") or {}
    return sides(words.get("favor"), words.get("against"))


def word_of_source(word: str | None) -> str:
    """Return a source's own word for a stance; None where it gives none."""
    return "statements without the source's own word" if word is None else f"“{word}”"


def words_of_side(side: str, counts: Mapping[str | None, int]) -> str:
    """Return the words of a source that take a side: `for change: “yes” (12), “aye” (1)`."""
    words = [f"{word_of_source(word)} ({count:,})" for word, count in counts.items()]
    return f"{side}: {', '.join(words)}"


def side_on(issue: Mapping[str, Any], stance: str, basis: str | None) -> str:
    """Return a stance in the words of an issue, given its record."""
    return with_basis(sides_of(issue)[stance], basis)


def doubts(row: Mapping[str, Any]) -> list[str]:
    """Return what stands beside a name in a list of one standing: `inferred`, `may have spoken`."""
    inferred = ["inferred"] if row["stance_basis"] == "inferred" else []
    shown = ("private", "may_have_spoken") if row["status"] != "spoke" else ()
    return [*inferred, *(FLAGS[flag].short for flag in shown if row[flag])]


def with_basis(side: str | None, basis: str | None) -> str:
    """Return a side in words; one that was inferred says so wherever it is said."""
    return f"{side} (inferred)" if basis == "inferred" else side or ""


def both_sides(proposition: str, words: Mapping[str, str]) -> tuple[str, str]:
    """Return a proposition, and what both stances towards it are called, as two lines."""
    return (
        f"Proposition: {proposition}",
        f"favor = {words['favor']} · against = {words['against']}",
    )


def counting(audience: str) -> str:
    """Return what counts beside public statements; empty where nothing else does."""
    return "" if audience == "public" else "counting private remarks"


def statement(audience: str) -> str:
    """Return what counts as a statement: `Public statement`, else `Statement`."""
    return "Public statement" if audience == "public" else "Statement"


def standing(
    status: str,
    side_words: str | None,
    earliest: str | None,
    audience: str = "public",
    basis: str | None = None,
) -> str:
    """Return a standing as a sentence about a person.

    `side_words` are the issue's own for the stance. A silence is dated by its own day, never by
    today; what a search came to, `searched` says.
    """
    if status == "spoke":
        return f"{statement(audience)}, {with_basis(side_words, basis)}"
    if status == "silent":
        return f"{NONE_FOUND} up to {dates.words(earliest)}" if earliest else NONE_FOUND
    return STATUSES[status]


class FlagWords(NamedTuple):
    """The words of a flag, and those for a cell; `{}` is the day of the last check."""

    full: str
    short: str


FLAGS: Final = {
    "private": FlagWords(PRIVATE_REMARKS, PRIVATE_REMARKS),
    "may_have_spoken": FlagWords("may have spoken", "may have spoken"),
    "stale": FlagWords("not checked since {}", "not checked since {}"),
    "moved": FlagWords("different stances at different times", "moved"),
    "later_words": FlagWords("later words take no side", "later words"),
}
"""The words of each flag of a standing."""


class FlagChange(NamedTuple):
    """The words for a flag that was set, and for one that was cleared."""

    set: str
    cleared: str


_FLAG_CHANGES: Final = {
    "private": FlagChange("private remarks are now known", "private remarks are no longer known"),
    "may_have_spoken": FlagChange("may now have spoken", "no longer counted as “may have spoken”"),
    "stale": FlagChange("now overdue for a recheck", "no longer overdue for a recheck"),
    "panel": FlagChange("now in the panel", "no longer in the panel"),
}


def flags(row: Mapping[str, object]) -> tuple[str, ...]:
    """Return the flags of a standing, in words.

    Without the day of the last check, nobody checked since `then`: the day has just been said.
    """
    day = dates.words(str(row["earliest"])) if row.get("earliest") else "then"
    stale = {"stale": _stale(row, day)}
    return tuple(
        stale.get(flag, words.full.format(day)) for flag, words in FLAGS.items() if row.get(flag)
    )


def _stale(row: Mapping[str, object], day: str) -> str:
    """Return why somebody is to be looked for again: how long ago, or on whose word."""
    if row["status"] == "searched":
        return f"not searched since {day}"
    return FLAGS["stale"].full.format(day) if row.get("answered") else UNANSWERED


def state(
    verification: str, withdrawn: str | None, *, counts: bool, note: str | None = None
) -> str:
    """Return why a record does not count; empty if it does."""
    if withdrawn:
        return f"withdrawn by a {withdrawn}"
    if verification == "disputed":
        return not_counted("disputed", note)
    return "" if counts else "not counted as of this day"


WITHDRAWN_RECORDS: Final = {
    "retraction": "record withdrawn",
    "supersession": "record withdrawn and replaced",
    "redaction": "record redacted",
}
"""What pages say of a record by the correction that withdraws it."""


def not_counted(state: str, reason: str | None) -> str:
    """Return why a record does not count, with the reason on record: `disputed: no such post`."""
    if not state:
        return ""
    if not reason:
        return state
    if reason.casefold().startswith(state):
        return reason
    return f"{state}: {reason}"


def no_standing(kind: str, as_of: str) -> str:
    """Return that no standing rests on a record, or that an actor has none."""
    day = dates.words(as_of)
    if kind in ("statement", "silence"):
        return f"No standing rests on this record as of {day}."
    return f"No standing as of {day}: in no panel, and with no statement or check on record."


def would_change(row: Mapping[str, Any], since: str, due: str | None) -> str:
    """Return what would change a standing: later or earlier words, another check, a correction.

    `since` is the first day of the issue, `due` the day by which a silence was to be rechecked.
    """
    if row["as_of"] < since:
        return f"nothing before {dates.words(since)}, the issue's first day"
    statement = "a public statement" if row["audience"] == "public" else "a statement"
    day = dates.words(row["as_of"])
    by_then = f"{statement} dated {day} or earlier"
    correction = f"a correction of {row['evidence']}"
    if row["status"] == "unchecked":
        return f"{by_then}, or a check or search that finds none"
    if row["status"] == "searched":
        last = f"the last on record: {dates.words(row['last_searched'])}"
        return f"{by_then}; a check that finds none; a later search ({last})"
    if row["status"] == "silent":
        last = f"the last on record: {dates.words(row['earliest'])}"
        if due:
            last += f"; a recheck {'was' if row['stale'] else 'is'} due by {dates.words(due)}"
        return f"{by_then}; {correction}; a later check ({last})"
    if row["stance"] == "neither":
        return f"{by_then} that takes a side; {correction}"
    side = {"undecided": "a side", "mixed": "one side"}.get(row["stance"], "another side")
    first = dates.words(row["earliest"])
    return f"{statement} dated between {first} and {day} that takes {side}; {correction}"


def would_change_a_silence(as_of: str) -> str:
    """Return what would change the standing of anybody who is silent as of a day."""
    return (
        f"What would change a row: a public statement dated {dates.words(as_of)} or earlier, a"
        " later check, or a correction of the check."
    )


_CHECKER_VERBS: Final = {
    "own-search": "checked by",
    "asked": "asked by",
    "reported": "according to",
}
UNNAMED: Final = "an unnamed author, in {}"
"""Somebody who checked and isn't named, and where that was read."""


def checker(silence: Mapping[str, Any]) -> str:
    """Return who checked, and how: `checked by …`, `according to TechCrunch, read at Blog.it`.

    The words of a secondary source are its own: `according to Blog.it, after TechCrunch`. What a
    source says is no claim that it searched, and no reprint is named as the one who checked.
    """
    verb = _CHECKER_VERBS.get(silence["basis"] or "")
    if verb is None:
        return ""
    if silence["tier"] == "secondary" and silence["original_publisher"]:
        return f"{verb} {_retold(silence)}"
    is_copy = silence["original_publisher"] or silence["tier"] == "reprint"
    publisher = silence["original_publisher"] if is_copy else silence["publisher"]
    place = (silence["publisher"] or silence["source"]) if is_copy else None
    names = [name for name in (silence["checked_by"], publisher) if name]
    who = " via ".join(dict.fromkeys(names))
    if not who and place:
        return f"{verb} {UNNAMED.format(place)}"
    words = f"{verb} {who or silence['source'] or 'us'}"
    return read_at(words, place, publisher or "") if place and place not in who else words


def _retold(silence: Mapping[str, Any]) -> str:
    """Return a publisher that retells another: `Blog.it, after TechCrunch`."""
    publisher, original = silence["publisher"] or silence["source"], silence["original_publisher"]
    words = published_by(publisher, original, silence["tier"])
    author = silence["checked_by"]
    return words if author in (None, publisher, original) else f"{author} via {words}"


def published_by(publisher: str, original: str | None, tier: str | None) -> str:
    """Return who published a source, and of a copy or a page that retells, whose text it is.

    A copy names its original first: `AFP, read at Goldsea`. A secondary source is the one who
    says it: `Blog.it, after TechCrunch`.
    """
    if not original:
        return publisher
    if tier != "secondary":
        return read_at(original, publisher, original)
    place = _without_original(publisher, original)
    return place if place == original else f"{place}, after {original}"


def read_at(words: str, place: str, original: str) -> str:
    """Return words with the place where a copy of an original was read: `AFP, read at Blog.it`."""
    place = _without_original(place, original)
    return words if place == words else f"{words}, read at {place}"


def _without_original(place: str, original: str) -> str:
    """Return a publisher without what it says of an original in brackets: of `Blog.it (AFP)`."""
    if not original:
        return place
    return re.sub(rf"\s*\([^()]*\b{re.escape(original)}\b[^()]*\)$", "", place)


def checked_by_then(days: str, bases: Collection[str]) -> str:
    """Return up to when none was found, by checks of these bases: `when last checked, 26 Jan 2026`.

    What a source says is no claim that it checked.
    """
    if "reported" not in bases:
        return f"when last checked, {days}"
    by_then = f"up to {days}"
    return by_then if set(bases) > {"reported"} else f"{by_then}, according to the articles cited"


def who_found_none(bases: Collection[str]) -> str:
    """Return by whom none was found in words, given the bases of all these checks."""
    if set(bases) == {"reported"}:
        return "an article says so up to that day"
    if "reported" not in bases:
        return "somebody checked up to that day and found none"
    return "somebody checked up to that day and found none, or a source says so"


def last_checks(days: str, bases: Collection[str]) -> str:
    """Return in few words up to when none was found: `last checked 26 Jan 2026`.

    Where a source says so: `none found up to 26 Jan 2026, according to the articles cited`.
    """
    if "reported" not in bases:
        return f"last checked {days}"
    return f"none found {checked_by_then(days, bases)}"


def are_on_record(count: int, whom: str, split: str, audience: str) -> str:
    """Return how many of a panel have a statement on record: `7 of 11 are on record.`"""
    verb = "is" if count == 1 else "are"
    sentence = with_clauses(f"{count:,} {whom} {verb} on record", counting(audience))
    return f"{with_details(sentence, (split,))}."


def none_had_been_found(whom: str, by_then: str, split: str) -> str:
    """Return for whom no public statement had been found, and by when.

    `For 4, no public statement had been found up to 26–27 January 2026.`
    """
    sentence = f"For {whom}, no public statement had been found {by_then}"
    return f"{with_details(sentence, (split,))}."


def first_and_shown_days(first: str, shown: str) -> str:
    """Return the days of somebody's first words on record, and of the words that are shown."""
    return f"first on record {first} · these words {shown}"


_ON_RECORD_ON: Final = {
    "spoke": "On record on",
    "silent": f"{NONE_FOUND} on",
    "searched": "Searched for on",
    "unchecked": "Never looked for on",
}


def on_issues(in_panels: Mapping[str, int], outside: Mapping[str, int]) -> str:
    """Return on how many issues somebody is on record, by status: `On record on 5 of 8 issues.`

    The issues whose panels have them are counted, those on record `outside` are named apart:
    `Outside the panels: on record on 2 issues, never looked for on 1 issue.`
    """
    sentences = [
        f"{words} {in_panels[status]:,}"
        for status, words in _ON_RECORD_ON.items()
        if in_panels.get(status)
    ]
    if sentences:
        sentences[0] += f" of {plural(sum(in_panels.values()), 'issue')}"
    apart = [
        f"{words[:1].lower()}{words[1:]} {plural(outside[status], 'issue')}"
        for status, words in _ON_RECORD_ON.items()
        if outside.get(status)
    ]
    if apart:
        sentences.append(f"Outside the panels: {', '.join(apart)}")
    return " ".join(f"{sentence}." for sentence in sentences)


def are_searched(whom: str) -> str:
    """Return for how many of a panel searches alone are on record: `For 3, a search found none.`"""
    return f"For {whom}, a search found no statement."


def are_unchecked(count: int) -> str:
    """Return how many of a panel nobody has looked for: `3 were never looked for.`"""
    return f"{count:,} {'was' if count == 1 else 'were'} never looked for."


def searches(row: Mapping[str, Any]) -> str:
    """Return how many searches, queries and items a pair has: `2 searches, 11 queries`."""
    numbers = [plural(row["searches"], "search", "searches")]
    if row["queries"]:
        numbers.append(plural(row["queries"], "query", "queries"))
    if row["items"]:
        numbers.append(f"{plural(row['items'], 'item')} read")
    return ", ".join(numbers)


def searched(row: Mapping[str, Any]) -> str:
    """Return what the searches of a pair came to, with the day of the last.

    `Searched, no statement found (2 searches, 11 queries, 30 Nov 2026)`
    """
    return f"{SEARCHED} ({searches(row)}, {dates.words(row['last_searched'])})"


def private_remarks(count: int, others: int, *, are_all: bool) -> str:
    """Return for how many of those without a statement on record private remarks are known.

    `are_all` where nobody has one.
    """
    return f"{PRIVATE_REMARKS} for {count:,} of the {'' if are_all else 'other '}{others:,}"


def response_words(response: str | None) -> str:
    """Return what came back to a check; empty where nobody was asked."""
    return RESPONSES[response] if response and response != "none-found" else ""


def as_of_words(as_of: str, known_by: str | None = None, audience: str = "public") -> str:
    """Return the as-of day in words, with the day of knowledge if limited, and what counts.

    `as of 26 Jan 2026, as known on 30 Jan 2026, counting private remarks`
    """
    known = f"as known on {dates.words(known_by)}" if known_by else ""
    return with_clauses(f"as of {dates.words(as_of)}", known, counting(audience))


def with_clauses(sentence: str, *clauses: str) -> str:
    """Return a sentence with further clauses after commas, without the empty ones."""
    return ", ".join((sentence, *filter(None, clauses)))


def recorded_by(day: str) -> str:
    """Return in words up to which day the records of a page were recorded; it may be empty."""
    return f"recorded by {dates.words(day)}" if day else "nothing recorded"


def split(counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    """Return the non-zero parts of a count: `3 none found, 1 declined`."""
    return ", ".join(f"{counts[key]:,} {text}" for key, text in words.items() if counts.get(key))


def no_petition(issues: Sequence[str], day: str) -> str:
    """Return that no petition on these issues, or on any, is on record by a day."""
    return f"No petition{f' on {any_of(issues)}' if issues else ''} is on record {day}"


NO_PANEL: Final = "No issue has a panel"
NO_ROW_PASSES: Final = "No row passes {}"
PANELS: Final = "panels alone (--all: everybody on record)"


def has_no_panel(issue: str, *, nothing_as_of: str | None) -> str:
    """Return that an issue has no panel, and perhaps nothing on record by a day."""
    sentence = f"{issue} has no panel"
    return f"{sentence}, and nothing on record {nothing_as_of}" if nothing_as_of else sentence


def begins(since: str) -> str:
    """Return when an issue begins, before which nobody has a standing on it."""
    return f"the issue begins on {dates.words(since)}"


def nothing_about(name: str, issues: Sequence[str], day: str) -> str:
    """Return that somebody is in no panel and on no record, on these issues or on any."""
    if not issues:
        return f"{name}: in no panel, and nothing on record {day}"
    where = f"the panel of {' or '.join(issues)}"
    return f"{name}: not in {where}, and nothing on record there {day}"


WITH_TAG: Final = "Organizations with the tag {}, and their people"


def and_its_people(organization: str) -> str:
    """Return an organization with the people in it."""
    return f"{organization} and its people"


FOUND_WITHOUT: Final = "No match passes the filters: leave out {} to find these words"


def no_such_text(words: str, as_of: str, near: Mapping[str, Sequence[str]]) -> str:
    """Return that no text matches these words, with the words near those that no text has."""
    sentence = f"No text as of {dates.words(as_of)} matches “{words}”"
    for word, near_words in near.items():
        sentence += f"; near “{word}”: {', '.join(near_words)}"
    return sentence


def before_the_ledger(first_day: str, known_by: str) -> str:
    """Return that nothing was known here on a day before the first record."""
    return (
        f"This ledger's first record is of {dates.words(first_day)}:"
        f" nothing was known here on {dates.words(known_by)}"
    )


def older_than_its_records(revision: str, committed_on: str, last_day: str) -> str:
    """Return that the commit whose day an answer is as of is older than records in it."""
    return (
        f"{revision} is dated {dates.words(committed_on)}, before records in it"
        f" ({dates.words(last_day)}), so this answer may be as of a wrong day; --as-of DAY sets it"
    )


def named(names: Sequence[str], separator: str = ", ") -> str:
    """Join names, but of many only the first."""
    more = ["…"] if len(names) > MOST_NAMED else []
    return separator.join([*names[:MOST_NAMED], *more])


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by id, with the id beside each that several have: `Jan Novák (jan-novak-2)`."""
    counts = Counter(names.values())
    return {id: f"{name} ({id})" if counts[name] > 1 else name for id, name in names.items()}


def any_of(names: Sequence[str]) -> str:
    """Join the names of everybody for whom the same holds: `Ada, Bo or Cy`."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def without_panel(issues: Sequence[str]) -> str:
    """Return the note on issues without a panel; without names, on the only issue."""
    if not issues:
        return "This issue has no panel, so it has no counts."
    return f"Without a panel, and so without counts: {named(issues)}."


def actors(count: int, kind: str) -> str:
    """Count actors in words: `11 people`, `1 organization`, `3 actors`."""
    noun = kind if kind in ("person", "organization") else "actor"
    return plural(count, noun, several(noun))


def days(first: int, last: int) -> str:
    """Format a span of days: `1 day`, `0–19 days`."""
    return plural(last, "day") if first == last else f"{first:,}–{last:,} days"


def money(value: float | None, currency: str | None, bound: str | None, of: str | None) -> str:
    """Return an amount with its bound: `at least 75,000,000 USD obligated`.

    It is empty where none is on record.
    """
    if value is None:
        return ""
    if value == 0 and bound == "exact":  # the amount of a search that found no such tie
        return "none found"
    number = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    return f"{BOUNDS.get(bound or '', '')}{number} {currency}{_AMOUNTS_OF.get(of or '', '')}"


def counterparty(type: str, name: str | None) -> str:
    """Return the other party of a tie: `with X`, `to X`; empty where none is on record."""
    if not name:
        return ""
    return f"to {name}" if type == "donation" else f"with {name}"


def sold_by(owner: str, sellers: Sequence[str]) -> str:
    """Return whose contract it is where others were paid for what the owner makes.

    `Four Points Technology (reseller), for Amazon`, `4 resellers, for Amazon`
    """
    if len(sellers) == 1:
        return f"{sellers[0]} (reseller), for {owner}"
    return f"{plural(len(sellers), 'reseller')}, for {owner}"


MONEY: Final = (
    "Amounts on record of contracts that bear on the issue, rounded to thousands; only exact ones"
    " are added up. What was bought from a company and what was bought through others stand apart;"
    " sources may count the same money twice, so there is no total. A company's contracts are not"
    " those of its people: only people of the panel are named, whatever the role of others there."
)


def rounded_money(value: float) -> float:
    """Return an amount to the thousand; a small one to the unit."""
    return round(value, -3) if value >= _ROUNDED_FROM else round(value)


_ROUNDED_FROM: Final = 10_000


def money_basis(days: str, smallest: str, sources: Sequence[str]) -> str:
    """Return which contracts amounts are of: their days, the smallest, and their sources."""
    dated = f"Contracts of {days}" if days else "Contracts"
    source_names = "; ".join(sources)
    source = f" {'Source' if len(sources) == 1 else 'Sources'}: {source_names}." if sources else ""
    return f"{dated}, the smallest of {smallest}.{source}"


def bought(counterparty: str, sellers: Sequence[str]) -> str:
    """Return who bought, and through whom: `CBP, through Dell (reseller)`, `ICE, from it`."""
    if not sellers:
        return f"{counterparty}, from it"
    through = f"{sellers[0]} (reseller)" if len(sellers) == 1 else plural(len(sellers), "reseller")
    return f"{counterparty}, through {through}"


def ties_recorded(own: int, through_others: int) -> str:
    """Return how many ties are recorded, those through others apart."""
    if not through_others:
        return f"{own} recorded"
    if own:
        return f"{own} recorded; {through_others} through resellers"
    resellers = "through a reseller" if through_others == 1 else "all through resellers"
    return f"{through_others} recorded, {resellers}"


def other_ties(count: int, flag: str = "") -> str:
    """Return how many ties of a panel don't bear on the issue, and the flag that lists them."""
    bear = "bears" if count == 1 else "bear"
    line = f"{plural(count, 'other tie')} of this panel {bear} on other issues, or on none"
    return f"{line}: {flag}" if flag else f"{line}."


def standing_on(row: Mapping[str, Any]) -> str:
    """Return a standing as a clause, with its day and flags.

    `public statement, against the operations, 24 Jan 2026`
    """
    words = standing(
        row["status"],
        row.get("side"),
        row["earliest"],
        row.get("audience", "public"),
        row.get("stance_basis"),
    )
    words = words[:1].lower() + words[1:]
    if row["status"] == "silent":
        words = with_details(words, (response_words(row["response"]),))
    elif row["status"] == "spoke":
        words += f", {dates.interval_words(row['earliest'], row['latest'])}"
    return ", ".join((words.partition(": ")[0], *flags({**row, "earliest": None})))


def standing_changed(subject: str, after: str | None, before: str | None) -> str:
    """Describe a standing now and before: `Tim Cook on “…”: …; before: …`.

    One that is None is on an issue that is not there.
    """
    if after is None:
        return f"{subject}: the issue is gone; before: {before}"
    if before is None:
        return f"{subject}: {after}; the issue is new"
    return f"{subject}: {after}; before: {before}"


def flag_changed(subject: str, flag: str, *, is_set: bool) -> str:
    """Describe a flag that was set or cleared, or a place in the panel."""
    change = _FLAG_CHANGES[flag]
    return f"{subject}: {change.set if is_set else change.cleared}"


def field_changed(subject: str, field: str, after: str | None, before: str | None) -> str:
    """Describe a changed field, before and after, as written."""
    name = field.replace("_", " ")
    if after is None:
        return f"{subject}: {name} removed; before: {before}"
    return f"{subject}: {name} is now {after}; before: {before or 'none'}"


def list_changed(subject: str, field: str, added: tuple[str, ...], removed: tuple[str, ...]) -> str:
    """Describe the items added to and removed from a list."""
    parts = []
    if added:
        parts.append(f"added {', '.join(added)}")
    if removed:
        parts.append(f"removed {', '.join(removed)}")
    return f"{subject}: {field.replace('_', ' ')}: {'; '.join(parts) or 'order changed'}"


def status_changed(count: int, kind: str, before: str, after: str) -> str:
    """Describe how many change their status: `2 people go from unchecked to silent`."""
    return f"{actors(count, kind)} {_goes(count)} from {before} to {after}"


def _goes(count: int) -> str:
    return "goes" if count == 1 else "go"


def statuses_changed(
    count: int, actors_by_kind: Mapping[str, int], before: str | None, after: str | None
) -> str:
    """Describe how many standings change their status, and whose they are.

    `3 people go from unchecked to silent`, or, where somebody has several of them, `4 standings (3
    people) go from unchecked to silent`. One that is None is on an issue that is not there.
    """
    whose = " and ".join(actors(number, kind) for kind, number in actors_by_kind.items())
    if before is None:
        return f"{plural(count, 'new standing')} ({whose}): {after}"
    if after is None:
        return f"{plural(count, 'removed standing')} ({whose}): {before}"
    if count == sum(actors_by_kind.values()):
        subject = whose
    else:
        subject = f"{plural(count, 'standing')} ({whose})"
    return f"{subject} {_goes(count)} from {before} to {after}"


def correction(values: Mapping[str, Any], subject: str) -> str:
    """Return a correction of a subject: what it withdraws or merges, and why."""
    replacement = values.get("replacement")
    if values["type"] == "merge":
        return f"A merge of {subject} with {replacement}: {values['reason']}"
    replaced = f", replaced by {replacement}" if replacement else ""
    return f"A {values['type']} withdraws {subject}{replaced}: {values['reason']}"


def new_correction(values: Mapping[str, Any], subject: str) -> str:
    """Return a correction as a reviewer reads it: a retraction may rest on a reason alone."""
    sentence = correction(values, subject)
    if values["type"] == "retraction" and not values.get("sources"):
        return sentence.replace("A retraction", "A retraction without a source", 1)
    return sentence


def standings_of_withdrawal(sentences: Sequence[str]) -> str:
    """Return the standings that changed with a withdrawal: the first of them, and how many more."""
    if not sentences:
        return "no standing changes"
    listed = "; ".join(sentences[:_MOST_STANDINGS])
    more = len(sentences) - _MOST_STANDINGS
    return f"{listed}; and {plural(more, 'more standing')}" if more > 0 else listed


_PLURALS: Final = {
    "person": "people",
    "reply": "replies",
    "copy": "copies",
    "search": "searches",
    "status": "statuses",
}


def several(noun: str) -> str:
    """Return the plural of a kind of record, or of what changed: `people`, `statements`."""
    return _PLURALS.get(noun, f"{noun}s")


class _ChangeWords(NamedTuple):
    """The names of changes of one sort: `changed label`, `changed labels`."""

    singular: str
    plural: str


_CHANGE_VERBS: Final = {"new": "new", "gone": "removed", "changed": "changed"}
"""The changes of whole records; the others are of a part of one, or of a standing."""


def changes(count: int, change: str, kind: str) -> str:
    """Count changes in words: `14 new people`, `7 changed labels`."""
    return plural(count, *_change_words(change, kind))


def _change_words(change: str, kind: str) -> _ChangeWords:
    if change in _CHANGE_VERBS:
        verb, noun = _CHANGE_VERBS[change], kind
    elif change == "altered-quote":
        verb, noun = "altered", "quote"
    elif change == "withdrawn":
        verb, noun = change, "record"
    else:
        verb, noun = "changed", change
    return _ChangeWords(f"{verb} {noun}", f"{verb} {several(noun)}")


def changes_heading(change: str, kind: str, before: str | None, after: str | None) -> str:
    """Return the heading of changes: `New people`, `Standings: unchecked → silent`."""
    if change == "status":
        return f"Standings: {before or 'new issue'} → {after or 'removed issue'}"
    words = _change_words(change, kind).plural
    return words[:1].upper() + words[1:]


DUE: Final = {
    "unchecked": "never looked for",
    "old-check": "last checked {day}, recheck after {days}",
    "old-search": "last searched {day}, search again after {days}",
    "unanswered": "nobody answers for the last check",
    "trigger": "before the trigger “{title}” of {when}",
    "may-have-spoken": "may have spoken",
    "private": PRIVATE_REMARKS,
}
"""The reasons why someone is due for a check."""
_INFERRED_SIGN: Final = "~"
_FLAG_SIGN: Final = "*"
_MOST_STANDINGS: Final = 5
MARKS_KEY: Final = (
    f"{MARKS['against']} and {MARKS['favor']} take the sides named below, which are different ones"
    f" on each issue; {MARKS['mixed']} on both sides, {MARKS['undecided']} undecided,"
    f" {MARKS['neither']} no side in these words. {MARKS['silent']} no public statement found,"
    f" {MARKS['searched']} searched, no statement found, {MARKS['unchecked']} never looked for."
)
"""What the marks of standings mean, on several issues."""
SIGNS_KEY: Final = (
    f"After a mark, {_INFERRED_SIGN}: the side is inferred; {_FLAG_SIGN}: “{PRIVATE_REMARKS}”, a"
    " reply or another remark, which `list` has. An empty place: outside that issue's panel, and"
    " left out here."
)
IN_PARENTHESES: Final = "In parentheses: outside the panel of that issue."
DAYS_OF_ENTRIES: Final = (
    "Day: days from the issue's first day. After trigger: days from the last trigger that was over"
    " by then."
)


def cell(row: Mapping[str, Any], day: str = "") -> str:
    """Return a standing in a few words: `none found; private remarks made known`.

    Its `day` in words, if one is given, follows the finding.
    """
    if row["status"] == "spoke":
        words = with_basis(row["side"], row["stance_basis"])
    elif row["status"] == "silent":
        words = RESPONSES[row["response"]]
    elif row["status"] == "searched":
        words = f"{SEARCHED.lower()} ({searches(row)})"
    else:
        words = NEVER_LOOKED_FOR.lower()
    if day:
        words += f", {day}"
    last_check = dates.words(str(row["earliest"])) if row["earliest"] else ""
    stale = {"stale": _stale(row, last_check)}
    details = [stale.get(flag, flag_words.short) for flag, flag_words in FLAGS.items() if row[flag]]
    if row["replied"]:
        details.append(replied(row["replied"]))
    if not row["panel"]:
        details.append(OUTSIDE)
    return "; ".join((words, *details))


def sign(row: Mapping[str, Any]) -> str:
    """Return a standing as its mark, with a sign for an inferred side and one for its flags.

    In parentheses, if the actor is outside the panel.
    """
    signs = mark(row["status"], row["stance"])
    if row["status"] == "spoke" and row["stance_basis"] == "inferred":
        signs += _INFERRED_SIGN
    if row["replied"] or any(row[flag] for flag in FLAGS):
        signs += _FLAG_SIGN
    return signs if row["panel"] else f"({signs})"


def marked_sides(favor: str, against: str) -> str:
    """Return the sides of an issue beside their marks: `● against the ban · ◆ for the ban`."""
    return f"{MARKS['against']} {against} · {MARKS['favor']} {favor}"


def none_found(response: str | None, day: str | None = None, who: str = "") -> str:
    """Return that none was found: `No public statement found up to 26 Jan 2026 (declined)`.

    `who` checked follows, as `according to TechCrunch`.
    """
    sentence = f"{NONE_FOUND} up to {dates.words(day)}" if day else NONE_FOUND
    sentence = with_details(sentence, (response_words(response),))
    return f"{sentence}, {who}" if who else sentence


def replied(date: str) -> str:
    """Return when an actor replied to a record: `replied 3 Feb 2026`."""
    return f"replied {dates.interval_words(*dates.parse(date))}"


def replied_on(date: str) -> str:
    """Return when an actor replied to a record, in a sentence: `replied on 3 Feb 2026`."""
    return f"replied {_on(date)}"


class SourceSentence(NamedTuple):
    """What is on record of a source's sentence about a silence, beside the sentence itself."""

    basis: str
    checked_by: str | None
    publisher: str | None
    original_publisher: str | None
    author: str | None
    place: str
    """The host of its address, or what its citation begins with; empty without a source."""
    tier: str | None
    date: str
    """When it was published; where that is not on record, the date of the silence."""
    language: str | None


def wrote(sentence: SourceSentence, home_language: str) -> str:
    """Return who wrote a source's sentence, and when: `TechCrunch wrote on 26 Jan 2026`.

    A copy says so, with its language unless that is the language of the ledger: `(Italian copy at
    Blog.it)`.
    """
    language = "" if sentence.language == home_language else _language(sentence.language)
    if sentence.tier == "reprint" and sentence.original_publisher:
        copy = f"{language} copy".lstrip()
        detail = f"{copy} at {sentence.publisher or sentence.place}"
    else:
        detail = f"in {language}" if language else ""
    return with_details(f"{_writer(sentence)} wrote {_on(sentence.date)}", (detail,))


def _writer(sentence: SourceSentence) -> str:
    """Return whose a source's sentence is; a reprint has that of its original, perhaps unnamed."""
    is_reprint = sentence.tier == "reprint"
    original = sentence.original_publisher
    outlet = original if is_reprint else sentence.publisher
    # What somebody searched is not in the words of the one who searched.
    author = sentence.checked_by if sentence.basis == "reported" or not sentence.place else None
    if author in (sentence.publisher, original):
        author = None
    if not outlet:
        author = author or sentence.author or "An unnamed author"
        outlet = sentence.publisher or sentence.place
    if author and outlet not in ("", author):
        return f"{author}, in {outlet},"
    if author:
        return author
    words = published_by(outlet, original, sentence.tier)
    return words if words == outlet else f"{words},"


def _on(date: str) -> str:
    """Return a date after a verb: `on 26 Jan 2026`, `between 27 and 30 Jan 2026`, `in Jan 2026`."""
    earliest, latest = dates.parse(date)
    words = dates.interval_words(earliest, latest)
    if earliest == latest:
        return f"on {words}"
    if earliest is None:
        return words
    return f"between {words.replace('–', ' and ')}" if "–" in words else f"in {words}"


def _language(tag: str | None) -> str:
    """Return the English name of a language, or its tag."""
    return LANGUAGES.get((tag or "").partition("-")[0].casefold(), tag or "")


def span(first: int, last: int) -> str:
    """Format a span of numbers: `3`, `17–19`, `-20 to -3`."""
    if first == last:
        return str(last)
    return f"{first} to {last}" if first < 0 else f"{first}–{last}"


TRANSLATIONS: Final = "Quotes in the language of their source, beside each translation on record."
SINGLE_SOURCE: Final = (
    "For each of these, every check on record goes back to the same source. That is a reason to"
    " check again, not a finding about them."
)
FIRST: Final = (
    "“First” is first on record here; someone else may have spoken earlier. Where possible days"
    " overlap, each may have been first. Words of day 0 may have come before the trigger, and words"
    " after it need not be about it. Who came first, or later, says nothing about why."
)


class Candidate(NamedTuple):
    """Someone who may have been the first after a day."""

    was_first: str
    """`surely`, `perhaps` or `no`."""
    name: str
    days: str
    """The days after the start, in words."""


def first_after(start: str, candidates: Sequence[Candidate]) -> str:
    """Return who was first after a day, surely or perhaps."""
    firsts = [candidate for candidate in candidates if candidate.was_first != "no"]
    if not firsts:
        return f"After {start}, no statement is on record."
    is_sure = any(candidate.was_first == "surely" for candidate in firsts)
    names = any_of([f"{candidate.name} ({candidate.days})" for candidate in firsts])
    return f"After {start}, the first on record {'is' if is_sure else 'may be'} {names}."


def days_after(row: Mapping[str, Any]) -> str:
    """Return how many days after a start a first statement came, if surely, perhaps or at all."""
    if row["days_latest"] is not None:
        words = days(row["days_earliest"], row["days_latest"])
        if row["sure"]:
            return words
        return f"{words}, if by then" if row["begun"] else f"{words}, if after it"
    if row["last_checked"] is None:
        if row["status"] == "spoke":
            return "on record before it only"
        return STATUSES[row["status"]].lower()
    none_found = f"none found up to {dates.words(row['last_checked'])}"
    is_before = row["last_checked"] < row["trigger_latest"]
    return f"{none_found}, before it" if is_before else none_found


def with_details(sentence: str, details: Sequence[str]) -> str:
    """Return a sentence with further details in parentheses, without the empty ones."""
    words = "; ".join(detail for detail in details if detail)
    return f"{sentence} ({words})" if words else sentence


def statement_by(
    name: str, issue: str, side_words: str, when: str, audience: str, basis: str
) -> str:
    """Return that someone spoke, in a sentence of its own; `any` is whatever was made known."""
    kind = "Statement" if audience == "any" else f"{audience.capitalize()} statement"
    return f"{kind} by {name} on “{issue}”, {with_basis(side_words, basis)}, {when}"


# What a merge of two records into one says.
MERGED_INTO: Final = "merged into {}"
NO_STANDING_CHANGES: Final = "nobody's standing changes"
NO_NAME_SHARED: Final = "{} and {} share no name: are they the same?"

# What an import says of a version of a table.
INFERRED_DATE: Final = "The table gives no day: {}, from the statement before to this version."
NEW_IN_TABLE: Final = "new in the table"
NEW_STATEMENT: Final = "with a statement now"
NOTHING_FOUND: Final = "with no public statement found"
WITHDRAWN: Final = "withdrawn: nothing found any more"
BLANK_NOW: Final = "withdrawn: blank now"
BLANK_AFTER_SILENCE: Final = "blank now; “no public statement found” stays on record"
ROW_BACK: Final = "back in the table"
CLOSED_BY_REDACTION: Final = "closed by a redaction: left"
UNDER_A_NEW_KEY: Final = "under a new key"
SAYS_OTHERWISE: Final = " says otherwise."
LEAVES_IT_BLANK: Final = " leaves it blank."
ROW_GONE: Final = " has no such row."
OTHER_ROW: Final = " has it in another row."
LOOK_ALIKE: Final = "{} is gone and {} is new with the same cells"
SAME_OR_TWO: Final = "{}: the same, or two?"
NAMESAKE: Final = (
    "{} is known as {}, and is {} in this row: the same person, or another of that name?"
)
MAY_BE_ONE: Final = "{} and {} may be one: stancetracker amend {} --merge {}"
BY_NAME_ALONE: Final = (
    "taken for people on record by the name alone; check that they are the same: {}"
)
IF_THE_SAME: Final = "{}; if they are the same: stancetracker amend {} --merge {}"
WHOSE_ROLES: Final = (
    "{}: {} by the table, {} on record: left, since an editor may have written that"
)
ROLE_NOW: Final = "{}: {} from {}; the role before has ended"
ROLE_GOES_ON: Final = "{}: {} from {}; the role before goes on"
ROLE_ENDED: Final = "{0}: a role that the table no longer says has ended"
ROLE_BESIDE: Final = "{}: {} from {}; what you wrote of their roles is left"
YOURS_STANDS: Final = "{}: nothing found by the table any more; yours stands"
TAKEN_OUT: Final = "{}: you took them out of this silence on {}: left"
FOUND_BY_OTHERS: Final = "{}: nothing found by the table, but on record: {}: left"
SILENCE_OF_OTHERS: Final = (
    "no public statement was found by {0} by somebody else ({1}); correct that first: "
    'stancetracker amend {1} --remove actors="{2}"'
)
ASKED: Final = "{} (answer: {})"
OF_TABLES: Final = {
    "NONE": "",
    "REDACTED": "",
    "WITHDRAWN_BY_HAND": "{name}: you withdrew this on {day}: left",
    "CORRECTED_BY_HAND": "{name}: you corrected this on {day}: left",
    "AGREES": "{name}: the table agrees with you now",
    "LATE_DATE": "{name}: these words were here on {since}, before the day now given: left",
    "CORRECTED": "{name}: corrected: {what}",
    "MORE": "{name}: one more statement: {what}",
    "MORE_AFTER_HAND": "{name}: one more statement after your correction: {what}",
    "MOVED_OR_CORRECTED": "{name}, {date} as before: {now}, was {was}: moved or corrected?",
    "TAKE_OR_LEAVE": (
        "{name}: you withdrew this row on {day} (“{reason}”); it now says {now}: take it?"
    ),
}
"""What becomes of a row's statement, by the reason of the decision."""
