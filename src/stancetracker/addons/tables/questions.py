"""The questions whose answers say what the columns of a table mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar, get_args

from stancetracker.addons.tables import files
from stancetracker.addons.tables.columns import MOST_WORDS, Columns, likely_meaning
from stancetracker.addons.tables.day_forms import DayForms, day_forms
from stancetracker.addons.tables.mapping import Dialect, suits
from stancetracker.addons.tables.meaning import (
    LEAVE,
    MEANINGS,
    OPEN,
    SIDES,
    UNCHECKED,
    Meaning,
)
from stancetracker.addons.tables.values import template_parts
from stancetracker.base import wording
from stancetracker.base.dates import parse, past_day
from stancetracker.base.errors import UnknownNameError, UsageError, nearest
from stancetracker.base.text import plural, slug
from stancetracker.base.vocabulary import Channel
from stancetracker.contribute.document import Document
from stancetracker.ledger.record import LANGUAGE

NONE: Final = "-"
"""The answer that no column does."""
NO_CELL: Final = "none"
"""The answer that each cell says something."""
NEW: Final = "new"
ALL: Final = "all"
RECORDED: Final = ("recorded",)
"""The place of the day of the table in a file of answers."""
_SUMMARY: Final = "summary"
_OF_STATEMENT: Final = ("quote", "url", "source")
"""What a column may say of a statement that does not depend on its issue."""
_PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
_QUOTED: Final = re.compile(r'"([^"]+)"')
_LIKE_A_DATE: Final = re.compile(r"\d{4}\b")
_LANGUAGE: Final = re.compile(LANGUAGE)
_ALIKE: Final = 0.85
_LEAST_NAMED: Final = 0.4
"""The part of the columns that a header names at the least."""
_MOST_ISSUES: Final = 10
_Answer = TypeVar("_Answer")
Steps = Generator["Question", str, _Answer]
"""Questions; each is sent its answer."""


class Question(NamedTuple):
    """A question about a table."""

    path: tuple[str, ...]
    """Its place in a file of answers."""
    text: str
    default: str = ""
    """The answer that is likely; empty where none is."""
    words: tuple[str, ...] = ()
    """The only answers; empty where any can be given."""
    lines: tuple[str, ...] = ()
    """What a person should read first."""
    read: Callable[[str], str] = str.strip
    """Return an answer in its plain form; raises UsageError for one that can't be taken."""
    may_be_empty: bool = False
    decides: bool = False
    """True where the questions that follow depend on the answer."""

    def answer(self, text: str) -> str:
        """Return an answer in its plain form; raises UsageError for one that can't be taken."""
        if not text.strip() and self.may_be_empty:
            return ""
        if not text.strip() or text == OPEN:
            raise UsageError("an answer is needed here")
        if self.words and text not in self.words:
            raise UnknownNameError("answer", text, self.words, f"one of {', '.join(self.words)}")
        return self.read(text)


class OnRecord(NamedTuple):
    """What a ledger has before a table is imported."""

    issues: Mapping[str, Mapping[str, Any]] = {}
    """Its issues by id."""
    names: frozenset[str] = frozenset()
    """The names of its people and organizations."""
    mappings: Sequence[Document] = ()
    """The mappings of its tables."""


def columns_in(text: str) -> list[str]:
    """Return the columns that a text names in braces."""
    return _PLACEHOLDER.findall(text)


