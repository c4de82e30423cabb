"""From a fact (labels as printed) to a claim (IRIs and literals): by table, never guessing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from raregraph.errors import ContentError, Where, nearest
from raregraph.facts import CuratedSource, Fact, FileSource, Passage, Version
from raregraph.ids import Iri, curie, expand, ours
from raregraph.kinds import Column, Kind, kinds
from raregraph.terms import Term, Terms
from raregraph.text import short_hash, words

XSD = "http://www.w3.org/2001/XMLSchema#"
Value = NamedNode | Literal
_REMEMBERED = 1 << 14
"""Nodes made once, of those that many statements have."""


@dataclass(frozen=True, slots=True)
class PageSource:
    """The version of a page that says it, the page's disease, and its references: number to IRI and title.

    `published` is the date of the dataset that carries the page, for a page that prints none.
    """

    version: Version
    page: Iri
    iri: Iri
    disease: Term
    references: Mapping[str, tuple[Iri, str]]
    obtainable_from: str = "private copy"
    published: str = ""


Source = PageSource | FileSource | CuratedSource


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact after grounding. `labels`: what each part is called, by `subject`, `predicate`, `object` or column."""

    kind: Kind
    subject: NamedNode
    predicate: NamedNode
    object: Value
    qualifiers: Mapping[str, Value]
    labels: Mapping[str, str]
    fact: Fact
    source: Source
    disease: NamedNode

    @property
    def certainty(self) -> str:
        """How surely it is said: one of kinds.CERTAINTIES."""
        return self.fact.certainty

    @property
    def quantity(self) -> str:
        """In how many, as printed: one of kinds.QUANTITIES or nothing."""
        return self.fact.quantity

    @property
    def negated(self) -> bool:
        """Whether it is denied."""
        return self.fact.negated

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Where the page says it; none for a row of a data file."""
        return self.fact.at


def page_iri(gard: str) -> Iri:
    """The IRI of a page from its GARD CURIE, number unpadded."""
    return ours(f"page/gard-{int(gard.split(':')[1])}")


def version_iri(version: Version) -> Iri:
    """The IRI of a version: its page's, and the first 12 hex of its text's hash."""
    return Iri(f"{page_iri(version.page)}/{version.short}")


def ground(fact: Fact, source: Source, terms: Terms, about: NamedNode | None = None) -> Claim:
    """Ground a fact; `about` is the disease where neither the fact nor its source names one.

    Raises ContentError where a label has no id, an id no table, a page fact no place, or one outside the page.
    """
    kind = kinds().kinds[fact.kind]
    if isinstance(source, PageSource) and not fact.at:
        raise ContentError(
            fact.where, "a fact of a page without a place on it", "add at: [{start, end, sha256, first, last}]"
        )
    if isinstance(source, PageSource):
        check_places(fact.at, source.version, fact.where)
        for number in fact.cites:
            _reference(number, fact, source)
    subject = _term(fact.subject, kind.subject, fact, source, terms)
    object_, object_label = _object(fact, kind, source, terms)
    qualifiers, labels = _qualifiers(fact, terms)
    predicate = _predicate(fact, kind)
    labels["subject"], labels["object"], labels["predicate"] = subject.label, object_label, _local(predicate)
    labels["subject_written"], labels["object_written"] = fact.subject, fact.object
    node = _node(subject.iri)
    return Claim(
        kind,
        node,
        _node(expand(predicate)),
        object_,
        qualifiers,
        labels,
        fact,
        source,
        _disease(kind, node, object_, qualifiers, source, fact, about),
    )


@lru_cache(_REMEMBERED)
def _node(iri: str) -> NamedNode:
    return NamedNode(iri)


@lru_cache(_REMEMBERED)
def _local(predicate: str) -> str:
    """The local name of a CURIE in words."""
    return words(predicate.split(":", 1)[1])


def check_places(passages: Iterable[Passage], version: Version, where: Where) -> None:
    """Raise ContentError for a passage that ends behind the page."""
    for passage in passages:
        if passage.end > version.length:
            problem = f"the passage {passage.start}-{passage.end} lies outside the page of {version.length} characters"
            raise ContentError(where, problem, "copy the passage from `publish.py ingest PAGE --find`")


def _predicate(fact: Fact, kind: Kind) -> str:
    return curie(fact.predicate or kind.predicates[0], fact.where)


def _term(text: str, categories: tuple[str, ...], fact: Fact, source: Source, terms: Terms) -> Term:
    """A term by table, or a thing of the page itself: version:, page:, section:NAME, question:N, reference:N."""
    token, _, name = text.partition(":")
    if isinstance(source, PageSource) and token in _TOKENS and token in categories:
        if token == "section":
            check_section(name, source.version, fact.where)
        return _of_page(token, name, fact, source, terms)
    return terms.find(text, categories, fact.where)


_TOKENS = ("version", "page", "section", "question", "reference")


def _of_page(token: str, name: str, fact: Fact, source: PageSource, terms: Terms) -> Term:
    what = f"GARD page on {source.disease.label}"
    day = source.version.date or "undated"
    if token == "reference":
        iri, label = _reference(name, fact, source)
    else:
        iri, label = {
            "version": (source.iri, f"{what}, {day}"),
            "page": (source.page, what),
            "section": (Iri(f"{source.iri}/{name}"), f"{name} section of {what}, {day}"),
            "question": (ours(f"entity/question-{short_hash(source.iri, name)}"), f"question {name} on {what}, {day}"),
        }[token]
    term = Term(iri, label, token, "page")
    terms.seen.setdefault((iri, token), term)
    return term


def check_section(name: str, version: Version, where: Where) -> None:
    """Raise ContentError for a section the page does not have."""
    names = {section.name for section in version.sections}
    if name not in names:
        raise ContentError(where, f"the page has no section {name!r}", nearest(name, names))


def _reference(number: str, fact: Fact, source: PageSource) -> tuple[Iri, str]:
    if number not in source.references:
        raise ContentError(
            fact.where, f"cites reference {number}, which the page does not list", nearest(number, source.references)
        )
    return source.references[number]


def references_of(facts: Iterable[Fact], version: Iri) -> dict[str, tuple[Iri, str]]:
    """The references a page lists, by printed number: PubMed's IRI where it prints a PMID, else ours; and the title."""
    found = {}
    for fact in facts:
        if fact.kind == "reference":
            number, pmid = fact.columns["number"], fact.columns.get("pmid", "")
            iri = (
                expand(curie(f"PMID:{pmid}", fact.where)) if pmid else ours(f"reference/{short_hash(version, number)}")
            )
            found[number] = (iri, fact.columns.get("title", f"reference {number}"))
    return found


