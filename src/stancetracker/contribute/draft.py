"""Propose records from an article: quotations, silences and sums, each with the place of its words in the text.

What the article does not say beyond doubt is a question. Nothing here writes to a dataset.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.contribute.copies import page
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.quotations import Span
from stancetracker.contribute.reading import described, text_of
from stancetracker.contribute.speakers import Said, Speakers, pattern, words
from stancetracker.index import queries

_NOT_TOLD: Final = ("kind", "quote", "label", "sources", "verification")
_MOST_NAMED: Final = 2
"""The sentences before one about nobody in particular in which its names are looked for."""
_EVENT: Final = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)+")
_NUMBER: Final = r"\d+(?:[.,\s]\d+)*"
_SUM: Final = (
    rf"(?:{{0}})\s?{_NUMBER}(?:\s?(?:million|billion|bn|m)\b)?|(?<![\w.,]){_NUMBER}\s?(?:{{0}})(?!\w)"
)
_DAY: Final = (
    r"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}(?:er|º|\.|th|st|nd|rd)?\s(?:de\s)?(?:{0})\b(?:,?\s(?:de\s)?\d{{4}})?"
    r"|\b(?:{0})\.?\s\d{{1,2}}\b(?:,?\s\d{{4}})?"
)
_UNANSWERED: Final = "a request without an answer is no silence unless the source says that it found nothing"

Progress = Callable[[str, int, int], None]


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
        before, after = self.text[:start].rpartition("\n")[2], self.text[end:].partition("\n")[0]
        return tuple(f"{before}>>{self.text[start:end]}<<{after}".split("\n"))


@dataclass(frozen=True)
class Article:
    """A text, the source that it is, the issue it is read for, and the dataset's names and events."""

    text: str
    source: Mapping[str, Any]
    issue: str
    names: tuple[tuple[str, str, str], ...]
    events: tuple[tuple[str, str], ...] = ()
    """The events of the issue: ids and titles."""
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


def read(
    dataset: Dataset, name: str, content: bytes | None, issue: str, stated: Mapping[str, str]
) -> Article:
    """Return the content of a file, or without any the archived page at an address, as an article.

    `stated` is what a person knows of it as a source. Raises UsageError where it has no text.
    """
    content_type, known = "", dict[str, str]()
    if content is None:
        copy, kept = page(dataset.folder, name)
        content, content_type = kept.content, kept.content_type
        known = {"url": name, "retrieved": copy.day, "sha256": kept.sha256}
    text = text_of(content, content_type).strip()
    if not text:
        raise UsageError(f"no text in {name}")
    chosen = dataset.issue(issue)
    source: dict[str, Any] = {"tier": "secondary", **described(content), **known, **stated}
    if "url" not in source:
        source["citation"] = source.get("title") or name.rpartition("/")[2]
    query = (
        "SELECT id, title FROM main.event JOIN main.event_issues ON record = id WHERE value = ? ORDER BY id"
    )
    events = tuple(dataset.connection.execute(query, (chosen["id"],)).fetchall())
    language = (dataset.said("") or {}).get("language", "en")
    names = actor_names(dataset)
    return Article(text, source, chosen["id"], names, events, chosen["proposition"], language)


def actor_names(dataset: Dataset) -> tuple[tuple[str, str, str], ...]:
    """Return the kinds, ids and names of all actors."""
    named = queries.names(dataset.connection)
    return tuple((n.kind, n.id, n.name) for n in named if n.kind in ("person", "organization"))


def language_of(text: str) -> str | None:
    """Return the language whose small words a text has most of, if it has clearly more of them than of others."""
    seen = Counter(re.findall(r"\w+", text.lower()))
    known = words()["language"]
    counts = sorted((sum(seen[word] for word in small), name) for name, small in known.items())
    (second, _), (first, name) = counts[-2:]
    return name if first >= 3 and first > 1.2 * second else None


def drafted(article: Article) -> tuple[list[Proposal], list[Span]]:
    """Return what an article gives, in its order, and the quotations that nobody on record may have said."""
    speakers = Speakers(article.names, article.text)
    made: list[Proposal] = []
    unnamed: list[Span] = []
    for at, sentence in enumerate(speakers.passages.sentences):
        for quotation in sentence.quotations:
            said = speakers.of(at, quotation)
            if said.ids and article.text[slice(*quotation.words)]:
                made.append(_statement(article, speakers, at, quotation.words, said))
            else:
                unnamed.append(quotation.words)
        made += _silences(article, speakers, at)
        made += _ties(article, speakers, at)
    return made, unnamed


