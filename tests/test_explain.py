"""Explanation: finding statements by what they are about, and telling everything about one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from raregraph.errors import ContentError, UsageError, Where
from raregraph.explain import explain, find, one
from raregraph.knowledge import Knowledge
from raregraph.pages import page_of


def labels(words: list[str], of: Knowledge) -> set[str]:
    """The labels of what is found."""
    return {item.label for item in find(words, of)}


@pytest.mark.parametrize(
    "words",
    [
        ["ALS", "riluzole"],
        ["als", "Riluzole"],
        ["MONDO:0004976", "riluzole"],
        ["http://purl.obolibrary.org/obo/MONDO_0004976", "riluzole"],
        ["Lou Gehrig disease", "riluzole"],
        ["riluzole", "amyotrophic lateral sclerosis"],
    ],
)
def test_things_are_named_as_people_name_them(knowledge: Knowledge, words: list[str]) -> None:
    """By label, printed name, synonym, CURIE or IRI, in any order and case."""
    assert labels(words, knowledge) == labels(["ALS", "riluzole"], knowledge)
    assert any("treats" in label for label in labels(words, knowledge))


def test_a_statement_is_found_by_its_id(knowledge: Knowledge) -> None:
    """In full, shortened, as CURIE or IRI."""
    item = knowledge.statements[100]
    for text in (item.id, item.id[:12], f"st:{item.id}", item.iri):
        assert find([text], knowledge) == [item]
        assert one(text, knowledge) == item


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["riluzol"], "'riluzol': nothing is known by this name; did you mean 'riluzole'?"),
        (["riluzole", "SOD1"], "'riluzole' + 'SOD1': no statement is about all of these"),
    ],
)
def test_what_is_not_known_is_wrong_usage(knowledge: Knowledge, words: list[str], problem: str) -> None:
    """With the nearest name."""
    with pytest.raises(UsageError) as caught:
        find(words, knowledge)
    assert problem in str(caught.value)


def test_an_id_that_does_not_fit_is_told(knowledge: Knowledge) -> None:
    """As everywhere."""
    with pytest.raises(ContentError, match="the command line: 'HP:1' does not fit its prefix"):
        find(["HP:1"], knowledge)


@pytest.mark.parametrize("text", ["0" * 32, "riluzole", "", "abc"])
def test_an_id_names_one_statement(knowledge: Knowledge, text: str) -> None:
    """An unknown one is wrong usage."""
    with pytest.raises(UsageError, match="no statement has this id"):
        one(text, knowledge)


def test_several_statements_are_not_one(knowledge: Knowledge) -> None:
    """A short id may fit two."""
    first = knowledge.statements[0]
    twin = replace(first, id=first.id[:8] + "f" * 24)
    with pytest.raises(UsageError, match="several statements begin so"):
        one(first.id[:6], replace(knowledge, statements=(first, twin)))


def test_everything_about_a_statement_is_told(knowledge: Knowledge) -> None:
    """Who, when, how surely, standing, where, what disagrees, what is odd."""
    item = next(item for item in knowledge.statements if item.disagrees and item.as_of == "2018-09-27")
    lines = list(explain(item, knowledge, {}))
    assert lines[0] == item.label
    assert f"  statement  st:{item.id}" in lines
    assert "  as of      2018-09-27 (sectionDate)" in lines
    assert "  standing   latest" in lines
    heads = [line[2:13].strip() for line in lines[1:]]
    assert heads[:5] == ["statement", "said by", "as of", "how surely", "standing"]
    assert {"passage", "disagrees", "finding"} <= set(heads)


def test_mondo_s_statements_name_file_release_and_row(knowledge: Knowledge) -> None:
    """In place of a passage."""
    item = next(item for item in knowledge.statements if item.date_basis == "sourceDate")
    assert any(
        line.startswith("  said by") and ", release 2026-08-04, row " in line for line in explain(item, knowledge, {})
    )


def test_with_the_page_at_hand_the_passage_is_printed(knowledge: Knowledge, seeds: dict[str, str]) -> None:
    """And nothing of the page otherwise but its first and last words."""
    pages = {(page := page_of(text.encode(), Where(name))).version.sha256: page for name, text in seeds.items()}
    item = next(item for item in knowledge.statements if item.kind.name == "decision" and item.places)
    place = item.places[0].passage
    text = next(page.text for page in pages.values() if page.version.short in item.places[0].version)
    shown = [line for line in explain(item, knowledge, pages) if line.startswith("             | ")]
    assert shown[0].removeprefix("             | ") == " ".join(text[place.start : place.end].split())
    assert not [line for line in explain(item, knowledge, {}) if " | " in line]
