"""What the app's interpreter says before the app starts."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from retort.launcher.probe import main


def test_a_missing_module_is_told_from_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "beside.py").touch()
    modules = ["json", "beside", "no_such_module"]
    answer = main({"modules": modules, "path": [str(tmp_path)], "host": "", "port": None})
    assert answer["missing"] == ["no_such_module"]


def test_a_taken_port_is_told_with_its_holder_and_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answer = main({"modules": [], "path": [], "host": "127.0.0.1", "port": port})["port"]
        assert f"process {os.getpid()}" in answer["holder"]
        assert answer["free"] > port
    assert main({"modules": [], "path": [], "host": "127.0.0.1", "port": port})["port"] is None
