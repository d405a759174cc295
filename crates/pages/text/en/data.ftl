# Words of the data pages: imports, uploads, quarantine, write keys, health.

data-title = Data
data-tabs = Pages about data
data-tab-overview = Data
data-tab-quarantine = Quarantine
data-tab-keys = Write keys

data-kind-customers = Customers
data-kind-products = Products
data-kind-orders = Orders
data-kind-order_lines = Order lines
data-kind-returns = Returns
data-kind-events = Events
data-kind-feedback = Feedback
data-kind-costs = Costs
data-kind-competitor_offers = Competitors’ offers
data-kind-gestures = Gestures
data-kind-contacts = Contacts
data-kind-contracts = Contracts
data-kind-aliases = Ids that are one person
data-kind-customer_values = Values of customers
data-kind-several = Several kinds

data-size-bytes = { $n } bytes
data-size-kb = { $n } kB
data-size-mb = { $n } MB
data-size-gb = { $n } GB

data-drop-title = Bring data in
data-drop-about = Orders, customers, feedback, contracts, costs: as your shop or system exports them. CSV with any separator, JSON lines or Parquet, packed with gzip or not. Nothing is kept before you have seen it.
data-drop-files = Files
data-drop-hint = Several files of one kind may come together. Up to { $size }.
data-drop-send = Upload and look

data-next-title = Next
data-next-import = Bring orders in: they are what values are made of.
data-next-fit = Orders are here and were never valued. It is done within a day, or now.
data-next-fit-do = Value every customer now
data-next-key = No write key is valid: a system needs one to send events.
data-next-key-link = Make a write key
data-next-quarantine = { $n ->
    [one] One thing that was sent could not be understood.
   *[other] { $n } things that were sent could not be understood.
}
data-next-quarantine-link = Look at the quarantine
data-next-compact = Events wait for more than a day to move into history. The server does it by itself; if it does not, see its messages.
data-next-disk = The disk is nearly full: without room nothing can be kept.
data-next-not-ready = What is sent cannot be kept now: { $why }
data-not-ready-full = the disk is full. It goes on by itself when there is room.
data-not-ready-broken = the disk failed. Look at the server’s messages, then start it again.
data-not-ready-stopping = the server is stopping.

data-here-title = What is here
data-here-caption = What is kept, by kind
data-here-kind = Kind
data-here-statements = Statements
data-here-newest = Newest fact
data-here-received = Last received
data-here-none = Drop a file above, or make a write key and point a system here.
data-here-inbox = { $n ->
    [0] No event waits to move into history.
    [one] One event waits to move into history.
   *[other] { $n } events wait to move into history.
}
data-no-time = without a time

data-imports-title = Imports
data-imports-caption = What was imported, the newest first
data-imports-import = Import
data-imports-kind = Kind
data-imports-when = When
data-imports-by = By
data-imports-new = New
data-imports-updated = Updated
data-imports-refused = Refused
data-imports-none = Nothing was imported yet.
data-imports-undone = undone
data-imports-name = { $number } · { $files }
data-imports-more-files = { $first } and { $n ->
    [one] { $n } more
   *[other] { $n } more
}

data-uploads-title = Not imported yet
data-uploads-caption = Files that were dropped and are not imported
data-uploads-files = Files
data-uploads-when = Dropped
data-uploads-state = State

data-state-looking = being looked at
data-state-asked = has a question
data-state-ready = ready
data-state-checking = being checked
data-state-checked = checked
data-state-importing = being imported
data-state-imported = imported
data-state-known = imported before
data-state-failed = cannot be read
data-state-stopped = stopped
data-state-broken-off = did not finish

data-health-title = Health
data-health-ready = Ready
data-health-ready-yes = yes
data-health-ready-no = no
data-health-free = Free on the disk
data-health-size = Data folder
data-health-size-note = of which records { $size }
data-health-fit = Last full fit
data-health-fit-never = never
data-health-schema = Schema
data-health-program = Goodwill { $version }
data-health-customers = Customers known
data-health-unknown = unknown

data-by-command = the command line
data-by-server = the server
data-by-key = API key { $n }
data-by-person = person { $n }
data-by-unknown = not noted

data-upload-about = { $size }, dropped by { $by }
data-upload-busy-looking = Looking at the columns of every row …
data-upload-busy-waiting = Waiting for another import to end …
data-upload-busy-checking = Reading every row; nothing is written …
data-upload-busy-importing = Importing …
data-upload-rows = { $n ->
    [one] One row read.
   *[other] { $n } rows read.
}
data-upload-close = You can close this page: the work goes on, and the page tells how far it is when you come back.
data-upload-stop = Stop
data-upload-stop-about = Stopping does no harm: nothing of it is kept.
data-upload-broken-title = This did not finish
data-upload-broken = The server ended while it worked on these files. What was there before is unharmed; begin again below. What was imported meanwhile is not imported twice.
data-upload-stopped-title = Stopped
data-upload-stopped = Nothing of it was kept. You can begin again.
data-upload-failed-title = This cannot be read as it is
data-upload-known-title = These files were imported before
data-upload-known = The same files were imported in the same way as import { $number }, { $ago }. Nothing changed.
data-upload-known-link = See import { $number }
data-upload-known-again = Apply them once more
data-upload-question-title = One question first
data-upload-question-of = { $file }: { $about }
data-upload-answer = Go on
data-upload-choice-column = Column “{ $column }”
data-upload-choice-none = None of the columns
data-upload-choice-zone-hint = Name the zone below, such as Europe/Rome.