def _statement(article: Article, speakers: Speakers, at: int, span: Span, said: Said) -> Proposal:
    quote, published = article.text[slice(*span)], article.published
    days = tuple(
        match[0] for match in pattern("months", _DAY).finditer(speakers.passages.sentences[at].frame)
    )
    paragraph = speakers.passages.paragraph(at)
    events = (id for id, title in article.events if any(one in paragraph for one in _EVENT.findall(title)))
    record = {
        "kind": "statement",
        "speaker": min(said.ids) if said.sure else None,
        "issue": article.issue,
        "date": published and f"../{published}",
        "quote": quote,
        "language": article.language,
        "sources": [dict(article.source)],
        "verification": "unverified",
    }
    questions = [] if said.sure else [Question("speaker", tuple(sorted(said.ids)), "who said it?")]
    if days or not published:  # what happened on them may be something else
        questions.append(Question("date", days, "when was it said?"))
    if speakers.reported_in(quote):
        questions.append(Question("quote", (), "words of the reporter may stand in it"))
    if language_of(quote) not in (None, article.language):
        questions.append(Question("language", (), "the quotation seems to be in another language"))
    questions += [Question(field) for field in ("stance", "channel", "wording")]
    if named := tuple(events):
        questions.append(Question("event", named, "is it about this?"))
    return Proposal(filled(record), span, tuple(questions), article.text)


def _silences(article: Article, speakers: Speakers, at: int) -> Iterator[Proposal]:
    """Yield a silence for a sentence that says that somebody did not speak."""
    frame, span = speakers.frames[at], speakers.passages.sentences[at].span
    found = ((name, pattern(f"silence.{name}").search(frame)) for name in words()["silence"])
    response, cue = next(((name, cue) for name, cue in found if cue), (None, None))
    if cue is None:
        return
    actors, sure = speakers.subjects(at, cue.start())
    if pattern("none_of_them").search(frame):
        earlier = [speakers.named(other, "P") for other in range(at, max(-1, at - _MOST_NAMED - 1), -1)]
        actors, sure = next(filter(None, earlier), frozenset()), False
    if not actors:
        return
    record = {
        "kind": "silence",
        "issue": article.issue,
        "basis": "reported",
        "response": response,
        "actors": sorted(actors) if sure else None,
        "date": article.published,
        "label": article.text[slice(*span)],
        "sources": [dict(article.source)],
    }
    questions = [] if sure else [Question("actors", tuple(sorted(actors)), "who did not speak?")]
    if not article.published:
        questions.append(Question("date", (), "up to which day had the source found nothing?"))
    if response == "no-reply":
        questions.append(Question("response", ("no-reply", "none-found"), _UNANSWERED))
    yield Proposal(filled(record), span, tuple(questions), article.text)


def _ties(article: Article, speakers: Speakers, at: int) -> Iterator[Proposal]:
    """Yield a tie for each sum of money in a sentence about contracts or about donations; what it is stays open."""
    sentence = speakers.passages.sentences[at]
    types = [one for one in ("contract", "donation") if pattern(f"money.{one}").search(sentence.frame)]
    actors = speakers.named(at) or speakers.named(at - 1, "O")
    for match in pattern("money.sign", _SUM).finditer(sentence.frame) if len(types) == 1 and actors else ():
        span = Span(*(sentence.span.start + offset for offset in match.span()))
        record = {
            "kind": "tie",
            "type": types[0],
            "actor": min(actors) if len(actors) == 1 else None,
            "sources": [dict(article.source)],
            "verification": "unverified",
        }
        questions = [] if len(actors) == 1 else [Question("actor", tuple(sorted(actors)), "whose is it?")]
        questions.append(Question("amount", (article.text[slice(*span)],), "how much is it?"))
        yield Proposal(filled(record), span, tuple(questions), article.text)


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object without the fields of which nothing is known."""
    return {name: value for name, value in values.items() if value not in (None, "")}
