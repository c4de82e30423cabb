"""Knowledge as N-Quads text: what every dump is made from. A line is built once and never parsed by a store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from raregraph.backbone import Backbone
from raregraph.corrections import Correction, Tombstone
from raregraph.facts import CuratedSource, FileSource
from raregraph.findings import TYPES, Finding
from raregraph.ground import XSD, PageSource
from raregraph.ids import expand, ours
from raregraph.kinds import Kind, kinds
from raregraph.knowledge import Knowledge
from raregraph.statements import Place, Statement
from raregraph.terms import Term
from raregraph.text import short_hash

_ODD = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
Pair = tuple[str, str]
"""A predicate with its blanks, and an object: both as N-Triples text."""


@cache
def node(curie: str) -> str:
    """The IRI of a CURIE of ours or of the field as N-Triples text; the caller vouches for its form."""
    return f"<{expand(curie)}>"


@cache
def _is(curie: str) -> str:
    """A predicate between its blanks."""
    return f" {node(curie)} "


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04X}"


def quote(text: str) -> str:
    """A plain literal, escaped as canonical N-Triples."""
    return f'"{_ODD.sub(_escaped, text)}"' if _ODD.search(text) else f'"{text}"'


def english(text: str) -> str:
    """A literal in English."""
    return quote(text) + "@en"


def date(text: str) -> str:
    """An xsd:date."""
    return f'"{text}"^^<{XSD}date>'


def boolean(value: bool) -> str:
    """An xsd:boolean."""
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


def number(value: int) -> str:
    """An xsd:integer."""
    return f'"{value}"^^<{XSD}integer>'


def offset(value: int) -> str:
    """An offset, as Web Annotation types it."""
    return f'"{value}"^^<{XSD}nonNegativeInteger>'


def graph(name: str) -> str:
    """The end of a line in a named graph of ours."""
    return f" <{ours('graph/' + name)}> ."


DIRECT, FINDINGS, CURATED, ENTITIES, TOMBSTONES = (
    graph(name) for name in ("direct", "findings", "curated", "entities", "tombstones")
)


def of_knowledge(knowledge: Knowledge) -> Iterator[str]:
    """Every line of a release but its description and its backbone; unsorted, a line may come twice."""
    for statement in knowledge.statements:
        end = graph_of(statement)
        yield from (line + end for line in of_statement(statement))
    for finding in knowledge.findings:
        yield from (line + FINDINGS for line in of_finding(finding))
    yield from of_direct(knowledge.statements)
    yield from beside_statements(knowledge)
    for term in knowledge.terms:
        yield from of_term(term, knowledge.backbone)


def of_direct(statements: Iterable[Statement]) -> Iterator[str]:
    """The plain triples of the statements that have one."""
    for statement in statements:
        if direct := statement.direct:
            yield f"{statement.subject} <{direct}> {statement.object}{DIRECT}"


def beside_statements(knowledge: Knowledge) -> Iterator[str]:
    """Versions, corrections and tombstones."""
    for source in knowledge.versions:
        end = version_graph(source)
        yield from (line + end for line in of_version(source))
    for earlier, later in zip(knowledge.versions, knowledge.versions[1:], strict=False):
        if earlier.page == later.page and earlier.version.date:
            yield f"<{later.iri}>{_is('prov:wasRevisionOf')}<{earlier.iri}>{version_graph(later)}"
    for correction in knowledge.corrections:
        yield from (line + CURATED for line in of_correction(correction))
    for tombstone in knowledge.tombstones:
        yield from (line + TOMBSTONES for line in of_tombstone(tombstone))


def version_graph(source: PageSource) -> str:
    """The end of a line in a page version's graph: `graph/gard-5786-0d97d85dcf34`."""
    return graph(source.iri.removeprefix(ours("page/")).replace("/", "-"))


def graph_of(statement: Statement) -> str:
    """The end of a statement's lines: its version's graph, its reference release's, or the curated one."""
    if isinstance(statement.source, PageSource):
        return version_graph(statement.source)
    return graph(f"mondo-{statement.source.release}") if isinstance(statement.source, FileSource) else CURATED


def of_statement(statement: Statement) -> Iterator[str]:
    """A statement: type, triple said, qualifiers, flat header, provenance, and its passages."""
    yield from about_statement(statement)
    for place in statement.places:
        yield from of_passage(place)


def about_statement(statement: Statement) -> Iterator[str]:
    """A statement without its passages."""
    me = f"<{statement.iri}>"
    for predicate, value in (*_said(statement), *_header(statement), *_judged(statement), *_sourced(statement)):
        yield me + predicate + value


