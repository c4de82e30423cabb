"""The page of a disease: what it lists, in which words, and that it agrees with the saved queries."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from raregraph.answers import run
from raregraph.ids import expand
from raregraph.kinds import kinds
from raregraph.queries import bind, find
from raregraph.results import Table
from raregraph.site import disease, picture
from raregraph.site.disease import Disease
from raregraph.site.opened import Opened
from raregraph.site.picture import Neighbours
from raregraph.site.reading import Reader, Thing, path_of
from raregraph.site.remarks import CHANGED, KEPT
from raregraph.site.said import RETRACTED, about, read_said
from raregraph.site.tables import Bar, Mark, Row
from tests.corpus_sample import sample

ALS = expand("MONDO:0004976")


@pytest.fixture(scope="module")
def als(opened: Opened) -> Disease:
    """The view of amyotrophic lateral sclerosis."""
    return disease.view(ALS, opened.reader)


def texts(row: Row) -> list[str]:
    """A row's cells as text."""
    return [" + ".join(piece.text for piece in cell) for cell in row.cells]


def rows(als: Disease, part: str, table: int = 0) -> list[list[str]]:
    """The rows of a table of a part, as text."""
    block = als.part(part)
    return [texts(row) for row in block.tables[table].rows] if block else []


def test_the_dates_are_those_of_the_pages_read(als: Disease) -> None:
    """Of pages and sections, not of Mondo's release; drug decisions have theirs."""
    assert als.dates == ("2013-01-11", "2017-05-09", "2018-09-27", "2020-07-01")
    assert als.decided == ("2018-09-27",)


def test_a_disease_at_a_glance(als: Disease) -> None:
    """Things count once, however often they are said."""
    assert [(item.count, item.words) for item in als.glance][:4] == [
        (8, "names"), (8, "genes"), (34, "phenotypes"), (12, "listed subtypes"),
    ]  # fmt: skip


def test_names_stand_by_scope(als: Disease) -> None:
    """Exact before narrow, broad and related; a name of two versions is one row with two who say so."""
    [names] = als.part("names").tables  # type: ignore[union-attr]
    assert [group.title.split(":")[0] for group in names.groups] == ["Exact", "Narrow", "Broad", "Related"]
    assert texts(names.groups[0].rows[0])[:2] == ["ALS", "abbreviation"]
    assert [said.as_of for said in names.groups[0].rows[0].said] == ["2013-01-11", "2018-09-27"]


def test_a_gene_has_form_strength_and_what_mondo_says(als: Disease) -> None:
    """In words: `causes it, in some` and `may contribute to it` are not the same."""
    sod1 = [row for row in rows(als, "genes") if row[0] == "SOD1"]
    assert sod1 == [
        ["SOD1", "familial amyotrophic lateral sclerosis", "causes it, in some + only in the older version",
         "causes it: amyotrophic lateral sclerosis type 1"],
        ["SOD1", "sporadic amyotrophic lateral sclerosis", "may contribute to it + only in the older version",
         "as above"],
    ]  # fmt: skip


def test_a_phenotype_is_a_range_and_no_measured_percentage(als: Disease) -> None:
    """The bar goes from the lower to the upper bound of HPO's class."""
    table = als.part("phenotypes").tables[0]  # type: ignore[union-attr]
    weak = next(row for row in table.rows if row.cells[0][0].text == "Generalized muscle weakness")
    assert weak.cells[1] == (Bar("80–99 %", 80.0, 99.0),)
    assert "not a measured percentage" in als.part("phenotypes").notes[0]  # type: ignore[union-attr]


def test_phenotypes_say_what_hpo_has_since_or_that_nothing_was_compared(als: Disease) -> None:
    """A finding of drift is shown beside its rows; elsewhere nobody looked."""
    table = als.part("phenotypes").tables[0]  # type: ignore[union-attr]
    at = table.columns.index("in HPO since")
    said = {row.cells[0][0].text: texts(row)[at] for row in table.rows}
    assert said["Anxiety"] == "not compared"
    assert "1 to 4 %" in said["Laryngospasm"]


