"""Templates: the same lines as `lines` says one by one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from raregraph import lines
from raregraph.blocks import lines_of
from raregraph.facts import Passage
from raregraph.ids import Iri, ours
from raregraph.knowledge import Knowledge
from raregraph.statements import Place, Statement
from raregraph.templates import blocks_of, passage_block, shared_blocks, statement_block
from tests.making import ALS, at, claim, judged, source, version

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NEW = source(version("b", ("symptoms", "2020-07-01")))
ROW = f'{{kind: phenotype, subject: "{ALS}", object: "HP:0003324", frequency: "HP:0040281", {at(3, 9)}}}'
[STATEMENT] = judged(claim(ROW, NEW))


def test_blocks_say_what_lines_say(knowledge: Knowledge) -> None:
    """All of ALS: every kind of statement, curated ones, findings, several versions."""
    assert lines_of([*blocks_of(knowledge), *shared_blocks(knowledge)]) == lines.merged([lines.of_knowledge(knowledge)])


def test_most_statements_of_pages_have_a_template(knowledge: Knowledge) -> None:
    """Those without one have several values of one predicate."""
    made = [statement_block(item) for item in knowledge.statements]
    assert sum(block is not None for block in made) > len(made) / 2


@given(TEXT, TEXT, TEXT, st.sampled_from(["latest", "older"]), st.booleans(), st.booleans())
def test_a_statement_is_told_alike_whatever_its_values(
    label: str, printed: str, note: str, standing: str, negated: bool, ruled: bool
) -> None:
    """Any text in its label, wording and note; whether it has them or not."""
    statement: Statement = replace(
        STATEMENT, label=label, printed=(printed,) if ruled else (), notes=(note,) if negated else (),
        standing=standing, negated=negated, rules=("a-rule",) if ruled else (),
    )  # fmt: skip
    block = statement_block(statement)
    end = lines.graph_of(statement)
    assert block
    assert lines_of([block]) == sorted(line + end for line in lines.about_statement(statement))


@given(TEXT, st.one_of(st.just(""), TEXT), st.integers(0, 10**6), st.sampled_from(["", "symptoms"]), st.booleans())
def test_a_passage_is_told_alike_whatever_its_words(
    first: str, last: str, start: int, section: str, found: bool
) -> None:
    """With and without a section or last words, in its version's graph or in that of findings."""
    passage = Passage(start, start + 5, "0" * 64, first, last)
    place = Place(ours("passage/" + "1" * 32), Iri(NEW.iri), passage, section, "")
    end = lines.FINDINGS if found else ""
    block = passage_block(place, end)
    assert lines_of([block]) == sorted(line + (end or lines.version_graph(NEW)) for line in lines.of_passage(place))


def test_several_values_of_a_predicate_have_no_template() -> None:
    """Their order hangs on the values."""
    assert statement_block(replace(STATEMENT, printed=("one", "two"))) is None
    assert statement_block(replace(STATEMENT, places=STATEMENT.places * 2)) is None
