"""The page as a document: well-formed, self-contained, complete, inert whatever the record says."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from checker.render import check_of, render
from checker.render.board import page
from checker.render.html import _loader, _with, compile_templates
from checker.render.parts import AUDIENCES, PARTS
from checker.render.registers import Anchors, https
from tests.render.sample import refused, sample
from tests.render.source import source

TEMPLATES = Path(__file__).parent.parent / "checker" / "render" / "templates"
VOID = frozenset({"meta", "input", "br", "hr", "img", "link"})
# What starts next to an element whose end tag may be left out, and so ends it.
PROSE = {"p", "ul", "ol", "dl", "table", "div", "section", "article", "pre", "h2", "h3", "h4", "h5"}
ENDED_BY = {
    **{"li": ["li"], "dt": ["dt", "dd"], "dd": ["dt", "dd"], "p": PROSE, "tr": ["tr", "tbody"]},
    **{"td": ["td", "th", "tr"], "th": ["td", "th", "tr", "tbody"], "tbody": ["tfoot"]},
    **{"thead": ["tbody"]},
}
FETCHES = ("src", "srcset", "poster", "action", "formaction", "background", "data", "ping")


class Reader(HTMLParser):
    """Everything about a page that the tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.end_optional(lambda top: tag in ENDED_BY.get(top, ""))
        self.tags.append((tag, dict(attrs)))
        assert len(attrs) == len(dict(attrs)), f"an attribute twice in {tag}"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.end_optional(lambda top: top != tag)
        assert self.open.pop() == tag

    def end_optional(self, ends: Callable[[str], bool]) -> None:
        """Take away what is open and has no end tag of its own, as the standard says."""
        while self.open and self.open[-1] in ENDED_BY and ends(self.open[-1]):
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"style", "script"}:
            self.raw[self.open[-1]] = self.raw.get(self.open[-1], "") + data
        else:
            self.text += data

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


def read(record: dict[str, Any] | None = None, audience: str = "") -> Reader:
    return Reader(render("html", record or sample(), audience=audience).decode())


@pytest.mark.parametrize("record", [sample(), refused()], ids=["complete", "incomplete"])
def test_tags_are_balanced_and_ids_unique(record: dict[str, Any]) -> None:
    page = read(record)

    ids = page.values("id")
    assert page.open == []
    assert len(ids) == len(set(ids))
    assert [tag for tag, _ in page.tags].count("h1") == 1


@pytest.mark.parametrize("audience", ["", *AUDIENCES])
@pytest.mark.parametrize("record", [sample(), refused()], ids=["complete", "incomplete"])
def test_every_link_leads_into_the_page_or_to_an_https_source(
    record: dict[str, Any], audience: str
) -> None:
    page = read(record, audience)

    ids = set(page.values("id"))
    inside = [href for href in page.values("href") if href.startswith("#")]
    outside = [href for href in page.values("href") if not href.startswith("#")]
    assert inside
    assert {href[1:] for href in inside} <= ids
    assert all(href.startswith("https://") for href in outside)


def test_every_label_leads_to_an_element() -> None:
    page = read()

    ids = set(page.values("id"))
    named = [name for value in page.values("aria-labelledby") for name in value.split()]
    assert named
    assert set(named) | set(page.values("for")) <= ids


@pytest.mark.parametrize("record", [sample(), refused()], ids=["complete", "incomplete"])
def test_the_page_fetches_nothing(record: dict[str, Any]) -> None:
    page = read(record)

    names = {name for _, attrs in page.tags for name in attrs}
    assert not names & {*FETCHES, "style"}
    assert not [name for name in names if name.startswith("on")]
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "base", "form", "object"}
    assert "url(" not in page.raw["style"]
    assert "@import" not in page.raw["style"]


