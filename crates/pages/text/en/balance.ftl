# Spending in balance, and what-ifs.

balance-title = Winning, keeping, winning back
balance-nothing = Spending appears here once orders have been valued and costs imported.
balance-working = The company’s months are being read. This takes a few seconds.
balance-missing = What is missing
balance-to-what-if = What-ifs
balance-to-what-if-says = What if we sold more, bundled it, matched a competitor’s price, or served better?

balance-say-none = None of the three can be weighed with these data.
balance-say-cheaper = Keeping customers is cheaper than winning them here: the next { $unit } spent on keeping brings { $keeping } of lifetime value ({ $keeping-range }), spent on winning { $winning } ({ $winning-range }).
balance-say-dearer = Keeping customers is not cheaper than winning them here: the next { $unit } spent on keeping brings { $keeping } of lifetime value ({ $keeping-range }), spent on winning { $winning } ({ $winning-range }).
balance-say-not-told = These numbers do not tell whether keeping customers is cheaper than winning them: the next { $unit } spent on keeping brings { $keeping } of lifetime value ({ $keeping-range }), spent on winning { $winning } ({ $winning-range }).
balance-say-guess = Whether keeping customers is cheaper than winning them is not decidable yet: what spending reaches is partly a guess of ours. State what you take it to be, or vary the spending for some months.
balance-say-win = One more customer a month costs { $cost } to win ({ $range }) and is worth { $worth } ({ $worth-range }).
balance-say-win-more = Spending more on winning pays, up to { $optimum } a month ({ $range }); { $now } is spent.
balance-say-win-less = Spending less on winning pays: { $optimum } a month ({ $range }) where { $now } is spent.
balance-say-win-fine = What is spent on winning, { $now } a month, cannot be told from the best ({ $range }).
balance-say-win-try = The best seems to be { $optimum } a month ({ $range }) where { $now } is spent, but the gain may as well be a loss ({ $gain-range } a month): try it as an experiment only.
balance-say-win-beyond = That is more than any month has seen: go there in steps, and look again.

balance-absent-worth = { $way } is left out: what one customer more is worth is not known.
balance-absent-worth-nothing = { $way } is left out: one customer more brings nothing, so that no spending on it pays.
balance-absent-contract = { $way } is left out: who comes back is counted from orders, and these customers are under contract.
balance-absent-nobody = { $way } is left out: there is nobody to spend it on.
balance-absent-nobody-won = { $way } is left out: nobody was won in the last 12 months.
balance-absent-nothing-spent = { $way } is left out: no spending on it is on record in the last 12 months. State what you take it to reach, and it is weighed.
balance-contradicts = { $way }: what is stated contradicts the months. At today’s spending it would reach { $stated } a month, where the months show { $shows }.

balance-side = The three side by side
balance-side-caption = What the next { $unit } brings, in lifetime value
balance-way-acquisition = Winning
balance-way-retention = Keeping
balance-way-reactivation = Winning back
balance-col-way = Way to spend
balance-col-now = Spent a month
balance-col-reached = Reached a month
balance-col-cost = One more costs
balance-col-worth = One is worth
balance-col-brings = The next { $unit } brings
balance-col-optimum = Best spent a month
balance-col-source = Known from
balance-source-estimated = estimated from { $months } months
balance-source-assumed = assumed, as stated
balance-source-guess = a guess of ours
balance-none-reached = nobody more
balance-lapsed-usual = A customer counts as lapsed after { $days } days without an order, twice the usual gap.
balance-lapsed-half = A customer counts as lapsed after { $days } days without an order.
balance-unit-note = All three are priced in the same unit: lifetime value, discounted, per unit of money. Ranges hold 80 of 100 cases.

balance-why = Why not from the months
balance-why-few = { $way }: { $months } whole months have spending; { $wanted } are needed.
balance-why-steady = { $way }: about the same was spent every month (it varies by { $found } of its mean; { $wanted } are needed). Vary it on purpose, and the months will tell.
balance-why-nobody = { $way }: nobody was won in the months with spending.
balance-why-no-rise = { $way }: months with more spending did not win more customers than chance allows.
balance-why-not-counted = { $way }: no month says whom this spending reached.
balance-no-bend = Winning: the ceiling is not told. The months cannot tell whether more spending wins fewer customers each time or whether many come by themselves; the best spending may lie far above what they have seen. Vary the spending more, and they will tell.

balance-curve = What spending on it gains: { $way }
balance-curve-says = Today { $now } a month; the most is gained at { $optimum } ({ $range }).
balance-curve-caption = Lifetime value gained a month, the spending taken off
balance-curve-below = spent a month
balance-curve-empty = There is nothing to draw.
balance-mark-now = today
balance-mark-best = best
balance-numbers = The numbers behind it
balance-col-spend = Spent a month
balance-col-spend-plain = Value
balance-col-gain = Gained
balance-col-low = At least
balance-col-high = At most

