"""The build: from graph/ or from pages to a release, and what is left out on the way."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from raregraph import content
from raregraph.build import (
    anchored,
    build,
    curated_files,
    keeps_turtle,
    kept_labels,
    read_all,
    summary,
    withdrawn,
    write_turtle,
)
from raregraph.dumps import als_turtle
from raregraph.errors import ContentError, GateError, PageError, RaregraphError
from raregraph.facts import FactFile, Passage
from raregraph.knowledge import Knowledge
from raregraph.pages import Page
from raregraph.triples import to_quads
from tests.making import HERE, REPO, at, fact

CAUSE, FULL = (REPO / "tests" / "pages" / name for name in ("cause.txt", "full.txt"))


def quietly(_: str) -> None:
    """No progress is shown."""


def pages(*paths: Path) -> tuple[tuple[Page, ...], list[str]]:
    """The good pages, and what is said of the bad ones."""
    good, faults = read_all(paths)
    return good, [str(fault) for fault in faults]


def test_the_same_bytes_given_twice_are_read_once(tmp_path: Path) -> None:
    """Under another name, in a folder and beside it."""
    shutil.copy(CAUSE, tmp_path / "a.txt")
    shutil.copy(CAUSE, tmp_path / "b.txt")
    good, faults = pages(tmp_path, tmp_path / "a.txt", CAUSE)
    assert (len(good), faults) == (1, [])


def test_two_texts_of_one_page_and_date_are_both_rejected(tmp_path: Path) -> None:
    """One is false, and nobody here knows which; each message names the other."""
    other = tmp_path / "other.txt"
    other.write_text(CAUSE.read_text(encoding="utf-8").replace("Example name", "Other name"), encoding="utf-8")
    good, faults = pages(CAUSE, other, FULL)
    assert [page.version.date for page in good] == ["2020-07-01"]
    assert len(faults) == 2
    assert all("another text of GARD:0005786 with 2013-01-11 than" in fault for fault in faults)


def test_a_bad_path_does_not_stop_the_good_ones(tmp_path: Path) -> None:
    """Missing files and empty folders are told apart from the rest."""
    good, faults = pages(CAUSE, tmp_path, tmp_path / "none.txt")
    assert len(good) == 1
    assert [fault.split("; ")[0].rsplit(": ", 1)[1] for fault in faults] == [
        "a folder without .txt files",
        "no such file",
    ]


def test_the_release_of_pages_says_what_the_pages_say(tmp_path: Path) -> None:
    """And names on the way what has no place on them."""
    (tmp_path / "bad.txt").write_text("nothing", encoding="utf-8")
    stages: list[str] = []
    built = build([CAUSE, tmp_path / "bad.txt"], tmp_path / "out", stages.append)
    assert [str(fault).split(": ", 1)[1].split(";")[0] for fault in built.rejected] == [
        "not a GARD page of a known layout"
    ]
    assert [source.version.date for source in built.knowledge.versions] == ["2013-01-11"]
    assert stages[:2] == ["reading", "checking shapes"]
    assert (tmp_path / "out" / "current").resolve() == built.release.path.resolve()
    lines = summary(built).splitlines()
    assert lines[0].endswith(": released")
    assert " statements of 1 page versions and Mondo: " in lines[1]
    assert "gene 4" in lines[1]
    assert lines[-1].startswith("  gate: no violation")
    assert build([CAUSE], tmp_path / "out", quietly).release.changed is False


def test_nothing_is_released_without_a_good_page(tmp_path: Path) -> None:
    """And no folder is made."""
    (tmp_path / "bad.txt").write_text("nothing", encoding="utf-8")
    with pytest.raises(PageError, match="not a GARD page"):
        build([tmp_path / "bad.txt"], tmp_path / "out", quietly)
    assert not (tmp_path / "out").exists()


def test_what_the_gate_refuses_is_not_released(graph: Path, tmp_path: Path) -> None:
    """A share from 10 to 5 percent is a row a person can type; the shapes refuse it."""
    path = sorted((graph / "curated").glob("*.yaml"))[1]
    line = f'- {{kind: proportion, subject: "familial ALS", object: "ALS", lower: 10, upper: 5, {at(731, 768)}}}\n'
    path.write_text(path.read_text(encoding="utf-8").replace("facts:\n", "facts:\n" + line), encoding="utf-8")
    with pytest.raises(GateError, match="the gate refuses the graph"):
        build([], tmp_path / "out", quietly)
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def page() -> Page:
    """A page of tests/pages."""
    return read_all([CAUSE])[0][0]


def curated(page: Page, **changes: object) -> FactFile:
    """A curated file of a page, with a row whose passage is right but for the changes."""
    start = page.text.index("can cause")
    place = replace(Passage.of(page.text, start, start + 9), **changes)  # type: ignore[arg-type]
    one = replace(fact('{kind: gene, subject: "SOD1", object: "ALS"}'), at=(place,))
    return FactFile(HERE, page.version.sha256, None, (one,), ())


def test_a_row_whose_passage_is_on_the_page_is_kept(page: Page) -> None:
    """The row is anchored by the hash of the text."""
    file = curated(page)
    assert anchored([file], [page]) == ([file], [])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"sha256": "0" * 64}, "row.yaml:2: the text's hash is"),
        ({"start": 1, "end": 10}, "the text's hash is"),
        ({"first": "may cause"}, "the passage begins 'can cause', the row says 'may cause'"),
        ({"end": 100_000}, "the passage ends behind the page's"),
    ],
)
def test_a_row_whose_passage_is_not_on_the_page_is_left_out_and_named(
    page: Page, changes: dict[str, object], problem: str
) -> None:
    """With file and line."""
    [file], [fault] = anchored([curated(page, **changes)], [page])
    assert file.facts == ()
    assert problem in str(fault)
    assert isinstance(fault, ContentError)


def test_rows_of_other_pages_are_not_looked_at(page: Page) -> None:
    """There is nothing to compare them with."""
    file = replace(curated(page, sha256="0" * 64), sha256="f" * 64)
    assert anchored([file], [page]) == ([file], [])


def test_the_curated_rows_are_anchored_in_the_saved_pages(shared: Path) -> None:
    """Every one."""
    good, _ = read_all([shared / "seeds"])
    files = curated_files()
    assert anchored(files, good) == (files, [])


def test_the_built_turtle_is_kept_true(graph: Path, knowledge: Knowledge) -> None:
    """It is written where it differs, and only there."""
    path = graph / "als.ttl"
    path.write_text("", encoding="utf-8")
    assert write_turtle(knowledge) is True
    written = path.read_bytes()
    assert write_turtle(knowledge) is False
    assert path.read_bytes() == written


def test_the_committed_turtle_is_that_of_the_rows(knowledge: Knowledge) -> None:
    """A change of a fact is seen as a change of triples."""
    assert (content.GRAPH / "als.ttl").read_text(encoding="utf-8") == als_turtle(to_quads(knowledge))


def test_tombstones_are_drafted_for_statements_that_go(graph: Path, knowledge: Knowledge) -> None:
    """Unfinished: reason and date are for a person."""
    write_turtle(knowledge)
    labels = kept_labels()
    assert withdrawn(knowledge, labels) == ""
    gone = knowledge.statements[0]
    text = withdrawn(replace(knowledge, statements=knowledge.statements[1:]), labels)
    assert text.startswith(f'tombstones:\n- {{iri: "{gone.iri}", label: "{gone.label}", reason: "", date: ""')
    assert text.count("\n- ") == 1


def test_a_turtle_with_conflict_marks_is_an_error(graph: Path) -> None:
    """As a merge leaves them: with file, line and what to do."""
    (graph / "als.ttl").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(RaregraphError, match=r"als\.ttl:1: not Turtle"):
        kept_labels()


def test_a_checkout_keeps_its_turtle() -> None:
    """An installed copy does not."""
    assert keeps_turtle() is True
