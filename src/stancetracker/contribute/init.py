"""Make a new dataset for GitHub: data files, a merge rule, checks for every pull request."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from stancetracker.base.errors import UsageError
from stancetracker.contribute.add import FILES
from stancetracker.ledger.canonical import canonical
from stancetracker.ledger.folder import packaged, read
from stancetracker.ledger.jsonl import parse
from stancetracker.ledger.model.dataset import Dataset

DEFAULT_LICENCE: Final = "CC-BY-4.0"
_TEMPLATES: Final = Path(__file__).parent / "templates"
_PLACE: Final = {
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    ".github/workflows/check.yml": "check.yml",
    ".github/workflows/comment.yml": "comment.yml",
    ".github/workflows/pages.yml": "pages.yml",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    "README.md": "README.md",
}
_MARK: Final = re.compile("@([A-Z]+)@")
_INSTALL: Final = "@INSTALL@"
# What is safe between double quotes in a shell and in YAML.
_REQUIREMENT: Final = re.compile(r"[\w .@:/+#=<>~,\[\]-]+", re.ASCII)


@dataclass(frozen=True)
class Card:
    """A dataset's title, publisher, licence and contact; None where not known yet."""

    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    contact: str | None = None

    def missing(self) -> tuple[str, ...]:
        """Return the names of the missing fields."""
        return tuple(field.name for field in fields(self) if not getattr(self, field.name))


def requirement(stated: str | None) -> str | None:
    """Return what pip installs the program from: as stated, else where this one came from, by PEP 610.

    None where it came from a folder, which no other machine has, or from an index: nothing says which, and elsewhere
    nobody may hold its name. Raises UsageError for what is no requirement.
    """
    if stated is not None:
        if not _REQUIREMENT.fullmatch(stated):
            raise UsageError(
                f"not a requirement: {stated}", "write what pip installs, as NAME @ URL#sha256=HASH"
            )
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


def contents(card: Card, install: str | None) -> Mapping[str, bytes]:
    """Return the files of an empty dataset; without a requirement to `install`, none that needs the program.

    Raises UsageError for missing or invalid fields.
    """
    record = _record(card)
    data = {f"data/{name}": b"" for name in sorted(set(FILES.values()))}
    data[f"data/{FILES['dataset']}"] = f"{canonical(record)}\n".encode()
    return {**data, **_around(record, install)}


def upgraded(folder: Path, install: str | None) -> Mapping[str, bytes]:
    """Return the workflows and hooks of a dataset that are not as this version writes them.

    Raises UsageError where the folder holds no dataset, or nothing is known to install.
    """
    if install is None:
        raise UsageError(
            "nothing says from where GitHub can install this program",
            "--install 'stancetracker @ URL#sha256=HASH'",
        )
    try:
        content = (folder / "data" / FILES["dataset"]).read_bytes()
    except OSError as error:
        raise UsageError(f"no dataset in {folder}: {error.strerror}") from None
    record = _record_in(content)
    if record is None:
        raise UsageError(f"no `dataset` record in {folder / 'data' / FILES['dataset']}")
    ours = {name: text for name, text in _around(record, install).items() if name.endswith((".yml", ".yaml"))}
    there = {name: (folder / name).read_bytes() for name in ours if (folder / name).is_file()}
    return {name: text for name, text in ours.items() if there.get(name) != text}


def example(install: str | None) -> Mapping[str, bytes]:
    """Return the files of a copy of the dataset that comes with the program.

    Raises NoDatasetError where none came with it.
    """
    folder = packaged()
    data = {f"data/{file.name}": read(file) for file in folder.files()}
    [record] = filter(None, map(_record_in, data.values()))
    notes = {f"data/{name}": (folder.path / name).read_bytes() for name in ("README.md", "LICENSE")}
    return {**data, **_around(record, install), **notes, "LICENSE": notes["data/LICENSE"]}


def _record_in(content: bytes) -> Dataset | None:
    """Return the `dataset` record of a data file, if it is there."""
    records = (line.record for line in parse(content, "").lines)
    return next((record for record in records if isinstance(record, Dataset)), None)


def _record(card: Card) -> Dataset:
    if missing := card.missing():
        flags = ", ".join(f"--{name}" for name in missing)
        raise UsageError(f"a dataset needs {flags}", "give them, or run this on a terminal to be asked")
    said = {field.name: " ".join(str(getattr(card, field.name)).split()) for field in fields(card)}
    parsed = parse((json.dumps({"kind": "dataset", **said}) + "\n").encode(), "dataset")
    if parsed.problems:
        raise UsageError(f"invalid: {parsed.problems[0].message}")
    record = parsed.lines[0].record
    assert isinstance(record, Dataset)
    return record


def _around(record: Dataset, install: str | None) -> Mapping[str, bytes]:
    """Return the files around the data."""
    said = {"INSTALL": install or "", **{name.upper(): str(value) for name, value in record}}
    licence = "LICENSE.CC-BY-4.0" if record.licence == DEFAULT_LICENCE else "LICENSE.other"
    found = {}
    for name, template in {**_PLACE, "LICENSE": licence}.items():
        text = (_TEMPLATES / template).read_text(encoding="utf-8")
        if install is None and _INSTALL in text:
            if name != "README.md":
                continue
            text = "".join(line for line in text.splitlines(keepends=True) if _INSTALL not in line)
        found[name] = _MARK.sub(lambda mark: said[mark[1]], text).encode()
    return found
