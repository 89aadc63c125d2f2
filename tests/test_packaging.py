"""A wheel, a source distribution and a checkout find the same frameworks and give one verdict."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DAY = "2026-11-21"


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Python in `folder`, which is where it looks for the package first."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, check=False
    )


def built(kind: str, source: Path, target: Path) -> Path:
    """The one distribution of `kind` (wheel or sdist) built from `source`."""
    done = run(["-m", "hatchling", "build", "-t", kind, "-d", str(target)], source)
    assert done.returncode == 0, done.stderr.decode()
    return next(target.glob("*.whl" if kind == "wheel" else "*.tar.gz"))


@pytest.fixture(scope="module")
def installations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders that hold the package: out of a wheel, out of an sdist, and a wheel made of that."""
    base = tmp_path_factory.mktemp("distributions")
    sdist = built("sdist", ROOT, base / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(base / "source", filter="data")
    source = next((base / "source").iterdir())
    for name, origin in (("wheel", ROOT), ("wheel-of-sdist", source)):
        with zipfile.ZipFile(built("wheel", origin, base / f"{name}-file")) as wheel:
            wheel.extractall(base / name)  # noqa: S202 - our own archive
    return {"wheel": base / "wheel", "wheel-of-sdist": base / "wheel-of-sdist", "sdist": source}


@pytest.mark.parametrize("name", ["wheel", "wheel-of-sdist", "sdist"])
def test_every_installation_gives_the_verdicts_of_the_checkout(
    name: str, installations: dict[str, Path]
) -> None:
    arguments = ["-m", "checker", "assess", str(ROOT / "policies" / "meridian"),
                 "--as-of", DAY, "-o", "json", "--fail-on", "never"]  # fmt: skip

    there = run(arguments, installations[name])
    here = run(arguments, ROOT)

    assert there.returncode == 0, there.stderr.decode()
    assert there.stdout == here.stdout
    assert json.loads(there.stdout)["complete"]


@pytest.mark.parametrize("name", ["wheel", "sdist"])
def test_an_installation_explains_with_its_examples(
    name: str, installations: dict[str, Path]
) -> None:
    done = run(["-m", "checker", "explain", "pci_dss:8.3.6"], installations[name])

    assert done.returncode == 0, done.stderr.decode()
    assert b"minimum_length: 11" in done.stdout


def test_a_wheel_carries_compiled_frameworks_and_no_yaml(installations: dict[str, Path]) -> None:
    wheel = installations["wheel"]

    assert (wheel / "checker" / "_data" / "digests.json").is_file()
    assert list((wheel / "checker" / "_data" / "templates").glob("tmpl_*.py"))
    assert not list(wheel.rglob("*.yaml"))
    assert not (wheel / "tests").exists()


def test_the_build_asks_for_all_that_it_imports() -> None:
    """Pip builds where nothing else is installed; here, everything is."""
    code = (
        "import sys; before = set(sys.modules)\n"
        "from checker.catalog import compile_into\n"
        "from checker.render.html import compile_templates\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    imported = set(run(["-c", code], ROOT).stdout.decode().split())
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    asked = {re.split(r"[^\w-]", name)[0].lower() for name in stated}
    needed = asked | {
        re.split(r"[^\w-]", line)[0].lower() for name in asked for line in requires(name) or ()
    }

    whose = packages_distributions()
    owners = {
        owner.lower().replace("_", "-") for name in imported for owner in whose.get(name, ())
    } - {"checker"}
    assert owners
    assert owners <= needed
