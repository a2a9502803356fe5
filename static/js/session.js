// What is typed outlives the session in the browser too. Each page works without this file.

// 0. A page given back filled after a login is that of its form, whatever the address that answered.
const reprise = document.querySelector("[data-reprise]");
if (reprise?.dataset.adresse) history.replaceState(null, "", reprise.dataset.adresse);

// 1. A login in another tab turns the token: a form takes the new one. Whose page it stands in, the server checks.
const lireJeton = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

addEventListener("submit", ({ target }) => {
  const champ = target.elements.csrfmiddlewaretoken;
  if (champ) champ.value = lireJeton() ?? champ.value;
}, true);

// 2. <form data-avertir>: its texts are kept in this browser as one types, for the account of the page and this address,
// until they are saved, the account logs out, or a week goes by. What differs from the page is offered, not put back.
const PREFIXE = "texte:";
const ENVOI = "texte-envoye";
const SEMAINE = 7 * 24 * 3600 * 1000; // milliseconds
const DELAI = 500; // milliseconds after the last key

const listerCles = () => Object.keys(localStorage).filter((cle) => cle.startsWith(PREFIXE));
const lireTextes = (formulaire) => [...formulaire.querySelectorAll("textarea[name]")];
const epurer = (texte) => texte.replace(/\r\n?/g, "\n").trim();

function makeCle(formulaire) {
  const compte = formulaire.elements.compte_de_la_page?.value.split(":")[0];
  return compte && lireTextes(formulaire).length ? `${PREFIXE}${compte}:${location.pathname}` : undefined;
}

function garder(formulaire, cle) {
  const changes = lireTextes(formulaire).filter((zone) => epurer(zone.value) !== epurer(zone.defaultValue));
  const textes = Object.fromEntries(changes.map((zone) => [zone.name, zone.value]));
  try {
    if (changes.length) localStorage.setItem(cle, JSON.stringify({ le: Date.now(), textes }));
    else localStorage.removeItem(cle);
  } catch {
    // No room left, or none given: the page still asks before one leaves it.
  }
}

function proposer(formulaire, cle, garde) {
  const perdus = lireTextes(formulaire).filter(
    (zone) => zone.name in garde.textes && epurer(garde.textes[zone.name]) !== epurer(zone.value),
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
  const faire = (libelle, geste) => {
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "fr-btn fr-btn--sm fr-btn--secondary fr-mt-1w fr-mr-1w";
    bouton.textContent = libelle;
    bouton.addEventListener("click", () => { geste(); avis.remove(); });
    return bouton;
  };
  avis.append(phrase, faire("Le remettre", () => {
    for (const zone of perdus) {
      zone.value = garde.textes[zone.name];
      zone.dispatchEvent(new Event("input", { bubbles: true }));
      const pli = zone.closest("details");
      if (pli) pli.open = true;
    }
    perdus[0].focus();
  }), faire("L’effacer", () => localStorage.removeItem(cle)));
  formulaire.before(avis);
}

// What was sent is saved when a page says so; until then, through a login if need be, it is kept.
const envoye = sessionStorage.getItem(ENVOI);
if (envoye && document.querySelector(".fr-alert--success")) localStorage.removeItem(envoye);
if (!reprise) sessionStorage.removeItem(ENVOI);

for (const cle of listerCles()) {
  if (Date.now() - JSON.parse(localStorage.getItem(cle)).le > SEMAINE) localStorage.removeItem(cle);
}

for (const formulaire of document.querySelectorAll("form[data-avertir]")) {
  const cle = makeCle(formulaire);
  if (!cle) continue;
  const garde = JSON.parse(localStorage.getItem(cle) ?? "null");
  // Shown again with its errors, it holds what was typed.
  if (garde && !reprise && !formulaire.querySelector("[data-erreurs]") && !document.querySelector("[data-erreurs]")) {
    proposer(formulaire, cle, garde);
  }
  let minuteur;
  formulaire.addEventListener("input", () => {
    clearTimeout(minuteur);
    minuteur = setTimeout(() => garder(formulaire, cle), DELAI);
  });
  formulaire.addEventListener("submit", () => {
    clearTimeout(minuteur);
    garder(formulaire, cle);
    sessionStorage.setItem(ENVOI, cle);
  });
}

for (const formulaire of document.querySelectorAll("form[data-deconnexion]")) {
  formulaire.addEventListener("submit", () => listerCles().forEach((cle) => localStorage.removeItem(cle)));
}
