"""Record what the program answers, for each day known × each day asked, as JSON files.

Usage: python baseline.py OUT  (environment: STT_SRC the program's src, STT_DATA the dataset)
"""
import itertools, json, os, subprocess, sys
from pathlib import Path

OUT = Path(sys.argv[1]); OUT.mkdir(parents=True, exist_ok=True)
SRC = os.environ.get("STT_SRC", "CLONE/base030/src")
DATA = os.environ.get("STT_DATA", "CLONE/base030/data")
PY = os.environ.get("STT_PYTHON", "CLONE/data/.venv/bin/python")
KNOWN = (None, "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30")
AS_OF = ("2026-01-26", "2026-06-01", "2026-12-03")
WHO = os.environ.get("STT_LIST", "--all --actors any").split()
COMMANDS = {
    "list": ["list", *WHO, "--json"],
    "list-any": ["list", *WHO, "--audience", "any", "--json"],
    "speech": ["report", "speech", "--all", "--audience", "any", "--json"],
    "silence": ["report", "silence", "--all", "--json"],
}
env = {**os.environ, "PYTHONPATH": SRC, "XDG_CACHE_HOME": "PROOF/cache", "PYTHONDONTWRITEBYTECODE": "1"}
for known, as_of, (name, command) in itertools.product(KNOWN, AS_OF, COMMANDS.items()):
    arguments = [PY, "-m", "stancetracker", *command, "-d", DATA, "--as-of", as_of]
    if known:
        arguments += ["--known-by", known]
    done = subprocess.run(arguments, env=env, capture_output=True, text=True)
    file = OUT / f"{name}_{known or 'today'}_{as_of}.json"
    if done.returncode not in (0, 1) or not done.stdout.strip():
        print(file.name, "exit", done.returncode, done.stderr[:300]); continue
    rows = json.loads(done.stdout)
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=0, sort_keys=True))
    print(file.name, len(rows), "exit", done.returncode, flush=True)
