"""OBO 1.4 of the disease and phenotype part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from raregraph.export.ontology import DISCLAIMER, SCOPES, Ontology, losses_of, name_of, to_ontology, version_of
from raregraph.export.rows import Loss, Node, Rows
from raregraph.ids import prefixes

NAME = "raregraph.obo"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": " ", "\t": " ", "{": "\\{", "!": "\\!"})
_QUOTED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": " ", "\t": " ", '"': '\\"'})


def write_obo(rows: Rows, release: Path, folder: Path) -> list[Path]:
    """Write the part of rows into a folder, which is made; `release` is read for its version."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in lines(to_ontology(rows, version_of(release))))
    return [folder / NAME]


def losses(rows: Rows, release: Path) -> Iterator[Loss]:
    """What the file does not say, sorted; `release` is not read."""
    return losses_of(rows, "obo")


def lines(of: Ontology) -> Iterator[str]:
    """The document: head, terms, properties; an empty line before each frame."""
    yield from ("format-version: 1.4", f"data-version: {of.version}", "ontology: raregraph")
    yield f"idspace: biolink {prefixes()['biolink']}"
    yield f"remark: {DISCLAIMER.translate(_ESCAPES)}"
    for node in of.terms.values():
        yield from ("", "[Term]", f"id: {node.id}")
        yield from _term(node, of)
    for predicate in of.predicates:
        yield from ("", "[Typedef]", f"id: {predicate}", f"name: {name_of(predicate)}")


def _term(node: Node, of: Ontology) -> Iterator[str]:
    """The clauses of a term, in the order that OBO asks for."""
    yield f"name: {node.name.translate(_ESCAPES)}"
    if node.description:
        yield f"def: {_quoted(node.description)} []"
    for field, scope in SCOPES.items():
        yield from (f"synonym: {_quoted(text)} {scope} []" for text in getattr(node, field))
    yield from (f"xref: {xref}" for xref in node.xref)
    yield from (f"is_a: {_named(above, of)}" for above in of.supers.get(node.id, ()))
    yield from (f"relationship: {name} {_named(end, of)}" for name, end in of.links.get(node.id, ()))


def _named(id_: str, of: Ontology) -> str:
    """An id with the name of its term, for people."""
    return f"{id_} ! {' '.join(of.terms[id_].name.split())}"


def _quoted(text: str) -> str:
    return f'"{text.translate(_QUOTED)}"'
