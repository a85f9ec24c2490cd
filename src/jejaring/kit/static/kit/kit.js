// Small comforts. Every page works without this file.
(() => {
  "use strict";
  const summary = document.getElementById("form-summary");
  if (summary) summary.focus();

  // Escape and a click elsewhere close an open menu.
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;

    const button = event.target.closest("[data-print],[data-copy]");
    if (button && "print" in button.dataset) window.print();
    if (button && button.dataset.copy) navigator.clipboard.writeText(button.dataset.copy);
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
