# The price path.
