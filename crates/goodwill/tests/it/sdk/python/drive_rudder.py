"""Sends one customer's story with the unmodified package rudder-sdk-python."""
import os
from datetime import datetime, timezone

from rudderstack.analytics.client import Client

failed = []
analytics = Client(
    os.environ["GOODWILL_KEY"],
    host=os.environ["GOODWILL_URL"],
    gzip=True,
    max_retries=50,
    upload_size=int(os.environ.get("GOODWILL_BATCH", "100")),
    on_error=lambda error, items: failed.append(str(error)),
)

me, times = os.environ["GOODWILL_STORY"], int(os.environ.get("GOODWILL_TIMES", "1"))
when = datetime(2026, 1, 15, 10, 0, 0, tzinfo=timezone.utc)
analytics.page(anonymous_id=f"{me}-device", name="Home", properties={"url": "http://shop.example/"})
analytics.identify(
    f"{me}-ada",
    {"email": f"{me}@shop.example", "name": "Ada Example", "visits": 3},
    anonymous_id=f"{me}-device",
)
for n in range(times):
    analytics.track(
        f"{me}-ada",
        "Order Completed",
        {
            "order_id": f"{me}-{1001 + n}",
            "total": 46.5,
            "revenue": 40.0,
            "shipping": 4.0,
            "tax": 2.5,
            "discount": -1.5,
            "currency": "EUR",
            "products": [
                {"product_id": "A-1", "name": "Cup", "price": 15.0, "quantity": 2},
                {"product_id": "B-2", "sku": "b2", "name": "Plate", "price": "10.00", "quantity": 1},
            ],
        },
        timestamp=when,
    )
analytics.shutdown()
if failed:
    raise SystemExit(f"not delivered: {failed}")
