# Settings: company, people, keys, webhooks, retention, audit.

settings-parts = Settings
settings-company = Company
settings-people = People
settings-keys = Keys for programs
settings-webhooks = Webhooks
settings-retention = Retention
settings-audit = Audit log
settings-save = Save
settings-refused = Nothing was changed yet
settings-yes = Yes
settings-no = No

# Roles and rights
settings-role-owner = Owner
settings-role-owner-hint = Everything, and the only one who changes people, keys and settings.
settings-role-analyst = Analyst
settings-role-analyst-hint = Figures, customers by name, imports and exports.
settings-role-desk = Desk
settings-role-desk-hint = The front line: one customer at a time, by name, with notes. No figures of the company.
settings-role-reader = Reader
settings-role-reader-hint = Figures, and customers without names. Changes nothing.
settings-right-values-read = See what customers are worth together: today, cohorts, cash
settings-right-customers-read = See customers, one by one and in lists
settings-right-identity-read = See who a customer is: names, addresses, outside ids, free text
settings-right-notes-write = Write notes on customers
settings-right-segments-write = Save and change segments
settings-right-strategy-write = Change the scenarios of the strategy, and what cash and credit there is
settings-right-export = Take lists away as files
settings-right-data-read = See imports, quarantine, rejects and the age of the data
settings-right-data-write = Import, undo, repair and discard
settings-right-settings-write = Change the company’s settings
settings-right-people-write = Invite people, change their roles, take them away
settings-right-keys-write = Make and revoke keys
settings-right-webhooks-write = Change which systems are told of what happened
settings-right-audit-read = Read the audit log

# Months and weekdays
settings-month-january = January
settings-month-february = February
settings-month-march = March
settings-month-april = April
settings-month-may = May
settings-month-june = June
settings-month-july = July
settings-month-august = August
settings-month-september = September
settings-month-october = October
settings-month-november = November
settings-month-december = December
settings-weekday-monday = Monday
settings-weekday-tuesday = Tuesday
settings-weekday-wednesday = Wednesday
settings-weekday-thursday = Thursday
settings-weekday-friday = Friday
settings-weekday-saturday = Saturday
settings-weekday-sunday = Sunday

# Company
settings-company-name-section = Name
settings-company-name = Company
settings-company-name-hint = It stands at the top of every page.
settings-company-money = Money
settings-company-money-text = These decide what a customer is worth. Changing one values every customer anew, in the background; the figures of today stay until the new ones are ready.
settings-company-currency = Currency
settings-company-currency-free = Three letters, such as EUR. Leave it empty: the first orders say it.
settings-company-currency-one = The orders say { $code }. Amounts are never converted, so the company’s currency cannot be another.
settings-company-currency-several = Orders came in { $codes }. Amounts are never converted: figures are made of the orders in the currency chosen here.
settings-company-currency-unset = Not chosen yet
settings-company-margin = How much of revenue is kept?
settings-company-margin-files = As the orders say
settings-company-margin-known = Costs of the orders are known: { $share } of revenue is kept.
settings-company-margin-unknown = No order says what it cost, so all of its revenue is counted, and pages say that this is assumed.
settings-company-margin-stated = The same share for all orders
settings-company-margin-stated-hint = It takes the place of costs that orders name.
settings-company-margin-percent = Share of revenue kept, in percent
settings-company-discount = Discount a year, in percent
settings-company-discount-hint = Money that comes in a year is worth this much less than money today. 10 is usual.
settings-company-horizon = Months ahead
settings-company-horizon-hint = How far a customer’s value looks. 36 is usual; farther is less certain.
settings-company-calendar = Calendar
settings-company-fiscal = The financial year begins with
settings-company-fiscal-hint = Cohorts and cash can be read by financial year.
settings-company-week = The week begins on
settings-company-zone = Time zone
settings-company-zone-hint = Moments are shown in it. Days of orders are as your systems sent them.
settings-company-writing = Language and numbers
settings-company-language = Language of the pages
settings-company-locale = Numbers and dates as in
settings-company-locale-hint = Each person may choose another under their account.
settings-company-show = Show how it looks
settings-company-example = How figures look
settings-company-example-paid = Paid
settings-company-example-about = Expected
settings-company-example-count = A count
settings-company-example-share = A share
settings-company-example-day = Today
settings-company-example-now = Now
settings-company-example-fiscal = Financial year
settings-company-example-year = { $year }, quarter { $quarter }
settings-company-example-since = since { $month }
settings-company-unsaved = Not saved yet
settings-company-unsaved-detail = The examples show how figures would look. Save to keep it.
settings-company-valuing = Customers are being valued anew
settings-company-valuing-detail = With the margin, discount and horizon below. The figures of before stay until the new ones are ready.
settings-company-bad-name = A name has at most 120 characters, on one line.
settings-company-bad-currency = A currency is three letters of ISO 4217, such as EUR or USD.
settings-company-bad-currency-data = The orders are in { $codes }, and amounts are never converted: choose one of these.
settings-company-bad-margin = The share kept is a number from -100 to 100, in percent.
settings-company-bad-discount = The discount is a number from 0 to 100, in percent a year.
settings-company-bad-horizon = Months ahead are a whole number from 1 to 600.
settings-company-bad-choice = Choose one of the list.
settings-company-bad-zone = This is no time zone that is known here: choose one of the list, such as Europe/Rome.

