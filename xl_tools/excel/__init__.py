"""The live workbook in Excel: the ribbon's buttons, the add-in that carries them, and its installation."""
