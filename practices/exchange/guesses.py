"""What the columns of tables from elsewhere are called, in three languages, and which of our targets that suggests."""

from __future__ import annotations

import difflib
from functools import cache

from practices.text.plain import comparable, comparable_words

from . import columns
from .columns import MODELS, Model

LEAVE_OUT = "-"
_LONGEST = 60  # characters of a heading that is compared with others letter by letter
_MOST_WORDS = 12  # of a heading

# By target, what people write above such a column; of texts in each language. A country alone may be of origin or of
# destination, so it suggests neither.
_CALLED: dict[str, dict[str, str]] = {
    "practice": {
        "title_en": "title, name, practice, practice name, name of practice, name of the practice, good practice, "
        "project, project title, project name, programme, program, initiative, measure, policy, scheme",
        "title_fr": "titre, nom, pratique, nom de la pratique, bonne pratique, intitulé, projet, titre du projet, "
        "dispositif",
        "title_es": "título, nombre, práctica, nombre de la práctica, buena práctica, proyecto, título del proyecto, "
        "medida",
        "summary_en": "summary, abstract, short description, brief description, in brief, overview",
        "summary_fr": "résumé, description courte, brève description, en bref, synthèse, aperçu",
        "summary_es": "resumen, descripción breve, breve descripción, en breve, síntesis",
        "problem_en": "problem, challenge, context, background, issue, need, rationale",
        "problem_fr": "problème, défi, contexte, enjeu, justification",
        "problem_es": "problema, desafío, contexto, antecedentes, justificación",
        "done_en": "description, details, what was done, activities, main activities, content, how it works, approach",
        "done_fr": "détails, ce qui a été fait, activités, activités principales, contenu, fonctionnement",
        "done_es": "descripción, detalles, lo que se hizo, actividades, actividades principales, contenido",
        "results_en": "results, outcomes, impact, effects, achievements, evidence of impact",
        "results_fr": "résultats, effets, réalisations",
        "results_es": "resultados, impacto, efectos, logros",
        "lessons_en": "lessons, lessons learned, lessons learnt, transferability, recommendations",
        "lessons_fr": "leçons, enseignements, leçons apprises, recommandations",
        "lessons_es": "lecciones, enseñanzas, lecciones aprendidas, recomendaciones",
        "instrument": "instrument, type, kind, type of practice, type of measure, type d'instrument, tipo, "
        "instrumento, type de mesure, tipo de medida, nature",
        "level": "level, scale, geographic level, niveau, échelle, nivel, escala",
        "status": "status, state, statut, état, estado, situación",
        "years": "year, years, period, duration, dates, année, années, période, durée, año, años, período, duración",
        "start_year": "start, start year, year of start, starting year, start date, year started, since, from, "
        "launched, launch year, début, année de début, date de début, depuis, lancement, inicio, año de inicio, "
        "fecha de inicio, desde",
        "end_year": "end, end year, end date, until, to, fin, année de fin, date de fin, jusqu'à, año de fin, fecha "
        "de fin, hasta",
        "reported_on": "reported, reported on, date of report, date reported, date, fecha, date du rapport, fecha del "
        "informe, last update, updated",
        "policy_areas": "theme, themes, topic, topics, area, areas, thematic area, thematic areas, policy area, "
        "sector, thème, thèmes, domaine, domaines, domaine thématique, tema, temas, ámbito, área temática, áreas "
        "temáticas",
        "migration_phases": "phase, phases, stage, migration phase, migration stage, phase de la migration, fase, "
        "fases",
        "stakeholder_types": "stakeholders, actors, stakeholder type, acteurs, parties prenantes, actores, partes "
        "interesadas",
        "skill_levels": "skills, skill level, qualification, compétences, niveau de compétence, competencias, "
        "cualificación",
        "mobility_types": "mobility, type of mobility, type of migration, mobilité, type de migration, movilidad, "
        "tipo de migración",
        "regions": "region, world region, région, región",
        "countries:origin": "country of origin, countries of origin, origin, origin country, origin countries, "
        "sending country, sending countries, source country, pays d'origine, origine, pays d'envoi, país de "
        "origen, países de origen, origen",
        "countries:destination": "country of destination, countries of destination, destination, destination country, "
        "destination countries, host country, host countries, receiving country, receiving countries, pays de "
        "destination, pays d'accueil, país de destino, países de destino, destino, país de acogida",
        "countries:transit": "country of transit, countries of transit, transit, pays de transit, país de tránsito, "
        "tránsito",
        "organisations:lead": "organisation, organization, organisations, institution, institutions, agency, "
        "implementer, implementing agency, implementing organisation, implemented by, lead, lead agency, lead "
        "organisation, responsible, responsible institution, organisme, organisme responsable, mis en œuvre par, "
        "organización, organismo, institución responsable, entidad",
        "organisations:partner": "partner, partners, partner organisation, partner organisations, partenaire, "
        "partenaires, socio, socios, organizaciones asociadas",
        "organisations:funder": "funder, funders, donor, donors, funded by, funding, bailleur, bailleurs, "
        "financement, financé par, donante, donantes, financiación, financiado por",
        "source": "source, sources, reference, references, source document, document, référence, références, fuente, "
        "fuentes, referencia, documento",
        "source.title": "title of source, title of the source, source title, document title, titre de la source, "
        "título de la fuente",
        "source.authors": "author, authors, source author, auteur, auteurs, autor, autores",
        "source.year": "publication year, year of publication, année de publication, año de publicación",
        "source.url": "link, links, url, website, web, web page, lien, site, site web, enlace, sitio web, página web",
        "source.publisher": "publisher, published by, éditeur, editorial, publicado por",
        "pages": "page, pages, p, pp, página, páginas",
        "section": "section, chapter, chapitre, sección, capítulo",
    },
    "organisation": {
        "name_en": "name, organisation, organization, institution, name of organisation, full name",
        "name_fr": "nom, nom de l'organisme, organisme, nom complet",
        "name_es": "nombre, organización, institución, organismo, nombre completo",
        "acronym_en": "acronym, abbreviation, short name",
        "acronym_fr": "sigle, acronyme, abréviation",
        "acronym_es": "sigla, siglas, acrónimo, abreviatura",
        "country": "country, pays, país",
    },
    "source": {
        "title": "title, full title, name, titre, título, nombre",
        "short_citation": "short form, short title, citation, short citation, référence courte, título corto, cita",
        "authors_en": "author, authors, auteur, auteurs, autor, autores",
        "kind": "kind, type, type of document, nature, type de document, tipo, tipo de documento",
        "year": "year, publication year, année, año",
        "date": "date, publication date, date de publication, fecha, fecha de publicación",
        "publisher_en": "publisher, published by, éditeur, editorial",
        "place_en": "place, place of publication, lieu, lugar",
        "series": "series, collection, série, serie, colección",
        "url": "link, url, web page, website, lien, site, enlace, sitio web",
        "language": "language, langue, idioma",
    },
}
_NUMBERS = "id, no, nr, n, number, num, numéro, número, code, #, n°, nº, ref"


