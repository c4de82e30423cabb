"""Own: where a page speaks of its own disease, by name or as "it", so that a rule can ask for just that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from raregraph.symptoms import Span
from raregraph.text import fold

MARK = "\ue000"
"""Stands, once for each character, where a page names its own disease; `{{own}}` in a rule is a run of it."""

_SENTENCE = re.compile(r"[^\s.?!][^.?!\n]*(?:[.?!](?![ \n])[^.?!\n]*)*[.?!]?")
_PRONOUN = re.compile(
    r"\b(?:[Ii]t|[Tt]h(?:is|e) (?:rare |genetic |inherited )?(?:condition|disorder|disease|syndrome)"
    r"|cases(?= (?:are|is|have|may|can|result)\b))\b"
)
_OTHER = re.compile(r"\b(?:syndrome|type|subtype|form|variant)s?\b")
_SUBJECT = 60
"""So many characters from its start, a sentence has its subject in."""
_GOES_ON = re.compile(
    r"\w|-(?:like|related|associated)|,? (?:type|subtype|form)\b|,? \d| (?:[IVX]+|[A-Z])\b| (?:gene|mutation|protein)"
)
_OF_A_GENE = re.compile(
    r"(?i:(?:mutations?|changes?|alterations?|variants?|copy|copies|loss|\)) (?:in|of|on)|called|named)(?: the)? $"
)
_ALIAS = re.compile(
    rf"{MARK} \((?:or |also (?:called|known as) )?"
    rf"(?P<name>[A-Z][A-Za-z0-9/+-]{{1,11}}(?: [IVX\d]{{1,3}}[A-Z]?)?)(?=[),;])"
)
_TYPE = re.compile(r"(?P<group>.{3,}?),? type (?P<number>[ivx]{1,4}|\d{1,2}|\d?[a-z]|\d{1,2}[a-z]\d?)")
_TURNED = re.compile(r"(?P<first>[^,]+), (?P<second>[a-z0-9 ]+?)(?: type)?")
_EPONYM = re.compile(r"(?P<who>\w{4,}?)(?P<s>'s)?(?= (?:disease|syndrome))")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_ARABIC = {roman: str(number) for number, roman in enumerate(_ROMAN, 1)}
_NUMBERS = {**_ARABIC, **{number: roman for roman, number in _ARABIC.items()}}
_LEAD = re.compile(r"(?:What (?:causes|are) |How (?:is|might) )?(?:[A-Z][a-z ]{2,60}, )?(?:The |the )?")


def own_names(title: str, names: Iterable[str]) -> tuple[str, ...]:
    """A title and the names that are not a part of it, as the name of a group is of a type's; longest first, folded."""
    whole = _key(fold(title))
    kept = {name for name in (_key(fold(name)) for name in names) if len(name) > 2 and name not in whole} | {whole}
    spelt = {other for name in kept for other in _spellings(name)}
    return tuple(sorted(spelt, key=lambda name: (-len(name), name)))


def _spellings(name: str) -> Iterator[str]:
    """A name, and how it is written too: `x type 2` as `x, type ii` and `x 2`; `y's disease` as `y disease`."""
    yield name
    if match := _TYPE.fullmatch(name):
        numbers = {match["number"], _NUMBERS.get(match["number"], match["number"])}
        yield from (f"{match['group']}{word} {number}" for word in ("", " type", ", type") for number in numbers)
    if match := _TURNED.fullmatch(name):
        yield f"{match['second']} {match['first']}"
    if match := _EPONYM.match(name):
        yield f"{match['who']}{'' if match['s'] else chr(39) + 's'}{name[match.end() :]}"


def _key(name: str) -> str:
    """A folded name or text as names are compared: of equal length, in lower case, a blank for each hyphen."""
    lower = name.lower()
    return (lower if len(lower) == len(name) else name).replace("-", " ")


def marked(text: str, names: Iterable[str]) -> str:
    """The text, of equal length, with MARK where it names the disease, or says "it" and means the disease."""
    key = _key(text)
    named = _covered(text, (span for name in names for span in _places(text, key, name)))
    aliases = dict.fromkeys(_key(match["name"]) for match in _ALIAS.finditer(named))
    named = _covered(named, (span for alias in aliases for span in _places(text, key, alias)))
    return _covered(named, _meant(named))


def _places(text: str, key: str, name: str) -> Iterator[Span]:
    """Where a name stands alone: not within a word, and nothing follows that makes it another's."""
    start = key.find(name)
    while start >= 0:
        end = start + len(name)
        if not text[start - 1 : start].isalnum() and not _GOES_ON.match(text, end) and not _of_a_gene(text, start, end):
            yield start, end
        start = key.find(name, end)


def _of_a_gene(text: str, start: int, end: int) -> bool:
    """Whether a short name in capitals is rather that of a gene."""
    return text[start:end].isupper() and bool(_OF_A_GENE.search(text[max(0, start - 24) : start]))


def _covered(text: str, spans: Iterable[Span]) -> str:
    for start, end in list(spans):
        text = f"{text[:start]}{MARK * (end - start)}{text[end:]}"
    return text


def _meant(text: str) -> Iterator[Span]:
    """Where "it" or "this condition" is the disease: the sentence, or the last one about anything, begins with it."""
    for start, end in _paragraphs(text):
        means, first = False, True
        for sentence in _SENTENCE.finditer(text, start, end):
            body = _LEAD.match(text, sentence.start(), sentence.end())
            opens = body.end() if body else sentence.start()
            alone = first and bool(_PRONOUN.match(text, opens))
            if alone or text[opens : opens + 1] == MARK:
                means = True
            elif _OTHER.search(_PRONOUN.sub("", text[opens : min(opens + _SUBJECT, sentence.end())])):
                means = False
            if means:
                yield from (match.span() for match in _PRONOUN.finditer(text, *sentence.span()))
            first = False


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1
