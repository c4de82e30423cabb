"""needs: words that spare a rule a page."""

from __future__ import annotations

import pytest

from raregraph.errors import ContentError, Where
from raregraph.needs import need, words_of
from raregraph.rules import Rule, rules


@pytest.mark.parametrize("name", ["Genes", "a  GENE;", "no-gene"])
def test_a_need_is_met_whatever_case_and_punctuation(name: str) -> None:
    """Whole words count, one of the wordings is enough."""
    assert need("gene|genes", Where("here")).met(words_of(name))


def test_a_need_is_of_whole_words_in_order() -> None:
    """A part of a word, or the words in another order, is not what is needed."""
    found = need("blue foot", Where("here"))
    assert [found.met(words_of(text)) for text in ("blue\n foot", "blue footed", "foot, blue")] == [True, False, False]


def test_a_need_may_be_a_lexicon() -> None:
    """Any of its words will do; an unknown lexicon is refused."""
    assert need("{{drug}}", Where("here")).met(words_of("RILUZOLE."))
    with pytest.raises(ContentError, match="unknown lexicon 'drag'"):
        need("{{drag}}", Where("here"))


NEEDY = [rule for rule in rules() if rule.needs]


@pytest.mark.parametrize("rule", NEEDY, ids=[rule.name for rule in NEEDY])
def test_a_need_can_be_met(rule: Rule) -> None:
    """Each need of the project's rules has wordings, of letters and digits only."""
    for item in rule.needs:
        assert item.wordings
        assert all(words_of(wording.decode()).text == wording for _, wording in item.wordings)
