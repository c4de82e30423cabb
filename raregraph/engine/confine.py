"""What the system takes away from a worker: the network, its user's rights, memory, time, files.

Linux. Where the system does not allow one of them, the rest is done, and what was done is reported.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
from collections.abc import Mapping
from pathlib import Path

from raregraph.engine.limits import Limits

NOBODY = 65534
"""The user and group without rights, by the number Linux gives it."""
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
"""CLONE_NEWNET and CLONE_NEWUSER of sched.h."""
_DEATH_SIGNAL, _DUMPABLE, _SUBREAPER, _NO_NEW_PRIVILEGES = 1, 4, 36, 38
"""PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER and PR_SET_NO_NEW_PRIVS of prctl.h."""
_SLACK = 64 << 20
"""Address space, in bytes, beside the memory that is counted: stack, arenas."""


def leave_network() -> bool:
    """Move this process, and those it forks, into a network of its own that has nothing in it; whether it could.

    As root directly, else by a user namespace, which many systems allow.
    """
    library = ctypes.CDLL(None, use_errno=True)
    return any(library.unshare(flags) == 0 for flags in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK))


def adopt() -> None:
    """Let this process be the parent of those below it whose own parent has ended."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def leave_user() -> bool:
    """Become nobody, where this process is root; whether it could."""
    try:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    except PermissionError:
        return False
    return True


def close_others(keep: socket.socket) -> None:
    """Close every file but the standard streams and a socket."""
    os.closerange(3, keep.fileno())
    os.closerange(keep.fileno() + 1, 1 << 16)


def confine(limits: Limits, parent: int, keep: socket.socket) -> None:
    """All that holds for the life of a worker; only the socket `keep` and the standard streams stay open."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    close_others(keep)
    held = used()
    leave_user()
    library = ctypes.CDLL(None)
    library.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    library.prctl(_DUMPABLE, 0, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)
    _limit(limits, held)


def _limit(limits: Limits, held: Mapping[str, int]) -> None:
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_DATA, held["VmData"] + limits.memory),
        (resource.RLIMIT_AS, held["VmSize"] + limits.memory + limits.stack + _SLACK),
    ):
        lower(kind, most)
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    resource.setrlimit(resource.RLIMIT_STACK, (_within(limits.stack, hard), hard))


def lower(kind: int, most: int) -> None:
    """Set a limit of this process, soft and hard; one that is lower already stays."""
    most = _within(most, resource.getrlimit(kind)[1])
    resource.setrlimit(kind, (most, most))


def _within(most: int, hard: int) -> int:
    return most if hard == resource.RLIM_INFINITY else min(most, hard)


def allow_time(seconds: float) -> None:
    """Let this process use so much more of the processor, in whole seconds rounded up, before it is killed."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    most = int(spent.ru_utime + spent.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def largest() -> int:
    """The most bytes of memory that this process has had at a time, those it shares among them."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def used() -> Mapping[str, int]:
    """The sizes of this process in bytes, by their names in /proc/self/status: VmSize, VmData, VmRSS, …"""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    lines = [line.split() for line in status.splitlines() if line.startswith("Vm")]
    return {name.rstrip(":"): int(size) << 10 for name, size, _ in lines}
