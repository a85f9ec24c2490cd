"""The law as dated data: the files of `data/rule_sets`, and the rules they give a city."""
