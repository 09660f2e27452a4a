"""How our printable pages look: in light and dark, on paper without colour."""

STYLE = """
:root { color-scheme: light dark; --line: #767676; --soft: #eef2f4; --dim: #4a4a4a; --link: #0b5a66;
  --violation: #98201b; --warning: #6b4700; --info: #0b4f8a }
@media (prefers-color-scheme: dark) {
  :root { --line: #8a9499; --soft: #1b272c; --dim: #b4c0c5; --link: #86ccd4;
    --violation: #ffb0a8; --warning: #f3cf7a; --info: #9ecbff }
  body { background: #11191d; color: #e6edef } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  overflow-wrap: anywhere }
h2 { margin-top: 3rem; border-bottom: .15rem solid var(--line) }
h3 { margin-top: 2rem }
p { margin: 0 0 .5rem }
a { color: var(--link) }
table { border-collapse: collapse; margin: 1rem 0 }
caption { text-align: left; font-weight: bold; padding-bottom: .3rem }
th, td { border: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top;
  overflow-wrap: normal }
thead th { background: var(--soft) }
td.number { text-align: right }
nav ul { padding-left: 1.2rem }
nav a, li a { display: inline-block; min-height: 1.5rem }
summary { min-height: 1.5rem; color: var(--link); cursor: pointer }
.lead { font-size: 1.2rem }
.result { border-left: .25rem solid var(--line); padding-left: .8rem; margin: 1rem 0 }
.result > :is(h4, h5) { margin: 0 0 .3rem }
.counted { font-weight: normal; color: var(--dim) }
.violation { color: var(--violation) }
.warning { color: var(--warning) }
.info { color: var(--info) }
footer { margin-top: 3rem; color: var(--dim) }
@media print {
  :root { color-scheme: light; --soft: #fff; --dim: #333; --link: #000;
    --violation: #000; --warning: #000; --info: #000 }
  body { margin: 0; max-width: none; font-size: 10pt; background: #fff; color: #000 }
  nav { display: none }
  .result, tr { break-inside: avoid }
  h2, h3, h4, h5 { break-after: avoid }
  details::details-content { content-visibility: visible; block-size: auto } }
"""
