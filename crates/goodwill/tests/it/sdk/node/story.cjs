// The story every sender tells: what one customer did in a shop.
const { GOODWILL_URL, GOODWILL_KEY, GOODWILL_STORY, GOODWILL_TIMES, GOODWILL_BATCH } = process.env;

const me = GOODWILL_STORY;
module.exports = {
  url: GOODWILL_URL,
  key: GOODWILL_KEY,
  times: Number(GOODWILL_TIMES || 1),
  batch: Number(GOODWILL_BATCH || 20),
  device: `${me}-device`,
  customer: `${me}-ada`,
  when: new Date("2026-01-15T10:00:00.000Z"),
  traits: { email: `${me}@shop.example`, name: "Ada Example", visits: 3 },
  page: { url: "http://shop.example/" },
  order: (n) => ({
    order_id: `${me}-${1001 + n}`,
    total: 46.5,
    revenue: 40.0,
    shipping: 4.0,
    tax: 2.5,
    discount: -1.5,
    currency: "EUR",
    products: [
      { product_id: "A-1", name: "Cup", price: 15.0, quantity: 2 },
      { product_id: "B-2", sku: "b2", name: "Plate", price: "10.00", quantity: 1 },
    ],
  }),
};
