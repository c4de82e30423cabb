"""gard-historic.hpoa: HPO's annotations as GARD's pages showed them, in the table form of today's phenotype.hpoa."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path

from raregraph.export.about import About, read_about
from raregraph.export.graph import blocks_of
from raregraph.export.rows import Loss
from raregraph.ids import contract, ours
from raregraph.nquads import Block

NAME, DROPPED = "gard-historic.hpoa", "gard-historic-dropped.tsv"
_DATABASES = {"OMIM": "OMIM", "Orphanet": "ORPHA"}
"""Prefixes that HPO's own table uses, in the order they are preferred, as it spells them."""
_ASPECTS = {
    "biolink:has_phenotype": "P",
    "biolink:has_mode_of_inheritance": "I",
    "rg:hasPenetrance": "I",
    "rg:hasOnsetClass": "C",
    "rg:hasClinicalCourse": "C",
    "rg:hasClinicalModifier": "M",
    "rg:hasPastMedicalHistory": "H",
}
"""What HPO calls the branch of a term: phenotype, inheritance, clinical course, modifier, past medical history."""
_EVIDENCE = {"ECO:0000033": "TAS", "ECO:0000034": "TAS", "ECO:0000501": "IEA"}
"""Author statements, traceable or not, and what a program inferred; no row is from a published clinical study."""
_HPO = "infores:hpo-annotations"
_SAID, _STANDING = ("rg:stated", "rg:likely"), ("rg:latest", "rg:unknown")
_HEAD = (
    "description: HPO annotations as GARD's pages showed them on the dates in column biocuration: a historic copy",
    "warning: do not merge with phenotype.hpoa: its current rows replace these, and HPO may have withdrawn some",
    "warning: no evidence of a current association, no medical advice",
    "mapping: the one exact OMIM match in Mondo, else the one exact Orphanet match; other diseases are in " + DROPPED,
    "reference: the GARD page that showed the row, not the publication that HPO had for it",
)


@dataclass(frozen=True, slots=True, order=True)
class Annotation:
    """A row; the fields are the columns of phenotype.hpoa, in its order."""

    database_id: str
    disease_name: str
    qualifier: str
    hpo_id: str
    reference: str
    evidence: str
    onset: str
    frequency: str
    sex: str
    modifier: str
    aspect: str
    biocuration: str


COLUMNS = tuple(item.name for item in fields(Annotation))


@dataclass(slots=True)
class Found:
    """What the table is made of.

    Attributes:
        names: of diseases, by CURIE.
        matches: the exact OMIM and Orphanet matches of diseases, by CURIE and prefix.
        holders: the diseases that have a match, by its CURIE.
        annotations: of each disease, by CURIE; their `database_id` is still the disease's.
        others: the IRIs of statements of phenotypes that HPO did not make.
    """

    names: dict[str, str] = field(default_factory=dict)
    matches: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    holders: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    annotations: dict[str, list[Annotation]] = field(default_factory=lambda: defaultdict(list))
    others: list[str] = field(default_factory=list)

    def see(self, block: Block) -> None:
        """Take note of a subject."""
        if block.iri.startswith(ours("statement/")):
            self._see_statement(block)
        elif (id_ := contract(block.iri)).startswith(("MONDO:", "GARD:")):
            self._see_disease(id_, block)

    def _see_disease(self, id_: str, block: Block) -> None:
        self.names[id_] = block.name
        for match in map(contract, block.plain("skos:exactMatch")):
            if (prefix := match.partition(":")[0]) in _DATABASES:
                self.matches.setdefault(id_, {}).setdefault(prefix, []).append(match)
                self.holders[match].add(id_)

    def _see_statement(self, block: Block) -> None:
        predicate = contract(block.one("rdf:predicate"))
        aspect = _ASPECTS.get(predicate, "")
        if not aspect or not _stands(block):
            return
        if block.one("biolink:primary_knowledge_source") == _HPO:
            annotation = _annotation(block, aspect)
            self.annotations[annotation.database_id].append(annotation)
        elif block.one("rg:page"):
            self.others.append(block.iri)

    def database_id(self, disease: str) -> str:
        """The id of a disease in HPO's table; empty unless it is the only exact one and this disease's alone."""
        for prefix, spelling in _DATABASES.items():
            found = self.matches.get(disease, {}).get(prefix, [])
            if len(found) == 1 and len(self.holders[found[0]]) == 1:
                return f"{spelling}:{found[0].partition(':')[2]}"
        return ""


