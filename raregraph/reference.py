"""From the reference releases to graph/backbone: the excerpt for what the graph mentions.

`python -m raregraph.reference REFERENCE_DIR` rebuilds the folder, byte for byte the same from the same releases.
"""

from __future__ import annotations

import csv
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from raregraph import backbone, content, obo
from raregraph.errors import ContentError, RaregraphError, UsageError, Where
from raregraph.ids import Curie, contract, fits, looks_like_curie
from raregraph.kinds import kinds
from raregraph.mondo import MondoTerm, read_mondo_terms
from raregraph.onset import onset_classes
from raregraph.reference_files import HGNC, HPO, MAPPINGS, MONDO_EDGES, MONDO_TERMS, named, place
from raregraph.rows import Row, Scalar, read_file
from raregraph.tsv import read_table, to_text

_FOLDER = "give the folder that holds hpo/, mondo/ and hgnc/"
_GERMLINE = "RO:0004003"
_SUBCLASS = "rdfs:subClassOf"
_RELEASE = re.compile(r"/(\d{4}-\d{2}-\d{2})/")

Head = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Built:
    """The tables of a backbone by file name, and a line for everything that was asked for and could not be had."""

    files: Mapping[str, str]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of Mondo: the relation and both ends as CURIEs, and the edge's id."""

    id: str
    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True)
class MappingRow:
    """A row of one of Mondo's mapping sets, with the file it stands in."""

    subject: str
    label: str
    predicate: str
    object: str
    file: str


@dataclass(frozen=True, slots=True)
class Mondo:
    """Mondo as the reference folder has it; a label is a mapping set's where the term table has none."""

    release: str
    terms: tuple[MondoTerm, ...]
    labels: Mapping[str, str]
    parents: Mapping[str, tuple[str, ...]]
    genes: tuple[Edge, ...]
    mappings: tuple[MappingRow, ...]


def mentioned_curies(graph: Path = content.GRAPH) -> tuple[Curie, ...]:
    """Every term that the rows, groundings and tables of graph/ name, sorted."""
    found = {row.curie for row in onset_classes()} | set(kinds().frequencies) | set(kinds().branches)
    for path in sorted((graph / "groundings").glob("*.sssom.tsv")):
        found.update(record["object_id"] for record in read_table(path).records())
    for folder in ("extracted", "curated"):
        for path in sorted((graph / folder).glob("*.yaml")):
            found.update(_curies_of(read_file(path)))
    return tuple(Curie(text) for text in sorted(found) if looks_like_curie(text))


def all_curies(reference: Path) -> tuple[Curie, ...]:
    """Every term of HPO, Mondo and HGNC that a reference folder holds, sorted."""
    hpo = [stanza.id for stanza in obo.read_terms(_lines(place(reference, HPO))) if stanza.id.startswith("HP:")]
    mondo = _read_mondo(reference).labels
    genes = _read_symbols(reference)
    return tuple(Curie(name) for name in sorted({*hpo, *mondo, *genes}) if looks_like_curie(name))


def _curies_of(value: object) -> Iterator[str]:
    if isinstance(value, Scalar):
        yield value.text
    elif isinstance(value, tuple | Row):
        for item in value.values.values() if isinstance(value, Row) else value:
            yield from _curies_of(item)


