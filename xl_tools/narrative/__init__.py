"""Numbers → sentences; every number keeps its cell; pure."""
