"""How well and how fast: detected repetitions against true ones, accuracy tables, speed."""
