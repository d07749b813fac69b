"""How text becomes words: the same for what is indexed, what is asked, and what is highlighted."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import tantivy

# Search language -> the name of its stemmer.
STEMMERS = {"en": "english", "fr": "french", "es": "spanish"}

# Words that carry no meaning of their own. Texts are indexed without them, and a question leaves them out.
# Of all three languages at once, since people write place names of another language than the page's,
# with single letters, which an apostrophe cuts off, and what every entry of this catalogue is.
FUNCTION_WORDS = frozenset(
    """
    a about all an and any are as at be been between by can could did do does for from had has have how i if in
    into is it its many may more most much my no not of on or our over should so some such than that the their
    them then there these they this those through to under up us was we were what when where which while who whose
    why will with within without would you your

    au aux avec ce ces cette comment dans de des du elle en entre est et ils la le les leur leurs mais ne nous
    ou par pas plus pour qu que quel quelle quelles quels qui sans se ses son sont sur un une vers vous

    al como con cual cuales del desde donde e el es esta este estos ha han hay las lo los mas ni o para pero
    por quien sin su sus una unas uno unos y

    best bonne bonnes buena buenas example examples ejemplo ejemplos exemple exemples good practice practices
    pratique pratiques practica practicas

    a b c d e f g h i j k l m n o p q r s t u v w x y z
    """.split()
)

# Spellings that differ between British and American English, written either way by those who search.
_SPELLINGS = (
    (re.compile(r"is(ation|ations|e|ed|es|ing|er|ers)$"), r"iz\1"),
    (re.compile(r"iz(ation|ations|e|ed|es|ing|er|ers)$"), r"is\1"),
    (re.compile(r"our(s|ed|ing|er|ers|)$"), r"or\1"),
    (re.compile(r"or(s|ed|ing|er|ers|)$"), r"our\1"),
    (re.compile(r"ense(s|d?)$"), r"ence\1"),
    (re.compile(r"ence(s|d?)$"), r"ense\1"),
    (re.compile(r"mme(s?)$"), r"m\1"),
    (re.compile(r"ram(s?)$"), r"ramme\1"),
    (re.compile(r"tre(s?)$"), r"ter\1"),
    (re.compile(r"ter(s?)$"), r"tre\1"),
)


# What makes a word with the one behind it, and is hardly one by itself.
PREFIXES = frozenset(
    """
    agro anti auto bi bio co contra contre counter cyber demi eco euro ex extra geo hyper infra inter intra macro mega
    micro mini mono multi neo non pluri poly post pre pro pseudo psycho re self semi socio sous sub super supra tele
    trans tri ultra vice
    """.split()
)
_HYPHEN = "[-\u2010\u2011]"
# Two words, no more, with a hyphen between them.
_PAIR = re.compile(rf"(?<![^\W_])(?<![^\W_]{_HYPHEN})([^\W\d_]+){_HYPHEN}([^\W\d_]+)(?![^\W_])(?!{_HYPHEN}[^\W_])")
# Function words, which only take places: no phrase reaches from one compound to the next.
_APART = "a " * 8

# Whatever is a word for tantivy's simple tokenizer: letters and digits.
_WORD = re.compile(r"[^\W_]+")


class Token(NamedTuple):
    """One word of a text: as it is compared, and where it stands."""

    word: str
    start: int
    end: int


def _builder() -> tantivy.TextAnalyzerBuilder:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    # Folded before, too: 'İ' in lower case is two signs, of which the second is no letter.
    folded = builder.filter(tantivy.Filter.ascii_fold())
    return folded.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())


def _without_function_words() -> tantivy.TextAnalyzerBuilder:
    # What is left out keeps its place, so that phrases still know how far apart words stand.
    return _builder().filter(tantivy.Filter.custom_stopword(sorted(FUNCTION_WORDS)))


@cache
def plain() -> tantivy.TextAnalyzer:
    """Words in lower case without accents."""
    return _builder().build()


@cache
def meaningful() -> tantivy.TextAnalyzer:
    """The same without function words."""
    return _without_function_words().build()


@cache
def stemming(language: str) -> tantivy.TextAnalyzer:
    """Meaningful words, reduced to the stem that this language gives them."""
    return _without_function_words().filter(tantivy.Filter.stemmer(STEMMERS[language])).build()


@cache
def _stemmer(language: str) -> tantivy.TextAnalyzer:
    # Of one word as it is: what folding has made of some signs would be split anew.
    raw = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return raw.filter(tantivy.Filter.stemmer(STEMMERS[language])).build()


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case and without accents."""
    return plain().analyze(text)


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return " ".join(words(word))


def tokens(text: str) -> list[Token]:
    """Return the words of a text with their places in it."""
    return [Token(_folded(found.group()), found.start(), found.end()) for found in _WORD.finditer(text)]


def compounds(text: str) -> list[Token]:
    """Return what two words with a hyphen between them are as one: 'predeparture' of 'pre-departure'."""
    pairs = ((_folded(pair[1]) + _folded(pair[2]), pair.start(), pair.end()) for pair in _PAIR.finditer(text))
    return [Token(word, start, end) for word, start, end in pairs if word.isalnum()]


def indexed(text: str) -> str:
    """Return a text as it is indexed: with its compounds behind it, so that it is found in either spelling."""
    return "".join((text, *(f" \n{_APART}{token.word}" for token in compounds(text))))


def indexed_tokens(text: str) -> list[Token]:
    """Return the words of a text as it is indexed, with their places in the text itself."""
    found = tokens(text)
    for compound in compounds(text):
        apart = Token(_APART.split()[0], compound.end, compound.end)
        found += [apart] * len(_APART.split()) + [compound]
    return found


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """Return the stem of one plain word."""
    return " ".join(_stemmer(language).analyze(word))


def spellings(word: str) -> set[str]:
    """Return the word in British and American spelling. Some of what it returns may be no word at all."""
    return {word, *(pattern.sub(other, word) for pattern, other in _SPELLINGS)}
