"""Every side is in the words of its issue, wherever people read it."""

import re
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.datasets import lines_of, write

from stancetracker.base import plugins
from stancetracker.ledger.folder import Folder
from stancetracker.reports import catalogue

FORMATS = ("table", "plain", "md", "html")
LEDGER = """
{"kind": "dataset", "title": "Bridges", "publisher": "Us", "licence": "CC0-1.0", "contact": "a@b.example"}
{"kind": "organization", "id": "acme"}
{"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"} {"kind": "person", "id": "di"}
{"kind": "issue", "id": "spans", "title": "Spans", "proposition": "There should be spans",
 "panel": ["ada", "bo", "cy", "di"], "stance_words": {"favor": "for spans", "against": "against spans"}}
{"kind": "petition", "id": "letter", "issue": "spans", "title": "A letter", "published": "2026-01-02",
 "organizers": ["acme"], "addressees": ["ada", "bo"], "demands": [{"id": "build", "text": "Build."}]}
{"kind": "event", "id": "vote", "issues": ["spans"], "title": "A vote", "date": "2026-01-03", "trigger": true}
{"kind": "statement", "id": "yes", "speaker": "ada", "issue": "spans", "date": "2026-01-05", "stance": "favor",
 "demands": ["letter/build"]}
{"kind": "statement", "id": "no", "speaker": "ada", "issue": "spans", "date": "2026-01-20", "stance": "against",
 "stance_basis": "inferred", "coded_by": "Us", "note": "From the whole."}
{"kind": "statement", "id": "both", "speaker": "di", "issue": "spans", "date": "2026-01-09", "stance": "mixed"}
{"kind": "statement", "id": "firm", "speaker": "acme", "issue": "spans", "date": "2026-01-08", "stance": "against"}
{"kind": "statement", "id": "memo", "speaker": "bo", "issue": "spans", "date": "2026-01-10", "stance": "against",
 "audience": "internal", "made_public": "2026-01-12"}
{"kind": "silence", "id": "none", "actors": ["bo"], "issue": "spans", "date": "2026-01-15"}
{"kind": "reply", "id": "answer", "to": "no", "by": "ada", "date": "2026-01-25", "text": "Not quite."}
{"kind": "statement", "id": "wrong", "speaker": "cy", "issue": "spans", "date": "2026-01-11", "stance": "against"}
{"kind": "correction", "id": "gone", "corrects": "wrong", "recorded": "2026-02-02"}
"""
COMMANDS = [
    ("list",),
    ("list", "--all"),
    ("list", "--audience", "any"),
    ("show", "ada"),
    ("show", "spans"),
    ("show", "no"),
    ("show", "wrong"),
    ("search", "words"),
    ("cite", "ada"),
    ("cite", "spans"),
    ("cite", "no"),
    ("due",),
    ("changes", "--as-of", "2026-01-01..2026-02-28"),
    *(("report", name) for name in plugins.names(catalogue)),
]
IN_EVERY_FORMAT = (("list",), ("show", "ada"), ("cite", "ada"), ("report", "timeline"))
"""Commands of which each prints a stance in a way of its own."""
BARE = re.compile(
    r"""
    \bin\ favor\b                     # the word of no issue
    | (?<![\w.-])(?:against|favor)\b  # the value of a stance
      (?!\ spans)                     # but the words of the issue
    """,
    re.VERBOSE,
)
# What a page says to a browser, the name of a field, and which word stands for which side.
_NOT_READ = re.compile(
    r"<style>.*?</style>|<script.*?</script>|<[^>]*>|stance_words\.\w+"
    r"|favor = for spans · against = ",
    re.DOTALL,
)


@pytest.fixture
def ledger(tmp_path: Path) -> Folder:
    return write(tmp_path / "ledger", lines_of(LEDGER))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_reading_command_prints_a_stance_without_the_words_of_its_issue(
    run: Run, ledger: Folder, command: tuple[str, ...]
) -> None:
    for format_name in FORMATS if command in IN_EVERY_FORMAT else ("table",):
        status, out, err = run(*command, "-f", format_name, "-d", str(ledger.path))
        text = _NOT_READ.sub(" ", out.replace("\n", " "))

        assert (
            status,
            [text[match.start() - 60 : match.end() + 40] for match in BARE.finditer(text)],
        ) == (0, []), err


@pytest.mark.parametrize(
    "command", [("list",), ("show", "ada"), ("cite", "ada"), ("report", "speech")]
)
def test_an_inferred_side_says_so(run: Run, ledger: Folder, command: tuple[str, ...]) -> None:
    for format_name in FORMATS:
        _, out, _ = run(
            *command, "-f", format_name, "-d", str(ledger.path), "--as-of", "2026-02-28"
        )

        assert "against spans (inferred)" in re.sub(r"\s+", " ", out.replace("\\", ""))
