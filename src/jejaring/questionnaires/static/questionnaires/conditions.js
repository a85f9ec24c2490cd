// A question that depends on an earlier answer is shown once that answer is given. Without this file all are shown,
// each with the words of its condition.
for (const form of document.querySelectorAll("form")) {
  const asked = [...form.querySelectorAll("[data-asked-if]")].map((input) => ({
    field: input.closest(".field"), condition: JSON.parse(input.dataset.askedIf),
  }));
  if (!asked.length) continue;
  const shown = (key) => {
    const field = form.querySelector(`[name="${CSS.escape(key)}"]`)?.closest(".field");
    return field && !field.hidden;
  };
  const update = () => {
    const answers = new FormData(form);
    for (const { field, condition: [key, ...values] } of asked) {
      field.hidden = !shown(key) || !answers.getAll(key).some((value) => values.includes(value));
    }
  };
  form.addEventListener("change", update);
  update();
}
