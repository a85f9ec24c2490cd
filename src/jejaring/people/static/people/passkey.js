// Says in words that a passkey did not work; allauth's script only tells the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const sentence = document.getElementById("passkey-fault");
  if (sentence) sentence.hidden = false;
});
