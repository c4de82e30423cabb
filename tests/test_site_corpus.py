"""Pages of the diseases of a corpus: few facts, no Mondo id, no date; nothing is taken for granted."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from raregraph.answers import run
from raregraph.ids import contract, expand
from raregraph.lexical import Forms
from raregraph.queries import bind, find
from raregraph.results import Table
from raregraph.site import disease, people
from raregraph.site.layout import lay_out
from raregraph.site.opened import Opened
from raregraph.site.reading import Reader, path_of
from tests.corpus_sample import sample


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The sample's graph, opened; it is no release, and has no files."""
    store = sample.build(tmp_path_factory.mktemp("sample"))
    return Opened(Path(), "0.1.0-sample", "2026-08-04", store, Store(), Forms({}), (), Reader(store))


def diseases(corpus: Opened) -> list[str]:
    """Every disease that something is said about."""
    answer = run("SELECT DISTINCT ?d { ?s <https://w3id.org/raregraph/vocab/disease> ?d } ORDER BY ?d", corpus.store)
    assert isinstance(answer, Table)
    return [row[0].value for row in answer.rows if row[0] is not None]


def test_every_disease_has_a_page(corpus: Opened) -> None:
    """With its notice, whatever is known of it."""
    found = diseases(corpus)
    assert len(found) > 12
    for iri in found:
        view = people.term(corpus, path_of(iri), {})
        assert (iri, view.template if view else "") == (iri, "disease.html")
        assert view is not None
        body = lay_out(corpus, path_of(iri), view).decode()
        assert (iri, body.count('<p class="notice">')) == (iri, 1)


def test_a_disease_without_mondo_is_known_by_its_gard_id(corpus: Opened) -> None:
    """Its page says so, and needs no term of Mondo."""
    gard = [iri for iri in diseases(corpus) if contract(iri).startswith("GARD:")]
    assert gard
    of = disease.view(gard[0], corpus.reader)
    assert of.thing.id == contract(gard[0])
    assert of.thing.text != of.thing.id
    assert of.parents == ()


def test_the_page_has_the_phenotypes_of_the_query(corpus: Opened) -> None:
    """For every disease of the sample."""
    for iri in diseases(corpus):
        answer = run(bind(find("phenotypes-by-body-system"), {"disease": iri}), corpus.store)
        assert isinstance(answer, Table)
        asked = {row[-1].value for row in answer.rows if row[-1] is not None}
        part = disease.view(iri, corpus.reader).part("phenotypes")
        assert (iri, {item.iri for item in part.said} if part else set()) == (iri, asked)


def test_what_is_not_read_is_named(corpus: Opened) -> None:
    """A page that is silent is no denial, and the reader is told on what it is silent."""
    of = disease.view(next(iri for iri in diseases(corpus) if contract(iri).startswith("GARD:")), corpus.reader)
    assert "Drugs" in of.silent
    assert of.time_line is None


def test_an_unknown_term_has_no_page(corpus: Opened) -> None:
    """It is not made up."""
    assert people.term(corpus, path_of(expand("MONDO:9999999")), {}) is None
