"""Write what a version changes, as the changelog has it: `python -m tools.release v1.2.3`."""

import re
import sys
from pathlib import Path

from tools import address
from tools.address import Repository

ROOT = Path(__file__).resolve().parents[1]


def notes(tag: str, changelog: str, repository: Repository) -> str:
    """Return the changelog of the version that a tag names, and a link to all its changes.

    Raises ValueError where the repository states no address, or where the tag, the program and
    the changelog do not name one version, or none with a day.
    """
    version = repository.version
    if not repository.address:
        raise ValueError("pyproject.toml states no address")
    if tag != f"v{version}":
        raise ValueError(f"the tag is {tag}, and the program is version {version}")
    part = re.search(
        rf"^## {re.escape(version)}, \d{{4}}-\d\d-\d\d\n(?P<text>.*?)(?=^## |\Z)"
        r"(?:## (?P<previous>[\d.]+), \d{4}-)?",
        changelog,
        re.DOTALL | re.MULTILINE,
    )
    if part is None:
        raise ValueError(f"the changelog has no heading `## {version}, YYYY-MM-DD`")
    text = part["text"].strip() + "\n"
    if part["previous"]:
        text += f"\nEvery change: {repository.changes(part['previous'])}\n"
    return text


def main(arguments: list[str]) -> int:
    """Print the notes; 1 where there are none."""
    try:
        [tag] = arguments
        changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        print(notes(tag, changelog, address.read(ROOT)), end="")
    except ValueError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
