"""What a release holds: a row for each file, with what it is and for whom."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of a release. `packed` is whether a gzip copy lies beside it; `rdf` whether it is the graph or a view of it."""

    path: str
    title: str
    media_type: str
    audience: str
    packed: bool = False
    rdf: bool = False


FILES = (
    ReleaseFile("README.md", "what this folder is", "text/markdown", "everyone"),
    ReleaseFile(
        "start-here/names.tsv", "names of the disease and of its symptoms", "text/tab-separated-values", "readers"
    ),
    ReleaseFile(
        "start-here/phenotypes.tsv", "symptoms, how frequent, and signs", "text/tab-separated-values", "readers"
    ),
    ReleaseFile("start-here/genes.tsv", "genes, and how sure the link is", "text/tab-separated-values", "readers"),
    ReleaseFile(
        "start-here/drugs-and-decisions.tsv",
        "drugs, and what agencies had decided by when",
        "text/tab-separated-values",
        "readers",
    ),
    ReleaseFile(
        "start-here/findings.tsv", "what is odd: conflicts, gaps, misprints", "text/tab-separated-values", "readers"
    ),
    ReleaseFile("raregraph.ttl", "the graph, easy to read and to diff", "text/turtle", "people and tools", True, True),
    ReleaseFile(
        "raregraph.nt", "the graph, a triple a line", "application/n-triples", "streams and text tools", True, True
    ),
    ReleaseFile(
        "raregraph.nq", "the graph with its named graphs, a quad a line", "application/n-quads", "stores", True, True
    ),
    ReleaseFile("raregraph.trig", "the graph with its named graphs, to read", "application/trig", "people", True, True),
    ReleaseFile(
        "raregraph.jsonld", "the graph with its named graphs as JSON", "application/ld+json", "programmers", True, True
    ),
    ReleaseFile(
        "raregraph-biolink.nt",
        "the slim Biolink view: nodes and associations",
        "application/n-triples",
        "KGX and knowledge graphs",
        True,
        True,
    ),
    ReleaseFile("vocabulary.ttl", "the classes and properties of our own", "text/turtle", "modellers"),
    ReleaseFile(
        "queries.ttl", "the saved queries, as a SPARQL editor reads them", "text/turtle", "who asks by SPARQL"
    ),
    ReleaseFile(
        "dataset.ttl", "the description: parts, licences, counts, sizes, checksums", "text/turtle", "catalogues"
    ),
    ReleaseFile("shacl-report.txt", "what the checks found", "text/plain", "people"),
    ReleaseFile("shacl-report.ttl", "the same, as SHACL says it", "text/turtle", "tools"),
    ReleaseFile("shacl-report.json", "the same as JSON", "application/json", "programmers"),
)
"""In the order the release's README lists them; MANIFEST.sha256 and the gzip copies come besides."""

GZIP = "application/gzip"
MANIFEST_TYPE = "text/plain"