def _stands(block: Block) -> bool:
    """Whether a statement is of a term of HPO, sure, and not replaced by a newer version of its page."""
    sure = contract(block.one("rg:certainty")) in _SAID and contract(block.one("rg:standing")) in _STANDING
    return sure and contract(block.one("rdf:object")).startswith("HP:")


def _annotation(block: Block, aspect: str) -> Annotation:
    disease = contract(block.one("rdf:subject"))
    page = block.one("rg:page").rpartition("-")[2]
    return Annotation(
        database_id=disease,
        disease_name="",
        qualifier="NOT" if block.one("biolink:negated") == "true" else "",
        hpo_id=contract(block.one("rdf:object")),
        reference=f"GARD:{page:0>7}",
        evidence=_EVIDENCE[contract(block.one("biolink:has_evidence"))],
        onset="",
        frequency=_frequency(block),
        sex="",
        modifier="",
        aspect=aspect,
        biocuration=f"GARD:historic[{block.one('rg:asOf')}]",
    )


def _frequency(block: Block) -> str:
    """A count, else the class of HPO, else a percentage, as HPO's table allows; empty where none is printed."""
    if total := block.one("biolink:has_total"):
        return f"{block.one('biolink:has_count')}/{total}"
    percentage = block.one("biolink:has_percentage")
    return contract(block.one("biolink:frequency_qualifier")) or (percentage and f"{percentage}%")


def read_found(blocks: Iterable[Block]) -> Found:
    """What the table is made of; `blocks`: a graph's subjects, each once."""
    found = Found()
    for block in blocks:
        found.see(block)
    return found


def write_hpoa(release: Path, folder: Path) -> list[Path]:
    """Write the table of a release, and that of the diseases that are not in it, into a folder, which is made."""
    found = read_found(blocks_of(release)())
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ((NAME, to_text(found, read_about(release))), (DROPPED, to_dropped(found))):
        (folder / name).write_bytes(text.encode())
    return [folder / NAME, folder / DROPPED]


def to_text(found: Found, about: About) -> str:
    """The table: its head, the columns, the rows, sorted, each once."""
    kept = sorted({_row(item, found) for items in found.annotations.values() for item in items} - {""})
    versions = {
        "version": about.issued,
        "raregraph-version": about.version,
        "hpo-version": about.ontologies.get("hpo", "unknown"),
    }
    head = [*_HEAD, *(f"{name}: {version}" for name, version in versions.items())]
    return "\n".join((*(f"#{line}" for line in head), "\t".join(COLUMNS), *kept)) + "\n"


def _row(item: Annotation, found: Found) -> str:
    """A line, or nothing where the disease has no id in HPO's table."""
    database_id, name = found.database_id(item.database_id), " ".join(found.names[item.database_id].split())
    return "\t".join((database_id, name, *astuple(item)[2:])) if database_id else ""


def dropped(found: Found) -> Iterator[tuple[str, str, str, int]]:
    """Id, name, reason and number of annotations of each disease that is not in the table, sorted."""
    for disease, items in sorted(found.annotations.items()):
        if not found.database_id(disease):
            matches = sum(found.matches.get(disease, {}).values(), [])
            reason = f"not its own: {' '.join(sorted(matches))}" if matches else "none"
            yield disease, found.names[disease], reason, len(items)


def to_dropped(found: Found) -> str:
    """The diseases that are not in the table, as a table of their own."""
    rows = ("\t".join((*map(str, row[:3]), str(row[3]))) for row in dropped(found))
    return "\n".join(("disease\tname\texact_matches\tannotations", *rows)) + "\n"


def losses_of(release: Path) -> list[Loss]:
    """What the table of a release does not say, sorted."""
    found = read_found(blocks_of(release)())
    several = Counter({disease: count for disease, _, _, count in dropped(found)})
    lost = [Loss("hpoa", "no-one-match", disease, f"annotations: {count}") for disease, count in several.items()]
    return sorted(lost + [Loss("hpoa", "not-hpo", iri) for iri in found.others])