balance-budget = A budget of { $amount } a month
balance-budget-says = Spread so that the last unit brings the same everywhere, it gains { $gain } a month over today ({ $range }). One more unit of budget is worth { $shadow } on top of itself ({ $shadow-range }).
balance-budget-enough = More than pays: of it, { $placed } is placed, and { $unused } is better not spent.
balance-budget-moves = { $way }: the budget takes it from { $now } to { $spend } a month. By itself more would pay, up to { $optimum }, but within this budget the same money brings more elsewhere.
balance-budget-guess = Part of it rests on guesses of ours: an experiment, not a plan.
balance-budget-caption = The budget spread over the three
balance-col-share = Of the budget

balance-ask = Your judgement and budget
balance-see = Work it out
balance-refused = This cannot be worked out
balance-field-budget = Budget a month for all three
balance-field-retention_spend = Keeping: spent on a customer a month
balance-field-retention_rate = … keeps a month, %
balance-field-retention_ceiling = … no spending keeps more than, %
balance-field-retention_unaided = … stay without spending, %
balance-field-reactivation_spend = Winning back: spent on a lapsed customer a month
balance-field-reactivation_rate = … brings back a month, %
balance-field-reactivation_ceiling = … no spending brings back more than, %
balance-field-reactivation_unaided = … come back by themselves, %
balance-field-acquisition_spend = Winning: spent a month
balance-field-acquisition_rate = … wins customers a month
balance-field-acquisition_ceiling = … no spending wins more than
balance-field-hint = With its interval: 91 (90 to 92).
balance-judgement = State what spending reaches
balance-bad-number = This must be a number, or a number with its interval such as 91 (90 to 92).
balance-incomplete = Spend, what it reaches and the ceiling belong together: fill in all three.

balance-what-if-title = What-ifs
balance-what-if-to-balance = Winning, keeping, winning back
balance-what-if-says-worth = Worth it over the whole interval: { $names }.
balance-what-if-says-guess = Only as an experiment, because they rest on guesses of ours: { $names }.
balance-what-if-says-none = None of these is worth it for sure. Where an interval spans zero, it is only worth trying as an experiment with a holdout.
balance-what-if-base = Each is worth the difference it makes to “{ $scenario }” over { $months } months, on the same { $draws } draws, against what is said beside it: the company as it is, or doing nothing about the competitor.
balance-what-if-ranked = Ranked
balance-what-if-caption = What each is worth
balance-what-if-none = There is no scenario to change yet: value the orders first, or add a scenario.
balance-col-what-if = What if
balance-col-difference = Worth
balance-col-range = Range
balance-col-better = Better in
balance-col-peak = More cash needed
balance-col-verdict = Verdict
balance-kind-wider-basket = A wider basket
balance-kind-adjacent-service = An adjacent service
balance-kind-bundle = A bundle
balance-kind-price-match = Match the competitor’s price
balance-kind-better-service = Better service instead
balance-kind-do-nothing = Do nothing about the competitor
balance-against-as-it-is = against the company as it is
balance-against-doing-nothing = against doing nothing about the competitor
balance-verdict-worth = worth it
balance-verdict-not-worth = not worth it
balance-verdict-experiment = experiment only
balance-verdict-guess = experiment only: it rests on guesses
balance-verdict-baseline = what matching the price and better service are laid against
balance-what-if-numbers = What they are made of
balance-what-if-numbers-caption = { $name }: its numbers
balance-what-if-ask = Ask about one
balance-field-kind = What if
balance-input-take_rate = Customers who take it, %
balance-input-margin_per_taker = Margin a taker brings a month
balance-input-fixed_cost = Costs a month, whoever takes it
balance-input-setup = Spent once
balance-input-extra_cases = Complaints more a taker and month
balance-input-retention_gain = Stay more a month, points
balance-input-discount = Of a taker’s margin given away, %
balance-input-cannibalised = Takers who would have bought it all anyway, %
balance-input-price_gap = Matching takes off all prices taken together, %
balance-input-margin_of_price = Margin of the price, %
balance-input-extra_leaving = Leave a month over the price, %
balance-input-leaving_avoided = Of that leaving avoided, %
balance-input-cost_per_customer = Cost a customer and month
balance-input-complaints_prevented = Complaints prevented, %
balance-input-hint = A number may have its interval: 10 (5 to 20). A field that is left empty is a guess of ours, and guesses recommend nothing.
balance-price-gap = { $products ->
    [one] One product has offers of competitors against it; it brought { $part } of the last year’s revenue. Matching them takes { $gap } off all prices taken together: where we are not dearer, or nobody offers the same, nothing is cut.
   *[other] { $count } products have offers of competitors against them; they brought { $part } of the last year’s revenue. Matching the cheapest takes { $gap } off all prices taken together ({ $range }): where we are not dearer, or nobody offers the same, nothing is cut.
  }
balance-price-gap-alike = { $products ->
    [one] One product has offers of competitors against it; the cheapest are { $gap } below our price. What it brought is not known, so that everything is cut alike.
   *[other] { $count } products have offers of competitors against them; matching the cheapest takes { $gap } off their prices ({ $range }), each counted alike: what they brought is not known, so that everything is cut alike.
  }
