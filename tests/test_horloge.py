"""What reads the clock of the site, and what the real one."""

import re

from tests.sources import GABARITS, SOURCES, each, layer, name, read

# The clock of the site, and the real one: whoever reads this one must not be deceived by the days of a demo.
HORLOGE = re.compile(r"horloge\.(now|today|get_jour_\w+)\(")
# The day of the site, where that of a territory is not the matter: it is another one in Guadeloupe or La Réunion.
JOUR_DU_SITE = re.compile(r"horloge\.today\(|localtime\([^()]+\)\.date\(\)")
SANS_TERRITOIRE = {
    "comptes/models/scelles.py": "dates what the site says it did",
    "api/recapitulations.py": "the same",
    "conventions/views/campagnes.py": "a campaign is the whole country's",
    "reporting/views/campagnes.py": "the same",
    "conventions/views/ouverture.py": "no convention is open yet",
    "reporting/management/commands/prevenir.py": "a digest is of a day of the site",
    "fichiers/recapitulations.py": "dates what the site says it did",
    "financement/views/saisie.py": "compares the day of a draft with that of the site, as both are shown",
    "indicateurs/views/saisie.py": "the same",
    "indicateurs/management/commands/calculer_delais.py": "of no convention",
    "indicateurs/operations/cibles.py": "dates what the site says it did",
    "reporting/operations/documents.py": "dates a document of the site",
    "reporting/operations/papiers.py": "the same",
}
HORLOGE_REELLE = re.compile(
    r"timezone\.now\b|localdate\(\)|localtime\(\)|date\.today\(|datetime\.(now|today|utcnow)\(|time\.time\("
)
HEURE_REELLE = {
    "comptes/horloge.py": "makes the clock of the site of it",
    "api/acces.py": "ends of tokens, and their calls",
    "api/views/jetons.py": "the same",
    "comptes/views/connexion.py": "locks of accounts",
    "comptes/views/mot_de_passe.py": "mails, and links that end",
    "conventions/views/comptes.py": "the same",
    "comptes/management/commands/creer_compte.py": "who may log in, since when",
    "comptes/sessions.py": "ends of sessions",
    "comptes/suppleants.py": "the same",
    "comptes/views/suppleances.py": "the same",
    "reporting/management/commands/prevenir.py": "mails",
    "indicateurs/taches.py": "ages of files, which the system dates",
    "pilotage/taches.py": "the same",
    "pilotage/management/commands/travailler.py": "ages of tasks, which the queue dates",
}


@each(SOURCES)
def test_the_clock_is_read_in_views_commands_and_tasks_only(source):
    if layer(source) != "views" and "commands" not in source.parts and source.stem != "taches":
        assert not HORLOGE.search(read(source))


def test_the_real_clock_is_read_where_a_demo_must_not_deceive_and_nowhere_else():
    lecteurs = {name(f) for f in SOURCES if HORLOGE_REELLE.search(read(f))}
    assert lecteurs == set(HEURE_REELLE)


def test_the_day_is_that_of_the_territory_wherever_one_is_known():
    assert {name(f) for f in SOURCES if JOUR_DU_SITE.search(read(f))} == set(SANS_TERRITOIRE)


@each(GABARITS)
def test_templates_read_no_clock(gabarit):
    """`{% now %}` would say the real day; the site's is `jour_du_site`."""
    texte = read(gabarit)
    assert not re.search(r"{%\s*now\b|\|time(since|until)", texte)
