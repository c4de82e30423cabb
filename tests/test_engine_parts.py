"""The parts of the engine that need no server: frames, the cache, large pages, limits in a process of its own."""

from __future__ import annotations

import os
import socket

import pytest

from raregraph.engine.cache import Cache
from raregraph.engine.confine import leave_network, used
from raregraph.engine.jobs import FAILURES
from raregraph.engine.messages import Broken, Frames, frame, hear, tell
from raregraph.engine.pages import LARGE, spans
from raregraph.engine.process import spawn
from raregraph.web.app import STATUS


def test_a_frame_comes_in_pieces() -> None:
    """Header and body are whole, whatever the pieces."""
    frames, found = Frames(100), []
    for byte in frame({"a": 1}, b"body") + frame({"b": 2}):
        found += frames.feed(bytes([byte]))
    assert found == [({"a": 1}, b"body"), ({"b": 2}, b"")]


@pytest.mark.parametrize("data", [frame({}, b"x" * 101), b"\xff" * 8, b"\0\0\0\2\0\0\0\0{]", b"\0\0\0\2\0\0\0\0[]"])
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    """Too long a body, too long a header, no JSON, no object."""
    with pytest.raises(Broken):
        list(Frames(100).feed(data))


def test_a_file_goes_over_a_line() -> None:
    """It is open on the other side, under another number."""
    one, two = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    reading, writing = os.pipe()
    tell(one, {"take": "it"}, (writing,))
    heard = hear(two)
    assert heard is not None
    assert heard[0] == {"take": "it"}
    os.write(heard[1][0], b"through")
    assert os.read(reading, 10) == b"through"
    one.close()
    assert hear(two) is None
    two.close()
    for handle in (reading, writing, *heard[1]):
        os.close(handle)


def test_the_cache_gives_way_to_what_was_used_last() -> None:
    """Of three that have room for two, the one not used goes."""
    cache: Cache[str] = Cache(30_000)
    cache.put("a", "first", 0)
    for number in range(27):
        cache.put(number, "filling", 0)
    assert cache.get("a") == "first"
    for number in range(28, 40):
        cache.put(number, "more", 0)
    assert cache.get("a") == "first"
    assert cache.get(0) is None
    assert cache.size <= 30_000


def test_the_cache_keeps_nothing_that_fills_it() -> None:
    """An eighth of the room is the most for one."""
    cache: Cache[str] = Cache(30_000)
    cache.put("large", "value", 4000)
    assert cache.get("large") is None


def test_spans_are_whole_large_pages() -> None:
    """Of memory of our own; files, and what is smaller than a page, are left out."""
    maps = (
        "00100000-00700000 rw-p 00000000 00:00 0 [heap]\n"
        "00800000-00c00000 r-xp 00000000 08:01 77 /usr/lib/x\n"
        "00d00000-00d10000 rw-p 00000000 00:00 0\n"
    )
    assert list(spans(maps)) == [(LARGE, 2 * LARGE)]


def test_a_child_has_no_network() -> None:
    """Where the system allows it: not even loopback."""

    def child(line: socket.socket) -> None:
        alone = leave_network()
        try:
            socket.create_connection(("127.0.0.1", 9), timeout=1)
            said = "connected"
        except ConnectionRefusedError:
            said = "refused"
        except OSError:
            said = "no network"
        tell(line, {"alone": alone, "said": said})

    pid, line = spawn(child, socket.SOCK_SEQPACKET)
    heard = hear(line)
    os.waitpid(pid, 0)
    line.close()
    assert heard is not None
    if not heard[0]["alone"]:
        pytest.skip("the system allows no network namespace")
    assert heard[0]["said"] == "no network"


def test_sizes_of_this_process_are_bytes() -> None:
    """More than a megabyte, less than what it has mapped."""
    sizes = used()
    assert 1 << 20 < sizes["VmRSS"] < sizes["VmSize"]


def test_every_failure_has_a_status_that_a_failure_may_have() -> None:
    """413 or 503."""
    assert {STATUS.get(name, 503) for name in FAILURES} == {413, 503}
