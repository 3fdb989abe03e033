"""The live view: all runs of a runs directory in one page, while they train.

Reads run directories as any other program may (docs/formats/run.md), knows no lab and imports none. Nothing is kept
but what it takes to say what is new: a file is read on from where it was read before, and a page asks for what came
after what it has.
"""
