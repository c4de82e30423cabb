"""The rows of a release: a statement with a direct triple that Biolink can say is an edge, any other is a loss."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path

from raregraph.errors import ReleaseError, UsageError
from raregraph.export.rows import EDGE_COLUMNS, PROFILES, Edge, Loss, Node, Rows
from raregraph.export.terms import Terms, curie, is_node
from raregraph.ids import ours
from raregraph.nquads import Block, gathered, in_order, plain

Blocks = Callable[[], Iterable[Block]]
"""A graph's subjects in the order of their IRIs; each call reads them anew."""
GRAPH_FILE = "raregraph.nt"
"""The file of a release that the rows are read from."""


def blocks_of(release: Path) -> Blocks:
    """The subjects of a release's graph. Raises ReleaseError where the folder is no release."""
    path = release / GRAPH_FILE
    if not path.is_file():
        raise ReleaseError(str(release), f"no {GRAPH_FILE} is there", "build a release, or name its folder")
    return lambda: _blocks(path)


def _blocks(path: Path) -> Iterator[Block]:
    with path.open(encoding="utf-8") as lines:
        yield from in_order(gathered(line.rstrip("\n") for line in lines))


def read_rows(blocks: Blocks, profile: str, scratch: Path, include: Sequence[str] = ()) -> Rows:
    """The rows of a graph in a profile.

    Args:
        blocks: the subjects, in the order of their IRIs: terms stand before statements.
        profile: one of `rows.PROFILES`.
        scratch: a folder for what does not fit in memory; it must stay as long as the rows are used.
        include: which less sure statements are edges too, flagged.
    """
    if profile not in PROFILES:
        raise UsageError("profile", f"unknown profile {profile!r}", f"one of {', '.join(PROFILES)}")
    scratch.mkdir(parents=True, exist_ok=True)
    terms, spool = Terms(), Spool(scratch)
    for block in blocks():
        terms.see(block)
        if block.iri.startswith(_STATEMENTS):
            spool.add(_edge_or_loss(block, include))
    spool.close()
    nodes = _nodes(terms, spool.ends)
    return Rows(profile, nodes, lambda: _edges(terms, spool), spool.losses)


_STATEMENTS = ours("statement/")


def _nodes(terms: Terms, ends: set[str]) -> dict[str, Node]:
    known = {id_ for id_ in terms.blocks if terms.supers(id_)}
    known |= ends | {sup for id_ in known for sup in terms.supers(id_)}
    if unknown := sorted(known - set(terms.blocks)):
        raise ReleaseError(GRAPH_FILE, f"nothing is said of {unknown[0]}", "report it: an edge names it")
    return {id_: terms.node(id_, {}) for id_ in sorted(known)}


def _edges(terms: Terms, spool: Spool) -> Iterator[Edge]:
    """Superclasses first: `graph/` stands before `statement/`."""
    for id_, sub, sup in terms.superclasses():
        source = f"infores:{id_.removeprefix(ours('graph/')).partition('-')[0]}"
        yield Edge(
            id=id_,
            subject=sub,
            predicate="biolink:subclass_of",
            object=sup,
            category="biolink:Association",
            primary_knowledge_source=source,
            knowledge_level="knowledge_assertion",
            agent_type="manual_agent",
            provided_by="raregraph_edges",
        )
    yield from spool.edges()


def _edge_or_loss(block: Block, include: Sequence[str]) -> Edge | Loss:
    reason, detail = lost(block, include)
    return Loss("kgx", reason, block.iri, detail) if reason else edge(block)


def lost(block: Block, include: Sequence[str] = ()) -> tuple[str, str]:
    """Why a statement is no edge, as a reason and a detail; empty where it is one."""
    object_, class_ = (block.texts(name)[0] for name in ("rdf:object", "rdf:type"))
    if block.one("rg:direct") != "true":
        return "no-direct-triple", curie(block.one("rg:standing"))
    if object_[0] != "<":
        return "literal", curie(block.one("rdf:predicate"))
    if {_namespace(block.one("rdf:predicate")), _namespace(plain(class_))} != {"biolink"}:
        return "not-in-biolink", curie(block.one("rdf:predicate"))
    if (certainty := curie(block.one("rg:certainty"))) not in {"rg:stated", "rg:likely", *(f"rg:{x}" for x in include)}:
        return "less-sure", certainty
    return _lost_end(block)


