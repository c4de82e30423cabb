"""Statements: claims with an id, a label, a date, a standing, and the statements they disagree with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from pyoxigraph import Literal, NamedNode

from raregraph.errors import Where
from raregraph.facts import CuratedSource, Fact, FileSource, Passage
from raregraph.ground import Claim, PageSource, Source, Value
from raregraph.ids import Iri, contract, expand, ours
from raregraph.kinds import Kind, kinds
from raregraph.text import short_hash

SURE = ("stated", "likely")
"""Certainties whose direct triple has the statement's own predicate; the others have a hedged one or none."""
LIVE = ("latest", "unknown")
"""Standings whose statements have a direct triple."""
_QUANTITY = {"all": "in all", "most": "in most", "some": "in some", "few": "in few", "rare": "rarely"}
_CERTAINTY = {"unknown": "not known"}
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Place:
    """A passage in its version: `iri` is the passage's, `section` the name and date of the section that holds it."""

    iri: Iri
    version: Iri
    passage: Passage
    section: str
    date: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing one source says. `as_of`: an ISO date, `date_basis`: whose; `named`: what each part is called."""

    id: str
    kind: Kind
    subject: NamedNode
    predicate: NamedNode
    object: Value
    qualifiers: Mapping[str, Value]
    certainty: str
    quantity: str
    negated: bool
    source: Source
    disease: NamedNode
    label: str
    named: Mapping[str, str]
    as_of: str
    date_basis: str
    places: tuple[Place, ...] = ()
    printed: tuple[str, ...] = ()
    cites: tuple[Iri, ...] = ()
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    standing: str = "latest"
    reason: str = ""
    successor: str = ""
    disagrees: tuple[str, ...] = ()
    unmatched_in: tuple[str, ...] = ()
    inferred_from: str = ""

    @property
    def iri(self) -> Iri:
        """The statement's IRI."""
        return ours(f"statement/{self.id}")

    @property
    def direct(self) -> Iri | None:
        """The predicate of the direct triple; None for negated, superseded, retracted and too uncertain ones."""
        if self.negated or self.standing not in LIVE:
            return None
        return _direct(self.kind.name, self.predicate.value, self.certainty)

    @property
    def claim_key(self) -> tuple[str, ...]:
        """What it says, whoever says it: equal for the same claim of two versions."""
        return (
            *self.topic_key,
            lexical(self.object),
            *_qualifier_parts(self.qualifiers),
            self.certainty,
            self.quantity,
            str(self.negated),
        )

    @property
    def topic_key(self) -> tuple[str, ...]:
        """What it is a claim about: kind, subject, predicate and the key qualifiers of its kind."""
        keys = [f"{name}={lexical(self.qualifiers[name])}" for name in self.kind.key if name in self.qualifiers]
        return (self.kind.name, self.subject.value, self.predicate.value, *keys)


@cache
def _direct(kind: str, predicate_iri: str, certainty: str) -> Iri | None:
    """The predicate of the direct triples of a kind that are as sure as that; None where there are none."""
    predicate = next((name for name in kinds().kinds[kind].direct if expand(name) == predicate_iri), "")
    if not predicate or certainty == "unknown":
        return None
    hedged = kinds().hedged.get(predicate)
    if certainty in SURE:
        return expand(predicate)
    return expand(hedged) if hedged else None


def lexical(value: Value) -> str:
    """A full IRI, or a literal's canonical text."""
    return value.value


def _qualifier_parts(qualifiers: Mapping[str, Value]) -> list[str]:
    return sorted(f"{name}={lexical(value)}" for name, value in qualifiers.items())


def statement_id(claim: Claim) -> str:
    """A hash of kind, subject, predicate, object, sorted qualifiers, certainty, quantity, negated and source."""
    return short_hash(*id_parts(claim))


def id_parts(said: Claim | Statement) -> tuple[str, ...]:
    """What the id of a claim's statement is a hash of."""
    return (
        said.kind.name,
        said.subject.value,
        said.predicate.value,
        lexical(said.object),
        *_qualifier_parts(said.qualifiers),
        said.certainty,
        said.quantity,
        "true" if said.negated else "false",
        source_key(said.source),
    )


def source_key(source: Source) -> str:
    """What an id is bound to: a version's IRI, a data file's name and release, or a reference."""
    if isinstance(source, PageSource):
        return source.iri
    return f"{source.file} {source.release}" if isinstance(source, FileSource) else source.reference


