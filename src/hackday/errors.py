"""What can go wrong in ways that a person can mend: a sentence to read, and the exit code of the command line."""


class HackdayError(Exception):
    """The message names what was given and what would work. Anything else that is raised is a defect of ours."""

    exit_code = 2