def _object(fact: Fact, kind: Kind, source: Source, terms: Terms) -> tuple[Value, str]:
    if kind.literal == "text":
        return Literal(fact.object, language="en"), fact.object
    if kind.literal == "date":
        return Literal(fact.object, datatype=NamedNode(XSD + "date")), fact.object
    if kind.literal == "number":
        return decimal(fact.object), fact.object
    term = _term(fact.object, kind.object, fact, source, terms)
    return _node(term.iri), term.label


@lru_cache(_REMEMBERED)
def decimal(text: str) -> Literal:
    """A canonical number: xsd:integer when whole, else xsd:decimal."""
    return Literal(text, datatype=NamedNode(XSD + ("decimal" if "." in text else "integer")))


_DATATYPES = {"integer": "integer", "boolean": "boolean", "date": "date", "year": "gYear", "string": "string"}


def _qualifiers(fact: Fact, terms: Terms) -> tuple[dict[str, Value], dict[str, str]]:
    values: dict[str, Value] = {}
    labels: dict[str, str] = {}
    for name in sorted(fact.columns):
        values[name], labels[name] = _qualifier(kinds().columns[name], fact.columns[name], fact, terms)
    if "frequency" in fact.columns:
        labels["frequency"] = _frequency(fact)
    labels["share"] = _share(labels, fact.quantity)
    return values, labels


def _frequency(fact: Fact) -> str:
    id_, classes = fact.columns["frequency"], kinds().frequencies
    if id_ not in classes:
        raise ContentError(fact.where, f"frequency: {id_!r} is no class of frequency", nearest(id_, classes))
    return classes[id_].label


def _share(labels: Mapping[str, str], quantity: str) -> str:
    """A proportion in words: `5–10 %`, `about 10 %`, without bounds `most`; empty where nothing is said."""
    lower, upper = labels.get("lower", ""), labels.get("upper", "")
    if not (lower and upper):
        return {"rare": "few"}.get(quantity, quantity)
    about = "about " if labels.get("approximate") == "true" else ""
    return f"{about}{lower} %" if lower == upper else f"{about}{lower}–{upper} %"


def _qualifier(column: Column, text: str, fact: Fact, terms: Terms) -> tuple[Value, str]:
    if column.type == "term":
        if column.values:
            return _node(expand(curie(text, fact.where))), _local(text)
        term = terms.find(text, column.categories, fact.where)
        return _node(term.iri), term.label
    if column.type == "decimal":
        return decimal(text), text
    return _literal(text, _DATATYPES[column.type]), text


@lru_cache(_REMEMBERED)
def _literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


def _disease(
    kind: Kind,
    subject: NamedNode,
    object_: Value,
    qualifiers: Mapping[str, Value],
    source: Source,
    fact: Fact,
    about: NamedNode | None,
) -> NamedNode:
    """What the statement is about: its subject, object or `disease` column, or the page's disease."""
    if kind.disease == "subject":
        return subject
    found = {"object": object_, "disease": qualifiers.get("disease")}.get(kind.disease)
    if isinstance(found, NamedNode):
        return found
    if isinstance(source, PageSource):
        return _node(source.disease.iri)
    if about is not None:
        return about
    raise ContentError(
        fact.where, f"a {kind.name} fact that names no disease", "say it of a page, or add a disease column to the kind"
    )
