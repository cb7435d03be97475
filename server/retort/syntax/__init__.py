"""Text to (tree, errors): parsers that never fail."""