def test_subtypes_stand_beside_mondos_tree(als: Disease) -> None:
    """In the order people count; what Mondo does not say is marked, and no disagreement."""
    listed = rows(als, "subtypes")
    assert [row[0] for row in listed][:2] == [
        "amyotrophic lateral sclerosis type 2, juvenile", "amyotrophic lateral sclerosis type 3",
    ]  # fmt: skip
    assert next(row for row in listed if row[0] == "progressive bulbar palsy")[2] == "Mondo does not say so"
    familial = next(branch for branch in als.tree if branch.thing.id == "MONDO:0005144")
    assert (familial.below[0].thing.text, familial.below[0].genes, familial.below[0].listed) == (
        "amyotrophic lateral sclerosis type 1", ("SOD1",), False,
    )  # fmt: skip


def test_mondos_tree_is_there_where_no_page_lists_subtypes(opened: Opened) -> None:
    """And is not counted as a list of the page."""
    of = disease.view(expand("MONDO:0005144"), opened.reader)
    assert of.part("subtypes") is not None
    assert len(of.tree) == 30
    assert "listed subtypes" not in {item.words for item in of.glance}


def test_decisions_stand_by_jurisdiction_each_as_of_its_date(als: Disease) -> None:
    """In the table and on the time line."""
    table = next(table for table in als.part("drugs").tables if "agencies" in table.caption)  # type: ignore[union-attr]
    assert [group.title for group in table.groups] == [
        "Canada", "EU", "Japan", "South Korea", "Switzerland", "US", "most countries",
    ]  # fmt: skip
    assert texts(table.groups[0].rows[0]) == ["edaravone", "pending then", "", "Health Canada", "2018-09-27"]
    assert als.time_line is not None
    assert [line.name for line in als.time_line.lines] == [group.title for group in table.groups]
    [year] = [point for point in als.time_line.points if point.dated]
    assert year.title == "edaravone: available in US since 2017, as of 2018-09-27"


def test_approval_is_said_with_its_date(als: Disease) -> None:
    """No row reads as if it were so today."""
    assert rows(als, "drugs")[0] == ["edaravone", "said to be approved for it by the FDA, as of 2018-09-27"]


def test_survival_is_folded_and_below_care(als: Disease) -> None:
    """A reader asks for it; nobody meets it by chance."""
    order = [block.id for block in als.blocks]
    assert order.index("care") < order.index("course")
    assert [block.id for block in als.blocks if block.folded] == ["course", "other"]


def test_what_is_denied_and_what_is_not_known_have_their_parts(als: Disease) -> None:
    """A denied effect is said to be denied."""
    assert rows(als, "denied")[0] == ["edaravone does not have effect: recovery of lost function", "effect"]
    assert len(rows(als, "unknown")) == 7
    effects = next(table for table in als.part("drugs").tables if "do not do" in table.caption)  # type: ignore[union-attr]
    assert texts(effects.groups[1].rows[0])[:2] == ["recovery of lost function", "does not have effect"]


def test_everything_that_was_read_is_on_the_page(als: Disease, opened: Opened) -> None:
    """A kind without a part of its own is under `Everything else`."""
    shown = {item.iri for block in als.blocks for item in block.said}
    assert {item.iri for item in about(ALS, opened.reader)} - shown == set()


@pytest.mark.parametrize(
    "name",
    [
        "names",
        "genes",
        "phenotypes-by-body-system",
        "subtypes",
        "inheritance",
        "penetrance",
        "recurrence-risks",
        "onset",
        "causes",
        "exposures",
        "epidemiology",
        "proportions",
        "tests",
        "diagnosis",
        "scales",
        "drugs-and-decisions",
        "treatments",
        "products",
        "regimen",
        "effects",
        "mechanisms",
        "care-by-profession",
        "advice",
        "survival",
        "references",
        "resources",
        "questions",
        "definitions",
        "what-is-unknown",
        "what-is-not-so",
        "signs",
    ],
)
def test_the_page_agrees_with_the_saved_query(name: str, als: Disease, opened: Opened) -> None:
    """Every statement that a query answers with is in the part that links to the query."""
    answer = run(bind(find(name), {"disease": "MONDO:0004976"}), opened.store)
    assert isinstance(answer, Table)
    at = answer.columns.index("statement")
    asked = {row[at].value for row in answer.rows if isinstance(row[at], NamedNode)}  # type: ignore[union-attr]
    shown = {item.iri for block in als.blocks if name in block.queries for item in block.said}
    assert asked
    assert asked - shown == set()


KINDS_OF = {
    "genes": {"gene"}, "phenotypes-by-body-system": {"phenotype"}, "subtypes": {"subtype"}, "treatments": {"drug"},
    "drugs-and-decisions": {"decision"}, "survival": {"survival"}, "recurrence-risks": {"recurrence"},
    "exposures": {"exposure"}, "effects": {"effect"},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(KINDS_OF))
