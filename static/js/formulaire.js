// Comforts for forms; each page works without this file.

// 1. An error summary takes the focus, so that it is read first.
const erreurs = document.querySelector("[data-erreurs]");
if (erreurs) {
  document.title = `Erreur – ${document.title}`;
  erreurs.focus();
}

// 2. <form data-avertir>: ask before leaving with text typed and not sent.
const modifies = new Set();
for (const formulaire of document.querySelectorAll("form[data-avertir]")) {
  // Shown again with errors: what it holds is not saved.
  if (formulaire.querySelector("[data-erreurs]")) modifies.add(formulaire);
  formulaire.addEventListener("input", () => modifies.add(formulaire));
  formulaire.addEventListener("submit", () => modifies.delete(formulaire));
}
addEventListener("beforeunload", (evenement) => {
  if (modifies.size) evenement.preventDefault();
});

// 3. <form data-une-fois>: one click, one request. Not for forms that answer with a download: the page stays.
const boutons = (formulaire) => [...formulaire.elements].filter((element) => element.type === "submit");
for (const formulaire of document.querySelectorAll("form[data-une-fois]")) {
  formulaire.addEventListener("submit", (evenement) => {
    // After the browser has read the form, or the button pressed would not be part of it.
    setTimeout(() => {
      if (!evenement.defaultPrevented) boutons(formulaire).forEach((bouton) => { bouton.disabled = true; });
    });
  });
}
// "Back" may bring the page as it was left.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-une-fois]").forEach((formulaire) => {
    boutons(formulaire).forEach((bouton) => { bouton.disabled = false; });
  });
});

// 4. What a gesture did is said beside its button, where the page still has that form, and takes the focus: a screen
// reader reads it, and the next Tab follows it. The form of the page before is known by its address and its rank.
const GESTE = "geste";
const lireAdresse = (formulaire) => new URL(formulaire.getAttribute("action") || location.href, location.href).pathname;
const listerPareils = (adresse) => [...document.forms].filter((formulaire) => lireAdresse(formulaire) === adresse);

addEventListener("submit", (evenement) => {
  const formulaire = evenement.target;
  const bouton = evenement.submitter;
  if (formulaire.method !== "post") return;
  const adresse = lireAdresse(formulaire);
  const rang = listerPareils(adresse).indexOf(formulaire);
  sessionStorage.setItem(GESTE, JSON.stringify({ adresse, rang, nom: bouton?.name, valeur: bouton?.value }));
  // The answer would come back to the place one left from, with what it says off the screen.
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
});

function trouverPlace({ adresse, rang, nom, valeur }) {
  const formulaire = listerPareils(adresse)[rang];
  if (!formulaire) return undefined;
  // Not the first one, that Enter presses, nor those of a part that is folded.
  const envois = boutons(formulaire).filter((bouton) => bouton.tabIndex >= 0 && bouton.checkVisibility());
  const bouton = envois.find((un) => un.name === nom && un.value === valeur) ?? envois.at(-1);
  return bouton?.closest(".barre-saisie, .fr-btns-group, p, td") ?? bouton;
}

const dit = document.querySelector("[data-messages]");
const geste = JSON.parse(sessionStorage.getItem(GESTE) ?? "null");
sessionStorage.removeItem(GESTE);
if (dit && !erreurs) {
  const lieu = geste && trouverPlace(geste);
  if (lieu?.matches(".barre-saisie, td")) lieu.append(dit);
  else if (lieu) lieu.after(dit);
  dit.focus();
  // What one types next is not saved: the bar, always in sight, no longer says so.
  dit.closest(".barre-saisie")?.closest("form").addEventListener("input", () => dit.remove(), { once: true });
}

// 5. What was typed before the scripts came, or what the browser put back, was heard by none of them: it is said again,
// once they all listen.
function estTape(champ) {
  if (champ.options) {
    const parDefaut = [...champ.options].findIndex((choix) => choix.defaultSelected);
    return champ.selectedIndex !== Math.max(0, parDefaut);
  }
  return /^(checkbox|radio)$/.test(champ.type) ? champ.checked !== champ.defaultChecked : champ.value !== champ.defaultValue;
}

document.addEventListener("DOMContentLoaded", () => {
  for (const champ of document.querySelectorAll(":is(form[data-avertir], form[data-grille]) :is(input, select, textarea)")) {
    if (estTape(champ)) champ.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// 6. The bar that stays at the bottom hides nothing that takes the focus, however high it gets.
const barre = document.querySelector(".barre-saisie");
if (barre) {
  new ResizeObserver(() => {
    document.documentElement.style.scrollPaddingBottom = `${barre.offsetHeight + 16}px`;
  }).observe(barre);
  // The browser brings only the first line of a text in sight, under the bar as it may be.
  addEventListener("focusin", ({ target }) => {
    if (target.matches("textarea")) target.scrollIntoView({ block: "nearest" });
  });
}
