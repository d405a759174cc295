// Sends the story with the unmodified package @rudderstack/rudder-sdk-node.
const RudderAnalytics = require("@rudderstack/rudder-sdk-node");
const story = require("./story.cjs");

const Analytics = RudderAnalytics.default || RudderAnalytics;
const analytics = new Analytics(story.key, {
  dataPlaneUrl: story.url,
  flushAt: story.batch,
  flushInterval: 200,
  retryCount: 50,
});
analytics.page({ anonymousId: story.device, name: "Home", properties: story.page });
analytics.identify({ userId: story.customer, anonymousId: story.device, traits: story.traits });
for (let n = 0; n < story.times; n += 1) {
  analytics.track({
    userId: story.customer,
    event: "Order Completed",
    properties: story.order(n),
    originalTimestamp: story.when,
    timestamp: story.when,
  });
}
// Each flush sends one batch; a batch that failed stays in the queue.
const end = Date.now() + 150000;
async function finish() {
  while (analytics.queue.length > 0 || analytics.state === "running") {
    if (Date.now() > end) throw new Error(`${analytics.queue.length} left`);
    await new Promise((done) => analytics.flush(() => done()));
    await new Promise((done) => setTimeout(done, 50));
  }
}
finish().then(
  () => process.exit(0),
  (error) => {
    console.error(`not delivered: ${error}`);
    process.exit(1);
  },
);
