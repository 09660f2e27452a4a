"""What Styrkompassen knows: RDF stores, published versions, paths, SPARQL and validation.

Knows nothing of chat or HTTP. Layers go one way: ``ontology`` <- ``kg`` <- ``assistant``.
"""
