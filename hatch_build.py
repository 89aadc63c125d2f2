"""Build hook: compile the frameworks to JSON and the templates to Python, into the wheel."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrameworksHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `checker/_data` to a wheel; an editable install reads the checkout instead."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a temporary folder, and have its files included."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from checker.catalog import compile_into
        from checker.render.html import compile_templates

        target = Path(tempfile.mkdtemp(prefix="checker-data-"))
        compile_into(target, root / "frameworks")
        compile_templates(target / "templates")
        for path in sorted(target.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                name = path.relative_to(target).as_posix()
                build_data["force_include"][str(path)] = f"checker/_data/{name}"
