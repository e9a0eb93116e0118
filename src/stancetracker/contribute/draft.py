"""Propose records from an article: quotations, silences and sums, each with the place of its words in the text.

What the article does not say beyond doubt is a question. Nothing here writes to a dataset.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.contribute.copies import page
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.quotations import Passages, Sentence, Span
from stancetracker.contribute.reading import described, text_of
from stancetracker.contribute.speakers import Said, Speakers, pattern, words
from stancetracker.index import queries

_NOT_TOLD: Final = ("kind", "quote", "label", "sources", "verification")
_MOST_NAMED: Final = 2
"""The sentences before one about nobody in particular in which its names are looked for."""
_EVENT: Final = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)+")
_UNANSWERED: Final = "a request without an answer is no silence unless the source says that it found nothing"


class Question(NamedTuple):
    """A field that a person decides, the candidates for it, why it is open, and what a language model answers."""

    field: str
    candidates: tuple[str, ...] = ()
    why: str | None = None
    answer: str | None = None
    by: str | None = None

    def suggestion(self) -> str:
        """Return in words what a model answers; empty where none did."""
        return f"{self.by} suggests {self.field}: {self.answer}" if self.answer else ""


class Proposal(NamedTuple):
    """A record that may be added, where in the text its words are, and what is open."""

    record: Mapping[str, Any]
    span: Span
    questions: tuple[Question, ...]
    text: str
    """The saved text that the span is of."""
    place: str = ""
    """The place of the text, for one of many."""

    def line(self, version: str) -> str:
        """Return it as a line of JSON; `version` is that of the dataset."""
        questions = [{k: v for k, v in one._asdict().items() if v} for one in self.questions]
        made = {
            "record": self.record,
            "verification": "unverified",
            "span": [*self.span],
            "article_sha256": sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest(),
            "question": questions,
            "place": self.place or None,
            "data_version": version,
        }
        return json.dumps(made, ensure_ascii=False)

    def told(self) -> Iterator[str]:
        """Yield what it says and what is open, for a person to decide."""
        yield f"“{self.text[slice(*self.span)]}”"
        said = {name: value for name, value in self.record.items() if name not in _NOT_TOLD}
        yield ", ".join(f"{name}: {value}" for name, value in said.items())
        open_ = [
            f"{one.field} ({', '.join(one.candidates)})" if one.candidates else one.field
            for one in self.questions
        ]
        yield from filter(None, (one.suggestion() for one in self.questions))
        yield f"open: {', '.join(open_) or 'nothing'}"

    def context(self) -> tuple[str, ...]:
        """Return the lines around its words, those marked."""
        start, end = self.span
        first, last = self.text.rfind("\n", 0, start - 1) + 1, self.text.find("\n", end + 1)
        after = self.text[end : last if last >= 0 else None]
        return tuple(f"{self.text[first:start]}>>{self.text[start:end]}<<{after}".split("\n"))


@dataclass(frozen=True)
class Article:
    """A text, the source that it is, the issue it is read for, and the dataset's names and events."""

    text: str
    source: Mapping[str, Any]
    issue: str
    names: tuple[tuple[str, str, str], ...]
    events: tuple[tuple[str, str], ...] = ()
    """The events of the issue: ids and titles."""
    roles: tuple[tuple[str, str, str], ...] = ()
    """People who may be meant by a role: their ids, the role, and in which organization."""
    proposition: str = ""
    """The proposition of the issue."""
    translated_into: str = "en"
    """The language of the dataset."""

    @property
    def published(self) -> str | None:
        """Return the day on which it was published, where that is known."""
        return self.source.get("published")

    @property
    def language(self) -> str | None:
        """Return its language: as stated, else as its small words suggest."""
        return self.source.get("language") or language_of(self.text)


class Draft(NamedTuple):
    """Hold what an article gave: proposals in its order, and the quotations that nobody on record may have said."""

    proposals: tuple[Proposal, ...]
    unnamed: tuple[Span, ...]


