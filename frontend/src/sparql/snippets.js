/**
 * A query as code for other programs. Every text is written so that the program reads exactly the
 * query, whatever quotes and backslashes it has.
 */

/** Longer ones are posted: many programs and proxies cut addresses of more. */
export const LONGEST_URL = 2000;

const pythonRaw = (text) => `r"""${text}"""`;
const pythonPlain = (text) =>
  `"""${text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"').replace(/"$/, '\\"')}"""`;
const inPython = (text) => (/"""|"$|\\$/.test(text) ? pythonPlain(text) : pythonRaw(text));

function inR(text) {
  let dashes = "";
  while (text.includes(`)${dashes}"`)) dashes += "-";
  return `r"${dashes}(${text})${dashes}"`;
}

const inShell = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const inPowerQuery = (text) =>
  `"${text.replaceAll('"', '""').replaceAll("#(", "#(#)(").replaceAll("\r", "").replaceAll("\n", '#(lf)" &\n    "')}"`;

/** The address of an answer. @param {string} endpoint @param {string} query @param {Record<string, string>} [more] */
export const addressOf = (endpoint, query, more = {}) => `${endpoint}?${new URLSearchParams({ query, ...more })}`;

const long = (endpoint, query) => addressOf(endpoint, query, { format: "turtle" }).length > LONGEST_URL;

function pandas(endpoint, query) {
  return long(endpoint, query)
    ? `import io
from urllib.parse import urlencode
from urllib.request import urlopen

import pandas as pd

endpoint = "${endpoint}"
query = ${inPython(query)}

body = urlencode({"query": query, "format": "csv"}).encode()
table = pd.read_csv(io.BytesIO(urlopen(endpoint, body).read()))
print(table)
`
    : `from urllib.parse import urlencode

import pandas as pd

endpoint = "${endpoint}"
query = ${inPython(query)}

table = pd.read_csv(endpoint + "?" + urlencode({"query": query, "format": "csv"}))
print(table)
`;
}

const rdflib = (endpoint, query) => `from urllib.parse import urlencode
from urllib.request import urlopen

from rdflib import Graph

endpoint = "${endpoint}"
query = ${inPython(query)}

body = urlencode({"query": query, "format": "turtle"}).encode()
graph = Graph().parse(urlopen(endpoint, body).read(), format="turtle")
print(len(graph))
`;

const wrapper = (endpoint, query) => `from SPARQLWrapper import JSON, POST, SPARQLWrapper

sparql = SPARQLWrapper("${endpoint}")
sparql.setMethod(POST)
sparql.setReturnFormat(JSON)
sparql.setQuery(${inPython(query)})
print(sparql.queryAndConvert())
`;

function r(endpoint, query) {
  return long(endpoint, query)
    ? `library(httr2)

endpoint <- "${endpoint}"
query <- ${inR(query)}

answer <- request(endpoint) |>
  req_body_form(query = query, format = "csv") |>
  req_perform()
table <- read.csv(text = resp_body_string(answer))
print(table)
`
    : `endpoint <- "${endpoint}"
query <- ${inR(query)}

url <- paste0(endpoint, "?format=csv&query=", URLencode(query, reserved = TRUE))
table <- read.csv(url, encoding = "UTF-8")
print(table)
`;
}

function powerQuery(endpoint, query) {
  const asked = long(endpoint, query)
    ? `Web.Contents("${endpoint}", [
      Headers = [#"Content-Type" = "application/x-www-form-urlencoded", Accept = "text/csv"],
      Content = Text.ToBinary(Uri.BuildQueryString([query = Query, format = "csv"]))])`
    : `Web.Contents("${endpoint}", [Query = [query = Query, format = "csv"]])`;
  return `let
  Query =
    ${inPowerQuery(query)},
  Source = Csv.Document(
    ${asked},
    [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
  Table = Table.PromoteHeaders(Source, [PromoteAllScalars = true])
in
  Table
`;
}

const curl = (format) => (endpoint, query) =>
  `curl --silent --show-error "${endpoint}" \\
  --data format=${format} \\
  --data-urlencode query=${inShell(query)}
`;

const PYTHON = { id: "sparqlwrapper", name: "SPARQLWrapper", make: wrapper };

/** By what the query makes. */
const SNIPPETS = {
  select: [
    { id: "pandas", name: "pandas", make: pandas },
    { id: "r", name: "R", make: r },
    { id: "excel", name: "Excel Power Query", make: powerQuery },
    { id: "curl", name: "curl", make: curl("csv") },
    PYTHON,
  ],
  ask: [PYTHON, { id: "curl", name: "curl", make: curl("json") }],
  graph: [
    { id: "rdflib", name: "rdflib", make: rdflib },
    { id: "curl", name: "curl", make: curl("turtle") },
  ],
};

/**
 * @param {"select"|"ask"|"graph"} kind
 * @param {string} endpoint whole address
 * @param {string} query
 * @returns {{id: string, name: string, code: string}[]}
 */
export const snippets = (kind, endpoint, query) =>
  SNIPPETS[kind].map(({ id, name, make }) => ({ id, name, code: make(endpoint, query.trim()) }));
