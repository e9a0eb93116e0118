"""Compare two folders of answers by baseline.py; name each difference by the rule that makes it.

Usage: python compare.py BEFORE AFTER [DATA]   (DATA: the converted data, to prove rules by)
Exit 1 if a difference has no rule.
"""
import json, sys
from collections import Counter
from pathlib import Path

BEFORE, AFTER = Path(sys.argv[1]), Path(sys.argv[2])
DATA = Path(sys.argv[3]) if len(sys.argv) > 3 else Path("CLONE/data/data")
# The same value under its name in 0.3.0 and now.
RENAMED = {"reported": "private", "evidence": "id", "statement_audience": "audience"}
IGNORED = {"data_version"}
lines = [json.loads(l) for f in DATA.rglob("*.jsonl") for l in f.open(encoding="utf-8")]
searched = {}
for l in lines:
    if l["kind"] == "search":
        for actor in l["actors"]:
            searched.setdefault((l["issue"], actor), []).append(l)
AMENDED = {l["id"] for l in lines if l["kind"] == "issue" and l.get("version", 1) > 1}


def key(name, row):
    if name.startswith("list"):
        return row["issue"], row["actor"]
    return row["issue"], row["actor"], row.get("evidence") or row.get("id")


def known(line, known_by):
    return known_by is None or line.get("recorded", "") <= known_by


def rule(name, field, old, new, known_by, as_of):
    """Return the rule of DESIGN that makes this difference, or None."""
    pair = (new or old)["issue"], (new or old)["actor"]
    searches = [s for s in searched.get(pair, []) if known(s, known_by) and s["date"] <= as_of]
    if old is None:
        if new.get("status") == "searched" and searches:
            return "3.4 searched: a row of its own"
        if new.get("kind") == "search":
            return "report silence has searches"
        return None
    if new is None:
        return None
    if field == "status" and (old["status"], new["status"]) == ("unchecked", "searched"):
        return "3.4 searched: a search of the pair by K and D" if searches else None
    if new.get("status") == "searched" and old.get("status") == "unchecked" and searches:
        return f"3.4 searched: {field}"
    if field == "side" and old["side"] == "taking no side":
        return "2 neither reads `no side in these words`"
    if old.get("status", "silent") == new.get("status", "silent") == "silent" and (
        old.get("evidence") != new.get("evidence")
        and (new.get("answered") or field == "last_checked")
    ):
        return "3.3 named before fresher: another silence is shown"
    is_amended = (
        known_by is not None and known_by < "2026-11-30" and (new or old)["issue"] in AMENDED
    )
    if is_amended and field in ("side", "words", "days_from_start_earliest", "days_from_start_latest"):
        return "2 versions: known by K is the issue's version by K (0.3.0: today's words and clock)"
    return None


rules, unexplained, total, only = Counter(), [], Counter(), Counter()
for file in sorted(BEFORE.glob("*.json")):
    name, known_by, as_of = file.stem.split("_")
    known_by = None if known_by == "today" else known_by
    if not (AFTER / file.name).exists():
        print("missing:", file.name); unexplained.append((file.name,)); continue
    old_rows = {key(name, r): r for r in json.loads(file.read_text())}
    new_rows = {key(name, r): r for r in json.loads((AFTER / file.name).read_text())}
    total[name] += len(old_rows)
    for k in sorted({*old_rows, *new_rows}, key=str):
        old, new = old_rows.get(k), new_rows.get(k)
        if old is None or new is None:
            r = rule(name, None, old, new, known_by, as_of)
            what = "row only " + ("after" if old is None else "before")
            if r: rules[name, what, r] += 1
            else: unexplained.append((file.name, k, what, (old or new).get("status"), (old or new).get("panel")))
            continue
        for field in old:
            now = field if field in new else RENAMED.get(field)
            if field in IGNORED: continue
            if now is None or now not in new:
                only[name, field] += 1; continue
            if old[field] != new[now]:
                r = rule(name, field, old, new, known_by, as_of)
                if r: rules[name, field, r] += 1
                else: unexplained.append((file.name, k, field, old[field], new[now]))
print("rows compared:", dict(total), "in", len(list(BEFORE.glob('*.json'))), "answers")
for r, c in sorted(rules.items(), key=str): print(f"{c:5} {r}")
if only: print("keys only before:", sorted({(n, f) for n, f in only}))
print("unexplained:", len(unexplained), Counter((u[0].split('_')[0], u[2] if len(u) > 2 else '') for u in unexplained))
for u in unexplained[:60]: print("  ", u)
sys.exit(bool(unexplained))
