# The list of customers, and words that all pages about customers share.

customers-title = Customers
customers-segments = Segments

customers-loading = The customers are being counted …
customers-loading-why = This happens once after the server starts. A million customers take a few seconds.

customers-nobody = No customers yet
customers-nobody-why = Customers appear here as soon as there are orders. Drop a file of orders, point your shop at this server, or look at a made-up company first.
customers-nobody-begin = Three ways to begin
customers-nobody-data = Bring in a file

customers-search = Search by name, e-mail, telephone or id
customers-search-key = Search by key
customers-search-button = Search
customers-refused = That cannot be asked

customers-count = { $n ->
    [one] 1 customer
   *[other] { $n } customers
}
customers-count-of = { $n ->
    [one] 1 of { $all } customers
   *[other] { $n } of { $all } customers
}
customers-found = { $n ->
    [0] Nobody found for “{ $query }”
    [one] 1 customer found for “{ $query }”
   *[other] { $n } customers found for “{ $query }”
}
customers-found-first = The first { $n } customers found for “{ $query }”
customers-more-found = More customers begin like this. Write a little more to narrow it down.
customers-not-found = Nobody found for “{ $query }”
customers-not-found-why = A search looks at the beginnings of names, e-mail addresses, telephone numbers and ids, among all customers.
customers-not-found-masked = Your role does not show who customers are, so only a whole key finds one.
customers-nothing = No customer fits these conditions
customers-nothing-why = Take a condition away, or begin with everybody.
customers-everybody = Show everybody

customers-export = Take away as CSV

customers-no-value = No expected values
customers-not-valued = Customers have not been valued yet. That happens by itself after an import, and takes a moment.
customers-no-value-still = The list shows what customers have brought so far.

customers-who = Customer
customers-stage = Stage
customers-value = Expected value
customers-at-risk = Value at risk
customers-last-order = Last order
customers-orders = Orders
customers-spend = Revenue so far
customers-spend-note = net of refunds
customers-next-months = { $n ->
    [one] over the next month
   *[other] over the next { $n } months
}
customers-share = { $share } of all
customers-at-risk-share = { $share } of their expected value
customers-not-known = not known

customers-caption-falling = Sorted by { $by }, greatest first
customers-caption-rising = Sorted by { $by }, least first
customers-caption-search = Customers found
customers-foot = As of { $day }. Expected value is discounted margin over the next { $n } months; { $level } of outcomes should lie in the range under it. Value at risk is what is missing from it because the customer may have left.
customers-foot-plain = As of { $day }.

customers-filters = Conditions
customers-condition = { $field } { $operator } { $value }
customers-condition-within = { $field } within the last { $days }
customers-condition-not-within = { $field } longer ago than { $days }
customers-without = Take away: { $condition }
customers-without-all = Take all away
customers-add-filter = Add a condition
customers-filter-field = What
customers-filter-operator = How
customers-filter-value = Value
customers-filter-hint = A number, a word, a day as 2026-01-31 or a month as 2026-01
customers-filter-add = Add
customers-filter-no-field = There is no such thing to ask about.
customers-filter-of = Of this can be said: { $operators }.
customers-filter-value-whole = Write a whole number, such as 3.
customers-filter-value-number = Write a number, such as 12.50.
customers-filter-value-share = Write a share between 0 and 1, such as 0.7.
customers-filter-value-day = Write a day as 2026-01-31.
customers-filter-value-days = Write a number of days, such as 90.
customers-filter-value-month = Write a month as 2026-01.
customers-filter-value-health = Write active, at-risk or lost.
customers-filter-value-stage = Write prospect, new, growing, established, at-risk or lost.
customers-filter-value-word = Write one word, as the company's own data has it.

customers-save = Save as a segment
customers-save-name = Name of the segment
customers-save-button = Save
customers-save-change = Change “{ $name }” to these conditions

customers-field-orders = Orders
customers-field-spend = Revenue so far
customers-field-margin = Margin so far
customers-field-value = Expected value
customers-field-value-at-risk = Value at risk
customers-field-expected-orders = Expected orders
customers-field-alive = Chance to be active
customers-field-first-order = First order
customers-field-last-order = Last order
customers-field-cohort = Month of the first order
customers-field-health = Health
customers-field-stage = Stage
customers-field-country = Country
customers-field-region = Region
customers-field-language = Language
customers-field-channel = Channel
customers-field-segment = The company’s segment

customers-operator-is = is
customers-operator-is-not = is not
customers-operator-at-least = at least
customers-operator-at-most = at most
customers-operator-before = before
customers-operator-after = after
customers-operator-within-days = within the last … days
customers-operator-not-within-days = longer ago than … days

customers-health-active = active
customers-health-at-risk = at risk
customers-health-lost = lost
customers-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}

customers-stage-prospect = Prospect
customers-stage-new = New
customers-stage-growing = Growing
customers-stage-established = Established
customers-stage-at-risk = At risk
customers-stage-lost = Lost
customers-stage-prospect-means = Known, and has not ordered yet.
customers-stage-new-means = Has ordered once, not long ago.
customers-stage-growing-means = Has come back and is active.
customers-stage-established-means = Has come back often and is active.
customers-stage-at-risk-means = Has been silent for longer than usual and may have left.
customers-stage-lost-means = Has most likely left.
