"""What tests build with: facts from one line of YAML, page versions without a page, statements of both."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from raregraph.errors import Where
from raregraph.facts import Fact, Passage, Section, Version, fact_of
from raregraph.ground import Claim, PageSource, ground, page_iri, version_iri
from raregraph.ids import Iri
from raregraph.rows import Row, parse
from raregraph.statements import Statement, to_statements, with_disagreements, with_standing
from raregraph.terms import terms

REPO = Path(__file__).resolve().parents[1]
PAGE = "GARD:0005786"
ALS, FAMILIAL, SPORADIC = "MONDO:0004976", "MONDO:0005144", "MONDO:0005145"
HERE = Where("row.yaml", 1)


def row(text: str) -> Row:
    """The row of one line of YAML, as `{kind: …}`."""
    return parse(f"facts:\n- {text}\n", "row.yaml").rows("facts")[0]


def fact(text: str) -> Fact:
    """The fact of one line of YAML."""
    return fact_of(row(text))


def at(start: int, end: int) -> str:
    """The column `at` of a row, with one place."""
    return f'at: [{{start: {start}, end: {end}, sha256: "{"0" * 64}", first: "words"}}]'


def version(letter: str, *sections: tuple[str, str], length: int = 1000) -> Version:
    """A version whose hash is one letter; sections of 100 characters each, given by name and date."""
    parts = tuple(Section(name, 100 * i, 100 * (i + 1), date) for i, (name, date) in enumerate(sections))
    return Version(PAGE, letter * 64, length, "Amyotrophic lateral sclerosis", "full-page", parts)


def source(of: Version, references: dict[str, tuple[Iri, str]] | None = None) -> PageSource:
    """A version as the source of statements on ALS."""
    disease = terms().find(ALS, ("disease",), HERE)
    return PageSource(of, page_iri(of.page), version_iri(of), disease, references or {})


def claim(text: str, of: PageSource) -> Claim:
    """The claim a version makes by a row."""
    return ground(fact(text), of, terms())


def judged(*claims: Claim) -> list[Statement]:
    """The statements of claims, with standing and disagreements."""
    return with_disagreements(with_standing(to_statements(claims)))


def by_label(statements: list[Statement]) -> dict[str, Statement]:
    """Statements by the words before the source in their label."""
    return {item.label.rsplit(", ", 1)[0]: item for item in statements}


def passage(start: int, end: int) -> Passage:
    """A passage of no page in particular."""
    return Passage(start, end, "0" * 64, "words", "")


def copy_checkout(folder: Path) -> Path:
    """A checkout in a folder: the door, the package and its content, without what a build leaves behind."""
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("raregraph", "graph", "shapes", "queries"):
        shutil.copytree(REPO / name, folder / name, ignore=ignore)
    shutil.copy(REPO / "publish.py", folder / "publish.py")
    return folder


def run(folder: Path, *arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run `publish.py` of a checkout as a person would, without its coming to a terminal."""
    command = [sys.executable, "publish.py", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
