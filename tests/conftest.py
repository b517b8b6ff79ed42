"""What every test stands on: no display needed, hypothesis the same at every run."""

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=False)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    """The programs shut others out of all they make from then on; the next test begins as usual."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def as_nobody() -> Callable[[Path], AbstractContextManager[None]]:
    """Root ignores permissions; inside, the process is a user who may only read `folder`."""

    @contextmanager
    def acting(folder: Path) -> Iterator[None]:
        above = folder.parents[:4]  # pytest's own; where tests run side by side each worker has one more
        modes = {path: path.stat().st_mode for path in (folder, *above)}
        for path in modes:
            if path.stat().st_uid == os.geteuid() and path.stat().st_mode & 0o005 != 0o005:
                path.chmod(0o755)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        for name in ("db.sheets.foreign", "db.service.exports"):  # late otherwise, and nobody may read Python
            importlib.import_module(name)
        if root:
            os.seteuid(65534)
        try:
            yield
        finally:
            if root:
                os.seteuid(0)
            for path, mode in modes.items():
                if path.stat().st_uid == os.geteuid():
                    path.chmod(mode)

    return acting
