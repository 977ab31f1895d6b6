"""Every page and state of the running product, as small pictures in docs/gallery/."""
