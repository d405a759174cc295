# The width of the suite and the guard on its core.

suite-title = Width of the suite
suite-working = The suite is being looked at. This takes a few seconds.
suite-state-nothing = nothing to guard
suite-state-not-known = not known
suite-state-quiet = the core holds
suite-state-watch = watch
suite-state-alarm = alarm

suite-guard = The guard on the core
suite-guard-no-orders = There are no orders yet, so there is no core to look at. Import orders with their lines, and products that say which are the core.
suite-guard-nothing = Nothing was launched beside the core, so there is nothing to guard. This is how the core has been served.
suite-guard-not-known = The first launch ({ $launch }, { $day }) has { $months ->
    [0] less than a month
    [one] one month
   *[other] { $months } months
} of orders before it: too little before the first launch to know what is normal. At least three months are needed.
suite-guard-too-few = There are too few complaints, deliveries and first responses before the first launch to know what is normal.
suite-guard-quiet = No sign so far that the core is served worse than before the first launch ({ $measures }).
suite-guard-watch = Higher than usual, though not beyond chance so far: { $measures }.
suite-guard-ended = { $measure } were out of order from { $from } to { $until }, and are as before again.
suite-alarm-complaints = The core is served worse: { $after } of its orders are complained about, up from { $before } ({ $low } to { $high } percentage points more), likely since { $month }.
suite-alarm-late = The core is served worse: { $after } of its orders come late, up from { $before } ({ $low } to { $high } percentage points more), likely since { $month }.
suite-alarm-response = The core is served worse: a typical first response takes { $after }, up from { $before } ({ $low } to { $high } times as long), likely since { $month }.
suite-alarm-solution = The core is served worse: a typical complaint takes { $after } to solve, up from { $before } ({ $low } to { $high } times as long), likely since { $month }.
suite-alarm-launch = The launch around then is { $launch }, of { $day }: when it began is known to a week or two.
suite-alarm-no-launch = Nothing was launched in the twelve months before: no launch lies near it.
suite-rest-guessed = What a line brings and loads onto the others is partly guessed, since too little of it was seen: the numbers below say which.
suite-stop = Stop rule
suite-stop-rule = Launch nothing further until { $measures }.
suite-back-at = { $measure } are back at { $level }
suite-measure-complaints = complaints about core orders
suite-measure-late = late core orders
suite-measure-response = typical first responses
suite-measure-solution = typical times to a solution
suite-heading-complaints = Complaints about core orders
suite-heading-late = Core orders that come late
suite-heading-response = Typical time to a first response
suite-heading-solution = Typical time to a solution
suite-core-marked = The core is what the products mark so.
suite-core-before = No product says whether it is the core: those launched more than three months after the first order are taken to lie beyond it.
suite-core-everything = No product says that it lies beyond the core, and none was launched after the first orders: everything is taken as the core.
suite-of-owners = Counted are orders of customers who until then had bought nothing beyond the core.
suite-of-orders = Counted are orders of nothing but core products, by all customers.
suite-from-contacts = First responses are how long customers who got in touch waited.
suite-from-solutions = No contact says how long a customer waited: the time until a complaint was solved stands for it.
suite-from-nothing = Nothing says how long customers waited.
suite-false-alarms = The three together are set to give one false alarm in about ten years; the band is what was usual before the first launch (in 80 of 100 cases); where less than a year of that is known, weeks since that were as usual count, too.
suite-launch-products = { $products ->
    [one] one product
   *[other] { $products } products
}
suite-chart-usual = Usual before the first launch: { $usual }. In the last month: { $now }.
suite-chart-now = In the last month: { $now }.
suite-typical = Typical is the geometric mean, which a few very long waits move little; the plain average, with which the load of the desk is worked out, is longer.
suite-mark-since = since { $month }
suite-no-measure = Nothing is known of complaints, deliveries and first responses.
suite-numbers = The numbers behind it
suite-col-month = Month
suite-col-orders = Core orders

