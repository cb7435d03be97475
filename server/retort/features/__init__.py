"""One file per editor feature; each is pure: a snapshot in, plain values out."""
