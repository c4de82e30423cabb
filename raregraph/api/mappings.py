"""The mappings of a release's SSSOM sets in Monarch's shape, /mappings."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from raregraph.api import models
from raregraph.api.checking import check_values
from raregraph.api.data import Data, Row
from raregraph.api.route import FORMAT, PAGES, Given, Json, Parameter, Refused, Route

FOLDER, SUFFIX = "sssom", ".sssom.tsv"
"""Where a release has its mapping sets."""
_COLUMNS = ("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification")
_NONE = "this release holds no mapping sets (sssom/*.sssom.tsv): build it anew"


def read_mappings(folder: Path) -> list[Row]:
    """Every mapping of the sets in a release's folder from one id to another, sorted, each once; labels are no ids."""
    files = sorted((folder / FOLDER).glob(f"*{SUFFIX}"))
    found = {_key(row): row for file in files for row in _rows(file) if row["subject_id"] and row["object_id"]}
    return [found[key] for key in sorted(found)]


def _key(row: Row) -> tuple[str, ...]:
    return row["subject_id"], row["predicate_id"], row["object_id"], row["mapping_justification"]


def _rows(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"):
            yield {name: row.get(name) or "" for name in _COLUMNS}


def mappings(data: Data, given: Given) -> Json:
    """MappingResults. Raises Refused 404 where the release has no mapping sets."""
    if not _held(data):
        raise Refused(404, _NONE)
    check_values("predicate_id", given, models.MAPPING_PREDICATES, {row["predicate_id"] for row in _held(data)})
    found = [row for row in _held(data) if _fits(row, given)]
    offset, limit = given.number("offset"), given.number("limit")
    items = [_mapping(row) for row in found[offset : offset + limit]]
    return {"limit": limit, "offset": offset, "total": len(found), "items": items}


def _held(data: Data) -> list[Row]:
    held: list[Row] = data.kept.get("mappings", [])
    return held


def _fits(row: Row, given: Given) -> bool:
    entity = given.texts("entity_id")
    names = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    either = not entity or row["subject_id"] in entity or row["object_id"] in entity
    return either and all(not given.texts(name) or row[name] in given.texts(name) for name in names)


def _mapping(row: Row) -> Row:
    """Mapping; its id is made of what it says, for SSSOM gives none."""
    return models.shaped(models.MAPPING, row | {"id": f"{row['subject_id']} {row['predicate_id']} {row['object_id']}"})


def others(data: Data, id_: str) -> list[str]:
    """What an id is mapped to, or from, sorted."""
    pairs = ((row["subject_id"], row["object_id"]) for row in _held(data))
    return sorted({two if one == id_ else one for one, two in pairs if id_ in (one, two)})


def _many(name: str, about: str) -> Parameter:
    return Parameter(name=name, about=about, many=True)


PARAMETERS = (
    _many("entity_id", "ids at either end"),
    _many("subject_id", "ids that are mapped"),
    _many("predicate_id", "predicates"),
    _many("object_id", "ids that they are mapped to"),
    _many("mapping_justification", "justifications, as semapv:ManualMappingCuration"),
    *PAGES,
    FORMAT,
)
ROUTES = (
    Route(
        path="/mappings", summary="Which ids mean the same as others", answer=mappings, model="MappingResults",
        query="monarch-mappings", parameters=PARAMETERS, example="/mappings?entity_id=MONDO:0004976",
        tsv=models.MAPPING,
    ),
)  # fmt: skip
