"""The files of a fresh workspace: every stub an honest gap, and nothing said that nobody said."""

from checker.commands.scaffold.answers import Answers, Person, Scope
from checker.commands.scaffold.files import files

__all__ = ["Answers", "Person", "Scope", "files"]
