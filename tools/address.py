"""Links that need the address of the repository, which pyproject.toml states once.

Used while a package is built, where nothing but Python is installed.
"""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

NO_NAME: Final = "OWNER/stancetracker"
"""What docs call the repository before it has an address."""
_LINK: Final = re.compile(r"\]\((?![a-z]+:|#)(?P<path>[^)\s#]+)(?P<anchor>#[^)\s]+)?\)")
_VERSION: Final = re.compile(r'^__version__ = "(.*)"$', re.MULTILINE)
# As in `uses: OWNER/stancetracker@COMMIT # v1.2.3`.
_ACTION: Final = re.compile(r"(?<=uses: )[\w.-]+/[\w.-]+@COMMIT # v[\d.]+")
_HOOKS: Final = re.compile(r"(?<=- repo: )\S+\n( +)rev: v[\d.]+")
_GITHUB: Final = "https://github.com"


class Repository(NamedTuple):
    """Where the repository and its pages are, each `""` before it is anywhere."""

    address: str
    """As https://github.com/OWNER/NAME."""
    pages: str
    """Where the dataset's pages are published, and below them the docs; it ends in a slash."""
    version: str

    @property
    def name(self) -> str:
        """Return its owner and name, by which actions are called."""
        return urlsplit(self.address).path.strip("/") or NO_NAME

    @property
    def docs(self) -> str:
        """Return the address of the docs."""
        return f"{self.pages}docs/" if self.pages else ""

    def file(self, path: str) -> str:
        """Return the address of a file, as it is in this version."""
        return f"{self.address}/blob/v{self.version}/{path}"

    def urls(self) -> dict[str, str]:
        """Return the links that a package index shows, by their names; none without an address."""
        if not self.address:
            return {}
        return {
            "Homepage": self.pages,
            "Documentation": self.docs,
            "Source": self.address,
            "Issues": f"{self.address}/issues",
            "Changelog": f"{self.docs}changelog.html",
        }

    def readme(self, text: str) -> str:
        """Return README as it stands outside the repository, its links whole."""
        if not self.address:
            return text
        return _LINK.sub(
            lambda link: f"]({self.file(link['path'])}{link['anchor'] or ''})",
            text,
        )

    def changes(self, previous_version: str) -> str:
        """Return the address of all that has changed since another version."""
        return f"{self.address}/compare/v{previous_version}...v{self.version}"


def read(root: Path) -> Repository:
    """Read the address from pyproject.toml, and the version from the package.

    Raises ValueError for an address that is none, or one whose pages can't be derived.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    settings = project["tool"]["stancetracker"]
    package = root / "src" / "stancetracker" / "base" / "__init__.py"
    version = _VERSION.search(package.read_text(encoding="utf-8"))
    assert version is not None
    address = settings["address"].rstrip("/")
    return Repository(address, _pages(address, settings.get("pages", "")), version[1])


def _pages(address: str, pages: str) -> str:
    if not address:
        return ""
    if not re.fullmatch(r"https://[\w.-]+/[\w.-]+/[\w.-]+", address):
        raise ValueError(f"not a repository's address: {address}; write {_GITHUB}/OWNER/NAME")
    if not pages and not address.startswith(f"{_GITHUB}/"):
        raise ValueError("`pages` is needed: only those of a repository on GitHub are known")
    owner, name = urlsplit(address).path.strip("/").split("/")
    return f"{pages.rstrip('/')}/" if pages else f"https://{owner.lower()}.github.io/{name}/"


def _citation(repository: Repository, text: str) -> str:
    """Return CITATION.cff with the version and, if there is one, the address."""
    text = re.sub("^ *(repository-code|url): .*\n", "", text, flags=re.MULTILINE)
    links = ""
    if repository.address:
        links = f"repository-code: {repository.address}\nurl: {repository.docs}\n"
        text = text.rstrip("\n") + f"\n    url: {repository.pages}\n"
    return re.sub("(?m)^version: .*\n", f"version: {repository.version}\n{links}", text)


def _github(repository: Repository, text: str) -> str:
    """Return the examples of workflows and hooks with the repository's name and version."""
    tag = f"v{repository.version}"
    text = _ACTION.sub(f"{repository.name}@COMMIT # {tag}", text)
    address = repository.address or f"{_GITHUB}/{NO_NAME}"
    return _HOOKS.sub(rf"{address}\n\1rev: {tag}", text)


def _dataset(repository: Repository, text: str) -> str:
    """Return the record of the dataset, with the addresses that it has not: of pages and forms."""
    if not repository.address:
        return text
    addresses = {"url": repository.pages}
    if repository.address.startswith(f"{_GITHUB}/"):
        addresses["forms"] = f"{repository.address}/issues/new/choose"
    record = json.loads(text)
    addresses |= {name: record.pop(name) for name in [*addresses] if name in record}
    fields = {}
    for name, value in record.items():
        fields[name] = value
        if name == "contact":
            fields |= addresses
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


FILES: Final[dict[str, Callable[[Repository, str], str]]] = {
    "CITATION.cff": _citation,
    "data/dataset.jsonl": _dataset,
    "docs/github.md": _github,
}
"""The files of the repository that hold its address or version."""


def filled(root: Path) -> dict[str, str]:
    """Return the text of each of these files with the address and version in it."""
    repository = read(root)
    texts = {name: (root / name).read_text(encoding="utf-8") for name in FILES}
    return {name: FILES[name](repository, text) for name, text in texts.items()}
