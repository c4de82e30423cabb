"""HPO's annotations as independent sources have them: what a disease shows, how it is inherited, which genes it has."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from raregraph.content import shown
from raregraph.errors import ContentError, Where
from raregraph.kinds import kinds
from raregraph.textfiles import read_text

HPOA = "hpo/phenotype.hpoa"
GENES = "hpo/genes_to_phenotype.txt"
"""Where a reference folder has them."""

_HPOA_COLUMNS = (
    "database_id", "disease_name", "qualifier", "hpo_id", "reference", "evidence", "onset", "frequency", "sex",
    "modifier", "aspect", "biocuration",
)  # fmt: skip
_GENE_COLUMNS = ("ncbi_gene_id", "gene_symbol", "hpo_id", "hpo_name", "frequency", "disease_id")
_FIX = "run `publish.py fetch hpo`, or give --reference the folder that holds hpo/"


@dataclass(frozen=True, slots=True)
class Annotations:
    """HPO's tables by disease id (OMIM, Orphanet), of one release.

    `phenotypes`: the frequency classes of each term, none where no row has one; `modes`: modes of inheritance;
    `genes`: gene symbols. Rows that say NOT are left out.
    """

    release: str
    phenotypes: Mapping[str, Mapping[str, frozenset[str]]]
    modes: Mapping[str, frozenset[str]]
    genes: Mapping[str, frozenset[str]]


def read_annotations(reference: Path) -> Annotations:
    """Read both tables. Raises ContentError for one that is missing, of another form, or cut."""
    lines, where = _lines(reference / HPOA)
    release = next((line.partition(": ")[2] for line in lines if line.startswith("#version: ")), "")
    if not release:
        raise ContentError(where, "names no version", _FIX)
    phenotypes: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    shared: dict[frozenset[str], frozenset[str]] = {}
    modes: dict[str, set[str]] = defaultdict(set)
    for row in _rows(lines, _HPOA_COLUMNS, where):
        disease, qualifier, term, frequency, aspect = row[0], row[2], row[3], row[7], row[10]
        if qualifier == "NOT":
            continue
        if aspect == "P":
            terms = phenotypes[disease_of(disease)]
            held = terms.get(term, frozenset()) | frozenset(filter(None, [class_of(frequency)]))
            terms[sys.intern(term)] = shared.setdefault(held, held)
        elif aspect == "I":
            modes[disease_of(disease)].add(term)
    return Annotations(
        release,
        dict(phenotypes),
        {disease: frozenset(terms) for disease, terms in modes.items()},
        _genes(reference / GENES),
    )


def _genes(path: Path) -> dict[str, frozenset[str]]:
    lines, where = _lines(path)
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows(lines, _GENE_COLUMNS, where):
        found[disease_of(row[5])].add(row[1])
    return {disease: frozenset(symbols) for disease, symbols in found.items()}


def _lines(path: Path) -> tuple[list[str], Where]:
    return read_text(path).splitlines(), Where(shown(path))


def _rows(lines: Iterable[str], columns: tuple[str, ...], where: Where) -> Iterator[list[str]]:
    body = ((number, line.split("\t")) for number, line in enumerate(lines, 1) if not line.startswith("#"))
    head = next(body, (1, [""]))
    if tuple(head[1]) != columns:
        raise ContentError(where, f"the columns are {', '.join(head[1])}", f"they must be {', '.join(columns)}")
    for number, cells in body:
        if len(cells) != len(columns):
            raise ContentError(Where(where.file, number), f"{len(cells)} cells: the file is cut", _FIX)
        yield cells


def disease_of(text: str) -> str:
    """A disease id of HPO's as a CURIE of ours: ORPHA:58 is Orphanet:58."""
    return text.replace("ORPHA:", "Orphanet:")


def class_of(frequency: str) -> str:
    """The class of an annotation's frequency, which is a class, a count or a percentage; empty without one.

    A share between two classes belongs to the lower one.

    >>> class_of("HP:0040283"), class_of("3/10"), class_of("4.5%"), class_of("")
    ('HP:0040283', 'HP:0040282', 'HP:0040284', '')
    """
    if not frequency or frequency.startswith("HP:"):
        return frequency
    part, _, whole = frequency.removesuffix("%").partition("/")
    if whole and not int(whole):
        return ""
    percent = Decimal(100) * Decimal(part) / Decimal(whole) if whole else Decimal(part)
    held = [
        (row.lower, curie) for curie, row in kinds().frequencies.items() if row.lower <= max(percent, _least(percent))
    ]
    return max(held)[1]


def _least(percent: Decimal) -> Decimal:
    """What is above 0 is rare at least."""
    return Decimal(1) if percent > 0 else Decimal(0)
