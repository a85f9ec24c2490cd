"""Published indices as dated data: the files of `data/instruments`."""
