"""Networks that draw: ellipses, avatars, the pictures of any folder."""
