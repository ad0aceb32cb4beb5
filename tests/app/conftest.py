"""A served Epochlab and a browser that fails on any error or any request to elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from running import end_all, until

SWITCHES = [
    *("--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def chromium() -> str | None:
    """Path of the browser to drive."""
    usual = ("chromium", "chromium-browser", "google-chrome")  # as in .ci/browser
    named = [os.environ.get("EPOCHLAB_CHROMIUM", ""), *usual]
    return next((found for name in named if name and (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    if chromium() is None:
        said = (
            "no Chromium found: `make browser` installs one, or set EPOCHLAB_CHROMIUM to its path"
        )
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)
    rooted = {"chromium_sandbox": os.geteuid() != 0}
    return {**browser_type_launch_args, "executable_path": chromium(), "args": SWITCHES, **rooted}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "viewport": {"width": 1400, "height": 900}}


class Server:
    """`epochlab serve` in a process of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir, self.log = data_dir, data_dir / "server.log"
        command = [sys.executable, "-m", "epochlab.app.serve", "serve", "--port", "0"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--data-dir", str(data_dir)], stdout=log, stderr=log
            )
        self.url = until(self._address, "the server's address")
        until(self._answers, "the server's answer")

    def _address(self) -> str:
        assert self.process.poll() is None, self.log.read_text()
        words = self.log.read_text().split()
        return next((word for word in words if word.startswith("http://")), "")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=30) as answer:
                return answer.status == 200
        except OSError:
            return False

    def end(self) -> None:
        """End the server, and what it started."""
        self.process.terminate()
        self.process.wait(timeout=30)
        end_all(self.data_dir)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    served = Server(tmp_path_factory.mktemp("served"))
    yield served
    served.end()


@pytest.fixture
def visitor(page: Page, server: Server) -> Iterator[Page]:
    """A page on the server's first screen; at the end, nothing may have gone wrong in it."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
    page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    page.on("request", lambda asked: _local(asked.url, server.url) or wrong.append(asked.url))
    page.set_default_timeout(30_000)
    page.goto(server.url)
    page.get_by_role("heading", name="Data", level=1).wait_for()
    yield page
    assert wrong == []


def _local(address: str, server: str) -> bool:
    return address.startswith((server, "data:", "blob:", server.replace("http", "ws")))
