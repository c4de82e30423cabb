"""In a worker: what the endpoint says of itself (SPARQL 1.1 Service Description), of its data (VoID), its examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Quad

from raregraph.engine import Answer
from raregraph.ids import expand, ours
from raregraph.site import routes
from raregraph.site.forms import FORMS, write
from raregraph.site.opened import Opened
from raregraph.turtle import RDF_TYPE
from raregraph.web.answering import etag
from raregraph.web.negotiation import choose
from raregraph.web.problem import Problem

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
            "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads")  # fmt: skip
_RDF = {media_type: form for form, media_type in FORMS.items() if form != "html"}
_A = NamedNode(RDF_TYPE)


def service(opened: Opened, root: str) -> list[Quad]:
    """The service, its features and formats, its dataset with every named graph, the VoID of the release."""
    me = NamedNode(f"{root}/sparql")
    dataset, default = NamedNode(f"{me.value}#dataset"), NamedNode(f"{me.value}#default-graph")
    triples = [
        Quad(me, _A, _sd("Service")), Quad(me, _sd("endpoint"), me), Quad(me, _sd("defaultDataset"), dataset),
        Quad(me, _sd("supportedLanguage"), _sd("SPARQL11Query")), Quad(me, _sd("feature"), _sd("UnionDefaultGraph")),
        Quad(dataset, _A, _sd("Dataset")), Quad(dataset, _sd("defaultGraph"), default),
        Quad(default, _A, _sd("Graph")), Quad(default, _void("inDataset"), _release(opened)),
        *(Quad(me, _sd("resultFormat"), NamedNode(_FORMATS + name)) for name in _RESULTS),
    ]  # fmt: skip
    return [*triples, *_graphs(opened, dataset), *void(opened, root)]


def _graphs(opened: Opened, dataset: NamedNode) -> Iterator[Quad]:
    for name in opened.store.named_graphs():
        if isinstance(name, NamedNode):
            graph = NamedNode(f"{dataset.value}/{name.value.removeprefix(ours(''))}")
            yield Quad(dataset, _sd("namedGraph"), graph)
            yield Quad(graph, _A, _sd("NamedGraph"))
            yield Quad(graph, _sd("name"), name)


def void(opened: Opened, root: str) -> list[Quad]:
    """What the release says of itself as a dataset, with this endpoint."""
    here = _release(opened)
    graph = NamedNode(ours("graph/dataset"))
    whole, below = (here.value, ours("dataset")), f"{here.value}/"
    found = [
        Quad(quad.subject, quad.predicate, opened.forms.triple(quad.triple).object)
        for quad in opened.store.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, NamedNode) and (quad.subject.value in whole or quad.subject.value.startswith(below))
    ]
    return [*found, Quad(here, _void("sparqlEndpoint"), NamedNode(f"{root}/sparql"))]


def examples(opened: Opened, root: str) -> list[Quad]:
    """The saved queries as SHACL executables, each naming this endpoint as the one to ask."""
    found = list(routes.described(opened, "/queries/", ""))
    target, kind = NamedNode(expand("schema:target")), NamedNode(expand("sh:SPARQLExecutable"))
    here = NamedNode(f"{root}/sparql")
    return [*found, *(Quad(quad.subject, target, here) for quad in found if quad.object == kind)]


DOCUMENTS: Mapping[str, Callable[[Opened, str], list[Quad]]] = {"service": service, "void": void, "examples": examples}
"""What can be told, by name."""


def told(opened: Opened, name: str, root: str, accept: str | None = None) -> Answer:
    """A document in the form of RDF that is wanted most. Raises Problem 406 where it is none of those."""
    media_type = choose(accept, tuple(_RDF))
    if media_type is None:
        raise Problem(406, "none of the accepted forms is there", f"known: {', '.join(_RDF)}")
    body = write(_distinct(DOCUMENTS[name](opened, root)), _RDF[media_type])
    charset = "; charset=utf-8" if media_type == "text/turtle" else ""
    return Answer(200, media_type + charset, body, (("etag", etag(body)), ("cache-control", "no-cache")))


def _distinct(quads: Iterable[Quad]) -> list[Quad]:
    return sorted(set(quads), key=str)


def _release(opened: Opened) -> NamedNode:
    return NamedNode(ours(f"release/{opened.version}"))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def _void(name: str) -> NamedNode:
    return NamedNode(expand(f"void:{name}"))
