"""A usage error is one clear line and hints, exits 2, and nothing is answered or written."""

import re
import shlex
from importlib import util
from pathlib import Path

import pytest
from tests.cli.conftest import Refused, Run
from tests.faults.injection import contents

from stancetracker.base import plugins
from stancetracker.index.lookup import source_key
from stancetracker.reports import catalogue

DATE = "hint: write a day as 2026-01-24"
REPORTS = ", ".join(plugins.names(catalogue))
TWO_NAMED = "to compare two datasets, name DIR_A DIR_B without -d"
READS = "query only reads:"
FUNCTIONS = (
    "functions of text, numbers, dates and JSON are, such as count, lower, date, json_extract\n"
)
ERRORS = {
    # The frame.
    "sampel": "unknown command: sampel\nhint: did you mean sample?",
    "\x1b[31m": "unknown command: ^[[31m\nhint: see stancetracker --help",
    "--verson": "no such option: --verson\nhint: did you mean --version?",
    "sample --as-fo x": "no such option: --as-fo\nhint: did you mean --as-of",
    "sample --zzzzzzzz": "no such option: --zzzzzzzz\nhint: see stancetracker sample --help",
    "sample -Q": "no such option: -Q\nhint: see stancetracker sample --help",
    "sample --as-of": "option '--as-of' requires an argument",
    "sample --audience pubic": "unknown value of --audience: pubic\nhint: did you mean public?",
    "sample --audience \x1b?": "unknown value of --audience: ^[?\nhint: one of public, any",
    "sample --limit x\x1b": "invalid value for '--limit': 'x\\x1b' is not a valid int",
    "sample --limit -1": "invalid value for '--limit': -1 is not in the range x>=0",
    "sample a b\x1b\u202e": "got unexpected extra argument(s) (b\\x1b\\u202e)",
    "list --kind persons": "unknown kind: persons\nhint: did you mean person?\n",
    "fail": "missing argument 'HOW'",
    "sample a\ud800": "an argument holds half of a character: a\\ud800\n",
    **{
        f"--{flag}-completion zsh": f"--{flag}-completion takes no shell: zsh\n"
        "hint: run it in the shell that it is for\n"
        for flag in ("install", "show")
    },
    "help formts": "unknown topic: formts\nhint: did you mean formats",
    "help list": "unknown topic: list\nhint: one of exit-codes, dates, formats",
    # The output.
    "sample -f jsn": "unknown format: jsn\nhint: did you mean json or jsonl?",
    "sample -f \u202e": "unknown format: \\u202e\nhint: one of csv",
    "sample --json --csv": "more than one format asked for: json, csv\n",
    "sample -f table --md": "more than one format asked for: table, md\n",
    "sample -o a.doc": "unknown extension: a.doc\nhint: name a format with -f: csv",
    "sample --columns idd": "unknown column: idd\nhint: did you mean id?",
    "list --columns ' , '": "unknown column:  , \n",
    "sample --section oter": "unknown section: oter\nhint: did you mean other?",
    "info --people --known-by 2026-02-30": "no such day: 2026-02-30\n",
    "list --plain": "no such option: --plain\nhint: did you mean --format plain?",
    "list --issue xyz": "unknown issue: xyz\nhint: one of bridge, toll",
    # The question.
    "list --org acmee": "unknown organization: acmee\nhint: did you mean acme?",
    "list --person bob": "unknown person: bob\nhint: did you mean bo?",
    "list --issue brigde": "unknown issue: brigde\nhint: did you mean bridge?",
    "list --source newss": "unknown source: newss\nhint: did you mean news?",
    "list --stance favour": "unknown stance: favour\nhint: did you mean favor?",
    "list --channel memo": "unknown channel: memo\nhint: one of social-post",
    "list --as-of HEAD": "not a date: HEAD\n",
    "list --as-of 01/02/2026": f"not a date: 01/02/2026\n{DATE}",
    "list --known-by 2026-02-30": f"no such day: 2026-02-30\n{DATE}",
    "list --since 2026-01-01..2026-01-02 --until 2026-01-03": "two last days: --since",
    "list --since 2026-01-01..": "not a date: 2026-01-01..\n",
    "list --since ..2026-01-01": "not a date: ..2026-01-01\n",
    "list --since 1/2/26..today": "not a date: 1/2/26",
    "list -d nowhere": "no such folder: nowhere\nhint: name a folder that holds *.jsonl files",
    "list -d /etc/passwd": "not a folder: /etc/passwd\n",
    "list -d ''": "--data is empty\n",
    "list -f svg": "this answer has no figure",
    "list x": ("got unexpected extra argument (x)\nhint: to list from an export: --engine duckdb"),
    # Arguments that are not UTF-8, as the system hands them over.
    "show ada\udcff": "unknown record or name: ada\\udcff",
    "cite https://example.org/\udcff": "unknown record or name: https",
    **{f"list --{flag} x\udcff": "unknown " for flag in ("issue", "person", "org", "source")},
    # The commands.
    "cite ada-2 --as-of 2026-01-01": "ada-2 is not on record as of 2026-01-01\nhint: give a later",
    "cite ada-2 --issue bridge": "--issue is for the standing of an actor\nhint: ada-2 is of kind statement",
    "cite bo --style bibtex --columns key": "both a style and columns asked for: bibtex\nhint: ",
    "cite bo --style bibtex --json": "both a style and a format asked for: bibtex, json\nhint: leave",
    "check --explain futur-date": "unknown code: futur-date\nhint: did you mean future-date",
    "check --explain x": "unknown code: x\nhint: stancetracker check --list",
    "check --format nope": "unknown format: nope\nhint: one of text, github, csv, html, id, json",
    "check --json -f csv": "more than one format asked for: csv, json",
    "check --max-errors 0": "invalid value for '--max-errors': 0 is not in the range x>=1",
    "changes --as-of HEAD..Main": "not a date: HEAD\n",
    "changes": "nothing to compare",
    "changes --as-of 2026-01-01": "nothing to compare",
    "changes --as-of 2026.. --known-by 2026..": "more than one comparison: --as-of, --known-by",
    "changes --rev A.. . .": "more than one comparison: --rev, DIR_A DIR_B",
    "changes .": TWO_NAMED,
    "changes . . -d .": TWO_NAMED,
    "changes --rev ..HEAD": "not two revisions: --rev ..HEAD",
    "changes --rev HEAD..": "not in a git repository",
    "changes --as-of 2026-01-02..2026-01-01": "the first day is after the last: 2026-01-02..2026-01-01",
    "changes --as-of 2026..today": "not one day: 2026",
    "changes --known-by HEAD~1..HEAD": "not a date: HEAD~1\nhint: two days are 2026-01-24..2026-02-01; "
    "two git revisions are --rev A..B",
    "changes nowhere .": "no such folder: nowhere",
    "changes --as-of 2026-01-02.. --columns record": "--columns is for tables and data",
    "changes -f txt": "unknown format: txt\nhint: did you mean text?",
    "export csv": "missing option '-o' / '--output'",
    "export csv -o ''": "--output is empty",
    "export ods -o a": "unknown kind of export: ods\nhint: one of csv, ftm, jsonld, parquet, sqlite, xlsx\n",
    "export csv -o a --person nobody": "unknown person: nobody",
    "query 'DROP TABLE person'": f"{READS} changing tables or views is not allowed\nhint: write one SELECT",
    "query 'DELETE FROM person'": f"{READS} DELETE is not allowed\nhint: write one SELECT",
    "query \"ATTACH 'x' AS x\"": f"{READS} ATTACH is not allowed\nhint: write one SELECT",
    "query 'select zeroblob(1)'": f"{READS} the function zeroblob is not allowed\nhint: {FUNCTIONS}",
    "query 'select char(0xd800) as c'": "Could not decode to UTF-8 column 'c'\n",
    "query 'SELECT * FROM persn'": "no such table: persn\n"
    "hint: SELECT * FROM persn\nhint:               ^\nhint: did you",
    "query 'SELECT 1 AS a, 2 AS a'": "two columns are called a\nhint: give one another name with AS",
    "query ''": "query takes one SELECT\nhint: such as:",
    "report silense": "unknown report: silense\nhint: did you mean silence?",
    "report nothing": f"unknown report: nothing\nhint: one of {REPORTS}",
    "report": "missing argument 'NAME'\nhint: see stancetracker report --help",
    "report silence --section checks": "unknown section: checks\nhint: did you mean check?",
    "report rates --silent": "--silent doesn't apply to this report\n"
    "hint: it is about whole panels",
    "schema statment": "unknown kind: statment\nhint: did you mean statement?\n",
    "schema person x": "no view is asked for of a person",
    "schema sql x": "unknown view: x\nhint: stancetracker schema sql lists them\n",
    "search ''": 'nothing to search for\nhint: give words, "a phrase"',
    "search x --all": "no such option: --all\nhint: ",
    "serve nowhere.sqlite": "not a file that `export sqlite` wrote: nowhere.sqlite",
    "serve a.sqlite --as-of 2026-01-20": "--as-of asks a dataset, and FILE answers its own question",
    "serve --port 70000": "invalid value for '-p' / '--port': 70000 is not in the range",
    "serve --person nobody": "unknown person: nobody",
    "show ''": "REF is empty\n",
    "show adaa": "unknown record or name: adaa\nhint: did you mean ada",
    "show ada --silent": "no such option: --silent\nhint: ",
    "cite ''": "REF is empty\n",
    "draft '' --issue bridge": "ARTICLE is empty\n",
    "scan '' --issue bridge": "ARCHIVE is empty\n",
    "site ''": "DIR is empty",
    "watch --readings ''": "--readings is empty\nhint: give it a value, or leave it out",
    "watch --checked-by ' '": "--checked-by is empty",
    "import x.csv --map ''": "--map is empty",
    "add --checked-by Me": "--checked-by signs proposals\nhint: name them: --proposals FILE",
    "add --json a --form b": "--json, --form and --proposals are additions of their own\nhint: run",
    "list -o ''": "--output is empty",
    "add --form x --comment ''": "--comment is empty",
    "site site --url example.org": "not a site's address: example.org",
    "site site --issue bridge": "no such option: --issue",
    # The commands that write.
    "add": "nothing to add\nhint: name a kind (coding, copy, correction, event,",
    "add statment": "unknown command: statment\nhint: did you mean statement?",
    "add -n tie": "flags go after the kind\nhint: stancetracker add tie ...",
    "add tie --actr x": "no such option: --actr\nhint: did you mean --actor",
    "add --json nowhere.jsonl": "can't read nowhere.jsonl: No such file or directory\n",
    "archive nobody": "unknown record: nobody\n",
    "init new --map x.toml": "--map applies only with --from",
    "init new --from x.txt": "unknown extension: x.txt",
    "init new --from x.csv": "can't read x.csv",
    "init new --install $(x)": "not a requirement: $(x)",
}


