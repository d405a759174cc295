-- Which orders did each customer place, on which day, for how much?
-- Grain: one row an order. Amounts in minor units of the row's currency.
SELECT order_id, source, customer, coalesce(day, CAST(time AS DATE)) AS day, currency, amount, cost, status
FROM orders
