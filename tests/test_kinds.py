"""The table of kinds: what it may say, and that the project's own is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import ContentError
from raregraph.ids import curie
from raregraph.kinds import Kinds, kinds, read_kinds
from tests.making import HERE

HEAD = """
categories:
  disease: {class: "biolink:Disease"}
  gene: {class: "biolink:Gene"}
columns:
  year: {property: "rg:year", type: year}
  topic: {property: "rg:topic", type: string}
kinds:
"""
GENE = 'kind: gene, class: "rg:G", predicates: ["biolink:causes"], subject: [gene], object: [disease], disease: object'


def table(folder: Path, *kinds_: str) -> Kinds:
    """A table with some rows of kinds."""
    path = folder / "kinds.yaml"
    path.write_text(HEAD + "".join(f"- {{{kind}}}\n" for kind in kinds_), encoding="utf-8")
    return read_kinds(path)


def test_a_kind_is_a_row(tmp_path: Path) -> None:
    """A new kind of fact needs no code."""
    kind = table(tmp_path, GENE + ', label: "{subject} {predicate} {object}", optional: [year]').kinds["gene"]
    assert (kind.subject, kind.object, kind.literal, kind.single) == (("gene",), ("disease",), "", False)
    assert kind.columns == {"year"}
    assert kind.classes == {"biolink:causes": "rg:G"}


@pytest.mark.parametrize("object_", ["text", "date", "number"])
def test_an_object_can_be_a_literal(tmp_path: Path, object_: str) -> None:
    """A text in English, a date, a number."""
    kind = table(tmp_path, GENE.replace("[disease]", object_) + ', label: "{subject}"').kinds["gene"]
    assert kind.literal == object_


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (GENE, "missing key 'label'"),
        (GENE.replace("[gene]", "[geen]") + ', label: ""', "unknown name 'geen'; did you mean 'gene'?"),
        (GENE + ', label: "", optional: [yera]', "unknown name 'yera'; did you mean 'year'?"),
        (GENE + ', label: "", key: [year]', "unknown name 'year'"),
        (GENE.replace("disease: object", "disease: objekt") + ', label: ""', "did you mean 'object'?"),
        (GENE + ', label: "", roles: {gene: subjekt}', "did you mean 'subject'?"),
        (GENE + ', label: "{subjekt}"', "did you mean 'subject'?"),
        (GENE + ', label: "{subject} {year}", optional: [year]', "unknown name 'year'"),
        (GENE + ', label: "[{topic}]", optional: [year]', "unknown name 'topic'"),
        (GENE + ', label: "", optional: year', "",),
        (GENE + ', label: "", direkt: []', "unknown key 'direkt'; did you mean 'direct'?"),
    ],
)  # fmt: skip
def test_a_kind_that_names_what_is_not_there_is_refused(tmp_path: Path, row: str, problem: str) -> None:
    """Categories, columns, roles and the fields of a label must exist; an optional column stands in [..]."""
    if not problem:
        assert table(tmp_path, row).kinds["gene"].optional == ("year",)
        return
    with pytest.raises(ContentError) as caught:
        table(tmp_path, row)
    assert problem in str(caught.value)


def test_a_kind_is_there_once(tmp_path: Path) -> None:
    """A second row of the same name does not replace the first."""
    with pytest.raises(ContentError, match=r"kinds\.yaml:10: the kind 'gene' is there twice"):
        table(tmp_path, GENE + ', label: ""', GENE + ', label: ""')


def test_every_name_of_the_own_table_is_an_id() -> None:
    """Classes, predicates, properties and values have known prefixes and fitting local names."""
    table = kinds()
    used = [*table.categories.values(), *table.hedged.values(), *table.frequencies, *table.branches]
    used += [column.property for column in table.columns.values()]
    used += [value for column in table.columns.values() if column.type == "term" for value in column.values]
    for kind in table.kinds.values():
        used += [*kind.predicates, *kind.classes, *kind.classes.values(), *kind.direct]
    assert [curie(name, HERE) for name in used] == used


def test_direct_predicates_are_predicates_of_their_kind() -> None:
    """A plain triple repeats what the statement says."""
    assert {name for kind in kinds().kinds.values() for name in set(kind.direct) - set(kind.predicates)} == set()


def test_a_hedged_predicate_is_never_the_sure_one() -> None:
    """`rg:mayCause` and the like are ours."""
    assert all(hedged.startswith("rg:may") and hedged != sure for sure, hedged in kinds().hedged.items())


def test_frequency_classes_do_not_overlap() -> None:
    """HPO's bounds: each percentage from 0 to 100 is in one class."""
    classes = kinds().frequencies.values()
    assert [sum(row.lower <= share <= row.upper for row in classes) for share in range(101)] == [1] * 101
    assert {id_: (row.lower, row.upper) for id_, row in kinds().frequencies.items()} == {
        "HP:0040280": (100, 100),
        "HP:0040281": (80, 99),
        "HP:0040282": (30, 79),
        "HP:0040283": (5, 29),
        "HP:0040284": (1, 4),
        "HP:0040285": (0, 0),
    }
