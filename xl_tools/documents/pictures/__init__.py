"""Report → pictures drawn as SVG: the charts of the appendix, and the one-page 图解."""
