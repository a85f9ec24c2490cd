// A colour can be chosen as well as typed: the picker and its field show the same.
for (const field of document.querySelectorAll("[data-picker]")) {
  const picker = document.createElement("input");
  picker.type = "color";
  picker.className = "picker";
  picker.value = getComputedStyle(document.documentElement).getPropertyValue("--nila").trim();
  picker.setAttribute("aria-label", field.dataset.picker);
  const show = () => { if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value; };
  picker.addEventListener("input", () => { field.value = picker.value; });
  field.addEventListener("input", show);
  show();
  field.after(picker);
}
