"""Facts: the rows of graph/, read and written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raregraph.errors import ContentError, Faults, Where
from raregraph.facts import (
    CuratedSource,
    Fact,
    FactFile,
    FileSource,
    FindingRow,
    Passage,
    Section,
    Version,
    facts_of,
    read_facts,
    to_text,
)
from raregraph.kinds import CERTAINTIES, QUANTITIES, Column, Kind, kinds
from raregraph.rows import parse
from tests.making import at, fact

GENE = 'kind: gene, subject: "SOD1", object: "familial ALS"'


def test_a_row_becomes_a_fact_with_its_defaults() -> None:
    """The first predicate of the kind, stated, not negated, no columns."""
    found = fact(f"{{{GENE}, {at(3, 7)}}}")
    assert found == Fact(
        "gene",
        "SOD1",
        "familial ALS",
        "biolink:causes",
        at=(Passage(3, 7, "0" * 64, "words", ""),),
        where=Where("row.yaml", 2),
    )


def test_columns_are_read_by_the_type_their_table_gives() -> None:
    """Decimals and booleans in canonical form."""
    found = fact('{kind: proportion, subject: "a", object: "b", lower: 5.0, upper: 10, approximate: true}')
    assert found.columns == {"approximate": "true", "lower": "5", "upper": "10"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{kind: gnee, subject: "a", object: "b"}', "unknown kind 'gnee'; did you mean 'gene'?"),
        (f'{{{GENE}, colour: "red"}}', "unknown key 'colour'"),
        (f"{{{GENE}, certianty: stated}}", "unknown key 'certianty'; did you mean 'certainty'?"),
        (f'{{{GENE}, predicate: "biolink:treats"}}', "predicate: 'biolink:treats' is not allowed here"),
        (f"{{{GENE}, certainty: surely}}", "certainty: 'surely' is not allowed here"),
        (f"{{{GENE}, quantity: sme}}", "quantity: 'sme' is not allowed here; did you mean 'some'?"),
        (f"{{{GENE}, kind: gene}}", "duplicate key 'kind'"),
        ('{kind: gene, subject: SOD1, object: "b"}', "subject: SOD1 is not quoted"),
        ('{kind: gene, subject: "SOD1"}', "missing key 'object'"),
        ('{kind: drug, subject: "riluzole", object: "ALS"}', "missing key 'approval'"),
        ('{kind: onset, subject: "ALS", object: "56"}', "object: '56' is not a number"),
        ('{kind: date, subject: "section:symptoms", object: "7/1/2020"}', "object: '7/1/2020' is not a date"),
        ('{kind: phenotype, subject: "a", object: "b", count: 2.5}', "count: 2.5 is not a whole number"),
        ('{kind: phenotype, subject: "a", object: "b", frequency: 0040281}', "frequency: 0040281 is not quoted"),
        ('{kind: phenotype, subject: "a", object: "b", basis: "rg:clas"}', "did you mean 'rg:class'?"),
        (f"{{{GENE}, {at(7, 3)}}}", "start 7 and end 3 are not a passage"),
        (f"{{{GENE}, {at(3, 3)}}}", "start 3 and end 3 are not a passage"),
        (f'{{{GENE}, at: [{{start: 1, end: 2, sha256: "abc", first: "x"}}]}}', "sha256: 'abc' is not 64 hex digits"),
        (f'{{{GENE}, at: [{{start: 1, end: 2, first: "x"}}]}}', "missing key 'sha256'"),
        (f'{{{GENE}, source: {{reference: "a book", curator: "x", date: "2026-01-01"}}}}', "is no PMID and no URL"),
    ],
)
def test_a_row_that_does_not_fit_is_an_error(text: str, problem: str) -> None:
    """Unknown and duplicate keys, kinds, predicates, bare ids, values of another type, passages that are none."""
    with pytest.raises(ContentError) as caught:
        fact(text)
    assert problem in str(caught.value)
    assert caught.value.where == Where("row.yaml", 2)


def test_all_faults_of_a_file_are_raised_at_once(tmp_path: Path) -> None:
    """A curator mends a file in one go."""
    path = tmp_path / "x.yaml"
    path.write_text("facts:\n- {kind: gnee}\n- {kind: gene}\nfindings:\n- {type: drift}\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        read_facts(path)
    assert [fault.where.line for fault in caught.value.faults if isinstance(fault.where, Where)] == [2, 3, 5]


def test_a_finding_is_about_something() -> None:
    """An empty list, and a selector of an unknown kind or key, are errors."""
    for about, problem in (
        ("[]", "about nothing"),
        ("[{kind: gnee}]", "unknown kind"),
        ('[{kind: gene, sbject: "x"}]', "did you mean 'subject'"),
    ):
        with pytest.raises(ContentError, match=problem):
            facts_of(parse(f'findings:\n- {{type: "drift", about: {about}, note: "n"}}\n', "x.yaml"))


def test_a_version_is_as_old_as_its_newest_section() -> None:
    """And without dated sections it has no date."""
    sections = (Section("a", 0, 5, "2017-05-09"), Section("b", 5, 9, "2020-07-01"), Section("c", 9, 12, ""))
    version = Version("GARD:0005786", "a" * 64, 12, "t", "full-page", sections)
    assert (version.date, version.short) == ("2020-07-01", "a" * 12)
    assert [section.name for offset in (0, 4, 5, 11) if (section := version.section_at(offset))] == ["a", "a", "b", "c"]
    assert version.section_at(12) is None
    assert Version("GARD:0005786", "a" * 64, 12, "t", "full-page", sections[2:]).date == ""


def test_a_passage_is_cut_from_the_page() -> None:
    """Its hash, and its words so that a person finds it."""
    found = Passage.of("In rare cases, ALS is inherited", 15, 18)
    assert found == Passage(15, 18, "c206c17956bcc0ed18cb8131968cae74f1c94b76a948f9311f01136cddb4d6b5", "ALS", "")


_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
_DATES = st.dates().map(lambda date: date.isoformat())
_NUMBERS = st.integers(0, 10**6).map(str) | st.integers(0, 999).map(lambda n: f"{n}.5")
_VALUES = {
    "boolean": st.sampled_from(["true", "false"]),
    "date": _DATES,
    "integer": st.integers(0, 10**6).map(str),
    "year": st.integers(1000, 2999).map(str),
    "decimal": _NUMBERS,
    "string": _WORDS,
    "term": _WORDS,
}
_OBJECTS = {"number": _NUMBERS, "date": _DATES, "text": _WORDS, "": _WORDS}


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    """Any run of any page."""
    start = draw(st.integers(0, 10**6))
    return Passage(start, start + draw(st.integers(1, 10**4)), draw(_HASHES), draw(_WORDS), draw(_WORDS))


def _value(column: Column) -> st.SearchStrategy[str]:
    return st.sampled_from(column.values) if column.values else _VALUES[column.type]


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """Any fact that graph/kinds.yaml allows."""
    kind: Kind = draw(st.sampled_from(sorted(kinds().kinds.values(), key=lambda kind: kind.name)))
    chosen = {*kind.required, *draw(st.sets(st.sampled_from(kind.optional)) if kind.optional else st.just(set()))}
    curated = st.builds(CuratedSource, st.sampled_from(["PMID:1", "https://example.org/1"]), _WORDS, _DATES)
    return Fact(
        kind.name,
        draw(_WORDS),
        draw(_OBJECTS[kind.literal]),
        draw(st.sampled_from(kind.predicates)),
        {name: draw(_value(kinds().columns[name])) for name in sorted(chosen)},
        draw(st.sampled_from(CERTAINTIES)),
        draw(st.sampled_from(("", *QUANTITIES))),
        draw(st.booleans()),
        draw(_WORDS),
        tuple(draw(st.lists(_WORDS, max_size=2))),
        draw(_WORDS),
        draw(_WORDS),
        tuple(draw(st.lists(passages(), max_size=2))),
        draw(st.none() | curated | st.builds(FileSource, _WORDS, _WORDS, _WORDS, _WORDS, _WORDS)),
        Where(""),
    )


@st.composite
def fact_files(draw: st.DrawFn) -> FactFile:
    """A file of a version, or one that curates a version or none."""
    sections = tuple(
        draw(
            st.lists(
                st.builds(Section, st.just("names"), st.integers(0, 9), st.integers(9, 99), _DATES),
                min_size=1,
                max_size=2,
            )
        )
    )
    of = draw(
        st.none()
        | st.builds(Version, _WORDS, _HASHES, st.integers(0, 99), _WORDS, st.just("cause-page"), st.just(sections))
    )
    abouts = st.lists(st.just({"kind": "gene", "negated": "true"}) | _WORDS, min_size=1, max_size=2).map(tuple)
    found = st.builds(
        FindingRow, _WORDS, abouts, _WORDS, st.lists(passages(), max_size=1).map(tuple), _WORDS, st.just(Where(""))
    )
    return FactFile(
        Where(""),
        of.sha256 if of else draw(_HASHES | st.just("")),
        of,
        tuple(draw(st.lists(facts(), max_size=3))),
        tuple(draw(st.lists(found, max_size=2))),
        draw(_WORDS),
        draw(_DATES),
    )


@settings(max_examples=150, deadline=None)
@given(fact_files())
def test_a_file_that_is_written_is_read_back(file: FactFile) -> None:
    """In = out for every kind, column, source and finding; places in the file aside."""
    again = facts_of(parse(to_text(file), "x.yaml"))
    assert to_text(again) == to_text(file)
    for one, other in zip(again.facts, file.facts, strict=True):
        assert {**_parts(one), "where": ""} == {**_parts(other), "where": ""}
    assert (again.version, again.sha256, again.curator, again.date) == (
        file.version,
        file.sha256,
        file.curator,
        file.date,
    )
    assert [(row.type, row.about, row.note, row.at, row.rule) for row in again.findings] == [
        (row.type, row.about, row.note, row.at, row.rule) for row in file.findings
    ]


def _parts(found: Fact) -> dict[str, object]:
    return {name: getattr(found, name) for name in Fact.__dataclass_fields__}


@pytest.mark.parametrize("folder", ["extracted", "curated"])
def test_the_rows_of_the_project_are_read(folder: str) -> None:
    """Every file of graph/ is clean; an extracted one is in the form in which `ingest` writes it."""
    from raregraph import content

    paths = sorted((content.GRAPH / folder).glob("*.yaml"))
    assert paths
    for path in paths:
        file = read_facts(path)
        if folder == "extracted":
            assert to_text(file) == path.read_text(encoding="utf-8")
