"""The mini reference folder beside this file: what the pages of the sample and of graph/ name, cut from a full one.

`python -m tests.corpus_sample.excerpt REFERENCE_DIR` writes it anew, byte for byte the same from the same releases.
Facts alone are kept (ids, labels, synonyms, relations, release dates), no definition and no comment.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from raregraph import backbone, labels, obo, reference, reference_files, symptom_list
from raregraph.gard import read_gard
from raregraph.ids import contract
from raregraph.medquad import medquad_files, read_medquad

HERE = Path(__file__).parent
PAGES, REFERENCE = HERE / "pages", HERE / "reference"
GENES = ("CFTR", "FGFR1", "FGFR2", "FGFR3", "HRAS", "HTT")
"""The genes that the pages name."""
TAGS = ("id: ", "name: ", "alt_id: ", "synonym: ", "is_a: ", "is_obsolete: ", "replaced_by: ")
"""The tags of a stanza that are kept, and of the head format-version, data-version and ontology."""
HEAD = ("format-version: ", "data-version: ", "ontology: ")
_SOURCES = re.compile(r" \[[^\]]*\](?: \{[^}]*\})?\Z")


def main(folder: Path) -> None:
    """Write the excerpt of a reference folder."""
    own = reference.mentioned_curies()
    hpo = _hpo_terms(folder, own)
    diseases = _diseases(folder, own)
    genes = _genes(folder, own, diseases)
    _write_obo(folder, reference_files.HPO, hpo)
    _write_obo(folder, reference_files.HGNC, genes)
    edges = {"subject": lambda cell: cell in diseases}
    _write_table(folder, reference_files.MONDO_TERMS, {"ID": lambda cell: cell in diseases})
    _write_table(folder, reference_files.MONDO_EDGES, edges)
    for path in sorted(folder.glob(reference_files.MAPPINGS)):
        if "sctid" not in path.name:
            _write_table(folder, path.relative_to(folder).as_posix(), {"subject_id": lambda cell: cell in diseases})
    for path in sorted(folder.glob("hpo/hp-*.babelon.tsv")):
        wanted = {"subject_id": lambda cell: cell in hpo, "predicate_id": lambda cell: cell == "rdfs:label"}
        _write_table(folder, path.relative_to(folder).as_posix(), wanted, quoted=True)


def _hpo_terms(folder: Path, own: Iterable[str]) -> set[str]:
    """The terms of the symptom lists and of graph/, with the branches of the routes and all above them."""
    index = labels.read_hpo(folder / reference_files.HPO)
    named = {match.curie for label in _labels() if (match := index.find(label))}
    wanted = {*named, *labels.branches(), *(term for term in own if term in index.names)}
    stanzas = {stanza.id: stanza for stanza in obo.read_terms(_lines(folder / reference_files.HPO))}
    return {*wanted, *backbone.walk({name: stanza.parents for name, stanza in stanzas.items()}, wanted)}


def _labels() -> set[str]:
    pages = [read_medquad(path) for path in medquad_files(PAGES)]
    return {page.text[slice(*row.label)] for page in pages for row in symptom_list.symptom_list(page)}


def _diseases(folder: Path, own: Iterable[str]) -> set[str]:
    """The diseases of the pages and of graph/, what it always keeps, and all above them."""
    known = read_gard(folder / "mondo/mondo_hasdbxref_gard.sssom.tsv").diseases
    pages = [read_medquad(path).version.page for path in medquad_files(PAGES)]
    named = {known[page].curie for page in pages if page in known} | set(own)
    built = reference.build_backbone(folder, sorted(named))  # type: ignore[type-var]
    rows = [line.split("\t") for line in built.files["mondo.tsv"].splitlines() if line.startswith("MONDO:")]
    axioms = [line.split("\t") for line in built.files["mondo-genes.tsv"].splitlines() if line.startswith("MONDO:")]
    return {row[0] for row in rows} | {row[0] for row in axioms}


def _genes(folder: Path, own: Iterable[str], diseases: set[str]) -> set[str]:
    symbols = labels.read_symbols(folder / reference_files.HGNC)
    edges = (line.split("\t") for line in _lines(folder / reference_files.MONDO_EDGES))
    said = {contract(edge[3]) for edge in edges if edge[1] in diseases and edge[4] == "RO:0004003"}
    return {*own, *said, *(symbols[symbol] for symbol in GENES)}


def _write_obo(folder: Path, name: str, wanted: set[str]) -> None:
    head, *stanzas = (folder / name).read_text(encoding="utf-8").split("\n\n[")
    kept = ["\n".join(line for line in head.split("\n") if line.startswith(HEAD))]
    for stanza in stanzas:
        lines = stanza.split("\n")
        if lines[0] == "Term]" and contract(lines[1].removeprefix("id: ")) in wanted:
            kept.append("\n".join(["[Term]", *map(_short, filter(_is_kept, lines))]))
    _write(name, "\n\n".join(kept) + "\n")


def _is_kept(line: str) -> bool:
    return line.startswith(TAGS) and not (line.startswith("is_a: ") and ":" not in line[6:])


def _short(line: str) -> str:
    """A line without who is its source, which no reader here looks at."""
    return _SOURCES.sub(" []", line) if line.startswith("synonym: ") else line


def _write_table(folder: Path, name: str, wanted: dict[str, Callable[[str], bool]], *, quoted: bool = False) -> None:
    lines = _lines(folder / name)
    start = next(at for at, line in enumerate(lines) if not line.startswith("#"))
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    columns = lines[start].split("\t")
    rows = zip(lines[start + 1 :], csv.reader(lines[start + 1 :], delimiter="\t", quoting=quoting), strict=True)
    kept = [line for line, row in rows if _fits(row, columns, wanted)]
    head = [line for line in lines[:start] if not line.startswith("# comment:")]
    _write(name, "\n".join([*head, lines[start], *kept]) + "\n")


def _fits(row: list[str], columns: list[str], wanted: dict[str, Callable[[str], bool]]) -> bool:
    return all(test(row[columns.index(column)]) for column, test in wanted.items())


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _write(name: str, text: str) -> None:
    (REFERENCE / name).parent.mkdir(parents=True, exist_ok=True)
    (REFERENCE / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
