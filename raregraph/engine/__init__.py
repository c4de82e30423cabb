"""The engine room: worker processes that answer, each of them to be killed at any time, and what they may use up.

The front asks; it never runs a query. A nursery, forked before anything else runs, forks a keeper for each release; the
keeper loads it once and forks workers that share its memory; a worker answers one job after the other while it behaves.
"""

from raregraph.engine.engine import Engine
from raregraph.engine.jobs import Answer, Outcome
from raregraph.engine.keeper import Service
from raregraph.engine.limits import Limits

__all__ = ["Answer", "Engine", "Limits", "Outcome", "Service"]
