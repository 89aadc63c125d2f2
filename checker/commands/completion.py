"""`checker completion`: what makes a shell complete commands, options and names."""

from __future__ import annotations

import os
import shlex

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

VARIABLE = "_CHECKER_COMPLETE"
SHELLS = ("bash", "zsh", "fish")
_BASH = """\
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" \\
        COMP_WORDBREAKS="$COMP_WORDBREAKS" %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class ColonComplete(BashComplete):
    """Bash takes a colon for the end of a word; the names of requirements hold one."""

    name = "bash"
    source_template = _BASH

    def source(self) -> str:
        """The script, without starting another bash to ask for its version."""
        return ShellComplete.source(self)

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor, and the one it stands in, as the program would get them."""
        point = int(os.environ["COMP_POINT"])
        line = os.fsencode(os.environ["COMP_LINE"])[:point].decode("utf-8", "replace")
        words = split_arg_string(line)
        begun = "" if not words or line[-1:].isspace() else words.pop()
        return words[1:], begun

    def complete(self) -> str:
        """The answers, each without what bash holds for words of their own."""
        words, begun = self.get_completion_args()
        found = self.get_completions(words, begun)
        return "\n".join(self._line(item, begun) for item in found)

    def _line(self, item: CompletionItem, begun: str) -> str:
        kept = begun.rpartition(":")[0] + ":" if ":" in begun else ""
        value = item.value
        if ":" in os.environ.get("COMP_WORDBREAKS", ":") and not _in_quotes():
            value = value.removeprefix(kept)
        return self.format_completion(CompletionItem(value, type=item.type))


def _in_quotes() -> bool:
    """Whether the cursor stands behind an open quote, where bash breaks no word."""
    try:
        shlex.split(os.environ["COMP_LINE"][: int(os.environ["COMP_POINT"])])
    except ValueError:
        return True
    return False


def register() -> None:
    """Have click answer bash by the class above."""
    add_completion_class(ColonComplete)


@click.command(name="completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.option("-v", "--verbose", is_flag=True, expose_value=False,
              help="Show the traceback of a defect.")  # fmt: skip
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print what makes a shell complete commands, options and names.

    Frameworks, requirements, controls, kinds, roles and the scopes of the workspace are completed
    too. Bash needs version 4.4 or later.

    \b
    Examples:
      checker completion bash > ~/.local/share/bash-completion/completions/checker
      checker completion zsh > ~/.zfunc/_checker
      checker completion fish > ~/.config/fish/completions/checker.fish

    In one shell alone: eval "$(checker completion bash)", or the same with zsh.
    """
    from checker.commands.printing import put

    register()
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    put(found(ctx.find_root().command, {}, "checker", VARIABLE).source().encode())
