"""Neutral document → PDF, set by typst or converted from the Word file."""
