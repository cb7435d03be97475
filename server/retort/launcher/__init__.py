"""What runs in the app's own process: picks the framework, then runs the app as Python would.

The app's interpreter executes `bootstrap.py` by path. Nothing here imports the
engine or any library, because that interpreter may have nothing installed.
"""
