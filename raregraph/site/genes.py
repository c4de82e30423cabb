"""Genes on a disease's page: gene by gene what the pages say, of which form and how strongly, and what Mondo says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from raregraph.ids import contract
from raregraph.site.reading import Thing
from raregraph.site.said import QUANTITIES, Said
from raregraph.site.tables import NOTHING, Block, Cell, Group, Row, Table, cell, standing

STRENGTHS: Mapping[tuple[str, str], str] = {
    ("biolink:causes", "stated"): "causes it",
    ("biolink:causes", "likely"): "likely causes it",
    ("biolink:causes", "possible"): "may cause it",
    ("biolink:causes", "hypothesised"): "was proposed as a cause",
    ("biolink:causes", "unknown"): "not known whether it causes it",
    ("biolink:contributes_to", "stated"): "contributes to it",
    ("biolink:contributes_to", "likely"): "likely contributes to it",
    ("biolink:contributes_to", "possible"): "may contribute to it",
    ("biolink:contributes_to", "hypothesised"): "was proposed as a contributor",
    ("biolink:contributes_to", "unknown"): "not known whether it contributes to it",
}
"""How strongly, by predicate and certainty."""
MONDO = "infores:mondo"
COLUMNS = ("gene", "form", "the page says", "Mondo says")


def strength(said: Said) -> str:
    """How strongly a gene is said to play a part, in words: `causes it, in some`."""
    if said.negated:
        return "does not cause it"
    words = STRENGTHS.get((contract(said.predicate), said.certainty), said.certainty)
    return ", ".join(filter(None, (words, QUANTITIES.get(said.quantity, said.quantity))))


def genes(said: Iterable[Said]) -> Block:
    """The genes of a disease and its forms, by symbol; a gene that only one of the two sources has is a row too."""
    items = [item for item in said if item.kind == "gene"]
    symbols = sorted({item.subject for item in items}, key=lambda gene: (gene.text.casefold(), gene.id))
    groups = [(gene, [item for item in items if item.subject == gene]) for gene in symbols]
    rows = tuple(row for gene, of in groups for row in _rows(gene, of))
    table = Table("Genes, as the pages and Mondo have them", COLUMNS, (Group("", rows),) if rows else ())
    notes = ("That Mondo is silent on a gene is no disagreement: it may have it under another disease.",)
    return Block("genes", "Genes", (table,) if rows else (), ("genes", "genes-without-mondo"), notes if rows else ())


def _rows(gene: Thing, said: list[Said]) -> Iterable[Row]:
    """A row for each thing the pages say of the gene; what Mondo says stands in the first, or alone."""
    mondo = [item for item in said if item.source == MONDO]
    beside = _mondo(mondo)
    merged: dict[tuple[Thing, str], list[Said]] = {}
    for item in sorted(said, key=lambda item: (strength(item), item.object.text, item.as_of)):
        if item.source != MONDO:
            merged.setdefault((item.object, strength(item)), []).append(item)
    for at, ((form, words), of) in enumerate(merged.items()):
        cells = ((gene,), (form,), (*cell(words), *standing(of)), cell("as above") if at else beside)
        yield Row(cells, (*of, *(() if at else mondo)))
    if mondo and not merged:
        yield Row(((gene,), NOTHING, cell("nothing"), beside), tuple(mondo))


def _mondo(said: list[Said]) -> Cell:
    """What Mondo says, each linked to its statement."""
    return tuple(Thing(f"{strength(item)}: {item.object.text}", "", item.path) for item in said) or cell(
        "nothing of this disease or its forms"
    )
