"""Blocks: lines of one subject, whose order is that of their subjects."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from raregraph.blocks import Block, filled, lines_of, merged, of_lines, slot, subject_of, template
from raregraph.ids import BASE

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=9)
SUBJECTS = st.builds(
    lambda kind, ids: f"<{BASE}{kind}/{ids}>",
    st.sampled_from(["passage", "page", "statement"]),
    st.text("0a/", min_size=1, max_size=4),
)
LINES = st.builds(lambda subject, rest: f"{subject} <p> {rest!r} .", SUBJECTS, st.integers(0, 3))


def test_a_template_is_filled_at_its_slots() -> None:
    """A value may stand at several; one that looks like a slot stays as it is."""
    made = template(f'<{slot(0)}> <p> {slot(1)} .\n<{slot(0)}> <q> "ä" .\n')
    assert filled(Block("a>", made, f"a\n{slot(0)}")).decode() == f'<a> <p> {slot(0)} .\n<a> <q> "ä" .\n'


def test_a_template_is_itself_in_another_process() -> None:
    """Equal texts are one template, so that a spill numbers it once."""
    made = template(f"<{slot(0)}> <p> <o> .\n")
    assert pickle.loads(pickle.dumps(made)) is made


@given(TEXT, TEXT)
def test_any_value_comes_out_as_it_went_in(one: str, two: str) -> None:
    """Whatever its characters, but for the end of a line."""
    block = Block("a>", template(f"{slot(1)}|{slot(0)}|{slot(1)}\n"), f"{one}\n{two}")
    assert filled(block).decode() == f"{two}|{one}|{two}\n"


@given(st.lists(LINES))
def test_blocks_in_the_order_of_their_subjects_are_lines_in_order(lines: list[str]) -> None:
    """However one IRI begins another; each line once."""
    blocks = sorted(of_lines(lines), key=lambda block: block.subject)
    assert [line for block in blocks for line in block.text.split("\n")] == sorted(set(lines))
    assert lines_of(blocks) == sorted(set(lines))


def test_a_selector_is_in_the_block_of_its_passage() -> None:
    """Its lines stand right before the passage's."""
    assert subject_of("<x/passage/1/selector> <p> <o> .") == subject_of("<x/passage/1> <p> <o> .") == "x/passage/1>"


def test_blocks_of_one_subject_are_merged_as_lines() -> None:
    """What both say stands once."""
    assert merged([b"<a> 1\n<a> 3\n", b"<a> 2\n<a> 3\n"]) == b"<a> 1\n<a> 2\n<a> 3\n"
