"""Pages as Chromium draws them: two widths, and the words it shows."""

import json
import subprocess
from collections import defaultdict

from demo import AUJOURDHUI
from playwright.sync_api import sync_playwright
from visite import Visiteur

LARGEURS = (1280, 375)  # pixels
# The same raster on every run of one machine.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
]
PATIENCE = 300_000  # milliseconds
# A page is what it will be when its fonts are there and nothing has moved in it for some frames.
ATTENDRE = """async () => {
  await document.fonts.ready;
  let calme = 0, images = 0;
  const temoin = new MutationObserver(() => { calme = 0; });
  temoin.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  while (calme < 8) {
    await new Promise(requestAnimationFrame);
    calme += 1;
    if (++images > 2000) throw new Error("this page never rests");
  }
  temoin.disconnect();
}"""
# The fingerprint of a document is that of its bytes, which say more than what is drawn: documents are compared apart.
TAIRE = """() => {
  const textes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (textes.nextNode()) {
    const texte = textes.currentNode;
    texte.data = texte.data.replace(/[0-9a-f]{16}…/, "0000000000000000…");
  }
}"""
# What is folded, hidden or kept for another width is read too.
OUVRIR = """() => {
  for (const element of document.querySelectorAll("body *:not(script, style, template, noscript, datalist)")) {
    if (["DETAILS", "DIALOG"].includes(element.tagName)) element.open = true;
    element.hidden = false;
    const { display, visibility } = getComputedStyle(element);
    if (display === "none") element.style.setProperty("display", "revert", "important");
    if (visibility === "hidden") element.style.setProperty("visibility", "visible", "important");
  }
  return document.body.innerText;
}"""


def photograph(racine, adresse, a_prendre, dossier):
    """Draw the pages of `a_prendre` ((account, url, name), in any order) into `dossier`, in a browser of its own:
    `name.1280.png`, `name.375.png` and `name.json`, the words shown at first and those shown once all is unfolded."""
    trouve = subprocess.run([racine / ".ci/find-browser"], capture_output=True, text=True, check=False)
    par_compte = defaultdict(list)
    for compte, url, nom in a_prendre:
        par_compte[compte].append((url, nom))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=trouve.stdout.strip() or None, args=ARGUMENTS)
        for compte, pages in par_compte.items():
            contexte = _open_contexte(chromium, adresse, compte)
            page = contexte.new_page()
            page.clock.set_fixed_time(f"{AUJOURDHUI}T12:00:00")
            for url, nom in pages:
                _draw(page, adresse + url, dossier / nom)
            contexte.close()
        chromium.close()


def _open_contexte(chromium, adresse, compte):
    contexte = chromium.new_context(
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        viewport={"width": LARGEURS[0], "height": 900},
    )
    contexte.set_default_timeout(PATIENCE)
    cookies = Visiteur(adresse, compte).cookies
    contexte.add_cookies(
        [{"name": nom, "value": valeur, "url": adresse} for nom, valeur in cookies.items() if valeur]
    )
    return contexte


def _draw(page, url, fichier):
    fichier.parent.mkdir(parents=True, exist_ok=True)
    mots = {}
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        if not mots:
            page.goto(url)
            page.evaluate(TAIRE)
        page.evaluate(ATTENDRE)
        mots[f"montré à {largeur}"] = page.evaluate("document.body.innerText")
        page.screenshot(path=f"{fichier}.{largeur}.png", full_page=True, animations="disabled")
    mots["déplié"] = page.evaluate(OUVRIR)
    lignes = {nom: [ligne for ligne in texte.splitlines() if ligne.strip()] for nom, texte in mots.items()}
    fichier.with_name(f"{fichier.name}.json").write_text(
        json.dumps(lignes, ensure_ascii=False, indent=0), encoding="utf-8"
    )
