"""The slim Biolink view."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, RdfFormat, Store, Triple, parse

BIOLINK = "https://w3id.org/biolink/vocab/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

WANTED = """
PREFIX rg: <https://w3id.org/raregraph/vocab/>
PREFIX biolink: <https://w3id.org/biolink/vocab/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT DISTINCT ?statement ?subject ?predicate ?object WHERE {
  GRAPH <https://w3id.org/raregraph/graph/direct> { ?subject ?predicate ?object }
  GRAPH ?source {
    ?statement a ?class ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; rg:direct true ;
      biolink:negated false ; rg:certainty ?certainty ; rg:standing ?standing .
  }
  FILTER (STRSTARTS(STR(?class), STR(biolink:)) && STRSTARTS(STR(?predicate), STR(biolink:)) && ISIRI(?object))
  FILTER (?certainty IN (rg:stated, rg:likely) && ?standing IN (rg:latest, rg:unknown))
}
"""


@pytest.fixture(scope="module")
def view(released: Path) -> list[Triple]:
    """The triples of the view."""
    return [quad.triple for quad in parse((released / "raregraph-biolink.nt").read_bytes(), format=RdfFormat.N_TRIPLES)]


def ends(view: list[Triple]) -> dict[str, dict[str, str]]:
    """Subject, predicate and object of each association."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in view:
        name = triple.predicate.value.removeprefix(BIOLINK)
        if name in ("subject", "predicate", "object"):
            found[str(triple.subject)[1:-1]][name] = str(triple.object)[1:-1]
    return dict(found)


def test_view_selects_the_statements_that_have_a_direct_biolink_triple(released: Path, view: list[Triple]) -> None:
    """Exactly the statements whose plain triple is in graph/direct, and whose class and predicate Biolink has."""
    store = Store()
    store.bulk_load(path=str(released / "raregraph.nq"), format=RdfFormat.N_QUADS)
    rows = store.query(WANTED)
    wanted = {
        row["statement"].value: {part: row[part].value for part in ("subject", "predicate", "object")}  # type: ignore[union-attr,index]
        for row in rows  # type: ignore[union-attr]
    }
    assert len(wanted) > 40
    assert ends(view) == wanted


def test_view_has_only_biolink_terms(view: list[Triple]) -> None:
    """Every predicate is Biolink's, but the label; there is no evidence node and no blank one."""
    predicates = {triple.predicate.value for triple in view}
    assert {name for name in predicates if not name.startswith(BIOLINK)} == {LABEL}
    assert not any("/passage/" in str(triple) or "_:" in str(triple.subject) for triple in view)


def test_every_end_is_a_node(view: list[Triple]) -> None:
    """Subjects and objects have a Biolink category and a label; nothing else is a node."""
    associations = ends(view)
    wanted = {parts[end] for parts in associations.values() for end in ("subject", "object")}
    by_predicate = defaultdict(set)
    for triple in view:
        by_predicate[triple.predicate.value].add(str(triple.subject)[1:-1])
    assert by_predicate[LABEL] == wanted
    assert by_predicate[f"{BIOLINK}category"] == wanted | set(associations)


def test_associations_say_who_and_how(view: list[Triple]) -> None:
    """Every association has its primary source, level, agent and class."""
    for name in ("primary_knowledge_source", "knowledge_level", "agent_type", "category"):
        said = {str(triple.subject)[1:-1] for triple in view if triple.predicate.value == BIOLINK + name}
        assert set(ends(view)) <= said, name


def test_a_hypothesis_does_not_pass_for_a_fact(view: list[Triple]) -> None:
    """What is hypothesised of exposures, or possible of genes in sporadic cases, Biolink cannot say: it is not here."""
    text = "\n".join(map(str, view))
    assert "ECTO_" not in text
    assert "contributes_to" not in text


def test_cross_references_are_curies(view: list[Triple]) -> None:
    """As IRIs they would become edges; the prefixes are Biolink's."""
    xrefs = [triple.object for triple in view if triple.predicate.value == f"{BIOLINK}xref"]
    assert Literal("OMIM:105400") in xrefs
    assert Literal("orphanet:803") in xrefs
    assert all(isinstance(xref, Literal) for xref in xrefs)
