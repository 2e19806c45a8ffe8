"""The summary workbook, the roster workbook and the board as a page."""
