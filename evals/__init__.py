"""How well the engines do against gold, measured. Belongs here: gold of our own, scoring, floors."""
