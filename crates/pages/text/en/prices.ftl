# The price path.

prices-title = Prices by stage
prices-example = This is an example, not your company: put your own numbers in below.
prices-working = The path is being worked out. This takes a few seconds.
prices-not-kept = Nothing is kept here and no price changes: a path is worked out as you ask.

prices-say-worth = Under this path a new customer is worth { $path } over { $months } months ({ $range }); at the first price for good, { $flat }.
prices-say-worth-flat = At this one price a new customer is worth { $path } over { $months } months.
prices-say-pays = The path brings { $difference } more a customer ({ $range }): it pays even where customers mind the price as much as the interval allows.
prices-say-loses-less = The path brings { $difference } more a customer than the first price ({ $range }), but it does not pay: a new customer still costs more than they bring, so it only loses less.
prices-say-may-lose = The path brings { $difference } more a customer than the first price ({ $range }), but where customers mind the price most, one is worth { $worth }: it is only worth trying as an experiment with a holdout.
prices-say-loses = The path brings { $difference } less a customer ({ $range }): it loses even where customers hardly mind the price.
prices-say-experiment = The path changes a customer’s worth by { $difference } ({ $range }): the interval spans zero, so it is only worth trying as an experiment with a holdout.
prices-say-break-even = A new customer pays for itself from a last price of { $price } on.
prices-say-break-even-first = A new customer pays for itself already at the first price.
prices-say-break-even-safe = To be safe over the whole interval it takes { $price }.
prices-say-break-even-never-safe = Over the whole interval no last price is safe.
prices-say-no-break-even = No last price makes a new customer pay for itself.
prices-say-best = The last price that is worth most is { $price } ({ $value } a customer); deciding on the lower bound, { $safe } ({ $bound } at least).
prices-say-best-end = There is no best last price in sight: each unit more brings something, though less than the one before, as far as a straight elasticity reaches. Do not trust it far beyond prices that were tried.
prices-say-cap = The cap of { $cap } a year costs { $cost } a customer ({ $range }).
prices-say-cap-gains = The cap of { $cap } a year costs nothing: without it a customer would be worth { $cost } less ({ $range }).
prices-say-loyal = From month { $month } on a customer pays more than an equal new one. The path allows it: “{ $reason }”.
prices-say-loyal-never = A loyal customer never pays more than an equal new one.
prices-say-not-yet = The path holds from the day it is published, { $day }; until then nobody may be charged by it.

prices-chart = Worth of a customer against the last price
prices-chart-says = At a last price of { $price } a customer is worth { $value } ({ $range }). The band is the interval of the elasticity.
prices-chart-says-capped = At a last price of { $price } and without the cap a customer is worth { $value } ({ $range }). The band is the interval of the elasticity.
prices-chart-empty = There is one tier, so there is no later price to draw.
prices-chart-below = last price a month
prices-mark-here = this path
prices-mark-best = best on the lower bound
prices-numbers = The numbers behind it
prices-curve-caption = Worth of a new customer by the last price
prices-col-price = Last price
prices-col-value = Worth
prices-col-low = At least
prices-col-high = At most

prices-tiers = The tiers
prices-tiers-caption = What is charged, by months since the relation began
prices-tiers-from = From month
prices-tiers-published = Published
prices-tiers-add-up = Each customer stands at what this path charges after so many months today; together they pay the { $price } a month on average that is said below.
prices-tiers-charged = Charged
prices-tiers-there = Still there
prices-tiers-customers = Customers today
prices-tiers-capped = With a cap of { $cap } a year the price climbs in steps.

prices-turning = What turns it
prices-turning-none = No number has an interval, so nothing shows what would turn the answer. Give the elasticity one.
prices-turning-caption = The path less the flat price, with one number after the other at its ends
prices-col-number = Number
prices-col-from-to = Interval
prices-col-at-low = At the low end
prices-col-at-high = At the high end
prices-col-source = Known from
prices-flips = turns the answer
prices-number-unit_cost = Cost to serve a customer
prices-number-retention = Share that stays a month
prices-number-elasticity = Share lost for each unit of price
prices-number-discount = Discount a year
prices-source-measured = measured
prices-source-estimated = estimated
prices-source-assumed = assumed

prices-parity = Whom it meets
prices-parity-says = Today { $customers } customers would pay { $price } a month on average. Every difference between groups comes from how long their customers have been there: no group has a price of its own.
prices-parity-none = There are no customers in the data folder, so nothing is said about groups.
prices-parity-nothing = The folder says nothing of gender, age, country, region or language, so no groups are compared.
prices-parity-minors = { $n ->
    [one] One customer may be below 18: left out of rises, it stays at the first tier.
   *[other] { $count } customers may be below 18: left out of rises, they stay at the first tier.
  }
prices-parity-no-minors = No customer is known to be below 18.
prices-parity-unknown = The year of birth of { $count } is not known.
prices-parity-caption = Mean price by { $attribute }
prices-by-gender = gender
prices-by-age_band = age
prices-by-country = country
prices-by-region = region
prices-by-language = language
prices-col-group = Group
prices-col-customers = Customers
prices-col-mean = Mean price
prices-col-difference = Less that of all
prices-col-tenure = Mean tenure
prices-months = { $n } months
prices-group-unknown = not known
prices-too-few = { $groups ->
    [one] One group with fewer than { $fewest } customers is too small to show ({ $customers } in it).
   *[other] { $groups } groups with fewer than { $fewest } customers are too small to show ({ $customers } in them).
  }

prices-ask = Another path
prices-see = Work it out
prices-refused = This cannot be worked out
prices-field-low = First price a month
prices-field-later = Last price a month
prices-field-switch = Months at the first price
prices-field-unit_cost = Cost to serve a customer, a month
prices-field-retention = Stay a month at the first price, %
prices-field-elasticity = Lost for each unit above it, points
prices-field-elasticity-hint = Percentage points of a month’s customers.
prices-field-elasticity_low = … at least
prices-field-elasticity_high = … at most
prices-field-discount = Discount a year, %
prices-field-months = Months ahead
prices-field-cap = Cap on rises a year, %
prices-field-cap-hint = Empty: no cap.
prices-field-published = Published on
prices-field-product = Product code
prices-field-product-hint = Empty: all products.
prices-field-loyal_reason = Why loyal customers may pay more
prices-field-loyal_reason-hint = A last price above the first one means that a loyal customer pays more than an equal new one. That is refused unless you say why.
prices-bad-number = This must be a number such as 5 or 0.8.
prices-bad-day = This must be a day.
prices-rules = What a price may depend on
prices-rules-says = Product and tenure alone, as published. Age, sex, region, language, names, segments and value cannot be written into a path; age only where a law allows it, and never below 18. Paths of more tiers are files: see goodwill strategy prices --example.
prices-example-reason = an introductory price, published with its end
