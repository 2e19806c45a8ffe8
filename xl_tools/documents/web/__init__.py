"""Neutral document → web pages: a whole page, a fragment for portals, the rule book."""
