# Which way to run the company: the answer, scenarios and their numbers, the report.

strategy-title = Which way to run the company
strategy-tabs = Strategy
strategy-tab-ways = The two ways
strategy-tab-scenarios = Scenarios
strategy-tab-suite = Width of the suite
strategy-tab-prices = Prices by stage
strategy-tab-balance = Spending
strategy-tab-spectrum = Where we stand
strategy-tab-actual = What happened
strategy-scenarios = Scenarios
strategy-new = A new scenario
