"""Processes to be killed, quick to start: one that has loaded the program forks a child for every command.

Run as a program it reads jobs, one JSON line each, and answers with the child's process number.
"""

import importlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Child:
    """A command that runs; its answers come line by line."""

    process: int
    answers: IO[str]


class Server:
    """The process that forks. Use it as a context."""

    def __enter__(self) -> "Server":
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.server"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        assert self._server.stdout
        self._server.stdout.readline()  # it has loaded everything
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()

    def start(self, arguments: list[str], folder: Path, given: str = "") -> Child:
        """Run `python -m db ARGUMENTS` with `given` on its standard input."""
        source, pipe = folder / "given", folder / "answers"
        source.write_text(given, encoding="utf-8")
        if not pipe.exists():
            os.mkfifo(pipe)
        assert self._server.stdin
        assert self._server.stdout
        print(json.dumps([arguments, str(source), str(pipe)]), file=self._server.stdin, flush=True)
        process = int(self._server.stdout.readline())
        return Child(process, pipe.open(encoding="utf-8"))

    def wait(self) -> int:
        """The exit code of the last child, as os.waitstatus_to_exitcode says it: -9 if it was killed."""
        assert self._server.stdin
        assert self._server.stdout
        print("wait", file=self._server.stdin, flush=True)
        return int(self._server.stdout.readline())


def serve() -> None:
    """Fork and wait, as told."""
    program = importlib.import_module("db.__main__")
    for slow in ("db.service.filling", "db.sheets.export", "db.store.migrations", "openpyxl", "xlsxwriter"):
        importlib.import_module(slow)  # once, not in every child

    print("ready", flush=True)
    child = 0
    for line in sys.stdin:
        if line == "wait\n":
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        arguments, source, pipe = json.loads(line)
        child = os.fork()
        if child:
            print(child, flush=True)
            continue
        os.dup2(os.open(source, os.O_RDONLY), 0)
        out = os.open(pipe, os.O_WRONLY)
        os.dup2(out, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        code = 3
        try:
            code = program.main(arguments)
            sys.stdout.flush()
        finally:
            os._exit(code)


if __name__ == "__main__":
    serve()
