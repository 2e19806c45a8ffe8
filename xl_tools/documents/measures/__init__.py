"""Sizes, widths and distances on A4: one layout for every document with pages."""
