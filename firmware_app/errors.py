"""The two ways in which a command can fail, each one line for the person who reads it."""


class CuelightError(Exception):
    """The work failed: one line that says what, and what to do. Exit code 1."""

    exit_code = 1


class InputError(CuelightError):
    """The words or the input are wrong: one line that names the file or key and the mend. Exit code 2."""

    exit_code = 2
