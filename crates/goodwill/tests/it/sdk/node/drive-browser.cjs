// Sends the story with the unmodified package @segment/analytics-next, in headless Chromium: a page of
// another origin loads the package's own bundle and points it at Goodwill.
const http = require("http");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");
const story = require("./story.cjs");

const dist = path.join(path.dirname(require.resolve("@segment/analytics-next/package.json")), "dist", "umd");
const host = new URL(story.url).host;
const page = `<!doctype html><meta charset="utf-8"><title>Shop</title>
<script src="/umd/index.js"></script>
<script>
const told = (what) => fetch("/told", { method: "POST", body: what });
(async () => {
  const analytics = AnalyticsNext.AnalyticsBrowser.load(
    { writeKey: ${JSON.stringify(story.key)}, cdnURL: ${JSON.stringify(story.url)} },
    { integrations: { "Segment.io": { apiHost: ${JSON.stringify(`${host}/v1`)}, protocol: "http" } } },
  );
  await analytics.ready();
  await analytics.setAnonymousId(${JSON.stringify(story.device)});
  await analytics.page("Home");
  await analytics.identify(${JSON.stringify(story.customer)}, ${JSON.stringify(story.traits)});
  for (const order of ${JSON.stringify(Array.from({ length: story.times }, (_, n) => story.order(n)))}) {
    await analytics.track("Order Completed", order, { timestamp: new Date(${JSON.stringify(story.when)}) });
  }
  await told("done");
})().catch((error) => told("failed: " + error));
</script>`;

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "goodwill-browser-"));
let browser;
const end = (code, words) => {
  if (words) console.error(words);
  // The browser leads a group of processes of its own.
  process.kill(-browser.pid, "SIGKILL");
  const clear = (tries) => {
    try {
      fs.rmSync(profile, { recursive: true, force: true });
    } catch {
      if (tries > 0) return setTimeout(() => clear(tries - 1), 100);
    }
    process.exit(code);
  };
  setTimeout(() => clear(20), 100);
};
const server = http.createServer((request, response) => {
  if (request.url === "/told") {
    let words = "";
    request.on("data", (part) => (words += part));
    request.on("end", () => {
      response.end();
      // What the page sent just before may still be on its way.
      setTimeout(() => end(words === "done" ? 0 : 1, words === "done" ? "" : words), 1500);
    });
  } else if (request.url.startsWith("/umd/")) {
    const file = path.join(dist, path.basename(request.url.split("?")[0]));
    response.setHeader("content-type", "text/javascript");
    fs.createReadStream(file).on("error", () => response.writeHead(404).end()).pipe(response);
  } else {
    response.setHeader("content-type", "text/html");
    response.end(request.url === "/" ? page : "");
  }
});
server.listen(0, "127.0.0.1", () => {
  const address = `http://127.0.0.1:${server.address().port}/`;
  browser = spawn(process.env.CHROMIUM || "chromium", [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-dev-shm-usage", `--user-data-dir=${profile}`, "--remote-debugging-port=0", address,
  ], { stdio: "ignore", detached: true });
  browser.on("error", (error) => { console.error(`chromium does not start: ${error}`); process.exit(1); });
  setTimeout(() => end(1, "the page did not finish in 90 seconds"), 90000);
});
