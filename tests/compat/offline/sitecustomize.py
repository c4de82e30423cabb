"""First on the path of every tool: nothing but this machine is reached, and what was tried is written down.

Python runs this module by itself at its start. Addresses of this machine stay open, for the checks that ask a server of
ours. Each refused host goes to the file that COMPAT_TRIED names, a line each.
"""

import os
import socket

_HERE = {"127.0.0.1", "::1", "localhost", "0.0.0.0", None, ""}
_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


def _refuse(host):
    if isinstance(host, bytes):
        host = host.decode()
    if host not in _HERE:
        if os.environ.get("COMPAT_TRIED"):
            with open(os.environ["COMPAT_TRIED"], "a", encoding="utf-8") as tried:  # noqa: PTH123
                tried.write(f"{host}\n")
        raise OSError(f"no network in these checks: {host}")


def _guarded(real):
    def connect(self, address):
        if isinstance(address, tuple):
            _refuse(address[0])
        return real(self, address)

    return connect


def _resolve(host, *arguments, **named):
    _refuse(host)
    return _getaddrinfo(host, *arguments, **named)


socket.socket.connect = _guarded(_connect)
socket.socket.connect_ex = _guarded(_connect_ex)
socket.getaddrinfo = _resolve
