# One customer, and a value explained.

customer-about = About this customer
customer-alive-almost-sure = Almost surely still a customer ({ $share }).
customer-alive-likely = Likely still a customer ({ $share }).
customer-alive-open = It is open whether this customer will ever order again ({ $share }).
customer-alive-unlikely = Will probably not order again ({ $share } chance to be active).
customer-since = A customer since { $day }.
customer-last = Last order on { $day }, { $ago } before { $as_of }.

customer-to-date = Value to date
customer-to-date-note = { $n ->
    [one] 1 order, { $spend } of revenue.
   *[other] { $n } orders, { $spend } of revenue.
}
customer-margin-assumed = No margin is known, so all revenue counts as kept: an assumption.
customer-margin-stated = As the company’s settings say.
customer-margin-costs = From the costs of the goods that came with the orders.
customer-expected = Expected value
customer-expected-note = { $n ->
    [one] over the next month, { $range }.
   *[other] over the next { $n } months, { $range }.
}
customer-explain = What is this made of?
customer-expected-orders = Expected orders
customer-expected-orders-note = { $n ->
    [one] over the next month, { $low } to { $high }
   *[other] over the next { $n } months, { $low } to { $high }
}
customer-at-risk-note = missing because the customer may have left
customer-rank = Place by expected value
customer-rank-of = { $n ->
    [one] of 1 customer
   *[other] of { $n } customers
}

customer-curve = Life-cycle value
customer-curve-title = Margin of this customer, added up
customer-curve-sentence = By { $day } this customer had brought { $amount }.
customer-curve-sentence-expected = { $n ->
    [one] The month after that is expected to bring { $amount } more; in { $level } of such cases it is { $range }.
   *[other] The { $n } months after that are expected to bring { $amount } more; in { $level } of such cases it is { $range }.
}
customer-curve-note = What is paid is exact; what is expected is discounted by { $discount } a year.
customer-curve-numbers = The numbers
customer-curve-by = expected by { $month }
customer-curve-to-date = to date
customer-curve-empty = Nothing to draw yet
customer-month = Month
customer-value-expected = Expected
customer-value-low = Low
customer-value-high = High

customer-timeline = Timeline
customer-timeline-kinds = Kinds of happenings
customer-timeline-all = Everything
customer-timeline-empty = Nothing is known to have happened.
customer-timeline-undated = Without a day
customer-timeline-older = Older
customer-timeline-newest = Back to the newest
customer-timeline-pages = Pages of the timeline
customer-timeline-lines = { $n ->
    [one] 1 line
   *[other] { $n } lines
}
customer-orders-rows = All order days as rows

customer-contact = Who it is
customer-masked = Your role does not show who this customer is.
customer-contact-none = Nothing is known but the orders.
customer-contact-name = Name
customer-contact-email = E-mail
customer-contact-phone = Telephone
customer-contact-address = Address
customer-contact-id = Id
customer-contact-anonymous = Visitor id

customer-notes = Notes
customer-note-write = Write a note
customer-note-add = Add the note
customer-note-none = No notes yet.
customer-note-delete = Delete
customer-note-delete-confirm = Delete this note?
customer-note-somebody = somebody who has left
customer-note-program = a program

customer-value-title = What the value of { $name } is made of
customer-no-value-unknown = There are no orders to expect anything from.
customer-value-lead = { $n ->
    [one] { $amount } expected over the next month; in { $level } of such cases it should be { $range }.
   *[other] { $amount } expected over the next { $n } months; in { $level } of such cases it should be { $range }.
}
customer-value-lead-orders = { $n ->
    [one] { $orders } orders expected over the next month; { $level } of outcomes should lie between { $low } and { $high }. The orders name no amounts, so there is no value in money.
   *[other] { $orders } orders expected over the next { $n } months; { $level } of outcomes should lie between { $low } and { $high }. The orders name no amounts, so there is no value in money.
}
customer-value-moved = Orders came since the lists were made
customer-value-moved-why = Lists still show { $kept }; they follow at the next refresh. What is shown here counts all orders known now.

customer-steps = Step by step
customer-steps-caption = The value as a product of five numbers
customer-step = Step
customer-step-number = Number
customer-step-so-far = So far
customer-step-why = Where it comes from
customer-step-alive = Chance to be active
customer-step-alive-why = From when and how often this customer ordered: formula and parameters below.
customer-step-orders = Orders, if active
customer-step-orders-so-far = { $orders } orders
customer-step-orders-why = { $n ->
    [one] In the next month, of a customer with this history who has not left.
   *[other] In the next { $n } months, of a customer with this history who has not left.
}
customer-step-amount = Revenue of an order
customer-step-amount-why = { $own } the customer’s own mean of { $mean }, the rest everybody’s mean of { $everybody }: few orders say little.
customer-step-margin = Margin
customer-step-discount = Discounting
customer-step-discount-why = What { $discount } a year leaves of one unit, weighed by when the orders are expected.
customer-steps-note = The last number is the expected value. Discounting is done month by month; the factor shown is the average over the months, so that the product is exact. Numbers are rounded where they are shown, not where they are multiplied.

