"""A real PostgreSQL for tests: started once, a fresh database for each test that asks."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

_NUMBERS = itertools.count(1)


def programs() -> Path | None:
    """Where `initdb` and `pg_ctl` are; Debian keeps them away from the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = [folder for folder in debian if (folder / "initdb").exists()]
    on_path = shutil.which("initdb")
    return found[0] if found else Path(on_path).parent if on_path else None


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a server without its database, such as `postgresql://…:5555`."""
    where = programs()
    if where is None:
        missing = "PostgreSQL is not installed (Debian: postgresql)"
        if os.environ.get("ADVISOR_CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    # It refuses to run as root.
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="advisor-postgres-"))
    if user:
        shutil.chown(folder, user, user)
    data, port = folder / "data", _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"

    def run(*command: str) -> None:
        subprocess.run(
            command,
            check=True,
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )

    run(str(where / "initdb"), "-A", "trust", "-E", "UTF8", "-U", "postgres", "-D", str(data))
    control = str(where / "pg_ctl")
    run(control, "-D", str(data), "-w", "-o", f"{options} -c fsync=off", "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        run(control, "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def new_database(address: str) -> str:
    """Return the address of a fresh database on a server."""
    name = f"records_{next(_NUMBERS)}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{address}/{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