def _namespace(iri: str) -> str:
    return curie(iri).partition(":")[0]


def _lost_end(block: Block) -> tuple[str, str]:
    for name in ("rdf:subject", "rdf:object"):
        id_ = curie(block.one(name))
        if not is_node(id_):
            return ("no-mondo" if id_.startswith("GARD:") else "no-ontology"), id_
    return "", ""


_ONE = {
    "primary_knowledge_source": "biolink:primary_knowledge_source",
    "knowledge_level": "biolink:knowledge_level",
    "agent_type": "biolink:agent_type",
    "has_count": "biolink:has_count",
    "has_total": "biolink:has_total",
    "has_percentage": "biolink:has_percentage",
    "clinical_approval_status": "biolink:clinical_approval_status",
}
_CURIES = {
    "has_evidence": "biolink:has_evidence",
    "publications": "biolink:publications",
    "aggregator_knowledge_source": "biolink:aggregator_knowledge_source",
}


def edge(block: Block) -> Edge:
    """The edge of a statement."""
    return Edge(
        id=block.iri,
        subject=curie(block.one("rdf:subject")),
        predicate=curie(block.one("rdf:predicate")),
        object=curie(block.one("rdf:object")),
        category=curie(block.one("rdf:type")),
        negated=block.one("biolink:negated") == "true",
        frequency_qualifier=curie(block.one("biolink:frequency_qualifier")),
        qualifiers=_flags(block),
        provided_by="raregraph_edges",
        **{name: block.one(property_) for name, property_ in _ONE.items()},  # type: ignore[arg-type]
        **{name: _curies(block, property_) for name, property_ in _CURIES.items()},  # type: ignore[arg-type]
    )


def _flags(block: Block) -> tuple[str, ...]:
    """What makes an edge less sure than an edge without."""
    certainty = curie(block.one("rg:certainty"))
    return () if certainty in ("rg:stated", "rg:likely") else (f"rg:certainty={certainty.removeprefix('rg:')}",)


def _curies(block: Block, property_: str) -> tuple[str, ...]:
    return tuple(sorted({curie(text) for text in block.plain(property_)}))


@dataclass(slots=True)
class Spool:
    """Edges and losses on disk, in the order they come: that of their statements' IRIs."""

    folder: Path
    ends: set[str] = field(default_factory=set)
    _files: dict[str, list[str]] = field(default_factory=dict)

    def add(self, found: Edge | Loss) -> None:
        """Take an edge or a loss."""
        if isinstance(found, Edge):
            self.ends.update((found.subject, found.object))
        self._write("edges" if isinstance(found, Edge) else f"loss-{found.reason}", json.dumps(astuple(found)))

    def _write(self, name: str, line: str) -> None:
        if name not in self._files:
            (self.folder / name).write_bytes(b"")
        lines = self._files.setdefault(name, [])
        lines.append(line)
        if len(lines) >= _HELD:
            self._flush(name)

    def _flush(self, name: str) -> None:
        with (self.folder / name).open("a", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{line}\n" for line in self._files[name])
        self._files[name] = []

    def close(self) -> None:
        """Write what is still held."""
        for name in self._files:
            self._flush(name)

    def edges(self) -> Iterator[Edge]:
        """The edges, read anew."""
        for values in self._read("edges"):
            yield Edge(**dict(zip(EDGE_COLUMNS, map(_frozen, values), strict=True)))  # type: ignore[arg-type]

    def losses(self) -> Iterator[Loss]:
        """The losses, sorted, read anew."""
        for name in sorted(name for name in self._files if name.startswith("loss-")):
            yield from (Loss(*map(str, values)) for values in self._read(name))

    def _read(self, name: str) -> Iterator[list[object]]:
        if name in self._files:
            with (self.folder / name).open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)


_HELD = 1_000
"""Lines that are written at a time."""


@cache
def _empty() -> tuple[str, ...]:
    return ()


def _frozen(value: object) -> object:
    return (tuple(value) if value else _empty()) if isinstance(value, list) else value
