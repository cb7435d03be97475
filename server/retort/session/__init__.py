"""Open buffers over disk: the one place that changes, and the snapshots it hands out."""
