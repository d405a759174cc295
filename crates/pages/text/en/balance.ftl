# Spending in balance, and what-ifs.
