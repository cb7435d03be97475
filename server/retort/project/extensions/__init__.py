"""Models of the libraries that register routes, one per file, over their documented API."""
