-- What was paid back to each customer, on which day, of which order?
-- Grain: one row a return. Amounts in minor units of the row's currency, positive.
SELECT return_id, source, order_id, customer, coalesce(day, CAST(time AS DATE)) AS day, currency, amount, cost, whole_order
FROM returns
