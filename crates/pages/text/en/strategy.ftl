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
strategy-say-never-back = { $name } does not pay back within { $months } months on average and needs { $need } at the deepest point
strategy-say-never-back-expected = { $name } does not pay back within { $months } months and needs { $need } at the deepest point
strategy-say-never-below = { $name } never needs more cash than it brings in
strategy-say-none-on-average = { $name } needs no cash of its own on average
strategy-say-seldom-below = { $name } needs no cash of its own on average, but some in { $share } of futures
strategy-say-back-in = { $name } pays back within { $months } months in { $share } of futures.
strategy-say-before-costs = Before running costs, which are not known: { $said }
strategy-say-before-goods = Before cost of goods, which is not known: { $said }
strategy-say-before-both-costs = Before cost of goods and running costs, which are not known: { $said }
strategy-say-not-settled = How long customers stay is a guess: the model of it did not settle on these orders, and its ranges are too narrow.
strategy-say-begin-customers = They do not begin alike: { $each }. What sets them apart may be that, and not how the company is run.
strategy-say-begin-none = { $name } begins with no customers
strategy-say-begin-with = { $customers ->
    [one] { $name } begins with { $customers } customer
   *[other] { $name } begins with { $customers } customers
}
strategy-say-begin-months = They do not begin in the same month: { $each }. Month 1 of one is not month 1 of the other.
strategy-say-begin-in = { $name } in { $month }
strategy-say-nobody-won = Nobody is won in either way: the two cannot be told apart by winning customers, only by how customers stay, what they bring and what each way costs.
strategy-say-beside-more = { $name } beats { $other } in { $share } of futures, and brings { $amount } more on average ({ $range } in 80 of 100).
strategy-say-beside-less = { $name } beats { $other } in { $share } of futures, and brings { $amount } less on average (a difference of { $range } in 80 of 100).
strategy-say-beside-more-few = { $name } brings { $amount } more than { $other }, on average over the futures drawn.
strategy-say-beside-less-few = { $name } brings { $amount } less than { $other }, on average over the futures drawn.
strategy-say-beside-more-expected = { $name } brings { $amount } more than { $other }, if all goes as expected.
strategy-say-beside-less-expected = { $name } brings { $amount } less than { $other }, if all goes as expected.
strategy-say-cash = { $cash } cash
strategy-say-cash-and-credit = { $cash } cash and { $credit } credit
strategy-say-with = with { $means } { $said }
strategy-say-runs-out = it runs out in { $share } of futures
strategy-say-never-out = it runs out in none of the futures
strategy-say-always-out = it runs out in every future
strategy-say-too-few = too few futures were drawn to say whether cash lasts
strategy-say-enough = it lasts if all goes as expected
strategy-say-not-enough = it runs out even if all goes as expected
strategy-say-reserve = it lasts in 95 of 100 futures if there is { $reserve } of cash and credit
strategy-say-reserve-expected = it lasts, if all goes as expected, with { $reserve } of cash and credit
strategy-say-no-reserve = it needs no reserve of cash
strategy-say-average = On average over all futures { $name } brings { $amount } more within { $months } months.
strategy-say-beats = it beats { $other } in { $share } of futures
strategy-say-never-beats = it beats { $other } in none of the futures
strategy-say-always-beats = it beats { $other } in every future
strategy-say-brings-more = it brings { $amount } more than { $other } over { $months } months, in today’s money
strategy-say-brings-less = it brings { $amount } less than { $other } over { $months } months, in today’s money
strategy-say-brings-same = it brings the same as { $other } over { $months } months
strategy-say-behind-then-ahead = In cash so far { $name } is behind { $other } by at most { $amount }, in month { $worst }, and ahead from month { $month }.
strategy-say-behind = In cash so far { $name } is behind { $other } by at most { $amount }, in month { $worst }, and not ahead at the end of { $months } months.
strategy-say-never-behind = In cash so far { $name } is never behind { $other }, and ahead from month { $month }.
strategy-say-stays-above = all else as it is, it wins only if its 12-month retention stays above { $at }
strategy-say-stays-below = all else as it is, it wins only if its 12-month retention stays below { $at }
strategy-say-rises-above = all else as it is, it wins only if its 12-month retention rises from { $now } to above { $at }
strategy-say-falls-below = all else as it is, it wins only if its 12-month retention falls from { $now } to below { $at }
strategy-say-between = all else as it is, it wins only if its 12-month retention, now { $now }, is between { $low } and { $high }
strategy-say-outside = all else as it is, it wins only if its 12-month retention, now { $now }, is below { $low } or above { $high }
strategy-say-whatever = all else as it is, it wins whatever its 12-month retention
strategy-say-no-retention = all else as it is, it wins at no 12-month retention that is possible

