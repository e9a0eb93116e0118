"""Recognize lines in the format of version 0.3.0, which this version does not read."""

import json
from collections.abc import Iterable

from stancetracker.base.errors import Problem, UsageError

VERSION = "0.3.0"


class OldFormatError(UsageError):
    """A revision is in the format of an earlier version of the program."""

    def __init__(self, revision: str, what: str) -> None:
        message = f"{revision} is in the format of stancetracker {VERSION}: it has {what}"
        super().__init__(message, f"read it with version {VERSION}, or name a later revision")


def refuse_old_format(revision: str, problems: Iterable[Problem]) -> None:
    """Raise OldFormatError where a line that can't be read is one of the earlier format."""
    for problem in problems:
        if what := _old_feature(problem.line_text or ""):
            raise OldFormatError(revision, what)


def _old_feature(text: str) -> str:
    """Return what a line has that only the earlier format knows; '' for nothing."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(values, dict):
        return ""
    if values.get("type") == "amendment":
        return "amendments"
    if values.get("kind") == "correction" and "by" in values:
        return "corrections with `by`"
    if "former_ids" in values:
        return "former ids"
    panel = values.get("panel")
    entries = panel if isinstance(panel, list) else []
    if any(isinstance(entry, dict) and {"recorded", "removed"} & {*entry} for entry in entries):
        return "panels with days of recording"
    sources = values.get("sources")
    entries = sources if isinstance(sources, list) else []
    if any(isinstance(entry, dict) and {"sha256", "archive_url"} & {*entry} for entry in entries):
        return "copies in sources"
    return ""
