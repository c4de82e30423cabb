"""The tables of SHACL's terms: whole, and without contradiction."""

from raregraph import shape_terms as terms


def test_every_parameter_with_a_form_is_a_term() -> None:
    """A form for a word that SHACL does not have would be idle."""
    formed = {
        *terms.INTEGERS,
        *terms.BOOLEANS,
        *terms.STRINGS,
        *terms.LISTS,
        *terms.IRIS,
        *terms.ONCE,
        *terms.PROPERTY_ONLY,
    }
    assert formed <= terms.TERMS
    assert {*terms.NEEDS, *terms.IDLE, *(name for names in terms.NEEDS.values() for name in names)} <= terms.TERMS


def test_a_parameter_has_one_form() -> None:
    """Its values are read in one way."""
    forms = [*terms.INTEGERS, *terms.BOOLEANS, *terms.STRINGS, *terms.LISTS, *terms.IRIS]
    assert sorted(forms) == sorted(set(forms))


def test_slips_of_the_pen_are_no_terms() -> None:
    """The misspelt words the gate is there to refuse."""
    assert not {"minCont", "maxcount", "targetClas", "patern", "datatypes"} & terms.TERMS