def build_backbone(reference: Path, curies: Iterable[Curie]) -> Built:
    """The excerpt of the reference releases for some terms, their ancestors and Mondo's gene axioms about them.

    Args:
        reference: the folder that holds hpo/, mondo/ and hgnc/.
        curies: the mentioned terms; those of other ontologies are passed over.

    Raises:
        ContentError: a reference file is missing, or the mapping sets are of several releases.
    """
    table = _Sources(reference)
    mondo = _read_mondo(reference)
    wanted = _wanted(curies, mondo, table.always)
    touched = [edge for edge in mondo.genes if edge.subject in wanted or edge.object in wanted]
    axioms = [edge for edge in touched if edge.subject in mondo.labels]
    symbols = _read_symbols(reference)
    named = [edge for edge in axioms if edge.object in symbols]
    genes = {name for name in wanted if name.startswith("HGNC:")} | {edge.object for edge in axioms}
    diseases = {name for name in wanted if name.startswith("MONDO:")}
    hpo_text, hpo_missing = _hpo(table, {name for name in wanted if name.startswith("HP:")})
    mondo_text, mondo_missing = _mondo(table, mondo, diseases | {edge.subject for edge in named})
    xref_text, xref_missing = _xrefs(table, mondo, diseases)
    hgnc_text, hgnc_missing = _hgnc(table, genes, symbols)
    files = {
        "hpo.tsv": hpo_text,
        "mondo.tsv": mondo_text,
        "mondo-xrefs.tsv": xref_text,
        "mondo-genes.tsv": _genes(table, mondo, axioms, symbols),
        "hgnc.tsv": hgnc_text,
    }
    unlabelled = [edge.subject for edge in touched if edge.subject not in mondo.labels]
    nameless = sorted(f"{name}: a gene axiom of a disease without a label" for name in unlabelled)
    return Built(files, (*hpo_missing, *mondo_missing, *xref_missing, *hgnc_missing, *nameless))


