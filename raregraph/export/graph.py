"""The rows of a release: a statement with a direct triple that Biolink can say is an edge, any other is a loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from raregraph.errors import ReleaseError
from raregraph.export.edges import PROVIDED_BY, Statements, beside, unsaid
from raregraph.export.profiles import EdgeRule, check_included, check_profile, table
from raregraph.export.rows import Edge, Loss, Node, Rows
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
        blocks: the subjects, in the order of their IRIs.
        profile: one of `rows.PROFILES`.
        scratch: a folder for what does not fit in memory; it must stay as long as the rows are used.
        include: which less sure statements are edges too, flagged: names of the rows `included` of graph/biolink.yaml.

    Raises UsageError for an unknown profile or an unknown name to include, ReleaseError where an edge has an end of
    which the graph says nothing.
    """
    statements = Statements(check_profile(profile), included=check_included(include))
    scratch.mkdir(parents=True, exist_ok=True)
    spool, beside_edges = Spool(scratch), Counter[str]()
    for block in blocks():
        if block.iri.startswith(_STATEMENTS):
            _take(block, statements, spool, beside_edges)
        else:
            statements.terms.see(block)
            spool.loose += _term_losses(block, profile)
    terms = statements.terms
    edges = [edge for edge in _superclasses(terms, profile) if _legal(terms, edge, spool, profile)]
    spool.loose += [Loss(_format(profile), "provenance", name, f"{n} edges") for name, n in beside_edges.items()]
    spool.close()
    return Rows(profile, _nodes(terms, spool.ends, profile), lambda: _chained(edges, spool), spool.losses)


_STATEMENTS = ours("statement/")


def _format(profile: str) -> str:
    """What the losses of the rows are losses of: every other format is made from the same rows."""
    return f"kgx/{profile}"


def _take(block: Block, statements: Statements, spool: Spool, beside_edges: Counter[str]) -> None:
    """A statement: an edge, or a loss; of an edge too something may be lost."""
    format_ = _format(statements.profile)
    reason, detail = statements.why_not(block)
    if reason:
        spool.loss(Loss(format_, reason, block.iri, detail))
        return
    spool.edge(statements.edge(block))
    beside_edges.update(beside(block))
    if said := unsaid(block):
        spool.loss(Loss(format_, "qualifier", block.iri, said))


def _term_losses(block: Block, profile: str) -> Iterator[Loss]:
    """A disease that only GARD has an id for, and matches that are no cross-references."""
    id_ = curie(block.iri)
    if id_.startswith("GARD:"):
        yield Loss(_format(profile), "no-mondo", id_, block.name)
    for other in block.plain("skos:closeMatch"):
        yield Loss(_format(profile), "close-match", id_, curie(other))


def _superclasses(terms: Terms, profile: str) -> Iterator[Edge]:
    """The superclass edges of Mondo and HPO, sorted by id."""
    rule = table().edges[_SUBCLASS]
    for id_, sub, sup in terms.superclasses():
        yield Edge(
            id=id_,
            subject=sub,
            predicate=rule.predicates[profile],
            object=sup,
            category=rule.classes[profile],
            primary_knowledge_source=f"infores:{id_.removeprefix(ours('graph/')).partition('-')[0]}",
            knowledge_level="knowledge_assertion",
            agent_type="manual_agent",
            provided_by=PROVIDED_BY[profile],
        )


def _legal(terms: Terms, edge: Edge, spool: Spool, profile: str) -> bool:
    """Whether a profile may have a superclass edge; one that it may not is a loss."""
    rule: EdgeRule = table().edges[_SUBCLASS]
    legal = terms.class_of(edge.subject) in rule.subject and terms.class_of(edge.object) in rule.object
    if legal or profile != "biolink":
        return True
    spool.loose.append(Loss(_format(profile), "no-superclass", edge.subject, edge.object))
    return False


def _nodes(terms: Terms, ends: set[str], profile: str) -> dict[str, Node]:
    """The ends of all edges and every term of Mondo and HPO, sorted by id."""
    known = ends | {end for _, sub, sup in terms.superclasses() for end in (sub, sup)}
    if unknown := sorted(known - set(terms.blocks)):
        raise ReleaseError(GRAPH_FILE, f"nothing is said of {unknown[0]}", "report it: an edge names it")
    return {id_: terms.node(id_, profile) for id_ in sorted(known)}


def _chained(superclasses: Iterable[Edge], spool: Spool) -> Iterator[Edge]:
    """Superclasses first: `graph/` stands before `statement/`."""
    yield from superclasses
    yield from spool.edges()