data-upload-preview-title = The first rows
data-upload-preview-caption = { $file } as it stands: { $columns } columns, { $format }
data-upload-preview-masked = Rows are shown to who may see who customers are.
data-upload-format-text = text separated by { $delimiter }
data-upload-format-encoded = text separated by { $delimiter }, { $encoding }
data-upload-no-header = no row of names
data-delimiter-comma = commas
data-delimiter-semicolon = semicolons
data-delimiter-tab = tabs
data-delimiter-pipe = pipes
data-delimiter-space = blanks

data-upload-understood-label = What can be done
data-upload-understood = This can be imported as it stands. Below is how it will be read; change what is wrong.
data-upload-how-title = How it is read
data-upload-kind = What the files hold
data-upload-kind-hint = Guessed from the names of the columns.
data-upload-kind-again = Read as this
data-upload-columns = Which column is which
data-upload-columns-hint = Columns were recognised by name and content. Change what is wrong; what is left open is left out.
data-upload-columns-more = More fields
data-upload-column-none = —
data-upload-needed = needed
data-upload-conventions = How it is written
data-upload-date-format = Days
data-upload-date-auto = as recognised
data-upload-date-dmy = day, month, year: 31.12.2026
data-upload-date-mdy = month, day, year: 12/31/2026
data-upload-date-ymd = year, month, day: 2026-12-31
data-upload-decimal = Decimal sign
data-upload-decimal-point = point: 1,234.50
data-upload-decimal-comma = comma: 1.234,50
data-upload-currency = Currency
data-upload-currency-hint = Of amounts that name none: EUR, USD …
data-upload-zone = Time zone
data-upload-zone-hint = Of times that name none: Europe/Rome. UTC where it is empty.
data-upload-header = First row
data-upload-header-yes = names the columns
data-upload-header-no = is data
data-upload-duplicates = Rows that are all the same
data-upload-duplicates-ask = ask where there are many
data-upload-duplicates-keep = keep them
data-upload-duplicates-drop = keep one of each
data-upload-non-products = Postage, fees, tests
data-upload-non-products-keep = keep them
data-upload-non-products-drop = leave them out
data-upload-what-title = What may change
data-upload-mode-both = New facts, and what is new about known ones
data-upload-mode-create = New facts only
data-upload-mode-update = Known facts only
data-upload-source = Name of the system
data-upload-source-hint = Orders of the same number are told apart by it: shop, till, marketplace.
data-upload-space = Whose ids the customers have
data-upload-space-hint = “id” are the company’s own.
data-upload-check = Check first
data-upload-import = Import
data-upload-remove = Remove these files
data-upload-remove-confirm = Remove the files that were dropped? What was imported of them stays.

data-report-would-title = What the import would change
data-report-check = Nothing was written. This is what the import would do.
data-report-did-title = Imported
data-report-nothing-title = Nothing new
data-report-nothing = Everything in these files was known already: nothing changed.
data-report-taken = { $taken } of { $rows } rows taken
data-report-caption = Facts by kind
data-report-kind = Kind
data-report-new = New
data-report-updated = Updated
data-report-unchanged = Unchanged
data-report-left = Left alone
data-report-rows = Rows
data-report-refused = Refused
data-report-customers = New customers
data-report-days = From { $from } to { $to }
data-report-first = The first facts as they are kept
data-report-notes = Good to know
data-report-see = See the customers
data-report-see-import = See the import
data-report-undo = Undo
data-report-values-fitting = Values are being made of it. They appear by themselves, usually within a minute or two.
data-report-values-fitted = Every customer is valued.
data-report-values-follow = Values follow by themselves within minutes.
data-report-values-none = No values yet: they are made of orders.

data-refused-title = { $n ->
    [one] One row was refused
   *[other] { $n } rows were refused
}
data-refused-about = The others do not suffer. Correct these and drop them again: what is known already is not kept twice.
data-refused-reasons-caption = Refused rows by reason
data-refused-reason = Reason
data-refused-rows = Rows
data-refused-caption = The first refused rows
data-refused-line = Line
data-refused-column = Column
data-refused-value = Value
data-refused-row = The row
data-refused-file = File
data-refused-list = Refused rows with reasons (CSV)
data-refused-corrections = The rows alone, to correct (CSV)

