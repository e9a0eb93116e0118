"""The importer of contract awards: one tie an award, to the cent, with the reseller named."""

import csv

from tools import awards

TABLE = """\
Award ID,Generated Award ID,Agency,Recipient Name,Federal Action Obligation,Action Date,Modification,Transaction Description
A1,CONT_A1,ICE,"FCN, INC.",300000.10,2025-09-18,0,ORACLE LICENSES
A1,CONT_A1,ICE,"FCN, INC.",-0.20,2026-01-02,P00001,CLOSEOUT
A2,CONT_A2,ICE,BLUE TECH INC.,900000.00,2025-09-18,0,TOAD FOR ORACLE
A3,CONT_A3,ICE,"CLEARVIEW AI, INC.",249999.99,2025-09-05,0,SOFTWARE
"""
OWN = """\
Award ID,Generated Award ID,Agency,Recipient Name,Federal Action Obligation,Action Date,Modification,Transaction Description
B1,CONT_B1,CBP,PALANTIR USG INC,400000.00,2025-01-07,0,SOFTWARE
B2,CONT_B2,ICE,PALANTIR USG INC,300000.00,2025-01-06,0,SOFTWARE
B2,CONT_B2,ICE,PALANTIR USG INC,-10.00,2026-01-30,P00001,CLOSEOUT
"""


def test_an_award_is_one_tie_with_the_sum_of_its_actions() -> None:
    [tie] = awards.ties([*csv.DictReader(TABLE.splitlines())], {}, "2026-11-26")

    assert ("award-a1", "oracle", "ice") == (tie["id"], tie["actor"], tie["counterparty"])
    assert {"value": 299999.9, "currency": "USD", "bound": "exact", "of": "obligated"} == tie[
        "amount"
    ]
    assert ("2025-09-18", "2025-09-18/2026-01-02") == (tie["date"], tie["period"])
    assert tie["note"].endswith("Through a reseller: FCN, INC.")
    assert tie["recipient"] == "FCN, INC."
    assert ["minneapolis-immigration-operations", "iceout-letter-demands"] == tie["issues"]


def test_an_award_bears_on_the_issues_in_whose_time_its_agency_obligated_money() -> None:
    now, over = awards.ties([*csv.DictReader(OWN.splitlines())], {}, "2026-11-26")

    assert ["minneapolis-immigration-operations"] == now["issues"]
    assert "issues" not in over
    assert "recipient" not in now