def test_the_page_shows_no_more_than_the_query(name: str, als: Disease, opened: Opened) -> None:
    """Of the query's kind, page and query have the same statements."""
    answer = run(bind(find(name), {"disease": "MONDO:0004976"}), opened.store)
    assert isinstance(answer, Table)
    asked = {row[answer.columns.index("statement")].value for row in answer.rows}  # type: ignore[union-attr]
    shown = {
        item.iri for block in als.blocks if name in block.queries for item in block.said if item.kind in KINDS_OF[name]
    }
    assert shown == asked


def test_labels_everywhere(als: Disease) -> None:
    """No cell is a bare id: neither a CURIE nor a web address stands for a thing."""
    pieces = [piece for block in als.blocks for table in block.tables for row in table.rows for cell in row.cells
              for piece in cell if isinstance(piece, Thing) and piece.id]  # fmt: skip
    assert pieces
    assert [piece for piece in pieces if piece.text == piece.id] == []


def test_a_withdrawn_statement_is_on_no_page_of_a_disease(opened: Opened) -> None:
    """It keeps its own page."""
    one = about(ALS, opened.reader)[0]
    said = read_said(one.iri, opened.reader)
    assert said is not None
    assert dataclasses.replace(said, standing=RETRACTED).standing_words == "withdrawn: it was our error"
    assert all(item.standing != RETRACTED for item in about(ALS, opened.reader))


def test_marks_explain_themselves(als: Disease) -> None:
    """A standing that is not the usual one is a word with an explanation."""
    marks = {piece for block in als.blocks for table in block.tables for row in table.rows for cell in row.cells
             for piece in cell if isinstance(piece, Mark) and piece.tone == "unknown"}  # fmt: skip
    assert Mark("only in the older version", "unknown", "no newer version of the page has this section") in marks


def test_a_picture_names_what_it_leaves_out() -> None:
    """Seven boxes of a sort, then how many more there are, with the anchor of the whole list."""
    genes = tuple(Thing(f"G{number}", "", f"/term/G{number}") for number in range(9))
    drawn = picture.picture(Thing("a disease"), [Neighbours("gene", "Genes", "genes", "left", genes)])
    [column] = drawn.columns
    assert [box.text for box in column.boxes][-2:] == ["G6", "and 2 more"]
    assert column.boxes[-1].path == "#genes"
    assert drawn.text == "a disease. Genes: G0, G1, G2, G3, G4, G5, G6 and 2 more."


def test_a_box_leaves_out_the_name_in_the_middle() -> None:
    """There is little room; the whole name is in its title."""
    forms = (Thing("a disease type 2", "", "/term/X"),)
    [column] = picture.picture(
        Thing("a disease"), [Neighbours("subtype", "Forms", "subtypes", "middle", forms)]
    ).columns
    assert (column.boxes[0].text, column.boxes[0].title) == ("… type 2", "a disease type 2")


def test_paths_of_things() -> None:
    """Ours by their own path, others' below /term/, what has no CURIE by its address."""
    assert path_of("https://w3id.org/raregraph/entity/us") == "/entity/us"
    assert path_of("http://identifiers.org/hgnc/11179") == "/term/HGNC_11179"
    assert path_of("https://example.org/a") == "https://example.org/a"


def test_every_kind_of_the_table_is_placed_or_left_to_the_last_part() -> None:
    """A new kind of statement needs no change of the page; these have no part of their own."""
    from raregraph.site.sections import placed

    special = {"gene", "phenotype", "subtype", "decision"}
    assert set(kinds().kinds) - placed() - special == {"anatomy", "citation", "date"}


def test_a_list_that_was_compared_says_what_became_of_each_row(tmp_path: Path) -> None:
    """One is in another class now, the finding says which; the others are as they were."""
    found = disease.view("http://purl.obolibrary.org/obo/MONDO_0011274", Reader(sample.build(tmp_path)))
    table = found.part("phenotypes").tables[0]  # type: ignore[union-attr]
    at = table.columns.index("in HPO since")
    rows = {row.cells[0][0].text: row.cells[at] for group in table.groups for row in group.rows}
    changed = {name: pieces for name, pieces in rows.items() if pieces != (KEPT,)}
    assert len(rows) == 3
    assert changed == {"Intellectual disability": (Thing(CHANGED, "", "/finding/5e51ff6137d7b010849e68b75dd20c44"),)}
