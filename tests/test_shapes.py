"""Every constraint of shapes/ refuses what it is for, alone, and lets good graphs pass."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from bench.mutate_shapes import Mutation
from raregraph import content
from raregraph.gate import Trusted, run, to_rdflib, trusted_shapes
from raregraph.ids import expand
from raregraph.kinds import kinds
from raregraph.report import SHAPES
from raregraph.shape_docs import to_markdown
from raregraph.shape_text import nests_quantifiers
from raregraph.shapes import CONSTRAINTS, Shapes, read_shapes, sh
from raregraph.vocabulary import read_vocabulary
from tests.shape_cases import Case, cases, count, good_paths, read_good, shown

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def trusted() -> Trusted:
    """The project's shapes."""
    return trusted_shapes(content.SHAPES, read_vocabulary())


@pytest.fixture(scope="module")
def shapes(trusted: Trusted) -> Shapes:
    """The project's shapes, as they were read."""
    return trusted.shapes


@pytest.mark.parametrize("path", good_paths(), ids=lambda path: path.stem)
def test_good(path: Path, trusted: Trusted) -> None:
    """No shape has anything to say about a good graph."""
    assert list(shown(count(run(to_rdflib(read_good(path)), trusted.graph)))) == []


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_bad(case: Case, trusted: Trusted) -> None:
    """A bad case is refused by exactly the constraint it names, as often as it says."""
    found = count(run(to_rdflib(case.triples), trusted.graph))
    assert list(shown(found)) == list(shown(case.expected)), case.claim


def test_every_constraint_has_a_case(shapes: Shapes) -> None:
    """Each parameter that can be named in a report is named by a bad case."""
    covered = {(case.shape, case.component.rsplit("#", 1)[1].lower()) for case in cases()}
    missing = [
        f"{node.value.rsplit('/', 1)[1]} sh:{name}"
        for node in shapes.shapes
        if isinstance(node, ox.NamedNode)
        for name in CONSTRAINTS
        if name not in ("property", "qualifiedValueShape") and shapes.values(node, sh(name))
        if (node.value, f"{name}constraintcomponent".lower()) not in covered
    ]
    assert missing == []


def test_every_mutant_is_killed() -> None:
    """Removing or loosening any single constraint or target makes a case fail."""
    mutation = Mutation(read_shapes(content.SHAPES), cases())
    mutants = mutation.mutants()
    survivors = [f"{mutation.name(mutant)}: {mutant.change}" for mutant in mutants if not mutation.killer(mutant)]
    assert survivors == []
    assert len(mutants) > 1500


def test_weak_cases_are_noticed() -> None:
    """With a shape's cases gone, its mutants survive: the mutation test can fail."""
    kept = tuple(case for case in cases() if not case.shape.endswith("/statement-certainty"))
    mutation = Mutation(read_shapes(content.SHAPES), kept)
    own = [mutant for mutant in mutation.mutants() if mutation.name(mutant) == "statement-certainty"]
    assert own
    assert not any(map(mutation.killer, own))


def test_case_files_stand_where_they_belong(shapes: Shapes) -> None:
    """A bad case lies in the folder of its shape's file and is named after shape and component."""
    for case in cases():
        file = Path(shapes.at[ox.NamedNode(case.shape)]).stem
        component = case.component.rsplit("#", 1)[1].removesuffix("ConstraintComponent").lower()
        assert case.path.parent.name == file, case.name
        shape, _, rest = case.path.stem.partition(".")
        assert (SHAPES + shape, rest.split(".")[0].replace("-", "").rstrip("0123456789")) == (case.shape, component), (
            case.name
        )


