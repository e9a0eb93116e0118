"""Write a site into its folder: only what differs, and nothing but files that a site has.

The folder is a site's once a marker lies in it, which is written first: a run that was cut short
can be run again. What earlier runs wrote and this one does not is removed; files of other names
stay.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from stancetracker.addons.site.pages.page import FOLDERS
from stancetracker.base.errors import WriteError
from stancetracker.ledger import files
from stancetracker.ledger.folder import dataset_around
from stancetracker.ledger.journal import is_staged, staged

NAME: Final = ".stancetracker-site.json"
_OURS: Final = re.compile(
    rf"(?:(?:{'|'.join(FOLDERS.values())})/(?:[a-z0-9]+(?:-[a-z0-9]+)*/){{0,3}})?"
    r"(?:index\.(?:html|json|csv)|feed\.xml|[a-z]+\.svg|card\.png)"
    r"|sitemap(?:-[1-9][0-9]*)?\.xml|CITATION\.cff",
    re.ASCII,
)
_PAGE: Final = "index.html"
Change = Literal["new", "changed", "unchanged", "removed"]
OnChange = Callable[[Change, Path], None]
_AGAIN: Final = "each file of the site is whole, the old or the new one; run it again"


def joined(chunks: Iterable[str | bytes]) -> bytes:
    """Return texts as the bytes of one file."""
    return b"".join(
        chunk if isinstance(chunk, bytes) else chunk.encode("utf-8", "backslashreplace")
        for chunk in chunks
    )


def place(root: Path, name: str, new: bytes, beside: Path | None) -> Change:
    """Make a file in a folder that is there hold this, by way of a file beside it.

    Without that, only report what would be done. A link is replaced, and never followed.
    Raises OSError; then the file is as it was.
    """
    change: Change = "changed"
    try:
        if files.content(root, name) == new:
            return "unchanged"
    except FileNotFoundError:
        change = "new"
    except OSError:  # a link, or a file that can't be read
        pass
    if beside is not None:
        files.write(beside.parent, beside.name, new)
        beside.replace(root / name)
    return change


def claim(path: Path) -> Path:
    """Return the real path of a site's folder, if a site may be written there; write nothing yet.

    Raises WriteError where it is no folder, holds something else, or lies in a dataset: beside or
    below a `dataset` record. Loose records, which `add --json` takes, make no dataset.
    """
    root = Path(os.path.realpath(path))
    if dataset := dataset_around(root):
        message = (
            f"{path} is inside a dataset's folder, as {dataset} holds records; nothing was written"
        )
        raise WriteError(message, "name another folder, or move that file if it is in no dataset")
    try:
        inside = {item.name for item in os.scandir(root)}
    except FileNotFoundError:
        return root
    except OSError as error:
        raise WriteError(
            f"can't write a site to {path}: {error.strerror}; nothing was written"
        ) from None
    # A repository without a file is as good as an empty folder.
    others = {name for name in inside if name != ".git" and not is_staged(name)}
    if others and NAME not in inside:
        hint = "name a new folder, an empty one, or one that holds a site"
        raise WriteError(
            f"{path} is not empty and holds no site made by stancetracker; nothing was written",
            hint,
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
            place(root, NAME, b'{"made by": "stancetracker site"}\n', folder / "made")
        yield folder / "made"


@dataclass
class Tree:
    """A folder of pages.

    A dry run, with nothing `beside`, reports what would be written, and writes nothing.
    """

    root: Path
    on_change: OnChange
    beside: Path | None
    files: Counter[Change] = field(default_factory=Counter)
    hashes: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file that this run wrote or left as it was, by name."""
    _folders: set[str] = field(default_factory=lambda: {""})
    """The folders in which this run may write: no link leads there."""

    def write(self, name: str, chunks: Iterable[str | bytes]) -> None:
        """Write a file, unless it already holds the text.

        Raises WriteError.
        """
        assert _OURS.fullmatch(name), name
        path = self.root / name
        with _telling(path):
            content = joined(chunks)
            self._enter(name.rpartition("/")[0])
            change = place(self.root, name, content, self.beside)
        self._count(change, name, sha256(content).hexdigest())

    def leave(self, hashes: Mapping[str, str]) -> bool:
        """Leave files as they are if each has this SHA-256; return whether all have."""
        for name, hash in hashes.items():
            content = self._content(name) if _OURS.fullmatch(name) else None
            if content is None or sha256(content).hexdigest() != hash:
                return False
        for name, hash in hashes.items():
            self._count("unchanged", name, hash)
        return True

    def write_picture(self, name: str, draw: Callable[[], bytes], of: str, drawing: str) -> None:
        """Write a picture of a drawing, then the drawing `of` that name.

        It is drawn only where the drawing differs, as nothing of a site takes longer. The drawing
        is written last, so that one that is there has its picture.

        Raises WriteError.
        """
        picture = self._content(name) if self._content(of) == joined([drawing]) else None
        self.write(name, [draw() if picture is None else picture])
        self.write(of, [drawing])

    def _content(self, name: str) -> bytes | None:
        """Return what a file holds; None where there is none of our own, as for a link."""
        with suppress(OSError):
            return files.content(self.root, name)
        return None

    def pages(self) -> Iterator[str]:
        """Yield the path of each page that this run wrote or left as it was."""
        return (
            name.removesuffix(_PAGE) for name in self.hashes if name.rpartition("/")[2] == _PAGE
        )

    def finish(self) -> None:
        """Remove what only earlier runs wrote, with the folders that this leaves empty.

        Raises WriteError.
        """
        for path in sorted(self._left_over()):
            with _telling(path):
                if self.beside is not None:
                    path.unlink()
                    for folder in list(path.relative_to(self.root).parents)[:-1]:
                        with suppress(OSError):  # not empty
                            (self.root / folder).rmdir()
            self._report("removed", path)

    def _count(self, change: Change, name: str, hash: str) -> None:
        self.hashes[name] = hash
        self._report(change, self.root / name)

    def _report(self, change: Change, path: Path) -> None:
        self.files[change] += 1
        self.on_change(change, path)

    def _left_over(self) -> Iterator[Path]:
        """Yield the files of a site that this run did not write; no link leads to any."""
        for folder, folders, files_in_folder in os.walk(self.root):
            if Path(folder) == self.root:
                # What `os.walk` enters is changed in place.
                folders[:] = [name for name in folders if name in FOLDERS.values()]
            paths = [Path(folder, name) for name in files_in_folder]
            yield from (path for path in paths if self._is_left_over(path))

    def _is_left_over(self, path: Path) -> bool:
        """Return whether a file is of a site, and not of this run."""
        name = path.relative_to(self.root).as_posix()
        return name not in self.hashes and _OURS.fullmatch(name) is not None

    def _enter(self, folder: str) -> None:
        """Make a folder, and those on the way to it.

        Raises WriteError where a link, or what is no folder, is there, and OSError.
        """
        if folder in self._folders:
            return
        self._enter(folder.rpartition("/")[0])
        path = self.root / folder
        if not os.path.lexists(path):
            if self.beside is not None:
                path.mkdir()
        elif path.is_symlink() or not path.is_dir():
            raise WriteError(
                f"not a folder, or a link (links are not followed): {path}", "move it away"
            )
        self._folders.add(folder)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Raise an OSError about a file as a WriteError."""
    try:
        yield
    except OSError as error:
        raise WriteError(f"could not write {path}: {error.strerror}", _AGAIN) from error
