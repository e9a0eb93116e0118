"""The importer of contract awards: one tie an award, to the cent, with the reseller named."""

from tools import awards

HEADER = "Agency,Award ID,Recipient Name,Federal Action Obligation,Action Date,Modification"


def transaction(
    award: str, recipient: str, amount: str, day: str, text: str, modification: str = "0"
) -> awards.Row:
    names = [*HEADER.split(","), "Transaction Description", "Generated Award ID"]
    return dict(
        zip(names, ["ICE", award, recipient, amount, day, modification, text, f"CONT_{award}"], strict=True)
    )


def test_an_award_is_one_tie_of_what_its_actions_come_to() -> None:
    rows = [
        transaction("A1", "FCN, INC.", "300000.10", "2025-09-18", "ORACLE LICENSES"),
        transaction("A1", "FCN, INC.", "-0.20", "2026-01-02", "CLOSEOUT", "P00001"),
        transaction("A2", "BLUE TECH INC.", "900000.00", "2025-09-18", "TOAD FOR ORACLE"),
        transaction("A3", "CLEARVIEW AI, INC.", "249999.99", "2025-09-05", "SOFTWARE"),
    ]

    [tie] = awards.ties(rows, {}, "2026-11-26")

    assert ("award-a1", "oracle", "ice") == (tie["id"], tie["actor"], tie["counterparty"])
    assert {"value": 299999.9, "currency": "USD", "bound": "exact", "of": "obligated"} == tie["amount"]
    assert ("2025-09-18", "2025-09-18/2026-01-02") == (tie["date"], tie["period"])
    assert tie["note"].endswith("Through a reseller: FCN, INC.")
