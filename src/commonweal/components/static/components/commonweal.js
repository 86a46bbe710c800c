// What makes the pages easier where scripts run. Every page is complete and right without any of this.
(() => {
  "use strict";

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const typing = (el) => el && (el.isContentEditable || /^(input|textarea|select)$/i.test(el.tagName));
  const say = (key, fallback) => document.documentElement.dataset[key] || fallback;

  // ── Keyboard: “/” goes to the search, Escape closes the sheet ──────────────────────────────────────
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
    const palette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (slash || palette) {
      const search = document.getElementById("search");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    // On the page of hits, the arrows go from the field through the hits and back.
    const hits = /^Arrow(Down|Up)$/.test(event.key) ? [...document.querySelectorAll("[data-hits] a")] : [];
    const at = hits.indexOf(event.target);
    const field = event.target.matches && event.target.matches("input[name=q]");
    if (hits.length && (at >= 0 || field)) {
      const to = at + (event.key === "ArrowDown" ? 1 : -1);
      const next = to < 0 ? document.getElementById("everywhere") : hits[to];
      if (next) { event.preventDefault(); next.focus(); }
    }
    if (event.key === "Escape") {
      const sheet = document.querySelector("details[data-sheet][open]");
      if (sheet) { sheet.open = false; sheet.querySelector("summary").focus(); }
      const beside = event.target.closest && event.target.closest(".beside");
      if (beside) closeBeside(beside.parentElement);
    }
  });
  // Whoever came here by keyboard goes on by it; a phone does not open its keys.
  if (document.querySelector("[data-hits]") && window.matchMedia("(hover: hover)").matches) {
    document.getElementById("everywhere").focus({ preventScroll: true });
  }
  document.addEventListener("click", (event) => {
    const sheet = document.querySelector("details[data-sheet][open]");
    if (sheet && !sheet.contains(event.target)) sheet.open = false;
  });

  // ── Nothing typed is lost: fields are kept in this tab until the form has been sent ────────────────
  const PREFIX = "kept:";
  const actor = () => document.body.dataset.actor || "";
  const keyOf = (form) => PREFIX + location.pathname + "#" + form.dataset.keep;
  const fieldsOf = (form) => [...form.elements].filter((el) =>
    el.name && !/^(hidden|password|file|submit|button)$/.test(el.type) && el.autocomplete !== "off" && el.name !== "csrfmiddlewaretoken");
  const valueOf = (el) => (/^(checkbox|radio)$/.test(el.type) ? el.checked : el.value);
  const untouched = (el) => (/^(checkbox|radio)$/.test(el.type) ? el.checked === el.defaultChecked
    : el.tagName === "SELECT" ? true : el.value === el.defaultValue);
  const slotOf = (el) => (/^(checkbox|radio)$/.test(el.type) ? el.name + "=" + el.value : el.name);

  function read(key) {
    try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; }
  }
  function keep(form) {
    const values = {};
    for (const el of fieldsOf(form)) values[slotOf(el)] = valueOf(el);
    try {
      sessionStorage.setItem(keyOf(form), JSON.stringify({ values, actor: actor(), sent: false }));
      const note = form.querySelector("[data-kept]");
      if (note) note.textContent = note.dataset.keptWhile || "";
    } catch { /* Storage full or forbidden: the page works as before. */ }
  }
  function restore(form) {
    const kept = read(keyOf(form));
    if (!kept) return;
    // Answered with errors: the server has filled in what was typed. Another person: not theirs to see.
    if (kept.actor !== actor()) { sessionStorage.removeItem(keyOf(form)); return; }
    const summary = form.querySelector("[data-summary]");
    if (kept.sent && summary) summary.focus();
    if (kept.sent || summary) return;
    let brought = 0;
    for (const el of fieldsOf(form)) {
      const value = kept.values[slotOf(el)];
      if (value === undefined || value === valueOf(el) || !untouched(el)) continue;
      if (typeof value === "boolean") el.checked = value; else el.value = value;
      brought += 1;
    }
    const note = form.querySelector("[data-kept]");
    if (brought && note) note.textContent = note.dataset.keptAgain || "";
  }
  function sweep() {
    // A page that says “not done” (an error, a sign-in on the way): what was sent did not arrive.
    if (document.querySelector("[data-unsent]")) {
      for (const key of Object.keys(sessionStorage).filter((k) => k.startsWith(PREFIX))) {
        const kept = read(key);
        if (kept) sessionStorage.setItem(key, JSON.stringify({ ...kept, sent: false }));
      }
      return;
    }
    // A form that was sent and is not here any more went through: what was kept of it goes.
    const here = new Set([...document.querySelectorAll("form[data-keep]")].filter((f) => f.querySelector("[data-summary]")).map(keyOf));
    for (const key of Object.keys(sessionStorage).filter((k) => k.startsWith(PREFIX))) {
      const kept = read(key);
      if (!kept || (kept.sent && !here.has(key))) sessionStorage.removeItem(key);
    }
  }
  let pause, unkept = null;
  const keepNow = () => {
    clearTimeout(pause);
    if (unkept) keep(unkept);
    unkept = null;
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-keep]");
    if (!form) return;
    if (unkept !== form) keepNow();
    unkept = form;
    clearTimeout(pause);
    pause = setTimeout(keepNow, 150);
  });
  // Whoever leaves in the moment after the last letter loses nothing either.
  window.addEventListener("pagehide", keepNow);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-forget]")) {
      unkept = null;
      for (const key of Object.keys(sessionStorage).filter((k) => k.startsWith(PREFIX))) sessionStorage.removeItem(key);
    }
    if (form.matches("form[data-keep]")) {
      unkept = form;
      keepNow();
      const kept = read(keyOf(form));
      if (kept) sessionStorage.setItem(keyOf(form), JSON.stringify({ ...kept, sent: true }));
    }
    // The same form is not sent twice by a nervous finger. The button wakes up if the page stays.
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      if (form.dataset.sending) { event.preventDefault(); return; }
      form.dataset.sending = "1";
      setTimeout(() => { delete form.dataset.sending; }, 8000);
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach((f) => { delete f.dataset.sending; });
  });

  // ── Details beside the list, on wide screens ───────────────────────────────────────────────────────
  const wide = window.matchMedia("(min-width: 75rem)");
  function closeBeside(part) {
    part.classList.remove("is-open");
    const current = part.querySelector("tr[aria-current]");
    part.querySelector(".beside").replaceChildren();
    if (current) { current.removeAttribute("aria-current"); current.querySelector("a").focus(); }
  }
  async function openBeside(part, row, link) {
    const answer = await fetch(link.href, { headers: { "X-Requested-With": "beside" }, credentials: "same-origin" });
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("page");
    if (!page) { location.assign(link.href); return; }
    const pane = part.querySelector(".beside");
    page.querySelectorAll("#flashes, .print-only, .page-aside").forEach((el) => el.remove());
    page.querySelectorAll("h1").forEach((h1) => {
      const h2 = document.createElement("h2");
      h2.append(...h1.childNodes);
      h1.replaceWith(h2);
    });
    const tools = document.createElement("div");
    tools.className = "beside-tools";
    const full = Object.assign(document.createElement("a"), { href: link.href, className: "button is-quiet is-small", textContent: say("openPage", "Open as a page") });
    const shut = Object.assign(document.createElement("button"), { type: "button", className: "button is-quiet is-small", textContent: say("closeBeside", "Close") });
    shut.addEventListener("click", () => closeBeside(part));
    tools.append(full, shut);
    page.querySelectorAll("[data-live]").forEach((one) => { one.dataset.from = link.href; });
    pane.replaceChildren(tools, ...page.childNodes);
    part.querySelectorAll("tr[aria-current]").forEach((tr) => tr.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
    part.classList.add("is-open");
    pane.scrollTop = 0;
    pane.focus({ preventScroll: true });
    if (window.htmx) window.htmx.process(pane);
    prepare(pane);
    listen();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("[data-beside] tbody th a");
    if (!link || !wide.matches || event.button || event.metaKey || event.ctrlKey || event.shiftKey || link.target) return;
    event.preventDefault();
    openBeside(link.closest("[data-beside]"), link.closest("tr"), link).catch(() => location.assign(link.href));
  });

  // ── Live changes: fetched when an event tells of them, put in without moving what one reads ────────
  const anchorIn = (part) => [...part.querySelectorAll("[data-row]")].find((row) => row.getBoundingClientRect().bottom > 72);
  const busyIn = (part) => part.contains(document.activeElement) && document.activeElement !== part;
  // A form's token differs each time it is drawn, and a fold may be open: neither is a change.
  const drawn = (part) => part.innerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1").replace(/(<details[^>]*?) open=""/g, "$1");
  const inHand = (part) => busyIn(part) || [...part.querySelectorAll("input, textarea")].some((el) => !untouched(el));

  // A table's tools hold lists of their own (its sort orders on a phone), so its rows come first.
  const entriesOf = (part) => part.querySelector("tbody") || part.querySelector("ol, ul");

  // What one can do next is put in as a whole, unless somebody has it in hand: then as soon as they let go of it.
  function replace(part, fresh) {
    if (drawn(part) === drawn(fresh)) return;
    if (inHand(part)) { part.addEventListener("focusout", () => renew(part), { once: true }); return; }
    part.replaceChildren(...fresh.childNodes);
    after(part);
  }
  function merge(part, fresh) {
    if (part.hasAttribute("data-whole")) { replace(part, fresh); return 0; }
    const body = entriesOf(part), news = entriesOf(fresh);
    // From empty to filled or back there is nothing to keep in place.
    if (!body || !news) {
      if (part.innerHTML !== fresh.innerHTML) { part.replaceChildren(...fresh.childNodes); after(part); }
      return 0;
    }
    const anchor = anchorIn(part), before = anchor && anchor.getBoundingClientRect().top;
    const still = window.scrollY > 0 || busyIn(part);
    const old = new Map([...body.children].map((row) => [row.dataset.row, row]));
    const seen = new Set();
    let added = 0, last = null;
    for (const row of [...news.children]) {
      const known = old.get(row.dataset.row);
      seen.add(row.dataset.row);
      if (known) {
        if (known.innerHTML !== row.innerHTML && !known.contains(document.activeElement)) {
          const pick = known.querySelector("input[name=selected]"), picked = pick && pick.checked;
          known.replaceChildren(...row.childNodes);
          if (picked) known.querySelector("input[name=selected]").checked = true;
          flash(known, "is-fresh");
          after(known);
        }
        last = known;
      } else {
        const entry = document.importNode(row, true);
        if (last) last.after(entry); else body.prepend(entry);
        flash(entry, "is-new");
        after(entry);
        last = entry;
        added += 1;
      }
    }
    for (const [key, row] of old) {
      if (key === undefined || seen.has(key)) continue;
      // What one has in hand stays, dimmed, until one lets go of it; the rest leaves.
      if (row.contains(document.activeElement) || row.querySelector("input:checked")) row.classList.add("is-gone"); else row.remove();
    }
    const line = part.querySelector(".table-line p"), newLine = fresh.querySelector(".table-line p");
    if (line && newLine && !line.contains(document.activeElement)) line.replaceChildren(...newLine.childNodes);
    if (still && anchor && anchor.isConnected) window.scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
    if (added && body.getBoundingClientRect().top < 0) tell(part, added);
    return added;
  }
  function after(el) { if (window.htmx) window.htmx.process(el); }
  function flash(el, name) {
    el.classList.remove(name);
    void el.offsetWidth;
    el.classList.add(name);
    if (!calm.matches) el.addEventListener("animationend", () => setTimeout(() => el.classList.remove(name), 6500), { once: true });
  }
  function tell(part, added) {
    let note = document.querySelector(".live-note");
    if (!note) {
      note = Object.assign(document.createElement("button"), { type: "button", className: "button is-primary live-note" });
      note.dataset.added = "0";
      note.addEventListener("click", () => { part.scrollIntoView({ block: "start", behavior: calm.matches ? "instant" : "smooth" }); note.remove(); });
      document.body.append(note);
    }
    note.dataset.added = String(Number(note.dataset.added) + added);
    note.textContent = "↑ " + say("liveNew", "New above") + " (" + note.dataset.added + ")";
  }
  const asking = new Map();
  const answersNow = new Map();
  // Parts that renew at the same event read the same answer: one question for the page, not one for each part.
  // What stands beside a list comes from its own page.
  function pageNow(part) {
    const address = part.dataset.from || location.href;
    if (!answersNow.has(address)) {
      answersNow.set(address, fetch(address, { headers: { "X-Requested-With": "live" }, credentials: "same-origin" })
        .then(async (answer) => {
          // Gone: a link that was used up says so by itself, and what one may see no more does not stay on the screen.
          if (answer.status === 410 || answer.status === 404) {
            if (part.dataset.from) closeBeside(part.closest(".beside").parentElement); else location.reload();
          }
          return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
        }));
      Promise.resolve().then(() => { answersNow.delete(address); });
    }
    return answersNow.get(address);
  }
  async function renew(part) {
    // An event during a fetch may tell of something the answer does not hold yet: fetch once more after it.
    if (asking.has(part.id)) { asking.set(part.id, true); return; }
    asking.set(part.id, false);
    try {
      const page = await pageNow(part), fresh = page && page.getElementById(part.id);
      const there = document.getElementById(part.id);
      if (fresh && there) merge(there, fresh);
    } catch { /* The line is down; when it is up again everything is fetched anew. */
    } finally {
      const again = asking.get(part.id), there = document.getElementById(part.id);
      asking.delete(part.id);
      if (again && there) renew(there);
    }
  }
  function listen() {
    const names = new Set([...document.querySelectorAll("[data-live]")].map((el) => el.dataset.live));
    const source = document.body.sseSource;
    if (!source) return;
    if (!source.known) {
      source.known = new Set();
      // The first greets; another says that the server could not listen for a while.
      let greeted = false;
      source.addEventListener("ready", () => { if (greeted) document.querySelectorAll("[data-live]").forEach(renew); greeted = true; });
    }
    for (const name of names) {
      if (source.known.has(name)) continue;
      source.known.add(name);
      source.addEventListener(name, () => document.querySelectorAll(`[data-live="${CSS.escape(name)}"]`).forEach(renew));
    }
  }
  document.addEventListener("htmx:sseOpen", (event) => {
    const again = Boolean(document.body.sseSource);
    document.body.sseSource = event.detail.source;
    listen();
    // The line was down: what happened meanwhile is fetched at once.
    if (again) document.querySelectorAll("[data-live]").forEach(renew);
  });
  window.commonweal = { renew, merge };

  // ── Small things ───────────────────────────────────────────────────────────────────────────────────
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(new URL(button.dataset.copy || location.href, location.href).href);
      const words = button.textContent;
      button.textContent = say("copied", "Copied");
      setTimeout(() => { button.textContent = words; }, 2000);
    } catch { button.textContent = button.dataset.copy || location.href; }
  });
  function prepare(root) {
    root.querySelectorAll("form[data-keep]").forEach(restore);
    root.querySelectorAll("[data-copy][hidden], [data-print][hidden]").forEach((el) => { el.hidden = false; });
  }
  document.addEventListener("click", (event) => { if (event.target.closest && event.target.closest("[data-print]")) window.print(); });
  document.addEventListener("htmx:afterSwap", (event) => { prepare(event.detail.elt || document); listen(); });
  // Where nobody signs in there is no line to listen on: such parts ask anew while somebody looks.
  function ask() {
    if (document.hidden) return;
    document.querySelectorAll("[data-live-every]").forEach(renew);
  }
  function askAgain() {
    const part = document.querySelector("[data-live-every]");
    if (!part) return;
    setInterval(ask, 1000 * Number(part.dataset.liveEvery));
    document.addEventListener("visibilitychange", ask);
  }
  document.addEventListener("DOMContentLoaded", () => {
    askAgain();
    sweep();
    prepare(document);
    listen();
  });
})();
