"""What is said of an IRI, and that all of a release is said somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from rdflib.compare import isomorphic

from raregraph.corrections import Tombstone
from raregraph.ids import expand, ours
from raregraph.lexical import Forms
from raregraph.nquads import lines_of
from raregraph.site import routes
from raregraph.site.describe import SHOWN, describe, query_of
from raregraph.site.forms import FORMS, write
from raregraph.site.opened import Opened
from raregraph.site.reading import Reader
from raregraph.triples import tombstone_triples

STATEMENT = expand("st:c59bb08deb187669b9d16d4c491d94f0")
PASSAGE = expand("pa:1abcc473bc578c2734e76bc82b4e86cd")
RDF = {
    "ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML, "nt": RdfFormat.N_TRIPLES,
}  # fmt: skip
RDFLIB = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}


def read(body: bytes, form: str) -> set[str]:
    """The triples of a document, as N-Triples lines."""
    quads = parse(body, format=RDF[form])
    return set(lines_of(Quad(quad.subject, quad.predicate, quad.object) for quad in quads))


def small(*quads: Quad) -> Opened:
    """A graph of a few triples, opened; it is no release."""
    store = Store()
    store.extend(quads)
    return Opened(Path(), "0.1.0-small", "2026-08-04", store, Store(), Forms({}), (), Reader(store))


def test_a_statement_is_told_with_its_passage_and_its_characters(opened: Opened) -> None:
    """So that a reader needs no second request; offsets as the dumps have them."""
    found = describe(opened, STATEMENT)
    assert found
    assert [block.iri for block in found.parts] == [PASSAGE, f"{PASSAGE}/selector"]
    assert found.parts[1].values[expand("oa:start")] == [
        '"3800"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>'
    ]


def test_what_is_named_has_its_label(opened: Opened) -> None:
    """Also a term of our vocabulary, which is no part of the graph."""
    found = describe(opened, STATEMENT)
    lines = lines_of(found.quads if found else ())
    for iri, label in ((expand("HP:0000716"), "Depression"), (expand("rg:latest"), "latest")):
        assert f'<{iri}> <{expand("rdfs:label")}> "{label}"@en .' in lines


def test_what_points_at_it_is_told(opened: Opened) -> None:
    """A passage names the statement that was read from it."""
    found = describe(opened, PASSAGE)
    assert found
    assert {item.predicate: item.subjects for item in found.incoming} == {
        expand("prov:wasDerivedFrom"): (STATEMENT,),
        expand("rg:evidenceLink"): (STATEMENT,),
    }


def test_what_is_left_out_is_counted_and_a_query_away(opened: Opened) -> None:
    """Statements are about the disease by hundreds; the document says how many, and which query lists them."""
    disease = expand("MONDO:0004976")
    found = describe(opened, disease)
    assert found
    item = next(item for item in found.incoming if item.predicate == expand("rg:disease"))
    assert (len(item.subjects), item.total) == (SHOWN, 352)
    said = [quad for quad in found.quads if quad.predicate.value == expand("rdfs:comment")]
    assert f"100 of 352 that point here by {expand('rg:disease')} are listed" in {quad.object.value for quad in said}
    answer = opened.store.query(query_of(disease, item.predicate), use_default_graph_as_union=True)
    assert len(list(answer)) == 352  # type: ignore[arg-type]


def test_nothing_is_said_of_what_is_not_there(opened: Opened) -> None:
    """No empty document."""
    assert describe(opened, ours("statement/none")) is None


def test_all_forms_say_the_same(opened: Opened) -> None:
    """Every page of the release, read back by pyoxigraph."""
    for path, forms in routes.paths(opened):
        if forms == routes.EVERY:
            quads = routes.described(opened, path, routes.iri_of(path))
            told = set(lines_of(quads))
            assert told, path
            assert {form: read(write(quads, form), form) for form in RDF} == dict.fromkeys(RDF, told), path


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD reader
@pytest.mark.parametrize(
    "path",
    ["/statement/c59bb08deb187669b9d16d4c491d94f0", "/term/MONDO_0004976", "/vocab/asOf", "/shapes/phenotype-object",
     "/queries/als-phenotypes", "/page/gard-5786/0d97d85dcf34", "/", "/reference/457bb548d3e56c5be3facde1b44f8b93"],
)  # fmt: skip
def test_rdflib_reads_the_same_graph_of_all_forms(path: str, opened: Opened) -> None:
    """One of each sort of page."""
    graphs = []
    for form, name in RDFLIB.items():
        graphs.append(rdflib.Graph().parse(data=routes.render(opened, path, form, {}).body, format=name))
    assert len(graphs[0])
    assert all(isomorphic(graphs[0], graph) for graph in graphs[1:])


def test_every_triple_of_the_dump_is_on_some_page(opened: Opened, released: Path) -> None:
    """Word for word: nothing of a release is out of reach, and no literal is rewritten on the way."""
    told: set[str] = set()
    for path, forms in routes.paths(opened):
        if forms == routes.EVERY:
            told |= set(lines_of(routes.described(opened, path, routes.iri_of(path))))
    quads = parse((released / "raregraph.nt").read_bytes(), format=RdfFormat.N_TRIPLES)
    subjects_without_page = ("https://creativecommons.org/", "https://hpo.jax.org/")
    missing = {line for line in lines_of(quads) if line not in told}
    assert {line for line in missing if not line[1:].startswith(subjects_without_page)} == set()


def test_a_tombstone_is_gone_and_says_why() -> None:
    """410, with its reason and its successor, as a page and as data."""
    gone, successor = ours("statement/" + "0" * 32), ours("statement/" + "1" * 32)
    tombstone = Tombstone(gone, "a misread row", "read twice", successor, "2026-11-01")
    quads = [Quad(*triple) for triple in tombstone_triples(tombstone)]
    opened = small(*quads)
    page, data = (routes.render(opened, "/statement/" + "0" * 32, form, {}) for form in ("html", "nt"))
    assert (page.status, data.status) == (410, 410)
    assert f"<{gone}> <{expand('dct:isReplacedBy')}> <{successor}> ." in data.body.decode()
    assert "read twice" in page.body.decode()
    assert 'href="../statement/11111111111111111111111111111111.html"' in page.body.decode()


def test_markup_in_a_label_is_text_and_a_script_is_no_link() -> None:
    """Whatever a page says, it does not become part of ours."""
    me = NamedNode(ours("entity/evil"))
    label = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    opened = small(
        Quad(me, NamedNode(expand("rdfs:label")), Literal(label, language="en")),
        Quad(me, NamedNode(expand("rg:url")), Literal("javascript:alert(1)")),
        Quad(me, NamedNode(expand("skos:exactMatch")), NamedNode("javascript:alert(2)")),
    )
    body = routes.render(opened, "/entity/evil", "html", {}).body.decode()
    assert "&lt;script&gt;alert(1)" in body
    assert "<script>" not in body
    assert "<img" not in body
    assert 'href="javascript' not in body


def test_the_bytes_are_the_same_again(opened: Opened, released: Path) -> None:
    """Of another opening of the same release."""
    from raregraph.site.opened import open_release

    again = open_release(released)
    for form in FORMS:
        assert routes.render(again, "/term/MONDO_0004976", form, {}) == routes.render(
            opened, "/term/MONDO_0004976", form, {}
        )
