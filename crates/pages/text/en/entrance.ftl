# Signing in, links that are good once, one's own account; the keys begin with entrance-.

entrance-email = E-mail
entrance-password = Password
entrance-name = Your name
entrance-name-hint = As colleagues know you; it stands beside what you write.

entrance-sign-in = Sign in
entrance-sign-in-button = Sign in
entrance-wrong-title = That did not fit
entrance-wrong = E-mail and password do not belong together. Check both and try again.
entrance-wait-title = Too many tries
entrance-wait = Wait { $seconds } seconds, then try again.
entrance-forgot = Forgot the password?
entrance-forgot-how = Ask an owner for a reset link. Whoever has the machine can make one too: goodwill people reset E-MAIL.
entrance-no-owner-title = Nobody can sign in yet
entrance-no-owner = The server printed a link when it started: “Create the owner”. Open it on this machine. If it is lost, start the server again and it prints a new one.

entrance-setup = Create the owner
entrance-setup-lead = You are the first here. The owner sees everything and invites the others.
entrance-setup-email-hint = You sign in with it. No mail is sent.
entrance-setup-button = Create the owner and go in
entrance-invitation = Welcome
entrance-invitation-lead = You were invited as { $email }.
entrance-invitation-button = Join and go in
entrance-role-owner = As owner you see everything, and change people, keys and settings.
entrance-role-analyst = As analyst you see figures and customers, and bring data in.
entrance-role-desk = At the desk you see one customer at a time, with who they are, and write notes.
entrance-role-reader = As reader you see figures and customers without who they are, and change nothing.
entrance-reset = A new password
entrance-reset-lead = For { $email }. Wherever you were signed in, that ends.
entrance-reset-button = Set it and go in
entrance-password-hint = At least 12 characters. A few words that nobody else would put together are easy to keep and hard to guess.
entrance-refused = Please look at this again
entrance-name-wrong = A name has 1 to 100 characters.
entrance-email-wrong = This cannot be an e-mail address.
entrance-old-wrong = This is not your password.
entrance-short = It is too short: at least 12 characters.
entrance-long = It is too long: at most 256 characters.
entrance-common = It is among those that are tried first. Take a few words that nobody else puts together.
entrance-personal = It is made of your own name or address. Take something else.
entrance-repeated = It repeats itself. Take something less even.

entrance-account = Your account
entrance-you = About you
entrance-you-email = You sign in as { $email }.
entrance-language = Language
entrance-locale = Numbers, days and money
entrance-company-way = As the company does
entrance-save = Save
entrance-change-password = Password
entrance-change-lead = Everywhere else you are signed in, that ends.
entrance-old = Your password now
entrance-new = The new one
entrance-change-button = Change the password
entrance-elsewhere = Signed in elsewhere
entrance-elsewhere-lead = If you left a browser open somewhere, end it from here. This one stays.
entrance-elsewhere-button = End all other sessions
