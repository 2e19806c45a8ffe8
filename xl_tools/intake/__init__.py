"""The gates: is a file safe to open? Each kind of file has one, asked before any parser sees a byte of it."""
