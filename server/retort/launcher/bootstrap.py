"""The script an app's interpreter is given: loads the launcher beside it under a private name.

Executed by path (`python .../launcher/bootstrap.py OPTIONS`), so that the launcher
needs no place on the app's sys.path and hides no module of the app. Written so that
Pythons that are too old can read it and say so.
"""

import importlib.util
import os
import sys

_PACKAGE = "_retort_launcher"

if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit(
        f"Retort: {sys.executable} is Python {sys.version_info[0]}.{sys.version_info[1]}; "
        "apps need Python 3.10 or newer here. Choose another interpreter."
    )


def _load_launcher_package() -> None:
    folder = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.util.spec_from_file_location(
        _PACKAGE, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[_PACKAGE] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    _load_launcher_package()
    importlib.import_module(_PACKAGE + ".start").main(os.path.abspath(__file__), sys.argv[1:])
