"""A child process: forked with a socket to its parent, gone when its work is done or its parent is."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable

FAULT, OUT_OF_MEMORY = 70, 71
"""Exit statuses of a child: a fault of ours, with a traceback on stderr (EX_SOFTWARE); no memory left."""


def spawn(main: Callable[[socket.socket], None], kind: socket.SocketKind) -> tuple[int, socket.socket]:
    """Fork a child that runs `main` with its end of a pair of sockets; its process id and our end.

    The caller must have one thread only.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        theirs.close()
        return child, ours
    status = FAULT
    try:
        ours.close()
        _settle()
        main(theirs)
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        raise
    finally:
        os._exit(status)


def _settle() -> None:
    """Signals for the whole group are the front's affair: the others end when it does."""
    gc.disable()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.set_wakeup_fd(-1)
