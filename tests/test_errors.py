"""Errors: where, what, what to do; all faults of an input at once."""

from __future__ import annotations

import pytest

from raregraph.errors import ContentError, Faults, PageError, RaregraphError, UsageError, Where, nearest, raise_all


def test_an_error_keeps_its_parts_and_derives_its_text() -> None:
    """`where: problem; fix` is the text of every error."""
    fault = PageError(Where("page.txt", 7), "a NUL byte", "give plain text")
    assert (fault.where, fault.problem, fault.fix) == (Where("page.txt", 7), "a NUL byte", "give plain text")
    assert str(fault) == "page.txt:7: a NUL byte; give plain text"


def test_a_place_without_a_line_is_the_file_alone() -> None:
    """Line 0 means the file as a whole."""
    assert str(Where("page.txt")) == "page.txt"


@pytest.mark.parametrize(("kind", "status"), [(RaregraphError, 1), (ContentError, 1), (UsageError, 2)])
def test_exit_codes_tell_faults_of_data_from_wrong_usage(kind: type[RaregraphError], status: int) -> None:
    """1 is a fault in what was given, 2 a wrong use."""
    assert kind("x", "y", "z").exit_code == status


def test_nothing_is_raised_without_faults() -> None:
    """An empty list is no fault."""
    raise_all([])


def test_one_fault_is_raised_as_itself() -> None:
    """A single fault keeps its class."""
    with pytest.raises(PageError):
        raise_all([PageError("a", "b", "c")])


def test_several_faults_come_in_the_order_of_files_and_lines() -> None:
    """Line 9 comes before line 10, whatever the order they were found in."""
    faults = [ContentError(Where("b", 1), "p", "f"), ContentError(Where("a", 10), "p", "f")]
    with pytest.raises(Faults, match=r"a:9: p; f\na:10: p; f\nb:1: p; f") as caught:
        raise_all([*faults, ContentError(Where("a", 9), "p", "f")])
    assert (caught.value.where, caught.value.problem) == ("a:10, a:9, b:1", "3 faults")


def test_wrong_usage_among_faults_decides_the_exit_code() -> None:
    """The gravest exit status wins."""
    assert Faults([ContentError("a", "p", "f"), UsageError("b", "p", "f")]).exit_code == 2


def test_the_nearest_known_word_is_named() -> None:
    """A slip of one letter is answered with the word meant."""
    assert nearest("gnee", ["drug", "gene"]) == "did you mean 'gene'?"


def test_without_a_near_word_the_known_ones_are_listed() -> None:
    """Sorted, and cut after twelve."""
    assert nearest("zzz", ["b", "a"]) == "known: a, b"
    assert nearest("zzz", map(str, range(10, 30))).endswith("20, 21, … (20 in all)")


def test_a_bare_error_keeps_nothing_of_where_it_was_raised() -> None:
    """A hundred thousand of them are kept in a build; the text stays."""
    try:
        raise PageError("a.xml", "cut", "get it anew") from ValueError("why")
    except PageError as fault:
        bare = fault.bare()
    assert (bare.__traceback__, bare.__cause__, bare.__context__) == (None, None, None)
    assert str(bare) == "a.xml: cut; get it anew"
