"""A record proposed to a person: where its words are in a text, and what is open."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple, Self

from stancetracker.base.errors import UsageError

_NOT_SHOWN: Final = ("kind", "quote", "label", "sources", "verification")
_QUOTED: Final = frozenset({"quote", "label"})
"""The fields that hold the words of the text."""


_OF_A_SEARCH: Final = frozenset({"what", "from", "to", "items"})
"""What a search says before anybody signs it."""


class Span(NamedTuple):
    """A part of a text, by the offsets of its first character and of the one after its last."""

    start: int
    end: int


class Question(NamedTuple):
    """A field that a person decides: its candidates, why it is open, a language model's answer."""

    field: str
    candidates: tuple[str, ...] = ()
    why: str | None = None
    answer: str | None = None
    by: str | None = None

    def filled(self) -> dict[str, Any]:
        """Return what it says by name, without what is empty."""
        return {name: value for name, value in self._asdict().items() if value}

    def field_with_candidates(self) -> str:
        """Return the field in words, with its candidates if there are any."""
        return f"{self.field} ({', '.join(self.candidates)})" if self.candidates else self.field

    def suggestion(self) -> str:
        """Return in words what a model answers; empty where none did."""
        return f"{self.by} suggests {self.field}: {self.answer}" if self.answer else ""


class Proposal(NamedTuple):
    """A record that may be added, where in the text its words are, and what is open."""

    record: Mapping[str, Any]
    span: Span
    questions: tuple[Question, ...]
    text: str
    """The saved text that the span is of; empty for one that was read from a file."""
    place: str = ""
    """The place of the text, for one of many."""

    @classmethod
    def of(cls, line: str) -> Self:
        """Read a line of JSON; raises ValueError, LookupError or TypeError for another."""
        values = json.loads(line)
        record = dict(values["record"])
        if not isinstance(record["kind"], str):
            raise TypeError
        if not all(isinstance(source, dict) for source in record.get("sources", ())):
            raise TypeError
        if "searched" in record:
            is_whole = all(search.keys() >= _OF_A_SEARCH for search in record["searched"])
            if not (is_whole and isinstance(record["issue"], str)):
                raise LookupError
        questions = tuple(
            Question(
                str(question["field"]),
                tuple(map(str, question.get("candidates", ()))),
                *(question.get(name) for name in ("why", "answer", "by")),
            )
            for question in values["question"]
        )
        return cls(record, Span(0, 0), questions, "", str(values.get("place") or ""))

    def line(self, version: str) -> str:
        """Return it as a line of JSON; `version` is that of the dataset."""
        values = {
            "record": self.record,
            "verification": "unverified",
            "span": [*self.span],
            "article_sha256": sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest(),
            "question": [question.filled() for question in self.questions],
            "place": self.place or None,
            "data_version": version,
        }
        return json.dumps(values, ensure_ascii=False)

    def lines(self) -> Iterator[str]:
        """Yield what it says and what is open, for a person to decide."""
        words = self._words()
        is_quoted = not _QUOTED.isdisjoint(self.record)
        yield f"“{words}”" if is_quoted else f"in the text: {words}"
        yield ", ".join(
            f"{name}: {_in_words(value)}"
            for name, value in self.record.items()
            if name not in _NOT_SHOWN
        )
        if not self.text:
            yield from (f"source: {source['url']}" for source in self._pages())
        yield from filter(None, (question.suggestion() for question in self.questions))
        open_fields = ", ".join(question.field_with_candidates() for question in self.questions)
        yield f"open: {open_fields or 'nothing'}"

    def _pages(self) -> list[Mapping[str, Any]]:
        """Return its sources that have an address."""
        return [source for source in self.record.get("sources", ()) if "url" in source]

    def _words(self) -> str:
        """Return the words that it is about: of the text, or without one as the record has them."""
        fields = (self.record.get(name) for name in ("quote", "label", "summary"))
        of_record = next((str(words) for words in fields if words), "")
        return self.text[slice(*self.span)] or of_record

    def context(self) -> tuple[str, ...]:
        """Return the lines around its words, those marked."""
        if not self.text:
            return (f">>{self._words()}<<",)
        start, end = self.span
        before = self.text[:start].rpartition("\n")[2]
        after = self.text[end:].partition("\n")[0]
        return tuple(f"{before}>>{self.text[start:end]}<<{after}".split("\n"))


def of_lines(content: bytes, name: str, checked_by: str | None) -> list[Proposal]:
    """Return the proposals in a file, its silences signed by somebody, if anybody does.

    Raises UsageError for a line that is none.
    """
    proposals = []
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            proposal = Proposal.of(line)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            hint = "draft, scan and watch write files of proposals"
            raise UsageError(f"{name}:{number}: not a proposal", hint) from None
        if checked_by and "searched" in proposal.record:
            signed = {**proposal.record, "checked_by": checked_by}
            proposal = proposal._replace(record=signed)
        proposals.append(proposal)
    return proposals


def _in_words(value: Any) -> str:
    """Return a value of a field as people read it: `tim-cook and elon-musk`."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return " and ".join(value)
    return str(value)
