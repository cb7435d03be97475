"""The bundled, Flask-compatible microframework."""
