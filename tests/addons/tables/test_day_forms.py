"""The forms in which a column writes days are known by all its cells, or asked by an example."""

import pytest

from stancetracker.addons.tables.day_forms import DayForms, day_forms


@pytest.mark.parametrize(
    ("cells", "formats"),
    [
        (["2022-01-02", "2022-03"], ("%Y-%m-%d", "%Y-%m")),
        (["2022-01-02T10:00:00Z"], ("%Y-%m-%dT%H:%M:%S%z",)),
        (["9/6/2022", "13/6/2022"], ("%d/%m/%Y",)),
        (["9/6/22", "6/13/22"], ("%m/%d/%y",)),
        (["26-Dec", "3-Jan"], ("%d-%B",)),
        (["Sept. 6, 2022", "1 June 2022"], ("%d %B %Y", "%B %d, %Y")),
        (["2022.01.02", "2022.12.31"], ("%Y.%m.%d",)),
        (["2022年1月2日"], ("%Y年%m月%d日",)),
        (["Ada B", "x"], ()),
    ],
)
def test_a_form_that_reads_every_cell_alone_is_taken(
    cells: list[str], formats: tuple[str, ...]
) -> None:
    assert (formats, "") == (day_forms(cells).formats, day_forms(cells).example)


def test_a_cell_that_can_be_two_days_is_the_example() -> None:
    forms = day_forms(["4/5/2022", "1/2/2022"])

    assert forms.example == "4/5/2022"
    assert ["2022-04-05", "2022-05-04"] == [day for day, _ in forms.readings]
    assert ("%d/%m/%Y",) == forms.chosen("2022-05-04").formats


def test_cells_that_are_one_day_in_either_form_leave_both_open() -> None:
    """So that a later version with 1/2/2022 is rejected and not guessed."""
    assert DayForms(("%m/%d/%Y", "%d/%m/%Y"), ()) == day_forms(["9/9/2022"])


def test_a_form_without_a_year_and_cells_that_are_no_days_are_named() -> None:
    forms = day_forms(["26-Dec", "soon"])

    assert (True, ("soon",)) == (forms.lacks_year, forms.unread)
    assert not day_forms(["2022-12-26"]).lacks_year
