"""A whole evening of many rooms on one machine, and what nobody may notice of it."""
