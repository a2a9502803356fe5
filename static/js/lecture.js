// Reading an exercice point by point, by keyboard: the keys work while one is in the reading, and not in a field. Each is a
// link or a button of the point. Without this file, these are clicked.
const TOUCHES = { s: "[data-apres]", p: "[data-avant]", v: "[data-vu] button" };

/** @param {EventTarget | null} cible is it a field, where a letter is a letter? */
const isChamp = (cible) => cible instanceof Element && cible.matches("input, textarea, select, [contenteditable]");

/** @param {KeyboardEvent} evenement the key as TOUCHES names it, "" for any other */
function readTouche(evenement) {
  const is_modifiee = evenement.ctrlKey || evenement.altKey || evenement.metaKey;
  return is_modifiee || isChamp(evenement.target) ? "" : evenement.key.toLowerCase();
}

/** @param {KeyboardEvent} evenement */
function followTouche(evenement) {
  const selecteur = TOUCHES[/** @type {keyof typeof TOUCHES} */ (readTouche(evenement))];
  const point = /** @type {Element} */ (evenement.target).closest("[data-point]");
  const geste = /** @type {HTMLElement | null} */ (selecteur ? point?.querySelector(selecteur) : null);
  if (!geste) return;
  evenement.preventDefault();
  geste.click();
}

// Where one arrives is where one reads: a link within the page moves the eyes, not always the focus.
function goToPoint() {
  const point = location.hash && document.getElementById(location.hash.slice(1));
  if (point && point.matches("[data-point]")) point.focus();
}

document.querySelector("[data-lecture]")?.addEventListener(
  "keydown", (evenement) => followTouche(/** @type {KeyboardEvent} */ (evenement)),
);
document.querySelector("[data-clavier]")?.removeAttribute("hidden");
addEventListener("hashchange", goToPoint);
goToPoint();
