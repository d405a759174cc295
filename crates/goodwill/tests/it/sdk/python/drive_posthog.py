"""Sends one customer's story with the unmodified package posthog."""
import os
from datetime import datetime, timezone

from posthog import Posthog

failed = []
posthog = Posthog(
    os.environ["GOODWILL_KEY"],
    host=os.environ["GOODWILL_URL"],
    max_retries=50,
    flush_at=int(os.environ.get("GOODWILL_BATCH", "100")),
    flush_interval=0.5,
    on_error=lambda error, items: failed.append(str(error)),
)

me, times = os.environ["GOODWILL_STORY"], int(os.environ.get("GOODWILL_TIMES", "1"))
when = datetime(2026, 1, 15, 10, 0, 0, tzinfo=timezone.utc)
posthog.capture(
    "$pageview",
    distinct_id=f"{me}-device",
    properties={"$current_url": "http://shop.example/", "$process_person_profile": False},
)
posthog.capture(
    "$identify",
    distinct_id=f"{me}-ada",
    properties={
        "$anon_distinct_id": f"{me}-device",
        "$set": {"email": f"{me}@shop.example", "name": "Ada Example", "visits": 3},
    },
)
for n in range(times):
    posthog.capture(
        "Order Completed",
        distinct_id=f"{me}-ada",
        properties={
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
posthog.flush()
posthog.shutdown()
if failed:
    raise SystemExit(f"not delivered: {failed}")