@cache
def _class_of(kind: str, predicate: str) -> str:
    row: Kind = kinds().kinds[kind]
    named = next((name for name in row.predicates if expand(name) == predicate), row.predicates[0])
    return node(row.classes[named])


@cache
def _bounds_of(frequency: str) -> tuple[Pair, ...]:
    """The bounds of a frequency class, by its IRI."""
    known = next(row for row in kinds().frequencies.values() if expand(row.curie) == frequency)
    return (_is("rg:classLower"), number(known.lower)), (_is("rg:classUpper"), number(known.upper))


def _said(statement: Statement) -> Iterator[Pair]:
    class_ = _class_of(statement.kind.name, statement.predicate.value)
    yield from ((_is("rdf:type"), class_), (_is("biolink:category"), class_))
    yield _is("rdf:subject"), str(statement.subject)
    yield _is("rdf:predicate"), str(statement.predicate)
    yield _is("rdf:object"), str(statement.object)
    columns = kinds().columns
    for name, value in statement.qualifiers.items():
        yield _is(columns[name].property), str(value)
    if "frequency" in statement.qualifiers:
        yield from _bounds_of(statement.qualifiers["frequency"].value)
    yield _is("biolink:negated"), boolean(statement.negated)


def _header(statement: Statement) -> Iterator[Pair]:
    kind = statement.kind
    yield _is("rdfs:label"), english(statement.label)
    yield _is("rg:kind"), node(f"rg:{kind.name}")
    yield _is("rg:disease"), str(statement.disease)
    for role, part in kind.roles.items():
        value = str(statement.subject if part == "subject" else statement.object)
        if value.startswith("<") and not (role == "phenotype" and str(statement.predicate) != _HAS_PHENOTYPE):
            yield _is(f"rg:{role}"), value
    if statement.as_of:
        yield _is("rg:asOf"), date(statement.as_of)
    yield _is("rg:dateBasis"), node(f"rg:{statement.date_basis}")
    yield _is("rg:direct"), boolean(statement.direct is not None)
    if isinstance(statement.source, PageSource):
        yield _is("rg:page"), f"<{statement.source.page}>"
        yield _is("rg:evidenceLink"), f"<{statement.places[0].iri}>"


_HAS_PHENOTYPE = node("biolink:has_phenotype")


def _judged(statement: Statement) -> Iterator[Pair]:
    yield _is("rg:certainty"), node(f"rg:{statement.certainty}")
    yield _is("rg:standing"), node(f"rg:{statement.standing}")
    if statement.quantity:
        yield _is("rg:quantity"), node(f"rg:{statement.quantity}")
    for wording in statement.printed:
        yield _is("rg:sourceLabel"), english(wording)
    for other in statement.disagrees:
        yield _is("rg:disagreesWith"), f"<{ours('statement/' + other)}>"
    for lacking in statement.unmatched_in:
        yield _is("rg:unmatchedIn"), f"<{lacking}>"
    for note in statement.notes:
        yield _is("rg:note"), english(note)
    if statement.reason:
        yield _is("rg:reason"), english(statement.reason)
    if statement.standing == "retracted":
        yield _is("owl:deprecated"), boolean(True)
    if statement.successor:
        yield _is("dct:isReplacedBy"), f"<{ours('statement/' + statement.successor)}>"


def _sourced(statement: Statement) -> Iterator[Pair]:
    """Who says it, by Biolink's slots, and from where."""
    source = statement.source
    inferred = statement.inferred_from
    yield _is("biolink:knowledge_level"), '"logical_entailment"' if inferred else '"knowledge_assertion"'
    yield _is("biolink:agent_type"), f'"{_agent(statement)}"'
    yield _is("biolink:has_evidence"), node(_evidence(statement))
    if isinstance(source, FileSource):
        yield from _file_row(source)
    elif isinstance(source, CuratedSource):
        yield from _curation(source)
    elif _from_hpo(statement):
        yield _is("biolink:primary_knowledge_source"), '"infores:hpo-annotations"'
        yield _is("biolink:aggregator_knowledge_source"), '"infores:gard"'
    else:
        yield _is("biolink:primary_knowledge_source"), '"infores:gard"'
    yield from ((_is("biolink:publications"), f"<{reference}>") for reference in statement.cites)
    yield from ((_is("prov:wasDerivedFrom"), f"<{place.iri}>") for place in statement.places)
    if inferred:
        yield _is("prov:wasDerivedFrom"), f"<{ours('statement/' + inferred)}>"