EXTRA = {"archive": "warcio", "serve": "datasette"}
"""What must be installed for a command to get as far as its mistake."""


@pytest.mark.parametrize("line", ERRORS)
def test_a_usage_error_is_a_line_with_hints_and_changes_nothing(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    if (library := EXTRA.get(line.partition(" ")[0])) is not None:
        pytest.importorskip(library)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    before, data = sorted(tmp_path.rglob("*")), contents(small)
    status, out, err = run(*shlex.split(line))
    _, *hints = err.splitlines()
    # Typer 0.27 to 0.29 write an argument's name in capitals or not.
    told = re.sub(
        "(?<=^stancetracker: missing argument ')[a-z]+", lambda name: name[0].upper(), err
    )

    assert (2, "") == (status, out)
    assert told.startswith(f"stancetracker: {ERRORS[line]}")
    assert [] == [hint for hint in hints if not hint.startswith("hint: ")]
    assert {"\x1b", "\u202e"}.isdisjoint(err)
    assert (before, data) == (sorted(tmp_path.rglob("*")), contents(small))


MISSING = {
    "archive": ("warcio", "evidence"),
    "check --quotes": ("warcio", "evidence"),
    "draft article.txt --issue bridge --url https://example.org/a --engine llm": ("llm", "llm"),
    "export parquet -o a": ("pyarrow", "parquet"),
    "list --engine duckdb s3://ledger/out": ("s3fs", "s3"),
    "serve": ("datasette", "web"),
}


@pytest.mark.parametrize("line", MISSING)
def test_a_missing_library_is_named_with_its_extra(
    refused: Refused, data: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    library, extra = MISSING[line]
    for needed in ("duckdb", "fsspec", "pyarrow") if library == "s3fs" else ():
        pytest.importorskip(needed)
    (data / "article.txt").write_text("“The bridge is good,” Fay said.\n")
    (data / "archive").mkdir()
    (data / "archive" / f"{source_key('https://example.org/ada2')}-2026-01-01.warc.gz").touch()
    monkeypatch.chdir(data)
    find_spec = util.find_spec
    monkeypatch.setattr(
        util, "find_spec", lambda name: None if name == library else find_spec(name)
    )
    before = sorted(data.rglob("*"))

    assert refused(*line.split()).endswith(f'hint: pip install "stancetracker[{extra}]"\n')
    assert before == sorted(data.rglob("*"))