customer-inputs = What goes in
customer-input-x = Repeat orders: days with an order after the first one.
customer-input-tx = From the first order to the last.
customer-input-t = From the first order to the day looked from.
customer-input-m = { $n ->
    [one] Mean revenue of 1 repeat order that brought money; the first order is left out.
   *[other] Mean revenue of { $n } repeat orders that brought money; the first order is left out.
}
customer-input-m-none = No repeat order brought money yet, so everybody’s mean is used.
customer-input-margin = Margin
customer-input-discount = Discount a year
customer-input-horizon = Horizon
customer-input-settings = From the settings of the latest fit.
customer-input-as-of = Looked from
customer-input-as-of-why = The newest order day of the company when this was valued.
customer-weeks = { $weeks } weeks ({ $span })
customer-months = { $n ->
    [one] 1 month
   *[other] { $n } months
}

customer-model = The model
customer-model-bg = customers order at a steady rate of their own; after each repeat order they may leave for good, unseen. Rates and chances differ from customer to customer.
customer-model-mbg = customers order at a steady rate of their own; after each order, the first included, they may leave for good, unseen. Rates and chances differ from customer to customer.
customer-model-pareto = customers order at a steady rate of their own until, at a moment nobody sees, they leave for good. Both rates differ from customer to customer.
customer-parameters-caption = { $n ->
    [one] Parameters, fitted to 1 customer; times in weeks
   *[other] Parameters, fitted to { $n } customers; times in weeks
}
customer-parameter = Parameter
customer-parameter-means = Meaning
customer-parameter-r = shape of the order rates: larger, more alike
customer-parameter-alpha = scale of the order rates: r ∕ α is the mean rate a week
customer-parameter-a = with b, the chance to leave: its mean is a ∕ (a + b)
customer-parameter-b = see a
customer-parameter-s = shape of the leaving rates
customer-parameter-beta = scale of the leaving rates: s ∕ β is the mean rate a week
customer-parameter-p = evenness of one customer’s amounts
customer-parameter-q = likeness of the customers’ amounts
customer-parameter-v = scale of the amounts
customer-formula-bg-none = (without a repeat order this model takes a customer to be active: see where it is wrong in its documentation)
customer-formula-n = n: repeat orders that brought money
customer-formula-t = { $n ->
    [one] t is the horizon of 1 month, in weeks.
   *[other] t is the horizon of { $n } months, in weeks.
}
customer-fit = Fit number { $fit }, made
customer-fit-proof = How the fit was proved

customer-trust = How far to trust it
customer-trust-range = The range is meant to hold { $level } of outcomes. It covers chance and, where few customers speak for the parameters, the doubt about them. It does not cover what the model leaves out: seasons, a rhythm of buying, a change of the shop or of prices.
customer-trust-average = The expected value is an average over all customers with this history. Where most likely nothing happens, the range may lie below it.
customer-trust-proof = On the part of the history that was kept from the model:

customer-neighbours = Customers like this one
customer-neighbours-lead = Those whose orders so far are most like this customer’s. Their values should be much alike.
customer-neighbours-caption = Nearest first

customer-orders-title = The orders behind it
customer-orders-lead = Each day with orders counts once. Refunds are taken off the order they belong to.
customer-orders-none = There are no orders.
customer-orders-export = Take the orders away as CSV
customer-orders-caption = Order days, newest first
customer-order-day = Day
customer-order-count = Orders
customer-order-amount = Revenue
customer-order-kept = Kept

customer-event-order = Order { $number }
customer-event-order-plain = Order
customer-event-return = Return
customer-event-return-of = Return of order { $number }
customer-event-feedback = Feedback
customer-event-complaint = Complaint
customer-event-gesture = Gesture
customer-event-contact = Contact
customer-event-contract = Contract
customer-event-alias = Joined with another id
customer-event-customer = Known since
customer-event-other = Happening
customer-event-product = product
customer-event-score = score { $score }
customer-event-late = { $n ->
    [one] delivered 1 day late
   *[other] delivered { $n } days late
}
customer-kind-orders = Orders
customer-kind-returns = Returns
customer-kind-feedback = Feedback
customer-kind-events = Events
customer-kind-contacts = Contacts
customer-kind-gestures = Gestures

said-note-added = The note is kept.
said-note-deleted = The note is deleted.
