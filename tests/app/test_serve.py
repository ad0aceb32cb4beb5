"""The `epochlab` command."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

from epochlab.app import serve, settings


def command(*arguments: str) -> list[str]:
    """The command line that runs `epochlab` in a process of its own."""
    return [sys.executable, "-m", "epochlab.app.serve", *arguments]


def refused(capsys, *arguments: str) -> str:
    """What the command says when it refuses its arguments."""
    with pytest.raises(SystemExit) as ended:
        serve.main(list(arguments))
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_installed_command_is_this_one():
    (script,) = entry_points(group="console_scripts", name="epochlab")

    assert script.load() is serve.main


def test_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as ended:
        serve.main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"epochlab {version('epochlab')}\n"


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_names_the_command_and_shows_how_to_begin(arguments, capsys):
    try:
        status = serve.main(arguments)
    except SystemExit as ended:
        status = ended.code

    assert status == 0
    assert "epochlab serve --open" in capsys.readouterr().out


def test_help_of_serve_explains_every_option(capsys):
    with pytest.raises(SystemExit):
        serve.main(["serve", "--help"])

    shown = capsys.readouterr().out
    for option in ("--port", "--address", "--open", "--data-dir", "--allow-remote"):
        assert re.search(rf"^  {option}.*\S", shown, re.MULTILINE)


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.7", "::", "lab.example.org", ""])
def test_address_others_can_reach_is_refused_unless_asked_for(address, capsys):
    said = refused(capsys, "serve", "--address", address)

    assert "no login" in said
    assert "--allow-remote" in said


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_this_machine_alone_needs_no_leave(address):
    assert serve.refusal(address, False, []) == ""


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "2001:db8::1"])
def test_address_nobody_types_needs_the_one_they_do(address, capsys):
    said = refused(capsys, "serve", "--address", address, "--allow-remote")

    assert "--allow-origin" in said
    assert serve.refusal(address, True, ["lab.example.org:5006"]) == ""


@pytest.mark.parametrize("origin", ["*", "http://lab.example.org:5006", "lab example", "lab:x", ""])
def test_origin_must_be_one_host(origin, capsys):
    said = refused(capsys, "serve", "--allow-origin", origin)

    assert repr(origin) in said


@pytest.mark.parametrize("port", ["-1", "65536", "http", "5006.0", "²"])
def test_port_must_be_a_port(port, capsys):
    assert repr(port) in refused(capsys, "serve", f"--port={port}")


@pytest.mark.parametrize(
    ("address", "allowed", "expected"),
    [
        ("127.0.0.1", [], ["127.0.0.1:80", "localhost:80"]),
        ("::1", [], ["127.0.0.1:80", "localhost:80"]),
        ("192.0.2.7", [], ["192.0.2.7:80"]),
        ("0.0.0.0", ["lab.example.org:80"], ["lab.example.org:80"]),
    ],
)
def test_only_pages_of_the_server_itself_may_talk_to_it(address, allowed, expected):
    assert serve.origins(address, 80, allowed) == expected


def test_busy_port_is_named_with_what_to_do(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv(settings.DATA_DIR, str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status = serve.main(["serve", "--port", str(port)])

    said = capsys.readouterr().err
    assert status == 1
    assert f"Port {port} is in use" in said
    assert "--port 0" in said


def test_folder_that_cannot_be_made_is_named_with_what_to_do(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv(settings.DATA_DIR, "put back after the test")
    (tmp_path / "file").write_text("in the way")
    status = serve.main(["serve", "--data-dir", str(tmp_path / "file" / "runs")])

    said = capsys.readouterr().err
    assert status == 1
    assert str(tmp_path / "file" / "runs") in said
    assert "--data-dir FOLDER" in said


def test_data_are_kept_in_the_home_folder_unless_told_otherwise(tmp_path, monkeypatch):
    monkeypatch.delenv(settings.DATA_DIR, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))

    assert settings.data_dir() == tmp_path / ".epochlab"
    monkeypatch.setenv(settings.DATA_DIR, "~/lab")
    assert settings.data_dir() == tmp_path / "lab"


def reached(arguments: list[str], folder: Path) -> tuple[str, str, int]:
    """Start a server, fetch the page it names, end it: the page, its last words, its status."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", settings.DATA_DIR: str(folder)}
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as served:
        assert served.stdout is not None
        try:
            said = ""
            while not (found := re.search(r"http://(127\.0\.0\.1|localhost):\d+\S*", said)):
                line = served.stdout.readline()
                assert line, f"the server ended: {said}"
                said += line
            with urllib.request.urlopen(found.group(), timeout=60) as answer:
                page = answer.read().decode()
        finally:
            served.send_signal(signal.SIGTERM)
        rest = served.stdout.read()
    return page, rest, served.returncode


def test_command_serves_the_page_and_ends_when_asked(tmp_path):
    folder = tmp_path / "runs"
    page, rest, status = reached(command("serve", "--port", "0"), folder)

    assert "<title>Epochlab</title>" in page
    assert "has ended" in rest
    assert status == 0
    assert folder.stat().st_mode & 0o777 == 0o700


def test_panel_serves_the_file_as_well(tmp_path):
    main = Path(serve.__file__).with_name("main.py")
    port = serve.free_port("127.0.0.1", 0)
    arguments = [sys.executable, "-m", "panel", "serve", str(main), "--port", str(port)]
    page, rest, _ = reached(arguments, tmp_path)

    assert "<title>Epochlab</title>" in page
    assert "Traceback" not in rest
