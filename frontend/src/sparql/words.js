/** The language's own words, by where they can stand. */
const FUNCTIONS = (
  "BOUND STR LANG LANGMATCHES DATATYPE IRI COALESCE IF CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLEN " +
  "SUBSTR UCASE LCASE CONCAT REPLACE REGEX ABS CEIL FLOOR ROUND YEAR MONTH DAY NOW ISIRI ISBLANK ISLITERAL ISNUMERIC SAMETERM STRLANG STRDT"
).split(" ");
const AGGREGATES = "COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT".split(" ");

export const WORDS = {
  start: ["SELECT", "CONSTRUCT", "ASK", "DESCRIBE", "PREFIX"],
  prefix: [],
  select: ["DISTINCT", "WHERE", "AS", "FROM", "FROM NAMED"],
  subject: [
    "OPTIONAL",
    "FILTER",
    "UNION",
    "MINUS",
    "BIND",
    "VALUES",
    "GRAPH",
    "FILTER EXISTS",
    "FILTER NOT EXISTS",
    "SELECT",
  ],
  predicate: [],
  object: [],
  expression: ["EXISTS", "NOT EXISTS", "IN", "NOT IN", "AS", "DISTINCT"],
  modifier: ["WHERE", "ORDER BY", "GROUP BY", "HAVING", "LIMIT", "OFFSET", "DESC", "ASC", "VALUES"],
};

/** Functions, which are followed by what they are given. */
export const CALLS = {
  select: AGGREGATES,
  expression: [...AGGREGATES, ...FUNCTIONS],
  modifier: ["COUNT", "SUM", "AVG", "MIN", "MAX"],
};
