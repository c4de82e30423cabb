"""The description of a release."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, parse

from raregraph.dataset import described, newest
from raregraph.ids import expand
from raregraph.knowledge import Knowledge
from raregraph.manifest import VARYING
from raregraph.triples import node, to_quads

GRAPH = "https://w3id.org/raregraph/graph/"
LABEL, A = node("rdfs:label"), node("rdf:type")
Description = dict[tuple[str, str], set[str]]


@pytest.fixture(scope="module")
def description(released: Path) -> Description:
    """dataset.ttl as objects by subject and predicate (a CURIE)."""
    found: Description = {}
    for quad in parse((released / "dataset.ttl").read_bytes(), format=RdfFormat.TURTLE):
        key = str(quad.subject)[1:-1], quad.predicate.value
        found.setdefault(key, set()).add(getattr(quad.object, "value", ""))
    return found


def of(description: Description, subject: str, predicate: str) -> set[str]:
    """The objects of a subject and a predicate."""
    return description.get((subject, expand(predicate)), set())


def test_three_levels_are_linked(description: Description, released: Path) -> None:
    """The summary has this version, the version every file as distribution, the distribution its media type."""
    release = f"https://w3id.org/raregraph/release/{released.name}"
    summary = "https://w3id.org/raregraph/dataset"
    assert of(description, summary, "dcat:hasVersion") == {release}
    assert of(description, release, "dct:isVersionOf") == {summary}
    files = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    wanted = {f"{release}/{path}" for path in files - {"MANIFEST.sha256"}}
    assert of(description, release, "dcat:distribution") == wanted
    assert all(of(description, distribution, "dcat:mediaType") for distribution in wanted)


def test_every_named_graph_is_described(description: Description, released: Path) -> None:
    """Each graph of the dump has title, licence and credit, and the version lists it; no other does."""
    quads = parse((released / "raregraph.nq").read_bytes(), format=RdfFormat.N_QUADS)
    graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
    assert of(description, f"https://w3id.org/raregraph/release/{released.name}", "void:subset") == graphs
    for graph in graphs:
        for predicate in ("dct:title", "dct:license", "dct:rights"):
            assert len(of(description, graph, predicate)) == 1, (graph, predicate)


def test_sources_have_their_terms(description: Description) -> None:
    """HPO under its own licence with its release; Mondo and pages CC BY 4.0, with the hash of the text; HGNC CC0."""
    by = "https://creativecommons.org/licenses/by/4.0/"
    assert of(description, f"{GRAPH}hpo-2025-01-16", "dct:license") == {"https://hpo.jax.org/app/license"}
    assert of(description, f"{GRAPH}hpo-2025-01-16", "pav:version") == {"2025-01-16"}
    assert of(description, f"{GRAPH}mondo-2026-08-04", "dct:license") == {by}
    assert of(description, f"{GRAPH}hgnc-2021-08-18", "dct:license") == {
        "https://creativecommons.org/publicdomain/zero/1.0/"
    }
    assert of(description, f"{GRAPH}gard-5786-0d97d85dcf34", "dct:license") == {by}
    page = "https://w3id.org/raregraph/page/gard-5786/0d97d85dcf34"
    assert page in of(description, f"{GRAPH}gard-5786-0d97d85dcf34", "dct:source")
    assert of(description, page, "spdx:checksumValue") == {
        "0d97d85dcf34ea6ea1226f4ea633b5cf0844a3b676c7838647fe3b077e87e365"
    }


def test_merged_dumps_say_mixed(description: Description, released: Path) -> None:
    """A dump of all graphs has no single licence."""
    dump = f"https://w3id.org/raregraph/release/{released.name}/raregraph.ttl"
    assert of(description, dump, "dct:license") == set()
    assert min(of(description, dump, "dct:rights")).startswith("mixed, see sources")


def test_figures_are_true(description: Description, released: Path) -> None:
    """The figures of VoID are what rdflib counts in the merged graph without the description."""
    lines = (released / "raregraph.nq").read_text(encoding="utf-8").splitlines()
    kept = {line.rsplit(" ", 2)[0] + " ." for line in lines if not line.endswith(f"<{GRAPH}dataset> .")}
    graph = rdflib.Graph().parse(data="\n".join(kept), format="nt")
    whole = f"https://w3id.org/raregraph/release/{released.name}/raregraph.nq"
    counted = {
        "void:triples": len(graph),
        "void:distinctSubjects": len(set(graph.subjects())),
        "void:distinctObjects": len(set(graph.objects())),
        "void:properties": len(set(graph.predicates())),
        "void:classes": len(set(graph.objects(None, rdflib.RDF.type))),
    }
    assert {key: of(description, whole, key) for key in counted} == {key: {str(n)} for key, n in counted.items()}
    genes = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(expand("biolink:Gene"))))
    partition = whole.replace("raregraph.nq", "class/biolink-Gene")
    assert of(description, partition, "void:entities") == {str(len(genes))}
    assert of(description, partition, "void:triples") == {
        str(sum(len(list(graph.triples((g, None, None)))) for g in genes))
    }
    dates = len(set(graph.subject_objects(rdflib.URIRef(expand("rg:asOf")))))
    assert of(description, whole.replace("raregraph.nq", "property/rg-asOf"), "void:triples") == {str(dates)}


def test_sizes_and_checksums_are_true(description: Description, released: Path) -> None:
    """Every file but dataset.ttl and what zlib or SQLite decides has its size and SHA-256."""
    paths = [path for path in released.rglob("*") if path.is_file() and path.suffix not in (*VARYING, ".sha256")]
    for path in paths:
        name = path.relative_to(released).as_posix()
        me = f"https://w3id.org/raregraph/release/{released.name}/{name}"
        size, digest = of(description, me, "dcat:byteSize"), of(description, f"{me}/sha256", "spdx:checksumValue")
        if name == "dataset.ttl":
            assert (size, digest) == (set(), set())
        else:
            assert (size, digest) == ({str(path.stat().st_size)}, {hashlib.sha256(path.read_bytes()).hexdigest()})


def test_everything_of_ours_has_type_and_label(released: Path) -> None:
    """No IRI of ours stands in the description without a type and a label, and there is no blank node."""
    quads = list(parse((released / "dataset.ttl").read_bytes(), format=RdfFormat.TURTLE))
    typed = {quad.subject for quad in quads if quad.predicate == A}
    labelled = {quad.subject for quad in quads if quad.predicate == LABEL}
    assert {quad.subject for quad in quads} == typed == labelled
    assert all(isinstance(quad.subject, NamedNode) for quad in quads)


def test_date_is_the_newest_source(knowledge: Knowledge, released: Path, description: Description) -> None:
    """The release is as new as its newest source, whatever the clock says."""
    assert newest(knowledge) == max(source.release for source in knowledge.backbone.sources.values())
    release = f"https://w3id.org/raregraph/release/{released.name}"
    assert of(description, release, "dct:issued") == {newest(knowledge)}


def test_order_of_quads_does_not_matter(knowledge: Knowledge) -> None:
    """The description is of the set of quads."""
    quads = list(to_quads(knowledge))
    assert described(knowledge, [*reversed(quads), *quads]).quads("0") == described(knowledge, quads).quads("0")