# The verdict.
strategy-affordable = Affordable
strategy-affordable-with-more = Affordable with { $more } more
strategy-affordable-with-some-more = Affordable with more cash
strategy-not-affordable = Not affordable
strategy-not-decidable = Not decidable from these data
strategy-rule-affordable = It pays on average, and runs out of cash in { $share } of futures. Affordable means: in at most 5%.
strategy-rule-more = It pays on average, but lasts in 95 of 100 futures only with { $reserve }. There is { $there }, so { $more } is missing.
strategy-rule-does-not-pay = It does not pay: over { $months } months it brings { $npv } on average, in today’s money.
strategy-rule-brings-less = But it brings { $money } less than { $other } on average.
strategy-rule-too-much = It pays on average, but lasts in 95 of 100 futures only with { $reserve }, more than twice the { $there } there is: { $more } is missing.
strategy-rule-needs-cash = A verdict needs to know how much cash there is.
strategy-rule-no-futures = No futures were drawn, so nothing is known of the risk.
strategy-rule-few-futures = Only { $draws ->
    [one] one future was drawn
   *[other] { $draws } futures were drawn
}: too few to say how often cash runs out.
strategy-rule-lasts-expected = If all goes as expected it pays, and the { $there } there is lasts. No futures were drawn, so nothing is known of the risk.
strategy-rule-short-expected = If all goes as expected it pays, but needs { $reserve }. There is { $there }, so { $more } is missing even so. No futures were drawn, so nothing is known of the risk.
strategy-rule-loses-expected = If all goes as expected it does not pay: over { $months } months it brings { $npv } in today’s money. No futures were drawn, so nothing is known of the risk.
strategy-rule-hangs-on-guess = The verdict hangs on what nobody has looked at yet.
strategy-rule-not-decidable = A verdict needs to know how much cash there is, and hangs on what nobody has looked at yet.
strategy-missing-cash = How much cash there is was not said.
strategy-missing-cash-with-credit = How much cash there is was not said; until then the credit of { $credit } is not counted either.
strategy-missing-more-futures = More futures, which show the risk: { $fewest } at least. 10,000 are usual.
strategy-missing-futures = Futures, which show the risk: none were drawn. 10,000 are usual.
strategy-missing-guess = { $quantity }: a guess of the program.
strategy-verdict-line = { $name }: { $word }.

# What turns the answer.
strategy-flips-both = turns the better way, and whether cash lasts
strategy-flips-way = turns which way pays better
strategy-flips-cash = turns whether cash lasts
strategy-even-of-both = of both ways
strategy-even-of-one = of { $name } alone
strategy-even-between = { $quantity } ({ $whose }): { $name } pays better between { $low } and { $high }; it stands at { $now }.
strategy-even-outside = { $quantity } ({ $whose }): { $name } pays better below { $low } or above { $high }; it stands at { $now }.
strategy-even-above = { $quantity } ({ $whose }): { $name } pays better above { $at }; it stands at { $now }.
strategy-even-below = { $quantity } ({ $whose }): { $name } pays better below { $at }; it stands at { $now }.
strategy-even-never = { $quantity } ({ $whose }): nothing that is possible turns the answer; it stands at { $now }.

# Numbers of a scenario: how they are called, and what they mean.
strategy-of-stage = { $quantity }, stage “{ $stage }”
strategy-times = × { $number }
strategy-points = { $many ->
    [one] { $number } point
   *[other] { $number } points
  }
