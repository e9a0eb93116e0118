"""The mapping of a table whose columns a person explained."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from stancetracker.addons.tables.meaning import LEAVE, UNCHECKED, Meaning
from stancetracker.addons.tables.toml import inline, table
from stancetracker.base.text import slug

_LONGEST_WORD: Final = 16
_BRACES: Final = "{}"
_OF_MAPPINGS: Final = f"{_BRACES}[]"
_ACTOR_OF_PEOPLE: Final = "person"
_ACTOR_OF_ORGANIZATIONS: Final = "organization"


def mapping_text(meaning: Meaning) -> str:
    """Return the text of the mapping, in TOML."""
    return "\n".join(_Writer(meaning).lines()) + "\n"


class _Writer:
    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning
        self._organization = self._free_name(_ACTOR_OF_ORGANIZATIONS)
        of_people = self._free_name(_ACTOR_OF_PEOPLE)
        self._actor = of_people if meaning.is_of_people else self._organization
        self._kind = _ACTOR_OF_PEOPLE if meaning.is_of_people else _ACTOR_OF_ORGANIZATIONS

    def _free_name(self, kind: str) -> str:
        """Return a name for the actors of a kind that no column has."""
        columns = self._meaning.columns
        names = (kind, *(f"{kind}-{number}" for number in range(2, len(columns) + 2)))
        return next(name for name in names if name not in columns)

    def lines(self) -> Iterator[str]:
        meaning = self._meaning
        yield f"# What the columns of {inline(meaning.title)} mean; docs/importing.md explains it."
        dialect = {
            "encoding": meaning.encoding,
            "sheet": meaning.sheet,
            "empty": meaning.blanks,
        }
        if written := {key: value for key, value in dialect.items() if value}:
            yield from table("[table]", written)
        for record in meaning.new_issues:
            yield from table("[[records]]", record)
        for panel in self._panels():
            yield from table("[[panel]]", panel)
        yield from self._actors()
        yield from table("[versions]", self._versions())
        if meaning.side:
            [issue] = self._issues()[:1]
            yield from table("[[row]]", self._statement("", [], issue))
        for column, words in meaning.words_that_say.items():
            yield from table("[[row]]", self._statement(column, words, self._issue_of(column)))
        for column, words in meaning.words_of_silence.items():
            yield from table("[[row]]", self._silence(column, words, self._issue_of(column)))
        for skip in self._skips():
            yield from table("[[skip]]", skip)
        if meaning.issue_column:
            yield from table("[tables.issues]", meaning.issues)

    def _issues(self) -> list[Any]:
        """Return the issues of the table, as values of a mapping."""
        if self._meaning.issue_column:
            return [{"column": self._meaning.issue_column, "values": "issues"}]
        return [*dict.fromkeys(self._meaning.issues.values())]

    def _issue_of(self, column: str) -> Any:
        return self._meaning.issues.get(column) or self._issues()[0]

    def _panels(self) -> Iterator[dict[str, Any]]:
        """Yield the panels that those whom the table lists join."""
        meaning = self._meaning
        of = "people" if meaning.is_of_people else "organizations"
        for rule in dict.fromkeys(meaning.panel_rules.values()):
            ids = [id for id, rule_of_panel in meaning.panel_rules.items() if rule_of_panel == rule]
            for issue in self._issues_of_panels(ids):
                yield {"issue": issue, "rule": _plain(rule), "of": of}

    def _issues_of_panels(self, ids: Collection[str]) -> list[Any]:
        """Return issues by their ids, as values of a mapping."""
        meaning = self._meaning
        if not meaning.issue_column:
            return [*ids]
        words = [word for word, id in meaning.issues.items() if id in ids]
        issue: dict[str, Any] = {"column": meaning.issue_column, "values": "issues"}
        if len(words) < len(meaning.issues):
            issue |= self._when(meaning.issue_column, words)
        return [issue]

    def _actors(self) -> Iterator[str]:
        meaning = self._meaning
        name: Any = meaning.who
        if meaning.same:
            name = {"text": name, "values": meaning.same, "otherwise": name}
        if meaning.organization:
            organization = {
                "kind": _ACTOR_OF_ORGANIZATIONS,
                "name": f"{{{meaning.organization}}}",
                "otherwise": "make",
            }
            if meaning.fallback_id_of_organization:
                organization["fallback_id"] = f"{{{meaning.fallback_id_of_organization}}}"
            yield from table(f"[actors.{self._organization}]", organization)
        actor = {"kind": self._kind, "name": name, "otherwise": "make"}
        if meaning.fallback_id:
            actor["fallback_id"] = f"{{{meaning.fallback_id}}}"
        if meaning.is_of_people:
            role: Any = meaning.role
            if meaning.role_of_blank:
                role = {"first": [role, meaning.role_of_blank]}
            membership = {"role": role}
            if meaning.organization:
                membership["organization"] = f"{{{self._organization}}}"
            actor["memberships"] = [membership]
        yield from table(f"[actors.{self._actor}]", actor)

    def _versions(self) -> dict[str, Any]:
        meaning = self._meaning
        word = slug(meaning.title).replace("-", "").lstrip("0123456789")[:_LONGEST_WORD]
        first, *others = meaning.key.split("; ")
        versions: dict[str, Any] = {"name": word or "table"}
        versions["key"] = f"{{{first}}}" + "".join(f"[, {{{name}}}]" for name in others)
        if meaning.changes:
            versions["side"] = meaning.changes
        if meaning.is_rechecked:
            versions["rechecked"] = True
        return versions

    def _statement(self, column: str, words: list[str], issue: Any) -> dict[str, Any]:
        meaning = self._meaning
        conditions = self._when(column, words) if column else self._when_on_an_issue()
        fields: dict[str, Any] = {"kind": "statement", **conditions}
        fields |= {"speaker": f"{{{self._actor}}}", "issue": issue}
        fields["date"] = self._date("../{recorded}", is_open=True)
        if column:
            meant = {word: meaning.meanings[column][word] for word in words}
            fields["stance"] = {"column": column, "values": meant}
        else:
            fields["stance"] = meaning.side
        fields |= self._words_said(column)
        if meaning.coder:
            fields |= {"stance_basis": "inferred", "coded_by": _plain(meaning.coder)}
            fields["note"] = self._note_on_side(column)
        return fields | {"channel": meaning.channel, "sources": self._sources()}

    def _note_on_side(self, column: str) -> Any:
        """Return what is to be known of the side of a statement, beside its words or summary."""
        quote = self._meaning.quote
        by_whom = f"{_plain(self._meaning.coder)} decided which side this takes."
        if not quote:
            return by_whom
        return {"first": [{"text": self._listed(column), "filled": quote}, by_whom]}

    def _words_said(self, column: str) -> dict[str, Any]:
        meaning, listed = self._meaning, self._listed(column)
        if not meaning.quote:
            return {"summary": listed}
        if not meaning.language:
            summary = {"column": meaning.quote, "lines": "fold"}
            return {"summary": {"first": [summary, listed]}}
        return {
            "quote": {"column": meaning.quote},
            "wording": {"text": meaning.wording, "filled": meaning.quote},
            "language": {"text": meaning.language, "filled": meaning.quote},
            "summary": {"text": listed, "empty": meaning.quote},
        }

    def _listed(self, column: str) -> str:
        """Return how the table has it, as a text of a mapping."""
        title = _plain(self._meaning.title)
        shown = column or self._meaning.issue_column
        if not shown or set(_BRACES) & set(shown):
            return f"Listed in the table {title}."
        return f"Listed with “{{{shown}}}” under {_plain(shown)} in the table {title}."

    def _silence(self, column: str, words: list[str], issue: Any) -> dict[str, Any]:
        meant = {word: self._meaning.meanings[column][word] for word in words}
        return {
            "kind": "silence",
            **self._when(column, words),
            "actors": [f"{{{self._actor}}}"],
            "issue": issue,
            "date": self._date("{recorded}", is_open=False),
            "basis": "reported",
            "response": {"column": column, "values": meant},
            "sources": self._sources(),
        }

    def _when(self, column: str, words: list[str]) -> dict[str, Any]:
        return {"when": {column: words}}

    def _when_on_an_issue(self) -> dict[str, Any]:
        """Return the condition on rows that all take one side."""
        meaning = self._meaning
        return self._when(meaning.issue_column, [*meaning.issues]) if meaning.issue_column else {}

    def _date(self, without: str, *, is_open: bool) -> Any:
        meaning = self._meaning
        if not meaning.date:
            return meaning.day or without
        date: dict[str, Any] = {"column": meaning.date, "format": meaning.forms}
        if meaning.year:
            date["year"] = meaning.year
        if meaning.is_date_of_row and is_open:
            date["up_to"] = True
        return {"first": [date, without]}

    def _sources(self) -> list[Any]:
        meaning = self._meaning
        whole = f"{_plain(meaning.title)}, version of {{recorded}}"
        the_table: dict[str, Any] = {"citation": whole, "tier": "secondary"}
        if meaning.source.startswith(("http://", "https://")):
            return [{"url": _plain(meaning.source), **the_table}]
        if not meaning.source:
            return [the_table]
        address = {"like": {meaning.source: ["http://*", "https://*"]}}
        of_row = [
            {"url": {"column": meaning.source, **address}, "tier": "secondary"},
            {"citation": {"column": meaning.source}, "tier": "secondary"},
        ]
        return [{"first": [*of_row, the_table]}]

    def _skips(self) -> Iterator[dict[str, Any]]:
        """Yield the rows that make no record; whom they name may be on the panel."""
        meaning = self._meaning
        topic = meaning.issue_column
        unsaid = {
            column: [*_words_meaning(meant, UNCHECKED), ""]
            for column, meant in meaning.meanings.items()
        }
        if topic:
            # A row with an answer and no issue is rejected.
            others = meaning.other_issues if unsaid else [*meaning.other_issues, ""]
            if others:
                yield {"when": {topic: others}}
        if topic and unsaid:
            yield {"when": {topic: [""], **unsaid}}
        if unsaid:
            of_issues = {topic: [*meaning.issues]} if topic else {}
            skip: dict[str, Any] = {"when": {**of_issues, **unsaid}}
            yield skip | ({"panel": True} if meaning.panel_rules else {})
        for column, meant in meaning.meanings.items():
            if words := _words_meaning(meant, LEAVE):
                yield {"when": {column: words}}


def _words_meaning(meant: dict[str, str], meaning: str) -> list[str]:
    return [word for word, meant_by in meant.items() if meant_by == meaning]


def _plain(text: str) -> str:
    """Return a text as a mapping writes it, where braces and brackets mean something."""
    return "".join(mark * 2 if mark in _OF_MAPPINGS else mark for mark in text)
