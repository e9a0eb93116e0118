"""Convert the shipped data of 0.3.0 to versions, searches, codings and copies (DESIGN 2).

Usage: python convert.py OLD NEW [REPOSITORY]
  OLD         the data folder as it was (with SEARCHES.csv and CODINGS.csv)
  NEW         the folder to write to; only *.jsonl files are written
  REPOSITORY  a clone whose history has the lines of 27 November 2026 (default: this clone)

Plain Python over JSON lines. Every step prints what it counted.
"""

import csv
import hashlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

OLD, NEW = Path(sys.argv[1]), Path(sys.argv[2])
REPOSITORY = sys.argv[3] if len(sys.argv) > 3 else "CLONE/data"
FILES = ("dataset", "people", "organizations", "issues", "statements", "ties")

# The day of the lines that change: every amendment, removal from a panel, search and coding is of
# this day (`recorded` and `removed` in the data, `day` in SEARCHES.csv, README and CHANGELOG).
DAY = "2026-11-30"
# The last revision before that day: what stood there is version 1 of what was amended on that day.
BEFORE = "82c52b50"
ORDINALS = {"1": "first", "2": "second", "3": "third"}
# The second coder coded "from … CODEBOOK.md as it stood then" (README.md, "How alike two coders
# code"); what CODINGS.csv has in `codebook` says how the codebook speaks of the statement itself.
CODEBOOK = "CODEBOOK.md of 30 November 2026"
IN_CODEBOOK = {"": "", "case": "A case of the codebook. ", "quoted": "Quoted in the codebook. "}
OLD_ISSUE, ISSUE = "george-floyd-2020", "police-practice-2020"
# Why the panel of the earlier wording went: data/CHANGELOG.md, 30 November 2026, "George Floyd",
# and README.md, "The issues and their panels" (in the words of both).
PANEL_REASON = (
    "The proposition took for granted what it asks. police-practice-2020 asks it in other words,"
    " with the same panel; this issue is kept to be read and counts nowhere."
)
# What its replacement's retraction means for a record that was superseded by it: under the new
# rule such a supersession has no effect.
STRANDED = "no-answer-google-apple-meta"


def rfc8785(line):
    """Return the canonical JSON of a line without floats outside what json.dumps writes alike."""
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def with_id(line):
    """Return a new line with its derived id after its kind."""
    content = {key: value for key, value in line.items() if key not in ("id", "recorded")}
    digits = hashlib.sha256(rfc8785(content).encode()).hexdigest()[:12]
    kind, *rest = line.items()
    return dict([kind, ("id", f"{line['kind']}-{digits}"), *rest])


def filled(line):
    """Return a line without what is empty."""
    return {key: value for key, value in line.items() if value not in (None, "", [])}


def read(folder):
    return {
        name: [json.loads(line) for line in (folder / f"{name}.jsonl").open(encoding="utf-8")]
        for name in FILES
    }


