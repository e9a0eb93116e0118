import ast
import re
from collections.abc import Iterator
from pathlib import Path

import stancetracker.ledger as ledger
from stancetracker.contribute.check import rules
from stancetracker.index.checks import CHECKS, FATAL

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
# Words of closed lists, flags and file names that look like codes.
NO_CODES = {"own-search", "none-found", "surrogatepass"}
# Where problems are made; a code appears as a literal.
MAKERS = (
    "folder jsonl faults scan record model/* ../index/build ../contribute/check ../contribute/copies".split()
)


def literals(name: str) -> Iterator[str]:
    [folder] = ledger.__path__
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in Path(folder).glob(f"{name}.py"))
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEBAB.fullmatch(node.value):
            yield node.value


def test_every_code_a_problem_can_carry_is_listed_and_every_listed_code_can_be_carried() -> None:
    listed = {rule.code for rule in rules()}
    made = {literal for name in MAKERS for literal in literals(name)} | {
        one.code for one in (*FATAL, *CHECKS)
    }

    assert set() == listed - made
    words = {word for word in made - listed if not re.search(r"utf-8", word)}
    assert words <= NO_CODES
