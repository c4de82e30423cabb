"""Knowledge as quads: statements, passages, versions, findings, terms, backbone, direct triples, graph by graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from raregraph.backbone import Backbone
from raregraph.corrections import Correction, Tombstone
from raregraph.facts import CuratedSource, FileSource
from raregraph.findings import TYPES, Finding
from raregraph.ground import XSD, PageSource, Value, decimal
from raregraph.ids import Iri, expand, ours
from raregraph.kinds import kinds
from raregraph.knowledge import Knowledge
from raregraph.pages import known_pages
from raregraph.statements import Place, Statement
from raregraph.terms import Term
from raregraph.text import short_hash

Triple = tuple[NamedNode, NamedNode, Value]


def node(curie: str) -> NamedNode:
    """The node of a CURIE of ours or of the field; the caller vouches for its form."""
    return NamedNode(expand(curie))


A, LABEL = node("rdf:type"), node("rdfs:label")
DIRECT, FINDINGS, CURATED, ENTITIES, TOMBSTONES = (
    ours(f"graph/{name}") for name in ("direct", "findings", "curated", "entities", "tombstones")
)


def english(text: str) -> Literal:
    """A literal in English."""
    return Literal(text, language="en")


def date(text: str) -> Literal:
    """An xsd:date."""
    return Literal(text, datatype=NamedNode(XSD + "date"))


def boolean(value: bool) -> Literal:
    """An xsd:boolean."""
    return Literal("true" if value else "false", datatype=NamedNode(XSD + "boolean"))


def offset(value: int) -> Literal:
    """An offset, as Web Annotation types it."""
    return Literal(str(value), datatype=NamedNode(XSD + "nonNegativeInteger"))


def to_quads(knowledge: Knowledge) -> Iterator[Quad]:
    """Every quad of a release but its description; unsorted, a quad may come twice."""
    for statement in knowledge.statements:
        yield from _in(graph_of(statement), statement_triples(statement))
        yield from _in(DIRECT, direct_triples(statement))
    for source in knowledge.versions:
        yield from _in(version_graph(source), version_triples(source))
    for earlier, later in zip(knowledge.versions, knowledge.versions[1:], strict=False):
        if earlier.page == later.page and earlier.version.date:
            yield from _in(
                version_graph(later), [(NamedNode(later.iri), node("prov:wasRevisionOf"), NamedNode(earlier.iri))]
            )
    for finding in knowledge.findings:
        yield from _in(FINDINGS, finding_triples(finding))
    for term in knowledge.terms:
        yield from _in(_term_graph(term, knowledge.backbone), term_triples(term))
    yield from _backbone_quads(knowledge.backbone)
    for correction in knowledge.corrections:
        yield from _in(CURATED, correction_triples(correction))
    for tombstone in knowledge.tombstones:
        yield from _in(TOMBSTONES, tombstone_triples(tombstone))


def _in(graph: Iri, triples: Iterable[Triple]) -> Iterator[Quad]:
    name = NamedNode(graph)
    return (Quad(*triple, name) for triple in triples)


def version_graph(source: PageSource) -> Iri:
    """The named graph of a page version: `graph/gard-5786-0d97d85dcf34`."""
    return ours("graph/" + source.iri.removeprefix(ours("page/")).replace("/", "-"))


def graph_of(statement: Statement) -> Iri:
    """The named graph a statement belongs to: its version's, its reference release's, or the curated one."""
    if isinstance(statement.source, PageSource):
        return version_graph(statement.source)
    return ours(f"graph/mondo-{statement.source.release}") if isinstance(statement.source, FileSource) else CURATED


def statement_triples(statement: Statement) -> Iterator[Triple]:
    """A statement: type, triple said, qualifiers, flat header, provenance, and its passages."""
    me = NamedNode(statement.iri)
    for predicate, value in (*_said(statement), *_header(statement), *_judged(statement), *_sourced(statement)):
        yield me, node(predicate), value
    for place in statement.places:
        yield from passage_triples(place)


def _said(statement: Statement) -> Iterator[tuple[str, Value]]:
    kind = statement.kind
    class_ = node(kind.classes.get(_curie_of(statement), kind.classes[kind.predicates[0]]))
    yield from (("rdf:type", class_), ("biolink:category", class_))
    yield from (
        ("rdf:subject", statement.subject),
        ("rdf:predicate", statement.predicate),
        ("rdf:object", statement.object),
    )
    for name, value in statement.qualifiers.items():
        yield kinds().columns[name].property, value
    if "frequency" in statement.qualifiers:
        bounds = kinds().frequencies[_term_curie(statement.qualifiers["frequency"])]
        yield from (("rg:classLower", decimal(str(bounds.lower))), ("rg:classUpper", decimal(str(bounds.upper))))
    yield "biolink:negated", boolean(statement.negated)


def _curie_of(statement: Statement) -> str:
    return next((name for name in statement.kind.predicates if expand(name) == statement.predicate.value), "")


def _term_curie(value: Value) -> str:
    return next(name for name in kinds().frequencies if expand(name) == value.value)


def _header(statement: Statement) -> Iterator[tuple[str, Value]]:
    kind = statement.kind
    yield from (
        ("rdfs:label", english(statement.label)),
        ("rg:kind", node(f"rg:{kind.name}")),
        ("rg:disease", statement.disease),
    )
    for role, part in kind.roles.items():
        value = statement.subject if part == "subject" else statement.object
        if isinstance(value, NamedNode) and not (
            role == "phenotype" and statement.predicate != node("biolink:has_phenotype")
        ):
            yield f"rg:{role}", value
    if statement.as_of:
        yield "rg:asOf", date(statement.as_of)
    yield "rg:dateBasis", node(f"rg:{statement.date_basis}")
    yield "rg:direct", boolean(statement.direct is not None)
    if isinstance(statement.source, PageSource):
        yield "rg:page", NamedNode(statement.source.page)
        yield "rg:evidenceLink", NamedNode(statement.places[0].iri)


def _judged(statement: Statement) -> Iterator[tuple[str, Value]]:
    yield "rg:certainty", node(f"rg:{statement.certainty}")
    yield "rg:standing", node(f"rg:{statement.standing}")
    if statement.quantity:
        yield "rg:quantity", node(f"rg:{statement.quantity}")
    for wording in statement.printed:
        yield "rg:sourceLabel", english(wording)
    for other in statement.disagrees:
        yield "rg:disagreesWith", NamedNode(ours(f"statement/{other}"))
    for graph in statement.unmatched_in:
        yield "rg:unmatchedIn", NamedNode(graph)
    for note in statement.notes:
        yield "rg:note", english(note)
    if statement.reason:
        yield "rg:reason", english(statement.reason)
    if statement.standing == "retracted":
        yield "owl:deprecated", boolean(True)
    if statement.successor:
        yield "dct:isReplacedBy", NamedNode(ours(f"statement/{statement.successor}"))


def _sourced(statement: Statement) -> Iterator[tuple[str, Value]]:
    """Who says it, by Biolink's slots, and from where."""
    source = statement.source
    inferred = bool(statement.inferred_from)
    yield "biolink:knowledge_level", Literal("logical_entailment" if inferred else "knowledge_assertion")
    yield "biolink:agent_type", Literal(_agent(statement))
    yield "biolink:has_evidence", node(_evidence(statement))
    if isinstance(source, FileSource):
        yield from _file_row(source)
    elif isinstance(source, CuratedSource):
        yield from _curation(source)
    else:
        from_hpo = _from_hpo(statement)
        yield "biolink:primary_knowledge_source", Literal("infores:hpo-annotations" if from_hpo else "infores:gard")
        if from_hpo:
            yield "biolink:aggregator_knowledge_source", Literal("infores:gard")
    for reference in statement.cites:
        yield "biolink:publications", NamedNode(reference)
    for place in statement.places:
        yield "prov:wasDerivedFrom", NamedNode(place.iri)
    if inferred:
        yield "prov:wasDerivedFrom", NamedNode(ours(f"statement/{statement.inferred_from}"))


