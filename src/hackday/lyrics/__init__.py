"""The lyrics lab: networks that write songs, beside the simple model that they must beat."""
