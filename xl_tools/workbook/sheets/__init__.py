"""The sheets of the template workbook, one module a kind."""
