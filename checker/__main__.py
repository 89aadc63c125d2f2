"""Start the command line, and make sure that no way of failing can look like a verdict."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from checker.errors import CheckerError, ExitCode

# Errors of a stream whose reader has gone, or which has no room: nothing of ours is at fault.
_NOT_WRITTEN = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF})


class Terminated(BaseException):
    """A request to stop that arrived as a signal."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and end the process with a code of `ExitCode`.

    `arguments` are those after the program's name; None takes them from the process.
    """
    # A run is short and holds nearly everything it makes until its end: the collector would walk it
    # again and again for nothing.
    gc.set_threshold(200_000, 50, 50)
    try:
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            # A run started with nohup goes on when its terminal is closed.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _terminate)
        code = run(arguments)
    except Terminated:  # while nothing was set up yet, or while an error was being told
        code = ExitCode.TERMINATED
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    # Nor need it walk everything once more, three times over, while the interpreter closes.
    gc.freeze()
    sys.exit(int(code))


def run(arguments: list[str] | None = None) -> ExitCode:
    """Run the command line and return its code; every exception becomes one."""
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        _say("Interrupted.")
        return ExitCode.INTERRUPTED
    except Terminated:
        return ExitCode.TERMINATED
    except CheckerError as error:
        _say(str(error))
        return error.exit_code
    except OSError as error:
        if error.errno not in _NOT_WRITTEN:
            return _defect(error, arguments if arguments is not None else sys.argv[1:])
        _let_go()
        return ExitCode.OUTPUT
    except Exception as error:  # a defect must never pass for a gap
        return _defect(error, arguments if arguments is not None else sys.argv[1:])


def _run(arguments: list[str] | None) -> ExitCode:
    import click

    from checker.cli import cli

    if "_CHECKER_COMPLETE" in os.environ:
        from checker.commands.completion import register

        register()
    try:
        # Outside its standalone mode click returns the code that a command exits with.
        code = cli.main(args=arguments, prog_name="checker", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return ExitCode.USAGE
    except click.Abort:
        _say("Interrupted.")
        return ExitCode.INTERRUPTED
    except SystemExit as error:
        # Click ends the process by itself after completing words for a shell, and, with codes that
        # differ between its versions, where a pipe has no reader.
        if "_CHECKER_COMPLETE" not in os.environ:
            _let_go()
            return ExitCode.OUTPUT
        return ExitCode.USAGE if error.code else ExitCode.OK
    return ExitCode.OK if code is None else ExitCode(code)


def _defect(error: Exception, arguments: list[str]) -> ExitCode:
    from checker.text import visible

    if any(argument in {"-v", "--verbose"} for argument in arguments):
        import traceback

        _say(traceback.format_exc())
    _say(f"This is a defect of checker: {type(error).__name__}: {visible(str(error), 300)}")
    _say("No assessment was made. Run again with -v and report what it prints.")
    return ExitCode.DEFECT


def _say(text: str) -> None:
    try:
        print(text, file=sys.stderr)
    except (OSError, ValueError):
        _let_go()  # nobody listens any more; the exit code still tells


def _let_go() -> None:
    """Let what is still buffered go nowhere; Python would end with a code of its own over it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            descriptor = stream.fileno()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, descriptor)
            os.close(nowhere)
        except (OSError, ValueError, AttributeError):
            continue  # closed already, or no stream of the system


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated


if __name__ == "__main__":
    main()
