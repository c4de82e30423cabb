"""What a release holds: a row for each file, with what it is and for whom."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of a release.

    `packed` is whether a gzip copy lies beside it, `rdf` whether it is the graph or a view of it, `licence` an IRI, or
    empty for what has the licences of its sources.
    """

    path: str
    title: str
    media_type: str
    audience: str
    packed: bool = False
    rdf: bool = False
    licence: str = ""


_TSV, _TURTLE, _NT = "text/tab-separated-values", "text/turtle", "application/n-triples"
_JSONL, _GZIP = "application/x-ndjson", "application/gzip"
_BY, _CC0 = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/publicdomain/zero/1.0/"

_MAPPINGS = (
    ("gard-mondo", "mappings of GARD ids to Mondo"),
    ("gard-omim", "mappings of GARD ids to OMIM, by way of Mondo"),
    ("gard-orphanet", "mappings of GARD ids to Orphanet, by way of Mondo"),
    ("gard-umls", "mappings of GARD ids to UMLS, by way of Mondo"),
    ("mondo-omim", "Mondo's own mappings to OMIM"),
    ("mondo-orphanet", "Mondo's own mappings to Orphanet"),
    ("mondo-umls", "Mondo's own mappings to UMLS"),
    ("normalise", "raw disease ids to the one Mondo term of each"),
    ("labels", "labels as pages print them, to terms"),
)
_EXPORTS = (
    ReleaseFile("kgx/monarch/raregraph_nodes.tsv", "KGX nodes, profile monarch", _TSV, "Monarch, koza"),
    ReleaseFile("kgx/monarch/raregraph_edges.tsv", "KGX edges, profile monarch", _TSV, "Monarch, koza"),
    ReleaseFile("kgx/monarch/raregraph_nodes.jsonl", "the same nodes, as JSON Lines", _JSONL, "KGX"),
    ReleaseFile("kgx/monarch/raregraph_edges.jsonl", "the same edges, as JSON Lines", _JSONL, "KGX"),
    ReleaseFile("kgx/biolink/raregraph_nodes.tsv", "KGX nodes, valid Biolink", _TSV, "KGX"),
    ReleaseFile("kgx/biolink/raregraph_edges.tsv", "KGX edges, valid Biolink", _TSV, "KGX"),
    ReleaseFile("kgx/biolink/raregraph_nodes.jsonl", "the same nodes, as JSON Lines", _JSONL, "KGX, Translator"),
    ReleaseFile("kgx/biolink/raregraph_edges.jsonl", "the same edges, as JSON Lines", _JSONL, "KGX, Translator"),
    ReleaseFile("kgx/loss.tsv", "what KGX cannot say: which statements, and why", _TSV, "whoever joins them"),
    ReleaseFile("raregraph-kg.tar.gz", "the tables of profile monarch, as Monarch packs its own", _GZIP, "Monarch"),
    ReleaseFile("closure.tsv", "each term with each that is above it, itself included", _TSV, "koza, similarity"),
    ReleaseFile(
        "raregraph.db", "nodes, edges and closure in Monarch's layout", "application/vnd.sqlite3", "monarch-py, SQL"
    ),
    *(ReleaseFile(f"sssom/{name}.sssom.tsv", title, _TSV, "SSSOM tools, koza") for name, title in _MAPPINGS),
    ReleaseFile(
        "metadata.yaml", "the build receipt: sources within sources, with versions", "application/yaml", "Monarch"
    ),
)
"""What tools of the Monarch Initiative and of Biolink read."""
FILES = (
    ReleaseFile("README.md", "what this folder is", "text/markdown", "everyone", licence=_BY),
    ReleaseFile(
        "COMPATIBILITY.md", "what the tools of others said of releases", "text/markdown", "integrators", licence=_BY
    ),
    ReleaseFile("start-here/names.tsv", "names of the disease, its symptoms and tests", _TSV, "readers"),
    ReleaseFile("start-here/phenotypes.tsv", "symptoms and signs, and how frequent they are", _TSV, "readers"),
    ReleaseFile("start-here/genes.tsv", "genes, and how sure the link is", _TSV, "readers"),
    ReleaseFile("start-here/drugs-and-decisions.tsv", "drugs, and what agencies had decided by when", _TSV, "readers"),
    ReleaseFile("start-here/findings.tsv", "what is odd: conflicts, gaps, misprints", _TSV, "readers"),
    ReleaseFile("raregraph.ttl", "the graph, easy to read and to compare", _TURTLE, "people and tools", True, True),
    ReleaseFile("raregraph.nt", "the graph, a triple a line", _NT, "streams and text tools", True, True),
    ReleaseFile(
        "raregraph.nq", "the graph with its named graphs, a quad a line", "application/n-quads", "stores", True, True
    ),
    ReleaseFile(
        "raregraph.trig", "the graph with its named graphs, easy to read", "application/trig", "people", True, True
    ),
    ReleaseFile(
        "raregraph.jsonld", "the graph with its named graphs, as JSON", "application/ld+json", "programmers", True, True
    ),
    ReleaseFile(
        "raregraph-biolink.nt", "the slim Biolink view: nodes and associations", _NT, "KGX, Monarch", True, True
    ),
    *_EXPORTS,
    ReleaseFile("vocabulary.ttl", "the classes and properties of our own", _TURTLE, "modellers", licence=_BY),
    ReleaseFile(
        "queries.ttl", "the saved queries, as SPARQL editors read them", _TURTLE, "who asks by SPARQL", licence=_CC0
    ),
    ReleaseFile(
        "dataset.ttl", "the description: parts, licences, counts, checksums", _TURTLE, "catalogues", licence=_CC0
    ),
    ReleaseFile("shacl-report.txt", "what the checks found", "text/plain", "people"),
    ReleaseFile("shacl-report.ttl", "the same, as SHACL says it", _TURTLE, "tools"),
    ReleaseFile("shacl-report.json", "the same, as JSON", "application/json", "programmers"),
)
"""In the order the release's README lists them; MANIFEST.sha256 and the gzip copies come besides."""
