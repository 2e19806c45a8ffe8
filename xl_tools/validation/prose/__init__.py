"""Reading the prose of a report, and comparing what it says with the tables."""
