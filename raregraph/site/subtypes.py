"""Subtypes on a disease's page: those that the page lists, and Mondo's tree below the disease; side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from raregraph.site.reading import Reader, Thing
from raregraph.site.said import Said
from raregraph.site.tables import Block, Cell, Group, Mark, Row, Table, cell

MOST = 400
"""Nodes of Mondo's tree that a page shows; the saved query lists them all."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of Mondo's tree with what stands below it. `listed`: the page lists it. `again`: it was shown above."""

    thing: Thing
    genes: tuple[str, ...]
    listed: bool
    again: bool
    below: tuple[Branch, ...]


def subtypes(disease: str, said: Iterable[Said], reader: Reader) -> Block:
    """The page's list, each with its parents in Mondo; those that Mondo has elsewhere, or not, are marked."""
    items = [item for item in said if item.kind == "subtype"]
    merged: dict[Thing, list[Said]] = {}
    for item in sorted(items, key=lambda item: (_natural(item.subject.text), item.as_of, item.iri)):
        merged.setdefault(item.subject, []).append(item)
    below = set(reader.below(disease))
    rows = tuple(Row(((thing,), _parents(of[0], reader), _place(of[0], below)), tuple(of))
                 for thing, of in merged.items())  # fmt: skip
    table = Table("Subtypes, as the pages list them", ("subtype", "stands in Mondo under", "note"), (Group("", rows),))
    return Block("subtypes", "Subtypes", (table,) if rows else (), ("subtypes", "subtypes-in-mondo"))


def _parents(said: Said, reader: Reader) -> Cell:
    return reader.things(reader.values(said.text("rdf:subject"), "rdfs:subClassOf")) or cell("nothing")


def _place(said: Said, below: set[str]) -> Cell:
    if said.nodes("rg:unmatchedIn"):
        return (Mark("Mondo does not say so", "unmatched", "open world: no disagreement"),)
    return cell("" if said.text("rdf:subject") in below else "not below this disease in Mondo")


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Text in the order people count: type 2 before type 10."""
    parts = "".join(letter if letter.isdigit() else f"\t{letter}\t" for letter in text.casefold()).split("\t")
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts if part)


def tree(disease: str, said: Iterable[Said], reader: Reader) -> tuple[Branch, ...]:
    """Mondo's tree below a disease. What has several parents is unfolded under the first and named under the others."""
    listed = {item.text("rdf:subject") for item in said if item.kind == "subtype"}
    return _branches(disease, listed, reader, {disease})


def _branches(iri: str, listed: set[str], reader: Reader, seen: set[str]) -> tuple[Branch, ...]:
    nodes = sorted(reader.subjects("rdfs:subClassOf", iri), key=lambda node: (_natural(reader.label(node)), node))
    return tuple(_branch(node, listed, reader, seen) for node in nodes if len(seen) < MOST)


def _branch(iri: str, listed: set[str], reader: Reader, seen: set[str]) -> Branch:
    again = iri in seen
    seen.add(iri)
    below = () if again else _branches(iri, listed, reader, seen)
    genes = tuple(reader.label(gene) for gene in reader.values(iri, "RO:0004003"))
    return Branch(reader.thing(iri), tuple(sorted(genes)), iri in listed, again, below)
