"""A report as a document: neutral blocks, and the Word file and the web page made from them."""
