"""Labels in other languages: Babelon tables as N-Quads, a named graph for each language, with source and licence."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from raregraph import content, lines
from raregraph.backbone import Backbone, Source, SourceFile
from raregraph.content import shown
from raregraph.errors import ContentError, Where
from raregraph.ids import curie
from raregraph.rows import Row, read_file

OFFICIAL, CANDIDATE = "OFFICIAL", "CANDIDATE"
"""The states of a translation that say something; those of other states are passed over."""

_COLUMNS = frozenset({"subject_id", "predicate_id", "source_value", "translation_value", "translation_status"})
_LABEL = "rdfs:label"
_NOTHING = frozenset({"", "NA"})
"""What stands where there is no translation."""
_FIX = "get the table anew from HPO"


@dataclass(frozen=True, slots=True)
class Wording:
    """A translated label: the term, the English label it was made from, the label, and its state."""

    term: str
    source: str
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A table: the language's tag, where it is from, and the rows of each term in the order of the file."""

    language: str
    source: Source
    rows: Mapping[str, tuple[Wording, ...]]


def read_translations(folder: Path, hpo: Source) -> tuple[Translation, ...]:
    """The tables of graph/translations.yaml that a reference folder has; none where it has none.

    Args:
        folder: the reference folder.
        hpo: the release of HPO that the tables belong to.

    Raises:
        ContentError: a table lacks a column, or a row has an id that is none of HPO's.
    """
    top = read_file(content.GRAPH / "translations.yaml")
    top.check_keys({"translations"}, {"translations"})
    rows = [(row, folder / row.text("file")) for row in top.rows("translations")]
    return tuple(_translation(row, path, hpo) for row, path in rows if path.is_file())


def _translation(row: Row, path: Path, hpo: Source) -> Translation:
    keys = {"language", "name", "file"}
    row.check_keys(keys, keys)
    data = path.read_bytes()
    file = SourceFile(row.text("file"), hashlib.sha256(data).hexdigest())
    found: dict[str, list[Wording]] = {}
    for item in _rows(data, Where(shown(path))):
        found.setdefault(item.term, []).append(item)
    return Translation(row.text("language"), _source(row, hpo, file), {term: tuple(own) for term, own in found.items()})


def _source(row: Row, hpo: Source, file: SourceFile) -> Source:
    name = row.text("name")
    return Source(
        f"{hpo.name}-{row.text('language')}", f"{hpo.title}: labels in {name}", hpo.release, hpo.licence, hpo.url,
        hpo.citation, f"{name} labels of the Human Phenotype Ontology, release {hpo.release}, an unaltered excerpt; "
        "see https://hpo.jax.org", hpo.infores, (file,),
    )  # fmt: skip


def _rows(data: bytes, where: Where) -> Iterator[Wording]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError(where, f"byte {error.start} is not UTF-8", _FIX) from None
    table = csv.DictReader(text.splitlines(), delimiter="\t")
    missing = sorted(_COLUMNS - set(table.fieldnames or ()))
    if missing:
        raise ContentError(where, f"the table has no column {', '.join(missing)}", _FIX)
    for record in table:
        if None in record.values() or None in record:
            raise ContentError(Where(where.file, table.line_num), "a row is cut, or longer than the head", _FIX)
        label = " ".join(record["translation_value"].split())
        if record["predicate_id"] == _LABEL and label not in _NOTHING:
            term = curie(record["subject_id"], Where(where.file, table.line_num))
            yield Wording(term, record["source_value"], label, record["translation_status"])


def lines_of(translations: Iterable[Translation], backbone: Backbone) -> Iterator[str]:
    """The labels and candidate labels of a backbone's terms, as N-Quads lines; unsorted."""
    for translation in translations:
        end = f"@{translation.language}{lines.graph(translation.source.graph)}"
        for term in backbone.terms.keys() & translation.rows.keys():
            label, others = chosen(translation.rows[term], backbone.label(term))
            me = lines.node(term)
            if label:
                yield f"{me} {lines.node(_LABEL)} {lines.quote(label)}{end}"
            for other in others:
                yield f"{me} {lines.node('rg:candidateLabel')} {lines.quote(other)}{end}"


def chosen(rows: Iterable[Wording], english: str) -> tuple[str, tuple[str, ...]]:
    """The label among the rows of a term, and the candidates, sorted.

    A term has one label in a language. Where several are official, it is the first that was made from the English
    label of today, else the first; the others are candidates.
    """
    rows = tuple(rows)
    official = [row for row in rows if row.state == OFFICIAL]
    official.sort(key=lambda row: row.source != english)
    label = official[0].label if official else ""
    others = {row.label for row in rows if row.state in (OFFICIAL, CANDIDATE)} - {label}
    return label, tuple(sorted(others))
