"""From an exception to a sentence and an exit code; a person never sees a traceback."""

import errno
import os
import sys
from collections.abc import Sequence

import click

from hackday.cli.output import printable
from hackday.errors import HackdayError

WRONG_INPUT, OTHER, INTERRUPTED = 2, 1, 130
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
WRONG_PLACE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENOENT, errno.EEXIST,
               errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL, errno.EADDRINUSE}  # fmt: skip


def exit_code(command: click.Command, arguments: Sequence[str]) -> int:
    """Run `command`; say on standard error what went wrong, if anything did."""
    try:
        command.main(list(arguments), prog_name="hackday", standalone_mode=False)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        error.show()
        return WRONG_INPUT
    except (click.Abort, KeyboardInterrupt):
        say("stopped")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`hackday list | head`); nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        say(_os_error(error))
        return OTHER if error.errno not in WRONG_PLACE else WRONG_INPUT
    except MemoryError:
        say("there is not enough memory for this; choose fewer or smaller networks")
        return OTHER
    except HackdayError as error:
        say(str(error))
        return error.exit_code
    return 0


def say(message: str) -> None:
    """One message on standard error."""
    click.echo(f"hackday: {printable(message)}", err=True)


def _os_error(error: OSError) -> str:
    where = f": {error.filename}" if error.filename else ""
    if error.errno in NO_ROOM:
        return f"the disk is full{where}; make room and try again. A run goes on with: hackday resume"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"no permission to write{where}; name another place, for example --runs or --out"
    if error.errno == errno.EADDRINUSE:
        return "the port is taken by another program; name another with --port"
    return f"{error.strerror or error}{where}"
