"""The saved queries for a corpus: exact rows on a sample in two engines, and scores counted anew by another way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, Store

from raregraph import content
from raregraph.answers import run, to_rdflib
from raregraph.ids import contract, expand
from raregraph.queries import bind, find
from raregraph.querydocs import answers_of, expected_file, to_expected, to_markdown
from raregraph.results import Table
from tests.corpus_sample import excerpt, sample
from tests.test_querydocs import in_rdflib, strangers

NAMES = [query.name for query in sample.queries()]
ABOUT_ONE = [query.name for query in sample.queries() if any(p.name == "disease" for p in query.parameters)]
LATER = {expand("skos:closeMatch")}
"""What the graph has only when the review of a build is in it."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The graph of the sample."""
    return sample.build(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def flat(store: Store) -> rdflib.Graph:
    """The same graph in rdflib, without its named graphs."""
    graph = rdflib.Graph()
    for quad in store:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


@pytest.mark.parametrize("name", NAMES)
def test_pyoxigraph_answers_the_expected_rows(name: str, store: Store) -> None:
    """Each query gives the rows of the file beside it."""
    query = find(name)
    expected = expected_file(query, content.QUERIES).read_text(encoding="utf-8")
    assert to_expected(run(query.text, store)) == expected, "run python -m tests.corpus_sample.sample"


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_answers_the_same_rows(name: str, store: Store, flat: rdflib.Graph) -> None:
    """Both engines agree, by value and type."""
    query = find(name)
    assert to_expected(in_rdflib(query, flat)) == to_expected(run(query.text, store))


@pytest.mark.parametrize("name", NAMES)
def test_every_iri_of_a_query_occurs_in_the_graph(name: str, store: Store) -> None:
    """A renamed property would be found, and not just give no rows."""
    assert set(strangers(find(name), store)) <= LATER


@pytest.mark.parametrize("name", ABOUT_ONE)
def test_a_disease_that_is_not_there_has_no_rows(name: str, store: Store) -> None:
    """No row, and no error."""
    found = run(bind(find(name), {"disease": "MONDO:0000001"}), store)
    assert isinstance(found, Table)
    assert found.rows == ()


@pytest.mark.skipif(not sample.PAGE.parent.is_dir(), reason="needs a checkout: docs/")
def test_the_page_of_queries_is_what_they_answer(store: Store) -> None:
    """docs/corpus-queries.md is generated."""
    answers = answers_of(sample.queries(), store)
    assert sample.PAGE.read_text(encoding="utf-8") == to_markdown(sample.queries(), answers, sample.HEAD)


def test_the_excerpt_is_cut_from_the_reference(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mini reference folder is what its program writes."""
    monkeypatch.setattr(excerpt, "REFERENCE", tmp_path)
    excerpt.main(shared / "reference")
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    kept = {path.relative_to(sample.REFERENCE): path.read_bytes() for path in sample.REFERENCE.rglob("*.*")}
    assert made == {path: data for path, data in kept.items() if path.suffix != ".md"}


# --- The scores, by sets in Python


@pytest.fixture(scope="module")
def above(store: Store) -> Callable[[str], frozenset[str]]:
    """A term of HPO and all above it, from the plain is_a of the graph."""
    parents: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, NamedNode(expand("rdfs:subClassOf")), None):
        parents.setdefault(quad.subject.value, set()).add(quad.object.value)  # type: ignore[union-attr]

    @cache
    def found(term: str) -> frozenset[str]:
        return frozenset({term}).union(*map(found, parents.get(term, ())))

    return found


@pytest.fixture(scope="module")
def phenotypes(store: Store) -> dict[str, set[str]]:
    """The phenotypes of each disease; ALS as a phenotype of itself is left out."""
    found: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, NamedNode(expand("biolink:has_phenotype")), None):
        if quad.object.value != expand("HP:0007354"):  # type: ignore[union-attr]
            found.setdefault(quad.subject.value, set()).add(quad.object.value)  # type: ignore[union-attr]
    return found


@pytest.fixture(scope="module")
def bits(phenotypes: dict[str, set[str]], above: Callable[[str], frozenset[str]], store: Store) -> dict[str, Decimal]:
    """The information content of each term, counted anew; it is what the graph says."""
    closures = [closure(own, above) for own in phenotypes.values()]
    terms = frozenset().union(*closures)
    counted = {term: math.log2(len(closures) / sum(term in own for own in closures)) for term in terms}
    quads = store.quads_for_pattern(None, NamedNode(expand("rg:informationContent")), None)
    said = {quad.subject.value: Decimal(quad.object.value) for quad in quads}  # type: ignore[union-attr]
    assert {term: said[term] for term in terms} == {
        term: pytest.approx(Decimal(value), abs=Decimal("0.0005")) for term, value in counted.items()
    }
    return said


def closure(terms: Iterable[str], above: Callable[[str], frozenset[str]]) -> frozenset[str]:
    """Some terms and all above them."""
    return frozenset().union(*map(above, terms))


def rows(text: str, store: Store) -> list[tuple[str, ...]]:
    """The rows of a query as texts, IRIs whole."""
    found = run(text, store)
    assert isinstance(found, Table)
    return [tuple("" if cell is None else cell.value for cell in row) for row in found.rows]


def test_ranks_add_what_is_shared_and_take_what_is_excluded(
    store: Store, phenotypes: dict[str, set[str]], above: Callable[[str], frozenset[str]], bits: dict[str, Decimal]
) -> None:
    """For each phenotype the rarest term in common, of one bit at least; less each excluded one the disease has."""
    wanted, excluded = ("HP:0001363", "HP:0011800", "HP:0001156"), ("HP:0000238", "HP:0000365")
    scores: dict[str, Decimal] = {}
    for disease, own in phenotypes.items():
        have = closure(own, above)
        best = [max((bits[term] for term in above(expand(name)) & have), default=Decimal(0)) for name in wanted]
        against = [bits[expand(name)] for name in excluded if expand(name) in have]
        if any(value >= 1 for value in best):
            scores[disease] = sum(value for value in best if value >= 1) - sum(against)
    found = rows(bind(find("rank-diseases"), {"wanted": wanted, "excluded": excluded}), store)
    assert {row[0]: Decimal(row[2]) for row in found} == scores
    assert any(row[4] != "0" for row in found)


def test_likeness_is_shared_information_over_all(
    store: Store, phenotypes: dict[str, set[str]], above: Callable[[str], frozenset[str]], bits: dict[str, Decimal]
) -> None:
    """With every term counted, the share is that of the weights of the intersection in those of the union."""
    mine = closure(phenotypes[expand("MONDO:0007041")], above)
    told = {term for term, value in bits.items() if value >= Decimal("0.1")}
    shares = {}
    for disease, own in phenotypes.items():
        have = closure(own, above)
        both, either = (sum(bits[term] for term in group & told) for group in (mine & have, mine | have))
        if both and disease != expand("MONDO:0007041"):
            shares[disease] = both / either
    found = rows(find("similar-diseases").text.replace(">= 2.5", ">= 0.1"), store)
    assert {row[0]: Decimal(row[3]) for row in found} == {
        disease: pytest.approx(share, abs=Decimal("0.0006")) for disease, share in shares.items()
    }
    assert contract(found[0][0]) == "MONDO:0007405", "Apert syndrome is most like Crouzon syndrome"


def test_nothing_is_excluded_unless_it_is_said(store: Store) -> None:
    """UNDEF excludes nothing, and not everything."""
    assert {row[4] for row in rows(find("rank-diseases").text, store)} == {"0"}
