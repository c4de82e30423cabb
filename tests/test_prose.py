"""What is read in prose about the page's own disease: genes, inheritance, risks, onset."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import Where
from raregraph.extract import extract
from raregraph.medquad import MedquadPage, medquad_page
from tests.test_extract import shown

PROSE = sorted((Path(__file__).parent / "pages" / "prose").glob("*.txt"))
XML = """<Document id="7" source="GARD" url="https://rarediseases.info.nih.gov/gard/77/blue-foot">
<Focus>Blue foot syndrome type 2</Focus><QAPairs><QAPair pid="1">
<Question qid="1" qtype="information">What is it?</Question><Answer>{}</Answer>
</QAPair></QAPairs></Document>"""
NAMES = ("BFS2", "Smith's disease", "Blue foot syndrome", "Foot blueness, early type")


def page_saying(answer: str) -> MedquadPage:
    """A page on a disease that does not exist, with one answer."""
    return medquad_page(XML.format(answer).encode(), Where("blue.xml"))


@pytest.mark.parametrize("path", PROSE, ids=[path.stem for path in PROSE])
def test_prose_says(path: Path) -> None:
    """The rules read in an answer what stands below the line ---, and nothing else."""
    answer, rows = path.read_text(encoding="utf-8").split("\n---\n")
    page = page_saying(answer)
    title = page.version.title
    assert [shown(fact, page).replace(title, "own", 2) for fact in extract(page, NAMES).facts] == rows.splitlines()


def test_what_a_page_denies_is_denied() -> None:
    """A gene that does not cause the disease is a statement of its own kind."""
    page = page_saying("Smith disease is not caused by mutations in the AAA1 gene.")
    assert [(fact.subject, fact.negated) for fact in extract(page, NAMES).facts] == [("AAA1", True)]