def write_backbone(built: Built, folder: Path) -> None:
    """Write the tables of a backbone into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in built.files.items():
        (folder / name).write_bytes(text.encode())


def _wanted(curies: Iterable[Curie], mondo: Mondo, always: Mapping[str, bool]) -> set[str]:
    children: dict[str, list[str]] = {}
    for child, parents in mondo.parents.items():
        for parent in parents:
            children.setdefault(parent, []).append(child)
    below = backbone.walk(children, [name for name, descendants in always.items() if descendants])
    return {*curies, *always, *below}


class _Sources:
    """graph/reference.yaml and a reference folder: the heads of tables, what is always kept, what is withheld."""

    def __init__(self, reference: Path) -> None:
        top = read_file(content.GRAPH / "reference.yaml")
        top.check_keys({"sources", "always", "withheld"}, {"sources", "always", "withheld"})
        self.reference = reference
        self.always = {row.text("id"): row.boolean("descendants", False) for row in top.rows("always")}
        self.withheld = {row.text("prefix"): row.text("why") for row in top.rows("withheld")}
        self._rows = {row.text("source"): row for row in top.rows("sources")}

    def head(self, name: str, release: str, files: Iterable[str]) -> Head:
        """The head lines of a table taken from some files of a source."""
        row = self._rows[name]
        texts = [(key, row.text(key)) for key in ("source", "title", "infores", "licence", "url", "citation")]
        credit = row.text("credit").replace("{release}", release)
        paths = [place(self.reference, file) for file in files]
        hashes = [("file", f"{named(self.reference, path)} sha256:{_sha256(path)}") for path in paths]
        return [*texts[:2], ("release", release), *texts[2:], ("credit", credit), *hashes]


def _sha256(path: Path) -> str:
    return hashlib.sha256(_bytes(path)).hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ContentError(Where(str(path)), f"cannot be read: {error.strerror}", _FOLDER) from None


def _lines(path: Path) -> list[str]:
    return _bytes(path).decode("utf-8").splitlines()


def _records(path: Path) -> Iterator[dict[str, str]]:
    lines = (line for line in _lines(path) if not line.startswith("#"))
    return csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _read_mondo(reference: Path) -> Mondo:
    edges = [_edge(record) for record in _records(reference / MONDO_EDGES)]
    mappings = tuple(_read_mappings(reference))
    terms = read_mondo_terms(reference)
    labels = {mapping.subject: mapping.label for mapping in mappings}
    labels.update((term.id, term.label) for term in terms if term.label)
    parents: dict[str, tuple[str, ...]] = {}
    for edge in edges:
        if edge.relation == _SUBCLASS:
            parents[edge.subject] = (*parents.get(edge.subject, ()), edge.object)
    genes = tuple(edge for edge in edges if edge.relation == _GERMLINE and edge.object.startswith("HGNC:"))
    return Mondo(_mondo_release(reference), terms, labels, parents, genes, mappings)


def _edge(record: Mapping[str, str]) -> Edge:
    return Edge(record["id"], record["subject"], record["relation"], contract(record["object"]))


def _mapping_files(reference: Path) -> list[Path]:
    files = sorted(reference.glob(MAPPINGS))
    if not files:
        raise ContentError(Where(str(reference)), f"has no {MAPPINGS}", _FOLDER)
    return files


def _read_mappings(reference: Path) -> Iterator[MappingRow]:
    for path in _mapping_files(reference):
        name = path.relative_to(reference).as_posix()
        for record in _records(path):
            ends = record["subject_id"], record["subject_label"], record["predicate_id"], record["object_id"]
            yield MappingRow(*ends, name)


def _mondo_release(reference: Path) -> str:
    """The release that every mapping set names; the term and edge tables are of the same release and name none."""
    releases = {release for path in _mapping_files(reference) for release in _releases(path)}
    if len(releases) != 1:
        problem = f"the mapping sets name {len(releases)} releases: {', '.join(sorted(releases))}"
        raise ContentError(Where(str(reference / "mondo")), problem, "use the files of one Mondo release")
    return releases.pop()


def _releases(path: Path) -> Iterator[str]:
    for line in _lines(path):
        if not line.startswith("#"):
            return
        if line.startswith("# mapping_set_version:"):
            yield from _RELEASE.findall(line)


def _hpo(table: _Sources, wanted: set[str]) -> tuple[str, list[str]]:
    lines = _lines(place(table.reference, HPO))
    stanzas = {stanza.id: stanza for stanza in obo.read_terms(lines)}
    merged = {old: stanza.id for stanza in stanzas.values() for old in stanza.alternatives}
    known = wanted & stanzas.keys()
    parents = {name: stanza.parents for name, stanza in stanzas.items()}
    kept = sorted({*known, *backbone.walk(parents, known)})
    head = table.head("hpo", obo.read_head(lines)["data-version"].rpartition("/")[2], [HPO])
    text = to_text(head, backbone.HPO_COLUMNS, [_hpo_row(stanzas[name]) for name in kept])
    return text, [f"{name}: {_why(merged.get(name))}" for name in sorted(wanted - known)]


def _why(successor: str | None) -> str:
    return f"HPO has merged it into {successor}" if successor else "HPO does not have it"


def _hpo_row(stanza: obo.Stanza) -> dict[str, str]:
    parents, exact = (backbone.SEPARATOR.join(sorted(values)) for values in (stanza.parents, stanza.exact))
    cells = (stanza.id, stanza.name, parents, exact, "true" if stanza.obsolete else "false")
    return dict(zip(backbone.HPO_COLUMNS, cells, strict=True))


def _mondo(table: _Sources, mondo: Mondo, wanted: set[str]) -> tuple[str, list[str]]:
    labelled = {name: [up for up in ups if up in mondo.labels] for name, ups in mondo.parents.items()}
    known = wanted & mondo.labels.keys()
    kept = sorted({*known, *backbone.walk(labelled, known)})
    dropped = sorted({up for name in kept for up in mondo.parents.get(name, ()) if up not in mondo.labels})
    head = table.head("mondo", mondo.release, [MONDO_TERMS, MONDO_EDGES, *_label_files(mondo, kept)])
    head += [("left-out", f"{name}, a superclass without a label in these files") for name in dropped]
    rows = [(name, mondo.labels[name], backbone.SEPARATOR.join(sorted(labelled.get(name, ())))) for name in kept]
    text = to_text(head, backbone.MONDO_COLUMNS, [dict(zip(backbone.MONDO_COLUMNS, row, strict=True)) for row in rows])
    missing = [f"{name}: Mondo's rare subset does not have it" for name in sorted(wanted - known)]
    return text, missing + [f"{name}: a superclass without a label" for name in dropped]


def _label_files(mondo: Mondo, kept: Iterable[str]) -> list[str]:
    """The mapping sets that gave a label: of each term that the term table lacks, the last one."""
    own = {term.id for term in mondo.terms}
    last = {mapping.subject: mapping.file for mapping in mondo.mappings}
    return sorted({last[name] for name in kept if name not in own})


def _xrefs(table: _Sources, mondo: Mondo, diseases: set[str]) -> tuple[str, list[str]]:
    found = [row for row in mondo.mappings if row.subject in diseases and _prefix(row.object) not in table.withheld]
    named = [row for row in found if looks_like_curie(row.object)]
    kept = [row for row in named if fits(row.object)]
    odd = sorted({row.object for row in named} - {row.object for row in kept})
    unknown = sorted({_prefix(row.object) for row in found} - {_prefix(row.object) for row in named})
    head = table.head("mondo", mondo.release, sorted({row.file for row in kept}))
    head.append(("note", "the mapping sets declare CC0; they are published here under Mondo's own licence"))
    head += [("left-out", f"{prefix}, {why}") for prefix, why in sorted(table.withheld.items())]
    head += [("left-out", f"{prefix}, not in graph/prefixes.yaml") for prefix in unknown]
    head += [("left-out", f"{name}, which does not fit its prefix") for name in odd]
    cells = [(row.subject, row.predicate, row.object, row.file) for row in kept]
    rows = [dict(zip(backbone.XREF_COLUMNS, row, strict=True)) for row in cells]
    return to_text(head, backbone.XREF_COLUMNS, rows), [f"{prefix}: not in graph/prefixes.yaml" for prefix in unknown]


def _prefix(text: str) -> str:
    return text.partition(":")[0]


def _genes(table: _Sources, mondo: Mondo, axioms: Iterable[Edge], symbols: Mapping[str, str]) -> str:
    """The axioms whose gene has a symbol; the head names the others."""
    cells = [(edge.subject, edge.relation, edge.object, edge.id) for edge in axioms]
    rows = [dict(zip(backbone.GENE_COLUMNS, row, strict=True)) for row in cells if row[2] in symbols]
    nameless = sorted(f"{row[0]} {row[1]} {row[2]}" for row in cells if row[2] not in symbols)
    head = table.head("mondo", mondo.release, [MONDO_EDGES])
    head += [("left-out", f"{axiom}, a gene without a symbol in {HGNC}") for axiom in nameless]
    return to_text(head, backbone.GENE_COLUMNS, rows)


def _read_symbols(reference: Path) -> dict[str, str]:
    return {contract(stanza.id): stanza.name for stanza in obo.read_terms(_lines(reference / HGNC))}


def _hgnc(table: _Sources, wanted: set[str], symbols: Mapping[str, str]) -> tuple[str, list[str]]:
    version = obo.read_head(_lines(table.reference / HGNC))["data-version"]
    head = table.head("hgnc", "".join(_RELEASE.findall(version)), [HGNC])
    rows = [{"id": name, "symbol": symbols[name]} for name in sorted(wanted & symbols.keys())]
    missing = [f"{name}: a gene without a symbol in {HGNC}" for name in sorted(wanted - symbols.keys())]
    return to_text(head, backbone.HGNC_COLUMNS, rows), missing


def main(arguments: list[str]) -> int:
    """Rebuild graph/backbone from a reference folder; what was left out goes to stderr."""
    if len(arguments) != 1:
        raise UsageError("arguments", f"{len(arguments)} given", "run: python -m raregraph.reference REFERENCE_DIR")
    built = build_backbone(Path(arguments[0]), mentioned_curies())
    write_backbone(built, content.GRAPH / "backbone")
    sys.stderr.writelines(f"left out: {line}\n" for line in built.left_out)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except RaregraphError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
