// Sends the story with the unmodified package @jitsu/js.
const { jitsuAnalytics } = require("@jitsu/js");
const story = require("./story.cjs");

const jitsu = jitsuAnalytics({ host: story.url, writeKey: `shop:${story.key}`, s2s: process.env.JITSU_S2S === "1" });

async function run() {
  await jitsu.page({ name: "Home", url: story.page.url });
  await jitsu.identify(story.customer, story.traits);
  for (let n = 0; n < story.times; n += 1) {
    await jitsu.track("Order Completed", story.order(n));
  }
}

run().catch((error) => {
  console.error(`not delivered: ${error}`);
  process.exit(1);
});
