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

# How scenarios are called.
strategy-called-centric = Customer-centric
strategy-called-focused = Customer-focused
strategy-within-centric = customer-centric
strategy-within-focused = customer-focused

# The answer in sentences; clauses are joined by semicolons.
strategy-say = { $clauses }.
strategy-say-pays-back = { $name } pays back in month { $month } and needs { $need } at the deepest point
strategy-say-never-back = { $name } does not pay back within { $months } months and needs { $need } at the deepest point
strategy-say-never-below = { $name } never needs more cash than it brings in
strategy-say-cash = { $cash } cash
strategy-say-cash-and-credit = { $cash } cash and { $credit } credit
strategy-say-with = with { $means } { $said }
strategy-say-runs-out = it runs out in { $share } of futures
strategy-say-never-out = it runs out in none of the futures
strategy-say-always-out = it runs out in every future
strategy-say-enough = it lasts if all goes as expected
strategy-say-not-enough = it runs out even if all goes as expected
strategy-say-reserve = it lasts in 95 of 100 futures if there is { $reserve } of cash and credit
strategy-say-reserve-expected = it lasts, if all goes as expected, with { $reserve } of cash and credit
strategy-say-no-reserve = it needs no reserve of cash
strategy-say-beats = it beats { $other } in { $share } of futures
strategy-say-never-beats = it beats { $other } in none of the futures
strategy-say-always-beats = it beats { $other } in every future
strategy-say-brings-more = it brings { $amount } more than { $other } over { $months } months, in today’s money
strategy-say-brings-less = it brings { $amount } less than { $other } over { $months } months, in today’s money
strategy-say-brings-same = it brings the same as { $other } over { $months } months
strategy-say-stays-above = it wins only if 12-month retention stays above { $at }
strategy-say-stays-below = it wins only if 12-month retention stays below { $at }
strategy-say-rises-above = it wins only if 12-month retention rises from { $now } to above { $at }
strategy-say-falls-below = it wins only if 12-month retention falls from { $now } to below { $at }
strategy-say-whatever = it wins whatever the 12-month retention
strategy-say-no-retention = no 12-month retention that is possible makes it win

# The verdict.
strategy-affordable = Affordable
strategy-affordable-with-more = Affordable with { $more } more
strategy-affordable-with-some-more = Affordable with more cash
strategy-not-affordable = Not affordable
strategy-not-decidable = Not decidable from these data
strategy-rule-affordable = It is expected to pay, and runs out of cash in { $share } of futures. Affordable means: in at most 5%.
strategy-rule-affordable-expected = It is expected to pay, and cash lasts if all goes as expected. No futures were drawn, so the risk is not known.
strategy-rule-more = It is expected to pay, but lasts in 95 of 100 futures only with { $reserve }. There is { $there }, so { $more } is missing.
strategy-rule-more-expected = It is expected to pay, but needs { $reserve } if all goes as expected. There is { $there }, so { $more } is missing.
strategy-rule-does-not-pay = It does not pay: over { $months } months it is expected to bring { $npv } in today’s money.
strategy-rule-too-much = It is expected to pay, but lasts in 95 of 100 futures only with { $reserve }, more than twice the { $there } there is: { $more } is missing.
strategy-rule-too-much-expected = It is expected to pay, but needs { $reserve } if all goes as expected, more than twice the { $there } there is: { $more } is missing.
strategy-rule-not-decidable = A verdict needs to know what there is to spend, and the numbers that decide it from more than a guess.
strategy-missing-cash = How much cash there is was not said.
strategy-missing-guess = { $quantity }: nobody has looked, the program guessed it.
strategy-verdict-line = { $name }: { $word }.

# What turns the answer.
strategy-flips-both = turns which way pays better, and whether it can be afforded
strategy-flips-way = turns which way pays better
strategy-flips-cash = turns whether it can be afforded
strategy-even-above = { $quantity }: { $name } pays better above { $at }; it stands at { $now }.
strategy-even-below = { $quantity }: { $name } pays better below { $at }; it stands at { $now }.
strategy-even-never = { $quantity }: nothing that is possible turns the answer; it stands at { $now }.

# Numbers of a scenario: how they are called, and what they mean.
strategy-of-stage = { $quantity }, stage “{ $stage }”
strategy-times = × { $number }
strategy-points = { $number } points
strategy-quantity-discount = Discount rate, a year
strategy-about-discount = How much less money a year from now is worth than money today.
strategy-quantity-adds = New customers won by spending, a month
strategy-about-adds = How many customers a month the company pays to win.
strategy-quantity-acquisition-cost = Cost of winning a customer
strategy-about-acquisition-cost = What one of them costs at the volume at which it was seen.
strategy-quantity-adds-today = New customers a month at which that cost was seen
strategy-about-adds-today = Winning more than this makes each customer dearer, where the market has a ceiling.
strategy-quantity-acquisition-ceiling = Most new customers a month the market gives
strategy-about-acquisition-ceiling = Nobody wins more than this, whatever is spent; 0 means that every customer costs the same.
strategy-quantity-word-of-mouth = New customers each customer brings, a month
strategy-about-word-of-mouth = Customers who come because another told them.
strategy-quantity-referral-cost = Cost of a customer won by word of mouth
strategy-about-referral-cost = A reward for telling others, if there is one.
strategy-quantity-fixed-cost = Fixed costs, a month
strategy-about-fixed-cost = What is spent whether there are customers or not.
strategy-quantity-setup = Spent once at the start
strategy-about-setup = What it takes to begin: systems, people, products.
strategy-quantity-prevented = Complaints prevented by acting early
strategy-about-prevented = The share of complaints that never arise because somebody acted first.
strategy-quantity-prevention-cost = Cost of acting early, per customer and month
strategy-about-prevention-cost = What the early work costs for every customer, also for those who would not have complained.
strategy-quantity-leaving-after-complaint = Chance to leave after an unsolved complaint
strategy-about-leaving-after-complaint = How many more leave after a complaint that was not solved than would have left anyway.
strategy-quantity-solved = Complaints that are solved
strategy-about-solved = The share of complaints after which the customer is content.
strategy-quantity-solution-cost = Cost of handling a complaint
strategy-about-solution-cost = Time and gestures, for each complaint.
strategy-quantity-retention-gain = Change of monthly retention
strategy-about-retention-gain = Percentage points added to the share of customers who stay each month, in every stage.
strategy-quantity-margin-gain = Change of margin
strategy-about-margin-gain = Added to the margin of every customer, as a share of it.
strategy-quantity-complaints-factor = Complaints, compared with today
strategy-about-complaints-factor = What the complaints of every stage are multiplied by.
strategy-quantity-market-swing = How far the market swings
strategy-about-market-swing = How far demand strays from its usual level; the same for every scenario.
strategy-quantity-market-memory = Swing of the market left a month later
strategy-about-market-memory = How long good and bad times last.
strategy-quantity-margin = Margin of a customer, a month
strategy-about-margin = What a customer pays less what the goods cost, before complaints and early work.
strategy-quantity-retention = Customers who stay to the next month
strategy-about-retention = The share that is still there a month later, before complaints.
strategy-quantity-complaints = Complaints of a customer, a month
strategy-about-complaints = How many complaints a customer makes a month, on average.
strategy-quantity-retention-12 = 12-month retention of new customers
strategy-about-retention-12 = Of customers who join today, the share that is still there after 12 months.
strategy-quantity-margin-factor = Margin, compared with the scenario
strategy-about-margin-factor = What the margin of every stage is multiplied by.
