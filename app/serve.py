"""The `epochlab` command.

Why nothing heavy is imported at the top: `--help`, `--version` and refusals answer at once.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import signal
import socket
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from epochlab.app.settings import DATA_DIR, MESSAGE_BYTES, SESSION_SECONDS, data_dir

if TYPE_CHECKING:
    from panel.io.server import Server
    from panel.viewable import Viewable

PORT = 5006
EXAMPLES = """\
examples:
  epochlab serve --open                      open Epochlab in the browser
  epochlab serve --port 0 --data-dir runs    any free port; keep runs in ./runs
  epochlab serve --address 192.0.2.7 --allow-remote
                                             let other machines in (there is no login)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (those of the process by default); gives its exit status."""
    parser, serving = parsers()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    if problem := refusal(options.address, options.allow_remote, options.allow_origin):
        serving.error(problem)
    return serve(options)


def parsers() -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """The parser of the command, and that of `serve`."""
    parser = argparse.ArgumentParser(
        prog="epochlab",
        description="Train a neural network on your own data: stop, look, change something, go on.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"epochlab {version('epochlab')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    serving = commands.add_parser(
        "serve",
        help="open Epochlab as a page for the browser",
        description="Open Epochlab as a page for the browser. Ctrl+C ends it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = serving.add_argument
    add("--port", type=port_number, default=PORT, help=f"0 takes any free one (default: {PORT})")
    add("--address", default="127.0.0.1", help="where to listen (default: this machine only)")
    add("--open", action="store_true", help="open the page in the browser")
    add(
        "--data-dir",
        type=Path,
        metavar="FOLDER",
        help=f"where runs are kept (default: ${DATA_DIR}, or ~/.epochlab)",
    )
    add("--allow-remote", action="store_true", help="listen where other machines can reach it")
    add(
        "--allow-origin",
        action="append",
        default=[],
        type=host_and_port,
        metavar="HOST:PORT",
        help="what people type to reach the page, if not the address; may be repeated",
    )
    return parser, serving


def port_number(text: str) -> int:
    """A port from the command line, 0 to 65535."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535")
    return int(text)


def host_and_port(text: str) -> str:
    """A host from the command line, with or without its port; none that stands for many."""
    if not re.fullmatch(r"[\w.-]+(:\d{1,5})?", text, re.ASCII):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no host and port: write lab.example.org:5006, without http://"
        )
    return text


def refusal(address: str, allow_remote: bool, allowed: Sequence[str]) -> str:
    """Why Epochlab does not listen on `address` as asked; empty if it does."""
    if is_loopback(address):
        return ""
    if not allow_remote:
        return (
            f"other machines can reach {address}, and Epochlab has no login: whoever reaches it "
            "sees your data and runs. If that is meant, add --allow-remote"
        )
    if not allowed and (":" in address or is_everywhere(address)):
        return (
            f"{address} is not what people type to reach the page: say what they type, "
            "such as --allow-origin lab.example.org:5006"
        )
    return ""


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach `address`. A name other than localhost counts as no."""
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False


def is_everywhere(address: str) -> bool:
    """Whether `address` stands for every address of this machine, as 0.0.0.0 does."""
    try:
        return not address or ip_address(address).is_unspecified
    except ValueError:
        return False


def origins(address: str, port: int, allowed: Sequence[str]) -> list[str]:
    """Hosts whose pages may talk to the server, so that no other web site can."""
    names = ["localhost", "127.0.0.1"] if is_loopback(address) else []
    if ":" not in address and not is_everywhere(address):  # Bokeh takes no IPv6 address here
        names.append(address)
    return sorted({f"{name}:{port}" for name in names} | set(allowed))


def page() -> Viewable:
    """The page of one visitor."""
    from epochlab.app import pages  # after the port is ours: importing the page takes seconds

    return pages.page()


def serve(options: argparse.Namespace) -> int:
    """Serve the page until the process is told to end; gives the exit status."""
    if options.data_dir is not None:
        os.environ[DATA_DIR] = str(options.data_dir.expanduser().absolute())
    try:
        data_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return failed(
            f"Runs cannot be kept in {data_dir()}: {error.strerror}.\n"
            "Choose another folder: epochlab serve --data-dir FOLDER"
        )
    try:
        port = free_port(options.address, options.port)
        server = listening(options.address, port, options.allow_origin, options.open)
    except OSError as error:
        return failed(unreachable(options.address, options.port, error))
    run(server, url(options.address, port))
    return 0


def listening(address: str, port: int, allowed: Sequence[str], show: bool) -> Server:
    """A server that holds its port and is not started yet."""
    from panel.io.server import get_server

    return get_server(
        {"/": page},
        port=port,
        address=address,
        websocket_origin=origins(address, port, allowed),
        show=show,
        title="Epochlab",
        websocket_max_message_size=MESSAGE_BYTES,
        unused_session_lifetime_milliseconds=SESSION_SECONDS * 1000,
        check_unused_sessions_milliseconds=SESSION_SECONDS * 500,
    )


def run(server: Server, reached_at: str) -> None:
    """Run `server` until Ctrl+C or a polite request to end."""
    import_module("epochlab.app.pages")  # now, so that the first visitor need not wait for it
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    say(f"Epochlab is open at {reached_at} and keeps its runs in {data_dir()}.\nCtrl+C ends it.")
    server.start()
    server.io_loop.start()
    server.stop()
    say("Epochlab has ended. What was trained is kept.")


def free_port(address: str, port: int) -> int:
    """`port` if nobody listens on it at `address`; for 0, any such port.

    Raises
    ------
    OSError : it is in use, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name == "posix":  # elsewhere this would take the port from whoever has it
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        return probe.getsockname()[1]


def url(address: str, port: int) -> str:
    """What to type to reach the page from this machine."""
    host = "localhost" if ":" in address or is_everywhere(address) else address
    return f"http://{host}:{port}"


def unreachable(address: str, port: int, error: OSError) -> str:
    """Why the server cannot listen, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use, perhaps by another Epochlab: look at {url(address, port)}.\n"
            "Or take any free port: epochlab serve --port 0"
        )
    return (
        f"Epochlab cannot listen on {address}, port {port}: {error.strerror}.\n"
        "Choose others: epochlab serve --address 127.0.0.1 --port 0"
    )


def say(words: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def failed(words: str) -> int:
    """Tell the person at the terminal why the command ends; gives the exit status."""
    sys.stderr.write(f"{words}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