def test_every_kind_has_its_file(shapes: Shapes) -> None:
    """Each kind of graph/kinds.yaml has a file, and shapes that take its classes, predicates and qualifiers."""
    files = {Path(name).stem for name in shapes.texts}
    lists = (item for node in shapes.described for head in shapes.values(node, sh("in")) for item in shapes.items(head))
    values = (value for node in shapes.described for value in shapes.values(node, sh("hasValue")))
    listed = {item.value for item in (*lists, *values) if isinstance(item, ox.NamedNode)}
    for kind in kinds().kinds.values():
        assert {kind.name, f"{kind.name}-statement"} & files, kind.name
        assert {expand(f"rg:{kind.name}"), *map(expand, (*kind.predicates, *kind.classes.values()))} <= listed, (
            kind.name
        )
        assert set(map(expand, kind.classes.values())) <= set(shapes.target_classes), kind.name
    paths = {
        value.value
        for node in shapes.shapes
        for value in shapes.values(node, sh("path"))
        if isinstance(value, ox.NamedNode)
    }
    used = {column for kind in kinds().kinds.values() for column in kind.columns}
    assert {expand(kinds().columns[name].property) for name in used} <= paths


def test_direct_predicates_are_those_of_the_table(shapes: Shapes) -> None:
    """The plain triples that the shapes look for are those of graph/kinds.yaml, sure and hedged."""
    table = {expand(name) for kind in kinds().kinds.values() for name in kind.direct}
    targets = {value.value for value in shapes.values(ox.NamedNode(SHAPES + "direct-statement"), sh("targetNode"))}
    assert targets == table
    hedged = {value.value for value in shapes.values(ox.NamedNode(SHAPES + "direct-hedged"), sh("targetNode"))}
    assert hedged == set(map(expand, kinds().hedged.values()))


def test_frequency_bounds_are_those_of_the_table(shapes: Shapes) -> None:
    """The bounds of each frequency class are those of graph/kinds.yaml."""
    for curie, known in kinds().frequencies.items():
        for end, bound in (("lower", known.lower), ("upper", known.upper)):
            node = ox.NamedNode(f"{SHAPES}frequency-{curie.split(':')[1]}-{end}")
            assert [value.value for value in shapes.values(node, sh("hasValue"))] == [str(bound)], curie


def test_every_shape_says_what_to_do(shapes: Shapes) -> None:
    """What can be named in a report has an IRI of ours and a message: a problem, a colon or full stop, what to do."""
    silent = [
        str(node)
        for node in shapes.shapes
        if isinstance(node, ox.NamedNode)
        if any(shapes.values(node, sh(name)) for name in CONSTRAINTS if name not in ("property", "sparql"))
        and not shapes.values(node, sh("message"))
    ]
    assert silent == []
    texts = [
        value.value
        for node in shapes.described
        for value in shapes.values(node, sh("message"))
        if isinstance(value, ox.Literal)
    ]
    assert [text for text in texts if not text.endswith(".")] == []
    assert [
        text
        for text, times in Counter(texts).items()
        if not text[0].isupper() and not text.startswith(("rg:", "biolink:", "{"))
    ] == []


def test_names_are_used_once(shapes: Shapes) -> None:
    """A shape is described in one place: no name is given twice."""
    heads = Counter(
        line.split(" a sh:")[0]
        for text in shapes.texts.values()
        for line in text.split("\n")
        if " a sh:" in line and line.startswith("rgsh:")
    )
    assert [name for name, times in heads.items() if times > 1] == []


def test_documentation(shapes: Shapes) -> None:
    """docs/shapes.md is what the shapes say."""
    assert (ROOT / "docs" / "shapes.md").read_text(encoding="utf-8") == to_markdown(shapes), (
        "run python -m raregraph.shape_docs"
    )


@pytest.mark.parametrize(
    ("pattern", "nested"),
    [
        ("(a+)+", True),
        ("(a*)*b", True),
        ("((a|b+)c?)*", True),
        ("(?:a{2,})+", True),
        ("(a|b)+", False),
        ("a+b*", False),
        ("[(a+)]+", False),
        (r"\(a+\)+", False),
        ("(a+)?", False),
        ("^(a+|b)$", False),
    ],
)
def test_nested_quantifiers(pattern: str, nested: bool) -> None:
    """A repeated group that holds a repetition is found, escapes and classes are not mistaken for one."""
    assert nests_quantifiers(pattern) is nested