def guess(heading: str, model: Model) -> str:
    """Return the target that a heading suggests, `LEAVE_OUT` for a number of theirs, or nothing."""
    words = comparable_words(heading[: 2 * _LONGEST])[:_MOST_WORDS]
    key, known = comparable(heading[: 2 * _LONGEST]), _known(str(model._meta.model_name))
    if not key or key in known:
        return known.get(key, "")
    called = columns.called(model)
    if key in called and called[key] not in {columns.ID, columns.STATE}:
        return called[key]
    parts = (comparable(" ".join(words[a:b])) for a in range(len(words)) for b in range(a + 1, len(words) + 1))
    held = [part for part in parts if len(part) > 3 and known.get(part, LEAVE_OUT) != LEAVE_OUT]
    if held:
        return known[max(held, key=len)]
    near = difflib.get_close_matches(key[:_LONGEST], known, 1, 0.85) if len(key) > 4 else []
    return known[near[0]] if near else ""


def is_called(text: str) -> bool:
    """Whether a cell is called as a column of some table is."""
    key = comparable(text)
    return any(key in _known(kind) or key in columns.called(model) for kind, model in MODELS.items())


def kind_of(headings: list[str]) -> str:
    """Return what the rows of a table with these headings are, as far as these tell."""
    return max(
        MODELS, key=lambda kind: sum(guess(heading, MODELS[kind]) not in {"", LEAVE_OUT} for heading in headings)
    )


@cache
def _known(kind: str) -> dict[str, str]:
    called = {comparable(name): LEAVE_OUT for name in _NUMBERS.split(", ")}
    for target, names in _CALLED[kind].items():
        called |= {comparable(name): target for name in names.split(", ") if name}
    return called
