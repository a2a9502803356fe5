"""What the State says of one place of an exercice, and what is answered there."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.models import ROLES_DE_REVUE, Scelle, Utilisateur
from conventions.models import Exercice
from saisie.colonnes import RecitField, TitreField

TEXTE_MAX = 5_000  # characters of one message


class Ancre(models.TextChoices):
    """What a remark may be about. The key of each is what a submission says of it: a code, a number of action."""

    INDICATEUR = "indicateur", "Indicateur"
    ACTION = "action", "Action"
    MONTANT = "montant", "Montant"
    TEXTE = "texte", "Texte"
    SECTION = "section", "Partie de l’exercice"


class Audience(models.TextChoices):
    COLLECTIVITE = "collectivite", "Pour la collectivité"
    ETAT = "etat", "Entre services de l’État"


class EtatRemarque(models.TextChoices):
    OUVERTE = "ouverte", "Ouverte"
    REPONDUE = "repondue", "Répondue"
    RESOLUE = "resolue", "Résolue"
    RETIREE = "retiree", "Retirée"


class RemarqueQuerySet(models.QuerySet["Remarque"]):
    def visible_to(self, user: Utilisateur) -> "RemarqueQuerySet":
        """Those of the exercices whose content the user may read, but for what was withdrawn; between State services,
        never for a collectivité."""
        return self.written_for(user).exclude(etat=EtatRemarque.RETIREE)

    def written_for(self, user: Utilisateur) -> "RemarqueQuerySet":
        """The same, and what was withdrawn since."""
        siennes = self.filter(exercice__in=Exercice.objects.readable_by(user))
        return siennes.filter(audience=Audience.COLLECTIVITE) if user.is_departemental else siennes

    def for_collectivite(self) -> "RemarqueQuerySet":
        """Those that are said to the collectivité, and were not withdrawn."""
        return self.filter(audience=Audience.COLLECTIVITE).exclude(etat=EtatRemarque.RETIREE)

    def to_answer(self) -> "RemarqueQuerySet":
        """Those that await the collectivité: nothing is handed over again before it answered."""
        return self.for_collectivite().filter(etat=EtatRemarque.OUVERTE)

    def to_end(self) -> "RemarqueQuerySet":
        """Those of which something is still expected, of whoever it is."""
        return self.filter(etat__in=(EtatRemarque.OUVERTE, EtatRemarque.REPONDUE))

    def to_send_back(self) -> "RemarqueQuerySet":
        """Those for which an exercice is sent back."""
        return self.to_answer().filter(is_bloquante=True)


class Remarque(models.Model):
    """What a service of the State asks or notes at one place of an exercice; what is said of it is in its messages. Not
    a rule of the référentiel: a person wrote it. Never deleted: one written by mistake is withdrawn, and shown no more.

    Its words are those of the place as it read that day: they stay when the figure or the action goes.
    """

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="remarques")
    ancre = models.CharField("porte sur", max_length=12, choices=Ancre.choices)
    # « R2 », « S1-1 », « execute:S1-1 », « bilan:S1-1 », « methode »: `queries.lieux` reads it.
    cle = models.CharField("clé", max_length=60)
    libelle = TitreField("libellé", max_length=200)
    audience = models.CharField("destinataire", max_length=12, choices=Audience.choices)
    is_bloquante = models.BooleanField("bloquante", default=False)
    etat = models.CharField("état", max_length=8, choices=EtatRemarque.choices, default=EtatRemarque.OUVERTE)
    # Whose it is for good, and who follows it for them: whoever wrote it, then whoever took it over.
    service = models.CharField("service", max_length=30, choices=[(un, un.label) for un in ROLES_DE_REVUE])
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    le = models.DateTimeField("date")

    objects = RemarqueQuerySet.as_manager()

    class Meta:
        ordering = ["exercice", "le", "pk"]
        verbose_name = "remarque"
        constraints = [
            models.CheckConstraint(
                name="remarque_ancre_connue",
                condition=Q(ancre__in=["indicateur", "action", "montant", "texte", "section"]),
                violation_error_message="Une remarque porte sur un chiffre, une action, un montant, un texte ou une "
                "partie de l’exercice.",
            ),
            models.CheckConstraint(
                name="remarque_lieu_dit",
                condition=~Q(cle="") & ~Q(libelle=""),
                violation_error_message="Une remarque dit sur quoi elle porte.",
            ),
            models.CheckConstraint(
                name="remarque_audience_connue",
                condition=Q(audience__in=["collectivite", "etat"]),
                violation_error_message="Une remarque s’adresse à la collectivité, ou reste entre services de l’État.",
            ),
            models.CheckConstraint(
                name="remarque_bloque_la_collectivite",
                condition=Q(is_bloquante=False) | Q(audience="collectivite"),
                violation_error_message="Une remarque entre services ne bloque pas la collectivité.",
            ),
            models.CheckConstraint(
                name="remarque_etat_connu",
                condition=Q(etat__in=["ouverte", "repondue", "resolue", "retiree"]),
                violation_error_message="Cet état n’existe pas.",
            ),
            models.CheckConstraint(
                name="remarque_d_un_service",
                condition=Q(service__in=["prefecture", "commissaire"]),
                violation_error_message="Une remarque est écrite par la préfecture ou par le commissaire.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice}\u00a0: {self.libelle}"

    @property
    def codes_conventions(self) -> tuple[str, ...]:
        """Of the journal: the convention of its exercice. Between services, none: a collectivité reads the lines of
        its convention, and counts them."""
        return () if self.is_entre_services else self.exercice.codes_conventions

    @property
    def annee(self) -> int:
        """Of the journal: the year of its exercice."""
        return self.exercice.annee

    @property
    def is_entre_services(self) -> bool:
        return self.audience == Audience.ETAT

    @property
    def is_ouverte(self) -> bool:
        return self.etat == EtatRemarque.OUVERTE

    @property
    def is_resolue(self) -> bool:
        return self.etat == EtatRemarque.RESOLUE

    def is_du_service(self, user: Utilisateur) -> bool:
        """Is `user` of the service that wrote it, as things are: an open account, its role, the perimeter?"""
        return user.is_active and user.role == self.service and self.exercice.convention.is_visible_to(user)

    @property
    def version(self) -> str:
        """What it was seen as: another message is another text."""
        return f"{self.etat}.{self.messages.count()}"


class MessageRemarque(Scelle):
    """One turn of the thread of a remark: what somebody wrote, and what the remark became by it. Never changed."""

    remarque = models.ForeignKey(Remarque, models.PROTECT, related_name="messages")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    texte = RecitField("texte", max_length=TEXTE_MAX, blank=True)
    vers = models.CharField("état", max_length=8, choices=EtatRemarque.choices)

    scelles = ("remarque", "par", "le", "texte", "vers")

    class Meta:
        ordering = ["remarque", "le", "pk"]
        verbose_name = "message d’une remarque"
        constraints = [
            models.CheckConstraint(
                name="message_remarque_etat_connu",
                condition=Q(vers__in=["ouverte", "repondue", "resolue", "retiree"]),
                violation_error_message="Cet état n’existe pas.",
            ),
            models.CheckConstraint(
                name="message_remarque_ecrit",
                condition=~Q(texte="", vers__in=["ouverte", "repondue"]),
                violation_error_message="Écrivez votre remarque, ou votre réponse.",
            ),
        ]

    def __str__(self):
        return f"{self.remarque}\u00a0: {self.get_vers_display().lower()}"
