"""`{% csrf_token %}` as every form of the site has it: the token, and whose page the form stands in."""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from comptes.envois import CHAMP_COMPTE, sign_compte

register = template.Library()


class JetonNode(CsrfTokenNode):
    def render(self, context):
        jeton = super().render(context)
        utilisateur = getattr(context.get("request"), "user", None)
        if not jeton or utilisateur is None or not utilisateur.is_authenticated:
            return jeton
        champ = '{}<input type="hidden" name="{}" value="{}">'
        return format_html(champ, jeton, CHAMP_COMPTE, sign_compte(utilisateur))


@register.tag
def csrf_token(parser, token):
    return JetonNode()
