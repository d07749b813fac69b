"""Words that only make a question leave no trace; those that mean something stay."""

from __future__ import annotations

import pytest

from practices import search
from practices.search import Query, parse

ASKED = [
    ("What do countries do about recruitment fees?", "countries recruitment fees"),
    ("How do you protect domestic workers?", "protect domestic workers"),
    ("What is there for nurses?", "nurses"),
    ("Is there any law on fees?", "law fees"),
    ("Are there agreements which have been signed?", "agreements signed"),
    ("Can you tell me about fees, please?", "fees"),
    ("I'm looking for nurses’ contracts", "nurses contracts"),
    ("We would like to know more about fees", "fees"),
    ("I’d like to find agreements", "agreements"),
    ("Show me fees", "fees"),
    ("Hello, do you have agreements?", "agreements"),
    ("Who pays, and what's paid?", "pays paid"),
    ("Don’t they pay fees?", "pay fees"),
    ("Do migrants need help abroad?", "migrants need help abroad"),
    ("people looking for work", "people looking work"),
    ("looking for work abroad", "looking work abroad"),
    ("human well-being", "human well being"),
    ("us visas", "us visas"),
    ("Qu’est-ce que les syndicats font ?", "syndicats"),
    ("Y a-t-il des accords ?", "accords"),
    ("Existe‑t‑il un fonds ?", "fonds"),
    ("Comment peut-on protéger les travailleurs ?", "protéger travailleurs"),
    ("Je cherche des contrats", "contrats"),
    ("J’aimerais savoir quels sont les frais, s’il vous plaît", "frais"),
    ("Pouvez-vous me dire qui paie ?", "paie"),
    ("Montrez-moi « les frais »", "« les frais »"),
    ("Avez-vous des contrats ?", "contrats"),
    ("¿Qué hay sobre remesas?", "remesas"),
    ("¿Cómo se puede proteger a las enfermeras?", "proteger enfermeras"),
    ("Me gustaría saber más sobre contratos", "contratos"),
    ("Estoy buscando acuerdos, por favor", "acuerdos"),
    ("Busco contratos", "contratos"),
    ("¿Existen acuerdos? ¡Dígame!", "acuerdos"),
    ("¿Podrían decirme quién paga?", "paga"),
]


@pytest.mark.parametrize(("text", "left"), ASKED)
def test_what_is_left_of_a_question(text: str, left: str) -> None:
    assert " ".join(clause.typed for clause in parse(text)) == left


def test_it_leaves_no_trace_in_the_answer(practice) -> None:
    wanted = practice("Contracts for nurses").pk
    practice("Show me what they tell, please")
    results = search.snapshot().find(Query(parse("Can you show me contracts for nurses, please?")))
    assert (results.ids, results.corrections, results.missing, results.relaxed) == ([wanted], (), (), False)


@pytest.mark.parametrize(
    "text", ["what is there?", "how do you do", "¿qué hay?", "qu’est-ce que c’est ?", "?", "¿ ? « » ’"]
)
def test_what_has_nothing_else_asks_for_everything(practice, text: str) -> None:
    practice("Contracts")
    practice("Nurses")
    assert search.snapshot().find(Query(parse(text))).total == 2


def test_in_quotes_such_a_word_is_looked_for(practice) -> None:
    wanted = practice("Workers who have a friend, and him too").pk
    practice("Workers")
    assert search.snapshot().find(Query(parse('workers "him"'))).ids == [wanted]
