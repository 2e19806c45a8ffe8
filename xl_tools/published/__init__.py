"""Published reports (Word, web page, PDF, text) → Report, with the evidence of every cell."""
