"""Reports an ignore comment, or a code in one, that silences nothing.

## Why is this bad?
Nothing happens at run time. But a comment that outlives its finding hides the next one
on that line, and one with a misspelt code never worked.

## Example
```python
from flask import Flask

app = Flask(__name__)  # retort: ignore[missing-import-name]
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)
```
"""

from retort.rules.engine import Family, Rule, Severity

RULE = Rule("unused-ignore", Severity.HINT, Family.RETORT)
