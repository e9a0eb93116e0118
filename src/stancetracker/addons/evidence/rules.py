"""The rules by which a sentence says who speaks: patterns over the kinds of its words.

Each stands with examples of what it matches; “…” is a quotation, and what the rule is about stands
in brackets.
"""

from typing import Final

from stancetracker.addons.evidence.grammar import Kind, code_pattern

FARTHEST: Final = 18
"""The most words between a name and its verb."""
NULL_SUBJECTS: Final = ("es", "it", "pt")
"""The languages in which a verb goes without a pronoun."""
NOUNS: Final = (Kind.WORD, Kind.CAPITALIZED, Kind.UNNAMED, Kind.TITLE)
PARTICIPLES: Final = ("ing", "ant", "ndo")
"""The endings of verbs that say what somebody does beside: “calling it”, “en appelant”."""

# Verbs
SPEAKS: Final = code_pattern("[<saying><plural_saying><telling><pronoun_saying>]")
LAST_SPEAKS: Final = code_pattern(
    """
    [<saying><plural_saying><telling><pronoun_saying><further_saying>]
    (?= [^<saying><plural_saying><telling><pronoun_saying><further_saying>]* $)
    """
)
LEAD: Final = code_pattern("[,;.–]* [^,;.–]?")
"""The marks after a quotation, and the first word: “…” [, Cook] said."""
NO_OBJECT: Final = code_pattern(
    "[,.;:()–<time><to><of><and><but><subordinate><conjunction><quotation>]"
)
"""What stands after a verb that is about the quotation: “…,” Tim Cook said [on] Monday"""
NO_SUBJECT: Final = code_pattern("[.,;:)<to><of><and><que>] | $")
"""What stands after a verb that has none: “…”, añadió [a] los periodistas"""
NAMES: Final = (Kind.PERSON, Kind.ORGANIZATION, Kind.CAPITALIZED, Kind.TITLE, Kind.ARTICLE)
"""What stands after a verb that has its subject behind it: “…,” said [the] president"""
NEW_CLAUSE: Final = code_pattern("[<and><but><conjunction><que>]")
QUESTION: Final = code_pattern("<questioned> ,? [^.;:,<saying><telling>]* $")
"""[Asked whether it was] “…”, Tim Cook said yes."""
EARLIER_VERB: Final = code_pattern(
    """
    <saying>
    (?= [^<saying><telling><person><organization><unnamed><pronoun><il><plural_pronoun>]* <quotation>
        [^<saying><telling><person><organization><unnamed><pronoun><il><plural_pronoun>]* $ )
    """
)
"""Tim Cook [a estimé] que “…”, et conclu : “…”"""

# What is passed over
ASIDE: Final = code_pattern(
    r"""
    (?<=<person>) (?: \( [^()]* \) )? , [^,<person><quotation>]{1,30} ,   # Tim Cook [, head of Apple,] said
    | \( [^()]* \)                                                        # Tim Cook [(Apple)] said
    | – [^–<quotation>]* –                                                # Tim Cook [– a friend –] said
    """
)
LISTENER: Final = code_pattern("[<telling><to><of>] [^,;:.<person>]{1,2} (?= [^<who>] )")
"""Tim Cook [told employees] that he called it “…”; not: told a worker who said “…”"""
PARENTHESES: Final = code_pattern(r"\( [^()]* \)")

