"""Hand-editable YAML, row by row with its line: unknown and duplicate keys and unquoted ids are errors."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from raregraph.content import shown
from raregraph.errors import ContentError, Where, nearest
from raregraph.textfiles import read_text

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BARE_WORD = re.compile(r"[A-Za-z][A-Za-z_-]*\Z")
_UNPRINTED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON leaves as it is and YAML takes for a line end or refuses."""
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written: its text, whether it was quoted, and its place."""

    text: str
    quoted: bool
    where: Where


@dataclass(frozen=True, slots=True)
class Row:
    """One mapping of a file; values are Scalar, tuple (a list) or Row."""

    values: Mapping[str, Any]
    where: Where

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def check_keys(self, allowed: frozenset[str] | set[str], required: frozenset[str] | set[str] = frozenset()) -> None:
        """Raise ContentError for a key that is not allowed, naming the nearest, or one that is missing."""
        for key in self.values:
            if key not in allowed:
                raise ContentError(self.where, f"unknown key {key!r}", nearest(key, allowed))
        for key in sorted(required):
            if key not in self.values:
                raise ContentError(self.where, f"missing key {key!r}", f"add {key}: to the row")

    def rows(self, key: str) -> tuple[Row, ...]:
        """The rows listed under a key; none when the key is absent."""
        value = self.values.get(key, ())
        if not isinstance(value, tuple) or not all(isinstance(item, Row) for item in value):
            raise ContentError(self.where, f"{key!r} is not a list of rows", "write it as `- {key: value, ...}` lines")
        return value

    def row(self, key: str) -> Row | None:
        """The mapping under a key, or None."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, Row):
            raise ContentError(self.where, f"{key!r} is not a mapping", "write it as {key: value, ...}")
        return value

    def scalar(self, key: str) -> Scalar:
        """The single value under a key. Raises ContentError when it is missing, or a list or mapping."""
        if key not in self.values:
            raise ContentError(self.where, f"missing key {key!r}", f"add {key}: to the row")
        return _single(self.values[key], key, self.where)

    def text(self, key: str, default: str | None = None) -> str:
        """A quoted string. Raises ContentError for an unquoted one, which YAML may have read as something else."""
        if key not in self.values and default is not None:
            return default
        return quoted(self.scalar(key), key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of quoted strings; empty when the key is absent."""
        value = self.values.get(key, ())
        items = value if isinstance(value, tuple) else (value,)
        return tuple(quoted(_single(item, key, self.where), key) for item in items)

    def word(self, key: str, default: str | None = None) -> str:
        """A bare or quoted lower-case word, such as the kind of a fact."""
        if key not in self.values and default is not None:
            return default
        scalar = self.scalar(key)
        if not scalar.quoted and not _BARE_WORD.match(scalar.text):
            raise ContentError(scalar.where, f"{key}: {scalar.text} is not a word", "quote it")
        return scalar.text

    def number(self, key: str, default: str | None = None) -> str:
        """A number in canonical form, as text: 30, 7.5. Raises ContentError for anything else, quoted numbers too."""
        if key not in self.values and default is not None:
            return default
        return number(self.scalar(key), key)

    def integer(self, key: str) -> int:
        """A whole number."""
        scalar, value = self.scalar(key), self.number(key)
        if "." in value:
            raise ContentError(scalar.where, f"{key}: {value} is not a whole number", "write a whole number")
        return int(value)

    def boolean(self, key: str, default: bool | None = None) -> bool:
        """`true` or `false`, unquoted; YAML's yes, no, on, off are refused."""
        if key not in self.values and default is not None:
            return default
        return boolean(self.scalar(key), key)

    def date(self, key: str, default: str | None = None) -> str:
        """A quoted ISO date, "2020-07-01". An empty string is kept as "not known" when it is the default."""
        if key not in self.values and default is not None:
            return default
        return iso_date(self.scalar(key), key)


def _single(value: Any, key: str, where: Where) -> Scalar:
    if not isinstance(value, Scalar):
        raise ContentError(where, f"{key!r} is not a single value", f"write {key}: with one value")
    return value


def quoted(scalar: Scalar, key: str) -> str:
    """The text of a quoted scalar; ContentError otherwise."""
    if not scalar.quoted:
        raise ContentError(scalar.where, f"{key}: {scalar.text} is not quoted", f'write {key}: "{scalar.text}"')
    return scalar.text


def number(scalar: Scalar, key: str) -> str:
    """A number in canonical form; ContentError otherwise."""
    if scalar.quoted or not _NUMBER.match(scalar.text):
        raise ContentError(
            scalar.where, f"{key}: {scalar.text!r} is not a number", "write a plain number such as 30 or 7.5"
        )
    whole, _, part = scalar.text.partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def boolean(scalar: Scalar, key: str) -> bool:
    """The truth of a bare `true` or `false`; ContentError otherwise."""
    if scalar.quoted or scalar.text not in ("true", "false"):
        raise ContentError(scalar.where, f"{key}: {scalar.text!r} is not a boolean", "write true or false, unquoted")
    return scalar.text == "true"


def iso_date(scalar: Scalar, key: str) -> str:
    """A quoted ISO date; ContentError otherwise."""
    text = quoted(scalar, key)
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ContentError(scalar.where, f"{key}: {text!r} is not a date", 'write it as "2020-07-01"') from None


def read_file(path: Path) -> Row:
    """Read a YAML file whose top is a mapping. Raises ContentError with file and line for what is not clean."""
    return parse(read_text(path), shown(path))


def parse(text: str, name: str) -> Row:
    """Read YAML text whose top is a mapping; `name` stands for the file in messages."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError(Where(name, line), f"not valid YAML: {error.problem}", "mend the line") from None
    except yaml.YAMLError as error:
        raise ContentError(Where(name), f"not valid YAML: {error}", "save it as plain UTF-8 text") from None
    value = _convert(node, name, frozenset()) if node is not None else None
    if not isinstance(value, Row):
        raise ContentError(Where(name), "the top of the file is not a mapping", "begin it with `key: value` lines")
    return value


def _convert(node: yaml.Node, name: str, around: frozenset[int]) -> Any:
    where = Where(name, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return Scalar(node.value, node.style in ('"', "'", "|", ">"), where)
    if id(node) in around:
        raise ContentError(where, "an alias inside what it stands for", "write the value out")
    around |= {id(node)}
    if isinstance(node, yaml.SequenceNode):
        return tuple(_convert(item, name, around) for item in node.value)
    values: dict[str, Any] = {}
    for key, item in node.value:
        values[_key(key, values, name)] = _convert(item, name, around)
    return Row(values, where)


def _key(node: yaml.Node, values: Mapping[str, Any], name: str) -> str:
    where = Where(name, node.start_mark.line + 1)
    if not isinstance(node, yaml.ScalarNode):
        raise ContentError(where, "a key that is a list or a mapping", "begin the line with `key: value`")
    if node.value in values:
        raise ContentError(where, f"duplicate key {node.value!r}", "keep one of the two")
    return str(node.value)


def to_flow(value: Any) -> str:
    """A Python value as YAML on one line: strings double-quoted, mappings and lists in flow style."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {to_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(to_flow, value)) + "]"
    if isinstance(value, Bare):
        return value.text
    return _UNPRINTED.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


@dataclass(frozen=True, slots=True)
class Bare:
    """Text that `to_flow` writes without quotes: a kind, a canonical number."""

    text: str


def to_list(key: str, items: Iterable[Mapping[str, Any]]) -> str:
    """A list of rows, one a line, under a key."""
    return "".join([f"{key}:\n", *(f"- {to_flow(item)}\n" for item in items)])
