// Comfort for pages that also work without it. No part of it is needed to do anything.
const all = (what, where = document) => [...where.querySelectorAll(what)];
const one = (what, where = document) => where.querySelector(what);
const typing = () => !!document.activeElement?.matches("input:not([type=checkbox],[type=radio]),textarea,select");
const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const later = (ms, act) => {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), ms);
  };
};
const query = (form) => {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value !== "" && name !== "csrf") fields.append(name, value);
  return fields.toString();
};

// What was said stands in the address once.
const here = new URL(location.href);
if (here.searchParams.has("said")) {
  here.searchParams.delete("said");
  history.replaceState(history.state, "", here);
}
one("[data-focus]")?.focus();

// A row of tabs that is wider than the screen shows the one that is open.
for (const tab of all(".tabs [aria-current]")) {
  const row = tab.closest(".tabs");
  const [at, room] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += at.left - room.left - (room.width - at.width) / 2;
}

// Search as you type: the same page, asked for with what is in the form.
let asked;
const search = later(180, async (form) => {
  const results = one("[data-results]");
  const path = form.getAttribute("action") || location.pathname;
  const fields = query(form);
  const address = fields ? `${path}?${fields}` : path;
  asked?.abort();
  asked = new AbortController();
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" }, signal: asked.signal });
    const fresh = answer.ok && !answer.redirected && one("[data-results]", parse(await answer.text()));
    if (!fresh) return location.assign(address);
    // The live region itself stays, so that its new words are read out.
    const [old, next] = [one("[aria-live]", results), one("[aria-live]", fresh)];
    if (old && next) {
      old.replaceChildren(...next.childNodes);
      next.replaceWith(old);
    }
    results.replaceChildren(...fresh.childNodes);
    results.removeAttribute("aria-busy");
    history.replaceState(history.state, "", address);
    ready(results);
  } catch (failure) {
    if (failure.name !== "AbortError") location.assign(address);
  }
});

// How many a filter would hold, while it is being written.
const count = later(250, async (form) => {
  const place = one(form.dataset.count);
  try {
    const answer = await fetch(`${form.dataset.countPath}?${query(form)}`, { headers: { accept: "application/json" } });
    if (answer.ok && place) place.textContent = (await answer.json()).text;
  } catch {
    // The count stays as it was; the form still works.
  }
});

addEventListener("input", (event) => {
  const form = event.target.form;
  if (event.isComposing || !form) return;
  if (form.matches("[data-search]") && one("[data-results]")) search(form);
  if (form.matches("[data-count]")) count(form);
});

addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (question && !confirm(question)) return event.preventDefault();
  if (form.matches("[data-drop]") && one("input[type=file]", form)?.files.length) {
    event.preventDefault();
    upload(form);
  }
});

// Uploads tell how far they are.
function upload(form) {
  const sending = new XMLHttpRequest();
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", one("label", form)?.textContent || "");
  all("button", form).forEach((button) => (button.disabled = true));
  form.append(bar);
  sending.upload.onprogress = (event) => event.lengthComputable && (bar.value = event.loaded / event.total);
  sending.upload.onload = () => bar.removeAttribute("value");
  sending.onerror = () => form.submit();
  sending.onload = () => {
    if (sending.status < 400 && sending.responseURL) return location.assign(sending.responseURL);
    const told = one("main", parse(sending.responseText));
    if (!told) return form.submit();
    one("main").replaceWith(document.adoptNode(told));
    one("main").focus();
    ready();
  };
  sending.open("POST", form.action);
  sending.setRequestHeader("accept", "text/html");
  sending.send(new FormData(form));
}
for (const form of all("form[data-drop]")) {
  const files = one("input[type=file]", form);
  const over = (on) => (event) => {
    event.preventDefault();
    form.classList.toggle("over", on);
  };
  form.addEventListener("dragover", over(true));
  form.addEventListener("dragleave", over(false));
  form.addEventListener("drop", (event) => {
    over(false)(event);
    if (!files || !event.dataTransfer.files.length) return;
    files.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

// What is under way is asked after each second; when it is over, the page is drawn anew.
for (const place of all("[data-progress]")) {
  const ask = async () => {
    try {
      const answer = await fetch(place.dataset.progress, { headers: { accept: "application/json" } });
      const now = answer.ok ? await answer.json() : { done: true };
      if (now.done) return location.reload();
      const bar = one("progress", place);
      if (bar && typeof now.share === "number") bar.value = now.share;
      const words = one("[data-progress-text]", place) || one("label", place);
      if (words && now.text) words.textContent = now.text;
    } catch {
      // The server may be starting again: ask on.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}
const again = Number(one("[data-refresh]")?.dataset.refresh);
if (again && !one("[data-progress]")) {
  const renew = () => (typing() || document.hidden ? setTimeout(renew, 1000) : location.reload());
  setTimeout(renew, again * 1000);
}

// Points of charts: one stop for the keyboard, arrows go from point to point, and what is there is shown.
const readout = Object.assign(document.createElement("div"), { className: "readout", hidden: true });
readout.setAttribute("aria-hidden", "true");
function show(point) {
  const figure = point.closest("figure");
  const [frame, at] = [figure.getBoundingClientRect(), point.getBoundingClientRect()];
  readout.textContent = point.getAttribute("aria-label");
  figure.append(readout);
  readout.hidden = false;
  const half = readout.offsetWidth / 2;
  const middle = at.left + at.width / 2 - frame.left;
  readout.style.left = `${Math.max(half, Math.min(middle, frame.width - half))}px`;
  readout.style.top = `${at.top - frame.top}px`;
}
const points = (chart) => all(".hint", chart);
addEventListener("pointerover", (event) => {
  if (event.target.matches?.("figure .hint[aria-label]")) show(event.target);
  else readout.hidden = true;
});
addEventListener("focusin", (event) => event.target.matches("figure .hint[aria-label]") && show(event.target));
addEventListener("focusout", () => (readout.hidden = true));

function ready(where = document) {
  for (const chart of all("figure svg", where)) {
    points(chart).forEach((point, i) => {
      const title = one("title", point);
      point.setAttribute("role", "img");
      point.setAttribute("aria-label", title?.textContent || "");
      title?.remove();
      point.setAttribute("tabindex", i ? "-1" : "0");
      chart.setAttribute("role", "group");
    });
  }
  for (const button of all("[data-copy]", where)) button.hidden = false;
}
ready();

addEventListener("click", async (event) => {
  const menu = one("details[data-menu][open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const line = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(line.textContent);
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = before), 2000);
  } catch {
    getSelection().selectAllChildren(line);
  }
});

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = document.activeElement;
  if (event.key === "/" && !typing()) {
    const box = all("input[type=search]").find((input) => input.offsetParent);
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape") {
    const menu = one("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      one("summary", menu).focus();
    }
    readout.hidden = true;
  } else if (event.key.startsWith("Arrow")) {
    const forth = event.key === "ArrowDown" || event.key === "ArrowRight";
    const chart = at?.closest?.("figure svg");
    const rows = chart ? points(chart) : all("[data-rows] tbody th a");
    const upright = event.key === "ArrowDown" || event.key === "ArrowUp";
    const now = rows.indexOf(at);
    // Arrows scroll, unless somebody stands on a row or a point, or comes down from the search box.
    if (now < 0 && !(at?.type === "search" && event.key === "ArrowDown")) return;
    if (!chart && !upright) return;
    const next = rows[now + (forth ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    if (chart) {
      at.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
    }
    next.focus();
  }
});
