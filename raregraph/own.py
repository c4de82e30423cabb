"""Own: where a page speaks of its own disease, by name or as "it", so that a rule can ask for just that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from raregraph.symptoms import Span
from raregraph.text import fold

MARK = "\ue000"
"""Stands, once for each character, where a page names its own disease; `{{own}}` in a rule is a run of it."""
SIGNS = "\ue001"
"""Likewise where a sentence begins with the symptoms or the onset of the page's own disease; `{{signs}}` in a rule."""

_SENTENCE = re.compile(r"[^\s.?!][^.?!\n]*(?:[.?!](?![ \n])[^.?!\n]*)*[.?!]?")
_PRONOUN = re.compile(
    r"\b(?:[Ii]t|[Tt]h(?:is|e) (?:rare |genetic |inherited )?(?:condition|disorder|disease|syndrome)"
    r"|cases(?= (?:are|is|have|may|can|result|appears?|seem)\b))\b"
)
_SIGNS = re.compile(
    r"(?:The )?(?:[Ff]irst |[Ii]nitial |[Aa]verage |[Mm]ean )?(?P<signs>"
    r"(?:(?:[Ss]igns and )?[Ss]ymptoms|[Ff]eatures|[Aa]ge (?:of|at) onset|[Oo]nset)"
    r"(?: of (?:symptoms|th(?:is|e) (?:condition|disease|disorder)))?(?! (?:of|in|for|with)\b)\b"
    r"|Affected (?:people|individuals)\b)"
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
_NUMBERED = re.compile(r"(?P<group>.{3,}(?<! type)(?<! type,)) (?P<number>\d{1,2}[a-z]?)")
_TURNED = re.compile(r"(?P<first>[^,]+), (?P<second>[a-z0-9 ]+?)(?: type)?")
_EPONYM = re.compile(r"(?P<who>\w{4,}?)(?P<s>'s)?(?= (?:disease|syndrome))")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_ARABIC = {roman: str(number) for number, roman in enumerate(_ROMAN, 1)}
_NUMBERS = {**_ARABIC, **{number: roman for roman, number in _ARABIC.items()}}
_LEAD = re.compile(
    r"(?:What (?:causes|are) |How (?:is|might) )?(?:[A-Z][a-z ]{2,60}, )?(?:The |the )?"
    r"(?:(?:[Ss]igns and symptoms|[Ss]ymptoms|[Cc]auses?|[Oo]nset|[Ss]everity|[Ff]eatures) of (?:the )?)?"
)
_ONLY = re.compile(r"(?:familial|hereditary|inherited|sporadic|acquired|isolated) (?P<group>.+)")
_WITHIN = re.compile(r" \((?P<short>[A-Z][A-Za-z0-9]{1,8})\)(?=,? \w)")
_CUT = re.compile(r",? ")
_CAPITALS = re.compile(r"(?P<short>[A-Z][A-Z0-9/+-]{2,9})(?P<word> (?:disease|syndrome))?")


def own_names(title: str, names: Iterable[str]) -> tuple[str, ...]:
    """A title and the names of the same thing, longest first, folded; in capitals those that nothing else tells apart.

    A name that is a part of the title is left out, as that of a group is of a type's; so is one that only adds to the
    title which cases are meant: the familial ones, or those of type 2, are not all.
    """
    whole = _key(fold(title))
    wordings = [fold(name) for name in names]
    capitals = {match["short"] for name in wordings if (match := _CAPITALS.fullmatch(name))}
    kept = {_key(name) for name in wordings if len(name) > 2 and name not in capitals and _key(name) not in whole}
    kept = {name for name in kept if not _is_only_some(name, whole)} | {whole}
    spelt = {other for name in kept for other in _spellings(name)}
    spelt |= {name.replace("-", " ") for name in capitals if _key(name) not in whole}
    return tuple(sorted(spelt, key=lambda name: (-len(name), name)))


def _is_only_some(name: str, whole: str) -> bool:
    match = _ONLY.fullmatch(name) or _TYPE.fullmatch(name) or _NUMBERED.fullmatch(name)
    return match is not None and match["group"] == whole


def _spellings(name: str) -> Iterator[str]:
    """A name, and how it is written too: `x type 2` as `x, type ii` and `x 2`; `y's disease` as `y disease`."""
    yield name
    if match := _TYPE.fullmatch(name):
        numbers = {match["number"], _NUMBERS.get(match["number"], match["number"])}
        yield from (f"{match['group']}{word} {number}" for word in ("", " type", ", type") for number in numbers)
        yield from (f"type {number} {match['group']}" for number in numbers)
    if match := _NUMBERED.fullmatch(name):
        yield f"{match['group']} type {match['number']}"
    if match := _TURNED.fullmatch(name):
        yield f"{match['second']} {match['first']}"
        if name.endswith(" type"):
            yield from (f"{match['first']} {match['second']} type", f"{match['second']} type of {match['first']}")
    if match := _EPONYM.match(name):
        yield f"{match['who']}{'' if match['s'] else chr(39) + 's'}{name[match.end() :]}"


def _key(name: str) -> str:
    """A folded name or text as names are compared: of equal length, in lower case, a blank for each hyphen."""
    lower = name.lower()
    return (lower if len(lower) == len(name) else name).replace("-", " ")


def marked(text: str, names: Iterable[str]) -> str:
    """The text, of equal length, with MARK where it names the disease, or says "it" and means the disease.

    SIGNS stands where a sentence about it begins with its symptoms or onset.
    """
    written, key, names = text.replace("-", " "), _key(text), tuple(names)
    within = list(_within(written, key, names))
    every = dict.fromkeys((*names, *(name for _, name in within)))
    places = (_places(text, written if name.isupper() else key, name) for name in every)
    named = _covered(text, chain((span for span, _ in within), *places))
    aliases = dict.fromkeys(match["name"].replace("-", " ") for match in _ALIAS.finditer(named))
    named = _covered(named, (span for alias in aliases for span in _places(text, written, alias)))
    about = list(_about_it(named))
    signs = (match.span("signs") for start, end in about if (match := _SIGNS.match(named, start, end)))
    return _covered(_covered(named, _meant(named, about)), signs, SIGNS)


def _within(written: str, key: str, names: tuple[str, ...]) -> Iterator[tuple[Span, str]]:
    """Names with an abbreviation of their beginning inside, as `Blue foot (BF), early type`, and `bf, early type`."""
    cuts = [(name[: cut.start()], name[cut.start() :]) for name in names for cut in _CUT.finditer(name)]
    for match in _WITHIN.finditer(written):
        for head, tail in cuts:
            start, end = match.start() - len(head), match.end() + len(tail)
            around = key.startswith(tail, match.end()) and key.startswith(head, max(0, start))
            if around and start >= 0 and not _GOES_ON.match(key, end):
                yield (start, end), match["short"].lower() + tail


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


def _covered(text: str, spans: Iterable[Span], mark: str = MARK) -> str:
    for start, end in list(spans):
        text = f"{text[:start]}{mark * (end - start)}{text[end:]}"
    return text


def _meant(text: str, about: Iterable[Span]) -> Iterator[Span]:
    """Where "it" or "this condition" is the disease: in the sentences about it."""
    return (match.span() for span in about for match in _PRONOUN.finditer(text, *span))


def _about_it(text: str) -> Iterator[Span]:
    """The sentences about the disease: they, or the last one of the paragraph about anything, begin with it."""
    for start, end in _paragraphs(text):
        means, first = False, True
        for sentence in _SENTENCE.finditer(text, start, end):
            body = _LEAD.match(text, sentence.start(), sentence.end())
            opens = body.end() if body else sentence.start()
            alone = first and bool(_PRONOUN.match(text, opens) or _SIGNS.match(text, sentence.start()))
            if alone or text[opens : opens + 1] == MARK:
                means = True
            elif _OTHER.search(_PRONOUN.sub("", text[opens : min(opens + _SUBJECT, sentence.end())])):
                means = False
            if means:
                yield sentence.span()
            first = False


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1
