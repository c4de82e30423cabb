"""A reader of OBO files, stanza by stanza: the tags that an excerpt of an ontology needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)" ([A-Z]+)')
_ESCAPE = re.compile(r"\\(.)")
_TRAILING = re.compile(r"(?<!\\) [!{].*\Z")


@dataclass(slots=True)
class Stanza:
    """A [Term] as the file has it: parents and alternative ids in its order; `other`: synonyms that are not EXACT.

    `replaced_by` and `consider` say what stands for an obsolete term, surely and perhaps.
    """

    id: str = ""
    name: str = ""
    obsolete: bool = False
    parents: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    replaced_by: list[str] = field(default_factory=list)
    consider: list[str] = field(default_factory=list)


def read_terms(lines: Iterable[str]) -> Iterator[Stanza]:
    """The [Term] stanzas of an OBO file, in its order."""
    stanza: Stanza | None = None
    for line in lines:
        if line.startswith("["):
            if stanza is not None:
                yield stanza
            stanza = Stanza() if line.startswith("[Term]") else None
        elif stanza is not None:
            _take(stanza, *line.rstrip("\n").partition(": ")[::2])
    if stanza is not None:
        yield stanza


def read_head(lines: Iterable[str]) -> dict[str, str]:
    """The first value of each tag above the first stanza."""
    head: dict[str, str] = {}
    for line in lines:
        if line.startswith("["):
            break
        tag, _, value = line.rstrip("\n").partition(": ")
        head.setdefault(tag, value)
    return head


def _take(stanza: Stanza, tag: str, value: str) -> None:
    match tag:
        case "id":
            stanza.id = value
        case "name":
            stanza.name = _ESCAPE.sub(r"\1", value)
        case "is_obsolete":
            stanza.obsolete = value == "true"
        case "is_a":
            stanza.parents.append(_TRAILING.sub("", value))
        case "alt_id":
            stanza.alternatives.append(value)
        case "synonym":
            found = _SYNONYM.match(value)
            if found:
                scope = stanza.exact if found[2] == "EXACT" else stanza.other
                scope.append(_ESCAPE.sub(r"\1", found[1]))
        case "replaced_by":
            stanza.replaced_by.append(_TRAILING.sub("", value))
        case "consider":
            stanza.consider.append(_TRAILING.sub("", value))
