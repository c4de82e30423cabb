"""What a route is: a path, parameters with their types and limits, and a function from a release's tables to JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from raregraph.api.data import Data

PREFIX = "/v3/api"
"""Where all routes are, as Monarch has it."""
Json = dict[str, Any] | list[Any]
"""What an answer is: an object, or an array of them."""
MOST = 500
"""Items that a request may ask for; Monarch's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a route.

    `type` is string, integer, boolean or number; `place` is path, query or body (a member of a JSON object). `many`
    allows several values, and gives a list. `least` and `most` bound a number, both included. `values` are all that
    may be given, or none of them for any text; `pattern` is what a text must match. `default` stands where none is
    given, unless it is `required`.
    """

    name: str
    about: str
    type: str = "string"
    place: str = "query"
    many: bool = False
    default: str | int | float | bool | None = None
    required: bool = False
    least: int | None = None
    most: int | None = None
    values: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """The parameters of a request, checked; each name is one of its route's."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A text; empty where none is given."""
        value = self.values[name]
        return "" if value is None else str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of a parameter that may have many, in their order."""
        return tuple(self.values[name] or ())

    def number(self, name: str) -> int:
        """A whole number."""
        return int(self.values[name])

    def flag(self, name: str) -> bool:
        """A boolean; no when none is given."""
        return bool(self.values[name])

    def said(self, name: str) -> bool:
        """Whether there is a value: the client's, or the default."""
        return self.values[name] is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route: `path` is below `PREFIX`, as /entity/{id}.

    `answer` gives what is told, raising Refused for what is not. `tsv` names the columns where it may also be told as a
    table: of each of the answer's `items`, or of the answer itself where it has none. `query` is the saved query with
    the same rows, `example` an address below the path's prefix which a small release answers.
    """

    path: str
    summary: str
    answer: Callable[[Data, Given], Json]
    model: str
    query: str
    example: str
    parameters: Sequence[Parameter] = ()
    tsv: tuple[str, ...] = ()
    method: str = "GET"


class Refused(Exception):
    """What a route does not answer: an HTTP status, and its `detail` as FastAPI has it, a text or a list of faults."""

    def __init__(self, status: int, detail: str | list[dict[str, Any]]) -> None:
        self.status, self.detail = status, detail
        super().__init__(f"{status}: {detail}")


LIMIT = Parameter(name="limit", about="how many items to give", type="integer", default=20, least=0, most=MOST)
OFFSET = Parameter(name="offset", about="how many items to leave out before them", type="integer", default=0, least=0)
FORMAT = Parameter(name="format", about="the form of the answer", default="json", values=("json", "tsv"))
DIRECT = Parameter(
    name="direct", about="only what is said of the ids themselves, nothing of their subclasses", type="boolean",
    default=False,
)  # fmt: skip
PAGES = (LIMIT, OFFSET)
"""Parameters of every list."""


def in_path(name: str, about: str, values: tuple[str, ...] = ()) -> Parameter:
    """A parameter that is part of the path."""
    return Parameter(name=name, about=about, place="path", required=True, values=values)
