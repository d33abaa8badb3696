"""Errors that an author may see: each message is one clear sentence that says what to do next."""


class AuthoringError(Exception):
    """Something the author asked for was refused, and nothing changed.

    `exit_code` is what the command line ends with: 1 refused, 2 unreadable input, 3 the endpoint failed,
    4 a cap was reached.
    """

    exit_code = 1


class InputError(AuthoringError):
    """A file or an argument that cannot be read as what it should be."""

    exit_code = 2


class EndpointError(AuthoringError):
    """The model's endpoint could not be reached or would not answer."""

    exit_code = 3
