# Ten signs.
