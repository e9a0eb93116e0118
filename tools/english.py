"""List phrases that sound translated, in what people read: docs, templates, messages, docstrings and comments."""

import ast
import io
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
TEXTS: Final = (
    *("*.md", "docs/**/*.md", "examples/**/*.md", "data/*.md", "src/**/*.md"),
    *("src/**/*.jinja", "src/**/*.sql", "src/**/*.py", "tools/*.py", "bench/*.py"),
)
LEFT_OUT: Final = frozenset({"tools/english.py"})

_DETERMINERS: Final = "a|an|any|each|every|no|one|the|this|that|these|those|its|his|her|their|our|your|own|other|older"
PHRASES: Final = {
    "look (noun)": rf"\b(?:{_DETERMINERS}|first|last|latest|next|later|stale|fresh|public|dated|\d+|many|few|all|more|"
    rf"of|and|for|by|with|without|from|in|to) looks?\b(?! (?:at|for|like|up|in|into|as|alike|the same)\b)"
    r"|\b(?:an?|the|each|every|no|last|stale) looks? (?:at|for)\b|\blooks? (?:stale|found|is|are|was|were)\b",
    "tell, told": r"\b(?:told|tells?|telling)\b(?! you\b)",
    "mend": r"\bmend(?:s|ed|ing)?\b",
    "narrow": r"(?<!`)\bnarrow(?:s|ed|ing)\b|\bnarrow (?:it|them|to|by|down|the (?:question|answer|rows))\b",
    "bring along": r"\bbr(?:ing|ings|inging|ought)\b[^.;]{0,30}\balong\b|\bbrings? (?:data )?files? to\b",
    "put off": r"\bput(?:s|ting)? off\b",
    "as far as": r"\bas far as\b",
    "of whom": r"\bof whom\b|\bthose of (?:whom|which)\b",
    "what is X": r"\bwhat (?:is|are) "
    r"(?!(?:said|done|on|in|not|it|new|there|left|wrong|special|missing|recorded|called)\b)"
    r"(?:[a-z]+ed|given|kept|known|made|meant|put|read|seen|shown|taken|told|valid|wanted|written)\b(?![^.\n]*\?)",
    "is no id": r"\b(?:is|are) no (?:ids?|dates?|days?|names?|hole)\b",
    "name (verb) every": r"\bnames? every (?:error|mistake|problem)\b",
    "canonical form": r"\bto (?:its|their) canonical form\b",
    "another flag": r"\ba flag again\b|\bflag again adds\b",
    "ending": r"\b(?:its|the) ending (?:tells|says)\b",
    "turn round": r"\bturns? (?:it|them) round\b",
    "leave alone": r"\bleaves? (?:that|it|them|the \w+) (?:\w+ ){0,3}alone\b",
    "reader has gone": r"\breaders? (?:of the output )?(?:has|have|is|are) gone\b",
    "in no count": r"\bin no counts?\b|\bmade of the name\b",
    "for 0 no": r"\bfor 0 no\b",
    "found by those": r"\bby those (?:records|ids|names)\b",
}
_PATTERNS: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in PHRASES.items()}


class Offender(NamedTuple):
    """A phrase where it stands."""

    file: str
    line: int
    phrase: str
    text: str


def offenders() -> Iterator[Offender]:
    """Yield every phrase of the list in the texts of the repository, by file and line."""
    for path in sorted({path for pattern in TEXTS for path in ROOT.glob(pattern)}):
        name = path.relative_to(ROOT).as_posix()
        if name not in LEFT_OUT and not name.startswith((".", "build/")):
            for line, text in _READERS.get(path.suffix, _whole)(path.read_text(encoding="utf-8")):
                yield from found(name, line, text)


def found(name: str, line: int, text: str) -> Iterator[Offender]:
    """Yield the phrases in a text that begins on a line of a file."""
    for phrase, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            start, end = max(match.start() - 30, 0), match.end() + 30
            yield Offender(
                name,
                line + text.count("\n", 0, match.start()),
                phrase,
                " ".join(text[start:end].split()),
            )


def _whole(text: str) -> Iterator[tuple[int, str]]:
    yield 1, text


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield the comments of SQL, line by line."""
    for number, line in enumerate(text.splitlines(), 1):
        if "--" in line:
            yield number, line.partition("--")[2]


def _template(text: str) -> Iterator[tuple[int, str]]:
    """Yield a template without its code; comments stay."""
    yield (
        1,
        re.sub(
            r"\{\{.*?\}\}|\{%.*?%\}", lambda code: "\n" * code[0].count("\n"), text, flags=re.DOTALL
        ),
    )


def _code(source: str) -> Iterator[tuple[int, str]]:
    """Yield the texts and comments of a module, with their lines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("# ")


_READERS: Final = {".py": _code, ".sql": _comments, ".jinja": _template}


def main() -> int:
    """Print the phrases found, only those in the given files or folders if any are given; exit 1 on any."""
    wanted = tuple(sys.argv[1:])
    found = [one for one in offenders() if not wanted or one.file.startswith(wanted)]
    for one in found:
        print(f"{one.file}:{one.line}: {one.phrase}: {one.text}")
    files, phrases = Counter(one.file for one in found), Counter(one.phrase for one in found)
    print(
        f"{len(found)} in {len(files)} files;",
        ", ".join(f"{n} {p}" for p, n in phrases.most_common()),
    )
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