def read(
    dataset: Dataset, name: str, content: bytes | None, issue: str | None, stated: Mapping[str, str]
) -> Article:
    """Return the content of a file, or without any the archived page at an address, as an article.

    `stated` is what a person knows of it as a source. Raises UsageError where it has no text, and where it is not
    clear for which issue it is read.
    """
    content_type, known = "", dict[str, str]()
    if content is None:
        copy, kept = page(dataset.folder, name)
        content, content_type = kept.content, kept.content_type
        known = {"url": name, "retrieved": copy.day, "sha256": kept.sha256}
    text = text_of(content, content_type).strip()
    if not text:
        raise UsageError(f"no text in {name}")
    chosen = dataset.issue(issue or _only_issue(dataset))
    source: dict[str, Any] = {"tier": "secondary", **described(content), **known, **stated}
    if "url" not in source:
        source["citation"] = source.get("title") or name.rpartition("/")[2]
    query = (
        "SELECT id, title FROM main.event JOIN main.event_issues ON record = id WHERE value = ? ORDER BY id"
    )
    events = tuple(dataset.connection.execute(query, (chosen["id"],)).fetchall())
    query = (
        "SELECT record, role, organization FROM main.person_memberships WHERE organization IS NOT NULL"
        " AND coalesce(start_date_earliest <= ?1, TRUE) AND coalesce(end_date_latest >= ?1, TRUE)"
    )
    roles = tuple(dataset.connection.execute(query, (source.get("published"),)).fetchall())
    language = (dataset.said("") or {}).get("language", "en")
    names = actor_names(dataset)
    return Article(text, source, chosen["id"], names, events, roles, chosen["proposition"], language)


def actor_names(dataset: Dataset) -> tuple[tuple[str, str, str], ...]:
    """Return the kinds, ids and names of all actors."""
    named = queries.names(dataset.connection)
    return tuple((n.kind, n.id, n.name) for n in named if n.kind in ("person", "organization"))


def _only_issue(dataset: Dataset) -> str:
    issues = sorted({named.id for named in queries.names(dataset.connection) if named.kind == "issue"})
    if len(issues) != 1:
        raise UsageError("for which issue is it read?", f"--issue NAME: {', '.join(issues)}")
    return issues[0]


def language_of(text: str) -> str | None:
    """Return the language whose small words a text has most of, if it has clearly more of them than of others."""
    seen = Counter(re.findall(r"\w+", text.lower()))
    known = words()["language"]
    counts = sorted((sum(seen[word] for word in small), name) for name, small in known.items())
    (second, _), (first, name) = counts[-2:]
    return name if first >= 3 and first > 1.2 * second else None


def drafted(article: Article) -> Draft:
    """Return what an article gives."""
    passages = Passages(article.text)
    speakers = Speakers(article.names, passages, article.roles)
    made: list[Proposal] = []
    unnamed: list[Span] = []
    for at, sentence in enumerate(passages.sentences):
        for quotation in sentence.quotations:
            said = speakers.of(at, quotation)
            if said.ids and article.text[slice(*quotation.words)]:
                made.append(_statement(article, passages, speakers, at, quotation.words, said))
            else:
                unnamed.append(quotation.words)
        made += _silences(article, passages, speakers, at)
        made += _ties(article, speakers, at, sentence)
    return Draft(tuple(made), tuple(unnamed))


def _statement(
    article: Article, passages: Passages, speakers: Speakers, at: int, span: Span, said: Said
) -> Proposal:
    quote, sentence = article.text[slice(*span)], passages.sentences[at]
    record: dict[str, Any] = {"kind": "statement"}
    questions = []
    if said.sure:
        record["speaker"] = min(said.ids)
    else:
        questions.append(Question("speaker", tuple(sorted(said.ids)), "who said it?"))
    record["issue"] = article.issue
    days = tuple(match[0] for match in _days().finditer(sentence.frame))
    record |= {"date": f"../{article.published}"} if article.published else {}
    if days or not article.published:  # what happened on them may be something else
        questions.append(Question("date", days, "when was it said?"))
    record["quote"] = quote
    record |= {"language": article.language} if article.language else {}
    if speakers.reported_in(quote):
        questions.append(Question("quote", (), "words of the reporter may stand in it"))
    if language_of(quote) not in (None, article.language):
        questions.append(Question("language", (), "the quotation seems to be in another language"))
    questions += [Question(field) for field in ("stance", "channel", "wording")]
    if events := _events(article, passages.paragraph(at)):
        questions.append(Question("event", events, "is it about this?"))
    return Proposal(_sourced(article, record), span, tuple(questions), article.text)


