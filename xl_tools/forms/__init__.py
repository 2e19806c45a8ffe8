"""The official forms, one folder of data an edition; everything else reads them."""
