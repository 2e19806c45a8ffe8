"""typst and the fonts of this computer: pages and pictures from programs of ours and data."""
