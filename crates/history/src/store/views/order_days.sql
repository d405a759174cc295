-- On which days did customers order?
-- Grain: one row a day.
SELECT DISTINCT coalesce(day, CAST(time AS DATE)) AS day
FROM orders
WHERE customer IS NOT NULL
