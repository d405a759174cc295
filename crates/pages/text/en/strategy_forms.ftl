# What the forms of the strategy answer: why a field was refused, and what was done.

strategy-bad-money = An amount from 0 to 1,000,000,000,000, such as 500000 or 500,000.50.
strategy-bad-money-unclear = Thousands or decimals? Write 500000 or 500,000 for five hundred thousand, 500.00 for five hundred.
strategy-bad-retention-12 = A share above 0 and below 100 percent, such as 62.5.
strategy-bad-retention-share = { $sent }: is that { $percent }%? Then write { $percent }. Where { $sent }% is meant, write it with its sign.
strategy-bad-retention-reach = No change of the monthly retention brings new customers there: choose another share.
strategy-bad-horizon = A whole number of months, from 1 to 600.
strategy-bad-draws = A whole number of futures, from 0 to 20,000.
strategy-bad-seed = A whole number from 0 to 4,294,967,295.
strategy-bad-too-much = That many futures of that many months are too much at one time: ask for fewer futures, months or scenarios.
strategy-bad-number = A number, such as 12.5.
strategy-bad-share = A share from 0 to 100 percent.
strategy-bad-change = A change from -100 to 100 percent.
strategy-bad-positive = A number from 0 to 1,000,000,000,000, such as 1234.5 or 1,234.5; 1.234 could be read in two ways.
strategy-bad-sum = A number, below zero or above, that is not beyond 1,000,000,000,000.
strategy-bad-low = The lower end cannot lie above the number itself.
strategy-bad-high = The upper end cannot lie below the number itself.
strategy-bad-together = This does not go with the other numbers: { $field } must be { $wanted }.
strategy-bad-reason = Say why, in one line of at most 500 characters: whoever reads the number later wants to know.
strategy-bad-name = A name has 1 to 60 characters, none of them a dot or a slash; “new” and “add” are taken.
strategy-bad-name-taken = There is a scenario of this name already.
strategy-bad-copy = There is no such scenario to copy.
strategy-bad-one = Either copy a scenario or paste a file, not both.
strategy-bad-file = The file cannot be read: { $why }.
strategy-bad-file-long = A file has at most 64 KB.
strategy-bad-currency = The other scenarios count in { $currency }: amounts are never converted.
strategy-bad-many = There are 8 scenarios already: remove one first.

said-strategy-means = Cash and credit are kept.
said-strategy-changed = The number is changed, and the reason is written down with it.
said-strategy-added = The scenario is added.
said-strategy-removed = The scenario is removed. What was changed of it stays in the audit log.
said-strategy-kept = The proposed scenarios are kept as your own: they no longer move with the data.
