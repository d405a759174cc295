# Segments: filters that were given a name.

segments-title = Segments
segments-none = No segments yet
segments-none-why = A segment is a filter with a name. Put conditions on the list of customers, then save them here.
segments-begin = To the customers
segments-lead = Filters that were given a name. Who is in a segment is worked out anew each time it is looked at.
segments-caption = Segments, by name
segments-name = Name
segments-conditions = Conditions
segments-customers = Customers
segments-not-counted = The customers are being counted; figures come in a moment.
segments-changes = Rename or delete
segments-rename = Rename
segments-delete = Delete this segment
segments-delete-confirm = Delete the segment “{ $name }”? The customers stay.

said-segment-saved = The segment is saved.
said-segment-deleted = The segment is deleted. Its customers stay.
