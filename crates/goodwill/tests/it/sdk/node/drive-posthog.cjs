// Sends the story with the unmodified package posthog-node.
const { PostHog } = require("posthog-node");
const story = require("./story.cjs");

const posthog = new PostHog(story.key, {
  host: story.url,
  flushAt: story.batch,
  maxBatchSize: story.batch,
  fetchRetryCount: 50,
  fetchRetryDelay: 100,
});
const failed = [];
posthog.on("error", (error) => failed.push(String(error)));
posthog.capture({
  distinctId: story.device,
  event: "$pageview",
  properties: { $current_url: story.page.url, $process_person_profile: false },
});
posthog.capture({
  distinctId: story.customer,
  event: "$identify",
  properties: { $anon_distinct_id: story.device, $set: story.traits },
});
for (let n = 0; n < story.times; n += 1) {
  posthog.capture({
    distinctId: story.customer,
    event: "Order Completed",
    properties: story.order(n),
    timestamp: story.when,
  });
}
posthog.shutdown(150000).then(() => {
  if (failed.length) {
    console.error(`not delivered: ${failed}`);
    process.exit(1);
  }
});
