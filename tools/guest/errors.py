"""What goes wrong with a guest."""

from firmware_app.errors import CuelightError


class GuestError(CuelightError):
    """The guest cannot be made or did not come up: one line that says why."""
