// Comforts for forms; each page works without this file.

// 1. An error summary takes the focus, so that it is read first.
/** @type {HTMLElement} */
const erreurs = document.querySelector("[data-erreurs]");
if (erreurs) {
  document.title = `Erreur – ${document.title}`;
  erreurs.focus();
}

/** @param {string} selecteur @returns {NodeListOf<HTMLFormElement>} */
const listFormulaires = (selecteur) => document.querySelectorAll(selecteur);

// 2. <form data-avertir>: ask before leaving with text typed and not sent.
const modifies = new Set();
for (const formulaire of listFormulaires("form[data-avertir]")) {
  // Shown again with errors: what it holds is not saved.
  if (formulaire.querySelector("[data-erreurs]")) modifies.add(formulaire);
  formulaire.addEventListener("input", () => modifies.add(formulaire));
  formulaire.addEventListener("submit", () => modifies.delete(formulaire));
}
addEventListener("beforeunload", (evenement) => {
  if (modifies.size) evenement.preventDefault();
});

// 3. <form data-une-fois>: one click, one request. Not for forms that answer with a download: the page stays.
/** @param {HTMLFormElement} formulaire */
const listBoutons = (formulaire) =>
  /** @type {HTMLButtonElement[]} */ ([...formulaire.elements]).filter((element) => element.type === "submit");
for (const formulaire of listFormulaires("form[data-une-fois]")) {
  formulaire.addEventListener("submit", (evenement) => {
    // After the browser has read the form, or the button pressed would not be part of it.
    setTimeout(() => {
      if (!evenement.defaultPrevented) listBoutons(formulaire).forEach((bouton) => { bouton.disabled = true; });
    });
  });
}
// "Back" may bring the page as it was left.
addEventListener("pageshow", () => {
  listFormulaires("form[data-une-fois]").forEach((formulaire) => {
    listBoutons(formulaire).forEach((bouton) => { bouton.disabled = false; });
  });
});

// 4. What a gesture did is said beside its button, where the page still has that form, and takes the focus: a screen
// reader reads it, and the next Tab follows it. The form of the page before is known by its address and its rank.
const GESTE = "geste";
/** @param {HTMLFormElement} formulaire */
const readAdresse = (formulaire) => new URL(formulaire.getAttribute("action") || location.href, location.href).pathname;
/** @param {string} adresse */
const listPareils = (adresse) => [...document.forms].filter((formulaire) => readAdresse(formulaire) === adresse);

addEventListener("submit", (evenement) => {
  const formulaire = /** @type {HTMLFormElement} */ (evenement.target);
  const bouton = /** @type {HTMLButtonElement} */ (evenement.submitter);
  if (formulaire.method !== "post") return;
  const adresse = readAdresse(formulaire);
  const rang = listPareils(adresse).indexOf(formulaire);
  sessionStorage.setItem(GESTE, JSON.stringify({ adresse, rang, nom: bouton?.name, valeur: bouton?.value }));
  // The answer would come back to the place one left from, with what it says off the screen.
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
});

/** @param {{adresse: string, rang: number, nom?: string, valeur?: string}} geste */
function findPlace({ adresse, rang, nom, valeur }) {
  const formulaire = listPareils(adresse)[rang];
  if (!formulaire) return undefined;
  // Not the first one, that Enter presses, nor those of a part that is folded.
  const envois = listBoutons(formulaire).filter((bouton) => bouton.tabIndex >= 0 && bouton.checkVisibility());
  const bouton = envois.find((un) => un.name === nom && un.value === valeur) ?? envois.at(-1);
  return bouton?.closest(".barre-saisie, .fr-btns-group, p, td") ?? bouton;
}

/** @type {HTMLElement} */
const dit = document.querySelector("[data-messages]");
const geste = JSON.parse(sessionStorage.getItem(GESTE) ?? "null");
sessionStorage.removeItem(GESTE);
if (dit && !erreurs) {
  const lieu = geste && findPlace(geste);
  if (lieu?.matches(".barre-saisie, td")) lieu.append(dit);
  else if (lieu) lieu.after(dit);
  dit.focus();
  // What one types next is not saved: the bar, always in sight, no longer says so.
  dit.closest(".barre-saisie")?.closest("form").addEventListener("input", () => dit.remove(), { once: true });
}

// 5. What was typed before the scripts came, or what the browser put back, was heard by none of them: it is said again,
// once they all listen.
/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} champ */
function isTape(champ) {
  if ("options" in champ) {
    const parDefaut = [...champ.options].findIndex((choix) => choix.defaultSelected);
    return champ.selectedIndex !== Math.max(0, parDefaut);
  }
  const isCoche = "checked" in champ && /^(checkbox|radio)$/.test(champ.type);
  return isCoche ? champ.checked !== champ.defaultChecked : champ.value !== champ.defaultValue;
}

document.addEventListener("DOMContentLoaded", () => {
  /** @type {NodeListOf<HTMLInputElement>} */
  const champs = document.querySelectorAll(":is(form[data-avertir], form[data-grille]) :is(input, select, textarea)");
  for (const champ of champs) {
    if (isTape(champ)) champ.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// 6. The bar that stays at the bottom hides nothing that takes the focus, however high it gets.
/** @type {HTMLElement} */
const barre = document.querySelector(".barre-saisie");
if (barre) {
  new ResizeObserver(() => {
    document.documentElement.style.scrollPaddingBottom = `${barre.offsetHeight + 16}px`;
  }).observe(barre);
  // The browser brings only the first line of a text in sight, under the bar as it may be.
  addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLTextAreaElement) target.scrollIntoView({ block: "nearest" });
  });
}
