"""Sizes and widths that fit titles, labels and numbers on A4: one layout for every document with pages."""
