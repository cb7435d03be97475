"""One module per group of methods; each lists its functions in ``HANDLERS``.

A handler takes the server and the typed params, asks the session or a feature, and
converts the answer: a few lines each.
"""