def _sourced(article: Article, record: dict[str, Any]) -> dict[str, Any]:
    verified = {"verification": "unverified"} if record["kind"] != "silence" else {}
    return {**record, "sources": [dict(article.source)], **verified}


def _events(article: Article, paragraph: str) -> tuple[str, ...]:
    """Return the events whose title names something that the paragraph names."""
    return tuple(
        one for one, title in article.events if any(name in paragraph for name in _EVENT.findall(title))
    )


def _silences(article: Article, passages: Passages, speakers: Speakers, at: int) -> Iterator[Proposal]:
    """Yield a silence for a sentence that says that somebody did not speak."""
    sentence, frame = passages.sentences[at], speakers.frames[at]
    response, cue = next(
        ((name, found) for name in words()["silence"] if (found := pattern(f"silence.{name}").search(frame))),
        (None, None),
    )
    if cue is None:
        return
    actors, sure = speakers.subjects(at, cue.start())
    if pattern("none_of_them").search(frame):
        earlier = [speakers.named(other, "person") for other in range(at, max(-1, at - _MOST_NAMED - 1), -1)]
        actors, sure = next(filter(None, earlier), frozenset()), False
    if not actors:
        return
    record: dict[str, Any] = {
        "kind": "silence",
        "issue": article.issue,
        "basis": "reported",
        "response": response,
    }
    questions = [] if sure else [Question("actors", tuple(sorted(actors)), "who did not speak?")]
    record |= {"actors": sorted(actors)} if sure else {}
    record |= {"date": article.published} if article.published else {}
    if not article.published:
        questions.append(Question("date", (), "up to which day had the source found nothing?"))
    if response == "no-reply":
        questions.append(Question("response", ("no-reply", "none-found"), _UNANSWERED))
    record["label"] = article.text[slice(*sentence.span)]
    yield Proposal(_sourced(article, record), sentence.span, tuple(questions), article.text)


def _ties(article: Article, speakers: Speakers, at: int, sentence: Sentence) -> Iterator[Proposal]:
    """Yield a tie for each sum of money in a sentence about contracts or about donations; what it is stays open."""
    types = [one for one in ("contract", "donation") if pattern(f"money.{one}").search(sentence.frame)]
    actors = speakers.named(at, "person", "organization") or speakers.named(at - 1, "organization")
    for match in _sums().finditer(sentence.frame) if len(types) == 1 and actors else ():
        start = sentence.span.start
        span = Span(start + match.start(), start + match.end())
        record: dict[str, Any] = {"kind": "tie", "type": types[0]}
        questions = [] if len(actors) == 1 else [Question("actor", tuple(sorted(actors)), "whose is it?")]
        record |= {"actor": min(actors)} if len(actors) == 1 else {}
        questions.append(Question("amount", (article.text[slice(*span)],), "how much is it?"))
        yield Proposal(_sourced(article, record), span, tuple(questions), article.text)


@cache
def _sums() -> re.Pattern[str]:
    sign, number = f"(?:{'|'.join(words()['money']['sign'])})", r"\d+(?:[.,\s]\d+)*"
    return re.compile(
        rf"{sign}\s?{number}(?:\s?(?:million|billion|bn|m)\b)?|(?<![\w.,]){number}\s?{sign}(?!\w)",
        re.IGNORECASE,
    )


@cache
def _days() -> re.Pattern[str]:
    months = f"(?:{'|'.join(words()['months'])})"
    return re.compile(
        rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}(?:er|º|\.|th|st|nd|rd)?\s(?:de\s)?{months}\b(?:,?\s(?:de\s)?\d{{4}})?"
        rf"|\b{months}\.?\s\d{{1,2}}\b(?:,?\s\d{{4}})?",
        re.IGNORECASE,
    )
