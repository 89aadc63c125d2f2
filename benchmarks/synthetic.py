"""Write a framework of any size: the shipped requirements in turn, each under an id of its own."""

from __future__ import annotations

import re
import shutil
from itertools import cycle, islice
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "frameworks"
NAME = "synthetic"
_SECTION = 50  # requirements in one
# A requirement under another id has no parts and no successor here.
_DROPPED = re.compile(r"^(?:parts|superseded_by|in_force_until): .*\n", re.MULTILINE)
_ID = re.compile(r"^id: .*$", re.MULTILINE)
_CITATION = re.compile(r"^citation: .*$", re.MULTILINE)
_PAGE = """id: {name}
title: Synthetic requirements
version: "1"
publisher: Nobody
source: https://synthetic.example/
in_force_from: 2020-01-01
labels:
  satisfied: Met
  satisfied_by_alternative: Met otherwise
  partial: Met in part
  not_satisfied: Not met
  not_attested: Nothing said
  not_applicable: Not applicable
alternatives: [addressable_alternative, compensating_control, customized_approach]
sections:
{sections}coverage: {{}}
"""


def write_frameworks(folder: Path, requirements: int, with_controls: bool = False) -> str:
    """Write one framework of `requirements` below `folder`; returns its name.

    With `with_controls` the folder gets the shipped controls too, and stands for the shipped
    frameworks; without, it is one to add to them.
    """
    own = folder / NAME
    own.mkdir(parents=True)
    if with_controls:
        shutil.copytree(SOURCE / "controls", folder / "controls")
    shipped = [p.read_text(encoding="utf-8") for p in sorted(SOURCE.glob("*/*/*.yaml"))]
    rows = []
    sections = []
    for number, text in enumerate(islice(cycle(shipped), requirements)):
        id_, section = f"S{number:05}", f"section-{number // _SECTION:03}"
        if section not in sections:
            sections.append(section)
            (own / section).mkdir()
        (own / section / f"{id_}.yaml").write_text(_renamed(text, id_), encoding="utf-8")
        rows.append(f"{id_}\tSynthetic requirement {number}\n")
    titles = "".join(f"  {name}: Section {name}\n" for name in sections)
    page = _PAGE.format(name=NAME, sections=titles)
    (own / "framework.yaml").write_text(page, encoding="utf-8")
    (own / "numbering.tsv").write_text("id\ttitle\n" + "".join(rows), encoding="utf-8")
    return NAME


def _renamed(text: str, id_: str) -> str:
    text = _ID.sub(f"id: {id_}", _DROPPED.sub("", text), count=1)
    return _CITATION.sub(f"citation: Synthetic {id_}", text, count=1)
