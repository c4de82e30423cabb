"""The description of a release: VoID, DCAT 3, and the HCLS levels of summary, version and distribution."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from raregraph.figures import Partition, Statistics, statistics
from raregraph.ground import decimal
from raregraph.holdings import FILES, ReleaseFile
from raregraph.ids import BASE, Iri, contract, ours
from raregraph.knowledge import Knowledge
from raregraph.manifest import Measure, is_promised
from raregraph.parts import Part, SourceFile, lenders, licences, parts
from raregraph.text import short_hash
from raregraph.triples import LABEL, A, Triple, date, english, node, offset

GRAPH = NamedNode(ours("graph/dataset"))
SUMMARY = NamedNode(ours("dataset"))
"""The dataset whatever its version: the summary level of HCLS."""
PUBLISHER = NamedNode(ours("entity/raregraph"))
TITLE = "raregraph: what rare-disease pages say, as a knowledge graph"
MIXED = "mixed, see sources: each named graph has its own licence and credit line"
DESCRIPTION = (
    "Statements read from pages on rare diseases, each with the passage that makes it, its date and its certainty, "
    "beside excerpts of the ontologies they are grounded in. Pages of the dates shown; not current medical advice."
)
_CANONICAL = "raregraph.nq"
"""The distribution that carries the figures: the whole graph, a quad a line."""
_DCMI_DATASET = NamedNode("http://purl.org/dc/dcmitype/Dataset")
_IANA = "https://www.iana.org/assignments/media-types/"
_SAFE = re.compile(r"[A-Za-z]+:[A-Za-z0-9_.-]+\Z")


@dataclass(frozen=True, slots=True)
class Described:
    """What holds of a release whatever its version. `date` is the newest of its sources; `kinds` counts statements."""

    date: str
    parts: tuple[Part, ...]
    lenders: tuple[Part, ...]
    figures: Statistics
    counts: Mapping[str, int]
    kinds: Mapping[str, int]
    vocabularies: tuple[str, ...]

    def quads(self, version: str) -> list[Quad]:
        """The description as graph/dataset, sorted; the figures leave out the description itself."""
        return sorted((Quad(*triple, GRAPH) for triple in {*self.triples(version)}), key=str)

    def triples(self, version: str) -> Iterator[Triple]:
        """The same as triples, one by one; some come twice."""
        yield from (*_summary(version), *_version(self, version), *_distributions(version))
        yield from _canonical(self, version)
        yield from (triple for part in self.parts for triple in _part(part, self.figures.graphs))
        yield from (*(triple for part in self.lenders for triple in _lender(part)), *_licences(self))


def described(knowledge: Knowledge, quads: Iterable[Quad]) -> Described:
    """Describe what is known, and the quads it became."""
    quads = list(quads)
    figures = statistics(quads)
    counts = {
        "statements": len(knowledge.statements),
        "passages": len(_passages(knowledge)),
        "findings": len(knowledge.findings),
        "page versions": len(knowledge.versions),
        "triples": figures.triples,
        "quads": len(set(quads)),
        "named graphs": len(figures.graphs) + 1,
    }
    names = sorted({statement.kind.name for statement in knowledge.statements})
    kinds = {name: sum(statement.kind.name == name for statement in knowledge.statements) for name in names}
    return Described(
        newest(knowledge), parts(knowledge, figures.graphs), lenders(knowledge), figures, counts, kinds,
        vocabularies(figures),
    )  # fmt: skip


def _passages(knowledge: Knowledge) -> set[Iri]:
    places = [item.places for item in knowledge.statements] + [item.places for item in knowledge.findings]
    return {place.iri for each in places for place in each}


def newest(knowledge: Knowledge) -> str:
    """The newest date of the sources: pages, their sections, reference releases, curation; the clock has no say."""
    dates = [statement.as_of for statement in knowledge.statements]
    dates += [source.version.date for source in knowledge.versions]
    dates += [source.release for source in knowledge.backbone.sources.values()]
    dates += [tombstone.date for tombstone in knowledge.tombstones]
    return max(dates, default="")


def vocabularies(figures: Statistics) -> tuple[str, ...]:
    """The namespaces of the properties and classes used, sorted."""
    used = [partition.iri for partition in (*figures.properties, *figures.classes)]
    return tuple(sorted({re.sub(r"[^/#]+\Z", "", iri) for iri in used}))


def _release(version: str, path: str = "") -> NamedNode:
    return NamedNode(ours(f"release/{version}" + (f"/{path}" if path else "")))


def _summary(version: str) -> Iterator[Triple]:
    """What holds of every version."""
    yield from ((SUMMARY, A, class_) for class_ in (_DCMI_DATASET, node("dcat:Dataset")))
    yield from ((SUMMARY, LABEL, english("raregraph")), (SUMMARY, node("dct:title"), english(TITLE)))
    yield SUMMARY, node("dct:description"), english(DESCRIPTION)
    yield from ((SUMMARY, node("dct:publisher"), PUBLISHER), (SUMMARY, node("dct:rights"), english(MIXED)))
    yield from (
        (SUMMARY, node("dcat:keyword"), english(word)) for word in ("rare diseases", "phenotypes", "provenance")
    )
    yield SUMMARY, node("dcat:hasVersion"), _release(version)
    yield from ((PUBLISHER, A, node("foaf:Organization")), (PUBLISHER, LABEL, english("the raregraph authors")))


def _version(of: Described, version: str) -> Iterator[Triple]:
    """What holds of this version, whatever the file format."""
    me = _release(version)
    yield from ((me, A, class_) for class_ in (_DCMI_DATASET, node("dcat:Dataset"), node("void:Dataset")))
    yield from ((me, LABEL, english(f"raregraph {version}")), (me, node("dct:title"), english(f"{TITLE}, {version}")))
    yield me, node("dct:description"), english(DESCRIPTION)
    yield from ((me, node("dct:publisher"), PUBLISHER), (me, node("dct:creator"), PUBLISHER))
    yield from ((me, node("dct:isVersionOf"), SUMMARY), (me, node("dcat:isVersionOf"), SUMMARY))
    yield from ((me, node("pav:version"), Literal(version)), (me, node("dcat:version"), Literal(version)))
    yield me, node("dct:rights"), english(MIXED)
    if of.date:
        yield from ((me, node("dct:issued"), date(of.date)), (me, node("dct:modified"), date(of.date)))
    yield from ((me, node("void:subset"), NamedNode(part.iri)) for part in of.parts)
    origins = {source.iri for part in of.parts for source in part.sources}
    yield from ((me, node("dct:source"), NamedNode(iri)) for iri in origins)
    yield me, node("void:uriSpace"), Literal(BASE)
    yield from ((me, node("void:vocabulary"), NamedNode(iri)) for iri in of.vocabularies)
    yield from ((me, node("dcat:distribution"), _release(version, file.path)) for file in FILES)
    packed = [file for file in FILES if file.packed]
    yield from ((me, node("dcat:distribution"), _release(version, f"{file.path}.gz")) for file in packed)


def _distributions(version: str) -> Iterator[Triple]:
    """Each file of the release."""
    for file in FILES:
        yield from _distribution(version, file.path, file)
        if file.packed:
            yield from _distribution(version, f"{file.path}.gz", file)
            packed = _release(version, f"{file.path}.gz")
            yield packed, node("dcat:compressFormat"), NamedNode(_IANA + "application/gzip")


def _distribution(version: str, path: str, file: ReleaseFile) -> Iterator[Triple]:
    me = _release(version, path)
    yield me, A, node("dcat:Distribution")
    if file.rdf:
        yield me, A, node("void:Dataset")
    yield from ((me, LABEL, english(path)), (me, node("dct:title"), english(f"{path}: {file.title}")))
    yield from ((me, node("dct:identifier"), Literal(path)), (me, node("dct:format"), Literal(file.media_type)))
    yield me, node("dcat:mediaType"), NamedNode(_IANA + file.media_type)
    yield me, node("pav:version"), Literal(version)
    if file.licence:
        yield me, node("dct:license"), NamedNode(file.licence)
    else:
        yield me, node("dct:rights"), english(MIXED)


def _canonical(of: Described, version: str) -> Iterator[Triple]:
    """The figures, on the distribution they were counted in; the other forms of the graph are formats of that one."""
    me = _release(version, _CANONICAL)
    for file in FILES:
        if file.rdf and file.path.startswith("raregraph.") and file.path != _CANONICAL:
            yield _release(version, file.path), node("dct:isFormatOf"), me
    figures = of.figures
    yield from _counted(me, figures.triples, figures.subjects, figures.objects)
    yield from ((me, node("void:properties"), decimal(str(len(figures.properties)))),
                (me, node("void:classes"), decimal(str(len(figures.classes)))))  # fmt: skip
    for kind, partitions in (("class", figures.classes), ("property", figures.properties)):
        for partition in partitions:
            yield from _partition(me, version, kind, partition)


def _counted(me: NamedNode, triples: int, subjects: int, objects: int) -> Iterator[Triple]:
    yield me, node("void:triples"), decimal(str(triples))
    yield me, node("void:distinctSubjects"), decimal(str(subjects))
    yield me, node("void:distinctObjects"), decimal(str(objects))


def _partition(whole: NamedNode, version: str, kind: str, partition: Partition) -> Iterator[Triple]:
    """A class partition counts entities too, as VoID has it."""
    short = contract(partition.iri)
    name = short.replace(":", "-") if _SAFE.match(short) else short_hash(partition.iri)
    me = _release(version, f"{kind}/{name}")
    yield from ((me, A, node("void:Dataset")), (me, LABEL, english(f"partition of the {kind} {short}")))
    yield whole, node(f"void:{kind}Partition"), me
    yield me, node(f"void:{kind}"), NamedNode(partition.iri)
    yield from _counted(me, partition.triples, partition.subjects, partition.objects)
    if kind == "class":
        yield me, node("void:entities"), decimal(str(partition.subjects))


def _part(part: Part, sizes: Mapping[str, int]) -> Iterator[Triple]:
    """A named graph: what it is, on what terms, of which version, from which files."""
    me = NamedNode(part.iri)
    yield from (
        (me, A, node("void:Dataset")),
        (me, LABEL, english(part.title)),
        (me, node("dct:title"), english(part.title)),
    )
    yield from ((me, node("dct:license"), NamedNode(part.licence)), (me, node("dct:rights"), english(part.credit)))
    if part.version:
        yield from ((me, node("pav:version"), Literal(part.version)), (me, node("dcat:version"), Literal(part.version)))
    if part.date:
        yield me, node("dct:issued"), date(part.date)
    if part.citation:
        yield me, node("dct:bibliographicCitation"), Literal(part.citation)
    if part.iri in sizes:
        yield me, node("void:triples"), decimal(str(sizes[part.iri]))
    if part.url:
        yield me, node("dct:source"), NamedNode(part.url)
    for source in part.sources:
        yield me, node("dct:source"), NamedNode(source.iri)
        yield from _source(source)


def _source(source: SourceFile) -> Iterator[Triple]:
    me = NamedNode(source.iri)
    yield from ((me, A, node("prov:Entity")), (me, LABEL, english(source.label)))
    yield me, node("spdx:checksumValue"), Literal(source.sha256)


def _lender(part: Part) -> Iterator[Triple]:
    """An ontology that lends ids and labels to graph/entities."""
    me = NamedNode(part.iri)
    yield NamedNode(ours("graph/entities")), node("dct:source"), me
    yield from ((me, A, node("void:Dataset")), (me, LABEL, english(part.title)))
    yield from ((me, node("dct:license"), NamedNode(part.licence)), (me, node("dct:rights"), english(part.credit)))
    yield me, node("foaf:page"), NamedNode(part.url)


def _licences(of: Described) -> Iterator[Triple]:
    """The licences that are named, with their names."""
    used = {*(part.licence for part in (*of.parts, *of.lenders)), *(file.licence for file in FILES if file.licence)}
    for iri in used:
        yield NamedNode(iri), A, node("dct:LicenseDocument")
        yield NamedNode(iri), LABEL, english(licences().names[iri])


def measured(files: Mapping[str, Measure], version: str) -> list[Quad]:
    """Size and SHA-256 of each distribution but dataset.ttl, which holds them, and what zlib or SQLite decides."""
    paths = [
        file.path for file in FILES if file.path in files and file.path != "dataset.ttl" and is_promised(file.path)
    ]
    return [Quad(*triple, GRAPH) for path in paths for triple in _measured(path, files[path], version)]


def _measured(path: str, data: Measure, version: str) -> Iterator[Triple]:
    me, digest = _release(version, path), _release(version, f"{path}/sha256")
    yield from ((me, node("dcat:byteSize"), offset(data.size)), (me, node("spdx:checksum"), digest))
    yield from ((digest, A, node("spdx:Checksum")), (digest, LABEL, english(f"SHA-256 of {path}")))
    yield digest, node("spdx:algorithm"), node("spdx:checksumAlgorithm_sha256")
    yield digest, node("spdx:checksumValue"), Literal(data.sha256)