data-import-title = Import { $number }
data-import-state-live = counts
data-import-state-undone = undone
data-import-about = { $kind }, { $ago } by { $by }
data-import-files = Files
data-import-source = System
data-import-mapping = How it was read
data-import-mapping-show = The mapping
data-import-mapping-about = Save it as a file to read such exports the same way at the command line.
data-import-rows-title = Facts of this import
data-import-rows-caption = The first facts as this import stated them
data-import-rows-none = Nothing of it counts now.
data-import-rows-hidden = They are shown to who may see who customers are.
data-import-rows-many = There are too many to look through for one page. Ask for them with goodwill sql.
data-import-undo = Undo this import
data-import-undone = It was undone { $ago }. Its facts count no longer.

data-undo-title = Undo import { $number }
data-undo-rows = { $n ->
    [one] One statement will no longer count.
   *[other] { $n } statements will no longer count.
}
data-undo-updates = Where the import changed what was known, the older state holds again.
data-undo-customers = Customers known by this import alone are forgotten, with their names and addresses.
data-undo-values = Values of customers are made anew without it.
data-undo-again = { $n ->
    [one] One fact of it was known before; it stays.
   *[other] { $n } facts of it were known before; they stay.
}
data-undo-later = Later imports said some of the same. What this import alone kept goes with it, even where they named it too.
data-undo-back = Dropping the same files once more brings it back.
data-undo-do = Undo the import
data-undo-keep = Keep it
data-undo-busy-title = Another import is at work
data-undo-busy = Try again when it has ended.

data-quarantine-title = Quarantine
data-quarantine-about = What running systems sent and could not be understood. The rest of each batch was kept. Repaired, an event counts as if it had come well the first time.
data-quarantine-none-title = Nothing is in quarantine
data-quarantine-none = Everything that was sent could be understood.
data-quarantine-reasons = By reason
data-quarantine-reasons-caption = Quarantine by reason
data-quarantine-reason = Reason
data-quarantine-count = Events
data-quarantine-newest = Newest
data-quarantine-all = All reasons
data-quarantine-rows = One by one
data-quarantine-rows-caption = Events, the oldest first
data-quarantine-number = Number
data-quarantine-received = Received
data-quarantine-source = Key
data-quarantine-open = Event { $number }
data-quarantine-repair-all = Read these again
data-quarantine-repair-all-about = As they are: useful after a currency was named for their key, or a new version of Goodwill.
data-quarantine-discard-all = Discard these
data-quarantine-discard-all-confirm = Discard all events with this reason for good?
data-quarantine-one-title = Event { $number } in quarantine
data-quarantine-body = What was sent
data-quarantine-body-masked = What was sent is shown to who may see who customers are.
data-quarantine-correct = Correct it and read it again
data-quarantine-repair = Read it again
data-quarantine-discard = Discard it
data-quarantine-discard-confirm = Discard this event for good?
data-quarantine-still = It still cannot be read: { $why }
data-quarantine-currency = Name a currency for the key “{ $key }”
data-quarantine-currency-about = Its orders name none. With a currency, all of them can be read again.
data-quarantine-currency-field = Currency
data-quarantine-currency-do = Name it and read all again

data-keys-title = Write keys
data-keys-about = With a write key a system sends events here: a shop, an app, a till. Point an existing Segment, RudderStack, PostHog or Jitsu SDK at this address and give it the key.
data-keys-caption = Write keys
data-keys-name = Source
data-keys-hint = Ends in
data-keys-currency = Currency
data-keys-made = Made
data-keys-state = State
data-keys-valid = valid
data-keys-revoked = revoked
data-keys-none = No key was made yet.
data-keys-new = Make a write key
data-keys-new-name = Name of the source
data-keys-new-name-hint = shop, app, till … Orders of the same number are told apart by it.
data-keys-new-currency = Currency
data-keys-new-currency-hint = Of amounts that name none. Without one, such orders wait in quarantine.
data-keys-new-do = Make the key
data-keys-shown-title = The key for “{ $name }”
data-keys-shown = It is shown this once. Put it where the system sends its events from.
data-keys-try = Try it
data-keys-revoke = Revoke
data-keys-revoke-title = Revoke the key “{ $name }”
data-keys-revoke-about = Systems that use it are refused within seconds. What came with it stays.
data-keys-revoke-do = Revoke it for good
data-keys-revoke-keep = Keep it
data-keys-set-currency = Set
data-keys-refused = That cannot be
data-keys-bad-name = Give it a name of 1 to 100 characters.
data-keys-bad-currency = No currency has this code. Examples: EUR, USD, JPY.

data-yes = yes
data-no = no

said-data-undone = The import is undone. Its facts count no longer.
said-data-key-revoked = The key is revoked.
said-data-currency = The currency is set. It holds within seconds; what waits in quarantine for it can be read again.
said-data-repaired = Everything could be read. It counts as if it had come well the first time.
said-data-repaired-some = Some could be read and count now. The others still cannot.
said-data-repaired-none = It still cannot be read.
said-data-repair-more = Some were read. There are more: read again to go on.
said-data-discarded = Discarded.

data-error-title = Something in it cannot be

said-upload-removed = The files were removed.
