# Today, the first screen.

today-title = Today
today-worth =
    { $customers ->
        [one] Your one customer is expected to bring { $value } in the next { $months } months ({ $range }).
       *[other] { $customers } customers are expected to bring { $value } in the next { $months } months ({ $range }).
    }
today-orders =
    { $customers ->
        [one] Your one customer is expected to order { $orders } times in the next { $months } months ({ $low } to { $high }).
       *[other] { $customers } customers are expected to order { $orders } times in the next { $months } months ({ $low } to { $high }).
    }
today-customers =
    { $customers ->
        [one] You have one customer.
       *[other] You have { $customers } customers.
    }
today-leaving-worth =
    { $leaving ->
        [one] One of them may be leaving, which puts { $atrisk } at risk.
       *[other] { $leaving } of them may be leaving, which puts { $atrisk } at risk.
    }
today-leaving =
    { $leaving ->
        [one] One of them may be leaving.
       *[other] { $leaving } of them may be leaving.
    }

today-trust = How far to trust it.
today-tested = Tested on orders it had not seen, after { $until }, it expected { $expected } and { $came } came.
today-untested = Not proved: the history is too short to hold a part of it back. Read every expected figure as an assumption.
today-trust-little = That is too few to prove anything: read every expected figure as an assumption.
today-trust-both = Trust it for totals, and for who is worth more than whom.
today-trust-cautious = Trust it for who is worth more than whom; its totals came out too low.
today-trust-hopeful = Trust it for who is worth more than whom; its totals came out too high.
today-trust-ranking = Trust it for who is worth more than whom, not for totals: they were far off.
today-trust-totals = Trust it for totals; it tells single customers apart hardly better than a simple rule.
today-trust-neither = Do not lean on it: a simple rule does as well, and its totals were off.
today-to-proof = See the proof
today-as-of = As of { $day }.
today-margin = Money is margin, { $margin } of revenue, discounted by { $discount } a year.
today-no-margin = Nobody has said what is kept of revenue, so money is revenue, discounted by { $discount } a year.
today-nothing-measured = No action has been measured yet.

today-first = Whom to look at first
today-first-note = Good customers who have been silent for longer than is usual for them. Whether a call or an offer brings them back, only a measurement can show.
today-first-none = Nobody stands out: no customer has a value at risk.
today-first-all = All customers by value at risk
today-first-of = at risk, of { $expected }
today-silent-usual =
    { $gap ->
        [one] Usually orders every day,
       *[other] Usually orders every { $gap } days,
    } { $silent ->
        [0] and did so today.
        [one] silent for one day.
       *[other] silent for { $silent } days.
    }
today-silent =
    { $silent ->
        [0] Ordered on the last day that counts.
        [one] Silent for one day.
       *[other] Silent for { $silent } days.
    }
today-brought-alive =
    { $orders ->
        [one] One order of { $spend }
       *[other] { $orders } orders and { $spend } so far
    }; still a customer with a chance of { $alive }.
today-ordered-alive =
    { $orders ->
        [one] One order so far
       *[other] { $orders } orders so far
    }; still a customer with a chance of { $alive }.
today-ordered =
    { $orders ->
        [one] One order so far.
       *[other] { $orders } orders so far.
    }

today-curve = What an average customer brings
today-to-cohorts = Cohorts and cash
today-to-customers = All customers

today-calm = Nothing needs your attention: data and figures are in order.
today-alarms = Needs attention
today-alarm-disk-full = The disk is full: what is sent cannot be kept
today-alarm-disk-low = Only { $free } GB are free on the disk
today-alarm-not-computed = Values could not be computed when they were last due
today-alarm-not-converged = The model did not settle on its parameters: expected figures are weak
today-alarm-behind =
    { $days ->
        [one] The figures lack the latest day of orders
       *[other] The figures lack the latest { $days } days of orders
    }
today-alarm-old =
    { $days ->
        [one] The latest order is one day old
       *[other] The latest order is { $days } days old
    }
today-alarm-quarantine =
    { $events ->
        [one] One event could not be understood
       *[other] { $events } events could not be understood
    }
today-alarm-rejected =
    { $rows ->
        [one] The latest import refused one row
       *[other] The latest import refused { $rows } rows
    }
today-alarm-lists-behind = Lists of customers are being brought up to date

today-empty-title = Nothing is known about your customers yet
today-empty = Choose one of three ways in. Each can be undone.
today-door-file = Drop a file
today-door-file-text = Orders as your shop exports them: CSV, Excel’s text export, JSON or Parquet. You see what was understood before anything is kept.
today-door-file-label = One or more files
today-door-file-do = Upload and look
today-door-sdk = Point an SDK here
today-door-sdk-text = Any Segment library works once its host is changed to this one. Or send one event to try it:
today-door-key = Make a write key
today-door-key-made = The key “{ $name }” is made.
today-door-key-once = It is shown this once, so copy it now.
today-door-key-who = An owner can make the write key this needs.
today-door-sample = Open the sample company
today-door-sample-text = A made-up shop with 5,000 customers, so that every page has something to show. It takes about a minute; undo its imports and the folder is yours again.
today-door-sample-do = Open it
today-door-who = An owner or analyst can do this.
today-sample-making = The sample company is on its way. You can leave this page; it goes on by itself.
today-sample-failed = The sample company could not be made:
today-step-writing = Making up customers and their orders
today-step-importing = Importing its files
today-step-fitting = Fitting the models and valuing every customer
today-look-again = Look again

today-no-orders-title = There are facts, but no orders yet
today-no-orders = What customers are worth is worked out from their orders. Import an order file, or send order events.
today-to-data = To the data
today-computing-title = What your customers are worth is being worked out
today-computing = Models are fitted to the whole history, tested on a part of it, and every customer is valued. This takes seconds to a few minutes.
today-not-begun-title = Your orders are here; their value is not worked out yet
today-not-begun = The figures follow by themselves soon after the orders. You can also start now.
today-failed-title = What your customers are worth could not be worked out
today-failed = The latest attempt ended without figures.
today-failed-next = Your data is unharmed. Correct what is named above, or try again.
today-fit = Work it out now
today-fit-who = An owner or analyst can start it.

today-brought =
    { $customers ->
        [one] Your one customer has brought { $money }.
       *[other] { $customers } customers have brought { $money }.
    }
today-ordered-only =
    { $customers ->
        [one] Your one customer has ordered { $orders } times.
       *[other] { $customers } customers have placed { $orders } orders.
    }
today-reason-nobody-returns = Hardly anybody returns
today-reason-too-few = Too few customers for lifetime models
today-reason-too-short = Too short a history for lifetime models
today-reason-contracts = These orders look like contracts
today-reason-not-fitted = No lifetime model could be fitted
today-can-tell = What can still be told
today-no-figure = No expected value is given: a precise-looking figure would be made up.
today-came-back =
    { $repeaters ->
        [0] Nobody of { $customers } has come back.
        [one] One of { $customers } has come back.
       *[other] { $repeaters } of { $customers } have come back.
    }
