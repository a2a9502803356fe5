// What is typed outlives the session in the browser too. Each page works without this file.

// 0. A page given back filled after a login is that of its form, whatever the address that answered.
/** @type {HTMLElement} */
const refait = document.querySelector("[data-envoi]");
if (refait?.dataset.adresse) history.replaceState(null, "", refait.dataset.adresse);

/** @param {HTMLFormElement} formulaire @param {string} nom */
const findChamp = (formulaire, nom) => /** @type {HTMLInputElement | null} */ (formulaire.elements.namedItem(nom));

// 1. A login in another tab turns the token: a form takes the new one. Whose page it stands in, the server checks.
const readJeton = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

addEventListener("submit", ({ target }) => {
  const champ = findChamp(/** @type {HTMLFormElement} */ (target), "csrfmiddlewaretoken");
  if (champ) champ.value = readJeton() ?? champ.value;
}, true);

// 2. <form data-avertir>: its texts are kept in this browser as one types, for the account of the page and this address,
// until they are saved, the account logs out, or a week goes by. What differs from the page is offered, not put back.
const PREFIXE = "texte:";
const ENVOI = "texte-envoye";
const SEMAINE = 7 * 24 * 3600 * 1000; // milliseconds
const DELAI = 500; // milliseconds after the last key

const listCles = () => Object.keys(localStorage).filter((cle) => cle.startsWith(PREFIXE));
/** @param {HTMLFormElement} formulaire */
const listTextes = (formulaire) =>
  /** @type {HTMLTextAreaElement[]} */ ([...formulaire.querySelectorAll("textarea[name]")]);
/** @param {string} texte */
const clean = (texte) => texte.replace(/\r\n?/g, "\n").trim();

/** @param {HTMLFormElement} formulaire the key of its texts; undefined if it has none, or no account */
function makeCle(formulaire) {
  const compte = findChamp(formulaire, "compte_de_la_page")?.value.split(":")[0];
  return compte && listTextes(formulaire).length ? `${PREFIXE}${compte}:${location.pathname}` : undefined;
}

/** @param {HTMLFormElement} formulaire @param {string} cle */
function keepTextes(formulaire, cle) {
  const changes = listTextes(formulaire).filter((zone) => clean(zone.value) !== clean(zone.defaultValue));
  const textes = Object.fromEntries(changes.map((zone) => [zone.name, zone.value]));
  try {
    if (changes.length) localStorage.setItem(cle, JSON.stringify({ le: Date.now(), textes }));
    else localStorage.removeItem(cle);
  } catch {
    // No room left, or none given: the page still asks before one leaves it.
  }
}

/** @param {HTMLFormElement} formulaire @param {string} cle @param {{le: number, textes: Record<string, string>}} garde */
function offerTextes(formulaire, cle, garde) {
  const perdus = listTextes(formulaire).filter(
    (zone) => zone.name in garde.textes && clean(garde.textes[zone.name]) !== clean(zone.value),
  );
  if (!perdus.length) {
    localStorage.removeItem(cle);
    return;
  }
  const quand = new Date(garde.le).toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" });
  const avis = document.createElement("div");
  avis.className = "fr-alert fr-alert--info fr-mb-3w";
  avis.dataset.texteGarde = "";
  avis.setAttribute("role", "status");
  const phrase = document.createElement("p");
  phrase.textContent = `Un texte écrit ici le ${quand} n’a pas été enregistré. Il est gardé dans ce navigateur.`;
  /** @param {string} libelle @param {() => void} geste */
  const makeBouton = (libelle, geste) => {
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "fr-btn fr-btn--sm fr-btn--secondary fr-mt-1w fr-mr-1w";
    bouton.textContent = libelle;
    bouton.addEventListener("click", () => { geste(); avis.remove(); });
    return bouton;
  };
  avis.append(phrase, makeBouton("Le remettre", () => {
    for (const zone of perdus) {
      zone.value = garde.textes[zone.name];
      zone.dispatchEvent(new Event("input", { bubbles: true }));
      const pli = zone.closest("details");
      if (pli) pli.open = true;
    }
    perdus[0].focus();
  }), makeBouton("L’effacer", () => localStorage.removeItem(cle)));
  formulaire.before(avis);
}

// What was sent is saved when a page says so; until then, through a login if need be, it is kept.
const envoye = sessionStorage.getItem(ENVOI);
if (envoye && document.querySelector(".fr-alert--success")) localStorage.removeItem(envoye);
if (!refait) sessionStorage.removeItem(ENVOI);

for (const cle of listCles()) {
  if (Date.now() - JSON.parse(localStorage.getItem(cle)).le > SEMAINE) localStorage.removeItem(cle);
}

/** @param {string} selecteur @returns {NodeListOf<HTMLFormElement>} */
const listFormulaires = (selecteur) => document.querySelectorAll(selecteur);

for (const formulaire of listFormulaires("form[data-avertir]")) {
  const cle = makeCle(formulaire);
  if (!cle) continue;
  const garde = JSON.parse(localStorage.getItem(cle) ?? "null");
  // Shown again with its errors, it holds what was typed.
  if (garde && !refait && !formulaire.querySelector("[data-erreurs]") && !document.querySelector("[data-erreurs]")) {
    offerTextes(formulaire, cle, garde);
  }
  /** @type {number | undefined} */
  let minuteur;
  formulaire.addEventListener("input", () => {
    clearTimeout(minuteur);
    minuteur = setTimeout(() => keepTextes(formulaire, cle), DELAI);
  });
  formulaire.addEventListener("submit", () => {
    clearTimeout(minuteur);
    keepTextes(formulaire, cle);
    sessionStorage.setItem(ENVOI, cle);
  });
}

for (const formulaire of document.querySelectorAll("form[data-deconnexion]")) {
  formulaire.addEventListener("submit", () => listCles().forEach((cle) => localStorage.removeItem(cle)));
}
