"""Findings as pages show them: what is odd about a disease, its pages and statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from raregraph.site.reading import Reader, Thing
from raregraph.site.said import local
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


def changes_since(remarks: Iterable[Remark], reader: Reader) -> Mapping[str, tuple[str, ...]]:
    """What findings of drift say of statements on phenotypes, by the IRI of each.

    A finding that is about the phenotype, too, tells of its name alone, and is left out.
    """
    found: dict[str, list[str]] = {}
    for remark in (remark for remark in remarks if remark.type == "drift"):
        about = reader.values(remark.iri, "rg:about")
        for iri in about:
            phenotype = reader.value(iri, "rg:phenotype")
            if phenotype and phenotype not in about:
                found.setdefault(iri, []).append(remark.note)
    return {iri: tuple(notes) for iri, notes in found.items()}


def all_remarks(reader: Reader) -> Mapping[str, tuple[str, ...]]:
    """The IRIs of all findings of the release by the IRI of their type, both sorted."""
    types = {
        iri for iri, term in read_vocabulary().individuals.items() if any(t.endswith("FindingType") for t in term.types)
    }
    found = {type_: reader.subjects("rg:findingType", type_) for type_ in sorted(types)}
    return {type_: iris for type_, iris in found.items() if iris}
