// The door: each scan is first kept on this phone, then reported; without network it waits, and says what was not checked.
(async () => {
  "use strict";
  const settings = JSON.parse(document.getElementById("door-settings").textContent);
  const words = settings.words;
  const form = document.getElementById("door-form");
  const field = (name) => form.elements[name];
  const part = (name) => document.getElementById(`door-${name}`);
  const UNCHECKED = ["validity", "day", "repeat"];
  const AGAIN_MS = 10_000;
  const MOST = 50; // scans per report
  const ICONS = { ok: "circle-check", warn: "triangle-alert", bad: "circle-x", neutral: "clock" };

  let network = "online"; // or offline, signed_out, forbidden
  let token = form.elements.csrfmiddlewaretoken?.value ?? "";
  let device = "";
  let reporting = null;
  const recent = []; // what was answered since the page was opened; kept nowhere

  // --- what is drawn ----------------------------------------------------------------------
  function element(name, text = "", classes = "") {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (classes) made.className = classes;
    return made;
  }

  function icon(name, size) {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    for (const [key, value] of Object.entries({ class: "icon", width: size, height: size, "aria-hidden": "true" })) drawing.setAttribute(key, value);
    use.setAttribute("href", `${settings.icons}#${name}`);
    drawing.append(use);
    return drawing;
  }

  function show({ kind, title, person, who, first, advice, unchecked = [] }) {
    const box = element("div", "", `verdict ${kind}`);
    const text = element("div");
    text.append(element("strong", title));
    if (person) text.append(element("span", person, "door-person"));
    for (const line of [who, first, advice]) if (line) text.append(element("span", line));
    if (unchecked.length) {
      text.append(element("span", words.not_checked));
      const list = element("ul");
      for (const one of unchecked) list.append(element("li", settings.unchecked[one]));
      text.append(list);
    }
    box.append(icon(ICONS[kind], 40), text);
    part("answer").replaceChildren(box);
    document.querySelector(".door-undo")?.remove();
    sound(kind);
  }

  function row(title, lines, buttons = []) {
    const item = element("li");
    const text = element("div");
    text.append(element("strong", title));
    for (const line of lines) if (line) text.append(element("span", line, "small"));
    item.append(text);
    for (const [label, act] of buttons) {
      const button = element("button", label, "button quiet");
      button.type = "button";
      button.addEventListener("click", act);
      item.append(button);
    }
    return item;
  }

  async function draw() {
    const waiting = await doorQueue.waiting(settings.event);
    const count = waiting.length;
    part("network").textContent = words[network];
    part("network").className = `chip ${network === "online" ? "ok" : "warn"}`;
    part("waiting").textContent = count ? (count === 1 ? words.wait_one : words.wait.replace("%(count)s", count)) : words.wait_none;
    part("waiting").dataset.count = count;
    part("sign-in").hidden = network !== "signed_out";
    part("queue").hidden = !count && !recent.length && network === "online";
    const waits = waiting.reverse().map((scan) => {
      const lines = [clock(scan.at), scan.refused || words.queued, scan.undone ? words.undone : ""];
      const act = scan.refused ? [words.drop, () => drop(scan)] : [words.undo, () => undoWaiting(scan)];
      return row(scan.code, lines, scan.undone && !scan.refused ? [] : [act]);
    });
    const answered = recent.map((one) =>
      row(one.person || one.code, [one.title, one.first, one.undone ? words.undone : ""], one.undone ? [] : [[words.undo, () => undoAnswered(one)]]),
    );
    part("list").replaceChildren(...waits, ...answered.slice(0, 10));
  }

  const clock = (moment) => new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: settings.zone }) + ` ${settings.zone_name}`;

  function sound(kind) {
    if (!part("sound").checked || kind === "neutral") return;
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    tone.frequency.value = { ok: 880, warn: 440, bad: 220 }[kind];
    tone.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.2);
    tone.onended = () => audio.close();
  }

  // --- talking to the server ----------------------------------------------------------------
  // Resolves to the answer's JSON, or to null; what kept it from coming is then in `network`.
  async function ask(url, options = {}) {
    let answer;
    try {
      answer = await fetch(url, {
        redirect: "manual",
        credentials: "same-origin",
        cache: "no-store",
        signal: AbortSignal.timeout(settings.timeout),
        ...options,
        headers: { Accept: "application/json", ...options.headers },
      });
      if (answer.type === "opaqueredirect") network = "signed_out";
      else if (answer.status === 403) network = "forbidden";
      else if (!answer.ok) network = "offline";
      else {
        const said = await answer.json();
        network = "online";
        return said;
      }
    } catch {
      network = "offline";
    }
    return null;
  }

  // Posts with the session's token; a token that is no longer valid (after signing in anew) is asked for once.
  async function post(url, body) {
    const send = () => ask(url, { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
    const said = await send();
    if (said || network !== "forbidden") return said;
    const state = await ask(settings.state);
    if (!state) return null;
    token = state.token;
    return send();
  }

  function report() {
    reporting ??= deliver().finally(() => { reporting = null; });
    return reporting;
  }

  // Reports what waits, in order of time. Returns the answers of this call by guid.
  async function deliver() {
    const answers = new Map();
    const tried = new Set();
    for (;;) {
      const scans = (await doorQueue.waiting(settings.event)).filter((one) => !tried.has(one.guid)).slice(0, MOST);
      if (!scans.length) break;
      const said = await post(settings.reports, JSON.stringify({ device, sent_at: new Date().toISOString(), scans }));
      if (!said) break;
      for (const [number, answer] of said.answers.entries()) {
        const scan = scans[number];
        tried.add(scan.guid);
        answers.set(scan.guid, answer);
        if (answer.verdict === "refused") await doorQueue.keep({ ...scan, refused: answer.title });
        else await settled(scan, answer);
      }
    }
    await draw();
    return answers;
  }

  async function settled(scan, answer) {
    const now = await doorQueue.find(scan.guid);
    if (now?.undone && !answer.undone) return; // undone while the report was on its way: reported once more
    await doorQueue.remove(scan.guid);
    recent.unshift({ ...answer, code: scan.code });
    if (!scan.offline || !answer.conflicts?.length) return;
    part("conflicts").hidden = false;
    part("conflict-list").append(row(answer.person || scan.code, [clock(scan.at), answer.conflicts.join(", "), answer.title, answer.first]));
  }

  // --- one scan -----------------------------------------------------------------------------
  async function read(text) {
    const code = text.trim().replace(/\/+$/, "").split("/").pop().toUpperCase();
    if (!code) return show({ kind: "bad", title: words.code_missing });
    const scan = {
      format: doorQueue.FORMAT,
      guid: crypto.randomUUID(),
      event: settings.event,
      code,
      session: field("door").value === settings.event_door ? "" : field("door").value,
      direction: field("direction").value,
      place: field("place").value.trim(),
      at: new Date().toISOString(),
      offline: network !== "online",
      unchecked: [],
      undone: false,
    };
    await doorQueue.keep(scan);
    let answer = null;
    if (!scan.offline) {
      show({ kind: "neutral", title: words.checking, person: code });
      answer = (await report()).get(scan.guid);
      if (!answer && network === "online") answer = (await report()).get(scan.guid); // the first was on its way before
      answer ??= recent.find((one) => one.guid === scan.guid);
    }
    if (answer) return show(answer);
    return queued(scan);
  }

  // The person passes before anybody was asked: the scan says so, and what of.
  async function queued(scan) {
    const unchecked = scan.session ? [...UNCHECKED, "seats"] : UNCHECKED;
    if (await doorQueue.find(scan.guid)) await doorQueue.keep({ ...scan, offline: true, unchecked });
    show({ kind: "neutral", title: words.queued, person: scan.code, unchecked });
    await draw();
  }

  async function undoWaiting(scan) {
    await doorQueue.keep({ ...scan, undone: true });
    await draw();
    if (network === "online") await report();
  }

  async function drop(scan) {
    await doorQueue.remove(scan.guid);
    await draw();
  }

  async function undoAnswered(one) {
    const said = await post(settings.undo.replace(/[0-9a-f-]{36}/, one.guid), "");
    if (said) one.undone = true;
    await draw();
  }

  // --- the page -------------------------------------------------------------------------------
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = field("code").value;
    field("code").value = "";
    await read(code);
    field("code").focus();
  });

  const button = part("camera-button");
  const label = (text) => { button.querySelector("span").textContent = text; };
  if (doorCamera.possible()) {
    label(words.camera_on);
    button.hidden = false;
    button.addEventListener("click", async () => {
      const video = part("video");
      if (doorCamera.on) {
        doorCamera.stop(video);
      } else {
        part("camera").hidden = false;
        try {
          await doorCamera.start(video, settings.decoder, read);
        } catch {
          show({ kind: "bad", title: words.camera_none });
        }
      }
      part("camera").hidden = !doorCamera.on;
      label(doorCamera.on ? words.camera_off : words.camera_on);
    });
  }

  // What was chosen here stays chosen on this phone: door, direction, name of the post, sound.
  const CHOICES = `door-choices:${settings.event}`;
  const chosen = JSON.parse(localStorage.getItem(CHOICES) ?? "{}");
  const controls = { door: field("door"), direction: field("direction"), place: field("place") };
  for (const [name, control] of Object.entries(controls)) {
    const known = !control.options || [...control.options].some((one) => one.value === chosen[name]);
    if (name in chosen && known) control.value = chosen[name];
  }
  part("sound").checked = Boolean(chosen.sound);
  const remember = () => localStorage.setItem(CHOICES, JSON.stringify({
    door: controls.door.value, direction: controls.direction.value, place: controls.place.value, sound: part("sound").checked,
  }));
  for (const control of [...Object.values(controls), part("sound")]) control.addEventListener("change", remember);

  // Whether the network is there is found out by asking, not by what the phone believes.
  async function look() {
    const state = await ask(settings.state);
    if (state) token = state.token;
    if (state) await report();
    await draw();
  }

  try {
    device = await doorQueue.device();
  } catch {
    part("network").textContent = words.no_queue;
    part("network").className = "chip bad";
    return;
  }
  await navigator.storage?.persist?.();
  window.addEventListener("online", look);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  setInterval(async () => {
    if (network !== "online" || (await doorQueue.waiting(settings.event)).some((one) => !one.refused)) await look();
  }, AGAIN_MS);
  if ("serviceWorker" in navigator) await navigator.serviceWorker.register(settings.worker, { scope: settings.scope }).catch(() => {});
  await look();
  document.documentElement.dataset.door = "ready";
})();
