"""What is refused, and why: a status, what is wrong, what to do, and where in the query."""

from __future__ import annotations

import json
from html import escape

from raregraph.engine import Answer
from raregraph.web.negotiation import choose

Headers = tuple[tuple[str, str], ...]
PLAIN, JSON, HTML = "text/plain; charset=utf-8", "application/problem+json", "text/html; charset=utf-8"
_OFFERS = {
    "text/plain": PLAIN,
    "application/problem+json": JSON,
    "application/json": JSON,
    "application/sparql-results+json": JSON,
    "application/ld+json": JSON,
    "text/html": HTML,
}
_PAGE = (
    "<!doctype html>\n<html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    "<title>{title}</title><h1>{title}</h1><p>{detail}</p><p>{fix}</p></html>\n"
)


class Problem(Exception):
    """A request that is not answered: an HTTP status, what is wrong, what to do.

    `line` and `column` (1-based, 0 for none) are of the query; `headers` go with the answer.
    """

    def __init__(
        self, status: int, detail: str, fix: str = "", *, line: int = 0, column: int = 0, headers: Headers = ()
    ) -> None:
        self.status, self.detail, self.fix = status, detail, fix
        self.line, self.column, self.headers = line, column, headers
        super().__init__(f"{status}: {detail}")

    def answer(self, accept: str | None, title: str) -> Answer:
        """The problem as the client can read it: plain text, JSON (RFC 9457) or HTML; never 406."""
        media_type = _OFFERS[choose(accept, tuple(_OFFERS)) or "text/plain"]
        body = {PLAIN: self._text, JSON: self._json, HTML: self._html}[media_type](title)
        return Answer(self.status, media_type, body.encode(), (("cache-control", "no-store"), *self.headers))

    def _text(self, _: str) -> str:
        return "\n".join(part for part in (self.detail, self.fix) if part) + "\n"

    def _json(self, title: str) -> str:
        place = {"line": self.line, "column": self.column} if self.line else {}
        found = {"title": title, "status": self.status, "detail": self.detail, "hint": self.fix, **place}
        return json.dumps({key: value for key, value in found.items() if value}, ensure_ascii=False) + "\n"

    def _html(self, title: str) -> str:
        return _PAGE.format(title=escape(title), detail=escape(self.detail), fix=escape(self.fix))
