"""The language server: LSP on one side, the session on the other."""
