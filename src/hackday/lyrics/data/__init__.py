"""From a file of songs to numbers: reading, cleaning, splitting, and what is kept on disk."""
