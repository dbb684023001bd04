"""The dialect matrix: random fillings of every form, written in every way in which forms arrive."""
