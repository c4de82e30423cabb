"""The constraint components of SHACL core that look at values alone, each with all its focus nodes at once."""

from __future__ import annotations

import datetime
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from raregraph.errors import GateError, Where
from raregraph.shacl.index import TYPE, Values, View
from raregraph.shacl.terms import LANG_STRING, STRING, XSD, is_blank, is_iri, is_literal, literal, parts, text

if TYPE_CHECKING:
    from raregraph.shacl.shape import Shape

SH = "http://www.w3.org/ns/shacl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
Pairs = dict[str, Values]
"""Each focus node with its value nodes."""


class Breach(NamedTuple):
    """A constraint that a focus node does not meet; no path means that of the shape, no message likewise."""

    shape: Shape
    component: str
    focus: str
    value: str | None
    path: str | None = None
    message: str | None = None


Found = tuple[str, Breach]
"""The focus node that a breach counts for, and the breach: of a nested property shape it has a focus node of its own.
"""


class Check(Protocol):
    """A constraint of a shape."""

    def run(self, view: View, pairs: Pairs, shape: Shape) -> Iterator[Found]:
        """Every breach."""


class Simple(ABC):
    """A constraint whose results say no more than focus node and value."""

    @property
    @abstractmethod
    def component(self) -> str:
        """Its name in SHACL, without the ending that all have."""

    @abstractmethod
    def bad(self, view: View, pairs: Pairs) -> Iterable[tuple[str, str | None]]:
        """The focus nodes that do not meet it, each with the value at fault where there is one."""

    def run(self, view: View, pairs: Pairs, shape: Shape) -> Iterator[Found]:
        """Every breach."""
        component = f"{SH}{self.component}ConstraintComponent"
        return ((focus, Breach(shape, component, focus, value)) for focus, value in self.bad(view, pairs))


class OfValues(Simple):
    """A constraint that each value meets or not, whosever value it is: each distinct value is tested once."""

    @abstractmethod
    def refused(self, view: View, values: set[str]) -> Collection[str]:
        """Those of some values that do not meet it."""

    def bad(self, view: View, pairs: Pairs) -> Iterable[tuple[str, str | None]]:
        """Each focus node with each of its refused values."""
        refused = self.refused(view, set().union(*pairs.values()))
        return with_values(pairs, refused)


def with_values(pairs: Pairs, refused: Collection[str]) -> Iterable[tuple[str, str | None]]:
    """Each focus node with each of its values that is among the refused."""
    if not refused:
        return []
    refused = frozenset(refused)
    return [(focus, value) for focus, values in pairs.items() for value in values if value in refused]


@dataclass(frozen=True)
class MinCount(Simple):
    """At least so many values."""

    component = "MinCount"
    least: int

    def bad(self, _: View, pairs: Pairs) -> Iterable[tuple[str, str | None]]:
        """Focus nodes with fewer."""
        return [(focus, None) for focus, values in pairs.items() if len(values) < self.least]


@dataclass(frozen=True)
class MaxCount(Simple):
    """At most so many values."""

    component = "MaxCount"
    most: int

    def bad(self, _: View, pairs: Pairs) -> Iterable[tuple[str, str | None]]:
        """Focus nodes with more."""
        return [(focus, None) for focus, values in pairs.items() if len(values) > self.most]


@dataclass(frozen=True)
class HasValue(Simple):
    """One of the values is this one."""

    component = "HasValue"
    value: str

    def bad(self, _: View, pairs: Pairs) -> Iterable[tuple[str, str | None]]:
        """Focus nodes without it."""
        return [(focus, None) for focus, values in pairs.items() if self.value not in values]


@dataclass(frozen=True)
class UniqueLang(Simple):
    """No language twice."""

    component = "UniqueLang"

    def bad(self, _: View, pairs: Pairs) -> Iterable[tuple[str, str | None]]:
        """Each focus node once for each language it has twice."""
        for focus, values in pairs.items():
            if len(values) > 1:
                found = Counter(language(value).lower() for value in values)
                yield from ((focus, None) for name, count in found.items() if name and count > 1)


