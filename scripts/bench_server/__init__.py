"""Measures the language server: ``npm run bench:server``, one file per measurement.

Times depend on the machine, so every figure that is judged is a ratio of two that were
taken in the same run.
"""
