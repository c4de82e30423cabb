"""Lines: N-Quads text that reads back as itself."""

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad, RdfFormat, parse

from raregraph import lines
from raregraph.knowledge import Knowledge


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_literal_is_escaped_as_canonical_n_triples(text: str) -> None:
    """Any text comes out as pyoxigraph's own writer has it."""
    assert lines.quote(text) == str(Literal(text))
    assert lines.english(text) == str(Literal(text, language="en"))


def test_every_line_reads_back_as_itself(knowledge: Knowledge) -> None:
    """A parser reads each line and a writer gives the same bytes: no dump needs a store."""
    found = lines.merged((lines.of_knowledge(knowledge), lines.of_backbone(knowledge.backbone)))
    read: list[Quad] = list(parse("\n".join(found), format=RdfFormat.N_QUADS))
    assert [f"{quad} ." for quad in read] == found


def test_lines_are_sorted_by_byte_each_once() -> None:
    """Code points sort as their UTF-8 bytes do; what two parts say is said once."""
    assert lines.merged((["b", "ä", "\U0001f600"], ["b", "a", "\uffee"])) == ["a", "b", "ä", "\uffee", "\U0001f600"]
