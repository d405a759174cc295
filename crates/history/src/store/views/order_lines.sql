-- What was in the orders?
-- Grain: one row a line of an order. Amounts in minor units of the row's currency.
-- Customer, time and currency are the order's where the line leaves them open.
SELECT {fields}
FROM _order_lines l
LEFT JOIN (
    SELECT order_id, coalesce(source, '') AS source, customer, "time", currency
    FROM _orders
    WHERE order_id IS NOT NULL
) o ON l.order_id = o.order_id AND coalesce(l.source, '') = o.source
