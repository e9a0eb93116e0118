"""Make a new dataset for GitHub: data files, checks for every pull request."""

import json
import os
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.contribute.add import FILES
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
