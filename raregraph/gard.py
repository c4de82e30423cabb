"""GARD ids to Mondo terms, by Mondo's own mapping set: what it says of one term alone is identity, the rest is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from raregraph.errors import ContentError
from raregraph.ids import curie
from raregraph.tsv import Table, read_table

_COLUMNS = ("subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification")
_RELEASE = "mapping_set_version"


@dataclass(frozen=True, slots=True)
class Disease:
    """A Mondo term and its label."""

    curie: str
    label: str


@dataclass(frozen=True, slots=True)
class GardIndex:
    """Mondo's release, the disease of each GARD id, and the diseases of each id that several have."""

    release: str
    diseases: Mapping[str, Disease]
    ambiguous: Mapping[str, tuple[Disease, ...]]


def read_gard(path: Path) -> GardIndex:
    """The index of mondo_hasdbxref_gard.sssom.tsv; ids have 7 digits there.

    Raises ContentError for another table, a row that is cut, or an id that does not fit its prefix.
    """
    table = read_table(path, _COLUMNS)
    found: dict[str, set[Disease]] = defaultdict(set)
    for record in table.records():
        disease = Disease(curie(record["subject_id"], table.where), record["subject_label"])
        found[curie(record["object_id"], table.where)].add(disease)
    if not found:
        raise ContentError(table.where, "no mappings", "get the mapping set anew")
    single = {gard: next(iter(group)) for gard, group in found.items() if len(group) == 1}
    several = {gard: tuple(sorted(group, key=lambda one: one.curie)) for gard, group in found.items() if len(group) > 1}
    return GardIndex(_release(table), single, several)


def _release(table: Table) -> str:
    """The day in the version's address, `…/releases/2026-08-04/…`."""
    _, _, rest = table.of(_RELEASE).partition("/releases/")
    return rest.partition("/")[0]
