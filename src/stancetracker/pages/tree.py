"""Write a site into its folder: only what differs, never touching files of others.

What an earlier run wrote and this one does not is removed. A name is in the manifest before its file is there, so a run
that was cut short can be run again.
"""

import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from stancetracker.base.errors import WriteError
from stancetracker.ledger.folder import records_around
from stancetracker.ledger.staging import is_staged, staged

NAME: Final = ".stancetracker-site.json"
# Names in a manifest are a stranger's words: none of them may lead out of the folder, or to what is no page.
_OURS: Final = re.compile(
    r"(?:(?:issues|people|organizations|sources|r)/(?:[a-z0-9]+(?:-[a-z0-9]+)*/){0,3})?"
    r"(?:index\.(?:html|json|csv)|[a-z]+\.svg|card\.png)"
    r"|feed\.xml|sitemap(?:-[1-9][0-9]*)?\.xml|CITATION\.cff",
    re.ASCII,
)
_READING: Final = os.O_RDONLY | sum(
    getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)


def are_ours(names: Iterable[str]) -> bool:
    """Return whether files of a site have these names."""
    return all(map(_OURS.fullmatch, names))


def read_manifest(path: Path) -> frozenset[str]:
    """Read the list in a file; an empty one where there is none.

    Raises WriteError for a list that no run of ours wrote, OSError where it can't be read.
    """
    try:
        with os.fdopen(os.open(path, _READING), "rb") as opened:
            held = frozenset(json.loads(opened.read())["files"])
        if are_ours(held):
            return held
    except FileNotFoundError:
        return frozenset()
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise WriteError(f"not a list of this site's files: {path}", "name another folder")


Change = Literal["new", "changed", "unchanged", "removed"]


def place(path: Path, chunks: Iterable[str | bytes], beside: Path | None) -> Change:
    """Make the file hold the text, by way of a file beside it; without that, say what would be done.

    A link is replaced, and never followed. Raises OSError; then the file is as it was.
    """
    new = b"".join(
        chunk if isinstance(chunk, bytes) else chunk.encode("utf-8", "backslashreplace") for chunk in chunks
    )
    change: Change = "changed"
    try:
        with os.fdopen(os.open(path, _READING), "rb") as there:
            if there.read() == new:
                return "unchanged"
    except FileNotFoundError:
        change = "new"
    except OSError:  # a link, or a file that can't be read
        pass
    if beside is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(new)
        beside.replace(path)
    return change


OnChange = Callable[[Change, Path], None]
# A repository without a file is as good as an empty folder.
_ALLOWED: Final = frozenset({".git"})
_AGAIN: Final = "each file of the site is whole, the old or the new one; run it again"


def claim(path: Path) -> Path:
    """Return the real path of a site's folder, if a site may be written there; write nothing yet.

    Raises WriteError where it is no folder, holds something else, or lies in a dataset.
    """
    root = Path(os.path.realpath(path))
    if found := records_around(root / "site.jsonl"):
        message = f"{path} is inside a dataset's folder, as {found} holds records; nothing was written"
        raise WriteError(message, "name another folder, or move that file if it is in no dataset")
    try:
        inside = {item.name for item in os.scandir(root)}
    except FileNotFoundError:
        return root
    except OSError as error:
        raise WriteError(f"can't write a site to {path}: {error.strerror}; nothing was written") from None
    others = {name for name in inside - _ALLOWED if not is_staged(name)}
    if others and NAME not in inside:
        hint = "name a new folder, an empty one, or one that holds a site"
        raise WriteError(
            f"{path} is not empty and holds no site made by stancetracker; nothing was written", hint
        )
    return root


@contextmanager
def beside(root: Path) -> Iterator[Path]:
    """Yield a path where each file is written before it is renamed to its place.

    Raises WriteError.
    """
    with ExitStack() as stack:
        with _telling(root):
            root.mkdir(parents=True, exist_ok=True)
            folder = stack.enter_context(staged(root))
        yield folder / "made"


class Tree:
    """A folder of pages with its manifest; a dry run reports what would be written, and writes nothing."""

    def __init__(self, root: Path, on_change: OnChange, beside: Path | None) -> None:
        """Read what is there; `beside` is None for a dry run.

        Raises WriteError for a manifest that is none.
        """
        self._root = root
        self._on_change = on_change
        self._beside = beside
        self._sound: set[str] = set()
        with self._telling(NAME):
            self.held = read_manifest(self._path(NAME))

    def begin(self, names: Iterable[str]) -> None:
        """Record which files there will be, before any is written.

        Raises WriteError where one is there already that is not ours.
        """
        names = frozenset(names)
        assert are_ours(names), names
        for name in sorted(names - self.held):
            self._refuse_foreign(name)
        self._keep(self.held | names)

    def write(self, name: str, chunks: Iterable[str | bytes]) -> None:
        """Write a file, unless it already holds the text.

        Raises WriteError.
        """
        assert name in self.held, name
        with self._telling(name):
            path = self._path(name)
            change = place(path, chunks, self._beside)
        self._on_change(change, path)

    def finish(self, names: Iterable[str]) -> None:
        """Remove what earlier runs wrote and this one did not.

        Raises WriteError.
        """
        names = frozenset(names)
        for name in sorted(self.held - names):
            self._remove(name)
        self._keep(names)

    def _keep(self, held: frozenset[str]) -> None:
        """Write the manifest."""
        self.held = held
        if self._beside is not None:
            with self._telling(NAME):
                listed = json.dumps({"files": sorted(held)}, indent=0)
                place(self._path(NAME), [listed, "\n"], self._beside)

    def _remove(self, name: str) -> None:
        with self._telling(name):
            path = self._path(name)
            if not os.path.lexists(path):
                return
            if self._beside is not None:
                path.unlink()
                self._prune(path)
        self._on_change("removed", path)

    def _prune(self, path: Path) -> None:
        """Remove the folders that a removed file leaves empty."""
        for folder in list(path.relative_to(self._root).parents)[:-1]:
            with suppress(OSError):  # not empty
                (self._root / folder).rmdir()

    def _refuse_foreign(self, name: str) -> None:
        with self._telling(name):
            path = self._path(name)
            if os.path.lexists(path):
                hint = "move it away, or name another folder"
                raise WriteError(f"not written by an earlier run, so not overwritten: {path}", hint)

    def _path(self, name: str) -> Path:
        """Return the path of a file.

        Raises WriteError where a link, or what is no folder, is on the way.
        """
        folder, _, last = name.rpartition("/")
        if folder not in self._sound:
            self._refuse_links(folder)
            self._sound.add(folder)
        return self._root / folder / last

    def _refuse_links(self, folder: str) -> None:
        path = self._root
        for part in folder.split("/") if folder else ():
            path = path / part
            try:
                mode = os.lstat(path).st_mode
            except FileNotFoundError:
                return
            if not stat.S_ISDIR(mode):
                raise WriteError(f"not a folder, or a link (links are not followed): {path}", "move it away")

    def _telling(self, name: str) -> AbstractContextManager[None]:
        return _telling(self._root / name)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Raise an OSError about a file as a WriteError."""
    try:
        yield
    except OSError as error:
        raise WriteError(f"could not write {path}: {error.strerror}", _AGAIN) from error