strategy-quantity-discount = Discount rate, a year
strategy-about-discount = How much less money a year from now is worth than money today.
strategy-quantity-adds = New customers won, a month
strategy-about-adds = How many customers a month the company pays to win. The money is that for the number as it stands; where the number is in doubt, the same money wins more or fewer.
strategy-doubt-margin = Margin a month, average of stages
strategy-doubt-complaints = Complaints a month, average of stages
strategy-doubt-adds = New customers the same money wins, a month
strategy-moved-adds = New customers won and paid for, a month
strategy-quantity-acquisition-cost = Cost of winning a customer
strategy-about-acquisition-cost = What one of them costs at the volume at which it was seen.
strategy-quantity-adds-today = New customers when that cost was seen
strategy-about-adds-today = Winning more than this makes each customer dearer, where the market has a ceiling.
strategy-quantity-acquisition-ceiling = Most new customers the market gives
strategy-about-acquisition-ceiling = Nobody wins more than this, whatever is spent; 0 means that every customer costs the same.
strategy-quantity-word-of-mouth = Customers each customer brings, a month
strategy-about-word-of-mouth = Customers who come because another told them.
strategy-quantity-referral-cost = Cost of a customer by word of mouth
strategy-about-referral-cost = A reward for telling others, if there is one.
strategy-quantity-fixed-cost = Fixed costs, a month
strategy-about-fixed-cost = What is spent whether there are customers or not.
strategy-quantity-setup = Spent once at the start
strategy-about-setup = What it takes to begin: systems, people, products.
strategy-quantity-prevented = Complaints prevented by acting early
strategy-about-prevented = The share of complaints that never arise because somebody acted first.
strategy-quantity-prevention-cost = Acting early, per customer and month
strategy-about-prevention-cost = What the early work costs for every customer, also for those who would not have complained.
strategy-quantity-leaving-after-complaint = Leaving after an unsolved complaint
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

# The page.
strategy-working = The futures of both ways are being lived through. This takes a few seconds.
strategy-scenarios-working = Scenarios are being proposed from what is on record. This takes a few seconds.
strategy-nothing-title = Too little is known for a comparison
strategy-nothing = A scenario is proposed from the company’s own history: who stayed, what they paid, what winning them cost, and what complaints did. This is missing:
strategy-nothing-by-hand = Bring the data, or write a scenario by hand.
strategy-to-data = To the data
strategy-write-one = Write a scenario
strategy-failed = The scenarios cannot be laid side by side
strategy-failed-why = This stands in the way: { $why }.
strategy-to-scenarios = To the scenarios
strategy-is-what-if = This is a what-if; nothing of it is kept.
strategy-as-kept = Back to what is kept
strategy-verdicts = Verdicts
strategy-contents = On this page
strategy-numbers = The numbers behind it

strategy-what-if = What if?
strategy-refused = This cannot be asked
strategy-not-kept = This cannot be kept
strategy-chance = Chance
strategy-field-cash = Cash at hand
strategy-field-credit = Credit line
strategy-field-retention = 12-month retention, { $name } (%)
strategy-field-retention-hint = Of its new customers; { $stands }, as it stands, if left empty.
strategy-field-horizon = Months ahead
strategy-field-draws = Futures to draw
strategy-field-draws-hint = 10,000 unless something else is asked; 0 means that all goes as expected.
strategy-field-seed = Seed of chance
strategy-field-seed-hint = The same seed gives the same futures again.
strategy-see = See what becomes of it
strategy-keep-means = Keep this cash and credit as the company’s

strategy-curves-h = Cash over time
strategy-curves = Cash so far, month by month
strategy-curves-read = Lines show the average, bands hold 80 of 100 futures.
strategy-curves-read-expected = Lines show what is expected. No futures were drawn.
strategy-curves-end = { $name } stands at { $money } after { $months } months.
strategy-first-months = The first { $months } months, larger
strategy-first-months-read = { $name } is deepest in month { $month }, at { $money }.
strategy-short-centric = centric
strategy-short-focused = focused
strategy-in = in { $currency }
strategy-in-no-currency = in the currency of the scenarios
strategy-month = month { $month }
strategy-months-ahead = months from the start
strategy-nothing-drawn = There is no month to draw.
strategy-limit = below this all { $money } is spent
strategy-limit-short = { $money } spent
strategy-trough = deepest { $money }
strategy-paid-back = paid back
strategy-month-head = Month
strategy-range-80 = 80 of 100 futures
strategy-curves-caption = Cash so far at the end of each month: the average, and what 80 of 100 futures hold
strategy-curves-caption-thirds = Cash so far at the end of every third month: the average, and what 80 of 100 futures hold
strategy-curves-caption-expected = Cash so far at the end of each month, if all goes as expected
strategy-curves-caption-thirds-expected = Cash so far at the end of every third month, if all goes as expected

