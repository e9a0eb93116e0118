"""Make a new dataset for GitHub: data files, and checks for every pull request."""

import json
import os
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final, NamedTuple

from stancetracker.base import DISTRIBUTION
from stancetracker.base.errors import UsageError, WriteError
from stancetracker.contribute.add import FILES
from stancetracker.ledger import files
from stancetracker.ledger.files import shipped
from stancetracker.ledger.journal import is_staged, staged, sync, sync_one, write_whole
from stancetracker.ledger.jsonl import parse

_TEMPLATES: Final = Path(__file__).parent / "templates"
_CHOICE_OF_FORMS: Final = ".github/ISSUE_TEMPLATE/config.yml"
"""A file of the repository's own choices, which nothing depends on."""
_AUTOMATION_TEMPLATES: Final = {
    _CHOICE_OF_FORMS: "ISSUE_TEMPLATE/config.yml",
    ".github/ISSUE_TEMPLATE/silence.yml": "ISSUE_TEMPLATE/silence.yml",
    ".github/ISSUE_TEMPLATE/statement.yml": "ISSUE_TEMPLATE/statement.yml",
    ".github/ISSUE_TEMPLATE/wrong.yml": "ISSUE_TEMPLATE/wrong.yml",
    ".github/dependabot.yml": "dependabot.yaml",
    ".github/workflows/check.yml": "check.yml",
    ".github/workflows/comment.yml": "comment.yml",
    ".github/workflows/forms.yml": "forms.yml",
    ".github/workflows/pages.yml": "pages.yml",
    ".github/workflows/watch.yml": "watch.yml",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
}
"""The files that install the program, need it or update the actions, and their templates."""
_OTHER_TEMPLATES: Final = {
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    "README.md": "README.md",
}
_LICENCE_TEMPLATES: Final = {"CC-BY-4.0": "LICENSE.CC-BY-4.0"}
_OTHER_LICENCE_TEMPLATE: Final = "LICENSE.other"
# A blank of a template: `@TITLE@`.
_BLANK: Final = re.compile("@([A-Z]+)@")
_INSTALL: Final = "INSTALL"
_EVIDENCE: Final = "EVIDENCE"
"""What installs the program with its extra `evidence`."""
_OWN_REQUIREMENT: Final = re.compile(
    rf"{DISTRIBUTION}(?:\[(?P<extras>[^\]]*)\])?(?P<rest>(?:[ @=<>~].*)?)"
)
"""A requirement that names the program."""
# What is safe between double quotes in a shell and in YAML.
_REQUIREMENT: Final = re.compile(r"[\w .@:/+#=<>~,\[\]-]+", re.ASCII)


class Card(NamedTuple):
    """The answers that a new dataset needs."""

    title: str | None
    publisher: str | None
    licence: str | None
    contact: str | None


def requirement(stated: str | None) -> str | None:
    """Return what pip installs the program from: as stated, else where this copy came from.

    None if it came from a folder, which no other machine has, or from an index: nothing says which,
    and elsewhere nobody may hold its name.

    Raises UsageError for a text that is no requirement.
    """
    if stated is None:
        return _requirement_of_this_copy()
    if not _REQUIREMENT.fullmatch(stated):
        hint = "write what pip installs, as NAME @ URL#sha256=HASH"
        raise UsageError(f"not a requirement: {stated}", hint)
    return stated


def _requirement_of_this_copy() -> str | None:
    """Return where pip says that this copy came from (PEP 610)."""
    try:
        text = distribution(DISTRIBUTION).read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    origin: dict[str, Any] | None = json.loads(text or "null")
    if origin is None or origin["url"].startswith("file:"):
        return None
    url = origin["url"]
    if vcs := origin.get("vcs_info"):
        url = f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    hashes = origin.get("archive_info", {}).get("hashes", {})
    if "sha256" in hashes:
        url = f"{url}#sha256={hashes['sha256']}"
    requirement = f"{DISTRIBUTION} @ {url}"
    return requirement if _REQUIREMENT.fullmatch(requirement) else None


