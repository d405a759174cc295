# A scenario laid against what happened.

actual-title = What happened
actual-working = What happened is being counted. This takes a few seconds.
actual-to-strategy = To the two ways
actual-to-scenarios = To the scenarios
actual-no-scenario = There is no scenario yet
actual-no-scenario-text = A scenario that is kept today can be laid against what happened a year later.
actual-cannot = Nothing to compare yet
actual-no-start = This scenario does not say when it begins. Give it a start, such as 2025-01.
actual-not-yet = This scenario begins in { $start }, and { $last } is the last month that is over. Keep it, and look again when its first month is over.
actual-before-history = This scenario begins in { $start }, before the first order on record in { $first }.
actual-currency = This scenario counts in { $mine }, the orders in { $theirs }.
actual-nothing = What happened cannot be counted yet: { $missing }.
actual-not-lived = This scenario cannot be worked out: { $why }.
actual-choose = Scenario
actual-show = Show
actual-inside = After { $months ->
    [one] one month
   *[other] { $months } months
  }, { $name } stands at { $actual } of cash: within what was expected, { $expected } ({ $low } to { $high } in 80 of 100 futures).
actual-below = After { $months ->
    [one] one month
   *[other] { $months } months
  }, { $name } stands at { $actual } of cash, { $off } less than the { $expected } expected and below the range of 80 in 100 futures ({ $low } to { $high }).
actual-above = After { $months ->
    [one] one month
   *[other] { $months } months
  }, { $name } stands at { $actual } of cash, { $off } more than the { $expected } expected and above the range of 80 in 100 futures ({ $low } to { $high }).
actual-cause-less = What explains most: “{ $quantity }” came to { $measured } where the scenario had { $assumed }, which by itself takes { $effect } away.
actual-cause-more = What explains most: “{ $quantity }” came to { $measured } where the scenario had { $assumed }, which by itself adds { $effect }.
actual-no-cause = No single number of the scenario explains much of it.
actual-missing = Not all costs are on record: cash is shown before them, what was expected and what happened alike
actual-unrecorded = Not on record, and so left out of what was expected too: { $costs }.
actual-unrecorded-cost = “{ $quantity }”, { $expected } expected in { $missing } of { $months } months
actual-within = Eight of ten months should lie within the range.
actual-within-cash = Cash did in { $inside } of { $months },
actual-within-joined = new customers in { $inside } of { $months },
actual-within-customers = customers in { $inside } of { $months },
actual-within-complaints = complaints in { $inside } of { $months }.
actual-curve = Cash so far, expected and actual
actual-curve-read = The dashed line is what the scenario expected, the band holds 80 of 100 futures, the dark line is what happened.
actual-numbers = Numbers
actual-nothing-drawn = There is no month to draw.
actual-happened = Happened
actual-expected = Expected
actual-hint = { $month }: { $actual } happened, { $expected } expected
actual-causes = What explains the difference
actual-causes-text = One number of the scenario after the other is replaced by what was measured since; the last column is what that changes of the expected cash so far.
actual-cause = Number
actual-assumed = In the scenario
actual-measured = Measured since
actual-effect = Effect on cash
actual-rest = All together, and what none of them explains
actual-difference = Happened less expected
actual-months = Month by month
actual-months-text = What happened, and under it the range that holds 80 of 100 futures. How many customers are there is itself an estimate, of the model fitted since.
actual-months-caption = What happened and what was expected, by month
actual-month = Month
actual-cash = Cash
actual-joined = New customers
actual-customers = Customers
actual-complaints = Complaints
actual-outside = outside
actual-base = Customers when it began
