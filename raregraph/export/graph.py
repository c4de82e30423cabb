"""The rows of a release: a statement with a direct triple that Biolink can say is an edge, any other is a loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from raregraph.errors import ReleaseError
from raregraph.export.edges import PROVIDED_BY, Statements, beside, unsaid
from raregraph.export.profiles import check_included, check_profile, table
from raregraph.export.rows import PROFILES, Edge, Loss, Node, Rows
from raregraph.export.spool import Spool
from raregraph.export.terms import Terms, curie
from raregraph.ids import ours
from raregraph.nquads import Block, gathered, in_order

Blocks = Callable[[], Iterable[Block]]
"""A graph's subjects in the order of their IRIs, so that terms stand before statements; each call reads them anew."""
GRAPH_FILE = "raregraph.nt"
"""The file of a release that the rows are read from."""
_SUBCLASS = ("biolink:subclass_of", "biolink:Association")


def blocks_of(release: Path) -> Blocks:
    """The subjects of a release's graph but passages and findings, which no format has: they are most of it.

    Raises ReleaseError where the folder is no release.
    """
    path = release / GRAPH_FILE
    if not path.is_file():
        raise ReleaseError(str(release), f"no {GRAPH_FILE} is there", "build a release, or name its folder")
    return lambda: read_blocks(path)


def read_blocks(path: Path) -> Iterator[Block]:
    """The subjects of sorted N-Triples, but passages and findings."""
    with path.open(encoding="utf-8") as lines:
        yield from in_order(gathered(line.rstrip("\n") for line in lines if not line.startswith(_NEEDLESS)))


_NEEDLESS = tuple(f"<{ours(kind)}" for kind in ("passage/", "finding/"))


def read_rows(blocks: Blocks, profile: str, scratch: Path, include: Sequence[str] = ()) -> Rows:
    """The rows of a graph in a profile.

    Args:
        blocks: the subjects, in the order of their IRIs.
        profile: one of `rows.PROFILES`.
        scratch: a folder for what does not fit in memory; it must stay as long as the rows are used.
        include: which less sure statements are edges too, flagged: names of the rows `included` of graph/biolink.yaml.

    Raises UsageError for an unknown profile or an unknown name to include, ReleaseError where an edge has an end of
    which the graph says nothing.
    """
    return _read(blocks, {check_profile(profile): scratch}, include)[profile]


def read_profiles(
    blocks: Blocks, scratch: Path, profiles: Iterable[str] = PROFILES, include: Sequence[str] = ()
) -> dict[str, Rows]:
    """The rows in several profiles, by their names, as `read_rows` gives them; the graph is read once."""
    return _read(blocks, {check_profile(profile): scratch / profile for profile in profiles}, include)


def _read(blocks: Blocks, places: Mapping[str, Path], include: Sequence[str]) -> dict[str, Rows]:
    terms, included = Terms(), check_included(include)
    readers = [_Reader(Statements(profile, terms, included), Spool(place)) for profile, place in places.items()]
    for block in blocks():
        is_statement = block.iri.startswith(_STATEMENTS)
        if not is_statement:
            terms.see(block)
        for reader in readers:
            reader.take(block) if is_statement else reader.take_term(block)
    return {reader.said.profile: reader.rows() for reader in readers}


_STATEMENTS = ours("statement/")


@dataclass(slots=True)
class _Reader:
    """What becomes of the subjects of a graph in a profile."""

    said: Statements
    spool: Spool
    beside: Counter[str] = field(default_factory=Counter)

    def take(self, block: Block) -> None:
        """A statement: an edge, or a loss; of an edge too something may be lost."""
        reason, detail = self.said.why_not(block)
        if reason:
            self.spool.loss(self._loss(reason, block.iri, detail))
            return
        self.spool.edge(self.said.edge(block))
        self.beside.update(beside(block))
        if lost := unsaid(block):
            self.spool.loss(self._loss("qualifier", block.iri, lost))

    def _loss(self, reason: str, about: str, detail: str) -> Loss:
        """A loss of the rows; every other format is made from the same ones."""
        return Loss(f"kgx/{self.said.profile}", reason, about, detail)

    def take_term(self, block: Block) -> None:
        """A disease that only GARD has an id for, and matches that are no cross-references, are losses."""
        id_ = curie(block.iri)
        if id_.startswith("GARD:"):
            self.spool.loose.append(self._loss("no-mondo", id_, block.name))
        for other in block.plain("skos:closeMatch"):
            self.spool.loose.append(self._loss("close-match", id_, curie(other)))

    def rows(self) -> Rows:
        """The rows, once all subjects are seen."""
        edges = [edge for edge in self._superclasses() if self._is_legal(edge)]
        self.spool.loose += [self._loss("provenance", name, f"{n} edges") for name, n in self.beside.items()]
        self.spool.close()
        return Rows(self.said.profile, self._nodes(), lambda: _chained(edges, self.spool), self.spool.losses)

    def _superclasses(self) -> Iterator[Edge]:
        """The superclass edges of Mondo and HPO, sorted by id."""
        rule = table().edges[_SUBCLASS]
        for id_, sub, sup in self.said.terms.superclasses():
            yield Edge(
                id=id_,
                subject=sub,
                predicate=rule.predicates[self.said.profile],
                object=sup,
                category=rule.classes[self.said.profile],
                primary_knowledge_source=f"infores:{id_.removeprefix(ours('graph/')).partition('-')[0]}",
                knowledge_level="knowledge_assertion",
                agent_type="manual_agent",
                provided_by=PROVIDED_BY[self.said.profile],
            )

    def _is_legal(self, edge: Edge) -> bool:
        """Whether the profile may have a superclass edge; one that it may not is a loss."""
        rule, class_of = table().edges[_SUBCLASS], self.said.terms.class_of
        if self.said.profile != "biolink":
            return True
        if class_of(edge.subject) in rule.subject and class_of(edge.object) in rule.object:
            return True
        self.spool.loose.append(self._loss("no-superclass", edge.subject, edge.object))
        return False

    def _nodes(self) -> dict[str, Node]:
        """The ends of all edges and every term of Mondo and HPO, sorted by id."""
        terms = self.said.terms
        known = self.spool.ends | terms.of_ontologies()
        if unknown := sorted(known - set(terms.blocks)):
            raise ReleaseError(GRAPH_FILE, f"nothing is said of {unknown[0]}", "report it: an edge names it")
        return {id_: terms.node(id_, self.said.profile) for id_ in sorted(known)}


def _chained(superclasses: Iterable[Edge], spool: Spool) -> Iterator[Edge]:
    """Superclasses first: `graph/` stands before `statement/`."""
    yield from superclasses
    yield from spool.edges()