def rows_of(name):
    with (OLD / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_before(name):
    """Return the lines of a file as they stood before the day of the changes, by id."""
    command = ["git", "-C", REPOSITORY, "show", f"{BEFORE}:data/{name}.jsonl"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {line["id"]: line for line in map(json.loads, text.splitlines()) if "id" in line}


# -- searches ------------------------------------------------------------------------------------


def search_of(rows):
    """Return the search that these rows are: of one actor, issue, reader and day."""
    first = rows[0]
    wheres = list(dict.fromkeys(row["corpus"] for row in rows))
    queries, notes = [], []
    for number, row in enumerate(rows, start=1):
        is_find = not row["found"].startswith("nothing")
        queries.append(
            filled(
                {
                    "text": row["query"],
                    "where": row["corpus"] if len(wheres) > 1 else None,
                    "pages": int(row["pages_read"]),
                    "found": row["found"] if is_find else None,
                    "addresses": [row["address"]] if row["address"] else [],
                    "records": row["record"].split(),
                }
            )
        )
        if not is_find and row["found"] != "nothing":
            notes.append(f"query {number}: {row['found']}")
    return filled(
        {
            "kind": "search",
            "actors": [first["actor"]],
            "issue": ISSUE if first["issue"] == OLD_ISSUE else first["issue"],
            "date": first["day"],
            "by": f"{ORDINALS[first['reader']]} reader",
            "where": ", ".join(wheres),
            "queries": queries,
            "recorded": first["day"],
            "note": "\n".join(notes),
        }
    )


def searches():
    groups = {}
    for row in rows_of("SEARCHES.csv"):
        groups.setdefault((row["actor"], row["issue"], row["reader"], row["day"]), []).append(row)
    lines = [with_id(search_of(rows)) for rows in groups.values()]
    queries = [query for line in lines for query in line["queries"]]
    print(
        f"searches: {len(lines)} of {len(queries)} queries;",
        f"{sum('found' in query for query in queries)} found something,",
        f"{sum('addresses' in query for query in queries)} have addresses,",
        f"{sum('records' in query for query in queries)} led to"
        f" {len({r for q in queries for r in q.get('records', ())})} records;",
        f"{sum(line.get('note', '').count('query ') for line in lines)} words in notes;",
        f"{sum(line['issue'] == ISSUE for line in lines)} searches on {ISSUE}",
    )
    return lines


# -- codings -------------------------------------------------------------------------------------


def codings(statements):
    lines = []
    for row in rows_of("CODINGS.csv"):
        own = statements[row["record"]]
        assert (own["stance"], own.get("stance_basis", "explicit")) == (row["stance"], row["basis"])
        lines.append(
            with_id(
                filled(
                    {
                        "kind": "coding",
                        "statement": row["record"],
                        "of_version": 1,
                        "by": "second coder",
                        "date": DAY,
                        "stance": row["second_stance"],
                        "stance_basis": row["second_basis"],
                        "codebook": CODEBOOK,
                        "recorded": DAY,
                        "note": IN_CODEBOOK[row["codebook"]] + row["second_reason"],
                    }
                )
            )
        )
    print(f"codings: {len(lines)}")
    return lines


# -- versions ------------------------------------------------------------------------------------


def key_of(line, path):
    """Return the value at a path such as `stance_words.favor`."""
    for key in path.split("."):
        line = (line or {}).get(key)
    return line


def reason_of(amendments):
    """Return the reasons of the amendments of one record and day as one text."""
    by_reason = {}
    for amendment in amendments:
        by_reason.setdefault(amendment["reason"], []).append(amendment["field"].split(".")[0])
    if len(by_reason) == 1:
        return next(iter(by_reason))
    return " ".join(f"{fields[0]}: {reason}" for reason, fields in by_reason.items())


def versions(lines):
    """Return the issues and events with two versions of what was amended or lost its panel."""
    before = of_before("issues")
    amendments = {}
    for name in ("statements", "ties"):
        for line in lines[name]:
            if line["kind"] == "correction" and line["type"] == "amendment":
                assert line["recorded"] == DAY
                amendments.setdefault(line["corrects"], []).append(line)
    written, counts = [], Counter()
    for line in lines["issues"]:
        ours = amendments.pop(line["id"], [])
        removed = [
            entry for entry in line.get("panel", []) if isinstance(entry, dict)
        ]
        assert all(set(entry) == {"actor", "removed"} for entry in removed)
        assert all(entry["removed"] == DAY for entry in removed)
        if not ours and not removed:
            written.append(line)
            continue
        old = before[line["id"]]
        for amendment in ours:
            assert key_of(old, amendment["field"]) == amendment["old"], amendment
        new = dict(line)
        if removed:
            assert old["panel"] == [entry["actor"] for entry in removed]
            new["panel"] = [entry for entry in line["panel"] if isinstance(entry, str)]
        # An event's sources bear its date: those of the amendment are the new version's as well.
        # (No issue has sources, and no amendment of an issue has any.)
        for amendment in ours:
            for source in amendment.get("sources", []):
                assert line["kind"] == "event"
                new["sources"] = [*new["sources"], source]
        editors = {amendment.get("by") for amendment in ours} or {None}
        assert len(editors) == 1
        new = filled(
            {
                **new,
                "version": 2,
                "recorded": DAY,
                "reason": reason_of(ours) if ours else PANEL_REASON,
                "editor": editors.pop(),
            }
        )
        written += [old, new]
        counts["amendments"] += len(ours)
        counts["panel entries removed"] += len(removed)
        counts["version 2 lines"] += 1
        also = sorted(
            key
            for key in {*old, *line}
            if old.get(key) != line.get(key)
            and key not in {amendment["field"].split(".")[0] for amendment in ours}
        )
        print(f"  {line['id']}: {len(ours)} amendments, {len(removed)} removed; also old:", also)
    assert not amendments, amendments
    print("versions:", dict(counts))
    return written


# -- copies, editors -----------------------------------------------------------------------------


def copies(lines):
    """Take `sha256` and `archive_url` out of all sources; return the copies that they name."""
    found, count = {}, Counter()
    for name in FILES:
        for line in lines[name]:
            for source in line.get("sources", []):
                sha256, archive = source.pop("sha256", None), source.pop("archive_url", None)
                if not sha256 and not archive:
                    continue
                count[line["kind"]] += 1
                copy = filled(
                    {
                        "kind": "copy",
                        "url": source["url"],
                        "sha256": sha256,
                        "retrieved": source.get("retrieved"),
                        "archive_url": archive,
                        "recorded": line["recorded"],
                    }
                )
                known = found.setdefault((source["url"], sha256, archive), copy)
                assert known == copy, (known, copy)
    print(f"copies: {len(found)} of {sum(count.values())} sources ({dict(count)})")
    return [with_id(copy) for copy in found.values()]


def corrected(lines):
    """Return corrections with `editor` for `by`, without amendments."""
    kept = []
    for line in lines:
        if line["kind"] == "correction":
            if line["type"] == "amendment":
                continue
            line = {("editor" if key == "by" else key): value for key, value in line.items()}
        kept.append(line)
    return kept


def stranded(lines):
    """Return the retractions of what was superseded by a record that is withdrawn itself.

    Under 0.3.0 it stayed withdrawn. By the new rule the supersession has no effect and is an
    error until it is retracted; then the record would count again, so it is retracted as well.
    """
    corrections = [line for line in lines["statements"] if line["kind"] == "correction"]
    gone = {line["corrects"] for line in corrections if line["type"] == "retraction"}
    [supersession] = [
        line
        for line in corrections
        if line["type"] == "supersession" and line["replacement"] in gone
    ]
    [retraction] = [
        line for line in corrections if line["corrects"] == supersession["replacement"]
    ]
    assert supersession["replacement"] == STRANDED
    print("stranded:", supersession["corrects"], "by", supersession["id"])
    for corrects, reason in (
        (
            supersession["corrects"],
            "Rests on one page alone, which is undated and reads as generated, as the record that"
            f" stood in its place, {STRANDED}, did.",
        ),
        (
            supersession["id"],
            f"Its replacement, {STRANDED}, is withdrawn; what it replaced is withdrawn by itself.",
        ),
    ):
        content = {
            "kind": "correction",
            "type": "retraction",
            "corrects": corrects,
            "recorded": retraction["recorded"],
            "reason": reason,
            "editor": retraction["editor"],
            "sources": retraction["sources"],
        }
        # A correction's id is derived with its `recorded`.
        digits = hashlib.sha256(rfc8785(content).encode()).hexdigest()[:12]
        yield {"kind": "correction", "id": f"correction-{digits}", **content}


def main():
    lines = read(OLD)
    statements = {line["id"]: line for line in lines["statements"]}
    assert not any("former_ids" in line for name in FILES for line in lines[name])
    lines["searches"] = [*searches(), *codings(statements)]
    lines["issues"] = versions(lines)
    for name in ("statements", "ties"):
        lines[name] = corrected(lines[name])
    found_copies = copies(lines)
    lines["copies"] = found_copies
    lines["statements"] += stranded(lines)
    NEW.mkdir(parents=True, exist_ok=True)
    for name, content in lines.items():
        text = "".join(
            json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in content
        )
        (NEW / f"{name}.jsonl").write_text(text, encoding="utf-8")
    kinds = Counter(line["kind"] for content in lines.values() for line in content)
    print("lines:", sum(kinds.values()), dict(kinds))


main()
