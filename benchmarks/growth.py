"""Measure how `checker assess` grows: `python -m benchmarks.growth`, with the wheel installed.

Each point is one whole process: user and system time, and the largest resident set. The slope of a
curve is that of the least-squares line through the logarithms, less what a run of nothing costs:
1 is linear. A machine's other work disturbs a point, seldom a slope.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import AS_OF, SHIPPED, Wanted, write_workspace
from benchmarks.synthetic import write_frameworks
from checker.catalog import compile_into, load

_ENTRY = ["-P", "-m", "checker"]
# The frameworks that the wheel carries, replaced by others that were compiled in the same way.
_AS_SHIPPED = (
    "import pathlib, sys; import checker.catalog; from checker.__main__ import main;"
    "checker.catalog.DATA = pathlib.Path(sys.argv.pop(1)); main()"
)
# A process counts the memory of the one that started it, so that one has to be small.
_MEASURE = (
    "import resource, subprocess, sys;"
    "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode;"
    "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
    "print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)"
)


@dataclass(frozen=True, slots=True)
class Point:
    """One run: the size that varied, seconds of processor time, megabytes."""

    size: int
    seconds: float
    megabytes: float


def measured(size: int, workspace: Path, *before: str, more: Sequence[str] = ()) -> Point:
    """One assessment of `workspace` to HTML, by an interpreter started with `before`."""
    report = workspace.parent / "report.html"
    command = [
        sys.executable, *(before or _ENTRY), "assess", str(workspace), "--as-of", str(AS_OF),
        "--fail-on", "never", "-q", "-o", f"html={report}", *more,
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-S", "-c", _MEASURE, *command], capture_output=True, text=True, check=True
    )
    code, seconds, kilobytes = done.stdout.split()
    if int(code):
        raise SystemExit(f"{' '.join(command)} ended with {code}: {done.stderr}")
    return Point(size, float(seconds), int(kilobytes) / 1024)


def by_documents(folder: Path, sizes: Sequence[int], scopes: int) -> Iterator[Point]:
    """Documents in `scopes` scopes."""
    for size in sizes:
        workspace = folder / f"documents-{scopes}-{size}"
        write_workspace(workspace, Wanted(size, size // 100, scopes), load())
        yield measured(size, workspace)


def by_scopes(folder: Path, sizes: Sequence[int], documents: int) -> Iterator[Point]:
    """Scopes with `documents` documents in each, so that findings grow with what is said."""
    for size in sizes:
        workspace = folder / f"scopes-{size}"
        write_workspace(workspace, Wanted(documents * size, 0, size), load())
        yield measured(size, workspace)


def by_systems(folder: Path, sizes: Sequence[int]) -> Iterator[Point]:
    """Systems in one scope, under 300 documents."""
    for size in sizes:
        workspace = folder / f"systems-{size}"
        write_workspace(workspace, Wanted(300, systems=size), load())
        yield measured(size, workspace)


def by_requirements(folder: Path, sizes: Sequence[int], added: bool) -> Iterator[Point]:
    """Requirements under 300 documents: `added` by --frameworks, or compiled as in the wheel."""
    for size in sizes:
        place = folder / f"requirements-{size}-{'added' if added else 'shipped'}"
        sources, workspace = place / "frameworks", place / "workspace"
        name = write_frameworks(sources, size, with_controls=not added)
        # What is said stays the same however much is asked, so it follows the shipped frameworks.
        write_workspace(workspace, Wanted(300), load())
        page = workspace / "organization.yaml"
        text = page.read_text(encoding="utf-8").replace(", ".join(SHIPPED), name)
        page.write_text(text, encoding="utf-8")
        if added:
            yield measured(size, workspace, more=["--frameworks", str(sources)])
        else:
            compile_into(place / "compiled", sources)
            yield measured(size, workspace, "-P", "-c", _AS_SHIPPED, str(place / "compiled"))


def slope(points: Sequence[Point], nothing: float) -> float:
    """The exponent of growth of the seconds above `nothing`, by least squares over logarithms."""
    xs = [math.log(point.size) for point in points]
    ys = [math.log(max(point.seconds - nothing, 0.001)) for point in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / sum(
        (x - mean_x) ** 2 for x in xs
    )


def main() -> None:
    """Print each curve as a table, with its slope."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=100_000, help="documents of the largest run")
    parser.add_argument("--only", choices=["documents", "requirements", "scopes", "systems"])
    arguments = parser.parse_args()
    sizes = [size for size in (100, 1_000, 10_000, 100_000) if size <= arguments.most]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nothing = folder / "nothing"
        write_workspace(nothing, Wanted(2), load())
        least = min(measured(2, nothing).seconds for _ in range(3))
        curves = {
            "documents, 1 scope": by_documents(folder, sizes, 1),
            "documents, 20 scopes": by_documents(folder, sizes, 20),
            "requirements, as shipped": by_requirements(folder, (200, 400, 800), added=False),
            "requirements, by --frameworks": by_requirements(folder, (200, 400, 800), added=True),
            "scopes, 60 documents each": by_scopes(folder, (1, 5, 10, 25, 50), 60),
            "systems, 300 documents": by_systems(folder, (10, 100, 1_000)),
        }
        print(f"an empty workspace: {least:.2f} s")
        for title, curve in curves.items():
            if arguments.only and not title.startswith(arguments.only):
                continue
            points = []
            print(f"\n{title}")
            for point in curve:
                points.append(point)
                print(
                    f"{point.size:>9,} {point.seconds:>9.2f} s {point.megabytes:>8.0f} MB",
                    flush=True,
                )
            last = slope(points[-2:], least)
            print(f"    slope {slope(points, least):.2f}, of the last step {last:.2f}")


if __name__ == "__main__":
    main()