def _from_hpo(statement: Statement) -> bool:
    """Whether the page copied it from HPO: a row of its symptoms section, which says so of itself."""
    if statement.kind.name not in ("phenotype", "inheritance", "name"):
        return False
    return bool(statement.places) and all(place.section == "symptoms" for place in statement.places)


def _agent(statement: Statement) -> str:
    if statement.inferred_from:
        return "automated_agent"
    return "text_mining_agent" if statement.rules and not _from_hpo(statement) else "manual_agent"


def _evidence(statement: Statement) -> str:
    """ECO: automatic assertion, curator inference, author statement traceable to a reference, or not traceable."""
    if statement.inferred_from:
        return "ECO:0000501"
    if isinstance(statement.source, CuratedSource):
        return "ECO:0000305"
    traceable = statement.cites or isinstance(statement.source, FileSource) or _from_hpo(statement)
    return "ECO:0000033" if traceable else "ECO:0000034"


def _file_row(source: FileSource) -> Iterator[Pair]:
    yield _is("biolink:primary_knowledge_source"), quote(source.infores)
    yield _is("rg:sourceFile"), quote(source.file)
    yield _is("rg:sourceRelease"), quote(source.release)
    yield _is("rg:sourceSha256"), quote(source.sha256)
    yield _is("rg:sourceRow"), quote(source.row)


def _curation(source: CuratedSource) -> Iterator[Pair]:
    yield _is("biolink:primary_knowledge_source"), '"infores:raregraph"'
    yield _is("rg:curationReference"), _reference(source.reference)
    yield _is("rg:curator"), quote(source.curator)
    yield _is("rg:curationDate"), date(source.date)


def _reference(reference: str) -> str:
    """A reference that is a PMID or a URL."""
    return node(reference) if reference.startswith("PMID:") else f"<{reference}>"


def of_passage(place: Place) -> Iterator[str]:
    """A passage as a Web Annotation specific resource with a text position selector."""
    me, selector, passage = f"<{place.iri}>", f"<{place.iri}/selector>", place.passage
    words = f"{passage.first} … {passage.last}" if passage.last else passage.first
    yield f"{me}{_is('rdf:type')}{node('oa:SpecificResource')}"
    yield me + _is("rdfs:label") + english(f"“{words}”, {passage.start}–{passage.end}")
    yield f"{me}{_is('oa:hasSource')}<{place.version}>"
    yield me + _is("oa:hasSelector") + selector
    if place.section:
        yield f"{me}{_is('oa:hasScope')}<{place.version}/{place.section}>"
    yield f'{me}{_is("rg:textSha256")}"{passage.sha256}"'
    yield me + _is("rg:firstWords") + english(passage.first)
    if passage.last:
        yield me + _is("rg:lastWords") + english(passage.last)
    yield selector + _is("rdf:type") + node("oa:TextPositionSelector")
    yield f'{selector}{_is("rdfs:label")}"characters {passage.start}–{passage.end}"@en'
    yield from (selector + _is(f"oa:{name}") + offset(getattr(passage, name)) for name in ("start", "end"))


def of_version(source: PageSource) -> Iterator[str]:
    """A page, its version and the version's sections."""
    version, me, page = source.version, f"<{source.iri}>", f"<{source.page}>"
    what = f"GARD page on {source.disease.label}"
    day = version.date or "undated"
    yield from (page + _is("rdf:type") + node("biolink:WebPage"), page + _is("rdfs:label") + english(what))
    yield f"{page}{_is('dct:subject')}<{source.disease.iri}>"
    yield from (page + _is("dct:identifier") + quote(version.page), page + _is("dct:hasVersion") + me)
    yield from (me + _is("rdf:type") + node(class_) for class_ in ("rg:PageVersion", "prov:Entity"))
    yield from (me + _is("rdfs:label") + english(f"{what}, {day}"), me + _is("prov:specializationOf") + page)
    yield me + _is("spdx:checksumValue") + quote(version.sha256)
    yield from (me + _is("rg:textLength") + offset(version.length), me + _is("rg:layout") + quote(version.layout))
    yield me + _is("dct:title") + english(version.title)
    yield me + _is("rg:obtainableFrom") + quote(source.obtainable_from)
    if version.date:
        yield me + _is("dct:modified") + date(version.date)
    for section in version.sections:
        part = f"<{source.iri}/{section.name}>"
        yield from (me + _is("dct:hasPart") + part, part + _is("rdf:type") + node("rg:Section"))
        yield from (part + _is("dct:isPartOf") + me, part + _is("rg:sectionStart") + offset(section.start))
        yield part + _is("rdfs:label") + english(f"{section.name} section of {what}, {day}")
        yield part + _is("rg:sectionEnd") + offset(section.end)
        if section.date:
            yield part + _is("dct:modified") + date(section.date)


