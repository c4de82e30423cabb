"""What has pages though it is no part of the graph: the vocabulary, the saved queries, the shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, parse

from raregraph import content
from raregraph.errors import ReleaseError
from raregraph.ids import ours

FILES = ("vocabulary.ttl", "queries.ttl")
"""Files of a release; the shapes come with the program."""
IS_DEFINED_BY = NamedNode("http://www.w3.org/2000/01/rdf-schema#isDefinedBy")


def read_declared(folder: Path) -> Store:
    """The vocabulary and the queries of a release, and the shapes of the program; no blank node.

    Raises ReleaseError for a file that is not Turtle.
    """
    store = Store()
    for path in (*(folder / name for name in FILES), *sorted(content.SHAPES.glob("*.ttl"))):
        try:
            store.extend(named(parse(path=str(path), format=RdfFormat.TURTLE)))
        except SyntaxError as error:
            raise ReleaseError(content.shown(path), f"not valid Turtle: {error}", "mend the file") from None
    return store


@cache
def sources() -> Mapping[str, str]:
    """How each shape is written, by its CURIE: the paragraph of its file that begins with it."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(content.SHAPES.glob("*.ttl")))
    blocks = (block.strip() for text in texts for block in text.split("\n\n"))
    return {block.split(None, 1)[0]: block for block in blocks if block.startswith("rgsh:")}


def named(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The same triples with an IRI for every blank node: `#1`, `#2` … of the named node that it hangs on."""
    found = list(quads)
    below: dict[object, list[Quad]] = defaultdict(list)
    for quad in found:
        below[quad.subject].append(quad)
    names: dict[BlankNode, NamedNode] = {}
    for subject in list(below):
        if isinstance(subject, NamedNode):
            _name(subject, below, names)
    for quad in found:
        yield Quad(_iri(quad.subject, names), quad.predicate, _iri(quad.object, names))


def _name(owner: NamedNode, below: Mapping[object, list[Quad]], names: dict[BlankNode, NamedNode]) -> None:
    """Number the blank nodes that hang on a named one, in the order they are written."""
    number, pending = 0, list(below[owner])
    while pending:
        node = pending.pop(0).object
        if isinstance(node, BlankNode) and node not in names:
            number += 1
            names[node] = NamedNode(f"{owner.value}#{number}")
            pending = [*below.get(node, ()), *pending]


def _iri(term: object, names: Mapping[BlankNode, NamedNode]) -> NamedNode:
    """A term; a blank node by its name. One that hangs on nothing stands by itself."""
    if isinstance(term, BlankNode):
        return names.get(term) or NamedNode(ours(f"shapes/#{term.value}"))
    return term  # type: ignore[return-value]  # literals pass as they are
