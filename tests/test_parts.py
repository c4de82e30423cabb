"""The parts of a release and their terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import ContentError
from raregraph.ids import ours
from raregraph.knowledge import Knowledge
from raregraph.parts import lenders, licences, parts, read_licences

TABLE = """\
licences:
- {iri: "https://example.org/by", name: "BY"}
graphs:
- {graph: "direct", title: "Plain triples", licence: "https://example.org/by", credit: "us"}
labels:
- {prefix: "CHEBI", title: "ChEBI", licence: "https://example.org/by", url: "https://example.org/", credit: "them"}
"""


def table(folder: Path, old: str = "", new: str = "") -> Path:
    """The table, with one thing replaced."""
    path = folder / "licences.yaml"
    path.write_text(TABLE.replace(old, new), encoding="utf-8")
    return path


def test_table_is_read(tmp_path: Path) -> None:
    """Licences by IRI, graphs by name, ontologies by prefix."""
    found = read_licences(table(tmp_path))
    assert (found.names, list(found.graphs), found.labels["CHEBI"].credit) == (
        {"https://example.org/by": "BY"},
        ["direct"],
        "them",
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'licence: "https://example.org/by", credit: "us"',
            'licence: "https://example.org/x", credit: "us"',
            "has no name",
        ),
        ('prefix: "CHEBI"', 'prefix: "CHEBBI"', "unknown prefix 'CHEBBI'; did you mean 'CHEBI'?"),
        ('credit: "us"', 'thanks: "us"', "unknown key 'thanks'"),
    ],
)
def test_faults_of_the_table(tmp_path: Path, old: str, new: str, message: str) -> None:
    """A licence without a name, an unknown prefix and an unknown key are errors with their place."""
    with pytest.raises(ContentError, match=message.replace("?", r"\?")):
        read_licences(table(tmp_path, old, new))


def test_graph_that_nothing_describes(knowledge: Knowledge) -> None:
    """A named graph without licence stops the release."""
    with pytest.raises(ContentError, match="no row describes the graph 'stray'; add one under graphs"):
        parts(knowledge, [ours("graph/stray")])


def test_lenders_are_those_that_lend(knowledge: Knowledge) -> None:
    """Only ontologies whose ids the terms have are credited, and every foreign ontology of the terms is."""
    names = {part.title for part in lenders(knowledge)}
    assert {"ChEBI", "MAxO", "Uberon"} <= names <= {part.title for part in licences().labels.values()}
    obo = {term.iri.rpartition("/obo/")[2].partition("_")[0] for term in knowledge.terms if "/obo/" in term.iri}
    assert obo - {"MONDO", "HP"} <= set(licences().labels)
