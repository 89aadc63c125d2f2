"""Settings that the environment may make: which there are, and what is refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import click
from click.core import ParameterSource

PREFIX = "CHECKER_"
# Parameter of a command -> variable. What chooses the day, or narrows what is assessed, is for
# flags alone: a variable that was forgotten must not decide it.
VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        name: f"{PREFIX}{name.upper()}"
        for name in (
            "fail_on", "min_severity", "audience", "color", "evidence_root", "frameworks",
        )
    }
)  # fmt: skip


def variable(name: str) -> dict[str, Any]:
    """What an option is given so that its variable speaks where the flag is left out.

    An empty variable says nothing, as one that is not there.
    """
    return {"envvar": VARIABLES[name], "show_envvar": True}


def is_from_environment(ctx: click.Context, name: str) -> bool:
    """Whether the value of this parameter comes from its variable."""
    return ctx.get_parameter_source(name) is ParameterSource.ENVIRONMENT


def stated_as(name: str) -> str:
    """What the user wrote to set this parameter of the running command: flag or variable."""
    flag = f"--{name.replace('_', '-')}"
    ctx = click.get_current_context(silent=True)
    return VARIABLES[name] if ctx and is_from_environment(ctx, name) else flag


def hold(ctx: click.Context) -> None:
    """Refuse what could loosen a gate unseen: a name that sets nothing, and `never`.

    Raises `click.UsageError` that names all of it.
    """
    wrong = [_unknown(name) for name in sorted(os.environ) if _is_stray(name)]
    if is_from_environment(ctx, "fail_on") and ctx.params["fail_on"] == "never":
        wrong.append(
            f"{VARIABLES['fail_on']}: a variable cannot switch the gate off; write --fail-on never."
        )
    if wrong:
        raise click.UsageError("\n".join(wrong))


def _is_stray(name: str) -> bool:
    return name.upper().startswith(PREFIX) and name not in VARIABLES.values()


def _unknown(name: str) -> str:
    from checker.text import nearest, quoted

    # Without what all of them begin with, and so have alike.
    close = nearest(name[len(PREFIX) :], VARIABLES)
    known = ", ".join(VARIABLES.values())
    hint = f" Did you mean '{VARIABLES[close]}'?" if close else f" Known: {known}."
    return f"The variable {quoted(name)} sets nothing; unset it.{hint}"
