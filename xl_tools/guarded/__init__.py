"""Reading of files from strangers, in processes that may die of them."""
