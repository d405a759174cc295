-- What did customers say?
-- Grain: one row a complaint, review, answer or other word.
-- Feedback that names an order and no customer is the order's customer's: of the order of the same
-- source, else of the only customer whose order has that number.
SELECT {fields}
FROM _feedback f
LEFT JOIN (
    SELECT order_id, coalesce(source, '') AS source, customer
    FROM _orders
    WHERE order_id IS NOT NULL
) o ON f.order_id = o.order_id AND coalesce(f.source, '') = o.source
LEFT JOIN (
    SELECT order_id, min(customer) AS customer
    FROM _orders
    WHERE order_id IS NOT NULL
    GROUP BY order_id
    HAVING min(customer) = max(customer)
) only_one ON f.order_id = only_one.order_id
