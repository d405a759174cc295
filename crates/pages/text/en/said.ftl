# What was just done, shown once over the next page. Every key begins with said-.

said-saved = Saved.
said-added = Added.
said-removed = Removed.
said-sent = Sent.
