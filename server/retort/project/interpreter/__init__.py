"""An abstract interpreter of set-up code: runs module bodies and factories over known values.

It knows constants, strings, lists, tuples, dicts, functions with their closures,
classes, instances and modules; whatever it cannot tell is ``UNKNOWN``. It never
imports or executes the code that it reads, and stops after a bounded number of steps.
"""
