"""Indicators and the follow-up report as people see them: words, numbers, charts, Word and CSV.

What is so is said by `kg.followup` and `kg.followup_period`; here it is put in words and drawn.
"""
