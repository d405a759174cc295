# The page of the API; the keys begin with api-.

api-title = The API
api-lead = Everything the pages show can be fetched by a program: values, customers, cohorts, data. This page is made from the same document that tools read.
api-key = A key, and the rules of all paths
api-key-how = An owner makes a key under Settings, Keys, and ticks what it may do. It is shown once. Send it with every request:
api-lists = Lists come in parts: give “next” back as “after” to go on, and “limit” from 1 to 500. With format=csv a list comes whole, as a file.
api-errors = Errors are application/problem+json: a type that stays the same, a title, and a detail that says what to do.
api-document = The whole as an OpenAPI 3.1 document
api-subjects = Subjects
api-needs = Needs the right { $right }.
api-needs-known = Needs a key or a session, with whatever rights.
api-needs-nothing = Open to everybody.
api-no-keys = Only for a person who is signed in.
api-parameters = Parameters
api-name = Name
api-where = Where
api-type = Type
api-meaning = Meaning
api-body = Send
