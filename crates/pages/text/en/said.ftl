# What was just done, shown once over the next page. Every key begins with said-.

said-saved = Saved.
said-signed-out = You are signed out.
said-account-saved = Saved.
said-password-changed = The password is changed. Everywhere else you were signed in, that has ended.
said-sessions-ended = All other sessions have ended.
