"""Who asks: the steps of an answer, retrieval, HTTP API, pages, and the command line.

The steps, each its own module: `understand`, `find`, `walk`, `decide`, `compose`, `check`.
"""
