"""Arrays in, figure out: every function returns a matplotlib `Figure`, and `saving.save` writes it as a PNG.

curves    loss and weights through training
surfaces  the error over every pair, and along the pairs of one sum
diagrams  a network as nodes and edges, with every number on it
hidden    what the hidden nodes say: along the sum, as a histogram, and where they stop moving
style     colours, sizes, number formatting; `labels` names lines at their ends instead of in a legend

Nothing here knows a run, a domain or a file layout. No pyplot, no global settings: threads and processes may draw.
"""
