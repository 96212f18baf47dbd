"""A workout while it happens: samples into the journal and the counter, events to a screen, a pipe or a program."""