suite-width = How many product lines
suite-best = On average it is best at { $best ->
    [one] the core alone
   *[other] { $best } lines, the core counted as one
} ({ $low } to { $high }); today there { $now ->
    [one] is the core alone: all that was sold from the start
   *[other] are { $now }, the core counted as one
}.
suite-best-open = On average it is best at { $most } lines, the most that were looked at, the core counted as one ({ $low } to { $high }); today there { $now ->
    [one] is the core alone: all that was sold from the start
   *[other] are { $now }
}.
suite-next-stop = Stop here for now: the next line would add { $mean } on average ({ $range }) over { $months } months, with what it does to all other customers, but the lower end is below zero, so that is not proven.
suite-next-costs = Stop: the next line would bring { $mean } on average ({ $range }) over { $months } months, with what it does to all other customers.
suite-next-overloads = With it, more cases would come in than the people who answer now can take.
suite-next-go = The next line adds { $mean } ({ $range }) over { $months } months, with what it does to all other customers.
suite-next-alarm = The next line would add { $mean } ({ $range }) over { $months } months, with what it does to all other customers, but not while the alarm stands.
suite-costs-guessed = Nobody has said what a line costs, so this rests on a guess: say it below.
suite-costs-guessed-command = Nobody has said what a line costs, so this rests on a guess: say it with --setup-cost and --monthly-cost.
suite-no-scenario = No scenario of the company can be proposed yet, so nothing is said of what a further line would bring.
suite-no-number = With these numbers no present value can be worked out.
suite-width-title = Net present value against today, by number of product lines
suite-width-below = product lines, the core counted; in { $currency }
suite-width-below-plain = product lines, the core counted
suite-width-note = The band holds 80 of 100 draws over what is in doubt. Lines that stand already count without their setup; the people who answer stay as many as they are.
suite-n-lines = { $n ->
    [one] one line
   *[other] { $n } lines
}
suite-mark-best = best at { $n }
suite-today = today
suite-col-lines = Lines
suite-col-gain = Against today
suite-col-low = Low
suite-col-high = High
suite-col-overloaded = Draws in which the desk is overloaded

suite-ask = What if
suite-refused = Not everything could be read.
suite-field-setup = Setting up a line, once
suite-field-monthly = A line’s own cost, a month
suite-field-products = Lines to look at
suite-field-bad-money = This is not an amount: write 0 or more, as in 25000.
suite-field-bad-products = This is not a number of lines: write 1 to 30.
suite-see = See

suite-mechanism = What a line does to the others
suite-mechanism-says = More lines bring more cases; the same people are busier; customers wait longer, and who waits longer complains more often, about the core too.
suite-lines-caption = The desk and the complaints by number of lines
suite-col-load = Cases against today
suite-col-busy = People busy
suite-col-wait = First response
suite-col-complaints = Complaints against today
suite-col-adds = The last line adds
suite-col-spillover = Of it through complaints
suite-overloaded = overloaded
suite-numbers-caption = Numbers it rests on; intervals hold in 80 of 100 cases
suite-col-number = Number
suite-col-value = Value
suite-col-interval = Interval
suite-col-source = Known from
suite-col-how = How
suite-number-adoption = Customers who take the first line beyond the core
suite-number-kept = Takers of a line against the one before
suite-number-margin-per-owner = Margin of a line’s owner, a month
suite-number-cases = Cases with a line against those with the core
suite-number-handling-minutes = Time a case takes
suite-number-people = People who answer at one time
suite-number-wait-minutes = First response today, in the mean
suite-number-busy = How much of their time these people are busy
suite-number-complaints-per-hour = More complaints with each hour of waiting
suite-number-solved-per-hour = Share of complaints solved, with each hour of waiting
suite-number-setup-cost = Setting up a line, once
suite-number-monthly-cost = A line’s own cost, a month
suite-people = { $n ->
    [one] one person
   *[other] { $n } people
}
suite-people-range = { $low } to { $high } people
suite-source-measured = measured
suite-source-estimated = estimated
suite-source-stated = stated
suite-source-guess = assumed

suite-spillover = What past launches did
suite-spillover-more = Compared over { $groups } groups of customers that saw launches at other times, core orders are complained about { $effect } points more often since ({ $low } to { $high }), from { $before } before.
suite-spillover-less = Compared over { $groups } groups of customers that saw launches at other times, core orders are complained about less often since: { $effect } points ({ $low } to { $high }), from { $before } before.
suite-spillover-unclear = Compared over { $groups } groups of customers that saw launches at other times, no change of complaints about core orders can be told from chance: { $effect } points ({ $low } to { $high }), from { $before } before.
suite-cannot = What past launches did to customers of the core cannot be told from the data alone:
suite-cannot-no-launch = nothing was launched beside it.
suite-cannot-no-groups = no region or country of customers is known, so there are no groups to compare.
suite-cannot-at-once = all customers saw the launch at once ({ $month }).
suite-cannot-few-groups = { $groups ->
    [0] no group
    [one] one group
   *[other] { $groups } groups
} of customers of sufficient size, and at least 4 are needed.
suite-cannot-before = { $months ->
    [0] no month
    [one] one month
   *[other] { $months } months
} before the first launch, and at least 6 are needed.
suite-cannot-complaints = { $complaints ->
    [0] no complaint
    [one] one complaint
   *[other] { $complaints } complaints
} about core orders, too few to compare.
suite-cannot-apart = the groups already moved apart before the launch.
suite-cannot-uninformative = the launches lie so that no effect can be ruled out.

suite-minutes = { $n } min
suite-hours = { $n } h
suite-days = { $n } days

suite-today-complaints = The core is served worse: complaints about it have risen, likely since { $month }. Launch nothing further for now.
suite-today-late = The core is served worse: more of its orders come late, likely since { $month }. Launch nothing further for now.
suite-today-response = The core is served worse: first responses take longer, likely since { $month }. Launch nothing further for now.
