# Cohorts and cash.

cohorts-title = Cohorts and cash
cohorts-nothing = Cohorts appear here once orders have been valued.
cohorts-to-today = To today
cohorts-none = There are no cohorts to show: no period has a first order.
cohorts-as-of = As of { $day }.
cohorts-csv = All cohorts as CSV
cohorts-no-lifetime = Lifetime models do not apply here, so nothing is expected.
cohorts-contents = On this page
cohorts-numbers = The numbers behind it

cohorts-cash = Cash by age of the customer
cohorts-by-age-margin = Margin per customer by age, added up
cohorts-by-age-revenue = Revenue per customer by age, added up
cohorts-unit = In { $currency }.
cohorts-lines = The bold line is the average of all cohorts with its range ({ $level } of outcomes); fine lines are single cohorts.
cohorts-lines-alone = The line is the average of all cohorts with its range ({ $level } of outcomes).
cohorts-lines-one = The bold line is this cohort with its range ({ $level } of outcomes); the fine line is the average of all.
cohorts-brought = An average customer has brought { $money } by month { $month } of its life.
cohorts-brought-after-cost = After the cost of winning it, an average customer has brought { $money } by month { $month } of its life.
cohorts-one-brought = A customer of this cohort has brought { $money } by month { $month } of its life.
cohorts-one-brought-after-cost = After the cost of winning it, a customer of this cohort has brought { $money } by month { $month } of its life.
cohorts-expected = { $money } is expected by month { $month } ({ $range }).
cohorts-trough = The deepest point is { $money } in month { $month }.
cohorts-paid-at-once = It has paid back with its first order.
cohorts-paid-back = It has paid back in month { $month }.
cohorts-not-paid-back = It has not paid back so far.
cohorts-month = month { $month }
cohorts-month-expected = expected, month { $month }
cohorts-months-first = months since the first order
cohorts-months-start = months since the start
cohorts-too-young = No cohort is old enough to be drawn.
cohorts-mark-trough = trough { $money }
cohorts-mark-paid = paid back
cohorts-ages-caption = Money per customer by month of age, added up
cohorts-age = Month of age
cohorts-seen-or-expected = Seen or expected
cohorts-seen-word = seen
cohorts-expected-word = Expected
cohorts-customers = Customers
cohorts-ordered = Ordered in the month
cohorts-still-there = Still there
cohorts-margin = Margin
cohorts-revenue = Revenue
cohorts-low = Low
cohorts-high = High
cohorts-range = Range

cohorts-came-back = Who came back
cohorts-stayed = Who stayed
cohorts-no-month = No cohort has lived a whole month beyond its first, so there is nothing to compare yet.
cohorts-heat-ordered = Of each period’s new customers, the share that ordered in each month of age. Month 0 holds the first order.
cohorts-heat-stayed = Of each period’s new contracts, the share still there at each month of age. Month 0 holds all of them.
cohorts-heat-money = What a customer of each cohort brought until the end of each month of age, before the cost of winning it.
cohorts-heat-open = Every cell opens to the orders behind it.
cohorts-heat-part = Only the newest cohorts and the months that fit are shown; the CSV has all.
cohorts-heat-show = What the triangle shows
cohorts-margin-each = Margin per customer
cohorts-revenue-each = Revenue per customer
cohorts-heat-caption = Share of customers, in percent, by months since the first order
cohorts-heat-caption-money = Money per customer, added up, by months since the first order
cohorts-heat-hint = { $cohort }, month { $month }: { $value }

cohorts-list = The cohorts one by one
cohorts-older =
    { $cohorts ->
        [one] One older cohort
       *[other] { $cohorts } older cohorts
    }
cohorts-cohort = Cohort
cohorts-to-date = To date
cohorts-per-customer = Per customer
cohorts-cost = Cost to win one
cohorts-trough-word = Trough
cohorts-paid-word = Paid back
cohorts-not-given = not given
cohorts-not-yet = not yet
cohorts-caption-month = Cohorts by month of the first order
cohorts-caption-quarter = Cohorts by quarter of the first order
cohorts-caption-start-month = Cohorts by month of the start
cohorts-caption-start-quarter = Cohorts by quarter of the start

cohorts-acquisition = What winning customers costs
cohorts-won =
    { $customers ->
        [one] Winning one customer cost { $cost }.
       *[other] Winning a customer cost { $cost } on average: { $spent } for { $customers } customers.
    }
