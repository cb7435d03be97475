"""Reports names and hash methods that the installed Werkzeug no longer has.

## Why is this bad?
The import fails with an ImportError, and the app does not start; a hash method that is gone
fails with a ValueError when it is first used.

## Example
`app.py`
```python
from flask import Flask
from werkzeug.urls import url_quote

app = Flask(__name__)
```

`requirements.txt`
```
werkzeug==3.1.3
```

## Use instead
`app.py`
```python
from urllib.parse import quote
from flask import Flask

app = Flask(__name__)
```

`requirements.txt`
```
werkzeug==3.1.3
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile, Tag
from retort.rules.engine.constants import text_constant
from retort.rules.engine.edits import replace
from retort.rules.engine.removed import Removal, gone, import_successor, uses

RULE = Rule("removed-werkzeug-name", Severity.ERROR, Family.REMOVED, mentions=("werkzeug",))


def _moved(since: tuple[int, int], successor: str) -> Removal:
    return Removal("werkzeug", since, f"`{successor}`", successor)


# https://werkzeug.palletsprojects.com/en/stable/changes/
_NAMES = {
    "werkzeug.secure_filename": _moved((1, 0), "werkzeug.utils.secure_filename"),
    "werkzeug.generate_password_hash": _moved((1, 0), "werkzeug.security.generate_password_hash"),
    "werkzeug.check_password_hash": _moved((1, 0), "werkzeug.security.check_password_hash"),
    "werkzeug.cached_property": _moved((1, 0), "werkzeug.utils.cached_property"),
    "werkzeug.security.safe_str_cmp": _moved((2, 1), "hmac.compare_digest"),
    "werkzeug.security.safe_join": _moved((2, 1), "werkzeug.utils.safe_join"),
    "werkzeug.wrappers.BaseResponse": _moved((2, 1), "werkzeug.wrappers.Response"),
    "werkzeug.wrappers.BaseRequest": _moved((2, 1), "werkzeug.wrappers.Request"),
    "werkzeug.urls.url_quote": _moved((3, 0), "urllib.parse.quote"),
    "werkzeug.urls.url_quote_plus": _moved((3, 0), "urllib.parse.quote_plus"),
    "werkzeug.urls.url_unquote": _moved((3, 0), "urllib.parse.unquote"),
    "werkzeug.urls.url_parse": _moved((3, 0), "urllib.parse.urlsplit"),
    "werkzeug.urls.url_encode": _moved((3, 0), "urllib.parse.urlencode"),
    "werkzeug.urls.url_join": _moved((3, 0), "urllib.parse.urljoin"),
    "werkzeug.urls.url_decode": Removal("werkzeug", (3, 0), "`urllib.parse.parse_qs`"),
    "werkzeug.__version__": Removal("werkzeug", (3, 1), '`importlib.metadata.version("werkzeug")`'),
}
_CONTRIB = Removal("werkzeug", (1, 0), "`werkzeug.middleware`, or the package `cachelib`")
_HASHES = Removal("werkzeug", (3, 0), "`scrypt` or `pbkdf2`")


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for node, name, removal in uses(codebase, file, _NAMES):
        if removal.applies(codebase):
            yield gone(
                RULE, file, node, f"`{name}`", removal, import_successor(file, node, removal)
            )
    if _CONTRIB.applies(codebase):
        for node in file.index.statements:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "werkzeug.contrib"
            ):
                yield gone(RULE, file, node, "`werkzeug.contrib`", _CONTRIB, None)
    if _HASHES.applies(codebase):
        yield from _hash_methods(file)


def _hash_methods(file: SourceFile) -> Iterator[Finding]:
    for call in file.index.calls_of("werkzeug.security.generate_password_hash"):
        given = next((k.value for k in call.keywords if k.arg == "method"), None)
        method = given or (call.args[1] if len(call.args) > 1 else None)
        text = text_constant(file, method)
        if method is None or text is None or str(text.value).startswith(("scrypt", "pbkdf2")):
            continue
        message = (
            f"The hash method '{text.value!s}' is gone since {_HASHES.release}: this call fails "
            f"with a ValueError. Use {_HASHES.instead}."
        )
        fix = Fix("Use scrypt", (replace(file, method, '"scrypt"'),)) if text is method else None
        yield RULE.at(file, method, message, fix=fix, tags=[Tag.DEPRECATED])
