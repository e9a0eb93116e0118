"""Read an archive of actors' own words for an issue's terms: statements where one stands, silences where none does.

A silence says what was read. An archive that has gaps, or does not say what it covers, is not called complete.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final, Literal, NamedTuple

from pydantic import Field

from stancetracker.base.dates import add_days, days_between, interval_words, parse
from stancetracker.base.errors import UsageError
from stancetracker.base.text import fold, plural
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.draft import Progress, Proposal, Question, actor_names, filled, language_of
from stancetracker.contribute.quotations import Span
from stancetracker.contribute.reading import Item, read
from stancetracker.contribute.speakers import Speakers
from stancetracker.contribute.table import mapping
from stancetracker.contribute.table.values import Form

_FEWEST: Final = 5
"""The fewest days from which it is clear how often an actor publishes."""
_WEEK: Final = 7
_TIMES: Final = 4
"""A gap is so many times as long as there usually is none."""
_MONTH: Final = 31
_DOUBTED: Final = 2
"""The rank of words that somebody else may have said."""
_WORD: Final = re.compile(r"[\w’'-]+")
_OF_ANOTHER: Final = re.compile(r"\b(?:statement|remarks|words) (?:of|by|from)\b", re.IGNORECASE)
_ACTORS: Final = ("person", "organization")
Names3 = Sequence[tuple[str, str, str]]


class About(Form):
    """Say what a person knows of an archive, in TOML."""

    what: str = Field("items", description="what an item is, such as press releases")
    url: str | None = Field(None, description="the address of the archive")
    channel: str | None = Field(None, description="the channel of what it holds")
    covers: str | None = Field(
        None, description="the days of which it holds everything, as a date or FROM/TO"
    )
    fields: dict[Literal["actor", "date", "title", "text", "url"], str] = Field(
        {}, description="where an item of JSON lines has what: a key, or keys joined by dots"
    )
    actors: dict[str, str] = Field({}, description="who is meant by a name that the dataset does not have")


class Asked(NamedTuple):
    """Hold the question to an archive: an issue's terms, from one day to another, of one actor or all."""

    issue: str
    terms: tuple[str, ...]
    since: str
    until: str
    actor: str | None
    checked_by: str | None
    about: About


def asked(
    dataset: Dataset,
    issue: str,
    about: tuple[str, bytes],
    today: str,
    actor: str | None,
    checked_by: str | None,
) -> Asked:
    """Return the question about an issue: from its first day to its last, or today, as the archive covers these.

    `about` is the name and content of a TOML file. Raises MappingError, and UsageError where the issue has no terms, or
    the archive covers none of its days.
    """
    document = mapping.load(about[1], about[0])
    known = document.read(About, document.values, ())
    found = dataset.issue(issue)
    if not found.get("terms"):
        raise UsageError(
            f"{found['id']} has no `terms` to look for", 'add them to it, as ["border patrol", "immigra*"]'
        )
    first, last = parse(known.covers) if known.covers else (None, None)
    since = max(filter(None, (first, found["since"])))
    until = min(filter(None, (last, found.get("until"), today)))
    if since > until:
        raise UsageError(f"{found['id']} has no day in what the archive covers: {known.covers}")
    actor = dataset.names.id_of(actor, _ACTORS) if actor else None
    return Asked(found["id"], tuple(found["terms"]), since, until, actor, checked_by, known)


@cache
def _letter(letter: str) -> str:
    bare = fold(letter)
    return bare if len(bare) == 1 else letter


def _bare(text: str) -> str:
    """Return a text without case and accents, letter for letter, so that offsets stay."""
    return "".join(map(_letter, text))


def matcher(terms: Sequence[str]) -> re.Pattern[str]:
    """Return what finds terms in bare text: whole words, or their beginnings where a term ends with *."""
    forms = (re.escape(" ".join(_bare(term).split())) for term in terms)
    forms = (form.replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for form in forms)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


def scanned(dataset: Dataset, path: Path, ask: Asked, progress: Progress) -> tuple[list[Proposal], list[str]]:
    """Return statements and silences from an archive, and what to say about it.

    Raises UsageError where it can't be read.
    """
    everything, sha256 = read(path, ask.about.fields)
    by_actor, notes = _by_actor(dataset, everything, ask)
    pattern, names = matcher(ask.terms), actor_names(dataset)
    statements, silences, empty = list[Proposal](), list[Proposal](), 0
    for done, (actor, items) in enumerate(sorted(by_actor.items())):
        progress("scanning", done, len(by_actor))
        inside = [item for item in items if ask.since <= item.date <= ask.until]
        matching = [item for item in inside if pattern.search(_bare(item.whole))]
        if matching:
            statements += (_statement(item, actor, pattern, names, ask) for item in matching)
        elif inside:
            name = (dataset.said(actor) or {})["name"]
            silences.append(_silence(actor, name, items, inside, sha256, ask))
        empty += not inside
    notes += [f"{plural(empty, 'actor')} without an item in the period"] if empty else []
    doubted = sum(any(one.field == "searched" for one in each.questions) for each in silences)
    told = f"{plural(len(statements), 'statement')} and {plural(len(silences), 'silence')} proposed"
    notes += [
        f"{plural(len(everything), 'item')} read: {told}, {doubted} with a question about what was read"
    ]
    return statements + silences, notes


