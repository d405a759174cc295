// Sends the story with the unmodified package @rudderstack/rudder-sdk-node.
const RudderAnalytics = require("@rudderstack/rudder-sdk-node");
const story = require("./story.cjs");

const failed = [];
const analytics = new RudderAnalytics(story.key, {
  dataPlaneUrl: story.url,
  flushAt: story.batch,
  flushInterval: 200,
  retryCount: 50,
  errorHandler: (error) => failed.push(String(error)),
});
let open = story.times + 2;
const end = (code) => {
  if (failed.length) console.error(`not delivered: ${failed}`);
  process.exit(failed.length ? 1 : code);
};
const delivered = () => {
  open -= 1;
  if (open === 0) end(0);
};
analytics.page({ anonymousId: story.device, name: "Home", properties: story.page }, delivered);
analytics.identify({ userId: story.customer, anonymousId: story.device, traits: story.traits }, delivered);
for (let n = 0; n < story.times; n += 1) {
  analytics.track(
    {
      userId: story.customer,
      event: "Order Completed",
      properties: story.order(n),
      originalTimestamp: story.when,
      timestamp: story.when,
    },
    delivered,
  );
}
setTimeout(() => {
  console.error(`${open} events were not acknowledged`);
  process.exit(1);
}, 150000);
