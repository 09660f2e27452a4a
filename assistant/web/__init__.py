"""HTTP: the API, the pages and the chat element. `create_app` puts them together."""
