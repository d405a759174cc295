-- What was sent back or paid back?
-- Grain: one row a return. Amounts in minor units of the row's currency, positive.
-- Where a whole order was paid back, the amount is the order's less its other returns, and never
-- more than what the return itself says. A second return of a whole order brings nothing back.
SELECT {fields}
FROM _returns r
LEFT JOIN (
    SELECT order_id, coalesce(source, '') AS source, customer, currency, amount
    FROM _orders_filled
    WHERE order_id IS NOT NULL
) o ON r.order_id = o.order_id AND coalesce(r.source, '') = o.source
LEFT JOIN (
    SELECT order_id, coalesce(source, '') AS source, sum(amount) AS amount
    FROM _returns
    WHERE amount IS NOT NULL AND NOT coalesce(whole_order, false)
    GROUP BY order_id, coalesce(source, '')
) parts ON r.order_id = parts.order_id AND coalesce(r.source, '') = parts.source
LEFT JOIN (
    SELECT _key, row_number() OVER (
               PARTITION BY order_id, coalesce(source, '') ORDER BY "time", return_id, _key) AS place
    FROM _returns
    WHERE whole_order AND order_id IS NOT NULL
) whole ON r._key = whole._key