strategy-figures-h = In figures
strategy-figures-of = { $name }
strategy-figure = Figure
strategy-figures-caption = All scenarios side by side
strategy-npv = Net present value (NPV)
strategy-peak = Cash needed
strategy-ruin = Runs out of cash
strategy-reserve = Reserve needed
strategy-reserve-note = of cash and credit, to last in 95 of 100 futures
strategy-in-80 = { $range } in 80 of 100 futures
strategy-with-means = of futures, with { $means }
strategy-beats = Beats { $other }
strategy-beats-note = of futures; the difference is { $range } in 80 of 100
strategy-row-npv = NPV, on average
strategy-row-npv-range = NPV in 80 of 100 futures
strategy-row-peak = Cash needed at the deepest point, on average
strategy-row-peak-range = The same in 80 of 100 futures
strategy-row-trough = Deepest point
strategy-row-payback = Paid back
strategy-row-pays-back = Futures that pay back in time
strategy-row-ruin = Futures in which it runs out
strategy-row-reserve = Reserve for 95 of 100 futures
strategy-row-customers = Customers at the end
strategy-row-equity = What they are worth from then on, not in the NPV
strategy-never-below = never below zero
strategy-not-within = not within the horizon
strategy-without-end = grows without end
strategy-none-given = not known
strategy-nobody-won = nobody is won by spending
strategy-without-options = All NPV here are without options: they hold what the plan itself pays within the horizon, in today’s money. Left out are what could still be decided later (to stop, to grow, to offer more) and what the customers of the last month are worth from then on.

strategy-npv-h = What each way brings
strategy-npv-chart = Net present value over all futures
strategy-npv-said = { $name } brings { $mean } on average, { $low } to { $high } in 80 of 100 futures.
strategy-npv-beyond = Not drawn of { $name }: { $parts }.
strategy-npv-beyond-below = { $share } of futures further down, to { $end }
strategy-npv-beyond-above = { $share } of futures further up, to { $end }
strategy-and = { " " }and{ " " }
strategy-npv-note = { $low } to { $high } in 80 of 100 futures
strategy-npv-bin = { $low } to { $high }: { $share } of futures
strategy-npv-below = NPV without options, { $unit }
strategy-npv-caption = Share of futures by NPV
strategy-no-doubt = No number is in doubt, so there is nothing to draw.
strategy-few-draws = { $draws ->
    [one] Only one future was drawn
   *[other] Only { $draws } futures were drawn
}: too few to tell how often anything happens. Ask for at least { $fewest } under “Chance”.
strategy-no-draws = No futures were drawn: ask for some under “Chance” to see how far results may stray.
strategy-scenario = Scenario
strategy-from = From
strategy-to = To
strategy-share-of-futures = Share of futures

strategy-ruin-h = Running out of cash
strategy-ruin-chart = Share of futures in which cash runs out, by what is there at the start
strategy-ruin-said = { $name } lasts in 95 of 100 futures if { $reserve } is there.
strategy-ruin-said-none = { $name } lasts in 95 of 100 futures without any reserve.
strategy-ruin-below = cash and credit at the start, { $unit }
strategy-ruin-point = { $name } with { $reserve }: runs out in { $share } of futures
strategy-ruin-caption = Share of futures in which cash runs out, by what is there at the start
strategy-never-out = Cash is never below zero in any future.
strategy-risk = { $share }: affordable
strategy-there-is = there is { $money }
strategy-lasts-with = { $money } for 95 of 100
strategy-reserve-head = Cash and credit at the start
strategy-runs-out = Runs out in

