// Sends the story with the unmodified package @segment/analytics-node.
const { Analytics } = require("@segment/analytics-node");
const story = require("./story.cjs");

const analytics = new Analytics({
  writeKey: story.key,
  host: story.url,
  maxRetries: 50,
  flushAt: story.batch,
});
const failed = [];
analytics.on("error", (error) => failed.push(JSON.stringify(error)));
analytics.page({ anonymousId: story.device, name: "Home", properties: story.page });
analytics.identify({ userId: story.customer, anonymousId: story.device, traits: story.traits });
for (let n = 0; n < story.times; n += 1) {
  analytics.track({
    userId: story.customer,
    event: "Order Completed",
    properties: story.order(n),
    timestamp: story.when,
  });
}
analytics.closeAndFlush({ timeout: 150000 }).then(() => {
  if (failed.length) {
    console.error(`not delivered: ${failed}`);
    process.exit(1);
  }
});
