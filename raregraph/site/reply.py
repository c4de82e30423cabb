"""A whole answer to a request for a resource."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, a body with its media type (with its charset where it is text), and headers by lower-case name."""

    status: int
    media_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str:
        """The values of a header, joined by commas; empty where it is not set."""
        return ", ".join(value for key, value in self.headers if key == name)