cohorts-balance = Winning, keeping and bringing back, priced alike
cohorts-channels = By channel
cohorts-channels-caption = Acquisition spending by channel
cohorts-channel = Channel
cohorts-spent = Spent
cohorts-share = Share

cohorts-health = Health of the customer base
cohorts-health-caption = Customers by health
cohorts-class = Class
cohorts-health-active = Active
cohorts-health-at-risk = At risk
cohorts-health-lost = Lost
cohorts-health-running = Running
cohorts-health-ended = Ended

cohorts-concentration = Who brings the revenue
cohorts-concentration-chart = Share of revenue, best customers first
cohorts-concentration-note = The straight line is what equal customers would bring. Gini coefficient { $gini }: 0 is equal, 1 is all from one.
cohorts-best = Best customers
cohorts-best-bring = the best { $customers } bring { $revenue }
cohorts-all-equal = all equal
cohorts-no-revenue = no revenue yet
cohorts-share-customers = share of customers, best first
cohorts-to-best = The best customers, by name

cohorts-proof = How far to trust it
cohorts-not-converged = The model’s fit did not converge.
cohorts-mind = Mind this
cohorts-orders-added = Orders after the first, added up
cohorts-renewals-added = Renewals, added up
cohorts-tracked = By { $day } the model expected { $expected } in all; { $came } came.
cohorts-tracked-note = The dashed line is what the model expected, the solid one what came.
cohorts-came = came
cohorts-until = Until
cohorts-saw-until = the model saw until here
cohorts-calibration = Orders per customer, by how often they had ordered before
cohorts-inside = In { $inside } of { $classes } classes what came lies inside the predicted range.
cohorts-calibration-note = The dot is what was predicted, its bar the range of { $level } of outcomes, the diamond what came. Small numbers count customers.
cohorts-before = Repeat orders before the test
cohorts-predicted = Predicted
cohorts-rules = Against simple rules
cohorts-rules-note = A model that is no better than these is not worth its effort. Lower errors are better, higher correlation and hits are better.
cohorts-rules-caption = The model and simple rules on the same test; { $came } orders came
cohorts-predictor = Predictor
cohorts-orders = Orders
cohorts-error = Mean error
cohorts-correlation = Correlation
cohorts-hits = Best-tenth hits
cohorts-no-figure = none
cohorts-model = The model: { $model }
cohorts-parameters = Parameters
cohorts-times-weeks = Parameters, times in weeks
cohorts-times-days = Parameters, times in days
cohorts-parameter = Parameter
cohorts-value = Value
cohorts-standard-error = Standard error
cohorts-spending = Spending per order
cohorts-spending-of =
    { $customers ->
        [one] Fitted on one customer with repeat orders.
       *[other] Fitted on { $customers } customers with repeat orders.
    }
cohorts-assumptions = What is assumed, not measured

cohorts-one-title = Customers won in { $cohort }
cohorts-one-contracts = Contracts begun in { $cohort }
cohorts-neighbours = Neighbouring pages
cohorts-each = { $money } each
cohorts-to-customers = Their list, customer by customer
cohorts-month-by-month = Month by month
cohorts-in-month = In the month, each
cohorts-added-up = Added up, each
cohorts-months-caption = What a customer of this cohort did, by month of age
cohorts-months-caption-cost = What a customer of this cohort did, by month of age; added up after the cost of winning it
cohorts-open-month = Month { $month }: the orders behind it

cohorts-cell-title = Customers of { $cohort } in month { $month } of their life
cohorts-back-to = Cohort { $cohort }
cohorts-cell-sentence =
    { $ordered ->
        [0] None of the { $customers } customers of this cohort ordered in this month.
        [one] One of { $customers } customers ({ $share }) ordered, on { $orders ->
            [one] one day.
           *[other] { $orders } days.
        }
       *[other] { $ordered } of { $customers } customers ({ $share }) ordered; orders of one day count once, which makes { $orders }.
    }
cohorts-cell-paid = They paid { $paid }, net of what came back.
cohorts-cell-kept = They paid { $paid }, net of what came back, of which { $kept } was kept: { $each } for each customer of the cohort.
cohorts-cell-none = There is no order to show.
cohorts-cell-caption = Orders of the month, one row a customer and day
cohorts-cell-csv = All of them as CSV
cohorts-customer = Customer
cohorts-day = Day
cohorts-paid = Paid
cohorts-kept = Kept
