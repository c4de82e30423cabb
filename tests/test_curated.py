"""graph/curated, graph/groundings, graph/entities*.tsv: what people keep by hand holds together."""

from __future__ import annotations

import subprocess
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from raregraph import content
from raregraph.facts import FactFile, Passage, read_facts
from raregraph.findings import TYPES
from raregraph.ids import looks_like_curie
from raregraph.kinds import kinds
from raregraph.terms import read_entities, read_groundings, terms
from raregraph.text import slug

VALIDATE = """
import sys
from sssom.constants import DEFAULT_VALIDATION_TYPES
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
for path in sys.argv[1:]:
    reports = validate(parse_sssom_table(path), DEFAULT_VALIDATION_TYPES, fail_on_error=False)
    for result in [result for report in reports.values() for result in report.results]:
        print(path, result.message)
"""
FILES = sorted((content.GRAPH / "curated").glob("*.yaml"))


def _read(path: Path) -> FactFile:
    return read_facts(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_named_after_its_version(path: Path) -> None:
    """The file's name ends in the first 12 hex of the text's hash, and says who curated it and when."""
    file = _read(path)
    assert path.stem.endswith(file.sha256[:12])
    assert file.curator
    assert file.date


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_fact_has_its_place(path: Path) -> None:
    """No place, no fact; no passage is given twice for one fact; no two rows say the same."""
    file = _read(path)
    assert all(fact.at for fact in file.facts)
    assert all(len(set(fact.at)) == len(fact.at) for fact in file.facts)
    said = Counter(
        (fact.kind, fact.subject, fact.predicate, fact.object, *fact.columns.items(), fact.certainty, fact.negated)
        for fact in file.facts
    )
    assert [row for row, count in said.items() if count > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_label_is_grounded(path: Path) -> None:
    """Subjects, objects and terms in columns are found by table; nothing is minted."""
    table = terms(strict=True)
    for fact in _read(path).facts:
        kind = kinds().kinds[fact.kind]
        for label, categories in [(fact.subject, kind.subject), (fact.object, kind.object)]:
            if label.rstrip(":") not in categories and not kind.literal:
                table.find(label, categories, fact.where)
        for name, value in fact.columns.items():
            column = kinds().columns[name]
            if column.type == "term" and not column.values:
                table.find(value, column.categories, fact.where)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rows_are_in_the_order_of_the_page(path: Path) -> None:
    """A person who reads the page beside the file goes down both."""
    starts = [fact.at[0].start for fact in _read(path).facts]
    assert starts == sorted(starts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_findings_are_of_known_types(path: Path) -> None:
    """Every finding has a type of the table, a note, and a page's passage or a selector to show it."""
    for finding in _read(path).findings:
        assert finding.type in TYPES
        assert finding.note.endswith(".")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_passages_rehash(path: Path, seeds: dict[str, str]) -> None:
    """Every passage is where the row says, with the hash and the first and last words of the row."""
    file = _read(path)
    text = seeds[file.sha256[:12]]
    for passage in chain.from_iterable(row.at for row in (*file.facts, *file.findings)):
        assert Passage.of(text, passage.start, passage.end) == passage


def test_the_guide_shows_rows_that_exist() -> None:
    """The example rows of graph/README.md are rows of graph/curated, letter by letter."""
    guide = (content.GRAPH / "README.md").read_text(encoding="utf-8")
    shown = [line for line in guide.splitlines() if line.startswith("- {")]
    kept = {line for path in FILES for line in path.read_text(encoding="utf-8").splitlines()}
    assert len(shown) == 2
    assert [line for line in shown if line not in kept] == []


def test_the_guide_names_every_file_of_the_folder() -> None:
    """A curator finds each file and folder of graph/ in its README."""
    guide = (content.GRAPH / "README.md").read_text(encoding="utf-8")
    names = {path.name + "/" * path.is_dir() for path in content.GRAPH.iterdir()} - {"README.md"}
    assert sorted(name for name in names if name not in guide and not name.startswith("entities-")) == []


@pytest.mark.timeout(120)
def test_sssom_accepts_every_mapping_set() -> None:
    """The reference tool, in an environment of its own, finds nothing wrong in graph/groundings."""
    python = Path(__file__).parent.parent / ".venv-sssom" / "bin" / "python"
    if not python.exists():
        pytest.skip("needs .venv-sssom: run it by `make test`")
    paths = sorted((content.GRAPH / "groundings").glob("*.sssom.tsv"))
    run = subprocess.run([python, "-c", VALIDATE, *paths], capture_output=True, text=True, check=False)
    assert (run.stdout, run.returncode) == ("", 0), run.stderr


def test_every_mapping_has_known_prefixes_and_a_label() -> None:
    """Ids fit their prefix (read_groundings checks) and no label is empty or padded."""
    rows = read_groundings(content.GRAPH / "groundings")
    assert [row for row in rows if not row.label or row.label != row.label.strip() or not row.object_label] == []


def test_mappings_to_entities_of_ours_name_their_labels() -> None:
    """A row that maps to en:… names an entity of graph/entities*.tsv, by the label its id is made of."""
    known = {(slug(term.label), term.label, term.category) for _, term in read_entities(content.GRAPH)}
    rows = [row for row in read_groundings(content.GRAPH / "groundings") if row.object_id.startswith("en:")]
    assert [
        f"{row.where}: {row.object_id} {row.object_label}"
        for row in rows
        if (row.object_id.removeprefix("en:"), row.object_label, row.category) not in known
    ] == []


def test_entities_are_defined_once() -> None:
    """Every entity has a definition in a sentence, and no two rows of one category have the same IRI."""
    found = read_entities(content.GRAPH)
    assert [str(where) for where, term in found if not term.definition.endswith(".")] == []
    assert [str(where) for where, term in found if looks_like_curie(term.label)] == []
    twice = Counter((term.iri, term.category) for _, term in found)
    assert [row for row, count in twice.items() if count > 1] == []
