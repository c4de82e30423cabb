"""The saved queries as data."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from raregraph.dumps import to_turtle
from raregraph.errors import ContentError
from raregraph.executables import to_quads
from raregraph.ids import prefixes
from raregraph.queries import parse_query, saved
from raregraph.triples import node

TEXT = """\
#+ summary: Which diseases are there?
#+ description: All of them.
#+ tags: [everyday, names]
#+ order: 1

PREFIX rg: <https://w3id.org/raregraph/vocab/>
SELECT ?disease WHERE { ?statement rg:disease ?disease }
"""


def test_query_is_an_executable() -> None:
    """Question, description, keywords and the text as it stands, under the name of the query."""
    turtle = to_turtle(to_quads([parse_query(TEXT, "queries/all.rq", "all")]))
    block = next(block for block in turtle.split("\n\n") if block.startswith("<https://w3id.org/raregraph/query/all>"))
    assert block.split("sh:select")[0] == (
        "<https://w3id.org/raregraph/query/all>\n"
        "    a sh:SPARQLExecutable ;\n"
        "    a sh:SPARQLSelectExecutable ;\n"
        '    rdfs:label "Which diseases are there?"@en ;\n'
        '    dct:identifier "all" ;\n'
        '    rdfs:comment "All of them."@en ;\n'
        "    sh:prefixes <https://w3id.org/raregraph/query/prefixes> ;\n"
        "    "
    )
    assert f'sh:select """{TEXT[:60]}' in turtle


def test_every_saved_query_is_there_word_for_word(released: Path) -> None:
    """Each query can be copied from the release and run; its prefixes are declared."""
    quads = list(parse((released / "queries.ttl").read_bytes(), format=RdfFormat.TURTLE))
    forms = [node(f"sh:{form}") for form in ("select", "ask", "construct")]
    texts = {quad.object for quad in quads if quad.predicate in forms}
    assert texts == {Literal(query.text.strip() + "\n") for query in saved()}
    declared = {quad.object for quad in quads if quad.predicate == node("sh:prefix")}
    assert declared == {Literal(prefix) for prefix in prefixes()}
    assert all(isinstance(quad.subject, NamedNode) for quad in quads)


def test_describe_is_refused() -> None:
    """SHACL has no class for it: the query is to be written otherwise."""
    query = parse_query("DESCRIBE <https://example.org/>", "queries/any.rq", "any")
    with pytest.raises(ContentError, match="a DESCRIBE query; write it as one of SELECT, ASK, CONSTRUCT"):
        to_quads([query])
