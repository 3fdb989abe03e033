"""Networks that add two numbers: the smallest lab, where everything about a network can be seen."""
