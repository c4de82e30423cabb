"""Templates: what `lines` says of a statement or a passage, said once for all that differ in nothing but values.

A shape is all that decides which lines there are, and in which order. Its template is made of the lines that `lines`
has for a specimen, whose values are slots: there is one definition of them. What has several values of one predicate
has no shape, because their order hangs on the values; it is told line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain, count
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from raregraph import lines
from raregraph.blocks import Block, Template, of_lines, slot, template
from raregraph.facts import Passage
from raregraph.ground import PageSource
from raregraph.ids import Iri, ours
from raregraph.kinds import kinds
from raregraph.knowledge import Knowledge
from raregraph.statements import Place, Statement
from raregraph.terms import Term

_PAGE, _PASSAGE, _STATEMENT = len(ours("page/")), len(ours("passage/")), ours("statement/")
_TERMS = 1 << 15
"""Terms whose blocks are remembered: more than a corpus names."""
_FREQUENCY = "frequency"
"""The qualifier whose value brings lines of its own, so that it is part of the shape."""


class Shape(NamedTuple):
    """What decides the lines of a statement: words that stand in them as they are, and which values there are.

    `ends`: how subject and object begin, and of each qualifier its name and how it begins (of a frequency, all of it);
    `has`: whether a printed wording, a reference, a disagreement, a note; `section`: of its passage.
    """

    kind: str
    predicate: str
    ends: tuple[str, ...]
    certainty: str
    quantity: str
    negated: bool
    standing: str
    basis: str
    dated: bool
    by_rule: bool
    section: str
    unmatched_in: tuple[str, ...]
    has: tuple[int, ...]


def blocks_of(knowledge: Knowledge) -> Iterator[Block]:
    """The blocks of all that `lines.of_knowledge` says but of `shared_blocks`; a subject may have several."""
    loose: list[str] = []
    places: dict[tuple[Iri, str], Place] = {}
    for statement in knowledge.statements:
        end = lines.graph_of(statement)
        if block := statement_block(statement):
            yield block
        else:
            loose += (line + end for line in lines.about_statement(statement))
        for place in statement.places:
            places[place.iri, ""] = place
    for finding in knowledge.findings:
        loose += (line + lines.FINDINGS for line in lines.about_finding(finding))
        for place in finding.places:
            places[place.iri, lines.FINDINGS] = place
    yield from (passage_block(place, end) for (_, end), place in places.items())
    for term in knowledge.terms:
        if term.origin not in knowledge.backbone.sources:
            loose += lines.about_term(term, lines.ENTITIES)
    yield from of_lines(chain(loose, lines.of_direct(knowledge.statements), lines.beside_statements(knowledge)))


def shared_blocks(knowledge: Knowledge) -> Iterator[Block]:
    """The blocks of the reference releases' terms: every page that names one says the same of it."""
    for term in knowledge.terms:
        if term.origin in knowledge.backbone.sources:
            yield _term_block(term, lines.graph_of_term(term, knowledge.backbone))


@lru_cache(_TERMS)
def _term_block(term: Term, end: str) -> Block:
    return Block(term.iri + ">", None, "\n".join(sorted(lines.about_term(term, end))))


class Values(NamedTuple):
    """The values of a statement's slots, in their order, as they stand in lines; `rest`: the others, one a line."""

    id: str
    page: str
    version: str
    passage: str
    label: str
    as_of: str
    disease: str
    subject: str
    rest: str

    def block(self, made: Template) -> Block:
        """The block they fill."""
        return Block(f"{_STATEMENT}{self.id}>", made, "\n".join(self))


def statement_block(statement: Statement) -> Block | None:
    """The block of a statement of a page, without its passages; None for one that has to be told line by line."""
    found = statement_values(statement)
    return found[1].block(found[0]) if found else None


def statement_values(statement: Statement) -> tuple[Template, Values] | None:
    """The template and the values of `statement_block`."""
    source = statement.source
    if not isinstance(source, PageSource) or len(statement.places) != 1:
        return None
    if statement.reason or statement.successor or statement.inferred_from:
        return None
    shape = _shape(statement)
    made = _of_shape(shape) if max(shape.has) <= 1 else None
    return (made, _values(statement, source)) if made else None


