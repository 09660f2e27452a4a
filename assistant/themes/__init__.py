"""Themes of municipal work: what the program knows beforehand, of any municipality."""
