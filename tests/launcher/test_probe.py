"""What the app's interpreter says before the app starts."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from retort.launcher.probe import main, spell_holder


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


def test_a_holder_is_named_by_its_command_line_as_far_as_that_tells() -> None:
    assert spell_holder(["nginx", "-g", "daemon off;"], "7") == "nginx -g daemon off; (process 7)"
    long = spell_holder(["python", "x" * 500], "7")
    assert long.endswith("x… (process 7)")
    assert len(long) < 150


def test_an_app_that_we_have_started_is_named_by_itself() -> None:
    launcher = os.path.join("ext", "launcher", "bootstrap.py")
    debugger = ["python", "debugpy", "--adapter-access-token", "secret"]
    command = [*debugger, launcher, "--debug", "--script", "/a/shop.py", "--", "--app", "x"]
    assert spell_holder(command, "7") == "/a/shop.py (started by Retort, process 7)"
    assert spell_holder(["python", launcher], "7") == f"python {launcher} (process 7)"