def language(term: str) -> str:
    """The language of a term, or nothing."""
    suffix = term[term.rindex('"') + 1 :] if is_literal(term) else ""
    return suffix[1:] if suffix.startswith("@") else ""


@dataclass(frozen=True)
class In(OfValues):
    """Each value is on a list."""

    component = "In"
    allowed: frozenset[str]

    def refused(self, _: View, values: set[str]) -> Collection[str]:
        """Values that are not."""
        return values - self.allowed


@dataclass(frozen=True)
class Class(OfValues):
    """Each value is an instance of a class, or of a subclass of it."""

    component = "Class"
    class_: str

    def refused(self, view: View, values: set[str]) -> Collection[str]:
        """Literals, and what has no such type."""
        wanted = view.classes(self.class_)
        return [
            value for value, types in view.read(TYPE, values).items() if is_literal(value) or wanted.isdisjoint(types)
        ]


_KINDS: dict[str, str] = {
    "IRI": "<",
    "BlankNode": "_",
    "Literal": '"',
    "BlankNodeOrIRI": "_<",
    "BlankNodeOrLiteral": '_"',
    "IRIOrLiteral": '<"',
}
"""The first characters of the terms of each node kind."""


@dataclass(frozen=True)
class NodeKind(OfValues):
    """Each value is an IRI, a literal, a blank node, or one of two of these."""

    component = "NodeKind"
    kind: str

    def refused(self, _: View, values: set[str]) -> Collection[str]:
        """Values of another kind."""
        marks = _KINDS.get(self.kind.removeprefix("<" + SH).rstrip(">"), "")
        return [value for value in values if value[0] not in marks]


_PYTHON: dict[str, type | tuple[type, ...]] = {
    XSD + "integer": int,
    XSD + "float": float,
    XSD + "decimal": Decimal,
    XSD + "boolean": bool,
    XSD + "date": datetime.date,
    XSD + "time": datetime.time,
    XSD + "dateTime": datetime.datetime,
    STRING: (str, bytes),
    LANG_STRING: (str, bytes),
}
"""What the value of a well-typed literal is in Python; of other datatypes the reference engine asks no more."""


@dataclass(frozen=True)
class Datatype(OfValues):
    """Each value is a well-typed literal of a datatype."""

    component = "Datatype"
    datatype: str

    def refused(self, _: View, values: set[str]) -> Collection[str]:
        """IRIs, literals of other datatypes, and those whose text is none of the datatype's."""
        wanted = self.datatype[1:-1]
        return [value for value in values if not (is_literal(value) and fits(value, wanted))]


def fits(term: str, datatype: str) -> bool:
    """Whether a literal is well-typed, of a datatype, or of rdfs:Literal and rdfs:Datatype, which all are."""
    found = STRING if term[-1] == '"' else parts(term)[1]
    if found != datatype:
        return datatype == RDFS + "Literal" or (datatype == RDFS + "Datatype" and found != LANG_STRING)
    if datatype in (STRING, LANG_STRING):
        return True
    known = literal(term)
    return known.ill_typed is not True and (datatype not in _PYTHON or isinstance(known.value, _PYTHON[datatype]))


@dataclass(frozen=True)
class Length(OfValues):
    """The text of each value has at least, or at most, so many characters; a blank node has no text."""

    least: int = 0
    most: int | None = None

    @property
    def component(self) -> str:
        """By which bound it has."""
        return "MinLength" if self.most is None else "MaxLength"

    def refused(self, _: View, values: set[str]) -> Collection[str]:
        """Values that are shorter or longer."""
        return [value for value in values if not self._fits(value)]

    def _fits(self, value: str) -> bool:
        if is_blank(value):
            return self.most is None and self.least == 0
        return self.least <= len(text(value)) and (self.most is None or len(text(value)) <= self.most)


@dataclass(frozen=True)
class Pattern(OfValues):
    """The text of each value matches a regular expression; a blank node has no text."""

    component = "Pattern"
    pattern: re.Pattern[str]

    def refused(self, _: View, values: set[str]) -> Collection[str]:
        """Values that do not."""
        search = self.pattern.search
        return [value for value in values if is_blank(value) or not search(text(value))]


