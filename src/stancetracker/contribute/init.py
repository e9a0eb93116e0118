"""Make a new dataset for GitHub: data files, checks for every pull request, a mapping guessed from a table."""

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final, get_args

from jinja2 import StrictUndefined, Template

from stancetracker.base.errors import DateError, UsageError, WriteError
from stancetracker.base.text import fold, in_json, slug
from stancetracker.base.vocabulary import Channel, Response, Stance
from stancetracker.contribute.add import FILES
from stancetracker.contribute.table import files
from stancetracker.contribute.table.files import ROW, WHY, Table
from stancetracker.contribute.table.mapping import Dialect
from stancetracker.contribute.table.values import read_date
from stancetracker.ledger.journal import is_staged, staged, sync, sync_one
from stancetracker.ledger.jsonl import parse

_TEMPLATES: Final = Path(__file__).parent / "templates"
_OF_PROGRAM: Final = {
    ".github/workflows/check.yml": "check.yml",
    ".github/workflows/comment.yml": "comment.yml",
    ".github/workflows/pages.yml": "pages.yml",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
}
"""The files that install the program, and their templates."""
_OTHERS: Final = {
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    "README.md": "README.md",
}
_MARK: Final = re.compile("@([A-Z]+)@")
# What is safe between double quotes in a shell and in YAML.
_REQUIREMENT: Final = re.compile(r"[\w .@:/+#=<>~,\[\]-]+", re.ASCII)
_QUESTION: Final = '"?"'
_DEGREE: Final = re.compile(r"^(strongly|fully) ")
_LEANING: Final = re.compile(r"^(leaning|leans|lean|somewhat|mostly|likely) ")
_MOST_WORDS: Final = 15


def requirement(stated: str | None) -> str | None:
    """Return what pip installs the program from: as stated, else where this one came from, by PEP 610.

    None where it came from a folder, which no other machine has, or from an index: nothing says which, and elsewhere
    nobody may hold its name. Raises UsageError for what is no requirement.
    """
    if stated is not None:
        if not _REQUIREMENT.fullmatch(stated):
            hint = "write what pip installs, as NAME @ URL#sha256=HASH"
            raise UsageError(f"not a requirement: {stated}", hint)
        return stated
    try:
        said = json.loads(distribution("stancetracker").read_text("direct_url.json") or "null")
    except PackageNotFoundError:
        return None
    if said is None or said["url"].startswith("file:"):
        return None
    vcs, hashes = said.get("vcs_info"), said.get("archive_info", {}).get("hashes", {})
    url = f"{vcs['vcs']}+{said['url']}@{vcs['commit_id']}" if vcs else said["url"]
    found = f"stancetracker @ {url}" + (f"#sha256={hashes['sha256']}" if "sha256" in hashes else "")
    return found if _REQUIREMENT.fullmatch(found) else None


def contents(card: Mapping[str, str | None], install: str | None) -> Mapping[str, bytes]:
    """Return the files of an empty dataset; without a requirement to `install`, none that needs the program.

    `card` has its title, publisher, licence and contact. Raises UsageError for missing or invalid ones.
    """
    if missing := [f"--{name}" for name, given in card.items() if not given]:
        raise UsageError(
            f"a dataset needs {', '.join(missing)}", 'write them as --title "Wind power"'
        )
    said = {name: " ".join(str(given).split()) for name, given in card.items()}
    parsed = parse((json.dumps({"kind": "dataset", **said}) + "\n").encode(), "dataset")
    if parsed.problems:
        raise UsageError(f"invalid: {parsed.problems[0].message}")
    data = {f"data/{name}": b"" for name in sorted(set(FILES.values()))}
    data[f"data/{FILES['dataset']}"] = f"{parsed.lines[0].canonical}\n".encode()
    licence = "LICENSE.CC-BY-4.0" if said["licence"] == "CC-BY-4.0" else "LICENSE.other"
    templates = {**_OTHERS, "LICENSE": licence, **(_OF_PROGRAM if install else {})}
    marks = {name.upper(): text for name, text in said.items()}
    return {
        **data,
        **{name: _filled(template, install, marks) for name, template in templates.items()},
    }


def upgraded(folder: Path, install: str | None) -> Mapping[str, bytes]:
    """Return the workflows and hooks of a dataset that are not as this version writes them.

    Raises UsageError where the folder holds no dataset, or nothing is known to install.
    """
    if install is None:
        hint = "--install 'stancetracker @ URL#sha256=HASH'"
        raise UsageError("nothing says from where GitHub can install this program", hint)
    if not (folder / "data" / FILES["dataset"]).is_file():
        raise UsageError(f"no dataset in {folder}: no data/{FILES['dataset']}")
    ours = {name: _filled(template, install, {}) for name, template in _OF_PROGRAM.items()}
    there = {name: (folder / name).read_bytes() for name in ours if (folder / name).is_file()}
    return {name: text for name, text in ours.items() if there.get(name) != text}


def _filled(template: str, install: str | None, marks: Mapping[str, str]) -> bytes:
    """Return a file; without something to install, without the lines that install it."""
    lines = (_TEMPLATES / template).read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if install or "@INSTALL@" not in line)
    return _MARK.sub(lambda mark: {"INSTALL": str(install), **marks}[mark[1]], text).encode()


def make_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files, or fill an empty one, which stays the folder it is; raises WriteError."""
    refuse_filled(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with staged(path) as folder:
            for name, content in files.items():
                made = folder / "made" / name
                made.parent.mkdir(parents=True, exist_ok=True)
                made.write_bytes(content)
            sync(folder / "made")
            for item in sorted((folder / "made").iterdir()):
                item.rename(path / item.name)
            sync_one(path)
        sync_one(path.parent)
    except OSError as error:
        raise WriteError(f"can't make {path}: {error.strerror}") from None


def refuse_filled(path: Path) -> None:
    """Raise WriteError where this is a folder that holds anything, or no folder at all."""
    try:
        inside = [
            item.name
            for item in os.scandir(path)
            if item.name != ".git" and not is_staged(item.name)
        ]
    except FileNotFoundError:
        return
    except OSError as error:
        raise WriteError(f"can't make {path}: {error.strerror}; nothing was changed") from None
    if inside:
        hint = "name a new folder, or an empty one"
        raise WriteError(f"not empty: {path}; nothing was changed", hint)


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


def guess(content: bytes, form: str, title: str) -> str:
    """Return the text of a mapping for a table of this title.

    A text that is not UTF-8 is read as cp1252, in which spreadsheets of the West save it. Raises as `files.read`.
    """
    is_utf8 = form not in ("csv", "tsv") or content.decode(errors="ignore").encode() == content
    table = files.read(
        content, form, Dialect.model_validate({"encoding": None if is_utf8 else "cp1252"})
    )
    known = tomllib.loads((_TEMPLATES / "guess.toml").read_text(encoding="utf-8"))
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
