"""Turn the searches and codings of a data folder back into SEARCHES.csv and CODINGS.csv.

Usage: python back.py DATA OUT [ORIGINALS]
Writes OUT/SEARCHES.csv and OUT/CODINGS.csv, and compares them cell for cell with ORIGINALS'.

Normalised: nothing in a cell. Rows are compared in their order if that is kept, else as sorted.
From other records than the lines themselves come
  - issue: `police-practice-2020` is written as george-floyd-2020, its id on the day of the search
  - stance, basis: those of the statement, in the version that the coding is of
  - codebook: the beginning of the note
  - settled_*: the record, unless the correction of it settled the coding: a supersession on the
    day of the coding by a statement that differs in stance or basis, or in nothing but its note
"""

import csv
import json
import re
import sys
from pathlib import Path

DATA, OUT = Path(sys.argv[1]), Path(sys.argv[2])
ORIGINALS = Path(sys.argv[3]) if len(sys.argv) > 3 else None
NUMBERS = {"first reader": "1", "second reader": "2", "third reader": "3"}

IN_CODEBOOK = {"A case of the codebook. ": "case", "Quoted in the codebook. ": "quoted"}

lines = [json.loads(line) for file in DATA.rglob("*.jsonl") for line in file.open(encoding="utf-8")]
searches = [line for line in lines if line["kind"] == "search"]
codings = [line for line in lines if line["kind"] == "coding"]
statements = {
    (line["id"], line.get("version", 1)): line for line in lines if line["kind"] == "statement"
}
superseded = {
    line["corrects"]: line
    for line in lines
    if line["kind"] == "correction" and line["type"] == "supersession"
}


def search_rows():
    for line in searches:
        words = dict(re.findall(r"^query (\d+): (.*)$", line.get("note", ""), re.M))
        [actor] = line["actors"]
        for number, query in enumerate(line["queries"], start=1):
            [address] = query.get("addresses") or [""]
            yield {
                "actor": actor,
                "issue": line["issue"].replace("police-practice-2020", "george-floyd-2020"),
                "reader": NUMBERS[line["by"]],
                "query": query["text"],
                "corpus": query.get("where", line["where"]),
                "pages_read": str(query["pages"]),
                "day": line["date"],
                "found": query.get("found") or words.get(str(number), "nothing"),
                "address": address,
                "record": " ".join(query.get("records", [])),
            }


def coded(statement):
    return statement["stance"], statement.get("stance_basis", "explicit")


def settled(statement, day):
    """Return the statement that this one's coding was settled by."""
    correction = superseded.get(statement["id"])
    if correction is None or correction["recorded"] != day:
        return statement
    replacement = statements[correction["replacement"], 1]
    keys = {
        key
        for key in {*statement, *replacement} - {"id", "recorded"}
        if statement.get(key) != replacement.get(key)
    }
    is_settling = coded(statement) != coded(replacement) or keys == {"note"}
    return replacement if is_settling else statement


def coding_rows():
    for line in codings:
        own = statements[line["statement"], line["of_version"]]
        after = settled(own, line["date"])
        words = line.get("note", "")
        place = next((place for place in IN_CODEBOOK if words.startswith(place)), "")
        yield {
            "record": line["statement"],
            "codebook": IN_CODEBOOK.get(place, ""),
            "stance": coded(own)[0],
            "basis": coded(own)[1],
            "second_stance": line["stance"],
            "second_basis": line.get("stance_basis", "explicit"),
            "second_reason": words.removeprefix(place),
            "settled_record": after["id"],
            "settled_stance": coded(after)[0],
            "settled_basis": coded(after)[1],
        }


def write(name, rows):
    rows = list(rows)
    OUT.mkdir(parents=True, exist_ok=True)
    with (OUT / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    if ORIGINALS is None:
        return True
    with (ORIGINALS / name).open(encoding="utf-8", newline="") as file:
        originals = list(csv.DictReader(file))
    in_order = rows == originals
    ours, theirs = (sorted(map(str, table)) for table in (rows, originals))
    cells = sum(map(len, originals))
    is_alike = (OUT / name).read_bytes() == (ORIGINALS / name).read_bytes()
    print(
        f"{name}: {len(rows)} rows, {cells} cells;",
        "equal in order" if in_order else "equal as sorted" if ours == theirs else "DIFFERENT",
        "(and byte for byte)" if is_alike else "(not byte for byte)",
    )
    for row in sorted(set(theirs) - set(ours)):
        print("  only before:", row)
    for row in sorted(set(ours) - set(theirs)):
        print("  only after: ", row)
    return ours == theirs


sys.exit(not all([write("SEARCHES.csv", search_rows()), write("CODINGS.csv", coding_rows())]))
