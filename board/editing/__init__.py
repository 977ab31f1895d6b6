"""Making a format one's own: its words, order and minutes, as plain values of a form."""
