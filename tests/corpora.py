"""Corpora for tests: folders of pages made of facts, and the sorted lines they come to."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from raregraph.corpus_build import Sorted, build_sorted
from raregraph.facts import FactFile
from raregraph.medquad import medquad_files
from raregraph.mondo import read_mondo_terms
from raregraph.parts_cache import PartsCache
from raregraph.world import World

SAMPLE = Path(__file__).parent / "corpus_sample"
PAGES, REFERENCE = SAMPLE / "pages", SAMPLE / "reference"
ROWS = "Craniosynostosis 90% Hypertelorism 7.5% Proptosis 3/7"


def page_xml(number: int | str, title: str, *, rows: str = ROWS, names: Iterable[str] = (), ends: bool = True) -> str:
    """A page of MedQuAD with a symptom list; without `ends` the list is cut."""
    known = "".join(f"<Synonym>{name}</Synonym>" for name in names)
    end = " The Human Phenotype Ontology (HPO) has collected information on how often each is seen." if ends else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document id="0000001" source="GARD" url="https://rarediseases.info.nih.gov/gard/{number}/a-page">
<Focus>{title}</Focus>
<FocusAnnotations><Synonyms>{known}</Synonyms></FocusAnnotations>
<QAPairs><QAPair pid="1">
<Question qid="1" qtype="symptoms">What are the symptoms of {title} ?</Question>
<Answer>Signs and Symptoms Approximate number of patients (when available) {rows}{end}</Answer>
</QAPair></QAPairs>
</Document>
"""


def folder_of(place: Path, pages: dict[str, str]) -> Path:
    """A folder with a file for each text."""
    place.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def sample_pages(place: Path) -> Path:
    """A copy of the sample's pages, to be changed."""
    return shutil.copytree(PAGES, place)


def built(
    pages: Path | Sequence[Path],
    world: World,
    place: Path,
    *,
    others: Sequence[FactFile] = (),
    curated: Sequence[FactFile] = (),
    jobs: int = 1,
    cache: PartsCache | None = None,
) -> tuple[list[str], Sorted]:
    """The lines of a corpus and what its build tells; `place` is made."""
    place.mkdir(parents=True, exist_ok=True)
    paths = medquad_files(pages) if isinstance(pages, Path) else pages
    found = build_sorted(paths, others, curated, world, place / "sample.nq", jobs=jobs, cache=cache)
    return (place / "sample.nq").read_text(encoding="utf-8").splitlines(), found


def of_page(lines: Iterable[str], number: int) -> list[str]:
    """The lines of a page's own named graphs."""
    return [line for line in lines if f"/gard-{number}-" in line.rpartition(" <")[2]]


def nodes_of(reference: Path) -> str:
    """The terms of a reference folder in the form in which Mondo releases them, with a gene among them."""
    head = "id category name description xref provided_by synonym broad_synonyms exact_synonyms iri narrow_synonyms"
    columns = [*head.split(), "related_synonyms", "same_as", "subsets"]
    gene = {"id": "http://identifiers.org/hgnc/3690", "category": "biolink:OntologyClass", "name": "FGFR3"}
    terms = [
        {"id": term.id, "category": "biolink:Disease", "name": term.label, "synonym": "|".join(term.synonyms)}
        for term in read_mondo_terms(reference)
    ]
    rows = ["\t".join(row.get(column, "") for column in columns) for row in (gene, *terms)]
    return "\n".join(["\t".join(columns), *rows]) + "\n"
