"""The one table of commands has every command, asked whatever the tests that go over all of them need."""

from tests.commands import COMMANDS, TEXT_FORMATS, flags, program


def test_the_table_has_every_command_of_the_program_and_no_other() -> None:
    assert set(program()) == set(COMMANDS)


def test_every_command_is_asked_about_hostile_records_and_about_other_kinds() -> None:
    assert {name for name, command in COMMANDS.items() if command.hostile} == set(COMMANDS)
    assert {name for name, command in COMMANDS.items() if command.other_kinds} == set(COMMANDS)


def test_every_command_that_answers_from_an_index_is_asked_about_the_small_dataset() -> None:
    from_an_index = {name for name, command in program().items() if "no_cache" in flags(command)}

    # `serve` answers for as long as nobody ends it.
    assert from_an_index - {"serve"} == {
        name for name, command in COMMANDS.items() if command.small
    }


def test_every_format_of_texts_is_one_of_every_command_that_answers() -> None:
    assert "json" in TEXT_FORMATS
    assert "table" in TEXT_FORMATS
