# The width of the suite.
