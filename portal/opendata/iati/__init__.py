"""Every project as an activity of the International Aid Transparency Initiative, version 2.03.

IATI is made for development co-operation; this is spending at home. So what only makes sense
there (flow, finance and aid types, tied status) is left out, and what the sources do not state
is left out or said in words, never guessed.
"""