def to_statements(claims: Iterable[Claim]) -> list[Statement]:
    """One statement for each distinct claim of each source, sorted by id; places of equal claims are merged."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[statement_id(claim)].append(claim)
    return [_merged(id_, groups[id_]) for id_ in sorted(groups)]


def _merged(id_: str, claims: list[Claim]) -> Statement:
    first = claims[0] if len(claims) == 1 else min(claims, key=_order)
    ordered = _places(claims)
    as_of, basis = _date(first.source, ordered)
    facts = [claim.fact for claim in claims]
    return Statement(
        id_,
        first.kind,
        first.subject,
        first.predicate,
        first.object,
        first.qualifiers,
        first.certainty,
        first.fact.quantity,
        first.fact.negated,
        first.source,
        first.disease,
        label(first, as_of),
        first.labels,
        as_of,
        basis,
        ordered,
        _distinct(claim.fact.printed for claim in claims if claim.fact.printed not in _names(claim)),
        _cites(first.source, facts),
        _distinct(fact.rule for fact in facts),
        _distinct(fact.note for fact in facts),
    )


def _order(claim: Claim) -> tuple[tuple[Passage, ...], str, str, Where]:
    return claim.fact.at, claim.fact.subject, claim.fact.object, claim.fact.where


def _names(claim: Claim) -> tuple[str, str]:
    """What the ends are called: a wording that is one of these says nothing more."""
    return claim.labels["subject"], claim.labels["object"]


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def _cites(source: Source, facts: list[Fact]) -> tuple[Iri, ...]:
    if not isinstance(source, PageSource):
        return ()
    return tuple(sorted({source.references[number][0] for fact in facts for number in fact.cites}))


def _places(claims: Iterable[Claim]) -> tuple[Place, ...]:
    """The places of claims, in the order of the page, each once."""
    found = [
        place_of(at, claim.source) for claim in claims if isinstance(claim.source, PageSource) for at in claim.fact.at
    ]
    if len(found) < 2:
        return tuple(found)
    return tuple(sorted({place.iri: place for place in found}.values(), key=lambda place: place.passage))


def place_of(passage: Passage, source: PageSource) -> Place:
    """A passage in its version."""
    section = source.version.section_at(passage.start)
    iri = ours("passage/" + short_hash(source.iri, str(passage.start), str(passage.end)))
    return Place(iri, source.iri, passage, section.name if section else "", section.date if section else "")


def _date(source: Source, places: tuple[Place, ...]) -> tuple[str, str]:
    """The as-of date and its basis: the newest of its sections' dates, else the version's, else the dataset's."""
    if isinstance(source, FileSource):
        return source.release, "sourceDate"
    if isinstance(source, CuratedSource):
        return source.date, "curationDate"
    if day := max((place.date for place in places), default=""):
        return day, "sectionDate"
    if source.published and not source.version.date:
        return source.published, "datasetDate"
    return source.version.date, "pageDate"


def source_label(source: Source, as_of: str) -> str:
    """Who says it, shortly: `GARD 2020-07-01`."""
    if isinstance(source, PageSource):
        return f"GARD {as_of}"
    return (
        f"{source.file.split('/')[0].split('-')[0].capitalize()} {as_of}"
        if isinstance(source, FileSource)
        else f"curated {as_of}"
    )


def label(claim: Claim, as_of: str) -> str:
    """The sentence of a statement, from its kind's template."""
    fact, kind = claim.fact, claim.kind
    positive = kind.label_of.get(fact.predicate, kind.label)
    text = fill(kind.denied if fact.negated and kind.denied else positive, claim.labels)
    hedges = [_QUANTITY[fact.quantity]] if fact.quantity and "{share}" not in positive else []
    hedges += [_CERTAINTY.get(fact.certainty, fact.certainty)] if fact.certainty != "stated" else []
    hedges += ["negated"] if fact.negated and not kind.denied else []
    hedge = f" ({', '.join(hedges)})" if hedges else ""
    return f"{text}{hedge}, {source_label(claim.source, as_of)}"


def fill(template: str, labels: Mapping[str, str]) -> str:
    """Fill a template's {fields}; a [part] whose field is absent or empty is dropped."""
    said: list[str] = []
    for optional, texts, names in _parsed(template):
        if not optional or all(labels.get(name) for name in names):
            values = (*(labels[name] for name in names), "")
            said += (part for pair in zip(texts, values, strict=True) for part in pair)
    return "".join(said)


@cache
def _parsed(template: str) -> tuple[tuple[bool, tuple[str, ...], tuple[str, ...]], ...]:
    """The parts of a template: whether it is a [part], the texts around its fields, the fields."""
    parts = enumerate(_OPTIONAL.split(template))
    cut = ((number % 2 == 1, _FIELD.split(part)) for number, part in parts)
    return tuple((optional, tuple(found[::2]), tuple(found[1::2])) for optional, found in cut)