def of_finding(finding: Finding) -> Iterator[str]:
    """A finding, what it is about, and the passages that show it."""
    yield from about_finding(finding)
    for place in finding.places:
        yield from of_passage(place)


def about_finding(finding: Finding) -> Iterator[str]:
    """A finding without its passages."""
    me = f"<{finding.iri}>"
    yield from (me + _is("rdf:type") + node("rg:Finding"), me + _is("rdfs:label") + english(finding.note))
    yield me + _is("rg:findingType") + node(f"rg:{TYPES[finding.type]}")
    yield from (f"{me}{_is('rg:about')}<{iri}>" for iri in finding.about)
    yield from (f"{me}{_is('prov:wasDerivedFrom')}<{place.iri}>" for place in finding.places)


def of_term(term: Term, backbone: Backbone) -> Iterator[str]:
    """A term's type, label and definition, in its release's graph, or in graph/entities."""
    yield from about_term(term, graph_of_term(term, backbone))


def about_term(term: Term, end: str) -> Iterator[str]:
    """The same, with the end of the lines given."""
    me = f"<{term.iri}>"
    yield me + _is("rdf:type") + node(kinds().categories[term.category]) + end
    told = (("rdfs:label", term.label), ("skos:definition", term.definition or None))
    yield from (me + _is(predicate) + english(text) + end for predicate, text in told if text is not None)


def graph_of_term(term: Term, backbone: Backbone) -> str:
    """The end of a term's lines: its release's graph, or graph/entities."""
    source = backbone.sources.get(term.origin)
    return graph(source.graph) if source else ENTITIES


def of_backbone(backbone: Backbone) -> Iterator[str]:
    """Labels, superclasses, cross-references and gene axioms of the reference releases."""
    for curie, term in backbone.terms.items():
        me, end = node(curie), graph(term.source.graph)
        yield me + _is("rdfs:label") + english(term.label) + end
        yield from (me + _is("rdfs:subClassOf") + node(parent) + end for parent in term.parents)
    end = graph(backbone.sources["mondo"].graph)
    for xref in backbone.xrefs:
        yield node(xref.subject) + _is(xref.predicate) + node(xref.object) + end
    for axiom in backbone.axioms:
        yield node(axiom.disease) + _is(axiom.relation) + node(axiom.gene) + end


def of_correction(correction: Correction) -> Iterator[str]:
    """What a person said of a statement; what it did to the statement stands there."""
    id_ = short_hash("correction", correction.statement, correction.verdict, correction.note)
    me = f"<{ours('finding/' + id_)}>"
    head, *tail = correction.verdict.split("-")
    yield me + _is("rdf:type") + node("rg:Correction")
    yield me + _is("rdfs:label") + english(f"{correction.verdict}: {correction.note}")
    yield me + _is("rg:verdict") + node("rg:" + head + "".join(map(str.capitalize, tail)))
    yield f"{me}{_is('rg:about')}<{ours('statement/' + correction.statement)}>"
    yield me + _is("rg:correctedBy") + quote(correction.curator)
    reference, day = _reference(correction.reference), date(correction.date)
    yield from (me + _is("rg:curationReference") + reference, me + _is("rg:curationDate") + day)


def of_tombstone(tombstone: Tombstone) -> Iterator[str]:
    """An id that is no more: deprecated, with its reason and successor."""
    me = f"<{tombstone.iri}>"
    yield from (me + _is("rdf:type") + node("rg:Tombstone"), me + _is("rdfs:label") + english(tombstone.label))
    yield from (me + _is("owl:deprecated") + boolean(True), me + _is("rg:reason") + english(tombstone.reason))
    yield me + _is("rg:withdrawnOn") + date(tombstone.date)
    if tombstone.successor:
        yield f"{me}{_is('dct:isReplacedBy')}<{tombstone.successor}>"
        yield f"<{tombstone.successor}>{_is('prov:wasRevisionOf')}{me}"


def merged(parts: Iterable[Iterable[str]]) -> list[str]:
    """The lines of some parts, each once, sorted by code point, which for UTF-8 is by byte."""
    return sorted({line for part in parts for line in part})
