"""Report and rules → findings; pure, no I/O."""
