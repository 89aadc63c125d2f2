"""Tie the commands together; each is imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from checker import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Command -> the line that the overview shows. A test holds each line to the command's own help.
COMMANDS = {
    "assess": "Assess a workspace: matrix, gaps, reports, and a gate for CI.",
    "validate": "Check that every document of a workspace can be read and trusted.",
    "explain": "Say what a requirement or control asks, and what a workspace says to it.",
    "why": "Say why a requirement has its status, line by line, and what would satisfy it.",
    "list": "List frameworks, requirements, controls or kinds of documents.",
    "init": "Write a fresh workspace from a few answers; every stub is a gap.",
    "decisions": "Show the register of decisions: active, expiring, expired, unused, refused.",
    "posture": "Print the plain JSON that the requirements judge.",
    "schema": "Print the JSON Schema of a requirement or of a kind of document.",
    "render": "Turn a saved result.json into any other format.",
    "diff": "Say what changed between two versions of a workspace, and why.",
    "baseline": "Make the file of gaps that are known, so that a gate fails at new ones alone.",
    "record": "Record that a control was performed on a day, and the file that shows it.",
    "evidence": "Add files to what claims rest on.",
    "attest": "Say again, one by one, what is still true.",
    "work": "List what is left to do, first what may close most.",
    "completion": "Print what makes a shell complete commands, options and names.",
    "lint-frameworks": "Check frameworks for their authors: shape, meaning, examples, mutants.",
}


class Commands(click.Group):
    """A group that knows its commands by name and imports the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"checker.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name where there is none of that name."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            from checker.text import nearest, quoted

            close = nearest(name, COMMANDS)
            hint = f" Did you mean '{close}'?" if close else ""
            raise click.UsageError(f"No such command {quoted(name)}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names of commands, without importing any; options as click does."""
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        found = ((name, told) for name, told in COMMANDS.items() if name.startswith(incomplete))
        return [CompletionItem(name, help=told) for name, told in found]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from checker.catalog import load

    click.echo(f"checker {__version__}")
    for framework in load().frameworks.values():
        written = f"{len(framework.requirements)} of {framework.to_write} requirements"
        click.echo(f"{framework.id} {framework.version} ({written}) {framework.digest}")
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, callback=_version, expose_value=False, is_eager=True,
    help="Print the version, and each framework with its digest.",
)  # fmt: skip
def cli(**_options: Any) -> None:
    """Check security policies and control attestations against GDPR, HIPAA and PCI DSS.

    A workspace is a folder of YAML: what the organisation says (policies), what it does
    (attestations), what it records (registers) and what it decided (decisions).

    \b
    Examples:
      checker assess policies/meridian
      checker assess policies/meridian -o html=report.html --as-of 2026-11-30
      checker explain pci_dss:8.3.6
    """
