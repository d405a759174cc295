# Ten signs of where between the two ways the company stands.

spectrum-title = Where we stand
spectrum-working = The signs are being counted. This takes a few seconds.
spectrum-sentence = { $known } of { $all } signs are known: { $focused ->
    [0] none points
    [one] { $focused } points
   *[other] { $focused } point
  } to customer-focused, { $centric ->
    [0] none
   *[other] { $centric }
  } to customer-centric, { $between ->
    [0] none lies between
    [one] { $between } lies between
   *[other] { $between } lie between
  }.
spectrum-none-known = None of the ten signs is known yet.
spectrum-rule = Every company is something of both. Each sign is a number of this company, with the range that holds it in 80 of 100 cases, read against two limits that are a convention of this program. A sign points to a way only where its whole range lies beyond a limit. There is no score: ten signs weighed into one number would mean nothing.
spectrum-as-of = Counted up to { $day }.
spectrum-signs = The ten signs
spectrum-pole-focused = Customer-focused
spectrum-pole-centric = Customer-centric
spectrum-missing = What would make the other signs known
spectrum-no-number = No number
spectrum-times = × { $number }
spectrum-months = { $months ->
    [one] { $months } month
   *[other] { $months } months
  }
spectrum-reading-focused = Customer-focused
spectrum-reading-centric = Customer-centric
spectrum-reading-between = Between
spectrum-reading-not-known = Not known
spectrum-limits = Customer-focused up to { $focused }, customer-centric from { $centric }.
spectrum-limits-falling = Customer-focused from { $focused }, customer-centric up to { $centric }.
spectrum-limits-focused-only = Customer-focused from { $focused }; fewer point to neither way.
spectrum-counted-from = Counted from: { $how }.

spectrum-sign-spending-after-sale = Share of spending on customers after the first sale
spectrum-sign-contacts-begun = Share of contacts the company begins
spectrum-sign-lines-per-customer = Product lines per customer
spectrum-sign-margin-of-old-customers = Share of margin from customers older than a year
spectrum-sign-cost-over-first-order = Cost of winning a customer, against the first order’s margin
spectrum-sign-payback-month = Months until a customer has paid back
spectrum-sign-gestures-unasked = Share of gestures no complaint asked for
spectrum-sign-solved-fast = Share of complaints solved within three days
spectrum-sign-lines-launched = Product lines launched in the last 24 months
spectrum-sign-value-beyond-year = Share of expected value after the next 12 months
