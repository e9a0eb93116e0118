"""A first mapping of a table, guessed from its heads and values, with a "?" for whatever they do not say."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, get_args

from stancetracker.base.errors import DateError
from stancetracker.base.text import fold, slug
from stancetracker.base.vocabulary import Channel, Response, Stance
from stancetracker.contribute.table import dates
from stancetracker.contribute.table.files import ROW, WHY, Table

_FILE: Final = Path(__file__).parents[1] / "templates" / "guess.toml"
_QUESTION: Final = '"?"'
_DEGREE: Final = re.compile(r"^(strongly|fully) ")
_LEANING: Final = re.compile(r"^(leaning|leans|lean|somewhat|mostly|likely) ")
_MARK: Final = re.compile("@([A-Z_]+)@")
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
    lines[number] = lines[number].replace(_QUESTION, _text(answer)).partition("  #")[0].rstrip()
    return "\n".join(lines)


def guess(table: Table, title: str) -> str:
    """Return the text of a mapping for a table of this title."""
    return "\n".join(_Guess(table, title).parts()) + "\n"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(_text, words))


class _Guess:
    """The columns of a table, and what each is taken for."""

    def __init__(self, table: Table, title: str) -> None:
        self._title, self._known = title, tomllib.loads(_FILE.read_text(encoding="utf-8"))
        rows = [table.by_column(row) for row in table.rows if row.fault is None]
        self._cells = {name: [row[name] for row in rows] for name in table.columns if name not in (ROW, WHY)}
        self._of = {role: self._head(pattern) for role, pattern in self._known["heads"].items()}
        first, last, name = (self._of[role] for role in ("first", "last", "name"))
        self._name = f"{{{first}}} {{{last}}}" if first and last else f"{{{name}}}" if name else ""
        stance = self._of["stance"]
        self._stances = [stance] if stance else [one for one in self._cells if self._is_stance(one)]
        taken = {*self._of.values(), *self._stances}
        for one in (one for one in self._cells if one not in taken):
            if not self._of["url"] and any(re.match("https?://", cell) for cell in self._cells[one]):
                self._of["url"] = one
            elif not self._of["date"] and self._formats(one):
                self._of["date"] = one

    def _head(self, pattern: str) -> str:
        return next((name for name in self._cells if re.fullmatch(pattern, fold(name))), "")

    def _words(self, column: str) -> list[str]:
        return list(dict.fromkeys(cell for cell in self._cells[column] if cell))

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

    def _part(self, name: str, **marks: str) -> str:
        lines = self._known["texts"][name].split("\n")
        kept = (line for line in lines if all(marks[mark] for mark in _MARK.findall(line)))
        return "\n".join(_MARK.sub(lambda mark: marks[mark[1]], line) for line in kept)

    def parts(self) -> Iterator[str]:
        """Yield the parts of the mapping."""
        yield f"# What the columns of {self._title} mean. Answer every {_QUESTION}, and read the rest;"
        yield "# docs/importing.md explains it."
        column = self._of["issue"] if len(self._stances) == 1 else ""
        called = self._words(column) if column else (self._stances if self._stances[1:] else [self._title])
        issues = {slug(one) or f"issue-{at}": one for at, one in enumerate(called, 1)}
        for name, title in issues.items():
            yield self._part("issue", ID=_text(name), TITLE=_text(title), CALLED=title)
        chosen = f'{{ column = {_text(column)}, values = "issues" }}'
        rows = {chosen: f"{{{column}}}"} if column else {_text(name): issues[name] for name in issues}
        for name in rows:
            yield self._part("panel", ISSUE=name, OF="people" if self._name else "organizations")
        yield from self._actors()
        citation = _text(f"{self._title}, version of {{recorded}}")
        name = slug(self._title)[:16].strip("-") or "table"
        yield self._part("versions", NAME=_text(name), KEY=_text(self._key(column)), CITATION=citation)
        for (issue, title), stance in zip(rows.items(), self._stances, strict=False):
            yield from self._rows(issue, stance, title, citation)
        if len(self._stances) == 1 and "" in self._cells[self._stances[0]]:
            yield self._part("skip", EMPTY=_text(self._stances[0]))
        yield from self._tables(issues if column else {})

    def _actors(self) -> Iterator[str]:
        role, organization = self._of["role"], self._of["organization"]
        within = ', organization = "{organization}"' if organization else ""
        if organization or not self._name:
            name = _text(f"{{{organization}}}") if organization else f"{_QUESTION}  # who, as {{Name}}"
            yield self._part("organization", NAME=name)
        if self._name:
            held = _text(f"{{{role}}}") if role else _QUESTION
            about = "" if role else "  # the role in which the table lists people, as Mayor"
            roles = f"[{{ role = {held}{within} }}]{about}"
            yield self._part("person", NAME=_text(self._name), ROLES=roles)

    def _key(self, issue: str) -> str:
        """Return the columns that distinguish rows: who, and as many more as it takes."""
        if not self._name and not self._of["organization"]:
            return "?"
        who = self._name or f"{{{self._of['organization']}}}"
        names = [name for name in (*re.findall(r"{(.*?)}", who), issue) if name]
        never = {*names, *self._stances, *(self._of[role] for role in ("url", "note", "quote", "source"))}
        others = [name for name in self._cells if name not in never]
        count = len(self._cells[names[0]])
        while others and len(set(zip(*(self._cells[name] for name in names), strict=True))) < count:
            names.append(others.pop(0))
        return who + "".join(f"[, {{{name}}}]" for name in names if f"{{{name}}}" not in who)

    def _rows(self, issue: str, stance: str, title: str, citation: str) -> Iterator[str]:
        words = self._words(stance)
        silent = [word for word in words if self._meant(word, "responses")]
        cited = {"url": self._of["url"], "citation": self._of["source"]}
        sources = [f"{key} = {_text(f'{{{column}}}')}" for key, column in cited.items() if column]
        quote = self._of["quote"]
        summary = _text(f"Listed with “{{{stance}}}”: {title}.")
        marks = {
            "ISSUE": issue,
            "COLUMN": _text(stance),
            "LABEL": _text(f"{{{stance}}}"),
            "SAID": _listed(word for word in words if word not in silent),
            "SILENT": _listed(silent),
            "ACTOR": "person" if self._name else "organization",
            "SAID_ON": self._date("../{recorded}"),
            "CHECKED_ON": self._date("{recorded}"),
            "QUOTE": quote and _text(quote),
            "NOTE": self._of["note"] and _text(self._of["note"]),
            "SUMMARY": f"{{ text = {summary}, empty = {_text(quote)} }}" if quote else summary,
            "SOURCE": ", ".join(sources) or f"citation = {citation}",
            "CHANNELS": ", ".join(get_args(Channel)),
        }
        yield from [self._part("statement", **marks)] if marks["SAID"] else []
        yield from [self._part("silence", **marks)] if silent else []

    def _date(self, without: str) -> str:
        column = self._of["date"]
        formats = self._formats(column) if column else []
        if not column or formats[:1] == ["%Y-%m-%d"]:
            return f"{{ column = {_text(column)} }}" if column else _text(without)
        form = _text(formats[0]) if len(formats) == 1 else _QUESTION
        about = "" if len(formats) == 1 else f"  # {' or '.join(formats or self._known['formats'])}"
        return f"{{ column = {_text(column)}, format = {form} }}{about}"

    def _tables(self, issues: Mapping[str, str]) -> Iterator[str]:
        words = dict.fromkeys(word for stance in self._stances for word in self._words(stance))
        responses = {word: meant for word in words if (meant := self._meant(word, "responses"))}
        stances = {word: self._meant(word, "stances") or "?" for word in words if word not in responses}
        named = {title: name for name, title in issues.items()}
        for name, meanings in {"stances": stances, "responses": responses, "issues": named}.items():
            known = get_args(Response if name == "responses" else Stance)
            yield from [f"\n[tables.{name}]"] if meanings else []
            for word, meant in meanings.items():
                about = f"  # one of {', '.join(known)}" if meant == "?" else ""
                yield f"{_text(word)} = {_text(meant)}{about}"


def _is_date(text: str, form: str) -> bool:
    try:
        return bool(dates.read(text, [dates.compiled(form)]))
    except DateError:
        return False