def _from_hpo(statement: Statement) -> bool:
    """Whether the page copied it from HPO: a row of its symptoms section, which says so of itself."""
    in_table = all(place.section == "symptoms" for place in statement.places)
    return in_table and bool(statement.places) and statement.kind.name in ("phenotype", "inheritance", "name")


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


def _file_row(source: FileSource) -> Iterator[tuple[str, Value]]:
    yield "biolink:primary_knowledge_source", Literal(source.infores)
    yield from (("rg:sourceFile", Literal(source.file)), ("rg:sourceRelease", Literal(source.release)))
    yield from (("rg:sourceSha256", Literal(source.sha256)), ("rg:sourceRow", Literal(source.row)))


def _curation(source: CuratedSource) -> Iterator[tuple[str, Value]]:
    yield "biolink:primary_knowledge_source", Literal("infores:raregraph")
    yield from (
        ("rg:curationReference", reference_node(source.reference)),
        ("rg:curator", Literal(source.curator)),
        ("rg:curationDate", date(source.date)),
    )


def passage_triples(place: Place) -> Iterator[Triple]:
    """A passage as a Web Annotation specific resource with a text position selector."""
    me, selector, passage = NamedNode(place.iri), NamedNode(place.iri + "/selector"), place.passage
    yield me, A, node("oa:SpecificResource")
    words = f"{passage.first} … {passage.last}" if passage.last else passage.first
    yield me, LABEL, english(f"“{words}”, {passage.start}–{passage.end}")
    yield me, node("oa:hasSource"), NamedNode(place.version)
    yield me, node("oa:hasSelector"), selector
    if place.section:
        yield me, node("oa:hasScope"), NamedNode(f"{place.version}/{place.section}")
    yield me, node("rg:textSha256"), Literal(passage.sha256)
    yield me, node("rg:firstWords"), english(passage.first)
    if passage.last:
        yield me, node("rg:lastWords"), english(passage.last)
    yield selector, A, node("oa:TextPositionSelector")
    yield selector, LABEL, english(f"characters {passage.start}–{passage.end}")
    yield selector, node("oa:start"), offset(passage.start)
    yield selector, node("oa:end"), offset(passage.end)