# A name after a verb
NAMED_AFTER: Final = code_pattern(
    """
    (?:
        # said [Tim Cook] · said [Apple’s Tim Cook]
        (?: [<capitalized><article><il><possessive><time>] | <of>? <organization> ){0,10} ,?
        |
        # said [the chief executive of Apple, Tim Cook]
        (?= [^<person>]{0,12} <title> )
        (?: [^,;:.<quotation><person><unnamed><to><of><organization>] | <of>? <organization> ){0,12} ,?
    )
    (?<! <word> ) <person>            # not: said a critic before Tim Cook
    (?! <possessive>                  # not: said Tim Cook’s brother
      | <unnamed> <capitalized>       # not: said Tim Cook critic Jane
      | <word> <capitalized>{2} )     # not: said Tim Cook biographer Jane Doe
    |
    <organization> (?= [,.;] | $ )    # said [Apple].
    """
)
STRANGER_AFTER: Final = code_pattern(
    """
    [<article><title>]{0,4} (?: <of> <title> )? ,? <capitalized>    # said [the chief, Jane] Doe
    (?! [<capitalized><title>.]* <person> )                         # not: said Al Q. Cook
    """
)
GERMAN_STRANGER_AFTER: Final = code_pattern(
    """
    [<article><title>]{0,4} <capitalized>{2}    # sagte [Anna Müller]; not: sagte [Bayerns] Ministerpräsident
    (?! [<capitalized><title>.]* <person> )
    """
)
UNNAMED_AFTER: Final = code_pattern(
    """
    [^,;:.<person>]{0,5} <unnamed>        # said [a worker]
    | <person> <unnamed> <capitalized>    # said [Tim Cook critic Jane] Doe
    """
)
ROLE: Final = code_pattern("[^,;:.]{0,2} <title>")
"""said [the president] · [the president] said"""
OTHER_SPEAKS: Final = code_pattern(
    "[^,;:.<quotation><and>]* [<unnamed><pronoun><plural_pronoun>] [<saying><telling>]"
)
"""“…,” Tim Cook recalled [his father saying]"""
SUBJECT_BEFORE: Final = code_pattern(
    "[<capitalized><pronoun><plural_pronoun><il><unnamed><title>] [<time><word>]? $"
)
"""“…,” [she] told Tim Cook"""
ANY_SUBJECT: Final = code_pattern(
    "[<capitalized><pronoun><plural_pronoun><il><unnamed><title><article>] [^,;:.]* $"
)
"""[Critics] said Tim Cook was “…”"""

# What stands between a name, if any, and a verb after it
PRONOUN_BEFORE: Final = code_pattern(
    "[<pronoun><il>] [^,;:.<unnamed><title><person><organization><capitalized>]{0,2} $"
)
"""[he] said · [she then] said"""
PLURAL_BEFORE: Final = code_pattern("<plural_pronoun> [^,;:.<person><organization>]{0,2} $")
"""[they] said"""
STRANGER_BEFORE: Final = code_pattern(
    """
    <capitalized> $                                             # Jane [Doe] said
    | <unnamed> .? $                                            # a [worker] said
    | <capitalized>{2} , [^,<person><quotation>]{1,30} , $      # [Jane Doe, a critic,] said
    """
)
SAYS_BEFORE: Final = code_pattern("[<saying><telling>] [^<and><but>,<quotation>]* $")
"""Tim Cook [added an app] called “…”"""
OF_ANOTHER: Final = code_pattern(
    """
    ^ <possessive>                                                    # Tim Cook[’s brother] said
    | [<capitalized><unnamed>.;:<subordinate><conjunction>]           # Tim Cook [, whose lawyer] said
    | ^ ,? [^,<who>] .* [<que><who>]                                  # Tim Cook [answered a man who] said
    """
)
RELATIVE: Final = code_pattern(",? [<who><article><il><que>]")
"""Elon Musk[, qui] a dit"""

# A name before a verb
SUBJECT: Final = code_pattern(
    """
    # Many organizations are named in a sentence, and few speak: [In May, Apple] said
    ^ (?: [^<organization>]* [,;:<quotation>] )? <organization> $
    |
    # [Tim Cook] said · on Monday[, Tim Cook] said · Apple [CEO Tim Cook] said
    (?: ^ | [^a-zA-Z] | [<capitalized><title><time><person><organization><quotation><possessive>] ) <person> $
    |
    # [But Tim Cook] said · it was good [and Tim Cook] said
    (?: ^ | [^.:()<capitalized><person><organization>–] ) [<and><but><conjunction><que>] <person> $
    """
)
IN_CLAUSE: Final = code_pattern("[^,:.] [<conjunction><que>] $")
"""The [note that] Tim Cook got said “…”"""
TOLD_BY_ANOTHER: Final = code_pattern(
    """
    [<person><unnamed><pronoun><plural_pronoun><il>] [^.;:<quotation>]{0,4}
    [<saying><telling>] [^.;:,<quotation><and><but>]{0,3} $
    """
)
"""[Jeff Dean claims that] Tim Cook said “…”"""
NOT_OF_SOMEBODY: Final = code_pattern("(?<! <of> ) <person> $")
"""not: the brother [of Tim Cook], who said"""
JOINED_BEFORE: Final = code_pattern(
    """
    <person> [^.;:<person><quotation>]* <and> [^,<person><quotation>]* $    # [Jeff Dean and] Tim Cook said
    | <person> , $                                                          # [Jeff Dean,] Tim Cook said
    """
)
JOINED_AFTER: Final = code_pattern("[,<and>] [^,;:.<person><quotation><and>]{0,3} <person>")
"""Jeff Dean [and Tim Cook] said"""

