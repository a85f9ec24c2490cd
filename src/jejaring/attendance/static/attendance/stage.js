// Counts down by the server's clock, every second. Without this file the page comes anew by itself.
(() => {
  "use strict";
  let ahead = 0; // milliseconds that this device's clock is behind the server's
  const two = (number) => String(number).padStart(2, "0");

  function set() {
    const shown = document.querySelector("[data-until]");
    if (shown) ahead = Date.parse(shown.dataset.now) - Date.now();
    tick();
  }

  function tick() {
    const shown = document.querySelector("[data-until]");
    if (!shown) return;
    const left = Math.max(0, Math.floor((Date.parse(shown.dataset.until) - Date.now() - ahead) / 1000));
    const hours = Math.floor(left / 3600);
    const rest = `${two(Math.floor((left % 3600) / 60))}:${two(left % 60)}`;
    shown.textContent = hours ? `${hours}:${rest}` : rest;
    if (shown.dataset.running) {
      shown.classList.toggle("soon", left <= 300 && left > 60);
      shown.classList.toggle("over", left <= 60);
    }
  }

  set();
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSettle", set);
})();
