"""Which form a client wants: Accept and Accept-Encoding with their q-values (RFC 9110, 12.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_RANGE = re.compile(r"\s*([\w!#$%&'*+.^`|~-]+)/([\w!#$%&'*+.^`|~-]+)\s*((?:;[^,]*)?)\Z")
_Q = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|\Z)", re.IGNORECASE)
_BAD_Q = re.compile(r";\s*q\s*=", re.IGNORECASE)
_LONGEST = 2000
"""Characters of a header that are read; nobody wants more forms than that has room for."""

Range = tuple[str, str, float]
"""Type, subtype and q-value; either may be `*`."""


@lru_cache(maxsize=512)
def ranges(accept: str) -> tuple[Range, ...]:
    """The media ranges of an Accept header, in its order; what cannot be read is left out.

    >>> ranges("text/turtle;q=0.5, */*;q=0.1")
    (('text', 'turtle', 0.5), ('*', '*', 0.1))
    """
    return tuple(found for part in accept.split(",") if (found := _range(part)))


def _range(part: str) -> Range | None:
    match = _RANGE.match(part)
    if not match:
        return None
    weight = _Q.search(match[3])
    if not weight and _BAD_Q.search(match[3]):
        return None
    return match[1].lower(), match[2].lower(), min(float(weight[1]), 1.0) if weight else 1.0


def weight(media_type: str, accepted: Iterable[Range]) -> float:
    """How much a type is wanted, 0 to 1: the q-value of the most specific range that it fits.

    >>> weight("text/html", ranges("text/*;q=0.3, text/html;q=0.7"))
    0.7
    """
    kind, _, subtype = media_type.partition("/")
    exact = [q for one, two, q in accepted if (one, two) == (kind, subtype)]
    family = [q for one, two, q in accepted if (one, two) == (kind, "*")]
    anything = [q for one, two, q in accepted if (one, two) == ("*", "*")]
    return max(exact or family or anything, default=0.0)


def choose(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The offered media type that is wanted most, of several the first; None where none is acceptable.

    Without a header, or with one that cannot be read at all, the first.

    >>> choose("text/csv, application/json;q=0.9", ("application/json", "text/csv"))
    'text/csv'
    """
    return _chosen(accept and accept[:_LONGEST], offers)


@lru_cache(maxsize=512)
def _chosen(accept: str | None, offers: tuple[str, ...]) -> str | None:
    accepted = ranges(accept) if accept else ()
    if not accepted:
        return offers[0] if offers else None
    best = max(offers, key=lambda offer: weight(offer, accepted), default=None)
    return best if best is not None and weight(best, accepted) > 0 else None


def takes_gzip(accept_encoding: str) -> bool:
    """Whether a client takes gzip.

    >>> takes_gzip("gzip, br"), takes_gzip("gzip;q=0"), takes_gzip("*")
    (True, False, True)
    """
    return _takes_gzip(accept_encoding[:_LONGEST])


@lru_cache(maxsize=512)
def _takes_gzip(accept_encoding: str) -> bool:
    found = {}
    for part in accept_encoding.lower().split(","):
        name, _, rest = part.partition(";")
        match = _Q.search(";" + rest)
        found[name.strip()] = float(match[1]) if match else (0.0 if rest.strip() else 1.0)
    return found.get("gzip", found.get("x-gzip", found.get("*", 0.0))) > 0
