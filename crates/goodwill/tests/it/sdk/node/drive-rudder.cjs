// Sends the story with the unmodified package @rudderstack/rudder-sdk-node.
const RudderAnalytics = require("@rudderstack/rudder-sdk-node");
const story = require("./story.cjs");

const Analytics = RudderAnalytics.default || RudderAnalytics;
const analytics = new Analytics(story.key, { dataPlaneUrl: story.url, flushInterval: 200, retryCount: 50 });
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
analytics.flush((error) => {
  if (error) {
    console.error(`not delivered: ${error}`);
    process.exit(1);
  }
  process.exit(0);
});
