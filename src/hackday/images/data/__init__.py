"""Pictures to learn from: made ones (ellipses, avatars), Google's Cartoon Set, any folder."""