def new_files(card: Card, install: str | None, recorded: str) -> Mapping[str, bytes]:
    """Return the files of an empty dataset of a day, by their paths.

    Without a requirement to `install`, no file needs the program.

    Raises UsageError for missing or invalid answers.
    """
    missing = [f"--{name}" for name, answer in card._asdict().items() if not answer]
    if missing:
        hint = 'write them as --title "Wind power"'
        raise UsageError(f"a dataset needs {', '.join(missing)}", hint)
    answers = {name: " ".join(answer.split()) for name, answer in card._asdict().items()}
    files = {f"data/{name}": b"" for name in sorted(set(FILES.values()))}
    files[f"data/{FILES['dataset']}"] = _dataset_line({**answers, "recorded": recorded})
    templates = {
        **_OTHER_TEMPLATES,
        "LICENSE": _LICENCE_TEMPLATES.get(answers["licence"], _OTHER_LICENCE_TEMPLATE),
    }
    if install:
        templates |= _AUTOMATION_TEMPLATES
    blanks = {name.upper(): answer for name, answer in answers.items()}
    for name, template in templates.items():
        files[name] = _fill(template, install, blanks)
    return files


def _dataset_line(fields: Mapping[str, str]) -> bytes:
    """Return the line of the `dataset` record; raises UsageError for invalid fields."""
    line = json.dumps({"kind": "dataset", **fields}) + "\n"
    parsed = parse(line.encode(), "dataset")
    if parsed.problems:
        raise UsageError(f"invalid: {parsed.problems[0].message}")
    return f"{parsed.lines[0].canonical}\n".encode()


def outdated_files(folder: Path, install: str | None) -> Mapping[str, bytes]:
    """Return the workflows and hooks of a dataset that differ from those of this version.

    They are returned as this version writes them, by their paths.

    Raises UsageError if the folder holds no dataset, or there is nothing to install.
    """
    if install is None:
        hint = "--install 'stancetracker @ URL#sha256=HASH'"
        raise UsageError("nothing says from where GitHub can install this program", hint)
    if not (folder / "data" / FILES["dataset"]).is_file():
        raise UsageError(f"no dataset in {folder}: no data/{FILES['dataset']}")
    outdated: dict[str, bytes] = {}
    for name, template in _AUTOMATION_TEMPLATES.items():
        content = _fill(template, install, {})
        present = _content(folder, name)
        is_own_choice = name == _CHOICE_OF_FORMS and present is not None
        if present != content and not is_own_choice:
            outdated[name] = content
    return outdated


def _content(folder: Path, name: str) -> bytes | None:
    try:
        return files.content(folder, name)
    except OSError:
        return None


def replace(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files of a dataset anew, each whole, following no link; raises WriteError."""
    for name, content in contents.items():
        try:
            files.make_parents(folder, name)
            write_whole(folder, name, content)
        except OSError as error:
            raise WriteError(f"can't write to {folder / name}: {error.strerror}") from None


def _fill(template: str, install: str | None, blanks: Mapping[str, str]) -> bytes:
    """Return a template, filled; without something to install, without the lines that do so."""
    lines = shipped(_TEMPLATES / template).splitlines(keepends=True)
    if not install:
        lines = [line for line in lines if f"@{_INSTALL}@" not in line]
    texts = {_INSTALL: str(install), _EVIDENCE: _with_evidence(str(install)), **blanks}
    return _BLANK.sub(lambda blank: texts[blank[1]], "".join(lines)).encode()


def _with_evidence(install: str) -> str:
    """Return a requirement of the program with its extra `evidence`."""
    requirement_parts = _OWN_REQUIREMENT.fullmatch(install)
    if requirement_parts:
        extras = ",".join(filter(None, (requirement_parts["extras"], "evidence")))
        return f"{DISTRIBUTION}[{extras}]{requirement_parts['rest']}"
    return f"{DISTRIBUTION}[evidence] @ {install}" if "://" in install else install


def make_folder(path: Path, contents: Mapping[str, bytes]) -> None:
    """Make a folder with these files, or fill an empty one, which stays the folder it is.

    Raises WriteError.
    """
    refuse_filled(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with staged(path) as stage:
            whole = stage / "made"
            whole.mkdir()
            for name, content in contents.items():
                files.write(whole, name, content)
            sync(whole)
            for item in sorted(whole.iterdir()):
                item.rename(path / item.name)
            sync_one(path)
        sync_one(path.parent)
    except OSError as error:
        raise WriteError(f"can't make {path}: {error.strerror}") from None


def refuse_filled(path: Path) -> None:
    """Raise WriteError if this is a folder that holds anything, or no folder at all."""
    try:
        names = [item.name for item in os.scandir(path)]
    except FileNotFoundError:
        return
    except OSError as error:
        raise WriteError(f"can't make {path}: {error.strerror}; nothing was changed") from None
    if any(name != ".git" and not is_staged(name) for name in names):
        hint = "name a new folder, or an empty one"
        raise WriteError(f"not empty: {path}; nothing was changed", hint)
