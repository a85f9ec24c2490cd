// Sessions of the grid are dragged, or moved by arrow keys. Every move is sent to the same page as the form; what is
// refused is undone and said. Without this file the form beside the grid does the same.
(() => {
  "use strict";
  const said = document.getElementById("grid-said");
  const ROW = 15; // minutes to which a dropped session is set
  let dragged = null;
  let busy = false;

  const planner = () => document.getElementById("planner");
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  async function send(slot, values) {
    if (busy) return;
    busy = true;
    const number = slot.dataset.number;
    const body = new URLSearchParams({ ...values, shown: planner().dataset.day });
    try {
      const answer = await fetch(slot.dataset.move, {
        method: "POST",
        headers: { "X-Jejaring-Grid": "1", "X-CSRFToken": token() },
        body,
      });
      if (answer.status !== 200 && answer.status !== 409) throw new Error(answer.statusText);
      const { said: sentence, html } = await answer.json();
      planner().outerHTML = html;
      said.textContent = sentence;
      said.classList.toggle("error", answer.status === 409);
      said.classList.toggle("success", answer.status === 200);
      planner().querySelector(`[data-number="${number}"] .move`)?.focus({ preventScroll: true });
    } catch {
      said.textContent = said.dataset.lost;
      said.classList.add("error");
    } finally {
      busy = false;
    }
  }

  // The clock time at a height of the grid, and the hall at a distance from its left.
  function minutesAt(grid, y) {
    const hours = [...grid.querySelectorAll(".hour")];
    const first = hours[0].getBoundingClientRect();
    const hour = parseInt(hours[0].textContent, 10) + (y - first.top) / first.height;
    return Math.min(Math.max(0, Math.round((hour * 60) / ROW) * ROW), 24 * 60 - ROW);
  }
  function hallAt(grid, x) {
    const under = ([...grid.querySelectorAll(".hall")]).find((hall) => {
      const box = hall.getBoundingClientRect();
      return x >= box.left && x <= box.right;
    });
    return under ? under.dataset.hall : null;
  }
  const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const place = (target) => target.closest(".day-grid, .unplaced, .planner-day .tabs a");

  document.addEventListener("dragstart", (event) => {
    const slot = event.target.closest?.(".slot[data-move]");
    if (!slot) return;
    dragged = { slot, grip: event.clientY - slot.getBoundingClientRect().top };
    slot.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", slot.dataset.number);
  });
  document.addEventListener("dragend", () => {
    dragged?.slot.classList.remove("dragged");
    for (const one of document.querySelectorAll(".over")) one.classList.remove("over");
    dragged = null;
  });
  document.addEventListener("dragover", (event) => {
    const under = dragged && place(event.target);
    for (const one of document.querySelectorAll(".over")) if (one !== under) one.classList.remove("over");
    if (!under) return;
    event.preventDefault();
    if (!under.matches(".day-grid")) under.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const under = dragged && place(event.target);
    if (!under) return;
    event.preventDefault();
    const { slot, grip } = dragged;
    const { minutes, starts, hall } = slot.dataset;
    if (under.matches(".unplaced")) {
      if (starts) send(slot, { step: "out" });
    } else if (under.matches("a")) {
      const day = new URL(under.href).searchParams.get("hari");
      send(slot, { day, starts: starts || "09:00", minutes, hall: hall || "" });
    } else {
      const at = minutesAt(under, event.clientY - (starts ? grip : 0));
      const there = hallAt(under, event.clientX) ?? hall ?? "";
      send(slot, { day: planner().dataset.day, starts: clock(at), minutes, hall: there });
    }
  });

  const STEPS = { ArrowUp: "earlier", ArrowDown: "later", ArrowLeft: "left", ArrowRight: "right" };
  document.addEventListener("keydown", (event) => {
    const slot = event.target.matches?.(".day-grid .move") && event.target.closest(".slot");
    if (!slot || !STEPS[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    send(slot, { step: STEPS[event.key] });
  });
})();
