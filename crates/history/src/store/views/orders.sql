-- What was ordered?
-- Grain: one row an order. Amounts in minor units of the row's currency.
-- What an order leaves open, its lines say: their number, and their sum where all of them have an
-- amount in one currency, which is also the order's.
SELECT {fields}
FROM _orders o
LEFT JOIN (
    SELECT order_id, coalesce(source, '') AS source, count(*) AS lines,
           CASE WHEN min(coalesce(currency, '')) = max(coalesce(currency, ''))
                THEN nullif(min(coalesce(currency, '')), '') END AS currency,
           CASE WHEN count(amount) = count(*) AND min(coalesce(currency, '')) = max(coalesce(currency, ''))
                THEN sum(amount) END AS amount
    FROM _order_lines
    WHERE order_id IS NOT NULL
    GROUP BY order_id, coalesce(source, '')
) l ON o.order_id = l.order_id AND coalesce(o.source, '') = l.source
