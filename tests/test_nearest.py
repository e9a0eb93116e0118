"""The tests nearest to a change."""

import pytest
from tools.nearest import NEAREST, OTHERS, PACKAGE, ROOT, nearest_tests, nearest_to, without_covered


@pytest.mark.parametrize(
    "module, tests",
    [
        ("ledger/journal.py", ["tests/ledger/test_journal.py"]),
        ("base/dates.py", ["tests/base/test_dates.py"]),
        ("reports/catalogue/speech.py", ["tests/reports/test_speech.py"]),
        ("reports/kept.py", ["tests/reports"]),
        ("cli/commands/info.py", ["tests/cli/test_info.py"]),
        ("addons/evidence/commands/scan.py", ["tests/addons/evidence/commands"]),
    ],
)
def test_a_module_has_the_tests_listed_for_it_else_those_of_its_name_or_folder(
    module: str, tests: list[str]
) -> None:
    assert tests == nearest_tests(module)


def test_every_module_and_test_that_is_listed_is_there() -> None:
    assert [] == [module for module in NEAREST if not (ROOT / PACKAGE / module).exists()]
    assert [] == [
        test
        for tests in (*NEAREST.values(), *OTHERS.values())
        for test in tests.split()
        if not (ROOT / test).exists()
    ]


@pytest.mark.parametrize(
    "file, tests",
    [
        (
            "src/stancetracker/cli/commands/info.py",
            ["tests/cli/test_info.py", "tests/cli/test_golden.py"],
        ),
        ("tests/cli/test_info.py", ["tests/cli/test_info.py"]),
        ("tests/render/conftest.py", ["tests/render"]),
        ("tests/driver.py", ["tests/test_field.py", "tests/test_kind.py"]),
        (
            "tests/hostile/invocations.py",
            [
                "tests/hostile/test_answers.py",
                "tests/hostile/test_connections.py",
                "tests/hostile/test_lines.py",
            ],
        ),
        ("tests/golden/due.json", ["tests/cli/test_golden.py"]),
        ("tools/mutants.py", ["tests/test_mutants.py"]),
        ("LICENSE", []),
    ],
)
def test_a_file_has_tests_by_what_it_is(file: str, tests: list[str]) -> None:
    assert tests == nearest_to(file)


def test_a_test_in_a_folder_that_is_run_is_not_run_twice() -> None:
    tests = ["tests/cli", "tests/cli/test_info.py", "tests/test_api.py", "tests/test_api.py"]

    assert ["tests/cli", "tests/test_api.py"] == without_covered(tests)