def direct_triples(statement: Statement) -> Iterator[Triple]:
    """The plain triple of a statement that has one."""
    if statement.direct:
        yield statement.subject, NamedNode(statement.direct), statement.object


def version_triples(source: PageSource) -> Iterator[Triple]:
    """A page, its version and the version's sections."""
    me, page, version = NamedNode(source.iri), NamedNode(source.page), source.version
    known = known_pages()[version.page]
    yield from ((page, A, node("biolink:WebPage")), (page, LABEL, english(f"GARD page on {source.disease.label}")))
    yield from (
        (page, node("dct:subject"), NamedNode(source.disease.iri)),
        (page, node("dct:identifier"), Literal(version.page)),
    )
    yield page, node("dct:hasVersion"), me
    for class_ in ("rg:PageVersion", "prov:Entity"):
        yield me, A, node(class_)
    yield me, LABEL, english(f"GARD page on {source.disease.label}, {version.date or 'undated'}")
    yield from ((me, node("prov:specializationOf"), page), (me, node("spdx:checksumValue"), Literal(version.sha256)))
    yield from ((me, node("rg:textLength"), offset(version.length)), (me, node("rg:layout"), Literal(version.layout)))
    yield from (
        (me, node("dct:title"), english(version.title)),
        (me, node("rg:obtainableFrom"), Literal(known.obtainable_from)),
    )
    if version.date:
        yield me, node("dct:modified"), date(version.date)
    for section in version.sections:
        part = NamedNode(f"{source.iri}/{section.name}")
        yield from ((me, node("dct:hasPart"), part), (part, A, node("rg:Section")), (part, node("dct:isPartOf"), me))
        yield (
            part,
            LABEL,
            english(f"{section.name} section of GARD page on {source.disease.label}, {version.date or 'undated'}"),
        )
        yield from (
            (part, node("rg:sectionStart"), offset(section.start)),
            (part, node("rg:sectionEnd"), offset(section.end)),
        )
        if section.date:
            yield part, node("dct:modified"), date(section.date)


