"""The proposals of `watch`, in a file outside the dataset and in an issue on GitHub."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple, Self
from urllib.parse import quote_plus

from stancetracker.addons.evidence.fetching import feed_key
from stancetracker.addons.evidence.readings import Reading, reading_of
from stancetracker.base import dates
from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.forms import STATEMENT, form_link
from stancetracker.base.text import host, in_json, plural
from stancetracker.contribute.proposal import Proposal
from stancetracker.ledger import files
from stancetracker.ledger.journal import write_whole
from stancetracker.render.formats.md import escaped

MARK: Final = "<!-- stancetracker watch "
"""The beginning of the issue by which the next run knows it."""
_LONGEST_ISSUE: Final = 60_000  # bytes; GitHub takes 65,536 characters
_LONGEST_TITLE: Final = 200
_LONGEST_WORDS: Final = 6_000  # bytes in a link, of which servers take some 8,000
_URL_SIGNS: Final = str.maketrans({sign: f"%{ord(sign):02X}" for sign in " <>|\\`()[]\"'*_~@"})


class Candidate(NamedTuple):
    """A proposal as its line has it."""

    line: str
    record: Mapping[str, Any]
    place: str

    @classmethod
    def of(cls, line: str) -> Self:
        """Read a line; raises ValueError, LookupError or TypeError for another."""
        values = json.loads(line)
        record = values["record"]
        needed = ("issue", "sources") if record["kind"] == "statement" else ("issue", "actors")
        if not all(record[field] for field in needed):
            raise ValueError
        return cls(line, record, str(values["place"] or ""))

    @property
    def is_statement(self) -> bool:
        """Return whether it is no silence."""
        return str(self.record["kind"]) == "statement"

    @property
    def key(self) -> tuple[str, str]:
        """Return what no other statement has: its item and its issue."""
        feed, _, id = self.place.partition(" ")
        return f"{feed_key(feed)} {id}", str(self.record["issue"])

    @property
    def source(self) -> Mapping[str, str]:
        """Return the source of a statement."""
        source: Mapping[str, str] = self.record["sources"][0]
        return source


class Candidates:
    """The proposals in a file: statements until they are on record, and silences of today."""

    def __init__(self, path: Path, candidates: Iterable[Candidate] = ()) -> None:
        self.path = path
        self._candidates = [*candidates]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file, if there is one; raises UsageError where it is damaged."""
        try:
            content = files.content(*files.resolved(path))
        except FileNotFoundError:
            return cls(path)
        except OSError as error:
            raise UsageError(f"can't read {path}: {error.strerror}") from None
        candidates = []
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            try:
                candidates.append(Candidate.of(line))
            except (ValueError, LookupError, TypeError):
                hint = "delete that line"
                raise UsageError(f"{path}:{number}: not a proposal", hint) from None
        return cls(path, candidates)

    def statements(self) -> list[Candidate]:
        """Return the proposed statements, in the order in which they were found."""
        return [candidate for candidate in self._candidates if candidate.is_statement]

    def count_silences(self) -> int:
        """Return how many silences are proposed."""
        return len(self._candidates) - len(self.statements())

    def without(self, keys: Collection[tuple[str, str]]) -> None:
        """Take out the statements of these items and issues, such as those on record."""
        self._candidates = [
            candidate
            for candidate in self._candidates
            if not candidate.is_statement or candidate.key not in keys
        ]

    def add_statements(self, proposals: Sequence[Proposal], version: str, actor: str) -> None:
        """Add statements from an actor's feed, in place of those proposed from the same items.

        Silences of the actor go: they are proposed anew once all is read.
        """
        new = {candidate.key: candidate for candidate in _candidates(proposals, version)}
        self._candidates = [
            new.pop(candidate.key, candidate) if candidate.is_statement else candidate
            for candidate in self._candidates
            if candidate.is_statement or actor not in candidate.record["actors"]
        ]
        self._candidates += new.values()

    def replace_silences(self, proposals: Sequence[Proposal], version: str) -> None:
        """Propose these silences, and no other."""
        self._candidates = [*self.statements(), *_candidates(proposals, version)]

    def save(self) -> None:
        """Write all, whole or not at all; raises WriteError."""
        folder, name = files.resolved(self.path)
        content = "".join(f"{candidate.line}\n" for candidate in self._candidates)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(folder, name, content.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise WriteError(f"can't write to {self.path}: {error.strerror}") from None


def _candidates(proposals: Sequence[Proposal], version: str) -> Iterator[Candidate]:
    for proposal in proposals:
        yield Candidate.of(in_json(proposal.line(version)))


def issue_text(
    candidates: Sequence[Candidate],
    readings: Mapping[str, Reading],
    titles: Mapping[str, str],
    forms: str,
) -> str:
    """Return the text of an issue on GitHub that lists statements, a line each, under their issues.

    What feeds say is escaped: it makes no link, mention or HTML. `titles` are those of issues by
    their ids; `forms` is the address that leads to the form for a statement, empty for none. The
    first line has the number of statements and a digest of all that is listed.
    """
    sections: dict[str, list[str]] = {}
    for candidate in candidates:
        issue = str(candidate.record["issue"])
        sections.setdefault(issue, []).append(_line(candidate, readings, forms))
    listed, left_out = _listed(sections, titles)
    digest = sha256("".join(listed).encode()).hexdigest()[:16]
    text = [
        f"{MARK}{len(candidates)} {digest} -->\n",
        "Items of feeds in which a term of an issue stands. Nobody has read them: none is in the"
        " ledger, and a term is no stance.\n",
        *listed,
    ]
    if left_out:
        text.append(f"\nAnd {plural(left_out, 'more item')} in the file of proposals.\n")
    return "".join(text)


def _listed(
    sections: Mapping[str, Sequence[str]], titles: Mapping[str, str]
) -> tuple[list[str], int]:
    """Return the lines that an issue on GitHub has room for, and how many it has not."""
    listed: list[str] = []
    left_out = 0
    size = 0
    for issue, lines in sections.items():
        heading = f"\n### {escaped(titles.get(issue, issue))}\n\n"
        for line in lines:
            text = heading + line
            size += len(text.encode())
            if size > _LONGEST_ISSUE:
                left_out += 1
                continue
            listed.append(text)
            heading = ""
    return listed, left_out


def _line(candidate: Candidate, readings: Mapping[str, Reading], forms: str) -> str:
    record, source = candidate.record, candidate.source
    url = source.get("url", "")
    title = source.get("title") or "without a title"
    if len(title) > _LONGEST_TITLE:
        title = f"{title[:_LONGEST_TITLE]}…"
    day = str(record.get("date", ""))
    term = _term(candidate, readings)
    parts = [
        f"“{escaped(title)}”",
        escaped(dates.words(day)) if day else "",
        f"matched “{escaped(term)}”" if term else "",
        f"[{escaped(host(url))}](<{_target(url)}>)" if url else "",
    ]
    fields = {
        "speaker": str(record.get("speaker", "")),
        "issue": str(record["issue"]),
        "date": day,
        "words": _words_for_link(str(record.get("quote", ""))),
        "url": url,
    }
    link = form_link(forms, STATEMENT, **{name: text for name, text in fields.items() if text})
    if forms:
        parts.append(f"[report it as a statement](<{_target(link)}>)")
    return f"- {' · '.join(part for part in parts if part)}\n"


def _words_for_link(quote: str) -> str:
    """Return a quote, or '' for a long one: cut, it would be taken for all that was said."""
    return quote if len(quote_plus(quote)) <= _LONGEST_WORDS else ""


def _term(candidate: Candidate, readings: Mapping[str, Reading]) -> str:
    """Return the term that was found in the item of a statement."""
    feed, _, id = candidate.place.partition(" ")
    reading = reading_of(readings, feed)
    item = reading.items.get(id) if reading else None
    return item.terms.get(str(candidate.record["issue"]), "") if item else ""


def _target(url: str) -> str:
    """Return an address that ends where it should, and is nothing but an address."""
    shown = "".join(sign if sign.isprintable() else "" for sign in url)
    return shown.translate(_URL_SIGNS)
