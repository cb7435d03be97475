"""The subcommands, one per file; a file here is all that a new one needs."""
