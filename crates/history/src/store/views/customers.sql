-- Who is known?
-- Grain: one row a customer. `first_seen` is when the first fact about them arrived here.
SELECT {fields}
FROM _known k
LEFT JOIN _customers c ON k.customer = c.customer
