"""The life of a demo convention: what was voted, the signed copy."""

from datetime import date

from avenants.operations.deliberations import record_deliberation
from avenants.queries import list_approuvables
from conventions.operations.conventions import record_paiement, record_piece_convention


def record_vie_demo(scene, at):
    """One vote on the convention, one on each of its first two rapports, and the signed copy."""
    _record_votes(scene, at)
    convention = scene.convention
    record_piece_convention(
        by=scene.agent,
        at=at,
        convention=convention,
        nature="convention",
        nom_fichier=f"convention-{convention.code}-signee.pdf",
        type_contenu="application/pdf",
        octets=make_pdf(f"Convention {convention.code} (exemple)"),
    )


def record_paiement_demo(scene, at):
    """How the préfecture pays what the State owes."""
    record_paiement(
        by=scene.prefecture,
        at=at,
        convention=scene.convention,
        version=type(scene.convention).objects.get(pk=scene.convention.pk).version,
        champs={
            "modalites_paiement": "L’État verse sa participation de l’année en une fois, à la signature de l’avenant "
            "qui la fixe.",
            "comptable": "Directrice régionale des finances publiques",
            "imputation": "Programme 304, action 19",
        },
    )


def _record_votes(scene, at):
    convention = scene.convention
    assemblee, commission = "assemblee_pleniere", "commission_permanente"
    votes = (
        ("la convention", assemblee, f"2019-{convention.code}-01", date(2019, 6, 24)),
        ("le rapport d’exécution 2019", commission, f"2020-{convention.code}-12", date(2020, 3, 30)),
        ("le rapport d’exécution 2020", commission, f"2021-{convention.code}-08", date(2021, 3, 29)),
    )
    cles = {un.libelle: un.cle for un in list_approuvables([convention])}
    for quoi, organe, numero, date_vote in votes:
        record_deliberation(
            by=scene.agent,
            at=at,
            convention=convention,
            deliberation=None,
            approuve=[cles[quoi]],
            champs={
                "organe": organe,
                "numero": numero,
                "date_vote": date_vote,
                "date_transmission": date_vote.replace(day=30) if date_vote.day < 30 else None,
            },
        )


def make_pdf(texte):
    """One page that says `texte` (no accent): the smallest file a reader opens."""
    dessin = f"BT /F1 18 Tf 72 760 Td ({texte.replace('(', '[').replace(')', ']')}) Tj ET"
    objets = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(dessin)} >>\nstream\n{dessin}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    corps, places = "%PDF-1.4\n", []
    for numero, objet in enumerate(objets, start=1):
        places.append(len(corps))
        corps += f"{numero} 0 obj\n{objet}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    fin = f"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{len(corps)}\n%%EOF\n"
    return f"{corps}xref\n0 6\n0000000000 65535 f \n{table}{fin}".encode("ascii")