def _by_actor(
    dataset: Dataset, everything: Sequence[Item], ask: Asked
) -> tuple[Mapping[str, list[Item]], list[str]]:
    """Return the items of each actor, the same text at an address once, and what is to be said about the others."""
    meant = cache(partial(_meant, dataset, ask))
    found: defaultdict[str, dict[tuple[str, ...], Item]] = defaultdict(dict)
    unknown: Counter[str] = Counter()
    for item in everything:
        actor = meant(item.actor)
        if actor is None:
            unknown[item.actor or "no name"] += 1
        elif ask.actor in (None, actor):
            found[actor].setdefault((item.url or item.place, item.date, item.whole), item)
    some = f"{', '.join(name for name, _ in unknown.most_common(3))}{', …' if len(unknown) > 3 else ''}"
    items, others = plural(unknown.total(), "item"), plural(len(unknown), "name")
    notes = [f"{items} of {others} that the dataset does not have: {some}"] if unknown else []
    return {actor: [*its.values()] for actor, its in found.items()}, notes


def _meant(dataset: Dataset, ask: Asked, called: str) -> str | None:
    if not called:
        return ask.actor
    try:
        return dataset.names.id_of(ask.about.actors.get(called, called), _ACTORS)
    except UsageError:
        return None


def _statement(item: Item, actor: str, pattern: re.Pattern[str], names: Names3, ask: Asked) -> Proposal:
    """Return the words of an item around a term: best the actor's own in quotation marks, else a sentence."""
    speakers = Speakers(names, item.whole)
    places = (match.start() for match in pattern.finditer(_bare(item.whole)))
    surnames = {name.rpartition(" ")[2] for _, id, name in names if id == actor}
    choices = (_words_at(place, item, speakers, actor, surnames) for place in places)
    span, said, rank = min(choices, key=lambda choice: choice[2])
    own = rank < _DOUBTED
    where = {"url": item.url} if item.url else {"citation": f"{ask.about.what}, {item.place}"}
    source = {**where, "tier": "primary", "title": item.title, "published": item.date}
    record: dict[str, Any] = {
        "kind": "statement",
        "speaker": actor if own else None,
        "issue": ask.issue,
        "date": item.date,
        "quote": item.whole[slice(*span)],
        "wording": "excerpt",
        "language": language_of(item.text),
        "channel": ask.about.channel,
        "sources": [filled(source)],
        "verification": "unverified",
    }
    questions = [] if own else [Question("speaker", tuple(sorted(said)), "whose words are they?")]
    questions += [Question(field) for field in ("language", "channel") if record[field] is None]
    return Proposal(filled(record), span, (*questions, Question("stance")), item.whole, item.place)


def _words_at(
    place: int, item: Item, speakers: Speakers, actor: str, surnames: set[str]
) -> tuple[Span, frozenset[str], int]:
    """Return the words around a place of an item, who may have said them, and how good they are, best first."""
    sentences = speakers.passages.sentences
    at = next((at for at, one in enumerate(sentences) if place < one.span.end), len(sentences) - 1)
    for quotation in sentences[at].quotations:
        if quotation.whole.start <= place < quotation.whole.end:
            said = speakers.of(at, quotation)
            if said.sure and said.ids == {actor}:
                return quotation.words, said.ids, 0
            return quotation.words, said.ids | (frozenset() if said.sure and said.ids else {actor}), _DOUBTED
    # A headline, and a sentence about the actor or of somebody else, are the words of whoever writes the releases.
    frame = sentences[at].frame
    is_about = not surnames.isdisjoint(_WORD.findall(frame)) or _OF_ANOTHER.search(frame) is not None
    rank = _DOUBTED + 1 if place < len(item.title) else _DOUBTED if is_about else 1
    return sentences[at].span, frozenset({actor}), rank


def _silence(
    actor: str, name: str, items: Sequence[Item], inside: Sequence[Item], sha256: str, ask: Asked
) -> Proposal:
    what = {"what": f"{ask.about.what} of {name}", "url": ask.about.url, "from": ask.since, "to": ask.until}
    counts = {"items": len(inside), "matched": 0, "terms": [*ask.terms], "sha256": sha256}
    record = {
        "kind": "silence",
        "actors": [actor],
        "issue": ask.issue,
        "date": ask.until,
        "basis": "own-search",
        "response": "none-found",
        "searched": [filled({**what, **counts})],
        "checked_by": ask.checked_by,
    }
    questions = [Question("searched", (), why) for why in _doubts(items, inside, ask)]
    questions += [] if ask.checked_by else [Question("checked_by")]
    return Proposal(filled(record), Span(0, 0), tuple(questions), "")


def _doubts(items: Sequence[Item], inside: Sequence[Item], ask: Asked) -> Iterator[str]:
    """Yield why what was read may not be all that the actor published in the period."""
    if ask.about.covers is None:
        yield "the archive does not say what it covers"
    if without := sum(not item.text for item in inside):
        yield f"{plural(without, 'item')} without a text"
    if undated := sum(not item.date for item in items):
        yield f"{plural(undated, 'item')} without a day"
    days = sorted({item.date for item in items if item.date})
    if len(days) < _FEWEST:
        yield f"items on only {plural(len(days), 'day')}, too few to see a gap"
        return
    usual = median(days_between(*pair) for pair in pairwise(days))
    edges = [add_days(ask.since, -1), *sorted({item.date for item in inside}), add_days(ask.until, 1)]
    for last, following in pairwise(edges):
        first, end = add_days(last, 1), add_days(following, -1)
        if days_between(first, following) > max(_WEEK, min(_TIMES * usual, _MONTH)):
            yield f"no item {interval_words(first, end)}"
