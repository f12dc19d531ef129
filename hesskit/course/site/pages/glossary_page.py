"""The glossary as a page: every term can be linked to."""

from __future__ import annotations

import html

from hesskit.course.exercises import lesson_title
from hesskit.course.glossary_entry import Term
from hesskit.course.glossary_terms import TERMS, find, plain_words
from hesskit.course.site.pages.course import Course, page_of
from hesskit.course.site.pages.layout import Page, frame
from hesskit.course.site.pages.prose import prose, short, term_anchor


def terms_in_order() -> list[Term]:
    """Give the terms in the order of the alphabet.

    Examples
    --------
    >>> terms_in_order()[0].name
    'automatic differentiation'
    """
    return sorted(TERMS, key=lambda term: plain_words(term.name))


def glossary_page(course: Course) -> str:
    """Write the glossary's page.

    Parameters
    ----------
    course : Course
        The terms say which lesson introduces them.

    Returns
    -------
    str
        HTML.
    """
    terms = terms_in_order()
    body = (
        f'<article class="glossary"><h1>Glossary</h1>\n<p>{len(terms)} words of the course, each with an example.</p>\n'
        f"{_letters(terms)}{''.join(_term(course, term) for term in terms)}</article>\n"
    )
    return frame(
        course, Page("glossary.html", "Glossary", "The words of the course, each with an example.", body)
    )


def _letters(terms: list[Term]) -> str:
    first: dict[str, Term] = {}
    for term in terms:
        first.setdefault(term.name[0].upper(), term)
    places = (
        (letter, html.escape(term.name), html.escape(term_anchor(term.name)))
        for letter, term in first.items()
    )
    links = "".join(
        f'<li><a href="#{place}" aria-label="{letter}: {name}">{letter}</a></li>'
        for letter, name, place in places
    )
    return f'<nav class="letters" aria-label="Letters"><ul>{links}</ul></nav>\n'


def _term(course: Course, term: Term) -> str:
    related = [found for found in (find(name) for name in term.see) if found]
    see = ", ".join(
        f'<a href="#{html.escape(term_anchor(found.name))}">{short(found.name)}</a>' for found in related
    )
    also = f" Also: {', '.join(short(word) for word in term.synonyms)}." if term.synonyms else ""
    return (
        f'<section class="term"><h2 id="{html.escape(term_anchor(term.name))}">{short(term.name)}</h2>\n'
        f"{prose(term.definition)}{prose('*Example:* ' + term.example)}"
        f'<p class="place">{_where(course, term)}{also}{f" See also: {see}." if see else ""}</p></section>\n'
    )


def _where(course: Course, term: Term) -> str:
    words = f"Lesson {term.lesson} ({lesson_title(term.lesson)}), part {term.part}"
    shown = next((one for one in course.shown if one.number == term.lesson), None)
    return f'<a href="{page_of(shown)}#part-{term.part}">{words}</a>.' if shown else f"{words}."
