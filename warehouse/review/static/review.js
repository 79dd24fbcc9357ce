// Keys, and the next card without a new page. Everything works without this, by forms and links.
"use strict";

const desk = document.getElementById("desk");
const help = document.getElementById("help");
const KEPT = "hedgerow-unsent:"; // before the event id of a verdict that the server has not confirmed
let busy = false;

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
const heard = (words) => { document.getElementById("said").textContent = words; };

// --- swapping the middle of the page ---------------------------------------------------------

async function swap(response, push) {
  const pressed = document.activeElement?.dataset?.key;
  const html = await response.text();
  desk.innerHTML = html;
  const address = response.headers.get("x-address");
  if (address && push) history.pushState({ desk: true }, "", address);
  else if (address) history.replaceState({ desk: true }, "", address);
  const said = desk.querySelector("[data-say]")?.dataset.say ?? "";
  const card = desk.querySelector(".own")?.textContent.trim() ?? desk.querySelector("h1")?.textContent ?? "";
  heard(`${said} ${card}`);
  window.scrollTo(0, 0);
  const same = pressed && desk.querySelector(`button[data-key="${CSS.escape(pressed)}"]`);
  (same && same.offsetParent ? same : desk).focus({ preventScroll: true });
}

async function show(address, push = true) {
  if (busy) return;
  busy = true;
  try {
    await swap(await fetch(address, { headers: { "x-partial": "1" } }), push);
  } catch {
    location.assign(address);
  } finally {
    busy = false;
  }
}

// --- sending verdicts: kept in the browser until the server has said that it has them ---------

async function send(action, body) {
  busy = true;
  desk.setAttribute("aria-busy", "true");
  const kept = KEPT + (new URLSearchParams(body).get("event_id") ?? "");
  // Outlives the tab; sent twice it is one event, and another reader's form is refused.
  localStorage.setItem(kept, JSON.stringify({ action, body }));
  for (;;) {
    let response = null;
    try {
      response = await fetch(action, {
        method: "POST", body,
        headers: { "x-partial": "1", "content-type": "application/x-www-form-urlencoded" },
      });
    } catch {
      document.getElementById("offline").hidden = false;
      await new Promise((done) => setTimeout(done, 1000));
      continue;
    }
    localStorage.removeItem(kept);
    document.getElementById("offline").hidden = true;
    await swap(response, true);
    break;
  }
  desk.removeAttribute("aria-busy");
  busy = false;
}

function submit(form, button) {
  if (busy) return;
  const data = new FormData(form, button);
  send(form.getAttribute("action"), new URLSearchParams(data).toString());
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!desk.contains(form) || form.method !== "post") return;
  event.preventDefault();
  if (event.submitter && "span" in event.submitter.dataset) chooseWords(form, event.submitter);
  else submit(form, event.submitter);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  if ("swap" in link.dataset) { event.preventDefault(); show(link.href); }
  else if (link.dataset.key === "?") { event.preventDefault(); openHelp(link.href); }
});

window.addEventListener("popstate", () => {
  if (location.pathname === "/") show(location.href, false);
  else location.reload();
});

async function openHelp(address) {
  if (!help.firstChild) {
    const response = await fetch(address, { headers: { "x-partial": "1" } });
    help.innerHTML = await response.text();
  }
  help.showModal();
  help.focus();
  help.scrollTop = 0;
}

// --- keys -------------------------------------------------------------------------------------

function press(key) {
  const escaped = CSS.escape(key);
  const target = desk.querySelector(`[data-key~="${escaped}"]`);
  if (!target) return false;
  if (target.tagName === "SUMMARY") openPanel(target, key);
  else target.click();
  return true;
}

function openPanel(summary, key) {
  const details = summary.parentElement;
  if (details.open && key === "r") { details.querySelector(".other").click(); return; }
  details.open = true;
  (details.querySelector("textarea") ?? details.querySelector("button")).focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const words = desk.querySelector(".words");
  if (words && !typing(event.target)) { wordKey(event, words); return; }
  if (event.key === "Escape") { closePanels(); return; }
  if (event.target.id === "note" && event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (event.target.value.trim()) event.target.parentElement.querySelector("button").click();
    else closePanels();
    return;
  }
  if (typing(event.target) || help.open || event.repeat || busy) return;
  if (event.shiftKey && event.key !== "?") return;
  if (press(event.key)) event.preventDefault();
});

function closePanels() {
  for (const details of desk.querySelectorAll(".bar details[open]")) details.open = false;
  desk.focus({ preventScroll: true });
}

document.addEventListener("toggle", (event) => {
  if (!event.target.open) return;
  for (const other of desk.querySelectorAll(".bar details[open]")) if (other !== event.target) other.open = false;
}, true);

// --- which words: the server has cut the sentence, so that nothing is counted here -------------

function chooseWords(form, button) {
  const template = document.getElementById("words");
  if (!template || desk.querySelector(".words")) return;
  closePanels();
  desk.querySelector(".reading").append(template.content.cloneNode(true));
  const box = desk.querySelector(".words");
  box.querySelector(".save").addEventListener("click", () => saveWords(form, button, box));
  box.querySelector(".back").addEventListener("click", () => box.remove());
  let first = null;
  box.addEventListener("click", (event) => {
    const word = event.target.closest("[data-start]");
    if (!word) return;
    const place = cut(box).indexOf(word);
    mark(box, Math.min(first ?? place, place), Math.max(first ?? place, place));
    first = first === null ? place : null;
  });
  box.scrollIntoView({ block: "nearest" });
  box.focus({ preventScroll: true });
}

const cut = (box) => [...box.querySelectorAll("[data-start]")];
const mark = (box, low, high) => cut(box).forEach((word, place) => word.classList.toggle("in", place >= low && place <= high));

function wordKey(event, box) {
  const words = cut(box);
  const marked = words.filter((word) => word.classList.contains("in"));
  let low = words.indexOf(marked[0]);
  let high = words.indexOf(marked.at(-1));
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.key === "Escape") { box.remove(); desk.focus({ preventScroll: true }); }
  else if (event.key === "Enter" && !event.target.closest("button")) box.querySelector(".save").click();
  else if (step && event.shiftKey) low = Math.min(Math.max(low + step, 0), high);
  else if (step) high = Math.max(Math.min(high + step, words.length - 1), low);
  else return;
  event.preventDefault();
  if (step) mark(box, low, high);
}

function saveWords(form, button, box) {
  const marked = cut(box).filter((word) => word.classList.contains("in"));
  form.elements.start.value = marked[0]?.dataset.start ?? "";
  form.elements.end.value = marked.at(-1)?.dataset.end ?? "";
  submit(form, button);
}

// --- a verdict that was under way when the page was closed ------------------------------------

async function sendUnsent() {
  const kept = Object.keys(localStorage).filter((key) => key.startsWith(KEPT));
  for (const key of kept) {
    const { action, body } = JSON.parse(localStorage.getItem(key));
    await send(action, body);
  }
}
sendUnsent();
