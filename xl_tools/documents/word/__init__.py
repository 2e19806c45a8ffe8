"""Neutral document → Word file (.docx)."""