def test_the_policy_names_the_digests_of_the_style_and_the_script() -> None:
    page = read()

    policy = next(value for value in page.values("content") if "default-src" in value)
    for tag in ("style", "script"):
        digest = b64encode(sha256(page.raw[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "base-uri 'none'; form-action 'none'" in policy
    assert "unsafe" not in policy


def test_every_finding_stands_on_the_page_with_its_reasons() -> None:
    page = read()

    text = " ".join(page.text.split())
    shown = [1 for tag, attrs in page.tags if tag == "div" and "data-status" in attrs]
    assert len(shown) == len(sample()["findings"])
    for row in sample()["findings"]:
        assert all(reason["message"] in text for reason in row["observations"])
    assert "11 is below 12 implemented and evidenced" in text
    assert "on the signatory's word" in text
    assert "accepted until 2026-12-15 by Li Chen, CISO (DEC-7)" in text


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_shorter_file_holds_its_parts_and_counts_every_finding(audience: str) -> None:
    result = sample()

    data = render("html", result, audience=audience)

    page = Reader(data.decode())
    order = [attrs["id"] for tag, attrs in page.tags if tag == "section" and "id" in attrs]
    assert order == ["verdict", *(p.anchor for p in PARTS if audience in p.audiences)]
    check_of("html", result)(data)
    assert f"for the {audience}" in page.text
    assert "the whole report has the same number" in page.text
    assert len(data) < len(render("html", result))


def test_what_a_shorter_file_leaves_out_is_named_without_a_link() -> None:
    board = render("html", sample(), audience="board").decode()

    assert '<a href="#pci_dss-8.3.6"><bdi>pci_dss:8.3.6</bdi>' in source(sample())
    assert "<th><bdi>pci_dss:8.3.6</bdi>" in board


def test_an_audience_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no audience 'press'"):
        render("html", sample(), audience="press")


def test_every_part_reaches_some_shorter_file() -> None:
    assert all(part.audiences for part in PARTS)
    assert {name for part in PARTS for name in part.audiences} == set(AUDIENCES)
    assert {part.template for part in PARTS} <= {path.name for path in TEMPLATES.iterdir()}


def test_the_quoted_value_is_marked() -> None:
    html = render("html", sample()).decode()

    assert "{minimum_length: <mark>11</mark>, character_classes" in html


def test_the_sections_stand_in_the_order_of_the_contract() -> None:
    page = read()

    order = [attrs["id"] for tag, attrs in page.tags if tag == "section" and "id" in attrs]
    assert order == [
        *("verdict", "change", "due", "matrix", "gaps", "requirements"),
        *("decisions", "evidence", "rests", "scope", "excluded-requirements", "processing"),
        *("vendors", "hipaa-protocol", "pci-report"),
        *("method", "signoff", "integrity"),
    ]


def test_the_document_id_is_the_digest_of_the_json_record() -> None:
    digest = sha256(render("json", sample())).hexdigest()

    text = read().text
    assert digest in text
    assert f"CHK-{digest[:4]}-{digest[4:8]}-{digest[8:12]}".upper() in text


def test_the_page_never_says_that_anyone_is_compliant() -> None:
    text = " ".join(read().text.lower().split())

    assert text.count("complian") == text.count("compliance assessment") + 1
    assert "it does not state that anyone is compliant with a law or standard" in text


def test_a_refused_run_shows_its_errors_and_no_matrix() -> None:
    page = read(refused())

    assert "Incomplete: no assessment was made" in page.text
    assert "No assessment was made: 2 problems in 31 documents." in page.text
    assert "'next spring' is not a date" in page.text
    assert "matrix" not in page.values("id")
    assert "Sign-off" not in page.text


def test_provisional_findings_do_not_reach_the_board() -> None:
    page = read(refused(provisional=True))

    assert "Provisional findings were asked for" in page.text
    assert "Passwords are long and mixed" not in page.text


def test_every_table_has_a_caption_and_scoped_heads() -> None:
    page = Reader(source(sample()))

    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption") > 10
    scopes = {attrs.get("scope") for tag, attrs in page.tags if tag == "th"}
    assert scopes == {"col", "row", "rowgroup"}


def test_no_table_holds_more_than_a_hundred_rows() -> None:
    record = sample()
    record["inputs"] = [
        {"path": f"policies/p{number}.yaml", "sha256": "0" * 64} for number in range(250)
    ]

    html = render("html", record).decode()

    rows = [table.count("<tr") for table in html.split("<table")[1:]]
    assert max(rows) == 101
    assert "Files that were read, part 3 of 3" in html


def test_a_large_report_is_laid_out_as_it_comes_into_view() -> None:
    record = sample()
    record["inputs"] = [{"path": f"p{number}", "sha256": "0" * 64} for number in range(501)]

    assert [a.get("class") for tag, a in read(record).tags if tag == "main"] == ["large"]
    assert [a.get("class") for tag, a in read().tags if tag == "main"] == [None]


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "http://plain.example/",
        "https://good.example@bad.example/",
        'https://good.example/" onclick="x',
        "https://good.example/\nx",
        "data:text/html,x",
        "//bad.example/",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_plain_https_address_is_never_a_link(uri: str) -> None:
    record = sample()
    record["evidence"][5]["uri"] = uri

    hrefs = read(record).values("href")

    assert https(uri) == ""
    assert all(href.startswith(("#", "https://standards.example/")) for href in hrefs)


def test_a_plain_https_address_is_a_link() -> None:
    assert https("https://evidence.example:8443/a/b?c=d&e=%20#f")
    assert "https://evidence.meridian.example/scans/6?view=full" in read().values("href")


def test_anchors_that_would_collide_get_numbers() -> None:
    anchors = Anchors({"gaps"})

    assert anchors.claim("gaps") == "gaps-2"
    assert anchors.claim("a b", "<c>") == "a_b-_c_"
    assert anchors.claim("a!b", '"c"') == "a_b-_c_-2"


def test_compiled_templates_give_the_same_page(tmp_path: Path) -> None:
    compile_templates(tmp_path)
    compiled, source = _with(_loader(tmp_path)), _with(_loader(tmp_path / "none"))

    assert type(compiled.loader).__name__ == "ModuleLoader"
    assert type(source.loader).__name__ == "FileSystemLoader"
    known = {"document_id": "CHK-0", "report": page(sample()).report}
    for name in ("report.css", "print.css", "browser.css", "report.js"):
        assert compiled.get_template(name).render(known) == source.get_template(name).render(known)


def test_templates_compiled_from_other_sources_are_not_used(tmp_path: Path) -> None:
    compile_templates(tmp_path)
    (tmp_path / "sources.sha256").write_text("0" * 64)

    assert type(_loader(tmp_path)).__name__ == "FileSystemLoader"


@pytest.mark.parametrize("path", sorted(TEMPLATES.iterdir()), ids=lambda path: path.name)
def test_no_template_lets_text_out_unescaped(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"\|\s*safe\b|Markup|autoescape|innerHTML|outerHTML|document\.write", text)
    assert not re.search(r"insertAdjacentHTML|\beval\b|Function\(|srcdoc", text)
    assert not re.search(r"=\s*\{\{", text), "an attribute with an unquoted value"
    assert not re.search(r"<[a-z]+[^>]*\s(?:on[a-z]+|style)=", text)
    assert not re.search(r"<\s*/?\s*\{\{|\s\{\{[^}]*\}\}\s*=", text), (
        "a tag or attribute name from data"
    )
    if path.suffix in {".css", ".js"}:
        assert "{#" not in text
        assert "{%" not in text
        assert "</" not in text
        assert [one for one in re.findall(r"\{\{.*?\}\}", text) if "|css }}" not in one] == []


def test_classes_and_states_in_templates_come_from_our_tables() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.j2")))

    used = set(re.findall(r'class="[^"]*?\{\{ ([^}]*) \}\}', text))

    assert used == {
        *("look.tone", "look.key", "cell.look.tone", "segment.look.tone", "row.marks"),
        *("asked.severity.key", "item.look.tone"),
        '"bad" if report.gate.is_failed else ("off" if report.gate.fail_on == "never" else "good")',
    }


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_reaches_the_contrast_of_wcag_aa(theme: int) -> None:
    css = "".join(
        (TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.css", "browser.css")
    )
    block = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[theme]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    tones = ("good", "other", "warn", "bad", "open", "none")
    pairs = [(name, ground) for name in ("ink", "quiet") for ground in ("paper", "panel")]
    pairs += [
        ("accent", "paper"),
        ("accent", "panel"),
        ("ink", "mark"),
        ("paper", "bad"),
        ("paper", "accent"),
    ]
    pairs += [(tone, ground) for tone in tones for ground in (f"{tone}-bg", "paper", "panel")]
    pairs += [("ink", f"{tone}-bg") for tone in tones]

    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