def _shape(statement: Statement) -> Shape:
    ends = [str(statement.subject)[0], str(statement.object)[0]]
    for name, value in statement.qualifiers.items():
        ends += (name, value.value if name == _FREQUENCY else str(value)[0])
    return Shape(
        statement.kind.name,
        statement.predicate.value,
        tuple(ends),
        statement.certainty,
        statement.quantity,
        statement.negated,
        statement.standing,
        statement.date_basis,
        bool(statement.as_of),
        bool(statement.rules),
        statement.places[0].section,
        statement.unmatched_in,
        tuple(map(len, (statement.printed, statement.cites, statement.disagrees, statement.notes))),
    )


def _values(statement: Statement, source: PageSource) -> Values:
    page, _, version = source.iri[_PAGE:].partition("/")
    rest = (
        str(statement.object)[1:],
        *(str(value)[1:] for name, value in statement.qualifiers.items() if name != _FREQUENCY),
        *(lines.quote(text)[1:-1] for text in statement.printed),
        *statement.cites,
        *statement.disagrees,
        *(lines.quote(text)[1:-1] for text in statement.notes),
    )
    return Values(
        statement.id,
        page,
        version,
        statement.places[0].iri[_PASSAGE:],
        lines.quote(statement.label)[1:-1],
        statement.as_of,
        str(statement.disease)[1:],
        str(statement.subject)[1:],
        "\n".join(rest),
    )


@cache
def _of_shape(shape: Shape) -> Template | None:
    """The template of a shape; None where two of its lines have one predicate all the same."""
    specimen = _specimen(shape)
    end = lines.graph_of(specimen)
    return _template([line + end for line in lines.about_statement(specimen)])


def _template(told: list[str]) -> Template | None:
    """Lines of different subjects or predicates are in the same order whatever their values."""
    if len({tuple(line.split(" ", 2)[:2]) for line in told}) < len(told):
        return None
    return template("".join(f"{line}\n" for line in sorted(told)))


def _specimen(shape: Shape) -> Statement:
    """A statement of a shape, every value a slot with its number among `Values`."""
    new: Iterator[Any] = map(slot, count())
    id_, page, version, passage, label, day, disease, subject, object_ = (next(new) for _ in range(9))
    qualifiers: dict[str, Any] = {
        name: NamedNode(end) if name == _FREQUENCY else end + next(new)
        for name, end in zip(shape.ends[2::2], shape.ends[3::2], strict=True)
    }
    printed, cites, disagrees, notes = (tuple(next(new) for _ in range(number)) for number in shape.has)
    return Statement(
        id_, kinds().kinds[shape.kind], shape.ends[0] + subject, NamedNode(shape.predicate), shape.ends[1] + object_,
        qualifiers, shape.certainty, shape.quantity, shape.negated, _source(page, version), _iri(disease), label, {},
        day if shape.dated else "", shape.basis, (_place(passage, page, version, shape.section),),
        printed, cites, (id_,) if shape.by_rule else (), notes, shape.standing,
        disagrees=disagrees, unmatched_in=shape.unmatched_in,
    )  # fmt: skip


def _iri(value: str) -> Any:
    return f"<{value}"


def _source(page: str, version: str) -> PageSource:
    """The source of a specimen: nothing but its ids is looked at."""
    nothing: Any = None
    return PageSource(nothing, ours(f"page/{page}"), ours(f"page/{page}/{version}"), nothing, {})


def _place(id_: str, page: str, version: str, section: str, passage: Any = None) -> Place:
    return Place(ours(f"passage/{id_}"), ours(f"page/{page}/{version}"), passage, section, "")


def passage_block(place: Place, end: str = "") -> Block:
    """The block of a passage and its selector, in a graph, or in that of its version."""
    passage = place.passage
    page, _, version = place.version[_PAGE:].partition("/")
    values = (
        place.iri[_PASSAGE:], page, version, str(passage.start), str(passage.end), passage.sha256,
        lines.quote(passage.first)[1:-1], lines.quote(passage.last)[1:-1],
    )  # fmt: skip
    return Block(place.iri + ">", _of_place(place.section, bool(passage.last), end), "\n".join(values))


@cache
def _of_place(section: str, last: bool, end: str) -> Template:
    """The template of passages of a section, with or without last words."""
    id_, page, version, *values = map(slot, range(8))
    given: list[Any] = values if last else [*values[:-1], ""]
    passage = Passage(*given)
    told = lines.of_passage(_place(id_, page, version, section, passage))
    made = _template([line + (end or lines.version_graph(_source(page, version))) for line in told])
    if made is None:
        raise ValueError("lines of a passage have one predicate twice")
    return made