strategy-turning-h = What turns the answer
strategy-turning = NPV of one way less the other, when one number goes to the ends of its range
strategy-turning-stands = As it stands, { $better } brings { $money } more than { $other }, on average over all futures.
strategy-turning-stands-expected = If all goes as expected, { $better } brings { $money } more than { $other }.
strategy-turning-read = Each bar holds one number at the low and at the high end of its range (80 of 100 cases); everything else stays as doubtful as it is.
strategy-turning-read-expected = Each bar moves one number from the low to the high end of its range (80 of 100 cases) and leaves the rest as it is.
strategy-turning-count = { $turning ->
    [0] None of { $all } numbers in doubt turns the answer alone.
    [one] One of { $all } numbers in doubt turns the answer alone.
   *[other] { $turning } of { $all } numbers in doubt turn the answer alone.
}
strategy-turning-below = difference of NPV, { $unit }
strategy-turning-caption = Every number in doubt, the greatest swing first
strategy-pays-better = { $name } pays better
strategy-as-it-stands = as it stands
strategy-number = Number
strategy-at-low = Low end
strategy-at-high = High end
strategy-difference-low = Difference at the low end
strategy-difference-high = Difference at the high end
strategy-what-it-turns = What it turns
strategy-even = Where both ways pay the same
strategy-even-note = Where both bring the same on average. One number is moved at a time, the rest stays as it is.

strategy-unit-h = One new customer
strategy-unit-caption = What one new customer brings and costs
strategy-unit-value = Expected payments, in today’s money
strategy-unit-cost = Cost of winning one, on average
strategy-unit-times = Payments for each unit of that cost
strategy-unit-marginal = Cost of winning one more
strategy-unit-retention = Still there after 12 months
strategy-unit-payback = Paid back at the age of

strategy-known-h = Where the numbers come from
strategy-observed = What all who joined in { $months } months of history paid and complained about, and how many of them left, holds in every future: where customers stay longer than thought, each of them pays less.
strategy-observed-counted = How many leave is what { $months } months of contracts show, and holds in every future; how many of them leave over complaints is in doubt.
strategy-known-note = Every number of a scenario says whether it was measured in the company’s own data, estimated with a model, assumed by somebody, or guessed by the program. A verdict never rests on a guess of margin, staying, complaints, what winning customers costs, the start or the fixed costs.
strategy-as-of = Proposed from data to { $day }.
strategy-not-found = The data could not tell
strategy-known-measured = { $n } measured
strategy-known-estimated = { $n } estimated
strategy-known-assumed = { $n } assumed
strategy-known-guessed = { $n } guessed
strategy-known-card = Numbers: { $known }.
strategy-known-nothing = No number is given yet.
strategy-source = Known from
strategy-source-measured = measured
strategy-source-estimated = estimated
strategy-source-assumed = assumed
strategy-source-guess = guess
strategy-add = Add a scenario

strategy-take-away = To take away
strategy-report-note = The report holds the answer, every chart and every assumption on a few pages that print.
strategy-report = Report to print
strategy-csv = As CSV:
strategy-csv-series = month by month
strategy-csv-npv = NPV
strategy-csv-running-out = running out
strategy-csv-tornado = what turns it
strategy-csv-break-even = break-even
strategy-csv-parameters = all assumptions
strategy-how = { $draws ->
    [one] Drawn from one future with seed { $seed }, the same for every scenario.
   *[other] Drawn from { $draws } futures with seed { $seed }, the same futures for every scenario.
}
strategy-how-expected = Worked out as if all goes as expected; no futures were drawn.

