# Which way to run the company.