def questions(
    content: bytes, form: str, title: str, on_record: OnRecord, today: str
) -> Steps[Meaning]:
    """Ask what the columns of a table mean, and return that.

    Raises as `files.read`, and UsageError where nothing in the table can be taken.
    """
    meaning = Meaning(title)
    sheets = files.sheet_names(content, form)
    if len(sheets) > 1:
        text = f"which sheet? ({', '.join(sheets)})"
        meaning.sheet = yield Question(("sheet",), text, words=tuple(sheets), decides=True)
    dialect = Dialect.model_validate({"sheet": meaning.sheet} if meaning.sheet else {})
    if form in files.TEXTS and not files.is_utf8(content):
        meaning.encoding = yield _encoding(content)
        dialect = dialect.model_copy(update={"encoding": meaning.encoding})
    table = files.read(content, form, dialect)
    if table.is_part:
        hint = "import them with the mapping of the table: --map data/tables/TABLE.toml"
        raise UsageError("these are rejected rows of a table", hint)
    columns = Columns(table)
    _refuse_text_above_header(table, columns)
    if blanks := columns.likely_blanks():
        answer = yield _blanks(blanks)
        meaning.blanks = () if answer == NO_CELL else tuple(answer.split("; "))
        dialect = table.dialect.model_copy(update={"empty": meaning.blanks})
        columns = Columns(table._replace(dialect=dialect))
    meaning.columns = tuple(columns.names)
    yield from _next_version(columns, on_record)
    yield from _Interview(columns, meaning, on_record, today).all()
    return meaning


def _refuse_text_above_header(table: files.Table, columns: Columns) -> None:
    """Raise UsageError where the first line can't be the one that names the columns.

    Most rows are of another width, or most columns with cells have no name.
    """
    width = len(table.columns)
    count = sum(len(row.cells) != width for row in table.rows)
    unnamed = [name for name in table.unnamed_columns if columns.cells(name)]
    message = ""
    if count > len(table.rows) / 2:
        message = (
            f"the first line has {plural(width, 'cell')}, and {count:,} of"
            f" {plural(len(table.rows), 'row')} have more or fewer"
        )
    elif unnamed and width - len(unnamed) < width * _LEAST_NAMED:
        message = f"the first line names no more than {width - len(unnamed)} of {width} columns"
    if message:
        raise UsageError(message, "delete the lines above the one that names the columns")


def _encoding(content: bytes) -> Question:
    def read(text: str) -> str:
        try:
            files.decoded(content, text)
        except UsageError as error:
            raise UsageError(
                error.message, "such as cp1252, utf-16, mac_roman, shift_jis"
            ) from None
        return text

    likely = files.likely_encoding(content)
    lines = content.decode(likely or "ascii", "replace").splitlines()
    example = next((line for line in lines if not line.isascii()), lines[0])[:100]
    text = "in which encoding is it? It is not UTF-8; are the letters right in this one?"
    return Question(("encoding",), text, likely, lines=(example,), read=read, decides=True)


def _blanks(likely: Sequence[str]) -> Question:
    def read(text: str) -> str:
        cells = [part.strip() for part in text.split(";") if part.strip()]
        return "; ".join(dict.fromkeys(cells))

    text = f"which cells say nothing, as if they were empty? with ; between them, or {NO_CELL}"
    return Question(("empty",), text, "; ".join(likely), read=read, decides=True)


def _next_version(columns: Columns, on_record: OnRecord) -> Steps[None]:
    """Ask whether the table is another than those of the ledger whose mappings suit it.

    Raises UsageError if it is the next version of one.
    """
    suitable = [document for document in on_record.mappings if suits(document, columns.names)]
    for document in suitable:
        text = f"the mapping {document.name} suits this table: is it another table? (yes, no)"
        path = ("another", Path(document.name).stem)
        answer = yield Question(path, text, words=("yes", "no"), decides=True)
        if answer == "no":
            raise UsageError("this is the next version of a table", f"--map {document.name}")


