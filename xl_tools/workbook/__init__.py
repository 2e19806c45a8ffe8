"""The workbook: official template, guarded reading, surgical writing, saving without loss."""
