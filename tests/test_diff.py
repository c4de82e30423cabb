"""Differences between two versions of a page."""

from __future__ import annotations

import pytest

from raregraph.diff import between, changes, to_quads, to_table, version_named
from raregraph.errors import UsageError
from raregraph.facts import FactFile
from raregraph.ids import contract
from raregraph.knowledge import Knowledge, assemble
from tests.making import HERE, at, fact, version

OLD = version("a", ("names", ""), ("cause", "2013-01-11"))
NEW = version("b", ("names", ""), ("symptoms", "2020-07-01"))
NAMES, SECOND = at(10, 20), at(110, 120)
NAME, AGE = 'kind: name, subject: "ALS", object: ', 'kind: onset, subject: "ALS", object: '


def known(old: list[str], new: list[str]) -> Knowledge:
    """What two versions say."""
    files = [FactFile(HERE, of.sha256, of, tuple(map(fact, rows)), ()) for of, rows in ((OLD, old), (NEW, new))]
    return assemble(files, [], [], [], strict=True)


def compared(old: list[str], new: list[str]) -> list[tuple[str, str, str]]:
    """The changes, each with the objects that were and are."""
    of = known(old, new)
    found = changes(of, *of.versions)
    return [
        (item.change, *(side.named["object_written"] if side else "" for side in (item.old, item.new)))
        for item in found
        if "onsetclass" not in {side.kind.name for side in (item.old, item.new) if side}
    ]


def test_the_same_is_no_difference() -> None:
    """Though ids differ from version to version."""
    rows = [
        f'{{{NAME}"ALS", {NAMES}}}',
        f"{{{AGE}56, {NAMES}}}",
        f'{{kind: definition, subject: "ALS", object: "version:", {NAMES}}}',
    ]
    assert compared(rows, rows) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], [f'{{{NAME}"MND", {NAMES}}}'], [("added", "", "MND")]),
        ([f'{{{NAME}"MND", {NAMES}}}'], [], [("removed", "MND", "")]),
        ([f'{{{NAME}"MND", {SECOND}}}'], [], [("silent", "MND", "")]),
        ([f"{{{AGE}55, {NAMES}}}"], [f"{{{AGE}56, {NAMES}}}"], [("changed", "55", "56")]),
        (
            [f'{{{NAME}"MND", scope: "rg:abbreviation", {NAMES}}}'],
            [f'{{{NAME}"MND", {NAMES}}}'],
            [("changed", "MND", "MND")],
        ),
        (
            [f"{{{AGE}55, {NAMES}}}"],
            [f"{{{AGE}55, {NAMES}}}", f"{{{AGE}56, {NAMES}}}"],
            [("added", "", "56")],
        ),
        (
            [f"{{{AGE}55, {NAMES}}}", f"{{{AGE}56, {NAMES}}}"],
            [f"{{{AGE}55, {NAMES}}}"],
            [("removed", "56", "")],
        ),
        (
            ['{kind: date, subject: "section:names", object: "2013-01-11", ' + NAMES + "}"],
            ['{kind: date, subject: "section:names", object: "2020-07-01", ' + NAMES + "}"],
            [("changed", "2013-01-11", "2020-07-01")],
        ),
    ],
)  # fmt: skip
def test_each_difference_is_of_one_sort(old: list[str], new: list[str], expected: object) -> None:
    """Added, removed (the section is there and does not say it), silent (there is no such section), changed."""
    assert compared(old, new) == expected


@pytest.mark.parametrize(
    "name", ["2013-01-11", "aaaaaa", "AAAA", "https://w3id.org/raregraph/page/gard-5786/aaaaaaaaaaaa"]
)
def test_a_version_is_named_by_date_hash_or_iri(name: str) -> None:
    """At least four digits of a hash."""
    assert version_named(name, known([], [])).version.sha256[0] == "a"


@pytest.mark.parametrize("name", ["2014-01-11", "aaa", "", "x"])
def test_an_unknown_version_is_wrong_usage(name: str) -> None:
    """The message lists those there are."""
    with pytest.raises(
        UsageError, match=r"no version is named so; give .*: 2013-01-11 \(a{12}\), 2020-07-01 \(b{12}\)"
    ):
        version_named(name, known([], []))


def test_the_table_begins_with_what_disagrees_and_ends_with_the_counts() -> None:
    """Findings first, then what changed, then what came; each in a line, with the ids to explain it by."""
    of = known([f"{{{AGE}55, {NAMES}}}"], [f"{{{AGE}55.5, {NAMES}}}", f'{{{NAME}"MND", {NAMES}}}'])
    linked = between(of, *of.versions)
    lines = to_table(changes(of, *of.versions), linked).splitlines()
    assert lines[-1] == "2 differences: added 1, removed 0, changed 1, silent 0; 1 findings between the two"
    assert lines[0].startswith("conflict ")
    assert " → " in lines[1]
    assert lines[2].startswith("added    amyotrophic lateral sclerosis is also called “MND”")


def test_the_changes_are_data() -> None:
    """Nodes that name both versions and the statements; the same each time."""
    of = known([f"{{{AGE}55, {NAMES}}}"], [f"{{{AGE}55.5, {NAMES}}}"])
    found = changes(of, *of.versions)
    quads = to_quads(found, [], *of.versions)
    said = {contract(quad.predicate.value) for quad in quads}
    assert said == {"rdf:type", "rdfs:label", "rg:changeType", "rg:fromVersion", "rg:toVersion", "rg:about"}
    assert to_quads(changes(of, *of.versions), [], *of.versions) == quads
    linked = to_quads([], between(of, *of.versions), *of.versions)
    assert "rg:conflict" in {contract(quad.object.value) for quad in linked}


def test_the_two_pages_differ_as_the_graph_says(knowledge: Knowledge) -> None:
    """The genes of 2013 have no section since; the share of familial cases is said otherwise."""
    found = changes(knowledge, *knowledge.versions)
    genes = [item for item in found if item.old and item.old.kind.name == "gene"]
    assert len(genes) == 16
    assert {item.change for item in genes} == {"silent"}
    assert [item.change for item in found if "about 10 % of amyotrophic" in item.label] == ["added"]
    conflicts = [item.note for item in between(knowledge, *knowledge.versions) if item.type == "conflict"]
    assert [note for note in conflicts if "5–10 %" in note and "about 10 %" in note]
