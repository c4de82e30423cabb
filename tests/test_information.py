"""The information content of phenotypes: counted page by page, on the closure."""

from __future__ import annotations

from raregraph.information import Counts, content_of, count, lines_of, phenotypes_of
from raregraph.lines import DIRECT, FINDINGS, node

ABOVE = {"HP:0000239": ["HP:0000235"], "HP:0000236": ["HP:0000235"]}
HAS = node("biolink:has_phenotype")


def page(disease: str, *phenotypes: str) -> list[str]:
    """The plain triples of a page."""
    return [f"{node(disease)} {HAS} {node(name)}{DIRECT}" for name in phenotypes]


def counted(*pages: list[str]) -> Counts:
    """The counts of some pages."""
    counts = Counts()
    for part in pages:
        counts.add(count(phenotypes_of(part), lambda term: ABOVE.get(term, [])))
    return counts


def test_only_plain_triples_count() -> None:
    """What stands in another graph, or has another predicate, does not."""
    others = [
        f"{node('MONDO:0000001')} {HAS} {node('HP:0000236')}{FINDINGS}",
        f"{node('MONDO:0000001')} {node('rg:mayHavePhenotype')} {node('HP:0000236')}{DIRECT}",
    ]
    assert phenotypes_of([*page("MONDO:0000001", "HP:0000239"), *others]) == {"HP:0000239"}


def test_a_term_counts_with_all_below_it_once_a_page() -> None:
    """Two narrower terms on one page are one for the broader."""
    counts = counted(page("MONDO:0000001", "HP:0000239", "HP:0000236"), page("MONDO:0000004", "HP:0000239"))
    assert (counts.pages, dict(counts.terms)) == (2, {"HP:0000235": 2, "HP:0000236": 1, "HP:0000239": 2})


def test_a_page_without_phenotypes_is_none() -> None:
    """It says nothing about how rare they are."""
    assert counted([], page("MONDO:0000001", "HP:0000239")).pages == 1


def test_the_rarer_the_more_bits() -> None:
    """-log2 of the share of pages, canonical, at most three digits."""
    counts = Counts(8)
    counts.terms.update({"HP:0000001": 8, "HP:0000235": 3, "HP:0000239": 1})
    assert content_of(counts) == {"HP:0000001": "0.0", "HP:0000235": "1.415", "HP:0000239": "3.0"}


def test_the_lines_stand_in_the_derived_graph() -> None:
    """One line a term, in order."""
    assert list(lines_of(counted(page("MONDO:0000001", "HP:0000239"), page("MONDO:0000004", "HP:0000236"))))[1:] == [
        f"<http://purl.obolibrary.org/obo/HP_{name}> <https://w3id.org/raregraph/vocab/informationContent> "
        '"1.0"^^<http://www.w3.org/2001/XMLSchema#decimal> <https://w3id.org/raregraph/graph/derived> .'
        for name in ("0000236", "0000239")
    ]


def test_nothing_gives_nothing() -> None:
    """No page, no line."""
    assert list(lines_of(Counts())) == []