def with_standing(statements: list[Statement]) -> list[Statement]:
    """Give every page statement its standing: what the newest dated version with its section says of the claim.

    What is retracted stays so, and judges nothing.
    """
    by_page: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        if isinstance(statement.source, PageSource):
            by_page[statement.source.page].append(statement)
    standing = {id_: word for page in sorted(by_page) for id_, word in _standings(by_page[page]).items()}
    return [_standing_as(statement, standing.get(statement.id, statement.standing)) for statement in statements]


def _standing_as(statement: Statement, word: str) -> Statement:
    return statement if statement.standing == word else replace(statement, standing=word)


def _standings(statements: list[Statement]) -> dict[str, str]:
    versions = {
        statement.source.iri: statement.source.version
        for statement in statements
        if isinstance(statement.source, PageSource)
    }
    if len(versions) == 1:
        return {statement.id: "latest" for statement in statements if statement.standing != "retracted"}
    dated = sorted((iri for iri in versions if versions[iri].date), key=lambda iri: (versions[iri].date, iri))
    newest_of = {section.name: iri for iri in dated for section in versions[iri].sections}
    newest = dated[-1] if dated else ""
    claims = defaultdict(set)
    topics = defaultdict(set)
    heard = [statement for statement in statements if statement.standing != "retracted"]
    for statement in heard:
        claims[_version_of(statement)].add(statement.claim_key)
        topics[_version_of(statement)].add(_comparable(statement))
    return {statement.id: _standing(statement, newest, newest_of, claims, topics) for statement in heard}


def _version_of(statement: Statement) -> str:
    return statement.source.iri if isinstance(statement.source, PageSource) else ""


def _standing(
    statement: Statement,
    newest: str,
    newest_of: Mapping[str, Iri],
    claims: Mapping[str, set[tuple[str, ...]]],
    topics: Mapping[str, set[tuple[str, ...]]],
) -> str:
    own = _version_of(statement)
    judges = {newest_of[place.section] for place in statement.places if place.section in newest_of}
    if own == newest or any(statement.claim_key in claims[judge] for judge in judges - {own}):
        return "latest"
    if not judges or own in judges or not _is_dated(statement):
        return "unknown"
    if statement.kind.single and any(_comparable(statement) in topics[judge] for judge in judges):
        return "replaced"
    return "older"


def _is_dated(statement: Statement) -> bool:
    """A version without a date may be newer than the others: none of them judges it."""
    return isinstance(statement.source, PageSource) and bool(statement.source.version.date)


def with_disagreements(statements: list[Statement]) -> list[Statement]:
    """Link the statements that say different things of the same topic, in one version or in two; see `disagree`."""
    groups: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.standing != "retracted":
            groups[_comparable(statement)].append(statement)
    pairs: dict[str, set[str]] = defaultdict(set)
    for group in groups.values():
        for one in group if len(group) > 1 else ():
            pairs[one.id] |= {other.id for other in group if other.id != one.id and disagree(one, other)}
    return [_disagreeing(item, pairs.get(item.id, set())) for item in statements]


def _disagreeing(statement: Statement, others: set[str]) -> Statement:
    found = tuple(sorted({*statement.disagrees, *others}))
    return statement if found == statement.disagrees else replace(statement, disagrees=found)


def _comparable(statement: Statement) -> tuple[str, ...]:
    """Statements with several objects side by side (phenotypes, decisions, names) are compared object by object."""
    alone = statement.kind.single and isinstance(statement.object, Literal)
    return statement.topic_key if alone else (*statement.topic_key, lexical(statement.object))


def disagree(one: Statement, other: Statement) -> bool:
    """Whether two comparable statements cannot both be right. A value that one lacks is no disagreement.

    Of a kind that is not `single`, only the same claim and its denial disagree.
    """
    if one.negated != other.negated:
        return one.kind.single or one.qualifiers == other.qualifiers
    if not one.kind.single:
        return False
    if isinstance(one.object, Literal) and lexical(one.object) != lexical(other.object):
        return True
    shared = set(one.qualifiers) & set(other.qualifiers) - set(one.kind.key)
    return any(lexical(one.qualifiers[name]) != lexical(other.qualifiers[name]) for name in shared)


def show_value(value: Value) -> str:
    """A value as people read it: a CURIE, or the literal's text."""
    return contract(value.value) if isinstance(value, NamedNode) else value.value
