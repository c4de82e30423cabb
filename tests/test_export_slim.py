"""The slim Biolink view."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from raregraph.export.graph import blocks_of, read_rows
from raregraph.export.rows import EDGE_COLUMNS, NODE_COLUMNS, Edge, Node, Rows
from raregraph.export.terms import curie, is_node

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
def rows(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The rows of the profile biolink."""
    return read_rows(blocks_of(released), "biolink", tmp_path_factory.mktemp("scratch"))


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
    """Those whose plain triple is in graph/direct, by Biolink's class and predicate, between terms of ontologies."""
    store = Store()
    store.bulk_load(path=str(released / "raregraph.nq"), format=RdfFormat.N_QUADS)
    found = store.query(WANTED)
    wanted = {
        row["statement"].value: {part: row[part].value for part in ("subject", "predicate", "object")}  # type: ignore[union-attr,index]
        for row in found  # type: ignore[union-attr]
    }
    assert len(wanted) > 40
    statements = {iri: parts for iri, parts in ends(view).items() if "/statement/" in iri}
    assert statements == {iri: parts for iri, parts in wanted.items() if "/entity/" not in parts["object"]}


def test_view_has_the_nodes_edges_classes_and_qualifiers_of_the_profile_biolink(view: list[Triple], rows: Rows) -> None:
    """Read back from the triples, value by value."""
    assert associations(view) == {edge.id: _shown(edge, EDGE_COLUMNS) for edge in rows.edges()}
    nodes = {id_: _shown(term, NODE_COLUMNS) for id_, term in rows.nodes.items()}
    assert {curie(iri): said for iri, said in nodes_of(view).items()} == nodes


def _shown(row: Node | Edge, columns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What a row says, as text; not its id, nor the name of its file."""
    found = {name: getattr(row, name) for name in columns if name not in ("id", "iri", "provided_by")}
    return {name: _texts(value) for name, value in found.items() if value}


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return ("true" if value is True else str(value),)


def subjects(view: list[Triple]) -> dict[str, dict[str, tuple[str, ...]]]:
    """What is said of each subject, as a row would say it."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in view:
        name = "name" if triple.predicate.value == LABEL else triple.predicate.value.removeprefix(BIOLINK)
        value = curie(triple.object.value) if isinstance(triple.object, NamedNode) else triple.object.value  # type: ignore[union-attr]
        found[str(triple.subject)[1:-1]][name].append(value)
    return {iri: {name: tuple(sorted(values)) for name, values in said.items()} for iri, said in found.items()}


def associations(view: list[Triple]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The subjects that have a subject."""
    return {iri: said for iri, said in subjects(view).items() if "subject" in said}


def nodes_of(view: list[Triple]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The other subjects."""
    return {iri: said for iri, said in subjects(view).items() if "subject" not in said}


def test_view_has_only_biolink_terms(view: list[Triple]) -> None:
    """Every predicate is Biolink's, but the label; there is no evidence node and no blank one."""
    predicates = {triple.predicate.value for triple in view}
    assert {name for name in predicates if not name.startswith(BIOLINK)} == {LABEL}
    assert not any("/passage/" in str(triple) or "_:" in str(triple.subject) for triple in view)


def test_every_end_is_a_node_of_an_ontology(view: list[Triple]) -> None:
    """With a category and a label; a prefix that KGX does not know would become an unknown id."""
    nodes = nodes_of(view)
    for parts in ends(view).values():
        for end in (parts["subject"], parts["object"]):
            assert {"category", "name"} <= set(nodes[end])
            assert is_node(curie(end))


def test_lines_are_sorted(released: Path) -> None:
    """Each once."""
    found = (released / "raregraph-biolink.nt").read_text(encoding="utf-8").splitlines()
    assert found == sorted(set(found))


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
