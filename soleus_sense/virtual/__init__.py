"""A person, a sensor and a wearable that are not there: motion with its truth, for tests, tables and the demo."""