# People
settings-people-list = People who may sign in
settings-people-person = Person
settings-people-role = Role
settings-people-seen = Last seen
settings-people-you = you
settings-people-never = never
settings-people-removed = Taken away
settings-people-invite = Invite somebody
settings-people-invite-text = You get a link to hand over yourself: no mail is sent. It works once, for seven days.
settings-people-email = E-mail
settings-people-which-role = Which role?
settings-people-make-link = Make the link
settings-people-link-made = The link for { $email }
settings-people-link-once = It is shown this once. Hand it over by a way you trust: whoever opens it first takes it. Valid until { $until }.
settings-people-waiting = Links not used yet
settings-people-waiting-list = Links that were handed out and still work
settings-people-for = For
settings-people-link-for = What it does
settings-people-until = Valid until
settings-people-take-back = Withdraw
settings-people-link-role = Invitation as { $role }
settings-people-link-password = Sets a new password
settings-people-revoke = Withdraw
settings-people-roles = What each role may do
settings-people-may = May
settings-people-rights = Rights of the roles
settings-people-bad-email = This is no e-mail address.
settings-people-bad-role = Choose a role.
settings-people-taken = Somebody with this e-mail may sign in already.

# One person
settings-person-role = Role
settings-person-change-role = Change the role
settings-person-password = Password
settings-person-password-text = Make a link with which this person sets a new password. The old one works until then; setting the new one ends all their sessions.
settings-person-make-reset = Make a link
settings-person-remove = Take away
settings-person-remove-ask = Take this person away …
settings-person-remove-text = Their sessions end at once and they cannot sign in again. What they did stays in the audit log, and their notes stay.
settings-person-remove-yourself = This is you: your session ends at once and you cannot sign in again. Another owner can invite you back.
settings-person-remove-now = Take away
settings-person-removed-text = This person was taken away and cannot sign in. An invitation to the same e-mail brings them back.
settings-person-last-owner = This is the only owner
settings-person-last-owner-text = Make somebody else an owner first: without one, nobody could change people, keys or settings.

# Keys for programs
settings-keys-text = With a key a program reads and writes through the API. It may do what is ticked and nothing else.
settings-keys-write-keys = Keys that send events are under Data.
settings-keys-none = No keys yet
settings-keys-none-text = Make one for each program, so that one can be revoked without the others.
settings-keys-list = Keys
settings-keys-name = Name
settings-keys-name-hint = The program that uses it. It stands in the audit log.
settings-keys-scopes = May
settings-keys-used = Last used
settings-keys-end = Revoke
settings-keys-hint = ends in { $hint }, made { $made }
settings-keys-revoke = Revoke …
settings-keys-revoke-text = The program is refused from now on. This cannot be taken back.
settings-keys-revoke-now = Revoke
settings-keys-revoked = Revoked
settings-keys-make = Make a key
settings-keys-may = What may it do?
settings-keys-make-now = Make the key
settings-keys-made = The key “{ $name }”
settings-keys-once = It is shown this once and kept nowhere. Copy it now; try it with the line below.
settings-keys-bad-name = A key needs a name of at most 120 characters.
settings-keys-bad-scopes = Tick at least one thing it may do.

# Webhooks
settings-webhooks-text = Your systems are told when something happened here. They get numbers and counts, never who a customer is, signed with a secret of their own.
settings-webhooks-none = Nobody is told yet
settings-webhooks-none-text = Add the address of a system that should know.
settings-webhooks-list = Addresses that are told
settings-webhooks-url = Address
settings-webhooks-url-hint = https://… of a system on the internet. Addresses inside your own network are refused.
settings-webhooks-events = Told of
settings-webhooks-state = State
settings-webhooks-on = Told
settings-webhooks-off = Off
settings-webhooks-add = Add an address
settings-webhooks-of = Of what?
settings-webhooks-add-now = Add it
settings-webhooks-import-finished = An import has finished
settings-webhooks-import-undone = An import was undone
settings-webhooks-values-fitted = Customers were valued anew
settings-webhooks-quarantine-added = Events came that could not be taken in
settings-webhooks-webhook-test = A test
settings-webhooks-bad-url = This is no address that can be told: { $why }.
settings-webhooks-bad-events = Tick at least one event.

