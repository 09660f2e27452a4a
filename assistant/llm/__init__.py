"""Language models, optional and checked: nothing here is needed for an answer.

A model may phrase a composed answer (`phrase`), condense a long description to search sentences
(`condense`) and propose a query where the library has none (`propose`). Its words reach nobody
before they are verified, and what fails, is late or says too much is replaced by what stood there
without it. ``docs/language-models.md`` says what is sent, what is checked and what is logged.
"""
