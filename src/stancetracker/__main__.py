"""`python -m stancetracker`: the same as the command `stancetracker`."""

from stancetracker.cli.app import program

if __name__ == "__main__":
    program()
