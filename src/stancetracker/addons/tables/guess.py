"""Guess a mapping from a table, with a question where it can't be known."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

from stancetracker.addons.tables import files
from stancetracker.addons.tables.files import ROW, WHY, Table
from stancetracker.addons.tables.mapping import Dialect
from stancetracker.addons.tables.values import read_date
from stancetracker.base.errors import DateError
from stancetracker.base.text import fold, in_json, slug
from stancetracker.base.vocabulary import Channel, Response, Stance
from stancetracker.ledger.files import shipped

_KNOWN: Final = Path(__file__).with_name("guess.toml")
_QUESTION: Final = '"?"'
_STANCES: Final = "[tables.stances]"
_DEGREE: Final = re.compile(r"^(strongly|fully) ")
_LEANING: Final = re.compile(r"^(leaning|leans|lean|somewhat|mostly|likely) ")
_MOST_WORDS: Final = 15


class Question(NamedTuple):
    """A question that a line of a mapping asks."""

    line: int
    """The number of the line, from 0."""
    text: str
    default: str = ""
    """The value that is guessed."""
    words: tuple[str, ...] = ()
    """The only answers, where it is about a stance."""


def questions(mapping: str) -> Iterator[Question]:
    """Yield what is open in a mapping."""
    for number, line in enumerate(mapping.split("\n")):
        key, _, rest = line.partition("=")
        if _QUESTION in rest and not line.startswith("#"):
            comment = rest.partition("#")[2].strip()
            yield Question(number, f"{key.strip()} ({comment})" if comment else key.strip())


def questions_for_a_person(mapping: str) -> Iterator[Question]:
    """Yield what is open in a mapping, and which side each word of a stance takes."""
    open_questions = {question.line: question for question in questions(mapping)}
    table = ""
    for number, line in enumerate(mapping.split("\n")):
        if line.startswith("["):
            table = line
        word, _, meaning = line.partition("  #")[0].rpartition(" = ")
        if table == _STANCES and word:
            guessed = (
                "" if meaning == _QUESTION else tomllib.loads(f"meaning = {meaning}")["meaning"]
            )
            text = f"{word} ({', '.join(get_args(Stance))})"
            yield Question(number, text, guessed, get_args(Stance))
        elif number in open_questions:
            yield open_questions[number]


def issues(mapping: str) -> list[dict[str, Any]]:
    """Return the issues that a mapping makes."""
    records = tomllib.loads(mapping).get("records", ())
    return [record for record in records if record["kind"] == "issue"]


def answered(mapping: str, number: int, answer: str) -> str:
    """Return the mapping with an answer as the value in a line."""
    lines = mapping.split("\n")
    line = lines[number]
    if _QUESTION in line:
        line = line.replace(_QUESTION, _toml(answer))
    else:
        line = f"{line.rpartition(' = ')[0]} = {_toml(answer)}"
    lines[number] = line.partition("  #")[0].rstrip()
    return "\n".join(lines)


def guess(content: bytes, form: str, title: str) -> str:
    """Return the text of a mapping for a table of this title.

    A text that is not UTF-8 is read as cp1252, in which spreadsheets of the West save it. Raises as `files.read`.
    """
    from jinja2 import (  # slow to import, and a table with a mapping needs none
        StrictUndefined,
        Template,
    )

    is_utf8 = form not in ("csv", "tsv") or content.decode(errors="ignore").encode() == content
    table = files.read(
        content, form, Dialect.model_validate({"encoding": None if is_utf8 else "cp1252"})
    )
    known = tomllib.loads(shipped(_KNOWN))
    kinds = {
        "channels": get_args(Channel),
        "stances": get_args(Stance),
        "responses": get_args(Response),
    }
    text = known["texts"]["mapping"]
    template = Template(text, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    made: str = template.render(table=_Guess(table, title, known), toml=_toml, kinds=kinds)
    return made.rstrip() + "\n"


def _toml(value: str | Sequence[str]) -> str:
    return in_json(json.dumps(value, ensure_ascii=False))


class _Guess:
    """The columns of a table, and what each is taken for; the template asks for its parts."""

    def __init__(self, table: Table, title: str, known: dict[str, Any]) -> None:
        self.title, self.encoding, self._known = title, table.dialect.encoding, known
        self.word = slug(title).replace("-", "").lstrip("0123456789")[:16] or "table"
        self._rows = [table.by_column(row) for row in table.rows if row.fault is None]
        columns = [name for name in table.columns if name not in (ROW, WHY)]
        of = self.of = dict[str, str]()
        for role, pattern in known["heads"].items():
            free = (name for name in columns if name not in of.values())
            of[role] = next((name for name in free if re.fullmatch(pattern, fold(name))), "")
        self.stances = (
            [of["stance"]] if of["stance"] else [one for one in columns if self._is_stance(one)]
        )
        self._others = [one for one in columns if one not in (*of.values(), *self.stances)]
        for one in self._others:
            if not of["url"] and any(re.match("https?://", row[one]) for row in self._rows):
                of["url"] = one
            elif not of["date"] and self._formats(one):
                of["date"] = one
        of["happened_on"] = of["happened_on"] or of["date"]
        if len(self.stances) > 1:  # each is an issue
            of["issue"] = ""
        name = f"{{{of['first']}}} {{{of['last']}}}" if of["first"] and of["last"] else ""
        self.name = name or (f"{{{of['name']}}}" if of["name"] else "")
        called = self.words(of["issue"]) if of["issue"] else self.stances
        called = called if of["issue"] or len(called) > 1 else [title]
        self.issues = dict[str, str]()
        for number, one in enumerate(called, 1):
            own = slug(one)
            self.issues[f"issue-{number}" if own in ("", *self.issues) else own] = one
        chosen = f'{{ column = {_toml(of["issue"])}, values = "issues" }}'
        self.on = [chosen] if of["issue"] else [_toml(name) for name in self.issues]
        """The issues of a row, as values of the mapping."""

    def words(self, column: str) -> list[str]:
        """Return the different cells of a column that say something."""
        return list(dict.fromkeys(row[column] for row in self._rows if row[column]))

    def _meant(self, word: str, kind: str) -> str | None:
        plain = _DEGREE.sub("", fold(word))
        return next(
            (one for one, known in self._known[kind].items() if plain in known.split("|")), None
        )

    def _is_stance(self, column: str) -> bool:
        words = self.words(column)
        bare = [_LEANING.sub("", fold(word)) for word in words]
        known = [
            word for word in bare if self._meant(word, "stances") or self._meant(word, "responses")
        ]
        return 1 < len(words) <= _MOST_WORDS and 2 * len(known) > len(words)

    def _formats(self, column: str) -> list[str]:
        """Return the formats in which every cell of a column is a date."""
        found, words = [], self.words(column)
        for one in self._known["formats"]:
            with suppress(DateError):
                found += [one] if [read_date(word, [one]) for word in words] else []
        return found

    def skipped(self) -> list[str]:
        """Return the columns that are empty in rows without a record."""
        is_filled = len(self.stances) != 1 or all(row[self.stances[0]] for row in self._rows)
        return [] if is_filled else [one for one in (*self.stances, self.of["event"]) if one]

    def _apart(
        self, names: Sequence[str], others: Sequence[str], rows: Sequence[Mapping[str, str]]
    ) -> list[str]:
        """Return columns, and as many of others as it takes to distinguish what all of them do."""

        def count(columns: Sequence[str]) -> int:
            return len({tuple(row[one] for one in columns) for row in rows})

        found, most = [*names], count([*names, *others])
        for one in others:
            found += [one] if count(found) < most else []
        return found

    def key(self) -> str:
        """Return the columns that distinguish rows: who or what, and as many more as it takes."""
        of = self.of
        who = self.name or next(
            (f"{{{of[role]}}}" for role in ("organization", "event") if of[role]), "?"
        )
        first = [one for one in (*re.findall(r"{(.*?)}", who), of["event"], of["issue"]) if one]
        others = [
            one for one in (of["date"], *self._others) if one and one not in (*first, of["url"])
        ]
        more = [
            f"{{{one}}}"
            for one in self._apart(first, others, self._rows)
            if f"{{{one}}}" not in who
        ]
        # In a row of an event alone nobody is named.
        is_named = f"{{{of['event']}}}" in more
        return "".join(
            [f"[{who}]" if is_named else who, *(f"[, {one}]" for one in more if who != "?")]
        )

    def event_id(self) -> str:
        """Return the id of an event: what happened, and as much more as it takes."""
        event, others = (
            self.of["event"],
            [one for one in (self.of["happened_on"], self.of["issue"]) if one],
        )
        rows = [row for row in self._rows if row[event]]
        return " ".join(f"{{{one}}}" for one in self._apart([event], others, rows))

    def date(self, role: str, without: str) -> str:
        """Return the date in a column of that role, as a value of the mapping."""
        column = self.of[role]
        formats = self._formats(column) if column else []
        if not column or formats[:1] == ["%Y-%m-%d"]:
            return f"{{ column = {_toml(column)} }}" if column else _toml(without)
        form = _toml(formats[0]) if len(formats) == 1 else _QUESTION
        about = "" if len(formats) == 1 else f"  # {' or '.join(formats or self._known['formats'])}"
        return f"{{ column = {_toml(column)}, format = {form} }}{about}"

    def tables(self) -> dict[str, dict[str, str]]:
        """Return the meanings of words: stances, responses, issues."""
        words = dict.fromkeys(word for stance in self.stances for word in self.words(stance))
        responses = {word: meant for word in words if (meant := self._meant(word, "responses"))}
        stances = {
            word: self._meant(word, "stances") or "?" for word in words if word not in responses
        }
        issues = {title: name for name, title in self.issues.items()} if self.of["issue"] else {}
        return {"stances": stances, "responses": responses, "issues": issues}
