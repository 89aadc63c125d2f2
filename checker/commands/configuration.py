"""What a run would be set to, and by whom: a flag, the environment, the workspace, or nobody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from checker.commands import environment
from checker.commands.common import load_catalog, load_workspace, require_whole, today
from checker.commands.outputs import parse_outputs
from checker.frozen import frozen

if TYPE_CHECKING:
    from checker.model import Place
    from checker.workspace.records import Organization

SCHEMA = "checker/configuration/v1"
DEFAULT_GATE = "medium"
_LEVELS = ("low", "medium", "high", "critical")
_SHOW, _FORMAT = "checker.show_config", "checker.format"

Command = TypeVar("Command", bound=Callable[..., Any])


@frozen
class Stated:
    """One value and who states it: `origin` is flag, environment, file or default."""

    value: Any
    origin: str
    variable: str = ""
    place: Place | None = None

    @property
    def told(self) -> str:
        """The origin as a person reads it."""
        if self.place is not None:
            return str(self.place)
        return f"environment {self.variable}" if self.variable else self.origin

    @property
    def json(self) -> dict[str, Any]:
        """The same as plain JSON; `variable` and `place` where there is one."""
        found: dict[str, Any] = {"value": self.value, "origin": self.origin}
        if self.variable:
            found["variable"] = self.variable
        if self.place is not None:
            found["place"] = self.place._asdict()
        return found


@frozen
class Setting:
    """A setting: what holds, and the values that it holds instead of, the nearest first."""

    name: str
    holds: Stated
    instead_of: tuple[Stated, ...]


def severity_options(command: Command) -> Command:
    """`--fail-on`, the gate, and `--min-severity`, which only shows less."""
    gate = click.option(
        "--fail-on", type=click.Choice(["never", *_LEVELS]), **environment.variable("fail_on"),
        help=f"Fail at open gaps of this severity or above (default: {DEFAULT_GATE}).",
    )  # fmt: skip
    shown = click.option(
        "--min-severity", type=click.Choice(_LEVELS), default="low",
        **environment.variable("min_severity"),
        help="Show gaps of this severity or above in text; decides nothing.",
    )  # fmt: skip
    return gate(shown(command))


def configuration_options(command: Command) -> Command:
    """`--show-config` and its `--format`; `settle` acts on them."""
    show = click.option(
        "--show-config", is_flag=True, expose_value=False, callback=_kept(_SHOW),
        help="Print each setting and where it comes from; assess nothing.",
    )  # fmt: skip
    form = click.option(
        "--format", type=click.Choice(["text", "json"]), expose_value=False,
        callback=_kept(_FORMAT), help="With --show-config: an aligned table, or JSON.",
    )  # fmt: skip
    return show(form(command))


def _kept(key: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        ctx.meta[key] = value

    return keep


def settle(ctx: click.Context) -> None:
    """Hold the environment to what it may set; end here where only the settings are asked for."""
    environment.hold(ctx)
    form = ctx.meta[_FORMAT]
    if not ctx.meta[_SHOW]:
        if form:
            raise click.UsageError("--format: goes with --show-config; for a report write -o.")
        return
    _show(ctx, form or "text")
    ctx.exit()


def _show(ctx: click.Context, form: str) -> None:
    from checker.commands.printing import as_json, as_text, put, table

    found = require_whole(
        load_workspace(
            ctx.params["workspace"], load_catalog(ctx.params["frameworks"]),
            ctx.params["evidence_root"],
        )
    )  # fmt: skip
    settings = tuple(_settings(ctx, found.organization))
    if form == "json":
        rows = [
            {"name": one.name, **one.holds.json, "instead_of": [s.json for s in one.instead_of]}
            for one in settings
        ]
        put(as_json({"schema": SCHEMA, "settings": rows}))
        return
    shown = [
        (one.name, _text(one.holds.value), one.holds.told,
         ", ".join(f"{_text(s.value)} ({s.told})" for s in one.instead_of))
        for one in settings
    ]  # fmt: skip
    put(as_text(table(("SETTING", "VALUE", "FROM", "INSTEAD OF"), shown)))


def _settings(ctx: click.Context, organization: Organization) -> Iterator[Setting]:
    """Every option of the command that decides something, in the order of its help."""
    for parameter in ctx.command.params:
        if isinstance(parameter, click.Option) and parameter.expose_value and parameter.name:
            name = max(parameter.opts, key=len).removeprefix("--").replace("-", "_")
            holds, *instead_of = _stated(ctx, parameter.name, organization)
            yield Setting(name, holds, tuple(instead_of))


def _stated(ctx: click.Context, name: str, organization: Organization) -> Iterator[Stated]:
    """Everybody who states the parameter, whoever is heard first; the default where nobody does."""
    value, source = ctx.params[name], ctx.get_parameter_source(name)
    is_stated = False
    if source is ParameterSource.COMMANDLINE:
        is_stated = True
        yield Stated(_plain(value), "flag")
    variable = environment.VARIABLES.get(name, "")
    if variable and os.environ.get(variable):
        # Behind a flag its text was not looked at.
        held = _plain(value) if not is_stated else os.environ[variable]
        is_stated = True
        yield Stated(held, "environment", variable)
    if name == "fail_on" and name in organization.assessment:
        is_stated = True
        place = organization.at.place("assessment", name)
        yield Stated(organization.assessment[name], "file", place=place)
    if not is_stated:
        yield Stated(_plain(_default(ctx, name)), "default")


def _default(ctx: click.Context, name: str) -> Any:
    """What a run does where nobody says; the outputs of a run depend on `--quiet`."""
    if name == "outputs":
        return tuple(output.format for output in parse_outputs((), ctx.params["quiet"]))
    return {"as_of": today(), "fail_on": DEFAULT_GATE}.get(name, ctx.params[name])


def _plain(value: Any) -> Any:
    """`value` as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | str) else str(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value) or "-"
    return value or "-"
