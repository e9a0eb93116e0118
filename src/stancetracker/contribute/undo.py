"""How to undo an addition, by what git has of its lines."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from stancetracker.base.text import plural
from stancetracker.contribute.add import PlacedAddition
from stancetracker.ledger import git
from stancetracker.ledger.folder import DataFile, Folder, read
from stancetracker.ledger.journal import Change
from stancetracker.ledger.kinds import DERIVED

_ONCE_COMMITTED: Final = "once committed, edit it on your branch"
_ONCE_MERGED: Final = "once merged, withdraw it: stancetracker amend ID --retract"


def sentence(folder: Folder, additions: Sequence[PlacedAddition]) -> str:
    """Say how to undo an addition now, and how once it is committed or merged."""
    is_in_git = True
    try:
        git.place_of(folder)
    except git.HistoryError:
        is_in_git = False
    lines_by_file: dict[str, list[str]] = {}
    for addition, place in additions:
        lines_by_file.setdefault(place.file, []).append(addition.line)
    paths = [_path(folder, name) for name in lines_by_file]
    if is_in_git and all(_are_only_changes(folder, *item) for item in lines_by_file.items()):
        step = f"git restore {' '.join(paths)}"
    else:
        step = f"delete {plural(len(additions), 'line')} of {', '.join(paths)}"
        if len(additions) == 1:
            step = f"delete line {additions[0].place.line} of {paths[0]}"
    later = [_ONCE_COMMITTED] if is_in_git else []
    if any(addition.kind in DERIVED for addition, _ in additions):
        later.append(
            _ONCE_MERGED if is_in_git else "once published, stancetracker amend ID --retract"
        )
    return "; ".join([f"to undo: {step}", *later])


def sentence_for_files(folder: Folder, changes: Sequence[Change]) -> str:
    """Say how to undo a change that replaced files or made new ones."""
    new_names = [change.name for change in changes if not change.before]
    replaced = [change for change in changes if change.before]
    steps = [_restoring(folder, replaced)] if replaced else []
    if new_names:
        steps.append(f"delete {', '.join(_path(folder, name) for name in new_names)}")
    return f"to undo: {'; '.join(steps)}"


def _restoring(folder: Folder, changes: Sequence[Change]) -> str:
    """Say how to put back files as they were."""
    paths = [_path(folder, change.name) for change in changes]
    try:
        is_committed = all(
            git.committed(folder, change.name) == change.before for change in changes
        )
    except git.HistoryError:
        is_committed = False
    if is_committed:
        return f"git restore {' '.join(paths)}"
    return f"put back what {', '.join(paths)} had before, which no commit has"


def _path(folder: Folder, name: str) -> str:
    return shlex.quote(os.path.relpath(folder.path / name))


def _are_only_changes(folder: Folder, name: str, lines: Sequence[str]) -> bool:
    """Return whether a file is as in the last commit but for these lines at its end."""
    before = git.committed(folder, name)
    if before is None:
        return False
    added = "".join(f"{line}\n" for line in lines).encode()
    return read(DataFile(name, Path(folder.path, name))) == before + added
