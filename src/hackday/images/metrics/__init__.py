"""Figures that tell the truth about drawn pictures, each beside its floor: what real pictures get at the same number.

    ellipses     made ellipses, measured by their moments, without a network; their distribution against the exact one
    attributes   a classifier of labelled pictures reads what was drawn
    combinations was it what was asked for, is every combination of labels there, and how varied is each
    features     what any folder's pictures are compared by: 64 numbers a picture from a small network of our own
    neighbours   two sets of such numbers: density and coverage, KID, copies of the training pictures; KL

`features` and `attributes` need torch; the others numpy alone. No figure here is the FID: that is defined by one
network and its weights, and numbers from another must not carry its name.
"""