# One webhook
settings-webhook-title = Webhook
settings-webhook-secret = Its secret
settings-webhook-secret-text = With it the receiver checks that a message is from here (the scheme is Standard Webhooks). It is shown this once; a new one can be made at any time.
settings-webhook-since = Since
settings-webhook-told = Told when
settings-webhook-disabled = Nothing is sent there any more
settings-webhook-deliveries = What it was told
settings-webhook-latest = The latest messages
settings-webhook-no-deliveries = Nothing yet.
settings-webhook-event = Message
settings-webhook-when = When
settings-webhook-progress = State
settings-webhook-answer = Answer
settings-webhook-waiting = Waiting
settings-webhook-delivered = Delivered
settings-webhook-failed = Given up
settings-webhook-next = next try { $when }
settings-webhook-tries = { $n ->
    [one] 1 try
   *[other] { $n } tries
}
settings-webhook-test = Send a test
settings-webhook-again = Tell it again
settings-webhook-again-text = Messages from now on are sent again; those given up are not.
settings-webhook-again-now = Switch on
settings-webhook-off = Switch off
settings-webhook-off-text = Nothing is sent there until it is switched on again. What waits is given up.
settings-webhook-off-now = Switch off
settings-webhook-rotate = A new secret
settings-webhook-rotate-text = For a day messages are signed with the old secret and the new one, so that nothing is lost while the receiver changes.
settings-webhook-rotate-now = Make a new secret
settings-webhook-end = Remove
settings-webhook-end-ask = Remove this address …
settings-webhook-end-text = It is told nothing any more, and what waits for it is dropped.
settings-webhook-end-now = Remove

# Retention
settings-retention-text = Once a day, what is older than this is deleted. Deleting cannot be undone, and backups made before still hold it.
settings-retention-quarantine = Rows in quarantine, days
settings-retention-quarantine-hint = Events that could not be taken in, with what was sent. Repair them before.
settings-retention-uploads = Files that were dropped, days
settings-retention-uploads-hint = The files and the lists of their rejects. What was imported from them stays.
settings-retention-deliveries = Webhook messages, days
settings-retention-deliveries-hint = What was sent and what was answered.
settings-retention-audit = Audit log, days
settings-retention-audit-hint = 0 keeps it for ever. Otherwise at least 365.
settings-retention-bad-days = Days are a whole number from 1 to 3,650.
settings-retention-bad-audit = The audit log is kept for ever (0) or for 365 to 36,500 days.
settings-retention-swept = The last time
settings-retention-not-yet = Nothing was swept yet; it happens once a day while the server runs.
settings-retention-of-quarantine = Quarantine
settings-retention-of-uploads = Files
settings-retention-of-deliveries = Webhook messages
settings-retention-of-audit = Audit entries
settings-retention-stays = What no sweep touches
settings-retention-kept = How long the rest is kept
settings-retention-what = What
settings-retention-how-long = How long
settings-retention-why = Why
settings-retention-ever = for ever
settings-retention-hours = { $n ->
    [one] 1 hour unused
   *[other] { $n } hours unused
}
settings-retention-facts = Orders, events, feedback
settings-retention-facts-why = Every figure can be made again for a past day only while its rows are there. They hold no names.
settings-retention-names = Names, e-mail and other words about customers
settings-retention-names-why = They make a customer’s page readable. They are kept apart from history.
settings-retention-notes = Notes on customers
settings-retention-notes-why = They belong to the relationship; who wrote one may delete it.
settings-retention-fits = What each fit said
settings-retention-fits-why = To compare what was expected with what came.
settings-retention-sessions = Sessions
settings-retention-sessions-why = And thirty days at most.
settings-retention-links = Invitations and links for passwords
settings-retention-links-long = until used, or until their day
settings-retention-links-why = Only a digest of the link is kept.

# Audit
settings-audit-text = Everything that people, keys and commands changed. Each entry seals the one before it, so that nobody can change, drop or reorder one without it being seen.
settings-audit-verify = Check the whole log
settings-audit-head = The seal of the last entry. Keep it elsewhere: with it a later check finds a log that was made anew.
settings-audit-whole = { $entries ->
    [0] The log is whole: it is empty
    [one] The log is whole: 1 entry
   *[other] The log is whole: { $entries } entries
}
settings-audit-broken = The log was changed
settings-audit-broken-text = Entry { $id } is not what was written ({ $entries ->
    [one] 1 entry was
   *[other] { $entries } entries were
} looked at). What comes after it cannot be trusted.
settings-audit-action = Action
settings-audit-action-hint = Such as person.invited, or person for all of its kind
settings-audit-actor = Who
settings-audit-actor-hint = Such as person:7, key, command or server
settings-audit-filter = Filter
settings-audit-csv = As a file
settings-audit-none = No entries
settings-audit-none-text = Nothing was changed that fits this.
settings-audit-list = Entries, newest first
settings-audit-what = What
settings-audit-who = Who
settings-audit-when = When
settings-audit-details = Details

# What was just done
said-settings-saved = Saved.
said-settings-valuing = Saved. Customers are being valued anew in the background.
said-settings-link-revoked = The link is useless now.
said-settings-role-changed = The role was changed.
said-settings-person-removed = Taken away: their sessions have ended.
said-settings-key-revoked = The key is refused from now on.
said-settings-test-taken = The test was taken.
said-settings-test-failed = The test was not taken; the answer is below.
said-settings-webhook-removed = The address is told nothing any more.
