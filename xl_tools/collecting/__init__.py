"""Files that came in, read once and kept: from an inbox on disk to what every file holds."""
