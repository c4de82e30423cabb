"""coverage.py and coverage_html.py: the four sorts, sentences, the guard on machinery, the HTML page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from raregraph import content
from raregraph.coverage import (
    MAX_NEITHER,
    Coverage,
    Lexicon,
    Machinery,
    Span,
    coverage,
    own_lexicon,
    read_machinery,
    sentences,
)
from raregraph.coverage_html import to_html
from raregraph.errors import ContentError, Faults
from raregraph.facts import Fact, FactFile, Version, read_facts
from raregraph.text import sha256

PAGE = "Home\n\nMy disease\n\nIt is rare. It harms Dr. Smith's <nerve> cells.[1][2] Nobody knows.\nUpdated: never\n"
RULES = """
numbers: '[0-9]'
context:
- {rule: "title", pattern: '^My (?P<it>disease)$', reason: "what it is about"}
machinery:
- {rule: "home", pattern: '^Home$', reason: "a link"}
- {rule: "stamp", pattern: '^Updated: \\w+$', reason: "a stamp"}
"""
ISSUED = "https://w3id.org/raregraph/statement/00000000000000000000000000000000"


def _machinery(folder: Path, text: str = RULES) -> Machinery:
    path = folder / "machinery.yaml"
    path.write_text(text, encoding="utf-8")
    return read_machinery(path)


def _version(text: str) -> Version:
    return Version("GARD:0000001", sha256(text), len(text), "My disease", "small", ())


def _span(text: str, phrase: str, kind: str = "phenotype") -> Span:
    start = text.index(phrase)
    return Span(start, start + len(phrase), kind, ISSUED, f"says {phrase}")


def _cover(text: str, folder: Path, *phrases: str, labels: tuple[tuple[str, str], ...] = ()) -> Coverage:
    spans = [_span(text, phrase) for phrase in phrases]
    return coverage(text, _version(text), spans, _machinery(folder), Lexicon.of(labels))


def test_every_character_is_of_one_sort(tmp_path: Path) -> None:
    """Runs follow each other without a gap; statements come before context, context before machinery."""
    found = _cover(PAGE, tmp_path, "nerve")
    shown = [(run.sort, PAGE[run.start : run.end], run.rule) for run in found.runs if PAGE[run.start : run.end].strip()]
    assert shown == [
        ("machinery", "Home", "home"),
        ("neither", "\n\nMy ", ""),
        ("context", "disease", "title"),
        ("neither", "\n\nIt is rare.", ""),
        ("context", " It harms Dr. Smith's <", ""),
        ("statement", "nerve", ""),
        ("context", "> cells.[1][2]", ""),
        ("neither", " Nobody knows.\n", ""),
        ("machinery", "Updated: never", "stamp"),
    ]
    assert found.counts == {"statement": 5, "context": 38, "machinery": 17, "neither": 23}
    assert [run.start for run in found.runs[1:]] == [run.end for run in found.runs[:-1]]


def test_what_is_neither_is_listed_with_its_offsets(tmp_path: Path) -> None:
    """Offsets are of the text without the blanks around it, and too much of it does not pass."""
    found = _cover(PAGE, tmp_path, "nerve")
    assert list(found.uncovered()) == [(6, 8, "My"), (18, 29, "It is rare."), (72, 85, "Nobody knows.")]
    assert not found.passes
    assert _cover("Home", tmp_path).passes


@pytest.mark.parametrize(
    ("word", "category"), [("FUS", "gene"), ("nausea", "phenotype"), ("riluzole", "drug"), ("nurses", "profession")]
)
def test_machinery_may_not_swallow_a_known_word(tmp_path: Path, word: str, category: str) -> None:
    """A rule that takes a word of the lexicon is refused by name, with the word and its place."""
    text = f"Updated: {word}"
    message = rf"machinery.yaml:7: machinery rule 'stamp' swallows the {category} '{word}' at 0"
    with pytest.raises(ContentError, match=message):
        _cover(text, tmp_path, labels=((category, word.upper()),))


def test_machinery_may_not_swallow_a_number(tmp_path: Path) -> None:
    """A number may be a statement, so no rule may hide it."""
    with pytest.raises(ContentError, match="swallows the number '2'"):
        _cover("Updated: v2", tmp_path)


def test_machinery_leaves_statements_alone(tmp_path: Path) -> None:
    """A known word inside a statement is not swallowed by the rule around it."""
    found = _cover("Updated: FUS", tmp_path, "FUS", labels=(("gene", "FUS"),))
    assert [run.sort for run in found.runs] == ["context", "statement"]


def test_a_citation_explains_no_sentence(tmp_path: Path) -> None:
    """A sentence of which only the marker of a reference was read is not understood."""
    text = "Nobody knows.[1]"
    span = _span(text, "[1]", "citation")
    found = coverage(text, _version(text), [span], _machinery(tmp_path), Lexicon.of(()))
    assert [(run.sort, text[run.start : run.end]) for run in found.runs] == [
        ("neither", "Nobody knows."),
        ("statement", "[1]"),
    ]


def test_a_span_outside_the_text_is_refused(tmp_path: Path) -> None:
    """Passages of another page are not painted."""
    with pytest.raises(ContentError, match="outside the 4 characters"):
        coverage("Home", _version("Home"), [Span(3, 5, "gene", "", "")], _machinery(tmp_path), Lexicon.of(()))


def test_faulty_rules_are_all_named(tmp_path: Path) -> None:
    """A broken pattern and a misspelt key are told together, each with its line."""
    rows = """- {rule: "a", pattern: '(', reason: "x"}\n- {rule: "b", patern: 'x', reason: "x"}\n"""
    text = f"numbers: '[0-9]'\nmachinery:\n{rows}"
    with pytest.raises(Faults) as caught:
        _machinery(tmp_path, text)
    assert "machinery.yaml:3: pattern: not a regular expression" in str(caught.value)
    assert "machinery.yaml:4: unknown key 'patern'; did you mean 'pattern'?" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", " Two."]),
        ("Seen by Dr. Lee. Then.", ["Seen by Dr. Lee.", " Then."]),
        ("In the U.S. It is rare", ["In the U.S. It is rare"]),
        ("Siddique T. Overview", ["Siddique T. Overview"]),
        ("Said so.[1][2] Next", ["Said so.[1][2]", " Next"]),
        ('He said "so." She did not', ['He said "so."', " She did not"]),
        ("At ClinicalTrials.gov there is more", ["At ClinicalTrials.gov there is more"]),
        ("  1. Title. Year.", ["  1. Title.", " Year."]),
        ("  • Nurses: help\n  • Doctors", ["  • Nurses: help", "  • Doctors"]),
        ("Is it? Yes! 5 of 10", ["Is it?", " Yes!", " 5 of 10"]),
        ("about 7.5 years. end", ["about 7.5 years. end"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """Abbreviations, initials, web addresses and list markers end no sentence; a line end does."""
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_html_marks_and_links(tmp_path: Path) -> None:
    """A passage is a link to its statement with its label as title; text is escaped; the rest has its class."""
    html = to_html(_cover(PAGE, tmp_path, "nerve"))
    assert f'<a class="statement" href="{ISSUED}" style="--hue:' in html
    assert 'data-kind="phenotype" title="says nerve">nerve</a>&gt; cells.' in html
    assert '<span class="machinery" title="machinery: home">Home</span>' in html
    assert '<a href="#at-18">It is rare.</a>' in html
    assert 'class="neither" id="at-18"' in html
    assert "<nerve>" not in html
    assert not re.search(r"(?:src|@import|url\()", html), "nothing is loaded from elsewhere"


def test_html_keeps_the_text(tmp_path: Path) -> None:
    """Without its tags, the marked page is the page."""
    html = to_html(_cover(PAGE, tmp_path, "nerve", "nerve> cells"))
    page = html.split('<div class="page">')[1].split("</div>")[0]
    plain = re.sub(r"<[^>]*>", "", page)
    assert plain.replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'") == PAGE


def test_own_rules_are_named_once_and_explained() -> None:
    """Every row of graph/machinery.yaml has its own name and a reason."""
    machinery = read_machinery()
    names = [rule.name for rule in (*machinery.context, *machinery.machinery)]
    assert len(names) == len(set(names))
    assert all(rule.reason for rule in (*machinery.context, *machinery.machinery))


def test_own_lexicon_knows_what_the_pages_name() -> None:
    """Diseases, genes, drugs, signs and professions that graph/ knows are guarded."""
    lexicon = own_lexicon()
    found = set(lexicon.categories.values())
    assert {"disease", "gene", "drug", "phenotype", "profession"} <= found
    assert lexicon.first("no changes in SOD1 are known") == ("gene", "SOD1")
    assert lexicon.first("with Anxiety") == ("phenotype", "Anxiety")
    assert lexicon.first("All of it") is None


def _spans(facts: tuple[Fact, ...]) -> list[Span]:
    return [Span(at.start, at.end, fact.kind, ISSUED, fact.object) for fact in facts for at in fact.at]


def _curated(version: Version) -> FactFile:
    return read_facts(content.GRAPH / "curated" / f"gard-5786-{version.short}.yaml")


@pytest.mark.parametrize("short", ["0d97d85dcf34", "83181a80f9f5"])
def test_the_seeds_are_covered(seeds: dict[str, str], short: str) -> None:
    """With the facts of graph/, at most 3 % of each page is neither statement, context nor machinery."""
    extracted = read_facts(content.GRAPH / "extracted" / f"gard-5786-{short}.yaml")
    version = extracted.version
    assert version is not None
    found = coverage(seeds[short], version, _spans(extracted.facts + _curated(version).facts))
    assert found.share("neither") <= MAX_NEITHER, list(found.uncovered())
