"""Make a tie of each contract award of ICE and CBP to one of ten companies.

    python -m tools.awards FOLDER --commit SHA >> data/ties.jsonl

FOLDER holds the CSV files of github.com/wrags81/cbp-ice-dashboard, a copy of what the API of
USAspending answers. An award counts if the company got it, or if a reseller got it and its
description names the company's product; then the reseller is its `recipient`. It bears on the
issues in whose time its agency obligated money under it.
"""

import argparse
import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

LEAST: Final = Decimal(250_000)
VENDORS: Final[
    Mapping[str, tuple[str, str]]
] = {  # the recipient's name, then the product in a description
    "palantir": ("PALANTIR", "$^"),
    "clearview-ai": ("CLEARVIEW AI", "$^"),
    "amazon": ("AMAZON WEB SERVICES", r"AMAZON WEB SERVICE|\bAWS\b"),
    "microsoft": ("MICROSOFT CORP", r"MICROSOFT|\bAZURE\b|\bO365\b|OFFICE 365"),
    "google": ("GOOGLE", r"GOOGLE|\bGCP\b"),
    "oracle": ("ORACLE AMERICA", r"\bORACLE\b"),
    "motorola-solutions": ("MOTOROLA", r"MOTOROLA (?:APX|RADIO|PORTABLE)"),
    "att": (r"AT&T|ATT MOBILITY", "$^"),
    "apple": ("APPLE INC", r"\bAPPLE\b|\bIPHONE|\bIPAD"),
    "linkedin": ("LINKEDIN", "LINKEDIN"),
}
# Somebody else's product, or a contractor's own work or service around the company's.
OTHERS: Final = re.compile(
    r"SAILPOINT|CISCO|\bTOAD\b|HEADSET|TRAINING|AMAZON PROFESSIONAL|SURFACE|\bMIGRAT"
    r"|TRANSITION SUPPORT|LEIDOS|PROCENTRIX|DEV TECHNOLOGY|HO-CHUNK|BOOZ|KCI-ACUITY|CACI|BENNETT"
    r"|WIDEPOINT|ATT MOBILITY"
)
# Of each issue the agencies that it is about, the day a year before its first, and its last.
ISSUES: Final[Mapping[str, tuple[tuple[str, ...], str, str]]] = {
    "minneapolis-immigration-operations": (("ICE", "CBP"), "2025-01-07", "2026-02-12"),
    "iceout-letter-demands": (("ICE",), "2025-01-20", "2026-02-12"),
}
Row = dict[str, str]


def main() -> None:
    """Print the ties, those of one company together and the largest first."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--commit", required=True)
    parser.add_argument("--published", required=True)
    parser.add_argument("--recorded", required=True)
    options = parser.parse_args()
    rows = [
        row
        for file in sorted(options.folder.glob("*.csv"))
        for row in csv.DictReader(file.open(newline=""))
    ]
    source = {
        "url": f"https://github.com/wrags81/cbp-ice-dashboard/tree/{options.commit}/data",
        "tier": "reprint",
        "publisher": "wrags81/cbp-ice-dashboard",
        "title": "CBP and ICE contract obligations",
        "published": options.published,
        "retrieved": options.recorded,
        "language": "en",
        "original_publisher": "USAspending.gov",
    }
    for tie in ties(rows, source, options.recorded):
        sys.stdout.write(json.dumps(tie, ensure_ascii=False, separators=(",", ":")) + "\n")


def ties(rows: Iterable[Row], source: Mapping[str, Any], recorded: str) -> list[dict[str, Any]]:
    """Return a tie for each award of a known company with at least as much obligated as counts."""
    awards: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        awards[row["Generated Award ID"]].append(row)
    all_ties = [
        _tie(
            company,
            sorted(actions, key=lambda row: (row["Action Date"], row["Modification"])),
            source,
            recorded,
        )
        for actions in awards.values()
        for company in _companies(actions)
    ]
    counted = [tie for tie in all_ties if tie["amount"]["value"] >= LEAST]
    order = [*VENDORS]
    return sorted(counted, key=lambda tie: (order.index(tie["actor"]), -tie["amount"]["value"]))


def _companies(actions: list[Row]) -> Iterator[str]:
    for company, (recipient, product) in VENDORS.items():
        name, named = actions[0]["Recipient Name"], _naming(actions, product)
        if re.match(recipient, name) or (named and not OTHERS.search(named + name)):
            yield company


def _naming(actions: list[Row], product: str) -> str | None:
    """Return the first description that names a product."""
    texts = (row["Transaction Description"] for row in actions)
    return next((text for text in texts if re.search(product, text)), None)


def _tie(
    company: str, actions: list[Row], source: Mapping[str, Any], recorded: str
) -> dict[str, Any]:
    first, last = actions[0], actions[-1]
    recipient, product = VENDORS[company]
    own = re.match(recipient, first["Recipient Name"])
    total = sum((Decimal(row["Federal Action Obligation"]) for row in actions), Decimal())
    base = next((row["Action Date"] for row in actions if row["Modification"] == "0"), None)
    through = "" if own else f" Through a reseller: {first['Recipient Name'].rstrip('.')}."
    issues = [*_issues(actions)]
    days = sorted({first["Action Date"], last["Action Date"]})
    early = (
        ""
        if base
        else " The award is older than the extract: what was obligated before is not in the amount."
    )
    return {
        "kind": "tie",
        "id": f"award-{first['Award ID'].lower()}",
        "type": "contract",
        "actor": company,
        "counterparty": first["Agency"].lower(),
        **({} if own else {"recipient": first["Recipient Name"]}),
        **({"issues": issues} if issues else {}),
        "title": _cut(_naming(actions, product) or first["Transaction Description"]),
        "amount": {"value": number(total), "currency": "USD", "bound": "exact", "of": "obligated"},
        **({"date": base} if base else {}),
        "period": "/".join(days),
        "sources": [
            {
                **source,
                "original_url": f"https://www.usaspending.gov/award/{first['Generated Award ID']}",
            }
        ],
        "recorded": recorded,
        "note": (
            f"Award {first['Award ID']}: {_actions(actions)}, net of what was taken back."
            f"{through}{early}"
        ),
    }


def _issues(actions: list[Row]) -> Iterator[str]:
    """Yield the issues in whose time money was obligated by an agency that they are about."""
    for issue, (agencies, start, end) in ISSUES.items():
        if actions[0]["Agency"] in agencies and any(
            start <= row["Action Date"] <= end and Decimal(row["Federal Action Obligation"]) > 0
            for row in actions
        ):
            yield issue


def number(value: Decimal) -> int | float:
    """Return an amount as JSON writes it best, to the cent."""
    return int(value) if value == int(value) else float(round(value, 2))


def _actions(actions: list[Row]) -> str:
    return f"{len(actions)} actions" if len(actions) > 1 else "one action"


def _cut(text: str) -> str:
    """Return a description of at most 100 characters, cut between words."""
    text = " ".join(text.split())
    return text if len(text) <= 100 else text[:100].rsplit(" ", 1)[0] + " …"


if __name__ == "__main__":
    main()
