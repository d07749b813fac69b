"""What only makes a question of what is asked: "how do you", "je cherche", "¿qué hay". It leaves no trace.

Texts are indexed with these words, so that each can be found in quotes; `analysis.FUNCTION_WORDS` are in neither.
"""

from __future__ import annotations

import re
import unicodedata

from .analysis import FUNCTION_WORDS

# Without those that mean something, too: 'us' (the country), 'need', 'help', 'being' (well-being), 'mes' (a month).
_QUESTION_WORDS = frozenset(
    """
    am did does doing done had having hers he her him his itself me ours she theirs themselves whom yours
    anybody anyone anything somebody someone something also ever exist exists get gets getting got hello hi however
    instead kindly let lets many maybe might must often ought perhaps please quite rather really shall since thank
    thanks too usually very whatever whether would yet

    ainsi auquel aussi avaient avait avez avoir avons bonjour bonsoir ca ceci cela celle celles celui cet ceux
    chez combien concernant deja devraient devrait doit doivent donc dont elles es etaient etait etes etre eu existe
    existent faire fait faites faut font ici il je laquelle lequel lesquelles lesquels lors lui ma merci moi mon notre
    ont on peut peuvent peux pourquoi pourraient pourrait pouvez pouvons puis quand quelqu quoi sera serait seront si
    soient soit sommes suis svp ta te tes toi ton tres tu votre vos

    acerca alguien algun alguna algunas alguno algunos algo aquel aquella aquellos asi cada cuando cuanta cuantas
    cuanto cuantos debe deben deberia deberian donde el ella ellas ello ellos era eran eres esa esas ese eso esos estan
    estar estas esto estos estoy existe existen fue fueron gracias hace hacen hacer haya hola le les me mi mis
    muy nos nosotros nuestra nuestras nuestro nuestros podemos podria podrian porque pueda puede pueden puedo quien
    quienes sean ser si sido siendo sobre sois somos soy tambien tenemos tengo ti tiene tienen tus usted ustedes
    yo
    """.split()
)
# Words without a meaning of their own in a question.
IDLE = FUNCTION_WORDS | _QUESTION_WORDS

# As they stand in a text without accents and in small letters. They have words that mean something elsewhere.
_OPENINGS = r"""
    (?:i|we)(?: am|'m| are|'re) (?:looking|searching) for
    (?:i|we)(?:'d like| would like| want| wish| need) to (?:know|find(?: out)?|see|learn|read|understand|ask)(?: more)?
    (?:i|we) wonder
    (?:can|could|would|will) you (?:please )?(?:tell|show|give|find|explain|help)(?: (?:me|us))?(?: find)?
    (?:tell|show|give|find|get) (?:me|us)(?: (?:more|everything|something))?
    let (?:me|us) know
    do you (?:have|know)
    is it possible
    looking for(?! (?:a )?(?:new )?(?:work|jobs?|employ))

    (?:je |j'|nous |on )(?:(?:re)?cherch(?:e|ons)|suis a la recherche|sommes a la recherche)
    (?:je |j'|nous |on )(?:voudr(?:ais|ions)|veux|voulons|souhait(?:e|ons|erais|erions)|aimer(?:ais|ions))VERB
    j'ai besoin (?:de |d')(?:savoir|connaitre|trouver)
    en savoir plus
    a la recherche
    (?:montrez?|donnez?|trouvez?|expliquez?|indiquez?|dites?|dis)[- ](?:moi|nous)
    (?:pouvez|pourriez|peux)[- ](?:vous|tu) (?:me |nous |m')?(?:dire|montrer|donner|indiquer|expliquer|aider)
    (?:avez|auriez|savez|connaissez)[- ]vous
    s'il (?:vous|te) plait
    comment (?:s'y prendre|faire)
    qu'en est[- ]il
    a quoi sert

    (?:estoy|estamos|ando) buscando
    busc(?:o|amos)
    (?:qu(?:iero|eremos|isiera|isieramos|erria)|dese(?:o|amos|aria)|(?:me|nos) (?:gustaria|interesa))VERB
    necesit(?:o|amos) (?:saber|conocer|encontrar|ver)
    (?:muestra|muestre|muestren|di|diga|digan|da|de|den|cuenta|cuente|ensena|ensene|explica|explique|indique)(?:me|nos)
    (?:me |nos )?(?:pued|podri)(?:e|es|en|a|as|an) (?:decir|mostrar|dar|indicar|explicar|ayudar)(?:me|nos)?
    (?:sabe|sabes|saben|conoce|conoces|conocen)(?= (?:usted|si|de|algun|alguna|algunos|algunas))
    por favor
"""
_VERB = (
    r"(?:(?: bien)?(?: en)? (?:savoir|connaitre|trouver|voir|lire|comprendre|apprendre|demander"
    r"|saber|conocer|encontrar|ver|leer|entender|aprender|preguntar))?(?: (?:plus|mas))?"
)
_QUOTE = '“”„«»"'
_FOUND = re.compile(
    rf"[{_QUOTE}][^{_QUOTE}]*[{_QUOTE}]|(?<![\w-])(?P<opening>"
    + "|".join(line.strip() for line in _OPENINGS.splitlines() if line.strip())
    .replace("VERB", _VERB)
    .replace(" ", r"\s+")
    + r")(?![\w-])"
)
# I'm, don't, what's: what follows the apostrophe, and a verb with its 'not', mean nothing.
_CONTRACTED = re.compile(r"\b[a-z]+n't(?!\w)|(?<=\w)'(?:re|ve|ll|[sdmt])(?!\w)")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´′"), "'")


def without_openings(text: str) -> str:
    """Return a text with spaces for what only makes a question of it, or as it is if it has nothing else."""
    plain = "".join(map(_plain, text)).translate(_APOSTROPHES)
    spans = [match.span() for match in _FOUND.finditer(plain) if match["opening"]]
    spans += [match.span() for match in _CONTRACTED.finditer(plain)]
    shorter = text
    for start, end in spans:
        shorter = f"{shorter[:start]}{' ' * (end - start)}{shorter[end:]}"
    return shorter if any(char.isalnum() for char in shorter) else text


def _plain(char: str) -> str:
    """Return one sign for one sign: a small letter without accent."""
    return unicodedata.normalize("NFD", char)[0].lower()[:1] or char