class _Interview:
    """The questions about the columns of a table, each of which depends on those before."""

    def __init__(self, columns: Columns, meaning: Meaning, on_record: OnRecord, today: str) -> None:
        self._columns = columns
        self._meaning = meaning
        self._on_record = on_record
        self._today = today

    def all(self) -> Steps[None]:
        """Ask everything, and write it into the meaning of the table."""
        yield from self._who()
        yield from self._stances()
        yield from self._issues()
        yield from self._panels()
        yield from self._words()
        yield from self._ids()
        yield from self._date()
        yield from self._recorded()
        yield from self._words_said()
        yield from self._source()
        yield from self._key()
        yield from self._versions()
        self._meaning.passed_over = tuple(self._passed_over())

    # Who

    def _who(self) -> Steps[None]:
        columns, meaning = self._columns, self._meaning
        first, last = columns.likely("first"), columns.likely("last")
        whole, company = columns.likely("name"), columns.likely("organization")
        likely = f"{{{first}}} {{{last}}}" if first and last else whole or company
        text = "who: a column, or several as {First} {Last}"
        meaning.who = yield Question(
            ("who",),
            text,
            likely,
            lines=(f"columns, by the header: {' | '.join(columns.names)}",),
            read=self._name_template,
            decides=True,
        )
        is_company = not (first and last) and not whole and bool(company)
        likely = "organizations" if is_company else "people"
        words = ("people", "organizations")
        kind = yield Question(
            ("kind",), f"whom does it list? ({', '.join(words)})", likely, words, decides=True
        )
        meaning.is_of_people = kind == "people"
        if meaning.is_of_people:
            yield from self._role(company)
        yield from self._same_people()

    def _role(self, company: str) -> Steps[None]:
        meaning = self._meaning
        text = (
            "in which role? a column, or words such as Mayor of {City}; words that are also the"
            ' head of a column stand in quotation marks, as "Mayor"'
        )
        answer = yield Question(("role",), text, self._columns.likely("role"), read=self._role_of)
        meaning.role = _unquoted(answer)
        yield from self._role_of_blank()
        likely = company or self._columns.likely("party")
        likely = "" if likely in columns_in(meaning.who) else likely
        text = f"for which company, party or body? a column, or {NONE}"
        answer = yield Question(("organization",), text, likely or NONE, read=self._column_or_none)
        meaning.organization = "" if answer == NONE else answer

    def _role_of_blank(self) -> Steps[None]:
        """Ask for the role of rows that leave it blank, without which they would be rejected."""
        role = self._meaning.role
        parts = (part for part in template_parts(role) if not part.startswith("["))
        needed = [name for part in parts for name in columns_in(part)]
        blank = sum(not all(row[name] for name in needed) for row in self._columns.rows)
        if blank:
            text = (
                f"what is the role where {', '.join(needed)} is blank ({plural(blank, 'row')})?"
                " words such as Member; what may be blank can also stand in brackets in the role,"
                f" as Member[, {{{needed[0]}}}]"
            )
            answer = yield Question(("role_of_blank",), text, read=self._role_of)
            self._meaning.role_of_blank = _unquoted(answer)

    def _same_people(self) -> Steps[None]:
        """Ask about names that are nearly those of somebody in the ledger."""
        folded = {name.casefold() for name in self._on_record.names}
        for name in self._names(self._meaning.who) if folded else ():
            if name.casefold() in folded:
                continue
            near = nearest(name, self._on_record.names, _ALIKE)
            if near:
                text = f"is {name} one of these: {', '.join(near)}? or {NEW}"
                words = (*near, NEW)
                answer = yield Question(("same", name), text, words=words)
                if answer != NEW:
                    self._meaning.same[name] = answer

    def _name_template(self, text: str) -> str:
        """Return a text with columns; raises UsageError where it holds numbers, and no names."""
        template = self._template(text)
        names = self._names(template)
        if names and all(name.isdecimal() for name in names):
            message = f"{template} is a number in every row, as {names[0]}"
            raise UsageError(message, "name a column with names")
        return template

    def _names(self, template: str) -> list[str]:
        return _names_in(self._columns.rows, template)

    # Where they stand

    def _stances(self) -> Steps[None]:
        meaning = self._meaning
        text = (
            "where do they stand? a column, or columns with ; between them, an issue each, or"
            f" the side that every row takes ({', '.join(SIDES)})"
        )
        likely = "; ".join(self._columns.likely_stances())
        answer = yield Question(("stance",), text, likely, read=self._stance_columns, decides=True)
        names = answer.split("; ")
        if answer in SIDES and answer not in self._columns.names:
            meaning.side = answer
        else:
            meaning.stances = names

    def _stance_columns(self, text: str) -> str:
        if text in SIDES and text not in self._columns.names:
            return text
        parts = (part.strip() for part in text.split(";"))
        names = [text] if text in self._columns.names else [*map(self._column, filter(None, parts))]
        for name in names:
            count = len(self._columns.cells(name))
            if count == 0:
                raise UsageError(f"{name} is empty in every row")
            if count > MOST_WORDS:
                message = (
                    f"{name} has {count:,} different words, each of which would be asked about"
                )
                raise UsageError(message, f"name a column with at most {MOST_WORDS}")
        return "; ".join(names)

    # For which issue

    def _issues(self) -> Steps[None]:
        meaning, columns = self._meaning, self._columns
        if len(meaning.stances) > 1:
            called = meaning.stances
        else:
            text = f"which column says on which issue? or {NONE}, where all are on one"
            answer = yield Question(
                ("issue_column",),
                text,
                self._likely_issue_column(),
                read=self._column_or_none,
                decides=True,
            )
            meaning.issue_column = "" if answer == NONE else answer
            called = [meaning.title]
            if answer != NONE:
                called = yield from self._chosen_issues(columns.cells(answer))
                meaning.other_issues = [
                    name for name in columns.cells(answer) if name not in called
                ]
        for name in called:
            meaning.issues[name] = yield from self._issue(name)

    def _likely_issue_column(self) -> str:
        """Return the column that is likely to say on which issue, or that none does.

        Return an empty text where the rows of somebody may be on several issues, and no column is
        sure to say on which.
        """
        columns, stances = self._columns, self._meaning.stances
        who = columns_in(self._meaning.who)
        likely = columns.likely("issue")
        if likely and likely not in (*stances, *who):
            return likely
        heads = (columns.likely_date(), *map(columns.likely, _OF_STATEMENT))
        of_statement = [name for name in heads if name]
        others = [name for name in columns.names if name not in (*who, *stances, *of_statement)]
        topics = [name for name in others if columns.distinguish([*who, name])]
        has_moved = columns.count_apart([*who, *stances]) > columns.count_apart(who)
        if not has_moved and columns.distinguish([*who, *stances, *of_statement]):
            return NONE
        return next((name for name in topics if columns.recurs(name)), "")

    def _chosen_issues(self, names: Sequence[str]) -> Steps[list[str]]:
        """Ask which issues of a column are taken; the rows on others make no record."""

        def read(text: str) -> str:
            _issues_chosen(text, names)
            return text

        if len(names) == 1:
            return [*names]
        shown = ", ".join([*names[:_MOST_ISSUES], *(["…"] if len(names) > _MOST_ISSUES else [])])
        text = f"which of {len(names):,} issues? {ALL}, or some with ; between them: {shown}"
        likely = ALL if len(names) <= _MOST_ISSUES else ""
        answer = yield Question(("which",), text, likely, read=read, decides=True)
        return _issues_chosen(answer, names)

    def _issue(self, name: str) -> Steps[str]:
        """Ask for which issue a table, a column or a word is; return its id."""
        there = self._on_record.issues
        if there:
            listed = [f"{id}: {issue['title']}" for id, issue in [*there.items()][:_MOST_ISSUES]]
            likely = slug(name) if slug(name) in there else ""
            answer = yield Question(
                ("issues", name, "issue"),
                f"the issue of “{name}”: an id of the ledger, or {NEW}",
                likely,
                (*there, NEW),
                tuple(listed),
                decides=True,
            )
            if answer != NEW:
                return answer
        return (yield from self._new_issue(name))

    def _new_issue(self, name: str) -> Steps[str]:
        def at(key: str) -> tuple[str, ...]:
            return ("issues", name, key)

        title = yield Question(at("title"), f"“{name}”: what is the issue called?", name)
        text = f"“{name}”: what is one for or against, as a sentence?"
        proposition = yield Question(at("proposition"), text)
        favor = yield Question(at("favor"), "what is being for it called? such as: for the law")
        text = "what is being against it called? such as: against the law"
        against = yield Question(at("against"), text)
        text = "since which day does it count? such as 2026-01-31"
        since = yield Question(at("since"), text, read=_day)
        taken = {*self._on_record.issues, *self._meaning.issues.values()}
        stem = slug(title) or f"issue-{len(self._meaning.issues) + 1}"
        numbers = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        id = next(id for id in (stem, *numbers) if id not in taken)
        self._meaning.new_issues.append(
            {
                "kind": "issue",
                "id": id,
                "title": title,
                "proposition": proposition,
                "stance_words": {"favor": favor, "against": against},
                "since": since,
            }
        )
        return id

    def _sides(self, id: str) -> list[str]:
        new = {issue["id"]: issue for issue in self._meaning.new_issues}
        issue = new.get(id) or self._on_record.issues[id]
        return [
            f"“{issue['title']}”",
            *wording.both_sides(str(issue["proposition"]), wording.sides_of(issue)),
        ]

    # Who is on the panel

    def _panels(self) -> Steps[None]:
        """Ask which panels on record the table adds to, and for the rule of the others."""
        meaning = self._meaning
        new = []
        for id in dict.fromkeys(meaning.issues.values()):
            rule = str(self._on_record.issues.get(id, {}).get("panel_rule", ""))
            if not rule:
                new.append(id)
                continue
            text = f"does everyone whom the table lists join the panel of {id}? (no, yes)"
            lines = (f"rule of the panel: {rule}",)
            answer = yield Question(("panel", id), text, "no", ("no", "yes"), lines)
            if answer == "yes":
                meaning.panel_rules[id] = rule
        if new:
            text = "what decides who is on the panel? a sentence"
            rule = yield Question(("rule",), text, "Everyone whom the table lists.")
            meaning.panel_rules |= dict.fromkeys(new, rule)

    # What each word means

    def _words(self) -> Steps[None]:
        meaning = self._meaning
        for column in meaning.stances:
            ids = [meaning.issues[column]] if len(meaning.stances) > 1 else meaning.issues.values()
            yield from self._words_of(column, [*dict.fromkeys(ids)])
        if not meaning.has_statements and not meaning.words_of_silence:
            raise UsageError(
                "no word of the table is a statement or a silence, so that no row makes a record"
            )

    def _words_of(self, column: str, ids: Sequence[str]) -> Steps[None]:
        meaning = self._meaning
        meaning.meanings[column] = {}
        choices = MEANINGS if len(meaning.stances) == 1 else MEANINGS[:-1]
        sides = [line for id in ids for line in self._sides(id)]
        for word in self._columns.cells(column):
            before = (meant.get(word, "") for meant in meaning.meanings.values())
            known = (meant for meant in before if meant not in ("", OPEN))
            likely = next(known, "") or likely_meaning(word)
            rows = plural(self._columns.count(column, word), "row")
            text = f"“{word}” in {column} ({rows}) means: {', '.join(choices)}"
            meaning.meanings[column][word] = yield Question(
                ("words", column, word), text, likely, choices, tuple(sides)
            )

    # Which ids they get

    def _ids(self) -> Steps[None]:
        """Ask for columns with ids where none can be made of names in rows that are taken."""
        meaning = self._meaning
        rows = [row for row in self._columns.rows if self._is_taken(row)]
        meaning.fallback_id = yield from self._fallback_id(
            "fallback_id", _names_in(rows, meaning.who)
        )
        if meaning.organization:
            meaning.fallback_id_of_organization = yield from self._fallback_id(
                "fallback_id_of_organization", _names_in(rows, f"{{{meaning.organization}}}")
            )

    def _is_taken(self, row: Mapping[str, str]) -> bool:
        """Return whether a row makes a record, or puts somebody on a panel."""
        meaning = self._meaning
        if meaning.issue_column and row[meaning.issue_column] not in meaning.issues:
            return False
        if meaning.side:
            return True
        meant = [words.get(row[column], UNCHECKED) for column, words in meaning.meanings.items()]
        makes_record = any(word not in (UNCHECKED, LEAVE) for word in meant)
        return makes_record or (bool(meaning.panel_rules) and LEAVE not in meant)

    def _fallback_id(self, key: str, names: Iterable[str]) -> Steps[str]:
        """Ask for a column with ids where none can be made of some names; return it, or nothing."""
        known = self._on_record.names
        without = [name for name in names if name not in known and not slug(name, whole=True)]
        if not without:
            return ""
        text = (
            f"no id can be made of {plural(len(without), 'name')}, as {without[0]}: from which"
            f" column are these ids, in letters a to z or digits? or {NONE}, to reject the rows"
        )
        answer = yield Question((key,), text, read=self._column_or_none)
        return "" if answer == NONE else answer

    # When

    def _date(self) -> Steps[None]:
        meaning = self._meaning
        text = f"when? a column, one day for all rows as 2026-01-31, or {NONE}"
        likely = self._columns.likely_date() or NONE
        answer = yield Question(("date",), text, likely, read=self._dates, decides=True)
        if answer == NONE:
            return
        if answer not in self._columns.names:
            meaning.day = answer
            return
        meaning.date = answer
        forms = day_forms(self._columns.cells(answer))
        if forms.example:
            forms = yield from self._example(forms)
        meaning.forms = forms.formats
        if forms.lacks_year:
            yield from self._year()
        text = "is it the day of the words, or of the row's last change? (words, row)"
        of = yield Question(("day_of",), text, "words", ("words", "row"), decides=True)
        meaning.is_date_of_row = of == "row"

    def _dates(self, text: str) -> str:
        if _LIKE_A_DATE.match(text) and text not in self._columns.names:
            return self._past_day(text)
        name = self._column_or_none(text)
        if name != NONE and not day_forms(self._columns.cells(name)).formats:
            example = next(iter(self._columns.cells(name)), "")
            hint = f"answer {NONE} or one day; a mapping can read months in other languages"
            raise UsageError(f"no cell of {name} is a day, as “{example}”", hint)
        return name

    def _example(self, forms: DayForms) -> Steps[DayForms]:
        days = tuple(day for day, _ in forms.readings)
        text = f"which day is {forms.example}? ({', '.join(days)})"
        answer = yield Question(("day",), text, words=days)
        return forms.chosen(answer)

    def _year(self) -> Steps[None]:
        def read(text: str) -> str:
            if not re.fullmatch(r"\d{4}(-\d\d)?", text):
                return self._placeholder(text)
            return text

        text = (
            "of which year are days without one? 2022, or 2022-09 for the first such day from"
            " September 2022 on, or a column"
        )
        self._meaning.year = yield Question(("year",), text, read=read)

    def _recorded(self) -> Steps[None]:
        """Ask for the day of the table where rows without a date take theirs from it."""
        meaning = self._meaning
        if meaning.day or (meaning.date and not self._columns.has_blanks(meaning.date)):
            return
        text = (
            "which day is this table from? such as 2026-01-31; rows without a date say what was"
            " known on that day"
        )
        meaning.recorded = yield Question(RECORDED, text, read=self._past_day)

    def _past_day(self, text: str) -> str:
        return past_day(_day(text), self._today)

    # In what words, and from where

    def _words_said(self) -> Steps[None]:
        meaning = self._meaning
        if not meaning.has_statements:
            return
        likely = self._columns.likely("quote")
        likely = NONE if likely in ("", *meaning.stances) else likely
        text = f"in what words? a column, or {NONE}"
        answer = yield Question(("quote",), text, likely, read=self._column_or_none, decides=True)
        if answer == NONE:
            return
        meaning.quote = answer
        words = ("verbatim", "excerpt", _SUMMARY)
        text = f"are these the words themselves? ({', '.join(words)})"
        meaning.wording = yield Question(("wording",), text, words=words)
        if meaning.wording != _SUMMARY:
            text = "in which language are they? a tag as en, or a column of tags"
            meaning.language = yield Question(("language",), text, read=self._language_of)

    def _language_of(self, text: str) -> str:
        """Return a tag of a language, or a column of tags in braces."""
        if not columns_in(text) and text not in self._columns.names:
            if not _LANGUAGE.fullmatch(text):
                hint = "write a tag, as en or pt-BR, or the name of a column"
                raise UsageError(f"not a language tag: {text}", hint)
            return text
        placeholder = self._placeholder(text)
        tags = self._columns.cells(placeholder[1:-1])
        if wrong := [tag for tag in tags if not _LANGUAGE.fullmatch(tag)]:
            hint = f"write a tag as en, or put tags into the column {placeholder[1:-1]}"
            raise UsageError(f"not a language tag: {wrong[0]}", hint)
        return placeholder

    def _source(self) -> Steps[None]:
        meaning = self._meaning
        text = f"from where? a column, the web address of the table, or {NONE} for the table itself"
        likely = self._columns.likely_source() or NONE
        answer = yield Question(("source",), text, likely, read=self._source_of)
        meaning.source = "" if answer == NONE else answer
        if meaning.has_statements:
            channels = get_args(Channel)
            text = f"how was it made public? ({', '.join(channels)})"
            meaning.channel = yield Question(("channel",), text, words=channels)
            text = (
                "who decided which side the words take? a name, or Enter if the words say so"
                " themselves"
            )
            meaning.coder = yield Question(("coded_by",), text, may_be_empty=True)

    def _source_of(self, text: str) -> str:
        is_address = re.match("https?://", text) and text not in self._columns.names
        return text if is_address else self._column_or_none(text)

    # The next versions

    def _key(self) -> Steps[None]:
        meaning = self._meaning
        names = [*columns_in(meaning.who), *filter(None, [meaning.issue_column])]
        likely = self._likely_key(names)
        text = "which columns identify a row in every version of the table? with ; between them"
        lines = [f"{'; '.join(names)} is the same in several rows"] if likely != names else []
        meaning.key = yield Question(
            ("key",), text, "; ".join(likely), read=self._key_columns, lines=tuple(lines)
        )

    def _likely_key(self, names: Sequence[str]) -> list[str]:
        """Return the fewest columns that are likely to tell all rows apart, these first.

        What can change, such as where somebody stands, is none.
        """
        meaning, columns = self._meaning, self._columns
        if columns.distinguish(names):
            return [*names]
        first = [name for name in (meaning.source, meaning.date) if name in columns.names]
        others = [name for name in (*first, *columns.names) if name not in meaning.stances]
        others = [name for name in dict.fromkeys(others) if name not in (*names, *RECORDED)]
        if best := next((name for name in others if columns.distinguish([*names, name])), ""):
            return [*names, best]
        likely = [*names]
        for name in others:
            if columns.count_apart([*likely, name]) > columns.count_apart(likely):
                likely.append(name)
        return likely

    def _key_columns(self, text: str) -> str:
        parts = [part.strip() for part in text.split(";") if part.strip()]
        return "; ".join(self._placeholder(part)[1:-1] for part in parts)

    def _versions(self) -> Steps[None]:
        meaning = self._meaning
        if meaning.has_statements and not (
            meaning.is_dated or meaning.quote or self._has_sources()
        ):
            words = ("moved", "corrected")
            text = (
                "if a later version gives somebody another side, have they moved, or was the table"
                f" corrected? ({', '.join(words)})"
            )
            meaning.changes = yield Question(("side",), text, "moved", words)
        if meaning.words_of_silence and not meaning.is_dated:
            text = "does each version say that the silent were checked again? (yes, no)"
            answer = yield Question(("rechecked",), text, words=("yes", "no"), may_be_empty=True)
            meaning.is_rechecked = answer == "yes"

    def _has_sources(self) -> bool:
        return self._meaning.source in self._columns.names

    def _passed_over(self) -> Iterable[str]:
        meaning = self._meaning
        texts = (meaning.who, meaning.role, meaning.year)
        used = {name for text in texts for name in columns_in(text)}
        used |= {*meaning.stances, meaning.issue_column, meaning.date, meaning.quote}
        used |= {meaning.source, meaning.organization, *meaning.key.split("; ")}
        used |= {meaning.fallback_id, meaning.fallback_id_of_organization}
        used |= {*columns_in(meaning.language)}
        return (name for name in self._columns.names if name not in used)

    # Answers

    def _column(self, text: str) -> str:
        """Return the column that a text names, in braces or without."""
        name = text.strip()
        in_braces = _PLACEHOLDER.fullmatch(name)
        return self._columns.named(in_braces[1] if in_braces else name)

    def _column_or_none(self, text: str) -> str:
        return NONE if text == NONE else self._column(text)

    def _template(self, text: str) -> str:
        if not columns_in(text):
            return self._placeholder(text)
        return _PLACEHOLDER.sub(lambda match: self._placeholder(match[1]), text)

    def _placeholder(self, text: str) -> str:
        """Return a column in braces, which that of the table's day can't be."""
        name = self._column(text)
        [day_of_table] = RECORDED
        if name == day_of_table:
            message = f"{{{name}}} is the day of the table"
            raise UsageError(message, "give the column another name, or name another column")
        return f"{{{name}}}"

    def _role_of(self, text: str) -> str:
        """Return a text with columns, or words, which stand in quotation marks if like a column."""
        if text == NONE:
            raise UsageError("everyone has a role", "write a column, or words such as Member")
        if columns_in(text):
            return self._template(text)
        if _QUOTED.fullmatch(text):
            return text
        if text in self._columns.names:
            return self._placeholder(text)
        with suppress(UnknownNameError):
            name = self._columns.named(text)
            hint = f'write {{{name}}} for the column, or "{text}" for the word'
            raise UsageError(f"{text} could be the column {name}", hint)
        if near := nearest(text, self._columns.names, _ALIKE):
            hint = f'write {{{near[0]}}} for the column, or "{text}" for the word'
            raise UsageError(f"{text} is nearly the column {near[0]}", hint)
        return text


def _unquoted(text: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    return quoted[1] if quoted else text


def _filled(template: str, row: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: row[match[1]], template)


def _names_in(rows: Iterable[Mapping[str, str]], template: str) -> list[str]:
    """Return the different names that a text with columns has in rows without blanks there."""
    columns = columns_in(template)
    named = (row for row in rows if all(row[column] for column in columns))
    return [*dict.fromkeys(_filled(template, row) for row in named)]


def _issues_chosen(text: str, names: Sequence[str]) -> list[str]:
    """Return the issues that an answer chooses of those in a column.

    Raises UsageError for one that isn't there, and for too many.
    """
    if text == ALL:
        chosen = [*names]
    elif text in names:
        chosen = [text]
    else:
        chosen = [part.strip() for part in text.split(";") if part.strip()]
    for name in chosen:
        if name not in names:
            raise UnknownNameError("issue", name, names)
    if len(chosen) > MOST_WORDS:
        raise UsageError(f"these are more than {MOST_WORDS} issues", "name fewer")
    return chosen


def _day(text: str) -> str:
    if not parse(text).is_day:
        raise UsageError(f"not a day: {text}", "write it as 2026-01-31")
    return text