@dataclass(frozen=True)
class LanguageIn(OfValues):
    """Each value has one of these languages, or a variety of one; `*` is any."""

    component = "LanguageIn"
    languages: frozenset[str]

    def refused(self, _: View, values: set[str]) -> Collection[str]:
        """Values in none of them."""
        return [value for value in values if not self._fits(language(value).lower())]

    def _fits(self, name: str) -> bool:
        return bool(name) and ("*" in self.languages or name in self.languages or name.split("-")[0] in self.languages)


@dataclass(frozen=True)
class Range(OfValues):
    """Each value is above or below a bound; what cannot be compared with it is refused."""

    side: str
    bound: str

    @property
    def component(self) -> str:
        """By the side it is on."""
        return self.side

    def refused(self, _: View, values: set[str]) -> Collection[str]:
        """Values outside."""
        fits = _SIDES[self.side]
        return [value for value in values if not (is_literal(value) and self._fits(value, fits))]

    def _fits(self, value: str, fits: Callable[[int], bool]) -> bool:
        left, right = literal(value), literal(self.bound)
        if isinstance(left.value, str) != isinstance(right.value, str):
            return False
        try:
            return fits(_compared(left, right))
        except (TypeError, NotImplementedError):
            return False


_SIDES: dict[str, Callable[[int], bool]] = {
    "MinExclusive": lambda order: order > 0,
    "MinInclusive": lambda order: order >= 0,
    "MaxExclusive": lambda order: order < 0,
    "MaxInclusive": lambda order: order <= 0,
}


def _compared(left: Any, right: Any) -> int:
    """Minus one, nought or one; dates and times by their values, for which rdflib has an order of its own."""
    if left.eq(right):
        return 0
    if type(left.value) in (datetime.datetime, datetime.time):
        return 1 if left.value > right.value else -1
    return 1 if left > right else -1


@dataclass(frozen=True)
class Equals(Simple):
    """The values are those of another property of the focus node."""

    component = "Equals"
    predicate: str

    def bad(self, view: View, pairs: Pairs) -> Iterable[tuple[str, str | None]]:
        """Each value that only one of the two has."""
        others = view.read(self.predicate, pairs)
        return [
            (focus, value)
            for focus, values in pairs.items()
            if values is not others[focus]
            for value in {*values} ^ {*others[focus]}
        ]


@dataclass(frozen=True)
class Disjoint(Simple):
    """No value is one of another property of the focus node."""

    component = "Disjoint"
    predicate: str

    def bad(self, view: View, pairs: Pairs) -> Iterable[tuple[str, str | None]]:
        """Each value that both have."""
        others = view.read(self.predicate, pairs)
        return [(focus, value) for focus, values in pairs.items() for value in values if value in others[focus]]


@dataclass(frozen=True)
class LessThan(Simple):
    """Each value is below every value of another property of the focus node; or, with `equal`, not above."""

    predicate: str
    equal: bool

    @property
    def component(self) -> str:
        """By whether equal will do."""
        return "LessThanOrEquals" if self.equal else "LessThan"

    def bad(self, view: View, pairs: Pairs) -> Iterable[tuple[str, str | None]]:
        """A value once for each of the others that it is not below."""
        for focus, others in view.read(self.predicate, pairs).items():
            yield from ((focus, value) for value in pairs[focus] for other in others if not self._below(value, other))

    def _below(self, value: str, other: str) -> bool:
        left, right = comparable(value), comparable(other)
        if (type(left) is str) != (type(right) is str):
            return False
        if type(left) is not type(right):
            left, right = literal(value), literal(other)
        try:
            return bool(left <= right if self.equal else left < right)
        except TypeError:
            return False


def comparable(term: str) -> Any:
    """What a term is compared by: text, a whole number, or else its literal, as rdflib orders it."""
    if is_blank(term):
        raise GateError(
            Where("shapes"), "sh:lessThan meets a blank node", "compare literals: a blank node has no order"
        )
    if is_iri(term):
        return text(term)
    found = literal(term)
    return found.value if isinstance(found.value, str) or (type(found.value) is int and not found.ill_typed) else found
