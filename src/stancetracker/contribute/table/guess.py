"""A first mapping of a table, guessed from its heads and values, with a "?" for whatever they do not say."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, get_args

from jinja2 import StrictUndefined, Template

from stancetracker.base.errors import DateError
from stancetracker.base.text import fold, in_json, slug
from stancetracker.base.vocabulary import Channel, Response, Stance
from stancetracker.contribute.table import dates
from stancetracker.contribute.table.files import ROW, WHY, Table

_FILE: Final = Path(__file__).parents[1] / "templates" / "guess.toml"
_QUESTION: Final = '"?"'
_DEGREE: Final = re.compile(r"^(strongly|fully) ")
_LEANING: Final = re.compile(r"^(leaning|leans|lean|somewhat|mostly|likely) ")
_MOST_WORDS: Final = 15


def questions(mapping: str) -> Iterator[tuple[int, str]]:
    """Yield the number of each line of a mapping that has a question, from 0, and the question."""
    for number, line in enumerate(mapping.split("\n")):
        key, _, rest = line.partition("=")
        if _QUESTION in rest and not line.startswith("#"):
            yield number, f"{key.strip()} ({rest.partition('#')[2].strip()})"


def answered(mapping: str, number: int, answer: str) -> str:
    """Return the mapping with an answer in place of the question in a line."""
    lines = mapping.split("\n")
    lines[number] = lines[number].replace(_QUESTION, _toml(answer)).partition("  #")[0].rstrip()
    return "\n".join(lines)


def guess(table: Table, title: str) -> str:
    """Return the text of a mapping for a table of this title."""
    known = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    template = Template(
        known["texts"]["mapping"], trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    filled: str = template.render(_Guess(table, title, known).facts(), toml=_toml)
    return filled.rstrip() + "\n"


def _toml(value: str | Sequence[str]) -> str:
    return in_json(json.dumps(value, ensure_ascii=False))


class _Guess:
    """The columns of a table, and what each is taken for."""

    def __init__(self, table: Table, title: str, known: dict[str, Any]) -> None:
        self._title, self._known = title, known
        self._rows = [table.by_column(row) for row in table.rows if row.fault is None]
        columns = [name for name in table.columns if name not in (ROW, WHY)]
        of = self._of = dict[str, str]()
        for role, pattern in known["heads"].items():
            free = (name for name in columns if name not in of.values())
            of[role] = next((name for name in free if re.fullmatch(pattern, fold(name))), "")
        self._stances = [of["stance"]] if of["stance"] else [one for one in columns if self._is_stance(one)]
        self._others = [one for one in columns if one not in (*of.values(), *self._stances)]
        for one in self._others:
            if not of["url"] and any(re.match("https?://", row[one]) for row in self._rows):
                of["url"] = one
            elif not of["date"] and self._formats(one):
                of["date"] = one
        name = f"{{{of['first']}}} {{{of['last']}}}" if of["first"] and of["last"] else ""
        self._name = name or (f"{{{of['name']}}}" if of["name"] else "")
        self._issue = of["issue"] if len(self._stances) < 2 else ""

    def _words(self, column: str) -> list[str]:
        return list(dict.fromkeys(row[column] for row in self._rows if row[column]))

    def _meant(self, word: str, kind: str) -> str | None:
        plain = _DEGREE.sub("", fold(word))
        return next((one for one, known in self._known[kind].items() if plain in known.split("|")), None)

    def _is_stance(self, column: str) -> bool:
        words = self._words(column)
        bare = [_LEANING.sub("", fold(word)) for word in words]
        known = [word for word in bare if self._meant(word, "stances") or self._meant(word, "responses")]
        return 1 < len(words) <= _MOST_WORDS and 2 * len(known) > len(words)

    def _formats(self, column: str) -> list[str]:
        """Return the formats in which every cell of a column is a date."""
        words = self._words(column)
        return [one for one in self._known["formats"] if words and all(_is_date(word, one) for word in words)]

    def facts(self) -> dict[str, Any]:
        """Return what the template of a mapping is filled with."""
        of, column = self._of, self._issue
        called = self._words(column) if column else (self._stances if self._stances[1:] else [self._title])
        issues = {slug(one) or f"issue-{at}": one for at, one in enumerate(called, 1)}
        chosen = f'{{ column = {_toml(column)}, values = "issues" }}'
        on = [chosen] if column else [_toml(name) for name in issues]
        titles = [f"{{{column}}}"] if column else issues.values()
        return {
            "title": self._title,
            "of": of,
            "issues": issues,
            "on": on,
            "name": self._name,
            "who": "{person}" if self._name else "{organization}",
            "word": slug(self._title)[:16].strip("-") or "table",
            "key": self._key(),
            "stances": [self._stance(*each) for each in zip(self._stances, on, titles, strict=False)],
            "channels": get_args(Channel),
            "said_on": self._date(of["date"], "../{recorded}"),
            "checked_on": self._date(of["date"], "{recorded}"),
            "happened_on": self._date(of["happened_on"] or of["date"], "?"),
            "event_id": self._event_id(),
            "skipped": [one for one in self._stances if not self._stances[1:] and self._has_empty(one)],
            "tables": self._tables(issues if column else {}),
            "meanings": {"stances": get_args(Stance), "responses": get_args(Response)},
        }

    def _has_empty(self, column: str) -> bool:
        return any(not row[column] for row in self._rows)

    def _stance(self, column: str, issue: str, title: str) -> dict[str, Any]:
        silent = [word for word in self._words(column) if self._meant(word, "responses")]
        said = [word for word in self._words(column) if word not in silent]
        summary = f"Listed with “{{{column}}}”: {title}."
        return {"column": column, "issue": issue, "said": said, "silent": silent, "summary": summary}

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

    def _key(self) -> str:
        """Return the columns that distinguish rows: who or what, and as many more as it takes."""
        of = self._of
        names = (
            self._name,
            of["organization"] and f"{{{of['organization']}}}",
            of["event"] and f"{{{of['event']}}}",
        )
        who = next(filter(None, names), "?")
        first = [one for one in (*re.findall(r"{(.*?)}", who), of["event"], self._issue) if one]
        others = [one for one in (of["date"], *self._others) if one and one not in (*first, of["url"])]
        more = [f"{{{one}}}" for one in self._apart(first, others, self._rows) if f"{{{one}}}" not in who]
        # In a row of an event alone nobody is named.
        is_named = f"{{{of['event']}}}" in more
        return "".join([f"[{who}]" if is_named else who, *(f"[, {one}]" for one in more if who != "?")])

    def _event_id(self) -> str:
        event = self._of["event"]
        others = [one for one in (self._of["happened_on"] or self._of["date"], self._issue) if one]
        rows = [row for row in self._rows if event and row[event]]
        return " ".join(f"{{{one}}}" for one in self._apart([event], others, rows)) if event else ""

    def _date(self, column: str, without: str) -> str:
        formats = self._formats(column) if column else []
        if not column or formats[:1] == ["%Y-%m-%d"]:
            return f"{{ column = {_toml(column)} }}" if column else _toml(without)
        form = _toml(formats[0]) if len(formats) == 1 else _QUESTION
        about = "" if len(formats) == 1 else f"  # {' or '.join(formats or self._known['formats'])}"
        return f"{{ column = {_toml(column)}, format = {form} }}{about}"

    def _tables(self, issues: Mapping[str, str]) -> dict[str, dict[str, str]]:
        words = dict.fromkeys(word for stance in self._stances for word in self._words(stance))
        responses = {word: meant for word in words if (meant := self._meant(word, "responses"))}
        stances = {word: self._meant(word, "stances") or "?" for word in words if word not in responses}
        named = {title: name for name, title in issues.items()}
        return {"stances": stances, "responses": responses, "issues": named}


def _is_date(text: str, form: str) -> bool:
    try:
        return bool(dates.read(text, [dates.compiled(form)]))
    except DateError:
        return False
