"""The diagnostic rules: one file per rule, and the engine that runs them.

A rule's file has its documentation as docstring, ``RULE``, and ``check(codebase, file)``,
which is called with each Python file and yields the findings in it.

The file is named after the rule's code, and found by walking this package: there is no
list to add it to. ``tests/rules/test_every_rule.py`` says what else a rule owes.
"""
