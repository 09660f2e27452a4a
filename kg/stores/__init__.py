"""Where published versions are kept: in the data folder, or on a SPARQL server that many share."""
