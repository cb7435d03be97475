"""Models of the parts of the standard library that set-up code is made of."""
