# Words of the frame and of parts that all pages share; the keys begin with common-.

common-program = Goodwill
common-skip = Skip to the content
common-places = Places
common-today = Today
common-customers = Customers
common-cohorts = Cohorts
common-strategy = Strategy
common-data = Data
common-settings = Settings
common-search = Search customers
common-search-hint = Search
common-account = Account
common-your-account = Your account
common-sign-out = Sign out
common-api = API
common-role-owner = Owner
common-role-analyst = Analyst
common-role-desk = Desk
common-role-reader = Reader
common-footer = { $company }, on Goodwill
common-footer-nobody = Goodwill: what every customer relationship is worth

common-crumbs = Above this page
common-pages = Pages of this list
common-first-page = Back to the start
common-next-page = Next page
common-copy = Copy
common-copied = Copied
common-customer-alias = Customer { $code }
common-not-known = not known
common-range = { $low } to { $high }
common-under = under { $amount }
common-over = over { $amount }
common-fault-status = Answer { $status }
common-fault-home = To the first page

common-just-now = just now
common-minutes-ago = { $n ->
    [one] a minute ago
   *[other] { $n } minutes ago
}
common-hours-ago = { $n ->
    [one] an hour ago
   *[other] { $n } hours ago
}
common-yesterday = yesterday
common-days-ago = { $n ->
    [one] a day ago
   *[other] { $n } days ago
}
common-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
common-weeks = { $n ->
    [one] { $n } week
   *[other] { $n } weeks
}
common-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
common-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
}
