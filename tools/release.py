"""Write what a version changes, as the changelog has it: `python -m tools.release v1.2.3`."""

import re
import sys
from pathlib import Path

from stancetracker import __version__

CHANGELOG = Path(__file__).resolve().parents[1] / "CHANGELOG.md"


def notes(tag: str, changelog: str, version: str) -> str:
    """The part of the changelog about the version that a tag names.

    Raises ValueError where the tag, the program and the changelog do not name one version, or none
    with a day.
    """
    if tag != f"v{version}":
        raise ValueError(f"the tag is {tag}, and the program is version {version}")
    found = re.search(
        rf"^## {re.escape(version)}, (\d{{4}}-\d\d-\d\d)\n(.*?)(?=^## |\Z)",
        changelog,
        re.DOTALL | re.MULTILINE,
    )
    if found is None:
        raise ValueError(f"the changelog has no heading `## {version}, YYYY-MM-DD`")
    return found[2].strip() + "\n"


def main(arguments: list[str]) -> int:
    """Print the notes; 1 where there are none."""
    try:
        [tag] = arguments
        print(notes(tag, CHANGELOG.read_text(encoding="utf-8"), __version__), end="")
    except ValueError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
