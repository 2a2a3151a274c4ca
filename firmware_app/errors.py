"""The two ways in which a command can fail, each one line for the person who reads it."""


class CuelightError(Exception):
    """The work failed: one line that says what, and what to do. Exit code 1."""

    exit_code = 1

    def __str__(self) -> str:
        """The line; what cannot be printed, such as a line break in a file's name, is escaped."""
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in super().__str__())


class InputError(CuelightError):
    """The words or the input are wrong: one line that names the file or key and the mend. Exit code 2."""

    exit_code = 2
