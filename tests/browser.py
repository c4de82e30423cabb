"""A headless Chromium, told what to do through its pipe: no driver, no port, nothing to install beside it."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
"""What Chromium is called on one system or another."""
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server",
    "--disable-background-networking", "--disable-component-update", "--disable-extensions", "--disable-sync",
    "--force-color-profile=srgb", "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 60.0
"""Seconds that a command may take."""
_LAUNCH = "import os, sys; os.dup2({0}, 3); os.dup2({1}, 4); os.execvp(sys.argv[1], sys.argv[1:])"
_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32}


class BrowserError(Exception):
    """The browser did not do what it was told."""


def chromium() -> str:
    """The command of the installed Chromium; the test is skipped where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), "")
    if not found:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    return found


@dataclass
class Pipe:
    """The two ends of the pipe: commands go out, answers and events come in, each a line of JSON that ends with NUL."""

    out: int
    into: int
    number: int = 0
    rest: bytes = b""
    events: list[dict[str, Any]] = field(default_factory=list)

    def command(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its answer; what happens meanwhile is kept in `events`."""
        self.number += 1
        sent = {"id": self.number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        os.write(self.out, json.dumps(sent).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while True:
            message = self.read(end)
            if message.get("id") != self.number:
                self.events.append(message)
            elif "error" in message:
                raise BrowserError(f"{method}: {message['error'].get('message')}")
            else:
                return dict(message["result"])

    def read(self, end: float) -> dict[str, Any]:
        """The next message, waited for until a time of the monotonic clock."""
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.into], [], [], max(0.0, end - time.monotonic()))
            part = os.read(self.into, 1 << 20) if ready else b""
            if not part:
                raise BrowserError("the browser is silent")
            self.rest += part
        line, _, self.rest = self.rest.partition(b"\0")
        return dict(json.loads(line))


@dataclass
class Page:
    """A page in the browser: `faults` takes errors of the console, of scripts and of the content policy.

    `asked` takes the address of every request.
    """

    pipe: Pipe
    session: str
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command that is about this page."""
        return self.pipe.command(method, self.session, **parameters)

    def open(self, address: str) -> None:
        """Go to an address and wait until everything is loaded."""
        self.pipe.events.clear()
        found = self.tell("Page.navigate", url=address)
        if found.get("errorText"):
            raise BrowserError(f"{address}: {found['errorText']}")
        if found.get("loaderId"):
            self.until("document.readyState === 'complete'")
        self._collect()

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        found = self.tell("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise BrowserError(str(found["exceptionDetails"].get("exception", {}).get("description")))
        self._collect()
        return found["result"].get("value")

    def until(self, script: str, seconds: float = 20) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.run(script):
            if time.monotonic() > end:
                raise BrowserError(f"not within {seconds:g} seconds: {script}")
            time.sleep(0.05)

    def size(self, width: int, height: int = 900) -> None:
        """Show the page in a window of that many CSS pixels."""
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)  # fmt: skip

    def scheme(self, name: str) -> None:
        """Prefer `light` or `dark`."""
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def press(self, key: str, control: bool = False) -> None:
        """Press a key and let it go: Tab, Enter, Escape, or a character."""
        code = _KEYS.get(key, ord(key[0].upper()))
        text = {"Enter": "\r", " ": " "}.get(key, key if len(key) == 1 else "")
        given = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 2 if control else 0}
        self.tell("Input.dispatchKeyEvent", type="keyDown", **given, **({"text": text} if text and not control else {}))
        self.tell("Input.dispatchKeyEvent", type="keyUp", **given)

    def write(self, text: str) -> None:
        """Put in text where the cursor is."""
        self.tell("Input.insertText", text=text)

    def picture(self, whole: bool = False, form: str = "png") -> bytes:
        """What is seen, or the whole page."""
        found = self.tell("Page.captureScreenshot", format=form, captureBeyondViewport=whole)
        return base64.b64decode(found["data"])

    def _collect(self) -> None:
        mine = [event for event in self.pipe.events if event.get("sessionId") == self.session]
        self.faults += [fault for event in mine if (fault := _fault(event))]
        sent = (event["params"]["request"]["url"] for event in mine if event["method"] == "Network.requestWillBeSent")
        self.asked += [address for address in sent if not address.startswith("data:")]
        self.pipe.events.clear()


def _fault(event: dict[str, Any]) -> str:
    """What is wrong, if an event tells of something wrong."""
    given = event.get("params", {})
    if event["method"] == "Runtime.exceptionThrown":
        details = given["exceptionDetails"]
        return str(details.get("exception", {}).get("description", details["text"]))
    if event["method"] == "Runtime.consoleAPICalled" and given["type"] in ("error", "assert"):
        return " ".join(str(item.get("value", item.get("description"))) for item in given["args"])
    if event["method"] == "Log.entryAdded" and given["entry"]["level"] == "error":
        return f"{given['entry']['text']} {given['entry'].get('url', '')}"
    return ""


@contextmanager
def browsing(folder: Path) -> Iterator[Page]:
    """A page of a browser with a profile of its own below a folder; ended afterwards."""
    command = chromium()
    told, out = os.pipe()
    into, answered = os.pipe()
    start = [sys.executable, "-c", _LAUNCH.format(told, answered), command, *OPTIONS, f"--user-data-dir={folder}"]
    with (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(start, pass_fds=(told, answered), stdout=log, stderr=log)
    os.close(told)
    os.close(answered)
    try:
        yield _page(Pipe(out, into))
    finally:
        process.terminate()
        process.wait(15)
        os.close(out)
        os.close(into)


def _page(pipe: Pipe) -> Page:
    target = pipe.command("Target.createTarget", url="about:blank")["targetId"]
    found = Page(pipe, pipe.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
    for domain in ("Page", "Runtime", "Log", "Network"):
        found.tell(f"{domain}.enable")
    return found
