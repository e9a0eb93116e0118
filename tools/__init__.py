"""What makes the project and is no part of the program."""