def finding_triples(finding: Finding) -> Iterator[Triple]:
    """A finding, what it is about, and the passages that show it."""
    me = NamedNode(finding.iri)
    yield from (
        (me, A, node("rg:Finding")),
        (me, LABEL, english(finding.note)),
        (me, node("rg:findingType"), node(f"rg:{TYPES[finding.type]}")),
    )
    for iri in finding.about:
        yield me, node("rg:about"), NamedNode(iri)
    for place in finding.places:
        yield me, node("prov:wasDerivedFrom"), NamedNode(place.iri)
        yield from passage_triples(place)


def _term_graph(term: Term, backbone: Backbone) -> Iri:
    """Terms of a reference release stand in its graph, all others in graph/entities."""
    source = backbone.sources.get(term.origin)
    return ours(f"graph/{source.graph}") if source else ENTITIES


def term_triples(term: Term) -> Iterator[Triple]:
    """A term's type, label and definition; things of a page only get what their own triples do not say."""
    me = NamedNode(term.iri)
    yield from ((me, A, node(kinds().categories[term.category])), (me, LABEL, english(term.label)))
    if term.definition:
        yield me, node("skos:definition"), english(term.definition)


def _backbone_quads(backbone: Backbone) -> Iterator[Quad]:
    """Labels, superclasses, synonyms, cross-references and gene axioms of the reference releases."""
    for curie, term in backbone.terms.items():
        yield from _in(ours(f"graph/{term.source.graph}"), _backbone_triples(node(curie), term.label, term.parents))
    mondo = ours(f"graph/{backbone.sources['mondo'].graph}")
    for xref in backbone.xrefs:
        yield from _in(mondo, [(node(xref.subject), node(xref.predicate), node(xref.object))])
    for axiom in backbone.axioms:
        yield from _in(mondo, [(node(axiom.disease), node(axiom.relation), node(axiom.gene))])


def _backbone_triples(me: NamedNode, label: str, parents: Iterable[str]) -> Iterator[Triple]:
    yield me, LABEL, english(label)
    for parent in parents:
        yield me, node("rdfs:subClassOf"), node(parent)


def correction_triples(correction: Correction) -> Iterator[Triple]:
    """What a person said of a statement; what it did to the statement stands there."""
    me = NamedNode(
        ours("finding/" + short_hash("correction", correction.statement, correction.verdict, correction.note))
    )
    head, *tail = correction.verdict.split("-")
    yield from ((me, A, node("rg:Correction")), (me, LABEL, english(f"{correction.verdict}: {correction.note}")))
    yield me, node("rg:verdict"), node("rg:" + head + "".join(map(str.capitalize, tail)))
    yield from ((me, node("rg:about"), NamedNode(ours(f"statement/{correction.statement}"))), (me, *_by(correction)))
    yield me, node("rg:curationReference"), reference_node(correction.reference)
    yield me, node("rg:curationDate"), date(correction.date)


def _by(correction: Correction) -> tuple[NamedNode, Literal]:
    return node("rg:correctedBy"), Literal(correction.curator)


def reference_node(reference: str) -> NamedNode:
    """The node of a reference that is a PMID or a URL."""
    return node(reference) if reference.startswith("PMID:") else NamedNode(reference)


def tombstone_triples(tombstone: Tombstone) -> Iterator[Triple]:
    """An id that is no more: deprecated, with its reason and successor."""
    me = NamedNode(tombstone.iri)
    yield from (
        (me, A, node("rg:Tombstone")),
        (me, LABEL, english(tombstone.label)),
        (me, node("owl:deprecated"), boolean(True)),
    )
    yield from ((me, node("rg:reason"), english(tombstone.reason)), (me, node("rg:withdrawnOn"), date(tombstone.date)))
    if tombstone.successor:
        yield me, node("dct:isReplacedBy"), NamedNode(tombstone.successor)
        yield NamedNode(tombstone.successor), node("prov:wasRevisionOf"), me
