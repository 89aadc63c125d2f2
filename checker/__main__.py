"""Start the command line, and make sure that no way of failing can look like a verdict."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

from checker.errors import CheckerError, ExitCode


class Terminated(BaseException):
    """A request to stop that arrived as a signal."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and end the process with a code of `ExitCode`.

    `arguments` are those after the program's name; None takes them from the process.
    """
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(int(run(arguments)))


def run(arguments: list[str] | None = None) -> ExitCode:
    """Run the command line and return its code; every exception becomes one."""
    import click

    from checker.cli import cli

    try:
        # Outside its standalone mode click returns the code that a command exits with.
        code = cli.main(args=arguments, prog_name="checker", standalone_mode=False)
    except click.exceptions.Exit as error:
        return ExitCode(error.exit_code)
    except click.UsageError as error:
        error.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        _say("Interrupted.")
        return ExitCode.INTERRUPTED
    except Terminated:
        return ExitCode.TERMINATED
    except BrokenPipeError:
        return ExitCode.OUTPUT
    except CheckerError as error:
        _say(str(error))
        return error.exit_code
    except Exception as error:  # a defect must never pass for a gap
        return _defect(error, arguments if arguments is not None else sys.argv[1:])
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
        return  # nobody listens any more; the exit code still tells


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated


if __name__ == "__main__":
    main()
