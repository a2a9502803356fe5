// Three comforts for forms; each page works without this file.

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
