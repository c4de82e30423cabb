"""The OBO reader."""

from raregraph.obo import Stanza, read_head, read_terms

TEXT = r"""format-version: 1.2
data-version: hp/releases/2025-01-16
subsetdef: a "one"
subsetdef: b "two"

[Term]
id: HP:0000001
name: All \! of it

[Typedef]
id: part_of
name: part of

[Term]
id: HP:0000002
name: Two
alt_id: HP:0000009
synonym: "Second \"term\", 2" EXACT layperson []
synonym: "Deuce" BROAD []
is_a: HP:0000001 {xref="x"} ! All
is_a: HP:0000003
is_obsolete: true
replaced_by: HP:0000001
consider: HP:0000004 ! Four
"""


def test_terms_are_read_in_order_with_the_tags_of_an_excerpt() -> None:
    """Comments, qualifiers and escapes go, EXACT synonyms stand apart, typedefs are passed over."""
    assert list(read_terms(TEXT.splitlines())) == [
        Stanza("HP:0000001", "All ! of it"),
        Stanza(
            "HP:0000002", "Two", True, ["HP:0000001", "HP:0000003"], ["HP:0000009"], ['Second "term", 2'],
            ["Deuce"], ["HP:0000001"], ["HP:0000004"],
        ),
    ]  # fmt: skip


def test_the_head_ends_at_the_first_stanza() -> None:
    """Of a repeated tag the first value is kept."""
    assert read_head(TEXT.splitlines()) == {
        "format-version": "1.2", "data-version": "hp/releases/2025-01-16", "subsetdef": 'a "one"', "": "",
    }  # fmt: skip
