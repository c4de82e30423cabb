"""The parameters of a request checked against those of its route; what is at fault is told as FastAPI tells it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from raregraph.api.route import Given, Parameter, Refused, Route

Fault = dict[str, Any]
_TRUE, _FALSE = frozenset(("1", "true", "t", "yes", "y", "on")), frozenset(("0", "false", "f", "no", "n", "off"))
"""What stands for a boolean (pydantic's)."""
_JSON_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool,
}  # fmt: skip
_SAID = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


def checked(route: Route, path: Mapping[str, str], query: Iterable[tuple[str, str]], body: str = "") -> Given:
    """The parameters of a request. Raises Refused 422 with all that is at fault; names that no route has are left out.

    `path` holds the values in the path, `query` the names and values of the address in order, `body` a JSON object.
    """
    several: dict[str, list[Any]] = {}
    for name, value in query:
        several.setdefault(name, []).append(value)
    members = _members(body) if any(parameter.place == "body" for parameter in route.parameters) else {}
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for parameter in route.parameters:
        given = _given(parameter, path, several, members)
        values[parameter.name] = _checked(parameter, given, faults)
    if faults:
        raise Refused(422, faults)
    return Given(values)


def fault(kind: str, place: Iterable[str | int], message: str, value: Any, **context: Any) -> Fault:
    """A fault as FastAPI has it; the place is where the value was (query, path, body), and its name."""
    found = {"type": kind, "loc": list(place), "msg": message, "input": value}
    return found | ({"ctx": context} if context else {})


def unsupported(name: str, value: str, why: str) -> Refused:
    """What Monarch answers and this interface does not: it is refused, for an answer without it would be another."""
    return Refused(422, [fault("unsupported", ("query", name), why, value)])


def check_values(name: str, given: Given, monarchs: tuple[str, ...], ours: Iterable[str]) -> tuple[str, ...]:
    """The values of a parameter for which Monarch has a list, ours being what the release has beside it.

    Raises Refused 422 for one that is in neither.
    """
    known = {*monarchs, *ours}
    for number, value in enumerate(given.texts(name)):
        if value not in known:
            expected = _listed((*monarchs, *sorted(known - {*monarchs})))
            wrong = fault("enum", ("query", name, number), f"Input should be {expected}", value, expected=expected)
            raise Refused(422, [wrong])
    return given.texts(name)


def _members(body: str) -> dict[str, Any]:
    try:
        found = json.loads(body or "null")
    except (ValueError, RecursionError):
        raise Refused(422, [fault("json_invalid", ("body",), "JSON decode error", {})]) from None
    if not isinstance(found, dict):
        message = "Input should be a valid dictionary or object to extract fields from"
        raise Refused(422, [fault("model_attributes_type", ("body",), message, found)])
    return found


def _given(
    parameter: Parameter, path: Mapping[str, str], query: Mapping[str, list[Any]], body: Mapping[str, Any]
) -> list[Any] | None:
    """The values as they came, or None."""
    if parameter.place == "path":
        return [path[parameter.name]]
    if parameter.place == "query":
        return query.get(parameter.name)
    value = body.get(parameter.name)
    return value if value is None or (parameter.many and isinstance(value, list)) else [value]


def _checked(parameter: Parameter, given: list[Any] | None, faults: list[Fault]) -> Any:
    place = (parameter.place, parameter.name)
    if given is None:
        if parameter.required:
            faults.append(fault("missing", place, "Field required", None))
        return () if parameter.many else parameter.default
    if parameter.many:
        return tuple(_one(parameter, value, (*place, number), faults) for number, value in enumerate(given))
    return _one(parameter, given[-1], place, faults)


def _one(parameter: Parameter, value: Any, place: tuple[str | int, ...], faults: list[Fault]) -> Any:
    """A value as its type; what is wrong with it goes to `faults`."""
    found, wrong = _typed(parameter, value)
    wrong = wrong or _outside(parameter, found)
    if wrong:
        kind, message, context = wrong
        faults.append(fault(kind, place, message, value, **context))
    return found


Wrong = tuple[str, str, dict[str, Any]]


def _typed(parameter: Parameter, value: Any) -> tuple[Any, Wrong | None]:
    kind = parameter.type
    if parameter.place == "body":
        right = isinstance(value, _JSON_TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
        return value, None if right else (f"{kind}_type", f"Input should be a valid {_SAID[kind]}", {})
    if kind == "boolean":
        word = value.lower()
        wrong = ("bool_parsing", "Input should be a valid boolean, unable to interpret input", dict[str, Any]())
        return word in _TRUE, None if word in _TRUE | _FALSE else wrong
    if kind == "integer":
        if re.fullmatch(r"[+-]?[0-9]{1,18}", value.strip()):
            return int(value), None
        return 0, ("int_parsing", "Input should be a valid integer, unable to parse string as an integer", {})
    return value, None


def _outside(parameter: Parameter, value: Any) -> Wrong | None:
    """What is wrong with a value of the right type."""
    if parameter.least is not None and value < parameter.least:
        least = parameter.least
        return "greater_than_equal", f"Input should be greater than or equal to {least}", {"ge": least}
    if parameter.most is not None and value > parameter.most:
        return "less_than_equal", f"Input should be less than or equal to {parameter.most}", {"le": parameter.most}
    if parameter.values and value not in parameter.values:
        expected = _listed(parameter.values)
        return "enum", f"Input should be {expected}", {"expected": expected}
    if parameter.pattern and not re.search(parameter.pattern, value):
        text = f"String should match pattern '{parameter.pattern}'"
        return "string_pattern_mismatch", text, {"pattern": parameter.pattern}
    return None


def _listed(values: tuple[str, ...]) -> str:
    """Values as pydantic lists them: 'a', 'b' or 'c'."""
    *all_but_last, last = (f"'{value}'" for value in values)
    return f"{', '.join(all_but_last)} or {last}" if all_but_last else last
