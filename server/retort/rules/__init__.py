"""The diagnostic rules: one file per rule, and the engine that runs them.

A rule's file has its documentation as docstring, ``RULE``, and what finds it:

- ``check(codebase, file)``, called with each Python file, yields the findings in that file.
- ``check_template(codebase, template)`` does the same for each template.

The file is named after the rule's code, and found by walking this package: there is no
list to add it to. ``tests/rules/test_every_rule.py`` says what else a rule owes.
"""