# Speakers without a verb
NAMED_SOURCE: Final = code_pattern(
    """
    <according> (?: <word> (?= <title> | <organization> ) )?
    (?: [<article><il><capitalized><title><possessive>] | <of>? <organization> ){0,10}
    <person>                 # [according to Apple’s chief executive Tim Cook]
    (?! <possessive> )       # not: according to Tim Cook’s brother
    """
)
OTHER_AFTER_SOURCE: Final = code_pattern(
    """
    , [^,;:.<quotation>]* [<article><word><unnamed><capitalized><title>] [^,;:.<quotation>]{0,2}
    <saying>
    """
)
"""According to Tim Cook[, the report says] “…”"""
OWNED: Final = code_pattern("<person> <possessive> <word>? $")
"""They quoted [Tim Cook’s] “…”"""
IT_AND_VERB: Final = code_pattern("[<capitalized><word>] <saying>")
"""“…”. [Lo ha detto] Tim Cook."""
SIGNATURE: Final = code_pattern("(–*) <person> [^.:;<quotation><saying><telling>]* $")
"""[– Tim Cook, scientist]"""
NAMES_AND_QUOTATIONS: Final = code_pattern("[<person><quotation><organization>,.;:–]* $")
REPORTED: Final = code_pattern(
    """
    [–,] [<saying><telling>] <word>? <person>            # “… [– said Tim Cook] – …”
    | [–,] [<saying><telling>] [<article><il>] <title>   # “… [, regrette le patron] …”
    | [–,] <pronoun_saying>                              # “… [, a-t-il dit], …”
    | <person> [<saying><telling>] [–,]                  # “… – [Tim Cook said] – …”
    """
)

# Whom a pronoun stands for
APPOSITION: Final = code_pattern(
    r"(?<=<person>) (?: \( [^()]* \) )? , [^,<person><quotation>]{1,30} (?: , | .? $ )"
)
"""Tim Cook [, the head of Apple,] said"""
UNNAMED_KINDS: Final = (Kind.UNNAMED, Kind.TITLE)
CAPITALIZED_RUN: Final = code_pattern("<capitalized>+")
PRONOUN_AND_VERB: Final = code_pattern(
    "[<pronoun><il>] [<word><time>]? <saying> | <pronoun_saying>"
)

# Who did not speak
FROM: Final = code_pattern(r"\( [^()]* \) | <of> <organization>")
SPEAKS_AS_WELL: Final = code_pattern("[<but><quotation>]")
"""Tim Cook has not commented[, but] told staff it was “good”"""
EXCEPTED: Final = code_pattern("<except> [^<person>,]{0,2} $")
"""[Unlike] Jeff Dean"""
BETWEEN_NAMES: Final = code_pattern(",? <and>?")
UP_TO_VERB: Final = code_pattern(
    ",? [^,;:.<and><but><conjunction><que><title><possessive><capitalized><unnamed>]{0,2}"
)
"""Tim Cook [has not] commented"""
NO_SUBJECT_AFTER: Final = code_pattern(
    """
    [<article><to><word><il><of><telling><unnamed><subordinate><who>] $    # not: critics [of] Tim Cook
    | [^,] [<but><conjunction><que>] $                                    # not: everyone [but] Tim Cook
    """
)
