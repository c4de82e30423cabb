"""Findings as pages show them: what is odd about a disease, its pages and statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from raregraph.site.reading import Reader, Thing
from raregraph.site.said import Said, local
from raregraph.site.tables import Cell, Mark, Piece
from raregraph.vocabulary import read_vocabulary


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding: its type (a local name), the note, and what it is about."""

    iri: str
    path: str
    type: str
    type_label: str
    type_meaning: str
    note: str
    about: tuple[Thing, ...]
    places: tuple[Thing, ...]


def read_remark(iri: str, reader: Reader) -> Remark | None:
    """A finding by its IRI; None for what is none."""
    type_ = reader.value(iri, "rg:findingType")
    if not type_:
        return None
    term = read_vocabulary().terms.get(type_)
    return Remark(
        iri, reader.thing(iri).path, local(type_), reader.label(type_), term.definition if term else "",
        reader.label(iri), reader.things(reader.values(iri, "rg:about")),
        reader.things(reader.values(iri, "prov:wasDerivedFrom")),
    )  # fmt: skip


def remarks_on(iris: Iterable[str], reader: Reader) -> tuple[Remark, ...]:
    """The findings about any of these IRIs, each once, by type, note and id."""
    found = {finding for iri in iris for finding in reader.subjects("rg:about", iri)}
    remarks = [remark for finding in found if (remark := read_remark(finding, reader))]
    return tuple(sorted(remarks, key=lambda remark: (remark.type_label, remark.note, remark.iri)))


KEPT = Mark("still so", "quiet", "HPO's annotations have it since, with no other class of frequency")
CHANGED = "otherwise, or no more"


def changes_since(disease: str, said: Iterable[Said], remarks: Iterable[Remark], reader: Reader) -> Mapping[str, Cell]:
    """What findings of drift say of statements on the phenotypes of a disease, by the IRI of each.

    A finding about the disease and a page compares all that the page surely lists: what it does not name is still so. A
    finding that is about the phenotype, too, tells of its name alone, and is left out.
    """
    found: dict[str, list[Piece]] = {}
    listed = [item for item in said if item.kind == "phenotype" and not item.negated]
    for remark in (remark for remark in remarks if remark.type == "drift"):
        about = reader.values(remark.iri, "rg:about")
        for item in listed:
            if disease in about and item.text("rg:page") in about and not item.surely:
                changed = Thing(CHANGED, "", remark.path)
                found.setdefault(item.iri, []).append(changed if item.iri in about else KEPT)
            elif disease not in about and item.iri in about and item.text("rg:phenotype") not in about:
                found.setdefault(item.iri, []).append(Thing(remark.note))
    return {iri: tuple(pieces) for iri, pieces in found.items()}


def all_remarks(reader: Reader) -> Mapping[str, tuple[str, ...]]:
    """The IRIs of all findings of the release by the IRI of their type, both sorted."""
    types = {
        iri for iri, term in read_vocabulary().individuals.items() if any(t.endswith("FindingType") for t in term.types)
    }
    found = {type_: reader.subjects("rg:findingType", type_) for type_ in sorted(types)}
    return {type_: iris for type_, iris in found.items() if iris}
