"""Source text: spans, lines and columns, edits, and the decoding of files."""