# Scenarios.
strategy-scenarios-lead = A scenario is a way of running the company in numbers. Change a number and say why; the answer follows.
strategy-no-scenarios = There is no scenario yet.
strategy-kept = kept as our own
strategy-proposed = proposed from the data
strategy-way-centric = Customer-centric: proactive, many products, the whole relationship.
strategy-way-focused = Customer-focused: reactive, few products, a short horizon.
strategy-way-other = A way of its own.
strategy-ahead = It looks { $months } months ahead.
strategy-ahead-from = It looks { $months } months ahead from { $start }.
strategy-base = It begins with { $customers } customers.
strategy-stages = Stages of a customer’s life: { $stages }.
strategy-stage-until = { $stage } (until month { $months })
strategy-stage-after = { $stage } (from then on)
strategy-group-winning = Winning customers
strategy-group-staying = Staying and paying
strategy-group-complaints = Complaints and acting early
strategy-group-costs = Costs that no customer changes
strategy-group-market = Money and market
strategy-group-caption = Each number with the range that holds it in 80 of 100 cases
strategy-unused = { $n ->
    [one] One number that changes nothing as it stands
   *[other] { $n } numbers that change nothing as they stand
}
strategy-unused-caption = Numbers that change nothing until somebody sets them
strategy-value = Value
strategy-interval = 80 of 100 cases
strategy-certain = taken as certain
strategy-reason = How it is known
strategy-parameters-caption = Every number, with the range that holds it in 80 of 100 cases
strategy-differ-caption = Numbers in which the scenarios differ, with the range that holds them in 80 of 100 cases
strategy-shared-caption = Numbers that are the same in every scenario
strategy-certain-note = A number without a range is taken as certain.
strategy-change = Change: { $quantity }
strategy-low-end = Low end
strategy-high-end = High end
strategy-change-interval = In 80 of 100 cases the number lies between the low and the high end. Write the value three times if there is no doubt.
strategy-reason-field = Reason
strategy-reason-hint = Where it comes from, or why it is taken to be so. Kept with the change.
strategy-change-keep = Keep the number
strategy-change-leave = Leave it
strategy-changes = What was changed
strategy-changes-caption = Changes, newest first
strategy-changed-at = When
strategy-before = Before
strategy-after = After
strategy-changed-by = By
strategy-changed-by-nobody = somebody who has left
strategy-doing = The whole scenario
strategy-keep = Keep the proposed scenarios as our own
strategy-keep-note = Proposed scenarios move with the data. Keep them, and their numbers stay until somebody changes them; after a year they can be laid against what happened.
strategy-file = Scenario file
strategy-copy = Copy it
strategy-remove = Remove
strategy-remove-sure = Remove this scenario? Its numbers and the reasons for them are gone then.
strategy-new-copy = Begin with a copy
strategy-new-copy-note = All numbers are taken over; change what is different.
strategy-new-from = Copy of
strategy-new-name = Name
strategy-new-make = Make it
strategy-new-file = Or paste a scenario file
strategy-new-file-note = The file names the scenario. A file taken away from another scenario shows what may stand in it.
strategy-new-text = Scenario file
strategy-new-add = Add it

# The report.
strategy-report-title = Which way to run { $company }
strategy-report-what-if = This report is of a what-if: retention or horizon differ from the scenarios that are kept.
strategy-report-foot = This file fetches nothing and sends nothing.
strategy-assumptions = Every assumption
strategy-rules = What the verdicts mean
strategy-means-affordable = It pays on average (its mean NPV is above zero), and cash and credit run out in at most 5 of 100 futures.
strategy-means-more = It pays on average, but needs more than there is: at most as much again.
strategy-means-not-affordable = It does not pay on average, or needs more than twice what there is.
strategy-means-not-decidable = Nobody said how much cash there is, fewer than 100 futures were drawn, or a number that decides it is a guess of the program.
strategy-definitions = What every word and number means
strategy-means-npv = All that is paid less all that is spent within the horizon, each month discounted to the start. Without options, and without what the customers of the last month are worth from then on.
strategy-means-peak = How far all that was spent runs ahead of all that was paid, at its worst. Every future has a worst month of its own, so that the average over them is more than the deepest point of the average.
strategy-means-payback = The first month after the deepest point in which all that was paid covers all that was spent, on average over the futures.
strategy-means-reserve = Cash and credit that must be there at the start so that it never runs out in 95 of 100 futures.
strategy-futures = Futures
strategy-means-futures = The months ahead lived many times, each time with other numbers within their ranges, other customers and another market; the same for every scenario.
strategy-means-range = One future in ten lies below the range, one in ten above it.
strategy-means-measured = Counted in the company’s own data, or found by an experiment.
strategy-means-estimated = Worked out from the company’s own data with a model.
strategy-means-assumed = Nobody has looked: somebody takes it to be so.
strategy-means-guess = The program put it there; nobody has looked. No verdict rests on one that everything hangs on.
