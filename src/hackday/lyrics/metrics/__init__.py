"""What sampled songs are like, each figure beside the same figure of songs by people."""
