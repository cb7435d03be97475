"""What one file says by itself, as frozen dataclasses."""
