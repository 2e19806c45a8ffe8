"""Rules on what the texts of a report are like: complete, its own, of this year and of this unit."""
